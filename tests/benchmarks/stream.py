"""What the widget costs the wire and the page: streaming an answer, scrolling a long conversation.

    python -m tests.benchmarks.stream

In a real JupyterLab; bytes are those of the websocket's frames as the browser's own protocol (CDP) counts them.
"""

from __future__ import annotations

import asyncio
import base64
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect, sync_playwright

from nemo_widget.model.conversation import ChatMessage
from tests import machine
from tests.browser.host import STATIC, host_page, snapshot
from tests.browser.lab import Lab, browser_page, running_lab
from tests.client.wire_server import Asked, WireServer, adk, chunk, ok

TOKENS, TOKENS_PER_S = 2000, 200
EARLIER_MESSAGES = 400
MESSAGES = 2000
WORDS = ["light", "photo", "slowly", "the sea", "crossfade", "again", "music.", "three seconds"]

STUDIO = "from nemo_widget import Studio\nstudio = Studio(language='en'{backend})\nstudio"
SCROLL = """async (log) => {
    const drawn = [];
    for (let share = 0, last = performance.now(); share <= 1; share += 1 / 240) {
        log.scrollTop = (1 - share) * (log.scrollHeight - log.clientHeight);
        const now = await new Promise(requestAnimationFrame);
        drawn.push(now - last);
        last = now;
    }
    drawn.sort((a, b) => a - b);
    return { perSecond: 1000 * drawn.length / drawn.reduce((a, b) => a + b), longest: drawn.at(-1) };
}"""


def text_of(tokens: int) -> list[str]:
    return [f"{WORDS[n % len(WORDS)]}{'. ' if n % 12 == 11 else ' '}" for n in range(tokens)]


@contextmanager
def talking_backend() -> Iterator[str]:
    """A back end that says `TOKENS` tokens, `TOKENS_PER_S` a second."""
    tokens = text_of(TOKENS)

    async def play(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        begun = time.monotonic()
        for n, token in enumerate(tokens):
            writer.write(chunk(adk(token, partial=True)))
            await writer.drain()
            await asyncio.sleep(max(0.0, begun + (n + 1) / TOKENS_PER_S - time.monotonic()))
        writer.write(chunk(adk("".join(tokens))) + b"0\r\n\r\n")
        await writer.drain()

    ready, stop = threading.Event(), threading.Event()
    urls: list[str] = []

    async def main() -> None:
        async with WireServer() as server:
            server.on("POST", "/api/tasks/me/with-session/nemo_agent", ok({"task_id": "t", "session_id": "s"}))
            server.on("GET", "/api/state/nemo_agent/me/s/latest", ok({"state": {}}))
            server.on("GET", "/api/credits/balance/simple", ok({"available": 1, "frozen": 0, "total": 1}))
            server.on("POST", "/run_sse", play)
            urls.append(server.url)
            ready.set()
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    ready.wait()
    try:
        yield urls[0]
    finally:
        stop.set()
        thread.join()


def streaming(lab: Lab, browser: Browser) -> None:
    with talking_backend() as url, browser_page(browser) as page:
        lab.write_notebook("stream.ipynb", [STUDIO.format(backend=f", backend={url!r}, token='t'")])
        notebook = lab.open(page, "stream.ipynb")
        notebook.run_all()
        studio = notebook.studio()
        message = studio.get_by_role("textbox", name="Message")
        expect(message).to_be_visible()
        cdp = page.context.new_cdp_session(page)
        frames: list[bytes] = []
        cdp.on("Network.webSocketFrameReceived", lambda event: frames.append(_payload(event)))
        cdp.send("Network.enable")
        cdp.send("Performance.enable")
        size = len("".join(text_of(TOKENS)).encode())
        for label in ("first answer", f"after {EARLIER_MESSAGES} messages"):
            frames.clear()
            before = _busy_s(cdp)
            begun = time.monotonic()
            message.fill("Tell me.")
            message.press("Enter")
            expect(studio.get_by_role("button", name="Stop", exact=True)).to_be_visible()
            expect(studio.get_by_role("button", name="Stop", exact=True)).to_have_count(0, timeout=120_000)
            took_s = time.monotonic() - begun
            deltas = [frame for frame in frames if b'"delta"' in frame]
            bodies = sum(len(found[0]) for frame in deltas for found in re.finditer(rb'\{"type": ?"delta".*?\}', frame))
            print(
                f"streaming, {label}: {size / 1000:.1f} KB in {took_s:.1f} s: {len(deltas) / took_s:.1f} updates/s; "
                f"{sum(map(len, frames)) / size:.1f} bytes on the wire a byte of text, "
                f"{bodies / size:.2f} without Jupyter's envelopes; page busy {_busy_s(cdp) - before:.2f} s"
            )
            notebook.python(
                "from nemo_widget.session import runtime\n"
                "async def more(board):\n"
                f"    for n in range({EARLIER_MESSAGES}):\n"
                "        board.say('user' if n % 2 else 'assistant', 'Make it a little warmer, please.')\n"
                "runtime().submit(more(studio._bridge.session._board)).result()"
            )
            expect(studio.get_by_role("log").locator("article").nth(EARLIER_MESSAGES)).to_be_attached()
        notebook.python("studio.close()")


def scrolling(browser: Browser) -> None:
    text = (
        "Five photos, **3 seconds** each:\n\n- crossfades\n- lo-fi music at 35 %\n\nMore on https://example.org/help."
    )
    told = snapshot({}, {})
    answers: dict[str, Any] = {"snapshot": lambda params: (told, []), "sessions": lambda params: ({"sessions": []}, [])}
    for count in (MESSAGES // 100, MESSAGES):
        told["messages"] = [
            ChatMessage(id=f"m{n}", role="assistant" if n % 2 else "user", text=text).model_dump(mode="json")
            for n in range(count)
        ]
        with host_page(answers) as url, browser_page(browser) as page:
            page.goto(url)
            log = page.get_by_role("log")
            expect(log.locator("article").first).to_be_attached()
            seen = log.evaluate(SCROLL)
            print(f"scrolling {count} messages: {seen['perSecond']:.0f} frames/s, longest {seen['longest']:.0f} ms")


def _payload(event: dict[str, Any]) -> bytes:
    response = event["response"]
    return base64.b64decode(response["payloadData"]) if response["opcode"] == 2 else response["payloadData"].encode()


def _busy_s(cdp: Any) -> float:
    return next(m["value"] for m in cdp.send("Performance.getMetrics")["metrics"] if m["name"] == "TaskDuration")


def main() -> None:
    for name in ("widget.js", "widget.css"):
        print(f"bundle: {name} {(STATIC / name).stat().st_size / 1024:.1f} KB")
    with (
        tempfile.TemporaryDirectory() as scratch,
        sync_playwright() as playwright,
        running_lab(Path(scratch) / "lab") as lab,
    ):
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=["--no-sandbox", "--disable-gpu"])
        scrolling(browser)
        streaming(lab, browser)
        browser.close()


if __name__ == "__main__":
    main()

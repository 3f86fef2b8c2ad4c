"""What the widget's view costs the page: frame rates of a long timeline and of the player, and the first frame.

    python -m tests.benchmarks.widget

The built widget in Chromium without a GPU, on a bare page. Frames are those that a trace of the browser (CDP) says were
drawn; the machine's own share is beside them, as the frames of a page that only moves a box about.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image
from playwright.sync_api import CDPSession, Page, expect, sync_playwright
from skimage import data

from nemo_widget.model.draft import Draft
from nemo_widget.model.timeline import Timeline
from tests import machine
from tests.browser.host import STATIC, host_page, snapshot

CLIPS = 1000
SECONDS = 3.0
PICTURES = {"astronaut": data.astronaut(), "coffee": data.coffee(), "cat": data.chelsea()}
CATEGORIES = "devtools.timeline.frame,disabled-by-default-devtools.timeline.frame"

# Moves something with every frame for a while; how long each frame took the page, in ms.
EACH_FRAME = """async ([what, ms, step]) => {
    const scroller = document.querySelector('.nemo-scroller');
    const lanes = scroller?.firstElementChild;
    const box = document.getElementById('box');
    const moves = {
        scroll: (share) => { scroller.scrollLeft = share * (scroller.scrollWidth - scroller.clientWidth); },
        zoom: (share) => lanes.dispatchEvent(new WheelEvent('wheel', {
            deltaY: share < 0.5 ? -step : step, ctrlKey: true, bubbles: true, cancelable: true,
            clientX: scroller.getBoundingClientRect().left + 600 })),
        box: (share) => { box.style.transform = `translateX(${share * 800}px)`; },
        nothing: () => undefined,
    };
    const begun = performance.now();
    let frames = 0, longest = 0, last = begun;
    for (let now = begun; now - begun < ms;) {
        moves[what]((now - begun) / ms);
        frames++;
        now = await new Promise(requestAnimationFrame);
        longest = Math.max(longest, now - last);
        last = now;
    }
    return { perSecond: 1000 * frames / (last - begun), longest };
}"""

# Those in the clips, and the one on the stage.
PICTURES_ARE_HERE = """() => {
    const canvas = document.querySelector('.nemo-screen > canvas');
    if (!canvas || canvas.width === 0) return false;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const drawn = data.some((value, at) => at % 4 < 3 && value > 64);
    const images = [...document.querySelectorAll('.nemo-widget img')];
    return drawn && images.length > 0 && images.every((image) => image.naturalWidth > 0);
}"""

COUNT_DRAWINGS = """() => {
    window.drawings = 0;
    const fill = CanvasRenderingContext2D.prototype.fillRect;
    CanvasRenderingContext2D.prototype.fillRect = function (x, y, width, height) {
        const whole = x === 0 && y === 0 && width === this.canvas.width && height === this.canvas.height;
        if (whole && this.canvas.closest('.nemo-screen') && !this.drawn) { this.drawn = true; window.drawings++;
            queueMicrotask(() => { this.drawn = false; }); }
        return fill.call(this, x, y, width, height);
    };
}"""


def draft_of(clips: int, motion: bool = True) -> dict[str, Any]:
    names = list(PICTURES)
    segments = [
        {
            "id": f"c{n}",
            "s": n * 3000,
            "d": 3000,
            "m": {
                "src": names[n % 3],
                "name": f"IMG_{1000 + n}.jpg",
                "motion": "zoom-in" if motion else "none",
                **({"transition": {"type": "crossfade", "d": 1000}} if n else {}),
            },
        }
        for n in range(clips)
    ]
    title = {"text": "Wonders", "size": 0.1}
    draft = {
        "d": clips * 3000,
        "m": {"width": 1280, "height": 720, "fps": 30},
        "t": [
            {"id": "v", "tt": 0, "sg": segments},
            {"id": "x", "tt": 7, "sg": [{"id": "x1", "s": 0, "d": 9000, "m": title}]},
        ],
    }
    Draft.model_validate(draft)
    return draft


def thumbnail(params: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    picture = Image.fromarray(PICTURES[params["media"].removeprefix("m-")]).resize((1280, 960))
    picture.thumbnail((params["size_px"], params["size_px"]))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return {"mime": "image/jpeg"}, [out.getvalue()]


@contextmanager
def shown(page: Page, draft: dict[str, Any]) -> Iterator[None]:
    told = snapshot(draft, {name: f"{name}.jpg" for name in PICTURES})
    with host_page({"snapshot": lambda _: (told, []), "thumbnail": thumbnail}) as url:
        page.goto(url)
        expect(page.get_by_role("region", name="Timeline")).to_be_visible()
        page.wait_for_function(PICTURES_ARE_HERE)
        yield


def drawn_frames(cdp: CDPSession, page: Page, what: str, step: float = 0) -> dict[str, float]:
    """Frames a second that the browser drew while the page moved something with each, and the longest of them."""
    events: list[dict[str, Any]] = []
    cdp.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    done: list[bool] = []
    cdp.once("Tracing.tracingComplete", lambda _: done.append(True))
    cdp.send("Tracing.start", {"categories": CATEGORIES, "transferMode": "ReportEvents"})
    told = page.evaluate(EACH_FRAME, [what, SECONDS * 1000, step])
    cdp.send("Tracing.end")
    while not done:
        page.wait_for_timeout(20)
    drawn = [event["ts"] for event in events if event["name"] == "DrawFrame"]
    dropped = sum(event["name"] == "DroppedFrame" for event in events)
    span_s = (max(drawn) - min(drawn)) / 1e6 if len(drawn) > 1 else SECONDS
    return {
        "drawn": (len(drawn) - 1) / span_s if span_s else 0.0,
        "dropped": dropped,
        "page": told["perSecond"],
        "longest_ms": told["longest"],
    }


def timeline_event(draft: dict[str, Any] | None) -> dict[str, Any]:
    timeline = Timeline.of({"draft": draft} if draft else {})
    return {"type": "timeline", "timeline": timeline.model_dump(mode="json"), "draft": draft}


FIRST_FRAME = """async ([n, event]) => {
    const before = window.drawings;
    const begun = performance.now();
    window.emit(n, event);
    while (window.drawings === before || !document.querySelector('.nemo-screen > canvas')) {
        await new Promise((done) => setTimeout(done, 1));
    }
    return performance.now() - begun;
}"""


def first_frames_ms(page: Page) -> list[float]:
    """From a draft's arrival to its first picture on the canvas, the pictures being there."""
    times = []
    n = 0
    for turn in range(5):
        n += 1
        page.evaluate("([n, event]) => window.emit(n, event)", [n, timeline_event(None)])
        page.wait_for_function("!document.querySelector('.nemo-screen > canvas')")
        n += 1
        times.append(page.evaluate(FIRST_FRAME, [n, timeline_event(draft_of(5 + turn % 2))]))
    return times


def main() -> None:
    sizes = {path.name: path.stat().st_size / 1024 for path in sorted(STATIC.iterdir())}
    print("bundle:", ", ".join(f"{name} {kib:.1f} KB" for name, kib in sizes.items()))
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        cdp = page.context.new_cdp_session(page)

        page.set_content("<div id=box style='width:80px;height:80px;background:teal'></div>")
        base = drawn_frames(cdp, page, "box")
        print(f"the machine: {base['drawn']:.1f} frames a second of a box that moves")

        with shown(page, draft_of(CLIPS)):
            for zoom, clicks, step in (("all of it", 0, 13), ("near", 8, 6)):
                for _ in range(clicks):
                    page.get_by_role("button", name="Zoom in").click()
                for what in ("scroll", "zoom"):
                    if what == "scroll" and not clicks:
                        continue
                    measured = drawn_frames(cdp, page, what, step)
                    print(f"{CLIPS} clips, {what}, {zoom}: {json.dumps({k: round(v, 1) for k, v in measured.items()})}")

        with shown(page, draft_of(10)):
            page.evaluate(COUNT_DRAWINGS)
            page.get_by_role("region", name="Preview").get_by_role("button", name="Play").click()
            page.wait_for_function("window.drawings > 3")
            before, begun = page.evaluate("[window.drawings, performance.now()]")
            page.wait_for_timeout(SECONDS * 1000)
            after, ended = page.evaluate("[window.drawings, performance.now()]")
            print(f"player at 1280x720: {1000 * (after - before) / (ended - begun):.1f} pictures a second")
            page.get_by_role("region", name="Preview").get_by_role("button", name="Pause").click()
            times = first_frames_ms(page)
            print(f"first frame of a draft: {', '.join(f'{ms:.0f}' for ms in times)} ms")
        browser.close()


if __name__ == "__main__":
    main()

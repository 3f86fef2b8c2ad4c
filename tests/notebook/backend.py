"""A back end in a thread of the test, over real HTTP: its answers stop where the test wants to look."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.client.wire_server import Asked, Play, WireServer, adk, chunk, http, json_reply, ok

SESSION = "s-1"
STATE = f"/api/state/nemo_agent/me/{SESSION}/latest"
RENDER = "/api/render/proxy/lambda"
UPLOAD = f"/api/upload-video/nemo_agent/me/{SESSION}"
DRAFT = {"d": 3000, "t": [{"id": "v", "tt": 0, "sg": [{"id": "c", "s": 0, "d": 3000, "m": {"name": "beach.jpg"}}]}]}


class Backend:
    """`hold` stops answers in the middle until `go_on`; `streaming` is set when one has begun, `hung_up` when
    the other side closed it there."""

    def __init__(self, server: WireServer) -> None:
        self.server = server
        self.url = server.url
        self.go_on = threading.Event()
        self.hung_up = threading.Event()
        self.streaming = threading.Event()
        self.rendered = threading.Event()
        self.render_cancelled = threading.Event()
        session = {"task_id": "t-1", "session_id": SESSION}
        server.on("POST", "/api/tasks/me/with-session/nemo_agent", ok(session))
        server.on("GET", STATE, ok({"state": {}}))
        server.on("GET", "/api/credits/balance/simple", ok({"available": 90, "frozen": 10, "total": 100}))
        server.on("POST", UPLOAD, ok({"files": [{"filename": "x", "file_type": "image", "hash": "h1"}]}))

    def answers(self, *pieces: str) -> None:
        """The next answers stream `pieces`, wait for `go_on` before the last one, and change the timeline."""
        self.server.on("GET", STATE, ok({"state": {}}), ok({"state": {"draft": DRAFT}}))
        self.server.on("POST", "/run_sse", self._stream(pieces))

    def renders(self, mp4: bytes) -> None:
        """There is a timeline, and an export of it stands at 40 % until `rendered`; then it is `mp4`."""
        self.server.on("GET", STATE, ok({"state": {"draft": DRAFT}}))
        self.server.on("POST", RENDER, self._submit)
        self.server.on("GET", "/out.mp4", http(mp4, content_type="video/mp4"))

    async def _submit(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        job = f"{RENDER}/{asked.json['id']}"
        self.server.on("GET", job, self._poll)
        self.server.on("POST", f"{job}/cancel", self._cancel)
        writer.write(json_reply({"success": True, "data": {"id": asked.json["id"], "status": "pending"}}))
        await writer.drain()

    async def _poll(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        done = {"status": "completed", "progress": 100, "output": {"url": "/out.mp4"}}
        answer = done if self.rendered.is_set() else {"status": "processing", "progress": 40}
        writer.write(json_reply({"success": True, **answer}))
        await writer.drain()

    async def _cancel(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        self.render_cancelled.set()
        writer.write(json_reply({"success": True, "data": {}}))
        await writer.drain()

    def _stream(self, pieces: tuple[str, ...]) -> Play:
        async def play(asked: Asked, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
            for piece in pieces[:-1]:
                writer.write(chunk(adk(piece, partial=True)))
                await writer.drain()
            self.streaming.set()
            if not await self._may_go_on(asked):
                self.hung_up.set()
                writer.close()
                return
            writer.write(chunk(adk(pieces[-1], partial=True)) + chunk(adk("".join(pieces))) + b"0\r\n\r\n")
            await writer.drain()

        return play

    async def _may_go_on(self, asked: Asked) -> bool:
        gone = asyncio.ensure_future(asked.gone())
        going = asyncio.ensure_future(asyncio.to_thread(self.go_on.wait, 60))
        done, _ = await asyncio.wait({gone, going}, return_when=asyncio.FIRST_COMPLETED)
        hung_up = gone in done
        if hung_up:
            self.go_on.set()
        gone.cancel()
        await asyncio.wait({gone, going})
        return not hung_up


@contextmanager
def running() -> Iterator[Backend]:
    started: list[tuple[Backend, asyncio.AbstractEventLoop, asyncio.Event]] = []
    ready = threading.Event()

    async def main() -> None:
        async with WireServer() as server:
            stop = asyncio.Event()
            started.append((Backend(server), asyncio.get_running_loop(), stop))
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    assert ready.wait(60)
    backend, loop, stop = started[0]
    try:
        yield backend
    finally:
        backend.go_on.set()
        loop.call_soon_threadsafe(stop.set)
        thread.join(60)

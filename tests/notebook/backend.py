"""A back end in a thread of the test, over real HTTP: its answers stop where the test wants to look."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.client.wire_server import Asked, Play, WireServer, adk, chunk, ok

SESSION = "s-1"
STATE = f"/api/state/nemo_agent/me/{SESSION}/latest"
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
        session = {"task_id": "t-1", "session_id": SESSION}
        server.on("POST", "/api/tasks/me/with-session/nemo_agent", ok(session))
        server.on("GET", STATE, ok({"state": {}}))
        server.on("GET", "/api/credits/balance/simple", ok({"available": 90, "frozen": 10, "total": 100}))
        server.on("POST", UPLOAD, ok({"files": [{"filename": "x", "file_type": "image", "hash": "h1"}]}))

    def answers(self, *pieces: str) -> None:
        """The next answers stream `pieces`, wait for `go_on` before the last one, and change the timeline."""
        self.server.on("GET", STATE, ok({"state": {}}), ok({"state": {"draft": DRAFT}}))
        self.server.on("POST", "/run_sse", self._stream(pieces))

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
    started: list[Backend] = []
    ready, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def main() -> None:
        async with WireServer() as server:
            started.append(Backend(server))
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(main()), daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield started[0]
    finally:
        started[0].go_on.set()
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()

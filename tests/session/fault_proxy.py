"""A proxy on a real socket between a session and its engine, which spoils the answers to chat messages."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import re
import socket
import struct
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

_KEEP_ALIVE = re.compile(rb"connection: keep-alive", re.IGNORECASE)

Fault = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""Brings the engine's answer, which can be read from the first, to the session, or not."""


class FaultProxy:
    """Lets everything pass but chats, which go through `fault`. `swallows`: a chat does not reach the engine."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self.fault: Fault | None = None
        self.swallows = False

    async def __aenter__(self) -> FaultProxy:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.refuse()

    def refuse(self) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request a connection: the session is told so in each answer."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
            body = await reader.readexactly(int(fields.get(b"content-length", 0)))
            is_chat = b"/run_sse" in head.split(b"\r\n")[0]
            theirs, ours = await asyncio.open_connection(self._target.hostname, self._target.port)
            if not (is_chat and self.swallows):
                ours.write(_KEEP_ALIVE.sub(b"Connection: close", head) + body)
                await ours.drain()
            fault = self.fault if is_chat and self.fault else passes
            gone = asyncio.create_task(_gone(reader))
            told = asyncio.create_task(fault(theirs, writer))
            await asyncio.wait({gone, told}, return_when=asyncio.FIRST_COMPLETED)
            for task in (gone, told):
                task.cancel()
            await asyncio.gather(gone, told, return_exceptions=True)
            ours.close()
        writer.close()


async def _gone(reader: asyncio.StreamReader) -> None:
    while await reader.read(4096):
        pass


async def passes(answer: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    while piece := await answer.read(65536):
        to.write(piece)
        await to.drain()


def cut_after(size_bytes: int, *, reset: bool = False) -> Fault:
    """The connection ends after so many bytes, the engine having done its work; with `reset`, roughly."""

    async def fault(answer: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        whole = await answer.read(-1)
        to.write(whole[:size_bytes])
        await to.drain()
        if reset:
            no_goodbye = struct.pack("ii", 1, 0)
            to.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_goodbye)
            to.transport.abort()

    return fault


async def bad_gateway(answer: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    await answer.read(-1)
    page = b"<html><h1>502 Bad Gateway</h1></html>"
    to.write(
        b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
        % len(page)
        + page
    )
    await to.drain()


async def drips(answer: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    """A few bytes at a time, so that events and characters are torn."""
    while piece := await answer.read(7):
        to.write(piece)
        await to.drain()
        await asyncio.sleep(0)


def stalls_after(size_bytes: int) -> Fault:
    """So many bytes, and then nothing more, with the connection open."""

    async def fault(answer: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        to.write((await answer.read(-1))[:size_bytes])
        await to.drain()
        await asyncio.Event().wait()

    return fault


async def truncated_gzip(answer: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    _, _, chunks = (await answer.read(-1)).partition(b"\r\n\r\n")
    packed = gzip.compress(b"".join(chunks.split(b"\r\n")[1::2]))
    to.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\n")
    to.write(packed[: len(packed) // 2])
    await to.drain()


async def broken_gzip(answer: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    await answer.read(-1)
    to.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\nnot gzip at all")
    await to.drain()

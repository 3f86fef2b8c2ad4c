"""A back end that plays what a test wrote down, over real HTTP on a real socket, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Asked:
    """A request as it arrived; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    reader: asyncio.StreamReader = field(repr=False)

    async def gone(self) -> None:
        """Returns when the one who asks has closed the connection."""
        with contextlib.suppress(ConnectionError):  # of the other side's, if it had not read all
            while await self.reader.read(4096):
                pass

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Play = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]
Reply = bytes | Play


@dataclass
class WireServer:
    """`on` says what is answered; replies to one call are played in order, the last one again and again."""

    asked: list[Asked] = field(default_factory=list)
    _replies: dict[tuple[str, str], list[Reply]] = field(default_factory=dict)
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def __aenter__(self) -> WireServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """As if the machine were gone: nothing listens, and open connections end."""
        assert self._server
        self._server.close()
        for writer in tuple(self._writers):
            writer.close()

    @property
    def url(self) -> str:
        assert self._server
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def on(self, method: str, path: str, *replies: Reply) -> None:
        self._replies[method, path] = list(replies)

    def of(self, method: str, path: str) -> list[Asked]:
        return [a for a in self.asked if (a.method, a.path) == (method, path)]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while (asked := await _read(reader)) is not None:
                self.asked.append(asked)
                replies = self._replies.get((asked.method, asked.path), [json_reply({"detail": "Not Found"}, 404)])
                reply = replies.pop(0) if len(replies) > 1 else replies[0]
                if isinstance(reply, bytes):
                    writer.write(reply)
                    await writer.drain()
                else:
                    await reply(asked, writer)
                if writer.is_closing():
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            self._writers.discard(writer)
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    head = await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""
    if not head:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(method, path, headers, body, reader)


def http(body: bytes, status: int = 200, **headers: str) -> bytes:
    fields = {"content-length": str(len(body)), **{k.replace("_", "-"): v for k, v in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body


def json_reply(body: Any, status: int = 200, **headers: str) -> bytes:
    return http(json.dumps(body).encode(), status, content_type="application/json", **headers)


def ok(data: Any) -> bytes:
    return json_reply({"code": 0, "data": data})


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def stream(*pieces: bytes, end: bool = True, stay: asyncio.Event | None = None) -> Play:
    """An event stream in chunks; without `end` the connection breaks in the middle. With `stay` it stays open until
    the other side closes it, which sets the event."""

    async def play(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        for piece in pieces:
            writer.write(chunk(piece))
            await writer.drain()
        if stay is not None:
            await asked.gone()
            stay.set()
            writer.close()
        elif end:
            writer.write(b"0\r\n\r\n")
            await writer.drain()
        else:
            writer.close()

    return play


def adk(text: str = "", *, partial: bool = False, parts: list[dict[str, Any]] | None = None, **more: Any) -> bytes:
    """One ADK event as a frame."""
    body: dict[str, Any] = {"content": {"role": "model", "parts": parts if parts is not None else [{"text": text}]}}
    return f"data: {json.dumps({**body, 'partial': partial, **more})}\n\n".encode()


def typed(**fields: Any) -> bytes:
    return f"data: {json.dumps(fields)}\n\n".encode()

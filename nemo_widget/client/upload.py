from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import anyio

_CHUNK_BYTES = 256 * 1024

Progress = Callable[[int, int], None]
"""Called with (bytes that have left, bytes in all)."""


class Multipart:
    """One file as a multipart body, streamed from disk. It can be iterated again when a call is repeated.

    The body ends only after `may_end()`: so files that travel side by side still arrive one after the other.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        mime: str,
        progress: Progress | None = None,
        may_end: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        boundary = secrets.token_hex(16)
        head = (
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="files"; filename="{_quoted(name)}"\r\n'
            f"Content-Type: {mime}\r\n\r\n"
        )
        self._path = path
        self._head = head.encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._size_bytes = path.stat().st_size
        self._progress = progress
        self._may_end = may_end
        self.headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(self._head) + self._size_bytes + len(self._tail)),
        }

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._head
        sent = 0
        async with await anyio.open_file(self._path, "rb") as file:
            while chunk := await file.read(_CHUNK_BYTES):
                yield chunk
                sent += len(chunk)  # the next piece is asked for when the one before has gone to the socket
                if self._progress:
                    self._progress(sent, self._size_bytes)
        if self._may_end:
            await self._may_end()
        yield self._tail


def _quoted(name: str) -> str:
    """As browsers do: only what would end the header is escaped, the rest stays UTF-8."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")

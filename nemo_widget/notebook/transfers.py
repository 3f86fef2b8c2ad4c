"""Files that come from the page, and videos that go there, in pieces small enough for every host.

A file's chunks may arrive twice and in any order (a kernel answers from several threads); each one is acknowledged.
They go to a file of our own naming in a folder of our own; the person's file name is only ever shown.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from nemo_widget.model.conversation import MediaItem
from nemo_widget.model.errors import BadMedia, MediaTooLarge, OutputError
from nemo_widget.model.media import MAX_UPLOAD_BYTES
from nemo_widget.model.video import Video

from .host import Limits
from .scratch import Scratch

SILENCE_S = 300.0
_LONGEST_NAME = 160


class Incoming:
    """One file that is still arriving. `received_bytes` counts each byte once."""

    def __init__(self, item: MediaItem, path: Path, size_bytes: int) -> None:
        self.item = item
        self.path = path
        self.size_bytes = size_bytes
        self._spans: list[tuple[int, int]] = []  # disjoint, in order, those that touch joined
        self._writing = asyncio.Lock()

    @property
    def received_bytes(self) -> int:
        return sum(end - start for start, end in self._spans)

    @property
    def is_whole(self) -> bool:
        return self.received_bytes == self.size_bytes

    async def write(self, offset: int, chunk: memoryview) -> None:
        """Raises: `BadMedia` when the chunk does not lie within the file, `OutputError` when the disk is full."""
        end = offset + chunk.nbytes
        if offset < 0 or end > self.size_bytes or chunk.nbytes == 0:
            raise BadMedia(f"{self.item.name} changed while it was read.", "Add it again.")
        async with self._writing:
            try:
                await asyncio.to_thread(_write_at, self.path, offset, chunk)
            except OSError as error:
                raise _no_room(self.item.name, error) from None
            self._spans = _joined([*self._spans, (offset, end)])


class Transfers:
    """All files that are arriving in one widget. Lives on the owner loop, the writing itself in threads.

    `forget(item, sentence)` is told of a file whose chunks have stopped coming for `silence_s` seconds.
    """

    def __init__(
        self, scratch: Scratch, forget: Callable[[MediaItem, str], None], silence_s: float = SILENCE_S
    ) -> None:
        self._scratch = scratch
        self._forget = forget
        self._silence_s = silence_s
        self._incoming: dict[str, Incoming] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def check(self, name: str, size_bytes: int) -> str:
        """The name as it may be shown. Raises: `BadMedia`, `MediaTooLarge`, `OutputError`, before a byte is sent."""
        name = display_name(name)
        if size_bytes <= 0:
            raise BadMedia(f"{name} is empty.", "Choose the original file again.")
        if size_bytes > MAX_UPLOAD_BYTES:
            raise MediaTooLarge(
                f"{name} has {size_bytes / 2**20:.0f} MB; at most {MAX_UPLOAD_BYTES // 2**20} MB are accepted.",
                "Compress it or trim it first.",
            )
        try:
            if shutil.disk_usage(self._scratch.folder).free < size_bytes:
                raise OSError
        except OSError as error:
            raise _no_room(name, error) from None
        return name

    def begin(self, item: MediaItem, size_bytes: int) -> Incoming:
        """From now on the file is known by its item's id."""
        incoming = Incoming(item, self._scratch.folder / secrets.token_hex(8), size_bytes)
        incoming.path.touch(mode=0o600)
        self._incoming[item.id] = incoming
        self._watch(item.id)
        return incoming

    def get(self, id: str) -> Incoming:
        """Raises: `BadMedia` when nothing of that name is arriving (any more)."""
        try:
            incoming = self._incoming[id]
        except KeyError:
            raise BadMedia("This upload is over.", "Add the file again.") from None
        self._watch(id)
        return incoming

    async def take(self, id: str, chunk_bytes: int, checks: Sequence[int]) -> Incoming:
        """The whole file, which is the caller's from now on.

        Raises: `BadMedia` when a part is missing, or is not what the page read: `checks` are the CRC-32 of every
        `chunk_bytes` of it (none: not compared).
        """
        incoming = self.get(id)
        if not incoming.is_whole:
            raise BadMedia(f"{incoming.item.name} did not arrive completely.", "Add it again.")
        if checks and await asyncio.to_thread(_checks_of, incoming.path, chunk_bytes) != list(checks):
            self.discard(id)
            sentence = BadMedia(f"{incoming.item.name} was damaged on its way.", "Add it again.")
            self._forget(incoming.item, str(sentence))
            raise sentence
        self._drop(id)
        return incoming

    def discard(self, id: str) -> Incoming | None:
        """Forgets a file and what has arrived of it."""
        incoming = self._drop(id)
        if incoming is not None:
            incoming.path.unlink(missing_ok=True)
        return incoming

    def close(self) -> None:
        for id in list(self._incoming):
            self.discard(id)

    def _drop(self, id: str) -> Incoming | None:
        if timer := self._timers.pop(id, None):
            timer.cancel()
        return self._incoming.pop(id, None)

    def _watch(self, id: str) -> None:
        if timer := self._timers.get(id):
            timer.cancel()
        self._timers[id] = asyncio.get_running_loop().call_later(self._silence_s, self._fell_silent, id)

    def _fell_silent(self, id: str) -> None:
        if incoming := self.discard(id):
            self._forget(incoming.item, f"{incoming.item.name} stopped arriving. Add it again.")


async def read_piece(video: Video, offset: int, length: int, limits: Limits) -> bytes:
    """At most `length` bytes, and at most one chunk, of an MP4 from `offset`; none at its end.

    Raises: `OutputError` when the file is not there any more.
    """
    try:
        return await asyncio.to_thread(_read_at, video.path, max(offset, 0), min(max(length, 0), limits.chunk_bytes))
    except OSError:
        raise OutputError(f"{video.path.name} is not there any more.", "Export it again.") from None


def display_name(name: str) -> str:
    """A file name without folders and control characters, of a bearable length, its suffix kept."""
    bare = PurePosixPath(PureWindowsPath(name).name).name
    bare = "".join(c for c in bare if c.isprintable()).strip()
    bare = bare if bare.strip(".") else "file"
    if len(bare) <= _LONGEST_NAME:
        return bare
    suffix = PurePosixPath(bare).suffix[:10]
    return bare[: _LONGEST_NAME - len(suffix)] + suffix


def _write_at(path: Path, offset: int, chunk: memoryview) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(chunk)


def _checks_of(path: Path, chunk_bytes: int) -> list[int]:
    with path.open("rb") as file:
        return [zlib.crc32(chunk) for chunk in iter(lambda: file.read(chunk_bytes), b"")]


def _read_at(path: Path, offset: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(length)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _no_room(name: str, error: OSError) -> OutputError:
    why = "the disk is full" if error.errno in (None, 28) else "the disk does not take it"
    return OutputError(f"{name} cannot be kept: {why}.", "Make room on the machine that runs Python, and add it again.")

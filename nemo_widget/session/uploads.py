from __future__ import annotations

import asyncio
import contextlib
import secrets
import tempfile
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread

from nemo_widget.client.answers import Uploaded
from nemo_widget.model.conversation import MediaItem, MediaStatus
from nemo_widget.model.errors import BadMedia, Cancelled, NemoError

from .bin import Bin
from .board import Board
from .fetch import fetch, name_of
from .link import Link
from .media_files import Prepared, prepare
from .place import SIDE_BY_SIDE, Place
from .settings import Waits
from .stoppable import Stoppable
from .thumbnails import Thumbnails

_SMALL_BYTES = 4 * 2**20
_QUOTATION_MARKS = str.maketrans({'"': "'", "“": "'", "”": "'"})
_PENDING = ("waiting", "receiving", "sending")


class Uploads:
    """Files on their way to the back end: prepared and sent side by side, a few at once.

    They arrive there in the order in which `upload` was called, because that is the order of the slideshow.
    """

    def __init__(self, link: Link, board: Board, bin: Bin, thumbnails: Thumbnails, waits: Waits) -> None:
        self._link = link
        self._board = board
        self._bin = bin
        self._thumbnails = thumbnails
        self._waits = waits
        self._running: dict[str, Stoppable[None]] = {}
        self._preparing = asyncio.Semaphore(2)
        self._line: deque[Place] = deque(maxlen=SIDE_BY_SIDE)

    def new_item(self, name: str, size_bytes: int) -> MediaItem:
        item = MediaItem(id=secrets.token_hex(6), name=_plain_name(name), size_bytes=size_bytes)
        self._board.add_media(item)
        return item

    def fail(self, item: MediaItem, sentence: str) -> None:
        item.status, item.error = "failed", sentence
        self._board.media_changed(item)

    def remove(self, item_id: str) -> None:
        """Takes an item away; if it was on its way, its sending stops."""
        item = next((i for i in self._board.media if i.id == item_id), None)
        if item is None:
            return
        if item_id in self._running:
            self._running[item_id].stop()
        elif item.status != "ready":
            self.fail(item, f"{item.name} was taken back.")
        self._bin.take_away(item)

    async def close(self) -> None:
        """Stops all that is on its way: nothing leaves this machine after that."""
        running = tuple(self._running.values())
        for upload in running:
            upload.stop()
        for upload in running:
            await upload.ended()

    async def upload(self, path: Path, name: str | None, item: MediaItem | None, delete_after: bool) -> MediaItem:
        item = item or self.new_item(name or path.name, 0)
        try:
            await self._in_turn(item, lambda place: self._upload(path, item, place))
        finally:
            if delete_after:
                await anyio.to_thread.run_sync(_remove, path)
        return item

    async def upload_urls(self, urls: Sequence[str]) -> list[MediaItem]:
        """Remote: the back end fetches them. Local: it is offline, so we do; each is then checked like a file.

        All are tried, whatever becomes of the others; then the first error is raised.
        """
        items = [self.new_item(name_of(url), 0) for url in urls]
        add = self._send_url if self._link.backend.is_remote else self._fetch
        work = [self._in_turn(item, partial(add, url, item)) for url, item in zip(urls, items, strict=True)]
        for result in await asyncio.gather(*work, return_exceptions=True):
            if isinstance(result, BaseException):
                raise result
        return items

    def _in_turn(self, item: MediaItem, work: Callable[[Place], Coroutine[Any, Any, None]]) -> Awaitable[None]:
        """Takes a place in the line now, for `work`."""
        place = Place(self._line)
        self._line.append(place)
        running = self._running[item.id] = Stoppable(work(place), f"{item.name} was taken back.")

        async def run() -> None:
            try:
                with self._reported(item):
                    await running.result()
            finally:
                self._running.pop(item.id, None)
                place.leave()

        return run()

    @property
    def are_pending(self) -> bool:
        return any(item.status in _PENDING for item in self._board.media)

    async def settled(self) -> None:
        """Returns when nothing is on its way any more, or when what is has not moved for a while."""
        seen: object = None
        waited_s = 0.0
        while pending := [(i.id, i.status, i.progress) for i in self._board.media if i.status in _PENDING]:
            if pending != seen:
                seen, waited_s = pending, 0.0
            elif waited_s >= self._waits.media_stall_s:
                return
            await anyio.sleep(0.05)
            waited_s += 0.05

    @contextlib.contextmanager
    def _reported(self, item: MediaItem) -> Iterator[None]:
        """Whatever goes wrong is told at the item, and raised."""
        try:
            yield
        except NemoError as error:
            self.fail(item, str(error))
            raise
        except asyncio.CancelledError:
            self.fail(item, str(Cancelled(f"{item.name} was not sent.", "Add it again if you want it.")))
            raise
        except Exception:
            self.fail(item, f"{item.name} could not be added. Try again.")
            raise

    async def _fetch(self, url: str, item: MediaItem, place: Place) -> None:
        self._show(item, "receiving", 0.0)
        with tempfile.TemporaryDirectory(prefix="nemo-") as folder:
            target = Path(folder) / item.id
            await fetch(url, target)
            await self._upload(target, item, place)

    async def _send_url(self, url: str, item: MediaItem, place: Place) -> None:
        self._show(item, "sending", 0.0)
        await place.may_end()
        answers = await self._link.call(lambda client, session_id: client.upload_urls(session_id, [url]))
        self._arrived(item, answers[0], None)

    async def _upload(self, path: Path, item: MediaItem, place: Place) -> None:
        # This, unlike `mkdtemp`, is removed at the end of the process too.
        with tempfile.TemporaryDirectory(prefix="nemo-", ignore_cleanup_errors=True) as folder:
            place.is_small = _size_bytes(path) <= _SMALL_BYTES  # as far as can be told before it is converted
            async with self._preparing:
                prepared = await anyio.to_thread.run_sync(prepare, path, item.name, Path(folder))
            item.kind, item.size_bytes = prepared.type.kind, prepared.path.stat().st_size
            item.width, item.height, item.duration_s = prepared.width, prepared.height, prepared.duration_s
            if prepared.thumbnail:
                self._thumbnails.hold(item.id, prepared.thumbnail)
            self._show(item, "sending", 0.0)
            place.is_small = item.size_bytes <= _SMALL_BYTES
            await place.may_begin()
            await self._send(prepared, item, place.may_end)

    async def _send(self, prepared: Prepared, item: MediaItem, may_end: Callable[[], Awaitable[None]]) -> None:
        def progress(sent: int, total: int) -> None:
            share = sent / total if total else 1.0
            if share - item.progress >= 0.01 or share == 1.0:
                self._show(item, "sending", share)

        try:
            answer = await self._link.call(
                lambda client, session_id: client.upload(
                    session_id, prepared.path, prepared.name, prepared.type.mime, progress, may_end
                )
            )
        except OSError as error:
            raise BadMedia(f"{item.name} cannot be read ({error.strerror}).", "Add it again.") from None
        self._arrived(item, answer, prepared)
        if answer.hash:
            await anyio.to_thread.run_sync(self._thumbnails.keep, item.id, answer.hash)

    def _arrived(self, item: MediaItem, answer: Uploaded, prepared: Prepared | None) -> None:
        item.hash = answer.hash or item.id
        item.wire_name = answer.filename or (prepared.name if prepared else item.name)
        if prepared is None:
            item.kind, item.width, item.height = answer.file_type, answer.width, answer.height
            item.duration_s = answer.duration
        self._show(item, "ready", 1.0)

    def _show(self, item: MediaItem, status: MediaStatus, progress: float) -> None:
        item.status, item.progress = status, progress
        self._board.media_changed(item)


def _size_bytes(path: Path) -> int:
    try:
        return path.expanduser().stat().st_size
    except OSError:  # told when it is prepared
        return 0


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _plain_name(name: str) -> str:
    """A file name for people, for the wire and for sentences, where it stands in quotation marks: no folders, no
    control characters, none of those marks, not endless."""
    plain = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip()
    return plain.translate(_QUOTATION_MARKS)[-120:] or "file"

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable

import anyio.to_thread

from nemo_widget.journal import About, Added, Ended, Grew, Journal, Listed, Made, Order, Record, Removed, Said, Shelf
from nemo_widget.model.conversation import (
    Event,
    MediaChanged,
    MediaListed,
    MessageChanged,
    MessageRemoved,
    TextGrew,
    VideoReady,
)

from .bin import Bin
from .board import Board

_WORD_AT_END = re.compile(r"[\w-]{1,200}\Z", re.ASCII)
_log = logging.getLogger(__name__)


class Memory:
    """Writes down what happens in a session, as it happens, so that it can be found again.

    A session in which nothing was said or added leaves nothing. Where the disk takes nothing, the session goes on
    without, and `on_failure` is called once.
    """

    def __init__(
        self,
        board: Board,
        bin: Bin,
        shelf: Shelf,
        journal: Journal | None,
        about: Callable[[], About],
        on_failure: Callable[[], None],
    ) -> None:
        self._board = board
        self._bin = bin
        self._shelf = shelf
        self._journal = journal
        self._about = about
        self._on_failure = on_failure
        self._has_failed = False
        self._known: dict[str, tuple[str, str]] = {}
        self._order: Order | None = None
        self._growing = ""  # of the message that grows, what is not written yet
        self._syncing: set[asyncio.Task[None]] = set()
        board.listen(self._heard)

    @property
    def id(self) -> str | None:
        """Under which the conversation can be found again; None as long as there is nothing to find."""
        return self._journal.id if self._journal else None

    def about_changed(self) -> None:
        """The back end has given the session an id, or its language is known now."""
        if self._journal is not None:
            self._write(self._about())

    def ordered(self, order: Order) -> None:
        """A render is about to be asked for, in place of the one before it if that is not `ended`."""
        before, self._order = self._order, order
        self._write(order)
        if before is not None and before.job_id != order.job_id:
            self._write(Ended(job_id=before.job_id))
        self._sync_soon()

    def ended(self) -> None:
        """The render that was ordered last has come to its end, whichever."""
        order, self._order = self._order, None
        if order is not None:
            self._write(Ended(job_id=order.job_id))
            self._sync_soon()

    async def close(self) -> None:
        journal, self._journal = self._journal, None
        self._has_failed = True  # nothing is written from here on
        if journal is not None:
            await anyio.to_thread.run_sync(journal.close)

    def _heard(self, event: Event) -> None:
        if isinstance(event, MessageChanged):
            self._growing = ""
            self._write(Said(message=event.message))
            if event.message.role == "user":
                self._sync_soon()
        elif isinstance(event, TextGrew):
            self._grew(event)
        elif isinstance(event, MediaChanged):
            item = event.item
            if self._known.get(item.id) != (item.status, item.name):  # its progress is of no use later
                self._known[item.id] = item.status, item.name
                self._write(Added(item=item))
        elif isinstance(event, MediaListed):
            self._write(Listed(ids=event.ids, left_out=self._bin.left_out, is_ordered=self._bin.is_ordered))
        elif isinstance(event, MessageRemoved):
            self._write(Removed(message_id=event.id))
        elif isinstance(event, VideoReady):
            self._write(Made(video=next(v for v in self._board.videos if v.id == event.video.id)))
            self._sync_soon()

    def _grew(self, event: TextGrew) -> None:
        """Whole words only: half a token would not be known as one, and must not be written."""
        self._growing += event.text
        whole = _WORD_AT_END.sub("", self._growing)
        if whole:
            self._growing = self._growing[len(whole) :]
            self._write(Grew(message_id=event.id, text=whole))

    def _write(self, record: Record) -> None:
        if self._has_failed:
            return
        try:
            if self._journal is None:
                if not (isinstance(record, Added) or (isinstance(record, Said) and record.message.role == "user")):
                    return
                self._journal = self._shelf.new()
                self._journal.write(self._about())
            self._journal.write(record)
        except OSError as error:
            self._has_failed = True
            _log.warning("the conversation cannot be kept on disk: %s", error.strerror)
            self._on_failure()

    def _sync_soon(self) -> None:
        """The disk may take its time over it, the session does not."""
        if self._journal is not None:
            task = asyncio.create_task(anyio.to_thread.run_sync(self._journal.sync))
            self._syncing.add(task)
            task.add_done_callback(self._syncing.discard)

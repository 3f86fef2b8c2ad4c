from __future__ import annotations

import asyncio
import contextlib

import anyio

from nemo_widget.model.errors import NemoError

from .board import Board
from .link import Link
from .wording import phrase

_LONGEST_S = 15.0  # nobody waits for it


class Claim:
    """Tells an anonymous person of the cloud where to make what they have made their own, before it expires.

    With the first file, and with each finished video: in between it would be in the way.
    """

    def __init__(self, link: Link, board: Board) -> None:
        self._link = link
        self._board = board
        self._has_told = False
        self._telling: set[asyncio.Task[None]] = set()

    def file_added(self) -> None:
        if self._link.is_anonymous and not self._has_told:
            self._has_told = True
            task = asyncio.create_task(self._tell("claim_begun"))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def video_made(self) -> None:
        if self._link.is_anonymous:
            self._has_told = True
            await self._tell("claim_made")

    def close(self) -> None:
        for task in tuple(self._telling):
            task.cancel()

    async def _tell(self, name: str) -> None:
        url = None
        with contextlib.suppress(NemoError), anyio.move_on_after(_LONGEST_S):
            url = await self._link.claim_url()
        if url:
            self._board.say("notice", phrase(self._link.language, name), link=url)

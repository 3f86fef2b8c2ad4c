from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from nemo_widget.model.conversation import Button
from nemo_widget.model.errors import (
    BackendFailed,
    BackendUnreachable,
    Cancelled,
    EngineFailed,
    NemoError,
    RateLimited,
    TurnFailed,
    TurnUnclear,
)
from nemo_widget.model.reply import Reply
from nemo_widget.model.speech import speak

from .board import Board
from .turn import Turn
from .wording import phrase

_log = logging.getLogger(__name__)
_WORTH_A_RETRY = (TurnFailed, BackendUnreachable, BackendFailed, EngineFailed, RateLimited)


class Turns:
    """Messages in the order in which they were sent; each is answered when the one before it is."""

    def __init__(
        self,
        board: Board,
        answer: Callable[[str], Awaitable[Reply]],
        after_stop: Callable[[], Awaitable[None]],
        language: Callable[[], str],
    ) -> None:
        self._board = board
        self._answer = answer
        self._after_stop = after_stop
        self._language = language
        self._waiting: deque[Turn] = deque()
        self._turn: Turn | None = None
        self._task: asyncio.Task[Reply] | None = None
        self._worker: asyncio.Task[None] | None = None

    def send(self, text: str) -> Turn:
        queued = self._turn is not None or bool(self._waiting)
        turn = Turn(self._board.say("user", text, queued=queued), text, self.cancel)
        turn.queued = queued
        self._waiting.append(turn)
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        self._tell()
        return turn

    def cancel(self, turn: Turn) -> None:
        if turn is self._turn and self._task is not None:
            self._task.cancel()
        elif turn in self._waiting:
            self._waiting.remove(turn)
            self._board.remove_message(turn.message_id)
            turn.future.set_exception(speak(Cancelled("The message was taken back."), self._language()))
            self._tell()

    def withdraw(self, message_id: str) -> bool:
        """Takes back a message that still waits; False when there is none."""
        turn = next((t for t in self._waiting if t.message_id == message_id), None)
        if turn is not None:
            self.cancel(turn)
        return turn is not None

    def stop(self) -> None:
        if self._turn is not None:
            self.cancel(self._turn)

    async def settled(self) -> None:
        """Returns when every message is answered."""
        if self._worker is not None:
            await asyncio.wait({self._worker})

    async def close(self) -> None:
        for turn in tuple(self._waiting):
            self.cancel(turn)
        self.stop()
        if self._worker is not None:
            await asyncio.wait({self._worker})

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._run(self._waiting.popleft())
        finally:
            self._turn = self._task = None
            self._tell()

    async def _run(self, turn: Turn) -> None:
        self._turn = turn
        if turn.queued:
            turn.queued = False
            self._board.unqueue(turn.message_id)
        self._task = asyncio.create_task(self._answered(turn.text))
        self._tell()
        await asyncio.wait({self._task})
        if self._task.cancelled():
            self._board.say("notice", phrase(self._language(), "stopped"))
            turn.future.set_exception(speak(Cancelled("The answer was stopped."), self._language()))
            await self._after_stop()
        elif (error := self._task.exception()) is not None:
            self._failed(turn, error)
        else:
            turn.future.set_result(self._task.result())
        self._turn = self._task = None

    async def _answered(self, text: str) -> Reply:
        return await self._answer(text)

    def _failed(self, turn: Turn, error: BaseException) -> None:
        if not isinstance(error, NemoError):
            _log.error("a turn failed", exc_info=error)
            error = TurnFailed("Something went wrong inside nemo_widget.", "Send it again; if it stays, report it.")
        if not isinstance(error, Cancelled):
            retry = [Button(label=phrase(self._language(), "retry"), say=turn.text)]
            steps = retry if isinstance(error, _WORTH_A_RETRY) and not isinstance(error, TurnUnclear) else []
            said = " ".join(filter(None, (error.what, error.next_step)))
            self._board.say("error", said, link=error.link, next_steps=steps)
        turn.future.set_exception(speak(error, self._language()))

    def _tell(self) -> None:
        queued = sum(turn.queued for turn in self._waiting)
        self._board.set_turn(self._turn is not None or bool(self._waiting), queued)

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Generic, TypeVar

from nemo_widget.model.errors import Cancelled

_T = TypeVar("_T")


class Stoppable(Generic[_T]):
    """Work that somebody else may stop: who waits for it then gets `Cancelled`, and is not cancelled himself."""

    def __init__(self, work: Coroutine[Any, Any, _T], sentence: str) -> None:
        self._task = asyncio.create_task(work)
        self._sentence = sentence
        self._is_stopped = False

    def stop(self) -> None:
        if not self._task.done():
            self._is_stopped = True
            self._task.cancel()

    async def ended(self) -> None:
        """Returns when it has come to its end, whichever."""
        await asyncio.wait({self._task})

    async def result(self) -> _T:
        try:
            return await self._task
        except asyncio.CancelledError:
            if self._is_stopped:
                raise Cancelled(self._sentence) from None
            raise

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import anyio

from nemo_widget.client.dialects import Heartbeat, StreamEvent
from nemo_widget.client.faults import ConnectionCut

from .settings import Waits


class Watch:
    """The clock of a turn. Bytes that say nothing, such as heartbeats, keep a connection open but not a turn."""

    def __init__(self, waits: Waits, on_silence: Callable[[float], None]) -> None:
        self._waits = waits
        self._on_silence = on_silence
        self._clock = waits.clock
        self._last = self._began = self._clock.now()
        self._told = self._began

    def heard(self, event: StreamEvent) -> None:
        if not isinstance(event, Heartbeat):
            self._last = self._clock.now()

    @contextlib.asynccontextmanager
    async def limits(self) -> AsyncIterator[None]:
        """Ends what is inside when the turn takes too long, or nothing has been said for too long.

        Raises: `ConnectionCut` then, because the message is with the back end and may still be done.
        """
        with anyio.CancelScope() as scope:
            clock = asyncio.create_task(self._run(scope))
            try:
                yield
            finally:
                clock.cancel()
        if scope.cancel_called:  # anyio 3 (old Jupyter servers hold on to it) has no `cancelled_caught`
            raise ConnectionCut("The answer took too long.", "Try again.")

    async def _run(self, scope: anyio.CancelScope) -> None:
        waits = self._waits
        while True:
            now = self._clock.now()
            ends = min(self._began + waits.turn_s, self._last + waits.heartbeats_only_s)
            if now >= ends:
                scope.cancel()
                return
            speaks = max(self._last, self._told) + waits.still_working_s
            if now >= speaks:
                self._told = now
                self._on_silence(now - self._last)
                continue
            await self._clock.sleep(min(ends, speaks) - now)

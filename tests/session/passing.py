"""Time that passes when a test says so."""

from __future__ import annotations

import asyncio

from nemo_widget.session.settings import Clock


class Time:
    """A clock that stands still until `passes`. Who sleeps by it wakes at his own moment, in order."""

    def __init__(self) -> None:
        self._now_s = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self.clock = Clock(lambda: self._now_s, self._sleep)

    async def passes(self, seconds: float) -> None:
        target_s = self._now_s + seconds
        while due := sorted((s for s in self._sleepers if s[0] <= target_s and not s[1].done()), key=lambda s: s[0]):
            self._now_s, sleeper = due[0]
            sleeper.set_result(None)
            for _ in range(5):  # let him do what he woke up for
                await asyncio.sleep(0)
        self._now_s = target_s

    async def _sleep(self, seconds: float) -> None:
        wakes_up = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now_s + seconds, wakes_up))
        await wakes_up

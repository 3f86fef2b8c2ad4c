from __future__ import annotations

import asyncio
from collections.abc import Sequence

SIDE_BY_SIDE = 3


class Place:
    """A file's place in the line to the back end, in which the files arrive.

    Small ones travel side by side, because most of their time goes by in waiting for answers; the end of each is held
    back until those ahead have arrived. A large one travels alone: no gateway waits for minutes for an end.
    `ahead`: the `SIDE_BY_SIDE` places before it, or all if there are fewer.
    """

    def __init__(self, ahead: Sequence[Place]) -> None:
        self.is_small = False  # until its size is known
        self._ahead = list(ahead)
        self._arrived: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def arrived(self) -> None:
        await asyncio.shield(self._arrived)

    async def may_begin(self) -> None:
        if not self.is_small:
            await self.may_end()
        for other in self._ahead:
            if not other.is_small:
                await other.arrived()
        if len(self._ahead) == SIDE_BY_SIDE:
            await self._ahead[0].arrived()

    async def may_end(self) -> None:
        """Returns when all that are ahead have arrived, or have given up."""
        if self._ahead:
            await self._ahead[-1].arrived()

    def leave(self) -> None:
        """It has arrived or given up. Who gives up early lets nobody pass those who are ahead of it."""
        ahead = self._ahead[-1]._arrived if self._ahead else None
        if ahead is None or ahead.done():
            self._arrived.set_result(None)
        else:
            ahead.add_done_callback(lambda _: self._arrived.set_result(None))
        self._ahead.clear()

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

import anyio

_T = TypeVar("_T")
_AT_ONCE_S = 0.001  # what takes longer was not here yet


async def gathered(items: AsyncGenerator[_T, None], gather_s: float) -> AsyncGenerator[list[_T], None]:
    """The items in lists of those that are here together; none waits for another that is not.

    After one that had to be waited for, `items` is left alone for `gather_s`, so that a fast stream wakes this process
    a few times a second and not for each item.
    """
    here: list[_T] = []
    more = asyncio.Event()

    async def read() -> None:
        async with aclosing(items):
            asked_s = time.monotonic()
            async for item in items:
                here.append(item)
                more.set()
                if time.monotonic() - asked_s > _AT_ONCE_S:
                    await asyncio.sleep(gather_s)
                asked_s = time.monotonic()

    reader = asyncio.create_task(read())
    reader.add_done_callback(lambda _: more.set())
    try:
        while not reader.done() or here:
            await more.wait()
            more.clear()
            if here:
                together = here.copy()
                here.clear()
                yield together
        await reader
    finally:
        reader.cancel()
        with anyio.CancelScope(shield=True):
            await asyncio.wait({reader})

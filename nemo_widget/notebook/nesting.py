"""A loop that runs inside itself, and what was under way in it when it began to.

Cells that are sent off together reach the kernel together. ipykernel 7 makes each of them a task in one context, and
that context is entered as long as a cell runs: a step of the next cell's task that is ready by then cannot be taken
inside the wait. asyncio would drop it, and the cell with it, for good; so it is put aside until the wait is over.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Step = tuple[Callable[..., Any], tuple[Any, ...], contextvars.Context]


@contextmanager
def nested(loop: Any) -> Iterator[None]:
    """While this is open, `loop.run_until_complete` may be called although the loop runs (after `nest_asyncio`)."""
    waiting = len(loop._ready)
    put_aside: list[Step] = []
    run_once = loop._run_once
    was_ours = "_run_once" in vars(loop)

    def run_what_can_be_run() -> None:
        for handle in tuple(loop._ready):
            if not handle._cancelled and not _can_be_entered(handle._context):
                put_aside.append((handle._callback, handle._args, handle._context))
                handle.cancel()
        run_once()

    loop._run_once = run_what_can_be_run
    try:
        yield
    finally:
        if was_ours:
            loop._run_once = run_once
        else:
            del loop._run_once
        for callback, args, context in put_aside:
            loop.call_soon(callback, *args, context=context)
        # A loop that was patched only now has counted what is ready, and takes as many as it has counted.
        for _ in range(waiting - len(loop._ready)):
            loop.call_soon(_nothing)


def _can_be_entered(context: contextvars.Context) -> bool:
    try:
        context.run(_nothing)
    except RuntimeError:
        return False
    return True


def _nothing() -> None:
    pass

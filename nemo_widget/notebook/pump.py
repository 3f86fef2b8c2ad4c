"""Waiting for the owner thread in a cell, while the widget goes on.

A cell that blocks holds up the kernel's loop, and with it every click. What helps depends on where one waits:

- No loop runs in this thread (a script, a thread of the person's own): plain waiting.
- A loop runs here, as in every cell: it is made to run inside itself (`nest_asyncio`, applied on the first such wait),
  so that the person's own tasks go on too (see `nesting.py`).
- That loop is the kernel's: comm messages are dispatched as they come, and all else waits (see `shell.py`).

The first interrupt asks for a clean end and waits for it a little; the second one does not wait.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, TypeVar

from nemo_widget.model.errors import Cancelled

from . import host, shell
from .nesting import nested

T = TypeVar("T")

_LOOK_S = 0.25  # how often a wait looks up: on Windows a signal does not end a select
_CLEAN_END_S = 5.0


class Interrupted(KeyboardInterrupt):
    """The person interrupted the cell. A notebook shows one line of it."""

    def _render_traceback_(self) -> list[str]:
        return ["Interrupted."]


def wait(future: Future[T], *, on_interrupt: Callable[[], None]) -> T:
    """The result of a future of the owner thread. `on_interrupt` is called when the person interrupts the wait.

    Raises: what the future raises, `Cancelled` when it was cancelled, or `Interrupted` (a `KeyboardInterrupt`).
    """
    try:
        loop = _nesting_loop()
        if loop is None:
            _wait_plainly(future)
        else:
            with shell.comm_messages_dispatched(host.kernel()), _interrupts(loop) as interrupts, nested(loop):
                if loop.run_until_complete(_interrupted_first(future, interrupts)):
                    on_interrupt()
                    loop.run_until_complete(_interrupted_first(future, interrupts, timeout_s=_CLEAN_END_S))
                    raise Interrupted
        return future.result()
    except Interrupted:
        future.cancel()
        raise
    except KeyboardInterrupt:
        on_interrupt()
        _settle(future)
        raise Interrupted from None
    except (CancelledError, asyncio.CancelledError):
        raise Cancelled("This was stopped.") from None


def _wait_plainly(future: Future[Any]) -> None:
    while not future.done():
        with suppress(FutureTimeout, CancelledError):
            future.exception(_LOOK_S)


def _settle(future: Future[Any]) -> None:
    try:
        with suppress(FutureTimeout, CancelledError):
            future.exception(_CLEAN_END_S)
    finally:
        future.cancel()


async def _interrupted_first(
    future: Future[Any], interrupts: asyncio.Queue[None], timeout_s: float = float("inf")
) -> bool:
    """Waits until the future is done, `timeout_s` has passed, or the person interrupts; whether it was that."""
    loop = asyncio.get_running_loop()
    until = loop.time() + timeout_s
    done = asyncio.Event()

    def tell(_: Future[Any]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(done.set)

    future.add_done_callback(tell)
    ended: asyncio.Future[Any] = asyncio.ensure_future(done.wait())
    stop: asyncio.Future[None] = asyncio.ensure_future(interrupts.get())
    try:
        while not ended.done() and not stop.done() and loop.time() < until:
            look_s = min(_LOOK_S, until - loop.time())
            await asyncio.wait((ended, stop), timeout=look_s, return_when=asyncio.FIRST_COMPLETED)
        return stop.done()
    finally:
        ended.cancel()
        stop.cancel()


def _nesting_loop() -> asyncio.AbstractEventLoop | None:
    """The loop that runs in this thread, made to run inside itself; None when there is none, or it cannot."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return None
    import nest_asyncio

    try:
        nest_asyncio.apply(loop)
    except ValueError:  # a loop not written in Python, uvloop's for one
        return None
    return loop


@contextmanager
def _interrupts(loop: asyncio.AbstractEventLoop) -> Iterator[asyncio.Queue[None]]:
    """A queue that gets each interrupt, so that it strikes here and not in a task of someone else's.

    When such a task holds up the loop, the second interrupt strikes where it may.
    """
    interrupts: asyncio.Queue[None] = asyncio.Queue()
    if threading.current_thread() is not threading.main_thread():
        yield interrupts
        return
    unheard = False

    def hear() -> None:
        nonlocal unheard
        unheard = False
        interrupts.put_nowait(None)

    def strike(number: int, frame: FrameType | None) -> None:
        nonlocal unheard
        if unheard:
            signal.default_int_handler(number, frame)
        unheard = True
        loop.call_soon_threadsafe(hear)

    before = signal.signal(signal.SIGINT, strike)
    try:
        yield interrupts
    finally:
        signal.signal(signal.SIGINT, before)

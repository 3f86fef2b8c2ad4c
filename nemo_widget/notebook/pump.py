"""Waiting for the owner thread in a cell, while the widget goes on.

A cell that blocks holds up the kernel's loop, and with it every click. What helps depends on where one waits:

- No loop runs in this thread (a script, a thread of the person's own): plain waiting.
- A loop runs here, as in every cell: it is made to run inside itself (`nest_asyncio`, applied on the first such wait),
  so that the person's own tasks go on too.
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
from typing import Any, TypeVar

from . import host, shell

T = TypeVar("T")

_LOOK_S = 0.25  # how often a wait looks up: on Windows a signal does not end a select
_CLEAN_END_S = 5.0


class Interrupted(KeyboardInterrupt):
    """The person interrupted the cell. A notebook shows one line of it."""

    def _render_traceback_(self) -> list[str]:
        return ["Interrupted."]


def wait(future: Future[T], *, on_interrupt: Callable[[], None]) -> T:
    """The result of a future of the owner thread. `on_interrupt` is called when the person interrupts the wait.

    Raises: what the future raises, or `Interrupted` (a `KeyboardInterrupt`).
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return _wait_plainly(future, on_interrupt)
    if not _can_nest(loop):
        return _wait_plainly(future, on_interrupt)
    with shell.comm_messages_dispatched(host.kernel()), _interrupts(loop) as interrupted:
        return loop.run_until_complete(_wait_in_loop(future, interrupted, on_interrupt))


def _wait_plainly(future: Future[T], on_interrupt: Callable[[], None]) -> T:
    try:
        return _look_up(future)
    except KeyboardInterrupt:
        on_interrupt()
        _settle(future)
        raise Interrupted from None


def _look_up(future: Future[T]) -> T:
    while True:
        try:
            return future.result(_LOOK_S)
        except FutureTimeout:
            if future.done():
                return future.result()


def _settle(future: Future[Any]) -> None:
    try:
        with suppress(FutureTimeout, CancelledError):
            future.exception(_CLEAN_END_S)
    finally:
        future.cancel()


async def _wait_in_loop(future: Future[T], interrupted: asyncio.Event, on_interrupt: Callable[[], None]) -> T:
    mine: asyncio.Future[T] = asyncio.wrap_future(future)
    stop: asyncio.Future[Any] = asyncio.ensure_future(interrupted.wait())
    try:
        while not mine.done() and not stop.done():
            await _first_of(mine, stop, timeout_s=_LOOK_S)
        if mine.done():
            return mine.result()
        on_interrupt()
        interrupted.clear()
        stop = asyncio.ensure_future(interrupted.wait())
        await _first_of(mine, stop, timeout_s=_CLEAN_END_S)
        if mine.done() and not mine.cancelled():
            mine.exception()
        raise Interrupted
    finally:
        stop.cancel()
        mine.cancel()


async def _first_of(*futures: asyncio.Future[Any], timeout_s: float) -> None:
    await asyncio.wait(futures, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)


def _can_nest(loop: asyncio.AbstractEventLoop) -> bool:
    import nest_asyncio

    try:
        nest_asyncio.apply(loop)
    except ValueError:  # a loop not written in Python, uvloop's for one
        return False
    return True


@contextmanager
def _interrupts(loop: asyncio.AbstractEventLoop) -> Iterator[asyncio.Event]:
    """An event that is set when the person interrupts, so that it strikes here and not in a task of someone else's."""
    interrupted = asyncio.Event()
    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return
    before = signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(interrupted.set))
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)

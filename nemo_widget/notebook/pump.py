"""Waiting for the owner thread in a cell, while the widget goes on.

A cell that blocks holds up the kernel's loop, and with it every click. What helps depends on where one waits:

- No loop runs in this thread (a script, a thread of the person's own): plain waiting.
- A loop runs here, as in every cell: it is made to run inside itself (`nest_asyncio`, applied on the first such wait),
  so that the person's own tasks go on too.
- That loop is the kernel's: comm messages are dispatched as they come. All else (the next cells above all) waits for
  this cell, as always, and comes in its order afterwards.

ipykernel 6 reads the shell socket in the main loop and queues; 7.0 to 7.3 read it in a thread and lock; 7.4 dispatches
comm messages by itself. The first two are helped through attributes that are not public: where one is missing, the
widget answers when the cell has ended.

The first interrupt asks for a clean end and waits for it a little; the second one does not wait.
"""

from __future__ import annotations

import asyncio
import inspect
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from . import host

T = TypeVar("T")

_COMM_MESSAGES = {"comm_open", "comm_msg", "comm_close"}
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
    with _pumping(host.kernel()), _interrupts(loop) as interrupted:
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


@contextmanager
def _pumping(kernel: Any | None) -> Iterator[None]:
    """Comm messages are dispatched as they come, where the kernel does not do so by itself."""
    stream = _shell_stream(kernel)
    if stream is None or kernel is None:
        yield
        return
    queue_as_always = stream._recv_callback
    parent, ident = kernel.get_parent("shell"), kernel._parent_ident["shell"]
    sigint = getattr(kernel, "saved_sigint_handler", signal.SIG_DFL)

    def received(message: list[Any]) -> Any:
        if _message_type(kernel, message) in _COMM_MESSAGES:
            return dispatch(message)
        return queue_as_always(message)

    async def dispatch(message: list[Any]) -> None:
        try:
            await kernel.dispatch_shell(message)
        finally:
            kernel.saved_sigint_handler = sigint  # the dispatch noted ours as the one to go back to after the cell
            kernel.set_parent(ident, parent, channel="shell")

    tasks: list[asyncio.Future[None]] = []
    stream.on_recv(received, copy=False)
    try:
        tasks += [asyncio.ensure_future(dispatch(message)) for message in _queued_comm_messages(kernel)]
        yield
    finally:
        stream.on_recv(queue_as_always, copy=False)
        kernel.set_parent(ident, parent, channel="shell")


def _shell_stream(kernel: Any | None) -> Any | None:
    """The stream that brings the shell's messages to this thread; None where there is nothing to help."""
    if kernel is None or threading.current_thread() is not threading.main_thread():
        return None
    if "concurrent" in inspect.signature(kernel.dispatch_shell).parameters:
        return None
    thread = getattr(kernel, "shell_channel_thread", None)
    if thread is None:
        stream = kernel.shell_stream if hasattr(kernel, "msg_queue") else None
    else:
        stream = getattr(getattr(thread.manager, "_shell_channel_to_main", None), "to_stream", None)
    return stream if getattr(stream, "_recv_callback", None) is not None else None


def _message_type(kernel: Any, message: list[Any]) -> str:
    try:
        _, parts = kernel.session.feed_identities(message, copy=False)
        return str(kernel.session.unpack(parts[1].bytes)["msg_type"])
    except (IndexError, KeyError, ValueError, TypeError):
        return ""


def _queued_comm_messages(kernel: Any) -> list[list[Any]]:
    """Those that ipykernel 6 took from the socket before the wait, out of its queue; all else stays in its order."""
    queue = getattr(kernel, "msg_queue", None)
    if queue is None:
        return []
    items = [queue.get_nowait() for _ in range(queue.qsize())]
    found = []
    for item in items:
        message = item[-1][0] if isinstance(item[-1], tuple) and item[-1] else None
        if isinstance(message, list) and _message_type(kernel, message) in _COMM_MESSAGES:
            found.append(message)
        else:
            queue.put_nowait(item)
    return found

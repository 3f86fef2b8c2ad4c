"""The kernel's shell messages while a cell waits: comm messages are dispatched at once, all else comes after the cell.

A kernel takes one shell message after the other, so that a cell that waits holds up every click. ipykernel 6 reads the
socket in the main loop and queues what comes. 7 reads it in a thread and runs all messages of the main loop in one
context; that context is entered as long as the cell runs, so that a message which comes through as always while the
loop runs inside itself would be lost. There, what is not for a comm is held back, and delivered in its order as soon as
no wait is under way.

None of this is public in ipykernel: where something is missing, the widget answers when the cell has ended.
"""

from __future__ import annotations

import asyncio
import inspect
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_COMM_MESSAGES = {"comm_open", "comm_msg", "comm_close"}

Frames = list[Any]


@contextmanager
def comm_messages_dispatched(kernel: Any | None) -> Iterator[None]:
    """While this is open and the main loop runs, comm messages get through. `kernel` is the ipykernel, if any."""
    global _shell
    if kernel is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    if _shell is None or _shell.kernel is not kernel:
        _shell = _Shell(kernel)
    with _shell.open():
        yield


class _Shell:
    def __init__(self, kernel: Any) -> None:
        self.kernel = kernel
        self._stream = _stream_of(kernel)
        self._waits = 0
        self._held: deque[Frames] = deque()
        self._as_always: Callable[[Frames], Any] | None = None
        self._tasks: set[asyncio.Future[None]] = set()

    @contextmanager
    def open(self) -> Iterator[None]:
        if self._stream is None:
            yield
            return
        kernel = self.kernel
        self._parent = kernel._parent_ident["shell"], kernel.get_parent("shell")
        self._sigint = getattr(kernel, "saved_sigint_handler", signal.SIG_DFL)
        self._waits += 1
        if self._waits == 1:
            self._as_always = self._stream._recv_callback
            self._stream.on_recv(self._received, copy=False)
            for message in self._queued_comm_messages():
                self._keep(self._dispatch(message))
        try:
            yield
        finally:
            self._waits -= 1
            if self._waits == 0:
                self._stream.on_recv(self._as_always, copy=False)
                asyncio.get_running_loop().call_soon(self._deliver)
            self._restore()

    def _received(self, message: Frames) -> Any:
        if _type_of(self.kernel, message) in _COMM_MESSAGES:
            return self._dispatch(message)
        if hasattr(self.kernel, "shell_channel_thread") and self.kernel.shell_channel_thread:
            self._held.append(message)
            return None
        assert self._as_always is not None
        return self._as_always(message)

    async def _dispatch(self, message: Frames) -> None:
        concurrent = "concurrent" in inspect.signature(self.kernel.dispatch_shell).parameters  # since 7.4
        try:
            await self.kernel.dispatch_shell(message, **({"concurrent": True} if concurrent else {}))
        finally:
            self._restore()

    def _restore(self) -> None:
        """What follows belongs to the cell again: its output, its way of being interrupted."""
        ident, parent = self._parent
        self.kernel.saved_sigint_handler = self._sigint  # the dispatch noted ours as the one to go back to
        self.kernel.set_parent(ident, parent, channel="shell")

    def _deliver(self) -> None:
        """Runs when the loop is free. Inside of another wait it does nothing: the end of that one comes here again."""
        while self._held and not self._waits and self._as_always is not None:
            self._keep(self._as_always(self._held.popleft()))

    def _keep(self, work: Any) -> None:
        if inspect.isawaitable(work):
            task = asyncio.ensure_future(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _queued_comm_messages(self) -> list[Frames]:
        """Those that ipykernel 6 took from the socket before the wait, out of its queue; all else keeps its order."""
        queue = getattr(self.kernel, "msg_queue", None)
        if queue is None:
            return []
        found: list[Frames] = []
        for item in [queue.get_nowait() for _ in range(queue.qsize())]:
            message = item[-1][0] if isinstance(item[-1], tuple) and item[-1] else None
            if isinstance(message, list) and _type_of(self.kernel, message) in _COMM_MESSAGES:
                found.append(message)
            else:
                queue.put_nowait(item)
        return found


_shell: _Shell | None = None


def _stream_of(kernel: Any) -> Any | None:
    """The stream that brings shell messages to the main loop; None in an ipykernel that is not built as we know it."""
    if any(not hasattr(kernel, name) for name in ("_parent_ident", "get_parent", "set_parent", "dispatch_shell")):
        return None
    thread = getattr(kernel, "shell_channel_thread", None)
    if thread:
        stream = getattr(getattr(thread.manager, "_shell_channel_to_main", None), "to_stream", None)
    else:
        stream = kernel.shell_stream if hasattr(kernel, "msg_queue") else None
    return stream if getattr(stream, "_recv_callback", None) is not None else None


def _type_of(kernel: Any, message: Frames) -> str:
    try:
        _, parts = kernel.session.feed_identities(message, copy=False)
        return str(kernel.session.unpack(parts[1].bytes)["msg_type"])
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return ""

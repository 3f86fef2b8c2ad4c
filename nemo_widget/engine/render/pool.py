"""The processes that render chunks by default."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from threading import Lock, Thread
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class RenderPool(Executor):
    """A pool of `workers` processes that is there again after one of them was killed, and ends with its parent.

    What was in its hands then fails with `BrokenExecutor`; what is submitted afterwards runs in new processes.
    """

    def __init__(self, workers: int | None = None, *, low_priority: bool = False) -> None:
        self._workers = workers or usable_cores()
        self._low_priority = low_priority
        self._lock = Lock()
        self._pool = self._new()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with self._lock:
            try:
                return self._pool.submit(fn, *args, **kwargs)
            except BrokenExecutor:
                self._pool.shutdown(wait=False)
                self._pool = self._new()
                return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        with self._lock:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def kill(self) -> None:
        """End the processes now, whatever they are at; what is submitted afterwards runs in new ones."""
        with self._lock:
            old, self._pool = self._pool, self._new()
            # `ProcessPoolExecutor.kill_workers` has come with Python 3.14 only
            for process in list((getattr(old, "_processes", None) or {}).values()):
                process.kill()
            old.shutdown(wait=False)

    def warm_up(self) -> None:
        """Start the processes and load what they need, without waiting for it."""
        for _ in range(self._workers):
            self.submit(_load)

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._workers,
            multiprocessing.get_context("spawn"),
            initializer=_belong_to_parent,
            initargs=(self._low_priority,),
        )


def make_executor(workers: int | None = None, *, low_priority: bool = False) -> RenderPool:
    """A pool of that many processes, by default one for each core that this process may use.

    `low_priority`: they get what no other process on the machine wants.
    """
    return RenderPool(workers, low_priority=low_priority)


def usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def _belong_to_parent(low_priority: bool) -> None:
    """Makes a worker end when the process that started it was killed; else it would wait for work for ever.

    A Ctrl-C in a terminal reaches the workers too; what becomes of them is for their parent to say.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if low_priority:
        _stand_back()
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    Thread(target=watch, name="nemo-parent-watch", daemon=True).start()


def _stand_back() -> None:
    if sys.platform == "win32":
        import ctypes

        idle = 0x40
        ctypes.windll.kernel32.SetPriorityClass(ctypes.windll.kernel32.GetCurrentProcess(), idle)
    else:
        os.nice(19)


def _load() -> None:
    from . import chunks  # noqa: F401

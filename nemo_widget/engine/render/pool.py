"""The processes that render chunks by default."""

from __future__ import annotations

import multiprocessing
import os
import signal
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

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or usable_cores()
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

    def warm_up(self) -> None:
        """Start the processes and load what they need, without waiting for it."""
        for _ in range(self._workers):
            self.submit(_load)

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._workers, multiprocessing.get_context("spawn"), initializer=_belong_to_parent)


def make_executor(workers: int | None = None) -> RenderPool:
    """A pool of that many processes, by default one for each core that this process may use."""
    return RenderPool(workers)


def usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def _belong_to_parent() -> None:
    """Makes a worker end when the process that started it was killed; else it would wait for work for ever.

    A Ctrl-C in a terminal reaches the workers too; what becomes of them is for their parent to say.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    Thread(target=watch, name="nemo-parent-watch", daemon=True).start()


def _load() -> None:
    from . import chunks  # noqa: F401

"""Where renders are done: one at a time, in a thread of their own, by processes that are kept warm or by a cluster."""

from __future__ import annotations

import logging
import multiprocessing
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor

from nemo_widget.engine.store import Job, Store
from nemo_widget.model.draft import Draft
from nemo_widget.model.errors import Cancelled, NemoError

from . import assets
from .ahead import Ahead
from .envelopes import as_refusal

_REPORT_S = 0.25

logger = logging.getLogger("nemo_widget.engine")


class Farm:
    """Takes jobs of the store and does them in the order in which they come, on `executor` or on its own processes.

    PyAV, OpenCV and the renderer are imported in its thread, so that the engine listens before.
    """

    def __init__(self, store: Store, ahead: Ahead, executor: Executor | None = None) -> None:
        self._store = store
        self._ahead = ahead
        self._work: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._cancelled: dict[str, threading.Event] = {}
        self._executor = executor
        self._lock = threading.Lock()
        self._started = False
        self._closed = threading.Event()

    def warm(self) -> None:
        """Gets the pool ready before there is anything to do. Returns at once."""
        with self._lock:
            if self._started:
                return
            self._started = True
        threading.Thread(target=self._run, name="nemo-renders", daemon=True).start()
        self._work.put(self._warm)

    def do(self, job: Job) -> None:
        """Puts a job in line. Returns at once."""
        self._cancelled[job.uid] = threading.Event()
        self._ahead.hold()
        self.warm()
        self._work.put(lambda: self._do(job.uid))

    def cancel(self, uid: str) -> None:
        event = self._cancelled.get(uid)
        if event:
            event.set()

    def close(self) -> None:
        """Ends the workers at once. What they were doing stays on record as unfinished, for the next engine."""
        self._closed.set()
        for worker in multiprocessing.active_children():
            worker.kill()

    def _run(self) -> None:
        while True:
            work = self._work.get()
            try:
                work()
            except Exception:  # the thread is there for the next job as well
                logger.exception("work on the render thread failed")

    def _do(self, uid: str) -> None:
        cancelled = self._cancelled[uid]
        jobs = self._store.jobs
        try:
            job = jobs.start(uid)
            if job is None:
                return
            self._render(job, cancelled)
            jobs.complete(uid)
            self._store.prune()
        except Cancelled:
            jobs.cancel(uid)
        except Exception as error:  # noqa: BLE001  # whatever it was, who asked for the video has to learn of it
            if not self._closed.is_set():
                jobs.fail(uid, _reason(error))
        finally:
            self._cancelled.pop(uid, None)
            self._ahead.release()

    def _render(self, job: Job, cancelled: threading.Event) -> None:
        from nemo_widget.engine.render import ChunkCache, Output, render

        draft = Draft.model_validate(job.draft)
        render(
            draft,
            assets.paths(draft, self._store.uploads),
            self._store.jobs.path(job),
            output=Output.of(job.wishes),
            executor=self._workers(),
            cache=ChunkCache(self._store.chunks),
            progress=_Reporter(self._store, job.uid, cancelled),
            cancelled=cancelled,
        )

    def _warm(self) -> None:
        from nemo_widget.engine.render import RenderPool

        self._store.prune()
        workers = self._workers()
        if isinstance(workers, RenderPool):
            workers.warm_up()

    def _workers(self) -> Executor:
        from nemo_widget.engine.render import make_executor

        if self._executor is None:
            self._executor = make_executor()
        return self._executor


def _reason(error: Exception) -> str:
    if isinstance(error, NemoError):  # the renderer's own say what to do
        return str(error)
    logger.error("a render failed", exc_info=error)
    refusal = as_refusal(error)
    failed = "The video could not be made because of a fault in the renderer. Export it again."
    return refusal.message if refusal.code == 507 else failed


class _Reporter:
    """Writes progress to the store a few times a second, and learns there that the job was cancelled elsewhere."""

    def __init__(self, store: Store, uid: str, cancelled: threading.Event) -> None:
        self._store = store
        self._uid = uid
        self._cancelled = cancelled
        self._next = 0.0

    def __call__(self, progress: float) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _REPORT_S
            if not self._store.jobs.report(self._uid, progress):
                self._cancelled.set()

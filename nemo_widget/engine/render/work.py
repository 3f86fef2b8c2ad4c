"""The pieces of one render on their way: from the cache, or given to an executor, back in the order of time."""

from __future__ import annotations

import logging
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import replace

from .cache import ChunkCache
from .carried import Missing, Task, bring, do_carried, files_of, pack, shares_our_disk
from .chunks import Board, Job, render_chunk
from .errors import RenderCancelled, RenderError
from .packets import Piece
from .pool import RenderPool
from .prepared import Workshop
from .sound import SoundJob, render_sound

log = logging.getLogger(__name__)

# Given away at a time: enough for many workers. Beside it, what waits for its turn may take this much memory.
_IN_FLIGHT = 40
_READY_BYTES = 96 * 2**20
_LOOK_S = 0.1
_ASKS = 40  # of one task for its files: on a large cluster it may come to a new worker each time
_STOPS_WITHIN_S = 0.2

Result = bytes | Missing


class Progress:
    """Tells shares of the work as they grow, never a smaller one than before."""

    def __init__(self, tell: Callable[[float], None]) -> None:
        self._tell = tell
        self._told = -1.0

    def __call__(self, share: float) -> None:
        if share > self._told:
            self._told = share
            self._tell(share)


class Work:
    """The soundtrack, if any, and the chunks of a render: `frames` in `chunks`, `rendered` of which were drawn anew.

    Everything happens on the calling thread. An executor whose workers do not share this machine's disk is sent each
    file when one of its workers says that it has not got it yet.
    """

    def __init__(
        self,
        tasks: list[Task],
        *,
        executor: Executor,
        cache: ChunkCache | None,
        board: Board,
        cancelled: threading.Event,
    ) -> None:
        self._tasks = tasks
        self._keys = [task.key for task in tasks]
        self._executor, self._cache, self._board, self._cancelled = executor, cache, board, cancelled
        self._carries = not shares_our_disk(executor)
        self._running: dict[Future[Result], int] = {}
        self._alike: defaultdict[int, list[int]] = defaultdict(list)  # what waits for the same chunk, under way
        self._ready: dict[int, bytes] = {}
        self._next = 0
        self._frames_done = 0
        self._broken = False
        self._asked: Counter[int] = Counter()
        self._brought: set[tuple[str, str]] = set()
        chunks = [task for task in tasks if isinstance(task, Job)]
        self._workshop = Workshop(board.folder)
        self._users = Counter(key for job in chunks for key in job.plates)
        self.chunks = len(chunks)
        self.frames = sum(job.scene.frames for job in chunks)
        self.rendered = 0

    def pieces(self, progress: Callable[[float], None]) -> Iterator[Piece]:
        """The soundtrack, then all chunks in order. `progress` gets frames done over frames to do.

        Raises: `RenderError`, `RenderCancelled`.
        """
        progress(0.0)
        for number in range(len(self._tasks)):
            self._fill(number)
            while number not in self._ready:
                self._look()
                self._fill(number)
                under_way = sum(self._board.done(n) for n in self._running.values() if isinstance(self._tasks[n], Job))
                progress(min(0.99, (self._frames_done + under_way) / self.frames))
            yield Piece.from_bytes(self._ready.pop(number))

    def stop(self, then: Callable[[], None]) -> None:
        """Stop what still runs; `then` is called when nothing does any more.

        A worker stops after the frame that it is at. One of our own processes that is busy with something longer, the
        composing of music or a huge photo, is ended.
        """
        if not self._running:
            then()
            return
        self._board.stop()
        if isinstance(self._executor, RenderPool):
            # nothing is cancelled: before Python 3.12 a pool whose processes are killed stumbles over what was
            if wait(self._running, timeout=_STOPS_WITHIN_S).not_done:
                self._executor.kill()
        else:
            for future in self._running:
                future.cancel()
        _when_done(set(self._running), then)

    def _fill(self, wanted: int) -> None:
        """Take from the cache, or give away, what comes next, as much as may be under way."""
        while self._next < len(self._tasks) and self._has_room():
            if self._cancelled.is_set():
                raise RenderCancelled
            number = self._next
            self._next += 1
            found = self._cached(number)
            same = next((n for n in self._running.values() if self._keys[n] == self._keys[number]), None)
            if found is None and same is not None:
                self._alike[same].append(number)
            elif found is None:
                self._submit(number)
            else:
                self._arrived(number, found)
                if number == wanted:
                    return  # it can be written at once; the rest is looked at when it is wanted

    def _has_room(self) -> bool:
        return len(self._running) < _IN_FLIGHT and sum(map(len, self._ready.values())) < _READY_BYTES

    def _cached(self, number: int) -> bytes | None:
        if self._cache is None:
            return None
        found = self._cache.get(self._keys[number])
        try:
            if found is not None:
                Piece.from_bytes(found)
        except ValueError:
            return None
        return found

    def _submit(self, number: int, missing: Missing = Missing()) -> None:  # noqa: B008 - immutable
        task = self._tasks[number]
        future: Future[Result]
        if self._carries:
            future = self._executor.submit(do_carried, pack(task, files_of(task, missing)))
        elif isinstance(task, SoundJob):
            future = self._executor.submit(render_sound, task)
        else:
            future = self._executor.submit(render_chunk, self._with_soon(number, task))
        self._running[future] = number

    def _with_soon(self, number: int, job: Job) -> Job:
        """A chunk that is there already needs no photo."""
        after = self._keys[number + 1] if number + 1 < len(self._keys) else None
        there = after is None or (self._cache is not None and self._cache.has(after))
        return replace(job, soon=()) if there else job

    def _arrived(self, number: int, data: bytes) -> None:
        self._ready[number] = data
        task = self._tasks[number]
        if isinstance(task, Job):
            self._frames_done += task.scene.frames
            for key in task.plates:
                self._users[key] -= 1
                if not self._users[key]:
                    self._workshop.forget(key)

    def _look(self) -> None:
        """Wait a moment for what is under way; take in what is done."""
        done, _ = wait(self._running, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
        if self._cancelled.is_set():
            raise RenderCancelled
        for future in done:
            if future in self._running:
                self._take(future)

    def _take(self, future: Future[Result]) -> None:
        number = self._running.pop(future)
        try:
            data = future.result()
        except (RenderError, RenderCancelled):
            raise
        except BrokenExecutor:
            self._again([number, *self._running.values()])
            return
        except Exception as error:
            if type(error).__name__ == "KilledWorker":  # Dask's, which we need not have
                raise _out_of_memory() from None
            log.exception("a worker failed")
            raise RenderError("The video could not be rendered because of an unexpected fault.", _AGAIN) from error
        if isinstance(data, Missing):
            self._submit(number, self._bring(number, data))
            return
        task = self._tasks[number]
        self.rendered += isinstance(task, Job)
        if self._cache is not None:
            self._cache.put(self._keys[number], data)
        for same in (number, *self._alike.pop(number, ())):
            self._arrived(same, data)

    def _bring(self, number: int, missing: Missing) -> Missing:
        """Send the worker of a task what it is missing; what the task itself has to carry then.

        Other tasks may have told the same before it arrived.
        """
        self._asked[number] += 1
        if self._asked[number] > _ASKS:
            raise RenderError("A worker of the cluster keeps none of the files that it is sent.", "Free space on it.")
        client = getattr(self._executor, "_client", None)  # Dask's executor knows its client, and tells it to nobody
        if missing.worker is None or client is None:
            return missing
        new = frozenset(h for h in missing.hashes if (missing.worker, h) not in self._brought)
        wanted = Missing(new or (missing.hashes if self._asked[number] > _ASKS // 2 else new))
        if wanted.hashes:
            bring(client, missing.worker, files_of(self._tasks[number], wanted))
            self._brought |= {(missing.worker, h) for h in wanted.hashes}
        return Missing()

    def _again(self, lost: list[int]) -> None:
        """A worker was killed, and with it everything that was under way: it is given away once more, but only once."""
        self._running.clear()
        if self._broken:
            raise _out_of_memory()
        self._broken = True
        try:
            for number in sorted(lost):
                self._submit(number)
        except BrokenExecutor:
            raise RenderError("A process that renders was ended from outside.", _AGAIN) from None


def _when_done(waiting: set[Future[Result]], then: Callable[[], None]) -> None:
    lock = threading.Lock()

    def ended(future: Future[Result]) -> None:
        with lock:
            waiting.discard(future)
            last = not waiting
        if last:
            then()

    for future in set(waiting):
        future.add_done_callback(ended)


def _out_of_memory() -> RenderError:
    return RenderError(
        "The render was broken off twice, probably because this machine ran out of memory.",
        "Export at a lower resolution, or close other programs first.",
    )


_AGAIN = "Export it again."

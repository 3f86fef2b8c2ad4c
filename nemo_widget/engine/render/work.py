"""The pieces of one render on their way: from the cache, or given to an executor, back in the order of time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait

from .cache import ChunkCache
from .chunks import Board, Job, render_chunk
from .errors import RenderCancelled, RenderError
from .packets import Piece
from .sound import SoundJob, render_sound

log = logging.getLogger(__name__)

# Pieces given away or waiting for their turn: enough for many workers, little enough to hold in memory.
_IN_FLIGHT = 32
_LOOK_S = 0.1


class Work:
    """The soundtrack and the chunks of a render. `rendered` counts the chunks that did not come from the cache.

    Everything happens on the calling thread; `progress` gets frames done over frames to do.
    """

    def __init__(
        self,
        sound: SoundJob,
        chunks: list[Job],
        *,
        executor: Executor,
        cache: ChunkCache | None,
        board: Board,
        progress: Callable[[float], None],
        cancelled: threading.Event,
    ) -> None:
        self._jobs: list[SoundJob | Job] = [sound, *chunks]
        self._frames = sum(job.scene.frames for job in chunks)
        self._executor, self._cache, self._board = executor, cache, board
        self._progress, self._cancelled = progress, cancelled
        self._running: dict[Future[bytes], int] = {}
        self._ready: dict[int, Piece] = {}
        self._next = 0
        self._frames_done = 0
        self._reported = -1.0
        self._broken = False
        self.rendered = 0

    def pieces(self) -> Iterator[Piece]:
        """The soundtrack, then all chunks in order.

        Raises: `RenderError`, `RenderCancelled`.
        """
        self.report(0.0)
        for number in range(len(self._jobs)):
            self._fill(number)
            while number not in self._ready:
                self._look()
                self._fill(number)
            yield self._ready.pop(number)

    def report(self, share: float) -> None:
        if share > self._reported:
            self._reported = share
            self._progress(share)

    def stop(self, then: Callable[[], None]) -> None:
        """Stop what still runs; `then` is called when nothing does any more."""
        waiting = set(self._running)
        if not waiting:
            then()
            return
        self._board.stop()
        lock = threading.Lock()

        def ended(future: Future[bytes]) -> None:
            with lock:
                waiting.discard(future)
                last = not waiting
            if last:
                then()

        for future in self._running:
            future.cancel()
        for future in self._running:
            future.add_done_callback(ended)

    def _fill(self, wanted: int) -> None:
        """Take from the cache, or give away, what comes next, as much as may be under way."""
        while self._next < len(self._jobs) and len(self._running) + len(self._ready) < _IN_FLIGHT:
            if self._cancelled.is_set():
                raise RenderCancelled
            number = self._next
            self._next += 1
            piece = self._cached(number)
            if piece is None:
                self._submit(number)
            else:
                self._arrived(number, piece)
                if number == wanted:
                    return  # it can be written at once; the rest is looked at when it is wanted

    def _cached(self, number: int) -> Piece | None:
        if self._cache is None:
            return None
        found = self._cache.get(self._jobs[number].key)
        try:
            return Piece.from_bytes(found) if found is not None else None
        except ValueError:
            return None

    def _submit(self, number: int) -> None:
        job = self._jobs[number]
        if isinstance(job, SoundJob):
            future = self._executor.submit(render_sound, job)
        else:
            future = self._executor.submit(render_chunk, job)
        self._running[future] = number

    def _arrived(self, number: int, piece: Piece) -> None:
        self._ready[number] = piece
        job = self._jobs[number]
        self._frames_done += job.scene.frames if isinstance(job, Job) else 0

    def _look(self) -> None:
        """Wait a moment for what is under way; take in what is done."""
        done, _ = wait(self._running, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
        if self._cancelled.is_set():
            raise RenderCancelled
        for future in done:
            if future in self._running:
                self._take(future)
        under_way = sum(self._board.done(number) for number in self._running.values())
        self.report(min(0.99, (self._frames_done + under_way) / self._frames))

    def _take(self, future: Future[bytes]) -> None:
        number = self._running.pop(future)
        try:
            data = future.result()
        except (RenderError, RenderCancelled):
            raise
        except BrokenExecutor:
            self._again([number, *self._running.values()])
            return
        except Exception as error:
            log.exception("a worker failed")
            raise RenderError("The video could not be rendered because of an unexpected fault.", _AGAIN) from error
        job = self._jobs[number]
        self.rendered += isinstance(job, Job)
        if self._cache is not None:
            self._cache.put(job.key, data)
        self._arrived(number, Piece.from_bytes(data))

    def _again(self, lost: list[int]) -> None:
        """A worker was killed, and with it everything that was under way: it is given away once more, but only once."""
        self._running.clear()
        if self._broken:
            raise RenderError(
                "The render was broken off twice, probably because this machine ran out of memory.",
                "Export at a lower resolution, or close other programs first.",
            )
        self._broken = True
        try:
            for number in sorted(lost):
                self._submit(number)
        except BrokenExecutor:
            raise RenderError("A process that renders was ended from outside.", _AGAIN) from None


_AGAIN = "Export it again."

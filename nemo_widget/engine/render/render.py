"""A draft → an MP4. See `chunks` for how the work is divided, `frame` for the picture, `join` for the file."""

from __future__ import annotations

import errno
import logging
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path

import av

from nemo_widget.model.draft import Draft

from .audio import SAMPLE_RATE, Samples, soundtrack
from .cache import ChunkCache
from .chunks import Board, Job, jobs, render_chunk
from .draft_scene import Planned, plan_scene
from .encode import Chunk
from .errors import RenderCancelled, RenderError
from .join import Joiner
from .output import Encoding, Output
from .pool import make_executor
from .yuv import Bytes, Planes, to_rgb

log = logging.getLogger(__name__)

_IN_FLIGHT = 32  # chunks given away at a time: enough for many workers, little enough to hold in memory
_LOOK_S = 0.1
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class Rendered:
    """The finished file. `chunks_rendered` of its `chunks` were drawn anew, the others came from the cache."""

    path: Path
    width: int
    height: int
    fps: int
    duration_s: float
    size_bytes: int
    frames: int
    chunks: int = 0
    chunks_rendered: int = 0


def render(
    draft: Draft,
    assets: Mapping[str, Path],
    out: Path,
    *,
    output: Output = Output(),  # noqa: B008 - immutable
    executor: Executor | None = None,
    cache: ChunkCache | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: threading.Event | None = None,
) -> Rendered:
    """Render `draft` to the MP4 `out`; `assets` are the files on disk by the `src` of the draft's segments.

    H.264 (yuv420p, BT.709 limited) of exactly round(duration · fps) frames and AAC of 48 kHz stereo (silent when the
    draft has no sound), the index first. `out` is replaced only by a complete file. Chunks run on `executor`, by
    default on a pool of processes made for this call; `progress` gets 0 to 1, never falling, from this thread.

    Raises: `RenderError` (a sentence that names the clip or the reason), `RenderCancelled` soon after `cancelled` is
    set.
    """
    encoding = Encoding.of(draft.meta, output)
    planned = plan_scene(draft, assets, encoding)
    own = make_executor() if executor is None else None
    pool = executor or own
    assert pool is not None
    board = Path(tempfile.mkdtemp(prefix="nemo-render-"))
    work = _Work(
        [replace(job, board=str(board)) for job in jobs(planned.scene, encoding, planned.assets, planned.tiles)],
        pool,
        cache,
        Board(board),
        progress or (lambda _: None),
        cancelled or threading.Event(),
    )
    try:
        with Joiner(out, encoding, _sound(draft, planned, encoding)) as joiner:
            for chunk in work.chunks():
                joiner.add(chunk)
            joiner.finish()
    except (OSError, av.FFmpegError) as error:
        raise _not_written(error, out) from error
    finally:
        work.stop(lambda: shutil.rmtree(board, ignore_errors=True))
        if own is not None:
            own.shutdown(wait=False, cancel_futures=True)
    work.report(1.0)
    frames = planned.scene.frames
    return Rendered(
        out, encoding.width, encoding.height, encoding.fps, frames / encoding.fps, out.stat().st_size, frames,
        len(work.jobs), work.rendered,
    )  # fmt: skip


def render_frame(draft: Draft, assets: Mapping[str, Path], at_ms: int, *, output: Output = Output()) -> Bytes:  # noqa: B008
    """The picture at `at_ms` as (height, width, 3) uint8 sRGB: the one that the export shows at that time.

    Raises: `RenderError`.
    """
    from .frame import Painter

    encoding = Encoding.of(draft.meta, output)
    planned = plan_scene(draft, assets, encoding)
    planes = Planes.empty(encoding.width, encoding.height)
    with Painter(planned.scene, planned.assets, planned.tiles) as painter:
        painter.paint(at_ms * encoding.fps, planes)
    return to_rgb(planes)


def _sound(draft: Draft, planned: Planned, encoding: Encoding) -> Iterator[Samples]:
    from nemo_widget.engine.music import synthesise

    length = round(planned.scene.frames * SAMPLE_RATE / encoding.fps)
    return soundtrack(draft, planned.by_src, length, 64 * 1024, synthesise)


def _not_written(error: Exception, out: Path) -> RenderError:
    number = getattr(error, "errno", None)
    if number in _DISK_FULL:
        return RenderError("The disk is full: there is no room for the video.", "Free some space and export again.")
    if number in (errno.ENOENT, errno.ENOTDIR):
        return RenderError("The folder for the video does not exist.", "Choose another one.")
    if number in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EISDIR):
        return RenderError(f"{out.name} cannot be written there.", "Choose another folder.")
    log.error("writing the video failed", exc_info=error)
    return RenderError("The video could not be written.", "Export it again.")


class _Work:
    """The chunks of one render on their way through cache and executor."""

    def __init__(
        self,
        work: list[Job],
        executor: Executor,
        cache: ChunkCache | None,
        board: Board,
        progress: Callable[[float], None],
        cancelled: threading.Event,
    ) -> None:
        self.jobs = work
        self.rendered = 0
        self._executor, self._cache, self._board = executor, cache, board
        self._progress, self._cancelled = progress, cancelled
        self._keys = [job.key for job in work] if cache is not None else []
        self._running: dict[Future[bytes], int] = {}
        self._ready: dict[int, Chunk] = {}
        self._next = 0
        self._frames_done = 0
        self._reported = -1.0
        self._breaks = 0

    def chunks(self) -> Iterator[Chunk]:
        """All chunks in order."""
        self.report(0.0)
        for number in range(len(self.jobs)):
            while number not in self._ready:
                self._fill(number)
                if number not in self._ready:
                    self._look()
            yield self._ready.pop(number)

    def report(self, share: float) -> None:
        if share > self._reported:
            self._reported = share
            self._progress(share)

    def stop(self, clean_up: Callable[[], None]) -> None:
        """Stop what still runs; `clean_up` is called when nothing does any more."""
        if not self._running:
            clean_up()
            return
        self._board.stop()
        for future in self._running:
            future.cancel()
        waiting = list(self._running)
        lock = threading.Lock()

        def ended(future: Future[bytes]) -> None:
            with lock:
                waiting.remove(future)
                last = not waiting
            if last:
                clean_up()

        for future in list(self._running):
            future.add_done_callback(ended)

    def _fill(self, wanted: int) -> None:
        """Take from the cache, or give away, the chunks from `self._next` on, as many as may be under way."""
        while self._next < len(self.jobs) and len(self._running) + len(self._ready) < _IN_FLIGHT:
            self._check()
            number = self._next
            self._next += 1
            chunk = self._cached(number)
            if chunk is None:
                self._submit(number)
            else:
                self._arrived(number, chunk)
            if wanted in self._ready:
                return

    def _cached(self, number: int) -> Chunk | None:
        found = self._cache.get(self._keys[number]) if self._cache is not None else None
        if found is None:
            return None
        try:
            return Chunk.from_bytes(found)
        except (ValueError, KeyError, TypeError):
            return None

    def _submit(self, number: int) -> None:
        self._running[self._executor.submit(render_chunk, self.jobs[number])] = number

    def _arrived(self, number: int, chunk: Chunk) -> None:
        self._ready[number] = chunk
        self._frames_done += chunk.frames

    def _look(self) -> None:
        """Wait a moment for what is under way; take in what is done."""
        done, _ = wait(self._running, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
        self._check()
        for future in done:
            self._take(future)
        under_way = sum(self._board.done(number) for number in self._running.values())
        total = sum(job.scene.frames for job in self.jobs)
        self.report(min(0.99, (self._frames_done + under_way) / total))

    def _take(self, future: Future[bytes]) -> None:
        number = self._running.pop(future)
        try:
            data = future.result()
        except RenderError:
            raise
        except BrokenExecutor:
            self._again(number)
            return
        except Exception as error:
            log.exception("a chunk failed")
            raise RenderError("The video could not be rendered: an unexpected fault.", "Export it again.") from error
        self.rendered += 1
        if self._cache is not None:
            self._cache.put(self._keys[number], data)
        self._arrived(number, Chunk.from_bytes(data))

    def _again(self, number: int) -> None:
        """A worker was killed: everything that was under way is given away once more, but not for ever."""
        lost = [number, *self._running.values()]
        self._breaks += 1
        self._running.clear()
        if self._breaks > 1:
            raise RenderError(
                "The render was broken off twice, probably because this machine ran out of memory.",
                "Export at a lower resolution, or close other programs first.",
            )
        for again in sorted(lost):
            self._submit(again)

    def _check(self) -> None:
        if self._cancelled.is_set():
            raise RenderCancelled

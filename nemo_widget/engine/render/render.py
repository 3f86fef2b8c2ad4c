"""A draft → a video. See `chunks` for how the work is divided, `frame` for the picture, `join` for the file."""

from __future__ import annotations

import errno
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import av

from nemo_widget.model.draft import Draft
from nemo_widget.model.folders import NO_ROOM

from . import gif
from .cache import ChunkCache
from .carried import Task
from .chunks import Board, jobs
from .draft_scene import plan_scene
from .errors import RenderCancelled, RenderError
from .frame import Painter
from .join import Joiner, part_beside
from .output import Encoding, Output, SoundCodec
from .pool import make_executor
from .sound import SoundJob
from .sound_file import SAMPLE_RATE
from .work import Progress, Work
from .yuv import Bytes, Planes, to_rgb

log = logging.getLogger(__name__)

_GIF_BEGINS = 0.6  # the share of the work after which a GIF is made of its pictures


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
    """Render `draft` to the video `out`; `assets` are the files on disk by the `src` of the draft's segments.

    The MP4: H.264 (yuv420p, BT.709 limited) of exactly round(duration · fps) frames and 48 kHz stereo (silent when the
    draft has no sound), the index first; see `Output` for the others. `out` is replaced only by a complete file.

    The work is done on `executor`, by default on a pool of processes made for this call. It may be any of
    `concurrent.futures`, or of a cluster (`distributed.Client(…).get_executor()`), whose workers are sent the files
    that they need and need not see this machine's disk. `progress` gets 0 to 1, never falling, from this thread.

    Raises: `RenderError` (a sentence that names the clip or the reason), `RenderCancelled` soon after `cancelled` is
    set.
    """
    if output.format == "gif":
        output = gif.bounded(draft, output)
    encoding = Encoding.of(draft.meta, output)
    cancelled = cancelled or threading.Event()
    report = Progress(progress or (lambda _: None))
    with _at_work(draft, assets, output, encoding, executor, cache, cancelled) as work:
        try:
            if output.format == "gif":
                _gif(work, encoding, out, report, cancelled)
            else:
                _joined(work, encoding, output.sound, out, report)
            size_bytes = out.stat().st_size
        except (OSError, av.FFmpegError) as error:
            raise _not_written(error, out) from error
    report(1.0)
    return Rendered(
        path=out,
        width=encoding.width,
        height=encoding.height,
        fps=encoding.fps,
        duration_s=work.frames / encoding.fps,
        size_bytes=size_bytes,
        frames=work.frames,
        chunks=work.chunks,
        chunks_rendered=work.rendered,
    )


def render_ahead(
    draft: Draft,
    assets: Mapping[str, Path],
    cache: ChunkCache,
    *,
    output: Output = Output(),  # noqa: B008 - immutable
    executor: Executor | None = None,
    cancelled: threading.Event | None = None,
) -> None:
    """Do all of `render` but the file, so that it finds everything in `cache`. Raises: as `render`."""
    if output.format == "gif":
        output = gif.bounded(draft, output)
    encoding = Encoding.of(draft.meta, output)
    with _at_work(draft, assets, output, encoding, executor, cache, cancelled or threading.Event()) as work:
        for _ in work.pieces(lambda _: None):
            pass


@contextmanager
def _at_work(
    draft: Draft,
    assets: Mapping[str, Path],
    output: Output,
    encoding: Encoding,
    executor: Executor | None,
    cache: ChunkCache | None,
    cancelled: threading.Event,
) -> Iterator[Work]:
    planned = plan_scene(draft, assets, encoding)
    board = Board.new()
    chunks = jobs(planned.scene, encoding, planned.assets, planned.tiles)
    tasks: list[Task] = []
    if output.sound is not None:
        samples = round(planned.scene.frames * SAMPLE_RATE / encoding.fps)
        tasks.append(SoundJob.of(draft, planned.by_src, samples, output.sound))
    tasks += [replace(job, board=str(board.folder), number=number) for number, job in enumerate(chunks, len(tasks))]
    own = None
    if executor is None:
        executor = own = make_executor()
    work = Work(tasks, executor=executor, cache=cache, board=board, cancelled=cancelled)
    try:
        yield work
    finally:
        work.stop(then=board.remove)
        if own is not None:
            own.shutdown()  # waited for, or the end of a process that is itself one of multiprocessing may hang


def _joined(
    work: Work, encoding: Encoding, sound: SoundCodec | None, out: Path, report: Callable[[float], None]
) -> None:
    with Joiner(out, encoding, sound) as joiner:
        pieces = work.pieces(report)
        if sound is not None:
            joiner.with_sound(next(pieces))
        for chunk in pieces:
            joiner.add(chunk)
        joiner.finish()


def _gif(
    work: Work, encoding: Encoding, out: Path, report: Callable[[float], None], cancelled: threading.Event
) -> None:
    """By way of a video that nobody sees: a GIF's palette wants all pictures to be known."""

    def drawn(frames: int) -> None:
        if cancelled.is_set():
            raise RenderCancelled
        report(_GIF_BEGINS + (1 - _GIF_BEGINS) * 0.99 * frames / work.frames)

    video = part_beside(out)
    try:
        _joined(work, encoding, None, video, lambda share: report(_GIF_BEGINS * share))
        gif.write_gif(video, out, work.frames, encoding.fps, drawn)
    finally:
        video.unlink(missing_ok=True)


def render_frame(draft: Draft, assets: Mapping[str, Path], at_ms: int, *, output: Output = Output()) -> Bytes:  # noqa: B008
    """The picture at `at_ms` as (height, width, 3) uint8 sRGB: the one that the export shows at that time.

    Raises: `RenderError`.
    """
    encoding = Encoding.of(draft.meta, output)
    planned = plan_scene(draft, assets, encoding)
    planes = Planes.empty(encoding.width, encoding.height)
    with Painter(planned.scene, planned.assets, planned.tiles) as painter:
        painter.paint(at_ms * encoding.fps, planes)
    return to_rgb(planes)


def _not_written(error: Exception, out: Path) -> RenderError:
    number = getattr(error, "errno", None)
    if number in NO_ROOM:
        return RenderError("The disk is full: there is no room for the video.", "Free some space and export again.")
    if number in (errno.ENOENT, errno.ENOTDIR):
        return RenderError("The folder for the video does not exist.", "Choose another one.")
    if number in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EISDIR):
        return RenderError(f"{out.name} cannot be written there.", "Choose another folder.")
    log.error("writing the video failed", exc_info=error)
    return RenderError("The video could not be written.", "Export it again.")

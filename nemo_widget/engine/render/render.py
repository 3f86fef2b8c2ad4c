"""A draft → an MP4. See `chunks` for how the work is divided, `frame` for the picture, `join` for the file."""

from __future__ import annotations

import errno
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

import av

from nemo_widget.model.draft import Draft

from .audio import SAMPLE_RATE
from .cache import ChunkCache
from .chunks import Board, jobs
from .draft_scene import plan_scene
from .errors import RenderError
from .frame import Painter
from .join import Joiner
from .output import Encoding, Output
from .pool import make_executor
from .sound import SoundJob
from .work import Work
from .yuv import Bytes, Planes, to_rgb

log = logging.getLogger(__name__)

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
    board = Board.new()
    sound = SoundJob.of(draft, planned.by_src, round(planned.scene.frames * SAMPLE_RATE / encoding.fps))
    chunks = jobs(planned.scene, encoding, planned.assets, planned.tiles)
    work = Work(
        sound,
        [replace(job, board=str(board.folder), number=number) for number, job in enumerate(chunks, 1)],
        executor=pool,
        cache=cache,
        board=board,
        progress=progress or (lambda _: None),
        cancelled=cancelled or threading.Event(),
    )
    try:
        with Joiner(out, encoding) as joiner:
            pieces = work.pieces()
            joiner.with_sound(next(pieces))
            for chunk in pieces:
                joiner.add(chunk)
            joiner.finish()
        size_bytes = out.stat().st_size
    except (OSError, av.FFmpegError) as error:
        raise _not_written(error, out) from error
    finally:
        work.stop(then=board.remove)
        if own is not None:
            own.shutdown(wait=False, cancel_futures=True)
    work.report(1.0)
    frames = planned.scene.frames
    return Rendered(
        path=out,
        width=encoding.width,
        height=encoding.height,
        fps=encoding.fps,
        duration_s=frames / encoding.fps,
        size_bytes=size_bytes,
        frames=frames,
        chunks=len(chunks),
        chunks_rendered=work.rendered,
    )


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
    if number in _DISK_FULL:
        return RenderError("The disk is full: there is no room for the video.", "Free some space and export again.")
    if number in (errno.ENOENT, errno.ENOTDIR):
        return RenderError("The folder for the video does not exist.", "Choose another one.")
    if number in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EISDIR):
        return RenderError(f"{out.name} cannot be written there.", "Choose another folder.")
    log.error("writing the video failed", exc_info=error)
    return RenderError("The video could not be written.", "Export it again.")

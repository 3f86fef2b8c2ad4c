"""What came out: the size, length and poster of a finished file, from the file itself."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from nemo_widget.model.errors import RenderFailed
from nemo_widget.model.media import open_film

from .media_files import poster_of

_POSTER_S = 1.0  # titles have come in by then


class Finished(NamedTuple):
    """Pixels, seconds, and a JPEG of the picture after a second, or in the middle of a shorter file."""

    width: int
    height: int
    duration_s: float
    poster: bytes


def examine(path: Path) -> Finished:
    """Blocks. Raises: `RenderFailed` when the file is no video."""
    import av

    try:
        with open_film(path) as container:
            stream = container.streams.video[0]
            duration_s = round((container.duration or 0) / 1e6, 3)
            wanted_s = min(_POSTER_S, duration_s / 2)
            picture = next(container.decode(stream))
            for frame in container.decode(stream):
                if picture.time is None or picture.time >= wanted_s:
                    break
                picture = frame
            return Finished(stream.width, stream.height, duration_s, poster_of(picture.to_image()))
    except (av.FFmpegError, OSError, ValueError, IndexError, StopIteration):
        raise RenderFailed("What the back end sent is not a video.", "Export again.") from None

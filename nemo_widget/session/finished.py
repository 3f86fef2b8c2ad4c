"""What came out: the size, length and poster of a finished file, from the file itself."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from nemo_widget.model.errors import BadMedia, RenderFailed
from nemo_widget.model.film import examine_film

_POSTER_S = 1.0  # titles have come in by then


class Finished(NamedTuple):
    """Pixels, seconds, and a JPEG of the picture after a second, or in the middle of a shorter file."""

    width: int
    height: int
    duration_s: float
    poster: bytes


def examine(path: Path) -> Finished:
    """Blocks. Raises: `RenderFailed` when the file is no video."""
    try:
        film = examine_film(path, path.name, picture_at_s=_POSTER_S)
    except BadMedia:
        film = None
    if film is None or film.width is None or film.height is None:
        raise RenderFailed("What the back end sent is not a video.", "Export again.")
    return Finished(film.width, film.height, (film.duration_ms or 0) / 1000, film.picture)

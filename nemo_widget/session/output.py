"""Where an MP4 is to go: asked before anything is rendered for it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from nemo_widget.model.conversation import Quality
from nemo_widget.model.draft import Fps
from nemo_widget.model.errors import OutputError

_SHORT_SIDES_PX = (144, 2160)
_SPARE_BYTES = 32 * 1024 * 1024
_BITS_PER_PIXEL = {"fast": 0.12, "high": 0.12, "best": 0.25}


def check_wishes(resolution: int | None, fps: int | None, quality: str) -> None:
    """Raises: `OutputError` when there is no such MP4, saying which there are."""
    least, most = _SHORT_SIDES_PX
    if resolution is not None and not (isinstance(resolution, int) and least <= resolution <= most):
        raise OutputError(
            f"There is no resolution {resolution!r}: it is the short side in pixels.",
            f"Give a number from {least} to {most}, such as 720, 1080 or 2160.",
        )
    if fps is not None and fps not in get_args(Fps):
        *others, last = get_args(Fps)
        raise OutputError(
            f"A video cannot have {fps!r} frames a second.", f"Choose {', '.join(map(str, others))} or {last}."
        )
    if quality not in get_args(Quality):
        raise OutputError(f"There is no quality {quality!r}.", f"Choose {', '.join(get_args(Quality))}.")


def check_output(path: Path, expected_bytes: int, free_bytes: Callable[[Path], int]) -> Path:
    """`path` made absolute, if an MP4 of `expected_bytes` can be written there.

    Raises: `OutputError` saying what is in the way.
    """
    path = path.expanduser()
    path = path.parent.resolve() / path.name
    folder = path.parent
    if path.is_dir():
        raise OutputError(f"{path.name} is a folder.", "Give the name of a file, such as video.mp4.")
    if path.suffix.lower() != ".mp4":
        raise OutputError(f"{path.name} does not end in .mp4, and the video is an MP4.", "Name it so.")
    if not folder.exists():
        raise OutputError(f'The folder "{folder.name}" does not exist.', "Make it first, or choose another one.")
    if not folder.is_dir():
        raise OutputError(f'"{folder.name}" is not a folder.', "Choose another place.")
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".nemo-"):  # asking for the right to write says less
            pass
    except OSError as error:
        raise OutputError(
            f"{path.name} cannot be written there ({error.strerror}).", "Choose another folder."
        ) from None
    try:
        free = free_bytes(folder)
    except OSError:
        return path
    if free < (needed_bytes := expected_bytes + _SPARE_BYTES):
        raise OutputError(
            f"There is no room on the disk: making the video takes about {needed_bytes / 2**20:.0f} MB, "
            f"{free / 2**20:.0f} MB are free.",
            "Free some space, or choose another folder.",
        )
    return path


def expected_bytes(width: int, height: int, fps: float, duration_s: float, quality: str) -> int:
    """About how large an MP4 becomes, rather too much than too little."""
    return round(width * height * fps * duration_s * _BITS_PER_PIXEL.get(quality, 0.12) / 8)

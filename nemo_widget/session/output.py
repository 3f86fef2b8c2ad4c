"""Where an MP4 is to go: asked before anything is rendered for it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from nemo_widget.model.errors import OutputError

_SPARE_BYTES = 32 * 1024 * 1024
_BITS_PER_PIXEL = {"fast": 0.12, "high": 0.12, "best": 0.25}


def check_output(path: Path, expected_bytes: int, free_bytes: Callable[[Path], int]) -> Path:
    """`path` made absolute, if an MP4 of `expected_bytes` can be written there.

    Raises: `OutputError` saying what is in the way.
    """
    path = path.expanduser()
    path = path.parent.resolve() / path.name
    folder = path.parent
    if path.is_dir():
        raise OutputError(f"{path.name} is a folder.", "Give the name of a file, such as video.mp4.")
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
    if free < expected_bytes + _SPARE_BYTES:
        raise OutputError(
            f"There is no room on the disk: the video needs about {expected_bytes / 2**20:.0f} MB, "
            f"{free / 2**20:.0f} MB are free.",
            "Free some space, or choose another folder.",
        )
    return path


def expected_bytes(width: int, height: int, fps: float, duration_s: float, quality: str) -> int:
    """About how large an MP4 becomes, rather too much than too little."""
    return round(width * height * fps * duration_s * _BITS_PER_PIXEL.get(quality, 0.12) / 8)

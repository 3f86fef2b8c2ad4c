"""Where a video is to go: asked before anything is rendered for it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from nemo_widget.model.errors import OutputError
from nemo_widget.model.output import FILE_TYPES, Format, Wishes
from nemo_widget.model.timeline import Timeline

_SPARE_BYTES = 32 * 1024 * 1024
_BITS_PER_PIXEL = {"fast": 0.12, "high": 0.12, "best": 0.25}


def check_output(
    path: Path,
    expected_bytes: int,
    free_bytes: Callable[[Path], int],
    format: Format = "mp4",
) -> Path:
    """`path` made absolute, if a file of that format, of `expected_bytes`, can be written there.

    Raises: `OutputError` saying what is in the way.
    """
    path = path.expanduser()
    path = path.parent.resolve() / path.name
    folder = path.parent
    if path.is_dir():
        raise OutputError(f"{path.name} is a folder.", f"Give the name of a file, such as video.{format}.")
    if path.suffix.lower() != f".{format}":
        what = f"{FILE_TYPES[format].article} {FILE_TYPES[format].name}"
        raise OutputError(f"{path.name} does not end in .{format}, and the video is {what}.", "Name it so.")
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


def expected_bytes(timeline: Timeline, wishes: Wishes) -> int:
    """About how large a file becomes, rather too much than too little."""
    short = max(1, min(timeline.width, timeline.height))
    scale = (short if wishes.resolution is None else wishes.resolution) / short
    pixels = timeline.width * scale * timeline.height * scale * (wishes.fps or timeline.fps) * timeline.duration_s
    return round(pixels * _BITS_PER_PIXEL[wishes.quality] / 8)

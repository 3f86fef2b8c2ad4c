"""What a film or a sound is, found out in a process of its own.

A file of a few hundred bytes can claim so many pictures that FFmpeg takes all the memory of the machine before it has
looked at one of them; and a codec may crash. With a notebook's kernel everything would be gone that a person has
computed. So a file that nobody knows yet is opened by a child that gets so much memory and time and no more.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from .errors import BadMedia, MediaTooLarge, NemoError
from .media import MediaKind
from .processes import ROOT, command_for, environment_for

PICTURE_PX = 1280
_PATIENCE_S = 180.0


@dataclass(frozen=True)
class Film:
    """`width` and `height` in pixels, as a viewer shows it; `picture` is a JPEG, its longer side at most `PICTURE_PX`.

    Of "audio" there is neither.
    """

    kind: MediaKind
    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    picture: bytes = field(default=b"", repr=False)


def examine_film(path: Path, name: str, *, sound_only: bool = False, picture_at_s: float = 0.0) -> Film:
    """What the file at `path` is. It decodes at least to its first picture, or its first sound. Blocks.

    `picture` is the one at `picture_at_s` seconds, or in the middle of what is shorter than twice that.
    Raises: `BadMedia`, `MediaTooLarge`, each with a sentence that names the file.
    """
    wanted = "sound" if sound_only else str(picture_at_s)
    try:
        child = subprocess.run(  # noqa: S603  # ourselves, with arguments of our own
            command_for("nemo_widget.model.film_child", str(path.absolute()), wanted),
            cwd=ROOT,  # on the path already; what lies beside a notebook is not to be imported
            env=environment_for(os.environ, without=("NEMO_TOKEN", "NEMO_LLM_KEY")),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # of Windows
            start_new_session=True,  # Ctrl-C is for the person's program
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _damaged(name) from None
    except OSError as error:
        raise BadMedia(f"{name} cannot be opened ({error.strerror}).", "Close other programs and try again.") from None
    head, _, picture = child.stdout.partition(b"\n")
    try:
        told = json.loads(head)
        fault = told.pop("fault", None)
    except (ValueError, AttributeError):  # it has died of it
        raise _damaged(name) from None
    if fault is not None:
        raise _in_words(fault, name)
    return Film(**told, picture=picture)


def _in_words(fault: str, name: str) -> NemoError:
    if fault == "too-large":
        return MediaTooLarge(f"{name} has too many pixels a frame.", "Make it smaller first.")
    if fault == "nothing":
        return BadMedia(f"{name} holds neither picture nor sound.", "Choose the original file again.")
    return _damaged(name)


def _damaged(name: str) -> BadMedia:
    return BadMedia(f"{name} is damaged or cut off.", "Choose the original file again.")

"""What a finished file may be: its container, its sound, how much work goes into it. Both ends of the wire ask here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from pydantic import BaseModel, ConfigDict

from .draft import Fps
from .errors import OutputError

Quality = Literal["fast", "high", "best"]
Format = Literal["mp4", "webm", "gif"]
Audio = Literal["aac", "mp3"]

SHORT_SIDES_PX = (144, 2160)


@dataclass(frozen=True)
class FileType:
    """`article` and `name` are for sentences."""

    mime: str
    article: str
    name: str


FILE_TYPES: dict[Format, FileType] = {
    "mp4": FileType("video/mp4", "an", "MP4"),
    "webm": FileType("video/webm", "a", "WebM"),
    "gif": FileType("image/gif", "a", "GIF"),
}


class Wishes(BaseModel):
    """The file that is wanted. `resolution` is the short side in pixels; None leaves it, or `fps`, as in the canvas.

    `audio` is the sound of an MP4: "aac" (None, too) plays everywhere but in VS Code's notebooks, "mp3" there too.
    """

    model_config = ConfigDict(frozen=True)

    format: Format = "mp4"
    audio: Audio | None = None
    resolution: int | None = None
    fps: int | None = None
    quality: Quality = "high"

    @classmethod
    def of(
        cls,
        path: Path | None = None,
        *,
        format: str | None = None,
        audio: str | None = None,
        resolution: int | None = None,
        fps: int | None = None,
        quality: str = "high",
    ) -> Wishes:
        """Without `format`, the one that the end of the path's name says, or MP4.

        Raises: `OutputError` when there is no such file, saying which there are.
        """
        suffix = path.suffix.lower()[1:] if path is not None else ""
        if format is None:
            format = suffix if suffix in FILE_TYPES else "mp4"
        _one_of("format", format, get_args(Format))
        if audio is not None:
            _one_of("sound", audio, get_args(Audio))
            if format != "mp4":
                has = "has Opus sound" if format == "webm" else "has no sound"
                raise OutputError(
                    f"audio={audio!r} is for MP4: a {FILE_TYPES[cast(Format, format)].name} {has}.", "Leave it out."
                )
        least, most = SHORT_SIDES_PX
        if resolution is not None and not (type(resolution) is int and least <= resolution <= most):
            raise OutputError(
                f"There is no resolution {resolution!r}: it is the short side in pixels.",
                f"Give a number from {least} to {most}, such as 720, 1080 or 2160.",
            )
        if fps is not None and fps not in get_args(Fps):
            raise OutputError(f"A video cannot have {fps!r} frames a second.", f"Choose {_choice(get_args(Fps))}.")
        _one_of("quality", quality, get_args(Quality))
        return cls.model_validate(
            {"format": format, "audio": audio, "resolution": resolution, "fps": fps, "quality": quality}
        )

    @property
    def type(self) -> FileType:
        return FILE_TYPES[self.format]

    @property
    def plays_everywhere(self) -> bool:
        """Whether any back end of the wire makes it; WebM, GIF and MP3 sound are this engine's own."""
        return self.format == "mp4" and self.audio in (None, "aac")


def _one_of(what: str, given: object, there_are: tuple[str, ...]) -> None:
    if given not in there_are:
        raise OutputError(f"There is no {what} {given!r}.", f"Choose {_choice(there_are)}.")


def _choice(values: tuple[object, ...]) -> str:
    *others, last = values
    return f"{', '.join(map(str, others))} or {last}"

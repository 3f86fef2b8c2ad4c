from __future__ import annotations

import base64
import shutil
from html import escape
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from .conversation import VideoInfo
from .errors import OutputError
from .output import FILE_TYPES, Format

MAX_INLINE_BYTES = 30 * 1024 * 1024
_CELL_HEIGHT_PX = 540


class Video(BaseModel):
    """A finished video at `path`: `width` and `height` in pixels, `duration_s` in seconds, `format` "mp4", "webm" or
    "gif". `id` is that of the export; `url` is where the cloud keeps it, None when this machine made it.

    As a cell's result it plays inline and, up to 30 MB, is saved inside the notebook. `poster` is a JPEG of its
    beginning, to be shown before it plays.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    path: Path
    width: int
    height: int
    duration_s: float
    url: str | None = None
    format: Format = "mp4"
    poster: bytes = Field(default=b"", repr=False, exclude=True)

    @property
    def size_bytes(self) -> int:
        """Of the file as it is now. Raises: `FileNotFoundError` when it is not there any more."""
        return self.path.stat().st_size

    @property
    def info(self) -> VideoInfo:
        """What a view needs to know of it; no path of this machine."""
        return VideoInfo(
            id=self.id,
            name=self.path.name,
            width=self.width,
            height=self.height,
            duration_s=self.duration_s,
            size_bytes=self.size_bytes,
            format=self.format,
        )

    def save(self, path: str | Path) -> Path:
        """Copies the file to `path` (a file, or a folder that keeps its name) and returns where it is.

        Raises: `OutputError` when it cannot be written there.
        """
        target = Path(path).expanduser()
        if target.is_dir():
            target /= self.path.name
        try:
            shutil.copyfile(self.path, target)
        except shutil.SameFileError:
            return target
        except FileNotFoundError:
            raise OutputError(
                f"{target.name} cannot be saved: the folder or the video is not there any more.",
                "Choose another folder, or export again.",
            ) from None
        except OSError as error:
            raise OutputError(
                f"{target.name} cannot be saved ({error.strerror}).", "Choose another folder, or make room."
            ) from None
        return target

    def __repr__(self) -> str:
        return f"Video({self.path.name!r}, {self.width}×{self.height}, {round(self.duration_s, 1):g} s)"

    __str__ = __repr__

    def element(self, height_px: int = _CELL_HEIGHT_PX, *, plays: bool = True) -> str:
        """HTML that shows it within `height_px`: with the whole file in it if it `plays`, else its poster."""
        name = escape(self.path.name)
        style = f"max-width:100%;max-height:{height_px}px;width:auto;height:auto"
        shape = f'width="{self.width}" height="{self.height}" style="{style}"'
        poster = _data_url("image/jpeg", self.poster) if self.poster else ""
        if not plays:
            return f'<img alt="" {shape} src="{poster}">' if poster else ""
        source = _data_url(FILE_TYPES[self.format].mime, self.path.read_bytes())
        if self.format == "gif":
            return f'<img alt="{name}" {shape} src="{source}">'
        shown_first = f' poster="{poster}"' if poster else ""
        return f'<video controls playsinline aria-label="{name}" {shape}{shown_first} src="{source}"></video>'

    def _repr_html_(self) -> str:
        name = escape(self.path.name)
        if not self.path.is_file():
            return f"<p>{name} is not there any more. Export it again.</p>"
        if self.size_bytes <= MAX_INLINE_BYTES:
            return self.element()
        is_web = self.url is not None and self.url.lower().startswith(("https://", "http://"))
        link = f' <a href="{escape(self.url or "")}">Open it</a>' if is_web else ""
        return (
            f"{self.element(plays=False)}<p>{name} ({self.size_bytes / 2**20:.0f} MB) is too large to be kept in the "
            f"notebook; it is on the disk of the machine that made it.{link}</p>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._repr_html_()}


def _data_url(mime: str, content: bytes) -> str:
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"

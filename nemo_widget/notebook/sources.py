"""Whatever a person has pictures in, as files on disk with a good name."""

from __future__ import annotations

import glob
import io
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipywidgets

from nemo_widget.model.errors import BadMedia, MediaTooLarge, NemoError, OutputError, UnsupportedMedia
from nemo_widget.model.media import ACCEPTED_NAMES, MAX_IMAGE_PIXELS, MAX_UPLOAD_BYTES, TYPES, sniff

from .arrays import array_to_image

_SUFFIXES = {suffix for type_ in TYPES.values() for suffix in type_.suffixes}
_LOSSLESS_PIXELS = 4_000_000  # larger photos become JPEGs: a PNG of 12 megapixels takes seconds and 20 MB
_FIGURE_LONG_SIDE_PX = 1920
_WANTED = "a path, folder, pattern, URL, bytes, PIL image, numpy array, matplotlib figure, or several of these"


@dataclass(frozen=True)
class LocalFile:
    """A file to upload. `temporary`: made by us, to be deleted once it is uploaded."""

    path: Path
    name: str
    temporary: bool = False


@dataclass(frozen=True)
class Url:
    url: str


@dataclass(frozen=True)
class Unusable:
    """A source that cannot be made a file; the others go on."""

    name: str
    error: NemoError


Source = LocalFile | Url | Unusable


class Sources:
    """Turns sources into files, lazily and in order; those that have no file yet are written into `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counts: dict[str, int] = {}

    def collect(self, sources: Iterable[Any]) -> Iterator[Source]:
        for source in sources:
            try:
                yield from self._one(source)
            except NemoError as error:
                yield Unusable(_describe(source), error)

    def _one(self, source: Any) -> Iterator[Source]:
        if isinstance(source, str) and re.match(r"https?://", source.strip(), re.IGNORECASE):
            yield Url(source.strip())
        elif isinstance(source, str) and (scheme := re.match(r"\s*([a-z][a-z0-9+.-]+)://", source, re.IGNORECASE)):
            raise UnsupportedMedia(
                f"Addresses that begin with {scheme[1].lower()}:// cannot be fetched.",
                "Give one that begins with https://, or the path of a file.",
            )
        elif isinstance(source, str | os.PathLike):
            yield from _paths(Path(os.fspath(source)).expanduser())
        elif isinstance(source, bytes | bytearray | memoryview):
            yield self._bytes(bytes(source), None)
        elif isinstance(source, io.IOBase) or (hasattr(source, "read") and not hasattr(source, "__array__")):
            yield self._stream(source)
        elif isinstance(source, ipywidgets.FileUpload):
            yield from self._picked(source)
        elif isinstance(source, ipywidgets.Image):
            yield self._bytes(bytes(source.value), None)
        elif _is_pil(source):
            yield self._image(source, Path(getattr(source, "filename", "") or "").stem)
        elif (figure := _figure_of(source)) is not None:
            yield self._figure(figure)
        elif isinstance(source, Mapping) or type(source).__name__ == "DataFrame":
            raise UnsupportedMedia(
                f"A {type(source).__name__} holds more than pictures.", 'Give one column or its values, df["photo"].'
            )
        elif hasattr(source, "__array__") and getattr(source, "ndim", 1) >= 2:
            yield from self._array(source)
        elif isinstance(source, Iterable):
            yield from self.collect(source)
        else:
            raise UnsupportedMedia(f"{type(source).__name__} is no picture.", f"Give {_WANTED}.")

    def _bytes(self, data: bytes, name: str | None) -> LocalFile:
        if not data:
            raise BadMedia(f"{name or 'One of the sources'} is empty.", "Read it again.")
        if len(data) > MAX_UPLOAD_BYTES:
            raise MediaTooLarge(
                f"{name or 'One of the sources'} has {len(data) / 2**20:.0f} MB; "
                f"at most {MAX_UPLOAD_BYTES // 2**20} MB are accepted.",
                "Compress it or trim it first.",
            )
        found = sniff(data[:64])
        if found is None:
            raise UnsupportedMedia(
                f"{name or 'One of the sources'} holds no picture, video or sound.", f"Accepted are {ACCEPTED_NAMES}."
            )
        return self._written(data, name or self._numbered(found.kind, found.suffixes[0]))

    def _picked(self, widget: ipywidgets.FileUpload) -> Iterator[LocalFile]:
        """The files that a person has picked in another widget."""
        value = widget.value
        if isinstance(value, dict):  # ipywidgets 7: {name: {"content": …}}
            picked = [(name, file["content"]) for name, file in value.items()]
        else:
            picked = [(file["name"], file["content"]) for file in value]
        if not picked:
            raise BadMedia("Nothing is picked in the upload widget yet.", "Choose files in it first.")
        for name, content in picked:
            yield self._bytes(bytes(content), Path(name).name)

    def _stream(self, stream: Any) -> LocalFile:
        data = stream.read(MAX_UPLOAD_BYTES + 1)
        if not isinstance(data, bytes):
            raise UnsupportedMedia("A text stream holds no picture.", 'Open the file with mode "rb".')
        name = getattr(stream, "name", None)
        return self._bytes(data, Path(name).name if isinstance(name, str) else None)

    def _array(self, source: Any) -> Iterator[LocalFile]:
        import numpy as np

        array = np.asarray(source)
        for picture in array if array.ndim == 4 else [array]:
            yield self._image(array_to_image(picture), "", kind="array")

    def _figure(self, figure: Any) -> LocalFile:
        data = io.BytesIO()
        long_side_in = max(figure.get_size_inches())
        figure.savefig(data, format="png", dpi=max(figure.dpi, _FIGURE_LONG_SIDE_PX / long_side_in))
        title = _slug(_title(figure))
        return self._written(data.getvalue(), f"{title}.png" if title else self._numbered("figure", ".png"))

    def _image(self, image: Any, stem: str, kind: str = "image") -> LocalFile:
        """Saves a PIL image, upright; small or transparent ones without loss, large photos as JPEG."""
        from PIL import ImageOps

        if image.width * image.height > MAX_IMAGE_PIXELS:
            raise MediaTooLarge(
                f"An image has {image.width * image.height / 1e6:.0f} megapixels; "
                f"at most {MAX_IMAGE_PIXELS // 1_000_000} are accepted.",
                "Make it smaller first.",
            )
        try:
            image = ImageOps.exif_transpose(image)
            if image.mode.startswith(("I", "F")):  # of 16 or 32 bits; those of 32 have no range of their own
                import numpy as np

                image = array_to_image(np.asarray(image), stretch=image.mode in ("I", "F"))
            data, suffix = _encode(image)
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise BadMedia("An image is damaged or cut off.", "Open the original again.") from error
        return self._written(data, f"{stem}{suffix}" if stem else self._numbered(kind, suffix))

    def _numbered(self, kind: str, suffix: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind}-{self._counts[kind]}{suffix}"

    def _written(self, data: bytes, name: str) -> LocalFile:
        path = self._folder / secrets.token_hex(8)
        try:
            path.write_bytes(data)
        except OSError:
            path.unlink(missing_ok=True)
            raise OutputError(f"{name} cannot be kept: the disk is full.", "Make room, then add it again.") from None
        return LocalFile(path, name, temporary=True)


def _encode(image: Any) -> tuple[bytes, str]:
    data = io.BytesIO()
    extra = {"icc_profile": image.info["icc_profile"]} if image.info.get("icc_profile") else {}
    transparent = image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
    if not transparent and (image.width * image.height > _LOSSLESS_PIXELS or image.mode == "CMYK"):
        image = image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGB")
        image.save(data, "JPEG", quality=95, subsampling=0, **extra)
        return data.getvalue(), ".jpg"
    if image.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
        image = image.convert("RGBA" if transparent else "RGB")
    image.save(data, "PNG", compress_level=1, **extra)
    return data.getvalue(), ".png"


def _paths(path: Path) -> Iterator[LocalFile]:
    if path.is_file():
        yield LocalFile(path, path.name)
        return
    if path.is_dir():
        found = [p for p in path.iterdir() if _is_media(p)]
        nothing = BadMedia(f"The folder {path.name or path} holds no pictures, videos or music.", "Choose another one.")
    elif glob.has_magic(str(path)):
        matches = glob.iglob(str(path), recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
        found = [p for p in map(Path, matches) if _is_media(p)]
        nothing = BadMedia(f"No pictures, videos or music match {path.name}.", "Check the pattern.")
    else:
        raise BadMedia(
            f"There is no file {path.name}.",
            "Check the path; without a leading slash it starts from the current folder.",
        )
    if not found:
        raise nothing
    for file in sorted(found, key=_natural):
        yield LocalFile(file, file.name)


def _is_media(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.suffix.lower() in _SUFFIXES


def _natural(path: Path) -> list[tuple[int, str]]:
    """img2 before img10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", str(path).lower())]


def _is_pil(source: Any) -> bool:
    return any(f"{c.__module__}.{c.__qualname__}" == "PIL.Image.Image" for c in type(source).__mro__)


def _figure_of(source: Any) -> Any | None:
    """The matplotlib figure that this is, or that this (an Axes, a seaborn grid) is drawn on."""
    for candidate in (source, getattr(source, "figure", None)):
        if hasattr(candidate, "savefig") and hasattr(candidate, "get_size_inches"):
            return candidate
    return None


def _title(figure: Any) -> str:
    suptitle = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""  # matplotlib 3.8
    titles = [suptitle, *(axes.get_title(loc) for axes in figure.axes for loc in ("center", "left", "right"))]
    return next((str(title) for title in titles if title), "")


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text).strip("-_")[:60]


def _describe(source: Any) -> str:
    if isinstance(source, str | os.PathLike):
        return Path(os.fspath(source)).name
    return type(source).__name__

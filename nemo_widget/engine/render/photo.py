"""A photo file → R'G'B' pixels in sRGB, upright, as many as are needed."""

from __future__ import annotations

import io
import math
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from nemo_widget.model.media import MAX_IMAGE_PIXELS, delay_ms

from .errors import RenderError
from .yuv import Bytes

_ORIENTATION = 0x0112
# of profiles that need no conversion, because they are what we convert to
_SRGB_DESCRIPTIONS = {"srgb", "srgb iec61966-2.1", "srgb iec61966-2-1", "srgb built-in", "c2", "c2ci"}
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)
_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Box:
    """A rectangle; whether in pixels or in stage units is for its user to say."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


def is_animated(path: Path) -> bool:
    """Whether the image file holds more than one picture, to be seen one after the other. False when it is damaged."""
    try:
        with Image.open(path) as image:
            return image.format in ("GIF", "WEBP", "PNG") and getattr(image, "is_animated", False)
    except _DAMAGE:
        return False


class Photo:
    """An open image file; `width` and `height` in pixels, as a viewer shows it.

    Raises: `RenderError` naming it when it is missing, damaged, cut off or has too many pixels.
    """

    def __init__(self, path: Path, name: str) -> None:
        self._name = name
        try:
            with warnings.catch_warnings():
                # Pillow warns of sizes that are within our own, checked, limit
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                self._image = Image.open(path)
        except FileNotFoundError:
            raise RenderError(f"{name} is no longer there.", "Add it again.") from None
        except Image.DecompressionBombError:
            raise self._too_large() from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            raise self._damaged() from None
        width, height = self._image.size
        if width * height > MAX_IMAGE_PIXELS:
            raise self._too_large()
        try:
            self._orientation = int(self._image.getexif().get(_ORIENTATION) or 1)
        except (OSError, SyntaxError, ValueError, TypeError):
            self._orientation = 1  # unreadable EXIF says nothing about the pixels
        self.width, self.height = (height, width) if self._orientation in (5, 6, 7, 8) else (width, height)

    def __enter__(self) -> Photo:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._image.close()

    @property
    def pictures(self) -> int:
        """How many pictures it holds: more than one when it is animated."""
        return int(getattr(self._image, "n_frames", 1))

    def turn_to(self, number: int) -> int:
        """From now on `pixels` are those of picture `number`. How long it is to be seen, in milliseconds."""
        try:
            self._image.seek(number)
            self._image.load()
        except _DAMAGE:
            raise self._damaged() from None
        return delay_ms(self._image)

    def pixels(self, box: Box, size: tuple[int, int]) -> Bytes:
        """The part of the photo inside `box` (its own pixels), resampled to `size`.

        (height, width, 3) uint8, or (height, width, 4) where the photo is transparent, colours not multiplied by alpha.
        """
        scale = max(size[0] / box.width, size[1] / box.height)
        image = self._decoded(scale)
        across, down = image.width / self.width, image.height / self.height
        box = Box(box.left * across, box.top * down, box.right * across, box.bottom * down)
        return np.asarray(_to_srgb(_resized(image, box, size), self._profile))

    def _decoded(self, scale: float) -> Image.Image:
        """The whole photo, upright; a JPEG smaller already, when `scale` (wanted / own size) allows.

        What the JPEG decoder makes smaller is a little rough, so it is left twice as large as wanted.
        """
        image = self._image
        try:
            if image.format in ("JPEG", "MPO") and scale < 1:
                wanted = (math.ceil(2 * image.width * scale), math.ceil(2 * image.height * scale))
                image.draft(image.mode, wanted)
            image.load()
        except MemoryError:
            raise RenderError(f"There is not enough memory to open {self._name}.", "Make it smaller first.") from None
        except _DAMAGE:
            raise self._damaged() from None
        self._profile = image.info.get("icc_profile")
        turn = _TRANSPOSE.get(self._orientation)
        return _eight_bit(image.transpose(turn) if turn is not None else image)

    def _damaged(self) -> RenderError:
        return RenderError(f"{self._name} is damaged or cut off.", "Replace it or remove it from the timeline.")

    def _too_large(self) -> RenderError:
        return RenderError(
            f"{self._name} has too many pixels; at most {MAX_IMAGE_PIXELS // 1_000_000} megapixels are accepted.",
            "Make it smaller first.",
        )


def _eight_bit(image: Image.Image) -> Image.Image:
    """One of the modes L, RGB, RGBA, CMYK or LAB, with the same look."""
    mode = image.mode
    if mode in ("L", "RGB", "RGBA", "CMYK", "LAB"):
        if "transparency" in image.info and mode in ("L", "RGB"):
            return image.convert("RGBA")
        return image
    if mode == "I" or mode.startswith("I;16"):
        deep = np.asarray(image).astype(np.float32)
        return Image.fromarray(np.clip(np.rint(deep / 257), 0, 255).astype(np.uint8))
    if mode == "F":
        return Image.fromarray(np.clip(np.nan_to_num(np.asarray(image)), 0, 255).astype(np.uint8))
    if mode in ("LA", "La", "PA", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L" if mode == "1" else "RGB")


def _resized(image: Image.Image, box: Box, size: tuple[int, int]) -> Image.Image:
    """`box` of `image` at `size`. Lanczos lets nothing through that the new size cannot show, and so nothing shimmers
    when it moves."""
    kernel = Image.Resampling.LANCZOS
    whole = all(edge == round(edge) for edge in (box.left, box.top, box.right, box.bottom))
    if whole and (box.width, box.height) == size:
        return image.crop((round(box.left), round(box.top), round(box.right), round(box.bottom)))
    if image.mode == "RGBA":
        # transparent pixels must not bleed their colour into their neighbours
        return image.convert("RGBa").resize(size, kernel, _inside(box, image)).convert("RGBA")
    return image.resize(size, kernel, _inside(box, image))


def _inside(box: Box, image: Image.Image) -> tuple[float, float, float, float]:
    return max(0.0, box.left), max(0.0, box.top), min(image.width, box.right), min(image.height, box.bottom)


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB or RGBA in sRGB. A profile that is broken, or of another colour space than the pixels, is ignored."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha is not None else image
    colours = (_converted(colours, profile) if profile else colours).convert("RGB")
    if alpha is not None:
        colours.putalpha(alpha)
    return colours


def _converted(colours: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if (ImageCms.getProfileDescription(source) or "").strip().lower() in _SRGB_DESCRIPTIONS:
            return colours
        converted = ImageCms.profileToProfile(
            colours,
            source,
            ImageCms.createProfile("sRGB"),
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            "RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return colours
    return converted or colours

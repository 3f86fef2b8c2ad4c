"""What happens to a file before it is sent: checked, converted where the wire does not take it, and its thumbnail made.

Everything here blocks and takes CPU: call `prepare` in a thread.
"""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nemo_widget.model.errors import BadMedia, MediaTooLarge, OutputError
from nemo_widget.model.film import PICTURE_PX, examine_film
from nemo_widget.model.folders import NO_ROOM
from nemo_widget.model.media import MediaType, check_image, identify

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True)
class Prepared:
    """A file as it goes out: `path` is the person's own, or a converted one in the folder that `prepare` was given.

    `width` and `height` in pixels as a viewer shows it, `duration_s` in seconds, `thumbnail` a JPEG, of a transparent
    picture a WebP.
    """

    path: Path
    name: str
    type: MediaType
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    thumbnail: bytes | None = None


def prepare(path: Path, name: str, folder: Path) -> Prepared:
    """Checks the file and makes it ready to be sent; what is converted is written into `folder`.

    Raises: `BadMedia`, `UnsupportedMedia`, `MediaTooLarge`.
    """
    # What Pillow has to say of broken metadata and of large scans would land, with a path of this machine, in whatever
    # cell runs. Behind all other filters: what the person has set for warnings holds.
    warnings.filterwarnings("ignore", module=r"PIL\.", append=True)
    try:
        path = path.expanduser()
        found = identify(path, name)
    except FileNotFoundError:
        raise BadMedia(f"{name} does not exist.", "Check the path.") from None
    except IsADirectoryError:
        raise BadMedia(f"{name} is a folder.", "Give the files in it.") from None
    except OSError as error:
        raise BadMedia(f"{name} cannot be read ({error.strerror}).", "Check its permissions.") from None
    if found.kind != "image":
        return _prepare_film(path, name, found)
    return _prepare_image(path, name, found, folder)


def shrink(thumbnail: bytes, size_px: int) -> bytes:
    """The thumbnail with its longer side at most `size_px` pixels."""
    from PIL import Image

    with Image.open(io.BytesIO(thumbnail)) as image:
        if max(image.size) <= size_px:
            return thumbnail
        image.draft("RGB", (size_px, size_px))
        image.thumbnail((size_px, size_px))
        return _encoded(image, quality=82)


def _prepare_image(path: Path, name: str, found: MediaType, folder: Path) -> Prepared:
    from PIL import Image

    if found.format == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
    width, height = check_image(path, name)
    try:
        with Image.open(path) as image:
            if found.on_wire:
                image.draft("RGB", (PICTURE_PX, PICTURE_PX))
                return Prepared(path, name, found, width, height, thumbnail=_thumbnail(image))
            upright = _upright(image)
            converted, converted_type = _convert(upright, folder / path.name)
            new_name = f"{Path(name).stem}{converted_type.suffixes[0]}"
            return Prepared(converted, new_name, converted_type, *upright.size, thumbnail=_thumbnail(upright))
    except MemoryError:
        raise MediaTooLarge(f"There is not enough memory to open {name}.", "Make it smaller first.") from None
    except OSError as error:
        if error.errno in NO_ROOM:
            raise OutputError(f"{name} cannot be kept: the disk is full.", "Make room, then add it again.") from None
        raise BadMedia(f"{name} is damaged or cut off.", "Choose the original file again.") from None
    except Exception:  # noqa: BLE001 - a decoder may say in any way that something is damaged
        raise BadMedia(f"{name} is damaged or cut off.", "Choose the original file again.") from None


def _convert(image: Image.Image, target: Path) -> tuple[Path, MediaType]:
    """A JPEG that looks the same, with the colour profile of the original; a PNG where there is transparency."""
    from nemo_widget.model.media import TYPES

    profile = image.info.get("icc_profile")
    if image.mode in ("RGBA", "LA", "PA") and image.getchannel("A").getextrema()[0] < 255:  # type: ignore[operator]  # a pair
        target = target.with_suffix(".png")
        image.save(target, "PNG", icc_profile=profile, compress_level=3)
        return target, TYPES["png"]
    target = target.with_suffix(".jpg")
    if image.mode == "CMYK":  # its profile is of inks; a JPEG of inks is shown wrongly by half the world
        image, profile = _srgb(image), None
    flat = _eight_bit(image)
    flat.save(target, "JPEG", quality=95, subsampling=0, icc_profile=profile)
    return target, TYPES["jpeg"]


def _thumbnail(image: Image.Image) -> bytes:
    small = _upright(image)
    small = small.convert("RGBA") if small.mode in ("P", "PA") else small  # a palette cannot be interpolated
    small.thumbnail((PICTURE_PX, PICTURE_PX))
    return _encoded(_srgb(small), quality=85)


def _upright(image: Image.Image) -> Image.Image:
    """As a viewer shows it; as it stands where what is told of it is broken."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except (struct.error, KeyError, TypeError, ValueError):  # of the metadata: damaged pixels are an OSError
        return image


def _srgb(image: Image.Image) -> Image.Image:
    """In sRGB, 8 bits: "RGB", or "RGBA" where there is transparency."""
    from PIL import ImageCms

    image = _eight_bit(image, keep_alpha=True)
    profile = image.info.get("icc_profile")
    target_mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=target_mode)
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError):  # a broken profile: the colours as they stand
            pass
    return image.convert(target_mode)


def _eight_bit(image: Image.Image, *, keep_alpha: bool = False) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.point(lambda value: value / 256).convert("L")
    elif image.mode == "F":
        image = image.convert("L")
    if keep_alpha and (image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info):
        return image.convert("RGBA")
    return image if image.mode in ("RGB", "CMYK") else image.convert("RGB")


def _encoded(image: Image.Image, quality: int) -> bytes:
    """A JPEG; a WebP where there is transparency, because what lies behind is the timeline's to say."""
    out = io.BytesIO()
    if image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255):
        image.save(out, "WEBP", quality=quality)
    else:
        image.convert("RGB").save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _prepare_film(path: Path, name: str, found: MediaType) -> Prepared:
    """Sound or film: opened, measured, and of film one picture shown."""
    film = examine_film(path, name, sound_only=found.kind == "audio")
    duration_s = None if film.duration_ms is None else film.duration_ms / 1000
    return Prepared(path, name, found, film.width, film.height, duration_s, film.picture or None)

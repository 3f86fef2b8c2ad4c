"""What may be uploaded: the kinds, the limits, and what a file is by its content.

Both ends of the wire ask the same questions of a file, so the answers live here. Nothing is decoded before its bytes
and its pixels are known to be within bounds.
"""

from __future__ import annotations

import mmap
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .errors import BadMedia, MediaTooLarge, UnsupportedMedia

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream
    from PIL import Image

MediaKind = Literal["image", "video", "audio"]

MAX_UPLOAD_BYTES = 200 * 1024 * 1024
MAX_IMAGE_PIXELS = 150_000_000
MAX_FILM_PIXELS = 8192 * 8192  # of a frame
MAX_ANIMATION_PICTURES = 5_000
MAX_ANIMATION_PIXELS = 1_000_000_000  # of all its pictures together
MAX_JPEG_SCANS = 200  # the most elaborate encoders make some twenty; each is a way through all the pixels

_MOST_ASPECT = 8.0
_JPEG_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")  # that is followed by its length; others are of the pixels
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_FILM_FORMATS = "mov,mp4,matroska,webm,avi,mp3,aac,wav,gif"

ACCEPTED_NAMES = "JPG, PNG, GIF, WEBP, HEIC, AVIF, BMP, TIFF, MP4, MOV, AVI, WEBM, MKV, MP3, WAV, M4A, AAC"


@dataclass(frozen=True)
class MediaType:
    """A format. `on_wire`: the back end takes it as it is; otherwise the client converts it first."""

    format: str
    kind: MediaKind
    mime: str
    suffixes: tuple[str, ...]
    on_wire: bool = True


_TYPES = (
    MediaType("jpeg", "image", "image/jpeg", (".jpg", ".jpeg")),
    MediaType("png", "image", "image/png", (".png",)),
    MediaType("gif", "image", "image/gif", (".gif",)),
    MediaType("webp", "image", "image/webp", (".webp",)),
    MediaType("heic", "image", "image/heic", (".heic", ".heif"), on_wire=False),
    MediaType("avif", "image", "image/avif", (".avif",), on_wire=False),
    MediaType("bmp", "image", "image/bmp", (".bmp",), on_wire=False),
    MediaType("tiff", "image", "image/tiff", (".tif", ".tiff"), on_wire=False),
    MediaType("mp4", "video", "video/mp4", (".mp4", ".m4v")),
    MediaType("mov", "video", "video/quicktime", (".mov",)),
    MediaType("avi", "video", "video/x-msvideo", (".avi",)),
    MediaType("webm", "video", "video/webm", (".webm",)),
    MediaType("mkv", "video", "video/x-matroska", (".mkv",)),
    MediaType("mp3", "audio", "audio/mpeg", (".mp3",)),
    MediaType("wav", "audio", "audio/wav", (".wav",)),
    MediaType("m4a", "audio", "audio/mp4", (".m4a",)),
    MediaType("aac", "audio", "audio/aac", (".aac",)),
)
TYPES: dict[str, MediaType] = {t.format: t for t in _TYPES}

_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}


def sniff(head: bytes) -> MediaType | None:
    """The format that the first bytes (64 suffice) speak of, whatever the file is called; None if none of ours."""
    name = _sniff_name(head)
    return TYPES[name] if name else None


def _sniff_name(head: bytes) -> str | None:
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith(b"RIFF"):
        return {b"WEBP": "webp", b"AVI ": "avi", b"WAVE": "wav"}.get(head[8:12])
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return "bmp"
    if head.startswith((b"II*\0", b"MM\0*")):
        return "tiff"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm" if b"webm" in head else "mkv"
    if head[4:8] == b"ftyp":
        return _sniff_ftyp(head)
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free"):
        return "mov"
    if head.startswith(b"ID3"):
        return "mp3"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return "aac"  # ADTS: sync word, layer bits 00
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 in (0xE2, 0xE4):
        return "mp3"
    return None


def _sniff_ftyp(head: bytes) -> str:
    major = head[8:12]
    brands = {major, *(head[i : i + 4] for i in range(16, min(len(head), int.from_bytes(head[:4], "big")), 4))}
    if brands & _AVIF_BRANDS:
        return "avif"
    if major in _HEIC_BRANDS:
        return "heic"
    if major.startswith(b"M4A"):
        return "m4a"
    return "mov" if major == b"qt  " else "mp4"


def identify(path: Path, name: str | None = None) -> MediaType:
    """What the file at `path` is, by size and content.

    Raises: `BadMedia` (empty, or text behind a media name), `MediaTooLarge`, `UnsupportedMedia`.
    """
    name = name or path.name
    size_bytes = path.stat().st_size
    if size_bytes == 0:
        raise BadMedia(f"{name} is empty.", "Choose the original file again.")
    if size_bytes > MAX_UPLOAD_BYTES:
        raise MediaTooLarge(
            f"{name} has {size_bytes / 2**20:.0f} MB; at most {MAX_UPLOAD_BYTES // 2**20} MB are accepted.",
            "Compress it or trim it first.",
        )
    with path.open("rb") as file:
        found = sniff(file.read(64))
    if found is None:
        suffix = Path(name).suffix.lower()
        if any(suffix in t.suffixes for t in _TYPES):
            raise BadMedia(f"{name} is not really a {suffix[1:].upper()} file.", "Open it to check, and save it again.")
        raise UnsupportedMedia(f"{name} is of a type that cannot be used.", f"Accepted are {ACCEPTED_NAMES}.")
    return found


def check_image(path: Path, name: str | None = None) -> tuple[int, int]:
    """(width, height) in pixels, as a viewer shows it, of an image that decodes from its first to its last byte.

    Raises: `MediaTooLarge` before any pixel is decoded, `BadMedia` when it is damaged or cut off.
    """
    from PIL import Image

    name = name or path.name
    try:
        with Image.open(path) as image:
            width, height = image.size
            if width * height > MAX_IMAGE_PIXELS:
                raise MediaTooLarge(
                    f"{name} has {width * height / 1e6:.0f} megapixels; "
                    f"at most {MAX_IMAGE_PIXELS // 1_000_000} are accepted.",
                    "Make it smaller first.",
                )
            if image.format in ("JPEG", "MPO") and _has_too_many_scans(path):
                raise BadMedia(f"{name} is built in a way that takes hours to open.", "Save it anew and add that.")
            turned = _is_turned(image)
            image.draft("RGB", (width // 8, height // 8))  # JPEG: every byte is read, an eighth of the work
            image.load()
            if image.format in ("GIF", "WEBP", "PNG"):
                _check_animation(image, name)
    except BadMedia:
        raise
    except Image.DecompressionBombError:
        raise MediaTooLarge(
            f"{name} has far too many pixels; at most {MAX_IMAGE_PIXELS // 1_000_000} megapixels are accepted.",
            "Make it smaller first.",
        ) from None
    except MemoryError:
        raise MediaTooLarge(f"There is not enough memory to open {name}.", "Make it smaller first.") from None
    except Exception as error:  # a decoder may say in any way that something is damaged
        raise BadMedia(f"{name} is damaged or cut off.", "Choose the original file again.") from error
    return (height, width) if turned else (width, height)


def _is_turned(image: Image.Image) -> bool:
    """Whether a viewer shows it on its side. What is told in a broken way says nothing."""
    try:
        return (image.getexif().get(0x0112) or 1) >= 5
    except Exception:  # noqa: BLE001 - nor is it known how it is broken
        return False


def _has_too_many_scans(path: Path) -> bool:
    """Whether a JPEG claims to be refined again and again: a scan may be told in some bytes that bring nothing."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        scans, at = 0, 2
        while scans <= MAX_JPEG_SCANS and (found := _JPEG_MARKER.search(content, at)):
            marker = found[0][1]
            if marker == _END_OF_IMAGE:
                return False
            scans += marker == _START_OF_SCAN
            at = found.end() + int.from_bytes(content[found.end() : found.end() + 2], "big")
        return scans > MAX_JPEG_SCANS


def delay_ms(image: Image.Image) -> int:
    """How long the picture at which an animated image stands is to be seen: what browsers make of it, which show those
    that say 10 ms or less for 100."""
    said = round(image.info.get("duration") or 0)
    return said if said > 10 else 100


def _check_animation(image: Image.Image, name: str) -> None:
    """Decodes each picture of an animated image.

    Raises: `MediaTooLarge` when they are too many, and whatever Pillow says of damage.
    """
    count = getattr(image, "n_frames", 1)
    width, height = image.size
    if count > MAX_ANIMATION_PICTURES or count * width * height > MAX_ANIMATION_PIXELS:
        raise MediaTooLarge(
            f"{name} is too long an animation: {count} pictures of {width}×{height} pixels.",
            "Shorten it, make it smaller, or save it as a video.",
        )
    for number in range(1, count):
        image.seek(number)
        image.load()


def open_film(path: Path) -> InputContainer:
    """The film or sound at `path`, in whatever encoding its tags are. It can make us read no file but itself, and
    decode no frame of more than `MAX_FILM_PIXELS`, also where the frames' size changes on the way.

    Of the hundreds of formats that FFmpeg knows, playlists among them, only those are looked for that we take or make.
    How much memory it takes to open a file that nobody has examined is for `film` to bound.

    Raises: `av.FFmpegError`, `OSError`, `ValueError`.
    """
    import av

    # Before PyAV 19, tags that are not UTF-8 (of old music, mostly) keep a file from being opened unless this is said.
    tags = {"metadata_errors": "ignore"} if int(av.__version__.partition(".")[0]) < 19 else {}
    options = {"protocol_whitelist": "file", "format_whitelist": _FILM_FORMATS}
    container: InputContainer = av.open(str(path), options=options, **tags)  # type: ignore[call-overload]  # of a dict's keys nothing is known
    for stream in container.streams.video:
        if stream.codec_context is not None:  # as it is where there is no decoder
            stream.codec_context.options = {"max_pixels": str(MAX_FILM_PIXELS)}
    return container


def pixel_aspect(stream: VideoStream) -> float:
    """How wide the pixels of a film are for their height; 1 where it says nothing, or what no camera means: a frame
    would be drawn as wide as that."""
    said = float(stream.sample_aspect_ratio or 1)
    return said if 1 / _MOST_ASPECT <= said <= _MOST_ASPECT else 1.0

"""The child that `film` sends ahead: `python -m nemo_widget.model.film_child PATH "sound"|SECONDS`.

It writes a line of JSON, the fields of a `Film` or a `fault`, and after it the picture.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from av.stream import Disposition

from .film import PICTURE_PX
from .media import MAX_FILM_PIXELS, open_film

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

# The index of a day at 60 frames a second takes 0.2 GB to open. A frame at the limit, ten bits deep, takes 0.2 GB, and
# a decoder holds several.
_OPENED_BYTES = 2**30
_DECODED_BYTES = 3 * 2**30
_CPU_S = 60


class Fault(Exception):
    """ "damaged", "nothing" in it, or "too-large"."""


def examine(path: Path, picture_at_s: float | None) -> tuple[dict[str, Any], bytes]:
    """The fields of a `Film`, and its picture. None: the sound alone is looked at. Raises: `Fault`, and whatever FFmpeg
    says of damage."""
    _may_take(_OPENED_BYTES)
    with open_film(path) as container:
        _may_take(_DECODED_BYTES)
        duration_ms = round(container.duration / 1000) if container.duration else None
        videos = [v for v in container.streams.video if not v.disposition & Disposition.attached_pic]
        if picture_at_s is not None and videos:
            return _film(container, videos[0], picture_at_s)
        if not container.streams.audio:
            raise Fault("nothing")
        if next(container.decode(container.streams.audio[0]), None) is None:
            raise Fault("damaged")
        return {"kind": "audio", "duration_ms": duration_ms}, b""


def _film(container: InputContainer, stream: VideoStream, at_s: float) -> tuple[dict[str, Any], bytes]:
    if stream.width * stream.height > MAX_FILM_PIXELS:
        raise Fault("too-large")
    stream.codec_context.thread_count = 1
    duration_s = container.duration / 1e6 if container.duration else 0.0
    wanted_s = min(at_s, duration_s / 2)
    shown = None
    for frame in container.decode(stream):
        shown = frame
        if frame.time is None or frame.time >= wanted_s:
            break
    if shown is None:
        raise Fault("damaged")
    image = shown.to_image()  # type: ignore[no-untyped-call]  # it has no types
    image.thumbnail((PICTURE_PX, PICTURE_PX))
    turned_by = round(shown.rotation / 90) * 90 % 360
    jpeg = io.BytesIO()
    image.rotate(turned_by, expand=True).save(jpeg, "JPEG", quality=85, optimize=True)
    sides = (shown.height, shown.width) if turned_by % 180 else (shown.width, shown.height)
    told = {
        "kind": "video",
        "duration_ms": round(duration_s * 1000) or None,
        "width": sides[0],
        "height": sides[1],
        "fps": float(Fraction(stream.average_rate)) if stream.average_rate else None,
    }
    return told, jpeg.getvalue()


def _may_take(memory_bytes: int) -> None:
    """From here on this process gets no more than that, nor more than `_CPU_S` seconds of a core, where the system
    knows how to see to it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, wanted in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, _CPU_S)):
        with contextlib.suppress(OSError, ValueError):
            _, most = resource.getrlimit(what)
            resource.setrlimit(what, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def main() -> None:
    path, wanted = sys.argv[1:]
    told: dict[str, Any]
    picture = b""
    try:
        told, picture = examine(Path(path), None if wanted == "sound" else float(wanted))
    except Fault as fault:
        told = {"fault": str(fault)}
    except Exception:  # noqa: BLE001 - a decoder of damaged bytes may say so in any way
        told = {"fault": "damaged"}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + picture)


if __name__ == "__main__":
    main()

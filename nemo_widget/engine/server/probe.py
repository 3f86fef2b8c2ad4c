from __future__ import annotations

import threading
from fractions import Fraction
from pathlib import Path

from nemo_widget.engine.store import Upload
from nemo_widget.model.errors import BadMedia, MediaTooLarge, UnsupportedMedia
from nemo_widget.model.media import MAX_FILM_PIXELS, MediaType, check_image, identify, open_film

# A picture at the limit takes half a gigabyte while it is decoded, so not many are at once.
_EXAMINERS = threading.BoundedSemaphore(2)


def examine(path: Path, name: str, hash_: str) -> Upload:
    """What a received file is, by its content. It decodes at least to its first picture or sound.

    Raises: `UnsupportedMedia`, `MediaTooLarge`, `BadMedia`, each with a sentence that names the file.
    """
    with _EXAMINERS:
        return _examined(path, name, hash_)


def _examined(path: Path, name: str, hash_: str) -> Upload:
    found = identify(path, name)
    if not found.on_wire:
        raise UnsupportedMedia(f"{name} is {found.format.upper()}, which has to be converted to JPG or PNG first.")
    size_bytes = path.stat().st_size
    if found.kind == "image":
        width, height = check_image(path, name)
        x, y = _focus(path, name)
        return Upload(
            hash_, found.format, "image", found.mime, size_bytes, width=width, height=height, focus_x=x, focus_y=y
        )
    return _examine_stream(path, name, hash_, found, size_bytes)


def _focus(path: Path, name: str) -> tuple[float | None, float | None]:
    from nemo_widget.engine.render import RenderError, focus_of  # late: it brings OpenCV and PyAV with it

    try:
        return focus_of(path, name)
    except RenderError:  # the camera looks at the middle then
        return None, None


def _examine_stream(path: Path, name: str, hash_: str, found: MediaType, size_bytes: int) -> Upload:
    import av  # late: it takes a while, and the engine listens before

    damaged = BadMedia(f"{name} is damaged or cut off.", "Choose the original file again.")
    try:
        with open_film(path) as container:
            duration_ms = round(container.duration / 1000) if container.duration else None
            videos = [v for v in container.streams.video if not v.disposition & av.stream.Disposition.attached_pic]
            if found.kind == "audio" or not videos:
                if not container.streams.audio or next(container.decode(container.streams.audio[0]), None) is None:
                    raise damaged
                return Upload(hash_, found.format, "audio", found.mime, size_bytes, duration_ms)
            video = videos[0]
            if video.width * video.height > MAX_FILM_PIXELS:
                raise MediaTooLarge(f"{name} has too many pixels a frame.", "Make it smaller first.")
            frame = next(container.decode(video), None)
            if frame is None:
                raise damaged
            turned = frame.rotation % 180 != 0
            width, height = (frame.height, frame.width) if turned else (frame.width, frame.height)
            fps = float(Fraction(video.average_rate)) if video.average_rate else None
            return Upload(hash_, found.format, "video", found.mime, size_bytes, duration_ms, width, height, fps)
    except (av.error.FFmpegError, ValueError):
        raise damaged from None

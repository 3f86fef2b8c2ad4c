from __future__ import annotations

import threading
from pathlib import Path

from nemo_widget.engine.store import Upload
from nemo_widget.model.errors import UnsupportedMedia
from nemo_widget.model.film import examine_film
from nemo_widget.model.media import MediaType, check_image, identify

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
    film = examine_film(path, name, sound_only=found.kind == "audio")
    return Upload(
        hash_, found.format, film.kind, found.mime, size_bytes, film.duration_ms, film.width, film.height, film.fps
    )

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from nemo_widget.model.errors import BadMedia

from .media_files import shrink

_SAFE = re.compile(r"[A-Za-z0-9_-]{1,128}")


class Thumbnails:
    """Small pictures of what was uploaded, kept on disk under the upload's hash. Its methods block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, key: str, jpeg: bytes) -> None:
        if not _SAFE.fullmatch(key):
            return
        with contextlib.suppress(OSError):  # without room on the disk there is no thumbnail, and no harm
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{key}.jpg").write_bytes(jpeg)

    def get(self, key: str, size_px: int) -> bytes:
        """The JPEG of `key`, its longer side at most `size_px` pixels.

        Raises: `BadMedia` when there is none.
        """
        try:
            if not _SAFE.fullmatch(key):
                raise FileNotFoundError
            return shrink((self._folder / f"{key}.jpg").read_bytes(), max(16, min(size_px, 960)))
        except OSError:
            raise BadMedia("There is no picture of this file.") from None

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from nemo_widget.model.errors import BadMedia
from nemo_widget.model.film import PICTURE_PX
from nemo_widget.model.folders import DAY_S, keep_within, make_private

from .media_files import shrink

_KEPT_BYTES = 500 * 1024 * 1024
_SAFE = re.compile(r"[A-Za-z0-9_-]{1,128}")


class Thumbnails:
    """Small pictures of what was uploaded: in memory while the upload runs, then on disk under its hash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, bytes] = {}
        self._is_within_bounds = False

    def hold(self, item_id: str, picture: bytes) -> None:
        self._held[item_id] = picture

    def keep(self, item_id: str, upload_hash: str) -> None:
        """Puts what is held of the item on disk, under the upload's hash. Blocks."""
        if item_id not in self._held or not _SAFE.fullmatch(upload_hash):
            return
        with contextlib.suppress(OSError):  # a disk without room costs nothing but memory
            make_private(self._folder)
            if not self._is_within_bounds:
                keep_within(self._folder, _KEPT_BYTES, spare_s=30 * DAY_S)
                self._is_within_bounds = True
            (self._folder / f"{upload_hash}.thumbnail").write_bytes(self._held[item_id])
            del self._held[item_id]

    def get(self, item_id: str, upload_hash: str, size_px: int) -> bytes:
        """The thumbnail that is held of the item, or on disk, its longer side at most `size_px` pixels. Blocks.

        Raises: `BadMedia` when there is none.
        """
        return shrink(self._held.get(item_id) or self._read(upload_hash), max(16, min(size_px, PICTURE_PX)))

    def _read(self, upload_hash: str) -> bytes:
        try:
            if not _SAFE.fullmatch(upload_hash):
                raise FileNotFoundError
            return (self._folder / f"{upload_hash}.thumbnail").read_bytes()
        except OSError:
            raise BadMedia("There is no picture of this file.") from None

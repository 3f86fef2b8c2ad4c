"""A folder for files that are on their way."""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from pathlib import Path


class Scratch:
    """A temporary folder, made on first use; gone with this object, on `close`, or at the end of the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._remove: weakref.finalize[..., Scratch] | None = None

    @property
    def folder(self) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="nemo-widget-"))
                self._remove = weakref.finalize(self, _remove, self._folder)
            return self._folder

    def close(self) -> None:
        with self._lock:
            if self._remove is not None:
                self._remove()
            self._folder = self._remove = None


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)

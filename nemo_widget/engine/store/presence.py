"""Which engine processes are alive, so that one can take over what another has left behind.

An engine holds an exclusive SQLite lock on a small file of its own for as long as it lives. The operating system lets
go of the lock however the process ends, on every platform, and a process id that is used again deceives nobody.
"""

from __future__ import annotations

import sqlite3
import uuid
from pathlib import Path


class Presence:
    """This engine's sign of life, under `id`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.id = uuid.uuid4().hex
        self._folder = folder
        self._lock = sqlite3.connect(self._path(self.id), isolation_level=None, check_same_thread=False)
        self._lock.execute("BEGIN EXCLUSIVE")

    def alive(self, engine: str) -> bool:
        """Whether the engine with that id still runs. The sign of a dead one is removed."""
        if engine == self.id:
            return True
        path = self._path(engine)
        if not path.exists():
            return False
        probe = sqlite3.connect(path, isolation_level=None, timeout=0)
        try:
            probe.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return True
        finally:
            probe.close()
        path.unlink(missing_ok=True)
        return False

    def _path(self, engine: str) -> Path:
        return self._folder / f"{engine}.lock"

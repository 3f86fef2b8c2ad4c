from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from nemo_widget.model.folders import close_to_others, make_private

from .db import Database
from .jobs import Jobs
from .presence import Presence
from .pruning import KEPT_BYTES, prune_uploads
from .sessions import Sessions
from .tokens import Tokens
from .uploads import Uploads


class Store:
    """Everything that one data folder holds. May be opened by several engine processes at once.

    `clock` gives seconds since 1970. Raises `NewerData` for a folder that a newer version wrote, `OSError` or
    `sqlite3.Error` for one that cannot be used.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        make_private(folder)
        for room in ("chunks", "engines", "incoming", "renders", "uploads"):
            close_to_others(make_private(folder / room))
        close_to_others(folder / "engine.sqlite3")
        self._folder, self._clock = folder, clock
        self.chunks = folder / "chunks"
        self.presence = Presence(folder / "engines")
        self._database = database = Database(folder / "engine.sqlite3")
        self.sessions = Sessions(database, clock)
        self.uploads = Uploads(database, folder / "uploads", _incoming(folder / "incoming", self.presence))
        self.jobs = Jobs(database, folder / "renders", self.presence, clock)
        self.tokens = Tokens(database, clock)

    def prune(self, limit_bytes: int = KEPT_BYTES) -> int:
        """Removes uploads that nobody will miss when there are very many; how many went. Blocks."""
        return prune_uploads(self._database, self._folder / "uploads", self._clock(), limit_bytes)


def _incoming(folder: Path, presence: Presence) -> Path:
    """This engine's own place for half-received files. Those of engines that have ended are swept away."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.iterdir():
        if not presence.alive(left.name):
            shutil.rmtree(left, ignore_errors=True)
    mine = folder / presence.id
    mine.mkdir()
    return mine

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from nemo_widget.model.media import MediaKind

from .db import Database


@dataclass(frozen=True)
class Upload:
    """What a file is. `hash` is the SHA-256 of its bytes; width and height in pixels, as a viewer shows it.

    (`focus_x`, `focus_y`) is where in a photo its subject is, as shares of its width and height.
    """

    hash: str
    format: str
    kind: MediaKind
    mime: str
    size_bytes: int
    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    focus_x: float | None = None
    focus_y: float | None = None

    @property
    def focus(self) -> tuple[float, float] | None:
        return None if self.focus_x is None or self.focus_y is None else (self.focus_x, self.focus_y)


@dataclass(frozen=True)
class Media:
    """A file in a session, under the name that people see."""

    name: str
    upload: Upload


_COLUMNS = [field.name for field in fields(Upload)]
_INSERT = f"INSERT OR IGNORE INTO upload ({', '.join(_COLUMNS)}) VALUES (:{', :'.join(_COLUMNS)})"  # noqa: S608


class Uploads:
    """Files by their hash, and which session has them."""

    def __init__(self, database: Database, folder: Path, incoming: Path) -> None:
        self._db = database
        self._folder = folder
        self._incoming = incoming

    def begin(self) -> Path:
        """An empty file of this engine's own, to receive into. Whoever asks either `keep`s or unlinks it."""
        with tempfile.NamedTemporaryFile(dir=self._incoming, delete=False) as file:
            return Path(file.name)

    def keep(self, received: Path, upload: Upload) -> None:
        """Moves the received bytes to their place. The same content twice is one file."""
        place = self.path(upload)
        place.parent.mkdir(parents=True, exist_ok=True)
        received.replace(place)

    def add(self, session_id: str, media: Sequence[Media]) -> None:
        """Puts files into a session, all or none. One that is there already, under the same name, stays where it is."""
        with self._db.transaction() as connection:
            for item in media:
                connection.execute(_INSERT, asdict(item.upload))
                connection.execute(
                    "INSERT OR IGNORE INTO media (session_id, hash, name) VALUES (?, ?, ?)",
                    (session_id, item.upload.hash, item.name),
                )

    def of_session(self, session_id: str) -> list[Media]:
        """In the order of upload."""
        rows = self._db.rows(
            "SELECT media.name, upload.* FROM media JOIN upload USING (hash) WHERE session_id = ? ORDER BY media.id",
            session_id,
        )
        return [Media(row["name"], _upload(row)) for row in rows]

    def known(self, hash_: str) -> Upload | None:
        row = self._db.row("SELECT * FROM upload WHERE hash = ?", hash_)
        return _upload(row) if row else None

    def of_owner(self, owner: str, hash_: str) -> Upload | None:
        """The upload with that hash, if one of the owner's sessions has it."""
        row = self._db.row(
            "SELECT upload.* FROM upload JOIN media USING (hash) JOIN session ON session.id = media.session_id "
            "WHERE hash = ? AND owner = ? LIMIT 1",
            hash_,
            owner,
        )
        return _upload(row) if row else None

    def path(self, upload: Upload) -> Path:
        return self._folder / upload.hash[:2] / f"{upload.hash}.{upload.format}"


def _upload(row: sqlite3.Row) -> Upload:
    return Upload(**{key: row[key] for key in _COLUMNS})

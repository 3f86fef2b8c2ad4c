from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from nemo_widget.model.folders import DAY_S, keep_within
from nemo_widget.model.output import Wishes

from .db import Database
from .presence import Presence

Status = Literal["pending", "processing", "completed", "failed"]

_ATTEMPTS = 3
_KEPT_BYTES = 5 * 1024**3


@dataclass(frozen=True)
class Job:
    """One export. `id` is the client's, `uid` ours; `progress` 0 to 1; `engine` is the process that is to do it."""

    uid: str
    owner: str
    id: str
    session_id: str
    draft: dict[str, Any]
    wishes: Wishes
    status: Status
    progress: float
    error: str | None
    cancelled: bool
    engine: str

    @property
    def running(self) -> bool:
        return self.status in ("pending", "processing")


class Jobs:
    """Renders, from the order to the file. They outlive the process that does them."""

    def __init__(self, database: Database, folder: Path, presence: Presence, clock: Callable[[], float]) -> None:
        self._db = database
        self._folder = folder
        self._presence = presence
        self._clock = clock
        folder.mkdir(parents=True, exist_ok=True)

    def create(self, owner: str, id_: str, session_id: str, draft: dict[str, Any], wishes: Wishes) -> tuple[Job, bool]:
        """The job with that id, and whether it is new: an order that comes twice is done once."""
        with self._db.transaction() as connection:
            cursor = connection.execute(
                "INSERT OR IGNORE INTO job (uid, owner, id, session_id, draft, output, engine, created_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    uuid.uuid4().hex,
                    owner,
                    id_,
                    session_id,
                    json.dumps(draft, ensure_ascii=False),
                    wishes.model_dump_json(),
                    self._presence.id,
                    self._clock(),
                ),
            )
        job = self.get(owner, id_)
        assert job is not None
        return job, cursor.rowcount == 1

    def get(self, owner: str, id_: str) -> Job | None:
        row = self._db.row("SELECT * FROM job WHERE owner = ? AND id = ?", owner, id_)
        return _job(row) if row else None

    def unfinished(self, owner: str) -> int:
        """How many of an owner's jobs wait at this engine or are being done."""
        row = self._db.row(
            "SELECT count(*) AS n FROM job WHERE owner = ? AND engine = ? AND status IN ('pending', 'processing')",
            owner,
            self._presence.id,
        )
        return int(row["n"]) if row else 0

    def path(self, job: Job) -> Path:
        return self._folder / f"{job.uid}.{job.wishes.format}"

    def last_wishes(self, session_id: str) -> Wishes:
        """What was wanted of the session's last export; the usual before the first."""
        row = self._db.row("SELECT output FROM job WHERE session_id = ? ORDER BY created_at DESC LIMIT 1", session_id)
        return Wishes.model_validate_json(row["output"]) if row else Wishes()

    def start(self, uid: str) -> Job | None:
        """Marks a pending job as being worked on; None if it is not pending, or not this engine's, any more."""
        with self._db.transaction() as connection:
            cursor = connection.execute(
                "UPDATE job SET status = 'processing', attempts = attempts + 1 "
                "WHERE uid = ? AND status = 'pending' AND engine = ?",
                (uid, self._presence.id),
            )
            row = connection.execute("SELECT * FROM job WHERE uid = ?", (uid,)).fetchone()
        return _job(row) if cursor.rowcount else None

    def report(self, uid: str, progress: float) -> bool:
        """Writes how far a job is; whether it is to go on (False: somebody cancelled it, perhaps at another engine)."""
        with self._db.transaction() as connection:
            cursor = connection.execute(
                "UPDATE job SET progress = max(progress, ?) WHERE uid = ? AND status = 'processing' AND engine = ?",
                (progress, uid, self._presence.id),
            )
        return cursor.rowcount == 1

    def complete(self, uid: str) -> None:
        """Files of earlier jobs make room where they have become many: whoever ordered them has fetched them."""
        with self._db.transaction() as connection:
            connection.execute(
                "UPDATE job SET status = 'completed', progress = 1 WHERE uid = ? AND status = 'processing'", (uid,)
            )
        keep_within(self._folder, _KEPT_BYTES, spare_s=DAY_S)

    def fail(self, uid: str, error: str) -> None:
        with self._db.transaction() as connection:
            connection.execute(
                "UPDATE job SET status = 'failed', error = ? WHERE uid = ? AND status IN ('pending', 'processing')",
                (error, uid),
            )

    def cancel(self, uid: str) -> None:
        """Takes effect at once, whichever engine has it; one that is finished stays as it is."""
        with self._db.transaction() as connection:
            connection.execute(
                "UPDATE job SET status = 'failed', cancelled = 1, error = 'The export was cancelled.' "
                "WHERE uid = ? AND status IN ('pending', 'processing')",
                (uid,),
            )

    def adopt(self, job: Job) -> bool:
        """Takes over a running job whose engine has died; whether it is this engine's to do now.

        One that has brought down its engine time and again is failed instead.
        """
        if not job.running or self._presence.alive(job.engine):
            return False
        with self._db.transaction() as connection:
            cursor = connection.execute(
                "UPDATE job SET engine = ?, status = 'pending' WHERE uid = ? AND engine = ? AND attempts < ? "
                "AND status IN ('pending', 'processing')",
                (self._presence.id, job.uid, job.engine, _ATTEMPTS),
            )
            if cursor.rowcount == 0:
                connection.execute(
                    "UPDATE job SET status = 'failed', error = ? WHERE uid = ? AND engine = ? "
                    "AND status IN ('pending', 'processing')",
                    (
                        f"The engine stopped {_ATTEMPTS} times while it made this video. "
                        "Export again at a smaller resolution, or close other programs first.",
                        job.uid,
                        job.engine,
                    ),
                )
        return cursor.rowcount == 1


def _job(row: sqlite3.Row) -> Job:
    values = {key: row[key] for key in Job.__dataclass_fields__ if key != "wishes"}
    values |= {"draft": json.loads(row["draft"]), "wishes": Wishes.model_validate_json(row["output"])}
    return Job(**{**values, "cancelled": bool(row["cancelled"])})

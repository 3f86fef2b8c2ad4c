from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from nemo_widget.model.draft import Canvas

from .db import Database

History = Literal["none", "push", "undo", "redo"]
Json = dict[str, Any]

_TURNS_REMEMBERED = 50
_DRAFTS_REMEMBERED = 100


class Conflict(Exception):
    """Another turn was committed since the state was read: read it again and answer anew."""


@dataclass(frozen=True)
class Session:
    id: str
    task_id: str
    owner: str
    language: str
    skill: str


@dataclass(frozen=True)
class Moment:
    """A draft (None before the first edit) and its canvas, as they were together."""

    draft: Json | None
    canvas: Canvas


@dataclass(frozen=True)
class Situation:
    """A session at one moment. `undo` and `redo` each end with the moment nearest to `now`.

    `turns` are what the agent wanted to be remembered of the answered messages, the newest last.
    """

    version: int
    now: Moment
    undo: list[Moment]
    redo: list[Moment]
    turns: list[Json]


class Sessions:
    """Conversations, each with every draft that it had."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._db = database
        self._clock = clock

    def create(self, owner: str, *, task_name: str, language: str, skill: str) -> Session:
        session = Session(uuid.uuid4().hex, uuid.uuid4().hex, owner, language, skill)
        with self._db.transaction() as connection:
            connection.execute(
                "INSERT INTO session (id, task_id, owner, task_name, language, skill, created_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (session.id, session.task_id, owner, task_name, language, skill, self._clock()),
            )
            _insert_moment(connection, session.id, 0, Moment(None, Canvas()))
        return session

    def get(self, session_id: str, owner: str) -> Session | None:
        """None if there is no such session, or if it is somebody else's."""
        row = self._db.row(
            "SELECT id, task_id, owner, language, skill FROM session WHERE id = ? AND owner = ?", session_id, owner
        )
        return Session(**dict(row)) if row else None

    def moment(self, session_id: str) -> Moment:
        row = self._db.row(
            "SELECT draft, canvas FROM history JOIN session ON session_id = id AND history.position = session.position "
            "WHERE id = ?",
            session_id,
        )
        assert row is not None, "a session has a moment from its first"
        return _moment(row)

    def steps(self, session_id: str) -> tuple[int, int]:
        """How many steps there are to undo, and to redo."""
        row = self._db.row(
            "SELECT count(CASE WHEN history.position < session.position THEN 1 END) AS undo, "
            "count(CASE WHEN history.position > session.position THEN 1 END) AS redo "
            "FROM history JOIN session ON session_id = id WHERE id = ?",
            session_id,
        )
        assert row is not None
        return row["undo"], row["redo"]

    def situation(self, session_id: str) -> Situation:
        """Everything that an answer may depend on, read as of one instant."""
        connection = self._db.connection
        connection.execute("BEGIN")
        try:
            session = connection.execute("SELECT position, version FROM session WHERE id = ?", (session_id,)).fetchone()
            history = connection.execute(
                "SELECT position, draft, canvas FROM history WHERE session_id = ? ORDER BY position", (session_id,)
            ).fetchall()
            turns = connection.execute(
                "SELECT memory FROM turn WHERE session_id = ? AND status = 'done' ORDER BY id DESC LIMIT ?",
                (session_id, _TURNS_REMEMBERED),
            ).fetchall()
        finally:
            connection.rollback()
        here = session["position"]
        return Situation(
            version=session["version"],
            now=next(_moment(row) for row in history if row["position"] == here),
            undo=[_moment(row) for row in history if row["position"] < here],
            redo=[_moment(row) for row in reversed(history) if row["position"] > here],
            turns=[json.loads(row["memory"]) for row in reversed(turns)],
        )

    def begin_turn(self, session_id: str, message: str) -> int:
        with self._db.transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO turn (session_id, message, created_at) VALUES (?, ?, ?)",
                (session_id, message, self._clock()),
            )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def fail_turn(self, turn_id: int) -> None:
        with self._db.transaction() as connection:
            connection.execute("UPDATE turn SET status = 'failed' WHERE id = ? AND status = 'running'", (turn_id,))

    def finish_turn(
        self,
        session_id: str,
        turn_id: int,
        version: int,
        *,
        reply: str,
        memory: Json,
        history: History,
        to: Moment,
        via: Moment | None = None,
        steps: int = 1,
    ) -> Moment:
        """Commits an answer and its edit together, once. Gives the moment that the session is in afterwards.

        A "push" leads to `to`, over `via` if that is given, where an undo stops first; "undo" and "redo" go `steps`
        back or forward in what is remembered, as far as there is;
        "none" takes nothing but the canvas from `to`.
        Raises `Conflict`, having changed nothing, if the session is no longer at `version`.
        """
        with self._db.transaction() as connection:
            moved = connection.execute(
                "UPDATE session SET version = version + 1 WHERE id = ? AND version = ?", (session_id, version)
            )
            if moved.rowcount == 0:
                raise Conflict
            here = _position(connection, session_id)
            if history == "push" and via is not None:
                here = _push(connection, session_id, here, via)
            if history == "push":
                there = _push(connection, session_id, here, to)
            elif history == "none":
                there = here
                connection.execute(
                    "UPDATE history SET canvas = ? WHERE session_id = ? AND position = ?",
                    (_dump(to.canvas.model_dump()), session_id, here),
                )
            else:
                there = _along(connection, session_id, here, -steps if history == "undo" else steps)
            connection.execute("UPDATE session SET position = ? WHERE id = ?", (there, session_id))
            connection.execute(
                "UPDATE turn SET status = 'done', reply = ?, memory = ? WHERE id = ?", (reply, _dump(memory), turn_id)
            )
            row = connection.execute(
                "SELECT draft, canvas FROM history WHERE session_id = ? AND position = ?", (session_id, there)
            ).fetchone()
        return _moment(row)


def _push(connection: sqlite3.Connection, session_id: str, here: int, to: Moment) -> int:
    """What could have been redone is gone, and the oldest are forgotten when there are very many."""
    connection.execute(
        "DELETE FROM history WHERE session_id = ? AND (position > ? OR position <= ?)",
        (session_id, here, here + 1 - _DRAFTS_REMEMBERED),
    )
    _insert_moment(connection, session_id, here + 1, to)
    return here + 1


def _along(connection: sqlite3.Connection, session_id: str, here: int, steps: int) -> int:
    first, last = connection.execute(
        "SELECT min(position), max(position) FROM history WHERE session_id = ?", (session_id,)
    ).fetchone()
    return int(min(max(here + steps, first), last))


def _position(connection: sqlite3.Connection, session_id: str) -> int:
    position: int = connection.execute("SELECT position FROM session WHERE id = ?", (session_id,)).fetchone()[0]
    return position


def _insert_moment(connection: sqlite3.Connection, session_id: str, position: int, moment: Moment) -> None:
    draft = None if moment.draft is None else _dump(moment.draft)
    connection.execute(
        "INSERT INTO history VALUES (?, ?, ?, ?)", (session_id, position, draft, _dump(moment.canvas.model_dump()))
    )


def _moment(row: sqlite3.Row) -> Moment:
    return Moment(json.loads(row["draft"]) if row["draft"] else None, Canvas.model_validate_json(row["canvas"]))


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

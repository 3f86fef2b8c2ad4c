"""The SQLite file: one connection a thread, and safe under several engines on the same folder.

Reads run on their own; everything that decides and then writes runs inside `transaction()`, which takes the write lock
first (BEGIN IMMEDIATE), so that two engines never decide on the same row at once.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

_VERSION = 2
_BUSY_S = 15.0


class NewerData(Exception):
    """The folder was written by a newer version of this program."""


class Database:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._prepare()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's own connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
        return connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.commit()
        except BaseException:
            connection.rollback()
            raise

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self.connection.execute(sql, values).fetchone()
        return found

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        return self.connection.execute(sql, values).fetchall()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_BUSY_S, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def _prepare(self) -> None:
        _use_wal(self.connection)
        with self.transaction() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > _VERSION:
                raise NewerData(
                    "This data folder was written by a newer version of nemo_widget. "
                    "Update nemo_widget, or choose another folder."
                )
            if version == 1:
                for column in ("focus_x", "focus_y"):
                    connection.execute(f"ALTER TABLE upload ADD COLUMN {column} REAL")
            if version == 0:
                for statement in files(__package__).joinpath("schema.sql").read_text("utf-8").split(";\n"):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {_VERSION}")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Write-ahead logging. The switch does not heed the busy timeout, so two engines that start at once try again."""
    deadline = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)

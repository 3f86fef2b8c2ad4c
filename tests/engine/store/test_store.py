from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nemo_widget.engine.store import Store
from nemo_widget.engine.store.db import NewerData


def test_many_may_open_a_new_folder_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        stores = list(threads.map(Store, [tmp_path / "new"] * 8))
    session = stores[0].sessions.create("local", task_name="", language="en", skill="")
    assert all(store.sessions.get(session.id, "local") for store in stores)


def test_a_folder_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    Store(tmp_path)
    with sqlite3.connect(tmp_path / "engine.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerData, match="Update nemo_widget"):
        Store(tmp_path)


def test_the_folder_is_its_owners_alone(tmp_path: Path) -> None:
    Store(tmp_path / "new" / "data")
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new" / "data").stat().st_mode & 0o077 == 0


def test_a_folder_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    Store(tmp_path)
    with sqlite3.connect(tmp_path / "engine.sqlite3") as connection:
        connection.execute("ALTER TABLE upload DROP COLUMN focus_x")
        connection.execute("ALTER TABLE upload DROP COLUMN focus_y")
        connection.execute(
            "INSERT INTO upload (hash, format, kind, mime, size_bytes) VALUES ('h', 'png', 'image', '', 1)"
        )
        connection.execute("PRAGMA user_version = 1")
    for _ in range(2):
        known = Store(tmp_path).uploads.known("h")
        assert known is not None and known.focus is None

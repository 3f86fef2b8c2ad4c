"""Keeping the data folder within bounds: uploads that nobody will miss make room when there are very many.

A session that was begun, or in which something was said or exported, within `_REMEMBERED_S` is live: what it has been
given, and whatever any draft in its history shows, stays, however much that is. So does what a running export needs,
and what came within the last day. Of the rest the oldest go first, and only as far as the limit asks for.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nemo_widget.model.folders import DAY_S

from .db import Database

KEPT_BYTES = 10 * 1024**3
_REMEMBERED_S = 30 * DAY_S
_YOUNG_S = DAY_S

_LIVE = (
    "SELECT id FROM session WHERE created_at >= ? "
    "UNION SELECT session_id FROM turn WHERE created_at >= ? "
    "UNION SELECT session_id FROM job WHERE created_at >= ?"
)
_HAS = f"SELECT hash FROM media WHERE session_id IN ({_LIVE})"  # noqa: S608 - our own words only
_SHOWS = f"SELECT draft FROM history WHERE draft IS NOT NULL AND session_id IN ({_LIVE})"  # noqa: S608
_RUNNING = "SELECT draft FROM job WHERE status IN ('pending', 'processing')"


def prune_uploads(database: Database, folder: Path, now: float, limit_bytes: int = KEPT_BYTES) -> int:
    """Removes files of `folder` until `limit_bytes` are not passed any more; how many went. Blocks."""
    files = sorted(_files(folder))
    size_bytes = sum(size for _, size, _ in files)
    if size_bytes <= limit_bytes:
        return 0
    needed = _needed(database, now - _REMEMBERED_S)
    removed = 0
    for received, size, path in files:
        if size_bytes <= limit_bytes or now - received < _YOUNG_S:
            break
        if path.stem in needed:
            continue
        with contextlib.suppress(OSError):
            path.unlink()
            size_bytes -= size
            removed += 1
    return removed


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    for path in folder.glob("*/*"):
        with contextlib.suppress(OSError):  # another engine may remove it meanwhile
            found = path.stat()
            yield found.st_mtime, found.st_size, path


def _needed(database: Database, since: float) -> set[str]:
    """The hashes that live sessions and running exports have or show."""
    times = (since, since, since)
    needed = {row["hash"] for row in database.rows(_HAS, *times)}
    for row in (*database.rows(_SHOWS, *times), *database.rows(_RUNNING)):
        needed.update(_sources(json.loads(row["draft"])))
    return needed


def _sources(value: Any) -> Iterator[str]:
    """What a draft names as `src`, wherever."""
    if isinstance(value, dict):
        if isinstance(value.get("src"), str):
            yield value["src"]
        for inner in value.values():
            yield from _sources(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _sources(inner)

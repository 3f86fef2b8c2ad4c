"""Work for workers that do not see our disk: the files it needs travel by their hash, once to each worker.

A task goes out without files. A worker that has all of them does it; another one answers with what it is missing. A
worker of a Dask cluster says who it is and is brought the files, beside its work; for other executors the task goes out
once more with the files inside. A worker keeps what it was sent for as long as it lives, within bounds. No file is a
part of the cluster's own state, so whatever an executor does to get a lost task done, it can do alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import pickle
import sys
import tempfile
import uuid
from collections.abc import Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from .chunks import Job, render_chunk
from .errors import RenderError
from .pool import RenderPool
from .sound import SoundJob, render_sound
from .version import engine_version

Task: TypeAlias = SoundJob | Job

log = logging.getLogger(__name__)

_KEPT_BYTES = 4 * 2**30


@dataclass(frozen=True)
class Missing:
    """The hashes of files that a worker has not got, and its address if it can be sent something by itself."""

    hashes: frozenset[str] = frozenset()
    worker: str | None = None


@dataclass(frozen=True)
class Carried:
    """A task, pickled, and the contents of files by their SHA-256. No two are equal, so that none is taken for done."""

    task: bytes
    files: Mapping[str, bytes]
    engine: str
    id: str


def shares_our_disk(executor: Executor) -> bool:
    """Whether its workers certainly are processes or threads of this machine."""
    return isinstance(executor, RenderPool | ProcessPoolExecutor | ThreadPoolExecutor)


def files_of(task: Task, missing: Missing) -> dict[str, bytes]:
    """The contents that a worker asked for.

    Raises: `RenderError` when one is not there any more.
    """
    contents = {}
    for asset in task.assets.values():
        if asset.sha256 in missing.hashes:
            try:
                contents[asset.sha256] = asset.path.read_bytes()
            except OSError:
                raise RenderError(f"{asset.name} is no longer there.", "Add it again.") from None
    return contents


def pack(task: Task, files: Mapping[str, bytes]) -> Carried:
    task = _alone(task)
    nowhere = {key: replace(asset, path=Path()) for key, asset in task.assets.items()}
    return Carried(pickle.dumps(replace(task, assets=nowhere)), files, engine_version(), uuid.uuid4().hex)


def _alone(task: Task) -> Task:
    """A chunk with its own files only."""
    if isinstance(task, SoundJob) or not task.soon:
        return task
    shown = {layer.source for layer in task.scene.layers}
    return replace(task, soon=(), assets={key: asset for key, asset in task.assets.items() if key in shown})


def do_carried(carried: Carried) -> bytes | Missing:
    """The finished piece, or what this worker has to be sent first.

    Raises: `RenderError`, also when this worker would draw other pixels than the machine that sent the task.
    """
    if carried.engine != engine_version():
        raise RenderError(
            "A worker of the cluster has another version of nemo_widget, or of the libraries that it draws with.",
            "Install the same versions on all machines.",
        )
    worker = _dask_worker()
    store = _store(worker.local_directory if worker else tempfile.gettempdir())
    for sha256, content in carried.files.items():
        store.keep(sha256, content)
    task: Task = pickle.loads(carried.task)  # noqa: S301 - whoever gives us work can make us do anything anyway
    missing = frozenset(asset.sha256 for asset in task.assets.values() if not store.has(asset.sha256))
    if missing:
        return Missing(missing, worker.address if worker else None)
    here = {key: replace(asset, path=store.path(asset.sha256)) for key, asset in task.assets.items()}
    if isinstance(task, SoundJob):
        return render_sound(replace(task, assets=here))
    return render_chunk(replace(task, assets=here))


def bring(client: Any, worker: str, files: Mapping[str, bytes]) -> None:
    """Send files to one worker of a Dask cluster. One that has gone gets nothing, and asks for nothing any more.

    Raises: `RenderError` when it has no room.
    """
    try:
        client.run(_receive, files, workers=[worker])
    except RenderError:
        raise
    except Exception:  # whatever became of it, its work goes to others
        log.info("a worker is gone", exc_info=True)


def _receive(files: Mapping[str, bytes], dask_worker: Any = None) -> None:
    store = _store(dask_worker.local_directory)
    for sha256, content in files.items():
        store.keep(sha256, content)


class FileStore:
    """Files by their hash in a worker's own folder, those that were not used for the longest time going first."""

    def __init__(self, folder: Path, limit_bytes: int = _KEPT_BYTES) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes

    def path(self, sha256: str) -> Path:
        return self._folder / sha256

    def has(self, sha256: str) -> bool:
        with contextlib.suppress(OSError):
            os.utime(self.path(sha256))
            return True
        return False

    def keep(self, sha256: str, content: bytes) -> None:
        """What does not match its hash is not kept. Raises: `RenderError` when there is no room."""
        if hashlib.sha256(content).hexdigest() != sha256:
            return
        try:
            self._make_room(len(content))
            beside = self._folder / f".{uuid.uuid4().hex}"
            beside.write_bytes(content)
            beside.replace(self.path(sha256))
        except OSError:
            raise RenderError("A worker of the cluster has no room for the photos.", "Free space on it.") from None

    def _make_room(self, size_bytes: int) -> None:
        there = sorted((found.stat().st_mtime_ns, found.stat().st_size, found) for found in self._folder.iterdir())
        taken = size_bytes + sum(size for _, size, _ in there)
        for _, size, path in there:
            if taken <= self._limit_bytes:
                return
            path.unlink(missing_ok=True)
            taken -= size


@lru_cache(maxsize=8)  # threads that are workers, in tests mostly, may be several in a process
def _store(beside: str) -> FileStore:
    """In the folder that a Dask worker has for itself and that Dask removes; else one that goes with this process."""
    _folders.append(tempfile.TemporaryDirectory(prefix="nemo-files-", dir=beside))
    return FileStore(Path(_folders[-1].name))


_folders: list[tempfile.TemporaryDirectory[str]] = []


def _dask_worker() -> Any:
    """The worker whose task this is, if it is one's."""
    distributed = sys.modules.get("distributed")
    try:
        return distributed.get_worker() if distributed else None
    except ValueError:
        return None

"""Encoded chunks on disk, found again by what they show.

An entry is a file named by its key: the SHA-256 of its content, then the content. It is written beside its place and
moved there, so that a reader, in this process or another, sees all of it or nothing; what does not match its checksum
is thrown away. When the folder grows beyond its limit, what was not used for the longest time goes first.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
import uuid
from pathlib import Path
from threading import Lock

_SUFFIX = ".chunk"
_DIGEST_BYTES = 32
_ABANDONED_S = 3600
DEFAULT_LIMIT_BYTES = 2 * 2**30


class ChunkCache:
    """A cache in `folder`, created when needed, of at most about `limit_bytes`. Safe to share by threads and processes.

    A cache that cannot be written (a full disk) is no reason for a render to fail: `put` then keeps nothing.
    """

    def __init__(self, folder: Path, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._size_bytes: int | None = None
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """The content of an entry; None when there is none that can be trusted."""
        path = self._path(key)
        try:
            stored = path.read_bytes()
        except OSError:
            return None
        content = stored[_DIGEST_BYTES:]
        if hashlib.sha256(content).digest() != stored[:_DIGEST_BYTES]:
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return content

    def has(self, key: str) -> bool:
        """Whether there is an entry, trusted or not."""
        return self._path(key).is_file()

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`."""
        path = self._path(key)
        beside = path.with_name(f".{uuid.uuid4().hex}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with beside.open("wb") as file:
                file.write(hashlib.sha256(content).digest())
                file.write(content)
            beside.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                beside.unlink()
            return
        with self._lock:
            if self._size_bytes is not None:
                self._size_bytes += len(content) + _DIGEST_BYTES
            if self._size_bytes is None or self._size_bytes > self._limit_bytes:
                self._size_bytes = self._shrink()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}{_SUFFIX}"

    def _sweep(self) -> None:
        """Remove what was being written when its process was killed."""
        for path in self._folder.glob(".*.part"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _ABANDONED_S:
                    path.unlink()

    def _shrink(self) -> int:
        """Remove the oldest entries down to nine tenths of the limit, if it is passed; the bytes that are left."""
        self._sweep()
        entries = []
        for path in self._folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(OSError):  # another process may remove it meanwhile
                found = path.stat()
                entries.append((found.st_mtime_ns, found.st_size, path))
        size = sum(entry[1] for entry in entries)
        if size <= self._limit_bytes:
            return size
        for _, length, path in sorted(entries):
            if size <= self._limit_bytes * 0.9:
                break
            with contextlib.suppress(OSError):
                path.unlink()
            size -= length
        return size

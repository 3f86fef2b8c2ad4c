"""Folders of ours on a disk that other people may use too."""

from __future__ import annotations

import contextlib
import errno
import stat
import time
from pathlib import Path

DAY_S = 24 * 3600.0
NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
"""What an `OSError` says of a disk, or a share of it, that is full."""


def make_private(folder: Path) -> Path:
    """Makes `folder`, and whatever is missing above it, open to its owner only. What is there stays as it is.

    Raises: `OSError`.
    """
    for place in reversed((folder, *folder.parents)):
        if not place.is_dir():
            place.mkdir(mode=0o700, exist_ok=True)
    return folder


def close_to_others(place: Path) -> None:
    """Lets nobody but its owner into a folder or a file that may have been there before; nothing if it is not there."""
    with contextlib.suppress(OSError):  # a disk that knows no such rights, or somebody else's
        mode = stat.S_IMODE(place.stat().st_mode)
        if mode & 0o077:
            place.chmod(mode & 0o700)


def keep_within(folder: Path, limit_bytes: int, *, spare_s: float) -> None:
    """Removes the oldest files of `folder` for as long as all have more than `limit_bytes` together.

    One that was written within the last `spare_s` seconds stays in any case. Blocks.
    """
    files = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            with contextlib.suppress(OSError):  # another process may remove it meanwhile
                found = path.stat()
                files.append((found.st_mtime, found.st_size, path))
    size_bytes = sum(size for _, size, _ in files)
    for written, size, path in sorted(files):
        if size_bytes <= limit_bytes or time.time() - written < spare_s:
            return
        with contextlib.suppress(OSError):
            path.unlink()
            size_bytes -= size

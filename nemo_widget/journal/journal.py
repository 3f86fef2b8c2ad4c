from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import threading
from pathlib import Path
from typing import ClassVar

from filelock import BaseFileLock

from nemo_widget.model.folders import make_private

from .records import Record, Story

# A person may paste a token into the chat, and a claim link holds one.
_SECRET = re.compile(r"\b(nmv_\w{2,8}_|clm_)[\w-]+")
_GROWN_BYTES = 2 * 1024 * 1024
_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)


class Journal:
    """One conversation's file, written by this process alone. It comes into being with the first record.

    Its methods block for about as long as a small write takes; `sync` for as long as the disk wants. `open_here` are
    the files of all that are open in this process.
    """

    open_here: ClassVar[set[Path]] = set()

    def __init__(self, path: Path, story: Story, lock: BaseFileLock) -> None:
        self.id = path.stem
        self.story = story
        self._path = path
        self._lock = lock
        self._file: int | None = None
        self._size_bytes = 0
        self._limit_bytes = _GROWN_BYTES
        self._closing = threading.Lock()
        self.open_here.add(path)

    def write(self, record: Record) -> None:
        """Appends a record: from here on it survives the end of this process, however it ends.

        Raises: `OSError`.
        """
        if self.story.about is not None and self._file is None and not self._path.exists():
            self.rewrite()  # a copy of another conversation is one from its first word of its own
        self.story.take(record)
        file = self._opened()
        line = _line(record)
        os.write(file, line)
        self._size_bytes += len(line)
        if self._size_bytes > self._limit_bytes:
            self.rewrite()

    def rewrite(self) -> None:
        """Writes the file anew as what it comes to. It is the old one or the new one at any moment.

        Raises: `OSError`.
        """
        text = b"".join(map(_line, self.story.records()))
        make_private(self._path.parent)
        part = self._path.with_name(f".{self._path.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            self._close_file()  # a file that is open cannot be replaced everywhere
            part.replace(self._path)
            self._limit_bytes = max(_GROWN_BYTES, 2 * len(text))
        finally:
            part.unlink(missing_ok=True)

    def sync(self) -> None:
        """Lets what is written survive the end of the machine, too. May be called from another thread."""
        with self._closing:
            if self._file is None:
                return
            file = os.dup(self._file)
        with contextlib.suppress(OSError):
            os.fsync(file)
        os.close(file)

    def close(self) -> None:
        """Lets go of the file, which others may go on with then."""
        self.sync()
        self._close_file()
        self.open_here.discard(self._path)
        self._lock.release(force=True)

    def _opened(self) -> int:
        if self._file is None:
            make_private(self._path.parent)
            self._file = os.open(self._path, _APPEND, 0o600)
            self._size_bytes = os.fstat(self._file).st_size
            if self._size_bytes and not _ends_a_line(self._path):
                os.write(self._file, b"\n")  # who was killed in mid-line has left half a one
        return self._file

    def _close_file(self) -> None:
        with self._closing:
            file, self._file = self._file, None
        if file is not None:
            os.close(file)


def _line(record: Record) -> bytes:
    """Half a character, such as an emoji that a back end has cut, is in no UTF-8."""
    text = json.dumps(record.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    return _SECRET.sub(r"\1…", text).encode("utf-8", "replace") + b"\n"


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"

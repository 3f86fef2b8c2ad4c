from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from nemo_widget.model.errors import SessionGone
from nemo_widget.model.folders import make_private
from nemo_widget.model.listing import Listing
from nemo_widget.model.past import PastSession

from .journal import Journal
from .records import Story

_KEPT = 200
_KEPT_BYTES = 64 * 1024 * 1024
_READ_BYTES = 16 * 1024 * 1024
_ID = re.compile(r"[0-9a-f]{8}")


class Shelf:
    """The journals in a folder. Its methods block: they read files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def list(self) -> Listing[PastSession]:
        """Those in which anything was said or added, the latest first. Of copies of one, the latest stands for all."""
        found = [(story, path) for path in self._paths() if (story := _read(path)) and _is_worth_it(story)]
        found.sort(key=lambda each: each[0].at, reverse=True)
        past: Listing[PastSession] = Listing()
        seen: set[str] = set()
        for story, path in found:
            assert story.about is not None
            session_id = story.about.session_id or path.stem
            if session_id not in seen or story.orders:
                past.append(_past(story, path.stem, is_open=self._is_open(path)))
            seen.add(session_id)
        return past

    def new(self) -> Journal:
        """A journal for a conversation that begins; the oldest ones make room for it."""
        self._prune()
        while True:
            path = self._folder / f"{secrets.token_hex(4)}.jsonl"
            if not path.exists():
                lock = _lock(path)
                self._try(lock)
                return Journal(path, Story(), lock)

    def of_cloud(self, id: str | None) -> bool:
        """Whether that conversation, or the one that `take` would choose, is with the cloud."""
        path = self._path(id) if id is not None else self._latest()
        story = _read(path) if path is not None else None
        return story is not None and story.about is not None and story.about.backend == "cloud"

    def take(self, id: str | None) -> Journal:
        """The journal of that id, or the latest one that no other kernel has open, to be gone on with.

        If it is open, here or in another kernel, it is a copy without the exports that are under way: who has it open
        sees to those.
        Raises: `SessionGone` when there is none.
        """
        path = self._path(id) if id is not None else self._latest()
        story = _read(path) if path is not None else None
        if path is None or story is None or story.about is None:
            what = "There is no such conversation on this machine." if id else "There is no conversation to go on with."
            raise SessionGone(what, "Studio.sessions() lists those that there are; Studio() begins a new one.")
        lock = _lock(path)
        if self._try(lock):
            return Journal(path, story, lock)
        journal = self.new()
        journal.story = deepcopy(story)
        journal.story.is_copy, journal.story.exports_elsewhere = True, bool(story.orders)
        journal.story.orders.clear()
        return journal

    def _latest(self) -> Path | None:
        past = self.list()
        free = (each for each in past if not each.is_open or self._folder / f"{each.id}.jsonl" in Journal.open_here)
        chosen = next(free, past[0] if past else None)
        return self._path(chosen.id) if chosen else None

    def _path(self, id: str) -> Path | None:
        return self._folder / f"{id}.jsonl" if _ID.fullmatch(id) else None

    def _paths(self) -> Iterator[Path]:
        return (path for path in self._folder.glob("*.jsonl") if _ID.fullmatch(path.stem))

    def _prune(self) -> None:
        """Removes the oldest for as long as there are too many, but none that a kernel has open."""
        files = []
        for path in self._paths():
            with contextlib.suppress(OSError):
                found = path.stat()
                files.append((found.st_mtime, found.st_size, path))
        size_bytes = sum(size for _, size, _ in files)
        for number, (_, size, path) in enumerate(sorted(files)):
            if len(files) - number < _KEPT and size_bytes <= _KEPT_BYTES:
                return
            lock = _lock(path)
            if self._try(lock):
                with contextlib.suppress(OSError):
                    path.unlink()
                    size_bytes -= size
                lock.release()
                Path(lock.lock_file).unlink(missing_ok=True)

    def _is_open(self, path: Path) -> bool:
        lock = _lock(path)
        if not self._try(lock):
            return True
        lock.release()
        return False

    def _try(self, lock: BaseFileLock) -> bool:
        """Whether the lock is ours now. Where the disk knows no locks, everything counts as nobody's."""
        try:
            make_private(self._folder)
            lock.acquire(timeout=0)
        except Timeout:
            return False
        except (OSError, NotImplementedError):
            return True
        return True


def _lock(path: Path) -> BaseFileLock:
    return FileLock(path.with_suffix(".lock"), timeout=0, mode=0o600, thread_local=False)


def _read(path: Path) -> Story | None:
    story = Story()
    try:
        with path.open("rb") as file:
            for line in file.read(_READ_BYTES).splitlines():
                story.take_line(line)
    except OSError:
        return None
    return story


def _is_worth_it(story: Story) -> bool:
    return story.about is not None and bool(story.messages or story.media)


def _past(story: Story, id: str, *, is_open: bool) -> PastSession:
    assert story.about is not None
    return PastSession(
        id=id,
        at=story.at,
        skill=story.about.name or story.about.skill,
        title=story.about.title,
        first_words=story.first_words,
        clips=sum(item.status == "ready" for item in story.media.values()),
        videos=len(story.videos),
        exporting=bool(story.orders),
        is_open=is_open,
        remote=story.about.remote,
    )

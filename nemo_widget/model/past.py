from __future__ import annotations

import time

from pydantic import BaseModel


class PastSession(BaseModel):
    """A conversation that is kept on this disk and can be gone on with under its `id`.

    `at` is when something last happened in it, in seconds since 1970; `first_words` its first message; `clips` counts
    the files that were added. `exporting`: an export had begun and not ended. `is_open`: a kernel has it open now.
    """

    id: str
    at: float
    skill: str
    title: str
    first_words: str
    clips: int
    videos: int
    exporting: bool
    is_open: bool
    remote: bool

    def __str__(self) -> str:
        parts = [
            self.id,
            time.strftime("%Y-%m-%d %H:%M", time.localtime(self.at)),
            self.title,
            f"“{self.first_words}”" if self.first_words else "",
            _counted(self.clips, "file"),
            _counted(self.videos, "video"),
            "export running" if self.exporting else "",
            "open" if self.is_open else "",
        ]
        return " · ".join(filter(None, parts))

    __repr__ = __str__


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}" if number else ""

"""Everything that can go wrong for a person, one type per kind.

Each error says what happened, what to do next and, where there is one, where (`link`). None of them ever carries a
token, a traceback or the raw JSON of an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .video import Video


class NemoError(Exception):
    """`what` happened, the `next_step`, and a `link` if a page helps. `str()` of it is what a person reads."""

    def __init__(self, what: str, next_step: str = "", *, link: str | None = None) -> None:
        super().__init__(what, next_step)
        self.what = what
        self.next_step = next_step
        self.link = link

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.next_step, self.link or "") if part)

    def _render_traceback_(self) -> list[str]:
        """IPython shows this in place of a traceback: to a person in a notebook, the sentence is all that helps."""
        return [str(self)]


class AuthError(NemoError):
    """The token is missing, wrong or expired (1001)."""


class SessionGone(NemoError):
    """The back end no longer knows the session (1002)."""


class OutOfCredits(NemoError):
    """Nothing left to pay with (2001)."""


class PlanRequired(NemoError):
    """The plan does not allow this (402)."""


class RateLimited(NemoError):
    """Too many requests (429). `retry_after_s` is how long to wait, in seconds."""

    def __init__(self, what: str, next_step: str = "", *, link: str | None = None, retry_after_s: float = 30.0) -> None:
        super().__init__(what, next_step, link=link)
        self.retry_after_s = retry_after_s


class BadMedia(NemoError):
    """A file that cannot be used: empty, damaged, or not what its name says."""


class UnsupportedMedia(BadMedia):
    """A kind of file that is not accepted (4001)."""


class MediaTooLarge(BadMedia):
    """More bytes, or more pixels, than is accepted (4002)."""


class NothingToExport(NemoError):
    """The timeline is empty."""


class RenderFailed(NemoError):
    """The back end could not make the MP4."""


class OutputError(NemoError):
    """The MP4 cannot be written where it was asked for."""


class BatchFailed(NemoError):
    """Some videos of a batch could not be made. `videos` has one entry a row: the video, or None."""

    def __init__(self, what: str, next_step: str = "", *, videos: Sequence[Video | None] = ()) -> None:
        super().__init__(what, next_step)
        self.videos = list(videos)


class BackendUnreachable(NemoError):
    """No connection to the back end, or the connection broke."""


class BackendFailed(NemoError):
    """The back end answered with an error of its own."""


class TurnFailed(NemoError):
    """A message was sent and its answer did not come."""


class TurnUnclear(TurnFailed):
    """A message was sent, and whether it was done cannot be seen: to send it again may do it twice."""


class EngineFailed(NemoError):
    """The local engine cannot be started or has ended."""


class SkillError(NemoError):
    """A SKILL.md that is missing or broken."""


class Cancelled(NemoError):
    """The person stopped it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from .listing import Listing
from .reply import Reply
from .video import MAX_INLINE_BYTES, Video


class Batch(Listing[Video]):
    """The videos of a batch, one a row and in the order of the rows; `replies` are the answers to what was asked.

    As a cell's result they stand beside one another; they play there, and are saved inside the notebook, when all of
    them together have no more than 30 MB. Otherwise their posters are shown.
    """

    def __init__(self, videos: Iterable[Video] = (), replies: Iterable[Reply] = ()) -> None:
        super().__init__(videos)
        self.replies = list(replies)

    def _repr_html_(self) -> str:
        there = [video for video in self if video.path.is_file()]
        play = sum(video.size_bytes for video in there) <= MAX_INLINE_BYTES
        tiles = "".join(
            f'<figure style="margin:0;max-width:320px">{video.element(220, plays=play)}'
            f'<figcaption style="font-size:smaller">{_caption(video)}</figcaption></figure>'
            for video in there
        )
        return f'<div style="display:flex;flex-wrap:wrap;gap:12px">{tiles}</div>'


def _caption(video: Video) -> str:
    return f"{escape(video.path.name)} · {round(video.duration_s, 1):g} s"

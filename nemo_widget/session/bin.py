"""The order of the files, and which are left out: a person's wishes for the first video, for which the wire has no
words of its own. They are said in the message that asks for it; later the timeline itself is what is arranged."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_widget.model.conversation import MediaItem

from .board import Board
from .wording import listed, phrase


class Bin:
    def __init__(self, board: Board) -> None:
        self._board = board
        self.is_ordered = False
        self.left_out: list[str] = []

    def order(self, ids: Sequence[str]) -> None:
        """Those that are not named keep their order, behind the others."""
        media = self._board.media
        place = {id_: n for n, id_ in enumerate(ids)}
        ordered = sorted(media, key=lambda item: place.get(item.id, len(place)))
        if ordered != media:
            self.is_ordered = True
            self._board.list_media(ordered)

    def take_away(self, item: MediaItem) -> None:
        if item.status == "ready":
            self.left_out.append(item.name)
        self._board.list_media([other for other in self._board.media if other is not item])

    def wishes(self, language: str) -> str:
        """What has to be said of the files with the first request; "" when there is nothing."""
        if not self._board.timeline.is_empty:
            return ""
        visuals = [item.name for item in self._board.media if item.status == "ready" and item.kind != "audio"]
        out = [name for name in self.left_out if name not in visuals]
        said = []
        if out:
            said.append(phrase(language, "leave_out", names=listed(language, out)))
        if self.is_ordered and len(visuals) > 1:
            said.append(phrase(language, "in_order", names=listed(language, visuals)))
        return " ".join(said)

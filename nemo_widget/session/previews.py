"""What a page plays of a draft before it is rendered: its sound, and small films of its video clips.

Only our own engine makes them. Where a back end does not, the page plays without, and says so.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

from nemo_widget.model.conversation import PreviewInfo
from nemo_widget.model.errors import BackendFailed, NemoError, OutputError

from .link import Link

Missing = Literal["failed", "not-offered"]

_KEPT_BYTES = 160 * 1024 * 1024
_HASH = re.compile(r"[A-Za-z0-9_-]{1,128}")


class Previews:
    """Those that were asked for last, in memory, so that a page can have them in pieces."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._films: dict[str, PreviewInfo] = {}
        # elsewhere a refusal most often means that there is no such endpoint
        self._refused: Missing = "failed" if link.backend.kind == "local" else "not-offered"

    async def sound(self) -> PreviewInfo:
        """The soundtrack of the draft as it is now, an MP3."""
        return await self._get(lambda session_id: f"sound/nemo_agent/me/{session_id}", "audio/mpeg")

    async def film(self, source: str) -> PreviewInfo:
        """A small MP4 of an upload that moves, by its hash."""
        if source in self._films and self._films[source].id in self._kept:
            return self._films[source]
        if not _HASH.fullmatch(source):
            return PreviewInfo(missing="not-offered")
        self._films[source] = await self._get(lambda _: f"film/{source}", "video/mp4")
        return self._films[source]

    def read(self, id: str, offset: int, length: int) -> bytes:
        """A piece of one. Raises: `OutputError` when it is not kept any more."""
        try:
            content = self._kept[id]
        except KeyError:
            raise OutputError("This preview is not there any more.", "Play it again.") from None
        self._kept.move_to_end(id)
        return content[max(0, offset) : max(0, offset) + max(0, length)]

    async def _get(self, path: Callable[[str], str], mime: str) -> PreviewInfo:
        if self._link.backend.kind == "cloud":
            return PreviewInfo(missing="not-offered")
        try:
            content = await self._link.call(lambda client, session_id: client.preview(path(session_id)))
        except BackendFailed:
            return PreviewInfo(missing=self._refused)
        except NemoError:
            return PreviewInfo(missing="failed")
        if content is None:
            return PreviewInfo(missing="silent")
        id = hashlib.sha256(content).hexdigest()[:32]
        self._kept[id] = content
        self._kept.move_to_end(id)
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > _KEPT_BYTES:
            self._kept.popitem(last=False)
        return PreviewInfo(id=id, mime=mime, size_bytes=len(content))

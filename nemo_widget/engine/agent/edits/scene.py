"""A draft being worked on: its parts in lists that an edit may change, put in order again by one place, `lay`.

Whatever an edit does, clips abut, the draft ends with its last clip, music and texts stay within it, ids are unique.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from nemo_widget.model.draft import AudioTrack, Clip, Draft, Music, Text, TextTrack, VideoTrack

if TYPE_CHECKING:
    from ..situation import AgentAsset

SHORTEST_CLIP_MS = 100
LONGEST_CLIP_MS = 10 * 60_000
LONGEST_VIDEO_MS = 60 * 60_000
SHORTEST_TEXT_MS = 200
CLIP_MS = 3000
TITLE_MS = 3000


@dataclass(frozen=True)
class _Anchor:
    """What a text holds on to while clips change: the whole video, a clip (as shares of it), its end, or its start."""

    kind: str
    clip: str = ""
    start: float = 0.0
    end: float = 0.0


class Scene:
    """`draft` is a deep copy that belongs to the scene; `assets` are the uploads by hash."""

    def __init__(self, draft: Draft | None, ratio: str, assets: Mapping[str, AgentAsset]) -> None:
        self.draft = draft.model_copy(deep=True) if draft is not None else Draft()
        self.ratio = ratio
        self.assets = assets

    # -- its parts -------------------------------------------------------------------------------------------------

    @property
    def clips(self) -> list[Clip]:
        return self.draft.clips

    @property
    def music(self) -> list[Music]:
        return self.draft.music

    @property
    def texts(self) -> list[Text]:
        return self.draft.texts

    def chosen(self, ids: Sequence[str]) -> list[Clip]:
        """The clips with these ids in timeline order; all when there are no ids."""
        return [c for c in self.clips if not ids or c.id in ids]

    def chosen_texts(self, ids: Sequence[str]) -> list[Text]:
        return [t for t in self.texts if not ids or t.id in ids]

    def fresh_id(self, prefix: str) -> str:
        """An id of this prefix that no segment has yet."""
        taken = {s.id for s in (*self.clips, *self.music, *self.texts)}
        number = 1 + sum(i.startswith(prefix) for i in taken)
        while f"{prefix}{number}" in taken:
            number += 1
        return f"{prefix}{number}"

    # -- putting it in order ---------------------------------------------------------------------------------------

    def lay(self, clips: Iterable[Clip]) -> None:
        """Makes `clips` (each with its duration) the video, one after another; music and texts follow."""
        anchors = [(text, self._anchor(text)) for text in self.texts]
        spanned = [m.end_ms >= self.draft.duration_ms for m in self.music]
        laid, at = list(clips), 0
        for index, clip in enumerate(laid):
            clip.duration_ms = max(SHORTEST_CLIP_MS, clip.duration_ms)
            clip.start_ms = at
            at += clip.duration_ms
            if index == 0:
                clip.meta.transition = None
        self._fit_transitions(laid)
        self._set_track(VideoTrack, laid)
        self.draft.duration_ms = at
        self._set_track(TextTrack, [t for t, anchor in anchors if self._place(t, anchor)])
        for music, whole in zip(self.music, spanned, strict=True):
            if whole:
                music.duration_ms = max(1, at - music.start_ms)
        self.set_music([m for m in self.music if m.start_ms < at])

    def set_music(self, music: Iterable[Music]) -> None:
        """Makes `music` the sound track, cut at the end of the video, its fades within its length."""
        kept = list(music)
        for segment in kept:
            segment.duration_ms = max(1, min(segment.duration_ms, self.draft.duration_ms - segment.start_ms))
            segment.meta.fade_in = min(segment.meta.fade_in, segment.duration_ms // 2)
            segment.meta.fade_out = min(segment.meta.fade_out, segment.duration_ms - segment.meta.fade_in)
        self._set_track(AudioTrack, kept if self.draft.duration_ms else [])

    def set_texts(self, texts: Iterable[Text]) -> None:
        """Makes `texts` the titles and captions, in order of time and within the video."""
        kept = [t for t in texts if self.draft.duration_ms]
        for text in kept:
            self._keep_within(text)
        self._set_track(TextTrack, sorted(kept, key=lambda t: t.start_ms))

    def _set_track(
        self, kind: type[VideoTrack | AudioTrack | TextTrack], segments: list[Clip] | list[Music] | list[Text]
    ) -> None:
        others = [t for t in self.draft.tracks if not isinstance(t, kind)]
        mine = [t for t in self.draft.tracks if isinstance(t, kind)]
        tracks = list(others)
        if segments:
            track = mine[0] if mine else kind()
            track.segments = segments
            tracks.append(track)
        self.draft.tracks = sorted(tracks, key=lambda t: t.kind)

    def _fit_transitions(self, clips: Sequence[Clip]) -> None:
        """A transition is centred on its cut, so it may not be longer than the shorter of its two clips."""
        for before, clip in pairwise(clips):
            if clip.meta.transition is not None:
                room = min(before.duration_ms, clip.duration_ms)
                clip.meta.transition.duration_ms = min(clip.meta.transition.duration_ms, room)

    # -- texts follow their clips ----------------------------------------------------------------------------------

    def _anchor(self, text: Text) -> _Anchor:
        total = self.draft.duration_ms
        if text.start_ms == 0 and text.end_ms >= total:
            return _Anchor("whole")
        if text.meta.role == "caption":
            for clip in self.clips:
                if clip.start_ms <= text.start_ms and text.end_ms <= clip.end_ms:
                    start = (text.start_ms - clip.start_ms) / clip.duration_ms
                    return _Anchor("clip", clip.id, start, (text.end_ms - clip.start_ms) / clip.duration_ms)
        return _Anchor("end" if text.end_ms >= total and text.start_ms > 0 else "start")

    def _place(self, text: Text, anchor: _Anchor) -> bool:
        """Moves the text to where its anchor is now; False when there is nothing left to show it on."""
        total = self.draft.duration_ms
        if total == 0:
            return False
        if anchor.kind == "clip":
            clip = next((c for c in self.clips if c.id == anchor.clip), None)
            if clip is None:
                return False
            text.start_ms = clip.start_ms + round(anchor.start * clip.duration_ms)
            text.duration_ms = max(1, clip.start_ms + round(anchor.end * clip.duration_ms) - text.start_ms)
        elif anchor.kind == "whole":
            text.start_ms, text.duration_ms = 0, total
        elif anchor.kind == "end":
            text.duration_ms = min(text.duration_ms, total)
            text.start_ms = total - text.duration_ms
        self._keep_within(text)
        return True

    def _keep_within(self, text: Text) -> None:
        total = self.draft.duration_ms
        text.start_ms = max(0, min(text.start_ms, total - min(total, SHORTEST_TEXT_MS)))
        text.duration_ms = max(1, min(text.duration_ms, total - text.start_ms))


def even_split(total_ms: int, count: int) -> list[int]:
    """`total_ms` in `count` whole parts that differ by at most a millisecond."""
    edges = [round(total_ms * i / count) for i in range(count + 1)]
    return [b - a for a, b in pairwise(edges)]

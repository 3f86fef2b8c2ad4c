"""A draft being worked on: its parts in lists that an edit may change, put in order again by one place, `lay`.

Whatever an edit does, clips abut, the draft ends with its last clip, music and texts stay within it, ids are unique.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from nemo_widget.model.draft import AudioTrack, Clip, Draft, Music, Text, TextTrack, VideoTrack

from . import anchors

if TYPE_CHECKING:
    from ..situation import AgentAsset

SHORTEST_CLIP_MS = 100
LONGEST_CLIP_MS = 10 * 60_000
LONGEST_VIDEO_MS = 60 * 60_000
CLIP_MS = 3000
TITLE_MS = 3000


class Scene:
    """`draft` is a deep copy that belongs to the scene; `assets` are the uploads by hash."""

    def __init__(self, draft: Draft | None, ratio: str, assets: Mapping[str, AgentAsset]) -> None:
        self.draft = draft.model_copy(deep=True) if draft is not None else Draft()
        self.ratio = ratio
        self.assets = assets
        self._spans = self._lie()

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

    def anchor(self, text: Text) -> anchors.Anchor:
        """What the text holds on to, by where the clips lay when they were last in order."""
        return anchors.asked(text) or anchors.found(text, self._spans, self.draft.duration_ms)

    def clip_under(self, text: Text) -> anchors.Anchor | None:
        return anchors.on_clip(text, self._spans)

    def _lie(self) -> anchors.Spans:
        return {c.id: (c.start_ms, c.duration_ms) for c in self.clips}

    # -- putting it in order ---------------------------------------------------------------------------------------

    def lay(self, clips: Iterable[Clip]) -> None:
        """Makes `clips` (each with its duration) the video, one after another; music and texts follow."""
        held = [(text, self.anchor(text)) for text in self.texts]
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
        self._spans = self._lie()
        self._set_track(TextTrack, [t for t, anchor in held if anchors.place(t, anchor, laid, at)])
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
            anchors.keep_within(text, self.draft.duration_ms)
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


def even_split(total_ms: int, count: int) -> list[int]:
    """`total_ms` in `count` whole parts that differ by at most a millisecond."""
    edges = [round(total_ms * i / count) for i in range(count + 1)]
    return [b - a for a, b in pairwise(edges)]

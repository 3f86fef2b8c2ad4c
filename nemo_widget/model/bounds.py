"""How much a timeline may hold: far more than anybody needs, and little enough to be rendered in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from .draft import Draft, DraftMeta

MAX_HOURS = 2
MAX_SIDE_PX, MIN_SIDE_PX = 7680, 16
MAX_CANVAS_PIXELS = 7680 * 4320
MAX_CLIPS = 20_000
MAX_TEXTS, MAX_TEXTS_AT_ONCE = 2_000, 50  # at 1080p; fewer on larger canvases
MAX_SONGS, MAX_SONGS_AT_ONCE = 500, 8


class _Span(Protocol):
    @property
    def start_ms(self) -> int: ...
    @property
    def end_ms(self) -> int: ...


def beyond_bounds(draft: Draft) -> str | None:
    """What there is too much of in the draft, as a sentence with what to do about it; None when it can be rendered."""
    if not draft.clips:
        return "The timeline is empty. Add photos and say what to make of them first."
    clips, texts, songs, meta = draft.clips, draft.texts, draft.music, draft.meta
    longest_ms = MAX_HOURS * 3_600_000
    if max(draft.duration_ms, *(segment.end_ms for segment in (*clips, *texts, *songs))) > longest_ms:
        return f"The video is longer than {MAX_HOURS} hours. Make it shorter first."
    too_large = max(meta.width, meta.height) > MAX_SIDE_PX or meta.width * meta.height > MAX_CANVAS_PIXELS
    if too_large or min(meta.width, meta.height) < MIN_SIDE_PX:
        return f"A canvas of {meta.width}×{meta.height} pixels cannot be rendered. Choose 1080p or 4K."
    for what, found, most in (("clips", clips, MAX_CLIPS), ("texts", texts, MAX_TEXTS), ("songs", songs, MAX_SONGS)):
        if len(found) > most:
            return f"There are {len(found)} {what} on the timeline; at most {most} can be rendered. Remove some first."
    if sum(clip.duration_ms for clip in clips) > 2 * longest_ms:
        return "The clips on the timeline lie over each other. Put them one after the other first."
    for what, spans, most in (("texts", texts, _texts_at_once(meta)), ("songs", songs, MAX_SONGS_AT_ONCE)):
        if (count := _at_once(spans)) > most:
            return f"There are {count} {what} at the same moment; at most {most} can be rendered. Remove some first."
    return None


def _texts_at_once(meta: DraftMeta) -> int:
    """Each may fill the canvas, and all are held in memory that are seen at the same time."""
    return min(MAX_TEXTS_AT_ONCE, max(4, MAX_TEXTS_AT_ONCE * 1920 * 1080 // (meta.width * meta.height)))


def _at_once(spans: Sequence[_Span]) -> int:
    """The most that there are at any moment."""
    edges: Iterable[tuple[int, int]] = sorted(
        edge for span in spans for edge in ((span.start_ms, 1), (span.end_ms, -1))
    )
    count = most = 0
    for _, step in edges:
        count += step
        most = max(most, count)
    return most

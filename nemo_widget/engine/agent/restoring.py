"""One setting of a draft back to what it was in an earlier one: the ratio, the music, the order, the look of a clip."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_widget.model.draft import Draft, Text

from .edits import (
    AddText,
    Adjust,
    ArrangeClips,
    EditBase,
    RemoveMusic,
    RemoveText,
    SetBackground,
    SetCanvas,
    SetClipDuration,
    SetFilter,
    SetFit,
    SetMotion,
    SetMusic,
    SetTransition,
    anchors,
)
from .edits.looks import BLACK
from .situation import ratio_of


def _asked_ms(text: Text) -> int | None:
    """How long the text shall be shown, None for the whole video."""
    anchor = anchors.asked(text)
    if anchor is None or anchor.on == "clip":
        return text.duration_ms
    return None if anchor.on == "video" else anchor.d


def _clip_of(text: Text) -> str | None:
    anchor = anchors.asked(text)
    return anchor.clip if anchor is not None and anchor.on == "clip" else None


def edits_back(now: Draft, then: Draft, slot: str, only: Sequence[str] = ()) -> list[EditBase]:
    """What gives `now` the setting of `then`; of the clips in `only`, if there are any."""

    if slot == "canvas":
        return [SetCanvas(ratio=ratio_of(then), short_side=min(then.meta.width, then.meta.height))]
    if slot == "music":
        if not then.music:
            return [RemoveMusic()]
        meta = then.music[0].meta
        return [SetMusic(source=meta.src, volume=meta.volume, fade_in_ms=meta.fade_in, fade_out_ms=meta.fade_out)]
    if slot == "text":
        edits: list[EditBase] = [RemoveText()] if now.texts else []
        return edits + [
            AddText(
                id=t.id, text=t.meta.text, role=t.meta.role, position=t.meta.position, start_ms=t.start_ms,
                duration_ms=_asked_ms(t), clip=_clip_of(t), size=t.meta.size,
                color=t.meta.color.lower(), animation=t.meta.animation,
            )
            for t in then.texts
        ]  # fmt: skip
    if slot == "order":
        return [ArrangeClips(order=[c.id for c in then.clips])]
    old = {c.id: c for c in then.clips}
    pairs = [(c, old[c.id]) for c in now.clips if c.id in old and (not only or c.id in only)]
    if slot == "filter":
        return [SetFilter(clips=[c.id], filter=o.meta.filter) for c, o in pairs]
    if slot == "fit":
        return [SetFit(clips=[c.id], fit=o.meta.fit) for c, o in pairs]
    if slot == "background":
        canvas = then.meta.background or BLACK
        return [SetBackground(clips=[c.id], color=(o.meta.background or canvas).lower()) for c, o in pairs]
    if slot in ("brightness", "contrast", "saturation"):
        return [Adjust(clips=[c.id], what=slot, value=getattr(o.meta, slot)) for c, o in pairs]
    if slot == "motion":
        return [SetMotion(clips=[c.id], motion=o.meta.motion) for c, o in pairs]
    if slot == "transition":
        return [
            SetTransition(
                clips=[c.id],
                type=o.meta.transition.type if o.meta.transition else "none",
                duration_ms=o.meta.transition.duration_ms if o.meta.transition else None,
            )
            for c, o in pairs
            if c is not now.clips[0]
        ]
    return [SetClipDuration(clips=[c.id], duration_ms=o.duration_ms) for c, o in pairs]


def value_of(draft: Draft, slot: str, only: Sequence[str] = ()) -> object:
    """What a draft has in that slot, to compare; the clips in `only`, if there are any."""
    clips = [c for c in draft.clips if not only or c.id in only]
    return {
        "canvas": (draft.meta.width, draft.meta.height),
        "music": [m.meta for m in draft.music],
        "text": [(t.meta, t.start_ms) for t in draft.texts],
        "transition": [c.meta.transition for c in clips],
        "filter": [c.meta.filter for c in clips],
        "motion": [c.meta.motion for c in clips],
        "order": [c.id for c in clips],
        "duration": [c.duration_ms for c in clips],
    }[slot]

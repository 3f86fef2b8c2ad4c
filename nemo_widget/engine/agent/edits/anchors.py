"""What a text holds on to while the clips change: the whole video, a clip, the end of the video, or a time.

What was asked for is remembered in the text's meta under `asked`, so that a video that was short for a while does not
cut its texts short for ever. A text without it (another program may have written it) holds on to what it lies on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ValidationError

from nemo_widget.model.draft import Clip, Text

SHORTEST_TEXT_MS = 200
KEY = "asked"

Spans = Mapping[str, tuple[int, int]]  # clip id -> (start, duration) in ms, as the clips lay before they were changed


class Anchor(BaseModel):
    """`on` a "clip": from `start` to `end` as shares of its duration; at the "end": the last `d` ms of the video; at a
    "time": `d` ms from `s` on; the whole "video"."""

    on: Literal["video", "clip", "end", "time"]
    clip: str = ""
    start: float = 0.0
    end: float = 1.0
    s: int = 0
    d: int = 0


def remember(text: Text, anchor: Anchor) -> None:
    extra = dict(text.meta.model_extra or {})
    extra[KEY] = anchor.model_dump(exclude_defaults=True)
    text.meta = type(text.meta)(**{**text.meta.model_dump(by_alias=True), **extra})


def asked(text: Text) -> Anchor | None:
    """What was asked for when the text was made or last timed; None when that is not known."""
    try:
        return Anchor.model_validate((text.meta.model_extra or {}).get(KEY))
    except ValidationError:
        return None


def found(text: Text, spans: Spans, total_ms: int) -> Anchor:
    """What a text holds on to by where it lies; a caption within a clip is that clip's."""
    if text.start_ms == 0 and text.end_ms >= total_ms:
        return Anchor(on="video")
    return on_clip(text, spans) or (
        Anchor(on="end", d=text.duration_ms)
        if text.end_ms >= total_ms and text.start_ms > 0
        else Anchor(on="time", s=text.start_ms, d=text.duration_ms)
    )


def on_clip(text: Text, spans: Spans) -> Anchor | None:
    """The clip that a caption lies on; None when it lies on several, or is a title."""
    if text.meta.role != "caption":
        return None
    for clip, (start, duration) in spans.items():
        if start <= text.start_ms and text.end_ms <= start + duration:
            low, high = (text.start_ms - start) / duration, (text.end_ms - start) / duration
            return Anchor(on="clip", clip=clip, start=low, end=high)
    return None


def place(text: Text, anchor: Anchor, clips: Sequence[Clip], total_ms: int) -> bool:
    """Moves the text to where its anchor is now; False when there is nothing left to show it on."""
    if total_ms == 0:
        return False
    if anchor.on == "clip":
        clip = next((c for c in clips if c.id == anchor.clip), None)
        if clip is None:
            return False
        text.start_ms = clip.start_ms + round(anchor.start * clip.duration_ms)
        text.duration_ms = max(1, clip.start_ms + round(anchor.end * clip.duration_ms) - text.start_ms)
    elif anchor.on == "video":
        text.start_ms, text.duration_ms = 0, total_ms
    elif anchor.on == "end":
        text.duration_ms = max(1, min(anchor.d, total_ms))
        text.start_ms = total_ms - text.duration_ms
    else:
        text.start_ms, text.duration_ms = max(0, anchor.s), max(1, anchor.d)
    keep_within(text, total_ms)
    return True


def keep_within(text: Text, total_ms: int) -> None:
    text.start_ms = max(0, min(text.start_ms, total_ms - min(total_ms, SHORTEST_TEXT_MS)))
    text.duration_ms = max(1, min(text.duration_ms, total_ms - text.start_ms))

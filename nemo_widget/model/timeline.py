"""A view on a draft, whoever wrote it: tolerant of keys and kinds it does not know, and never written back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel

Kind = Literal["video", "music", "text", "other"]

_LARGEST = 2**53  # beyond that, no number is a time, a size or a count

_KINDS: dict[object, Kind] = {0: "video", 1: "music", 7: "text"}
_LABELS: dict[Kind, str] = {"video": "Video", "music": "BGM", "text": "Title", "other": "Track"}


class TimelineClip(BaseModel):
    """One segment. Times in milliseconds; `source` is an upload's hash or "music:<preset>", `volume` 0 to 1.

    `bpm` is the tempo of music; `in_ms` is where in its file a video clip begins and `speed` how fast it plays. None
    where the draft does not say.
    """

    id: str
    name: str
    start_ms: int
    duration_ms: int
    source: str | None = None
    volume: float | None = None
    transition: str | None = None
    transition_ms: int = 0
    bpm: float | None = None
    in_ms: int | None = None
    speed: float | None = None

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.duration_ms


class TimelineTrack(BaseModel):
    """One track with its segments in order of time."""

    id: str
    kind: Kind
    label: str
    clips: list[TimelineClip]


class Timeline(BaseModel):
    """The tracks, the canvas (pixels, frames a second) and the duration (milliseconds). `str` is the summary line.

    `undo_steps` and `redo_steps` are how far one can go back and forward again; None where the back end does not say.
    """

    tracks: list[TimelineTrack] = []
    duration_ms: int = 0
    width: int = 1920
    height: int = 1080
    fps: float = 30
    ratio: str = "16:9"
    undo_steps: int | None = None
    redo_steps: int | None = None

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> Timeline:
        """The timeline of a session's `state` (`draft` and `canvas_config`); empty when there is no draft."""
        draft = _mapping(state.get("draft"))
        canvas = {**_mapping(draft.get("m")), **_mapping(state.get("canvas_config"))}
        tracks = [_track(index, raw) for index, raw in enumerate(_mappings(draft.get("t")))]
        last_ms = max((c.end_ms for t in tracks for c in t.clips), default=0)
        width, height = _whole(canvas.get("width"), 1920), _whole(canvas.get("height"), 1080)
        return cls(
            tracks=[t for t in tracks if t.clips],
            duration_ms=_whole(draft.get("d"), last_ms),
            width=width,
            height=height,
            fps=_number(canvas.get("fps"), 30),
            ratio=str(canvas.get("ratio") or f"{width}:{height}"),
            undo_steps=_count(_mapping(state.get("history")).get("undo")),
            redo_steps=_count(_mapping(state.get("history")).get("redo")),
        )

    @property
    def is_empty(self) -> bool:
        return not self.tracks

    @property
    def duration_s(self) -> float:
        return self.duration_ms / 1000

    def clips(self, kind: Kind = "video") -> list[TimelineClip]:
        return [c for t in self.tracks if t.kind == kind for c in t.clips]

    def __str__(self) -> str:
        if self.is_empty:
            return "Timeline (empty)"
        count = len(self.tracks)
        lines = (f"{n}. {t.label}: {', '.join(_entry(t, c) for c in t.clips)}" for n, t in enumerate(self.tracks, 1))
        return f"Timeline ({count} track{'s' if count > 1 else ''}): {' '.join(lines)}"


def _entry(track: TimelineTrack, clip: TimelineClip) -> str:
    name = f'"{clip.name}"' if track.kind == "text" else clip.name
    volume = f", {round(clip.volume * 100)}%" if track.kind == "music" and clip.volume is not None else ""
    return f"{name} ({_seconds(clip.start_ms)}-{_seconds(clip.end_ms)}s{volume})"


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.2f}".rstrip("0").rstrip(".")


def kind_of(track_type: object) -> Kind:
    """What kind of track the wire's `tt` stands for."""
    return _KINDS.get(track_type, "other") if isinstance(track_type, int) else "other"


def _track(index: int, raw: Mapping[str, Any]) -> TimelineTrack:
    kind = kind_of(raw.get("tt"))
    clips = sorted((_clip(kind, n, s) for n, s in enumerate(_mappings(raw.get("sg")))), key=lambda c: c.start_ms)
    return TimelineTrack(id=str(raw.get("id") or f"track-{index + 1}"), kind=kind, label=_LABELS[kind], clips=clips)


def _clip(kind: Kind, index: int, raw: Mapping[str, Any]) -> TimelineClip:
    meta = _mapping(raw.get("m"))
    words = meta.get("text") if kind == "text" else meta.get("name")
    transition = _mapping(meta.get("transition"))
    return TimelineClip(
        id=str(raw.get("id") or f"{kind}-{index + 1}"),
        name=str(words or meta.get("name") or meta.get("text") or meta.get("title") or meta.get("src") or "untitled"),
        start_ms=_whole(raw.get("s"), 0),
        duration_ms=_whole(raw.get("d"), 0),
        source=str(meta["src"]) if meta.get("src") else None,
        volume=None if math.isnan(volume := _number(meta.get("volume"), math.nan)) else volume,
        transition=str(transition["type"]) if transition.get("type") else None,
        transition_ms=_whole(transition.get("d"), 0),
        bpm=_positive(meta.get("bpm")),
        in_ms=_count(meta.get("in")),
        speed=_positive(meta.get("speed")),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> Iterator[Mapping[str, Any]]:
    return (item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else iter(())


def _number(value: object, default: float) -> float:
    """`value` if it is a number that can be counted with; JSON as Python reads it has others too."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < _LARGEST:
        return default
    return float(value)


def _positive(value: object) -> float | None:
    return number if (number := _number(value, 0)) > 0 else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST else None


def _whole(value: object, default: int) -> int:
    return round(_number(value, default))

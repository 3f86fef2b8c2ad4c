"""What is to be played, before anybody plays it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .notation import pitch_name
from .presets import BEATS_PER_BAR


@dataclass(frozen=True)
class Note:
    """`part` plays `pitch` (MIDI number) from `beat`, for `beats`; `velocity` 0 to 1."""

    part: str
    beat: float
    beats: float
    pitch: int
    velocity: float


@dataclass(frozen=True)
class Hit:
    """`drum` is struck at `beat`; `velocity` 0 to 1."""

    drum: str
    beat: float
    velocity: float


@dataclass
class Score:
    """A whole piece; `last_beat` is where its final chord falls."""

    notes: list[Note] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    last_beat: float = 0.0

    def bars(self) -> Iterator[str]:
        """The score in words, a line for each part of each bar: for the composer's eye."""
        for bar in range(int(self.last_beat // BEATS_PER_BAR) + 1):
            begin, end = bar * BEATS_PER_BAR, (bar + 1) * BEATS_PER_BAR
            lines: dict[str, list[str]] = {}
            for note in sorted(self.notes, key=lambda n: (n.beat, n.pitch)):
                if begin <= note.beat < end:
                    lines.setdefault(note.part, []).append(f"{note.beat - begin:g}:{pitch_name(note.pitch)}")
            for hit in sorted(self.hits, key=lambda h: h.beat):
                if begin <= hit.beat < end:
                    lines.setdefault(hit.drum, []).append(f"{hit.beat - begin:g}")
            for part, events in lines.items():
                yield f"{bar + 1:3d} {part:8s} {' '.join(events)}"

"""From a number of bars to a score: the form of a piece, and what all styles share in writing its bars."""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import ClassVar

from .effects import Room
from .harmony import nearest
from .mixing import Channel
from .notation import Chord, Tone, chord, pattern, phrase
from .presets import BEATS_PER_BAR
from .score import Hit, Note, Score

PERIOD_BARS = 8
_SHORT_BARS = 2 * PERIOD_BARS


@dataclass(frozen=True)
class Section:
    """Some bars over one progression. `parts` are those that play; `lift` raises the dynamics (1 = normal)."""

    theme: str
    parts: frozenset[str]
    bars: int = PERIOD_BARS
    lift: float = 1.0


def section(theme: str, parts: str, bars: int = PERIOD_BARS, lift: float = 1.0) -> Section:
    return Section(theme, frozenset(parts.split()), bars, lift)


@dataclass(frozen=True)
class Placed:
    """A chord within a bar, from `beat` of that bar, for `beats`."""

    beat: float
    beats: float
    chord: Chord


@dataclass(frozen=True)
class Bar:
    """One bar to be filled. `index` counts within its section, `number` within the piece; `left` bars follow it, and it
    lies at `progress` (0 to 1) of the piece."""

    number: int
    index: int
    section: Section
    chords: tuple[Placed, ...]
    next_chord: Chord
    is_section_end: bool
    left: int
    progress: float

    @property
    def beat(self) -> float:
        """Where it begins, counted from the beginning of the piece."""
        return float(self.number * BEATS_PER_BAR)

    @property
    def is_last(self) -> bool:
        return self.left == 0

    def has(self, part: str) -> bool:
        return part in self.section.parts


class Arranger(ABC):
    """A style. It writes down its harmony and themes as data, and says in `play_bar` what each part does with them."""

    name: ClassVar[str]
    tonic: ClassVar[int] = 0  # semitones above C
    movements: ClassVar[tuple[int, ...]] = (0,)  # keys of a long piece, one a cycle, in semitones above the tonic
    swing: ClassVar[float] = 0.5  # share of an eighth that its first sixteenth takes
    tail_ms: ClassVar[float] = 1600  # the final chord rings at least so long
    progressions: ClassVar[Mapping[str, str]]
    cadence: ClassVar[str]
    final: ClassVar[str]
    themes: ClassVar[Mapping[str, tuple[tuple[str, ...], ...]]]  # of each theme, its two-bar slots, each with variants
    short: ClassVar[tuple[Section, Section]]  # the whole form of a piece that has no time for an intro
    intro: ClassVar[Section]
    cycle: ClassVar[tuple[Section, ...]]
    last: ClassVar[Section]
    channels: ClassVar[Mapping[str, Channel]]
    kit: ClassVar[str]
    room: ClassVar[Room]
    echo_beats: ClassVar[float] = 0.75
    echo_feedback: ClassVar[float] = 0.4
    duck_s: ClassVar[float] = 0.3
    sway_s: ClassVar[float] = 0.003  # how far from the grid the players are, as a standard deviation

    def __init__(self) -> None:
        self.random = Random(zlib.crc32(self.name.encode()))  # noqa: S311 - the same piece every time is the point
        self.score = Score()
        self.shift = self.tonic
        self._chosen: dict[tuple[str, int], int] = {}

    # -- form

    def compose(self, bars: int) -> Score:
        """A piece of so many bars, after which the final chord falls."""
        number = 0
        for movement, part in self._form(bars):
            self.shift = self.tonic + movement
            names = [bar.split() for bar in self.progressions[part.theme].split("|")]
            for index in range(part.bars):
                is_last = number == bars - 1
                here = self.cadence.split() if is_last else names[index % len(names)]
                after = self.final.split() if is_last else names[(index + 1) % len(names)]
                share = BEATS_PER_BAR / len(here)
                placed = tuple(
                    Placed(i * share, share, chord(name).transposed(self.shift)) for i, name in enumerate(here)
                )
                next_chord = chord(after[0]).transposed(self.shift)
                is_end, left, progress = index == part.bars - 1, bars - 1 - number, number / max(1, bars - 1)
                self.play_bar(Bar(number, index, part, placed, next_chord, is_end, left, progress))
                number += 1
        self.score.last_beat = float(bars * BEATS_PER_BAR)
        self.play_final(self.score.last_beat, chord(self.final).transposed(self.shift))
        return self.score

    def _form(self, bars: int) -> list[tuple[int, Section]]:
        """Sections with their keys that fill the bars exactly. No last one is shorter than half a period, unless the
        piece is."""
        if bars <= _SHORT_BARS:
            first, second = self.short
            if bars <= PERIOD_BARS + PERIOD_BARS // 2:
                return [(0, replace(first, bars=bars))]
            return [(0, first), (0, replace(second, bars=bars - first.bars))]
        form = [(0, self.intro)]
        left, turn = bars - self.intro.bars, 0
        while left > PERIOD_BARS + PERIOD_BARS // 2:
            part = self.cycle[turn % len(self.cycle)]
            form.append((self.movements[turn // len(self.cycle) % len(self.movements)], part))
            left, turn = left - part.bars, turn + 1
        return [*form, (0, replace(self.last, bars=left))]

    @abstractmethod
    def play_bar(self, bar: Bar) -> None:
        """Writes all parts of the bar into `self.score`."""

    @abstractmethod
    def play_final(self, beat: float, final: Chord) -> None:
        """Writes the chord that rings out, on the first beat after the last bar."""

    # -- what all styles use

    def note(self, part: str, beat: float, beats: float, pitch: int, velocity: float) -> None:
        self.score.notes.append(Note(part, beat, beats, pitch, min(1.0, velocity)))

    def hit(self, drum: str, beat: float, velocity: float) -> None:
        self.score.hits.append(Hit(drum, beat, min(1.0, velocity)))

    def drums(self, bar: Bar, **patterns: str) -> None:
        """One bar of drums, each written as in `notation.pattern`."""
        for drum, text in patterns.items():
            for beat, velocity in pattern(text):
                self.hit(drum, bar.beat + beat, velocity * bar.section.lift)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def bass_pitch(self, pitch_class: int, around: int = 36, low: int = 28, high: int = 47) -> int:
        return nearest(pitch_class, around, low, high)

    def approach(self, goal: int, side: int) -> int:
        """The tone of the key that is a step from `goal`, above it (`side` 1) or below (-1)."""
        scale = (0, 2, 4, 5, 7, 9, 11)
        return next(p for p in (goal + side, goal + 2 * side) if (p - self.shift) % 12 in scale)

    def melody(self, bar: Bar, part: str, velocity: float, octaves: int = 0) -> list[Note]:
        """The theme's phrase that begins in this bar, if one does: another variant than the last time, now and then
        ornamented. The last bar of the piece has phrases of its own, that lead to the final chord. Gives its notes."""
        theme, index = ("cadence", 0) if bar.is_last else (bar.section.theme, bar.index)
        if index % 2:
            return []
        slots = self.themes[theme]
        slot = index // 2 % len(slots)
        beats_left = min(2, max(1, bar.left)) * BEATS_PER_BAR
        tones = phrase(slots[slot][self._variant(theme, slot, len(slots[slot]))])
        before = len(self.score.notes)
        for tone in self._varied([t for t in tones if t.beat < beats_left]):
            accent = 0.08 if tone.beat % 2 == 0 else 0.0
            loud = velocity * (0.92 + accent) * bar.section.lift
            self.note(part, bar.beat + tone.beat, tone.beats, tone.pitch + self.shift + 12 * octaves, loud)
        return self.score.notes[before:]

    def double(self, notes: Sequence[Note], part: str, *, octaves: int, velocity: float) -> None:
        """`part` plays along with these notes, some octaves away."""
        for note in notes:
            self.note(part, note.beat, note.beats, note.pitch + 12 * octaves, note.velocity * velocity)

    def _variant(self, theme: str, slot: int, count: int) -> int:
        """The first variant states the theme; after that it is never the same twice running, if there is a choice."""
        key = (theme, slot)
        before = self._chosen.get(key)
        others = [v for v in range(count) if v != before]
        choice = 0 if before is None or not others else self.random.choice(others)
        self._chosen[key] = choice
        return choice

    def _varied(self, tones: Sequence[Tone]) -> list[Tone]:
        """Small liberties: a long tone may be re-struck before its end, a short weak one left out."""
        varied: list[Tone] = []
        for tone in tones:
            weak = tone.beat % 1 != 0 and tone.beats <= 0.5
            if weak and 0 < len(varied) < len(tones) - 1 and self.chance(0.08):
                continue
            if tone.beats >= 1.5 and self.chance(0.15):
                varied.append(Tone(tone.beat, tone.beats - 0.5, tone.pitch))
                varied.append(Tone(tone.beat + tone.beats - 0.5, 0.5, tone.pitch))
                continue
            varied.append(tone)
        return varied

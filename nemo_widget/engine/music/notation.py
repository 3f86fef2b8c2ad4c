"""How the styles write music down: pitches ("F#4"), phrases ("A4:.5 r:1"), drum patterns ("9..3"), chord names ("Am9").

Everything is written in C major or A minor; a style transposes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ACCIDENTALS = {"": 0, "#": 1, "b": -1}
_PITCH = re.compile(r"([A-G])([#b]?)(-?\d)")
_CHORD = re.compile(r"([A-G])([#b]?)([^/]*)(?:/([A-G])([#b]?))?")
_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")

# semitones above the root, the most telling tones first after the root (a thin voicing leaves out the last ones)
_QUALITIES: dict[str, tuple[int, ...]] = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "5": (0, 7),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "add9": (0, 4, 7, 2),
    "madd9": (0, 3, 7, 2),
    "6": (0, 4, 9, 7),
    "69": (0, 4, 9, 2),
    "m6": (0, 3, 9, 7),
    "7": (0, 4, 10, 7),
    "maj7": (0, 4, 11, 7),
    "m7": (0, 3, 10, 7),
    "m7b5": (0, 3, 10, 6),
    "7sus4": (0, 5, 10, 7),
    "9": (0, 4, 10, 2),
    "9sus4": (0, 5, 10, 2),
    "maj9": (0, 4, 11, 2),
    "m9": (0, 3, 10, 2),
    "m11": (0, 3, 10, 5),
    "13": (0, 4, 10, 9),
    "13sus4": (0, 5, 10, 9),
    "7b9": (0, 4, 10, 1),
    "maj7#11": (0, 4, 11, 6),
}


@dataclass(frozen=True)
class Chord:
    """`root` and `bass` are pitch classes (0 is C), `intervals` semitones above the root, the root first."""

    root: int
    intervals: tuple[int, ...]
    bass: int

    @property
    def pitch_classes(self) -> tuple[int, ...]:
        return tuple((self.root + interval) % 12 for interval in self.intervals)

    @property
    def fifth(self) -> int:
        """The pitch class of its fifth, be it perfect or diminished."""
        return (self.root + (6 if 6 in self.intervals and 3 in self.intervals else 7)) % 12

    def transposed(self, semitones: int) -> Chord:
        return Chord((self.root + semitones) % 12, self.intervals, (self.bass + semitones) % 12)


@dataclass(frozen=True)
class Tone:
    """A note of a phrase: `beat` from the phrase's start and `beats` long; `pitch` is a MIDI number."""

    beat: float
    beats: float
    pitch: int


def pitch(name: str) -> int:
    """ "A4" → 69."""
    match = _PITCH.fullmatch(name)
    if match is None:
        raise ValueError(f"{name!r} is not a pitch")
    letter, accidental, octave = match.groups()
    return 12 * (int(octave) + 1) + _LETTERS[letter] + _ACCIDENTALS[accidental]


def pitch_name(number: int) -> str:
    """69 → "A4"."""
    return f"{_NAMES[number % 12]}{number // 12 - 1}"


@cache
def phrase(text: str) -> tuple[Tone, ...]:
    """ "A4:.5 r:1 C5:2 | E5:4": pitch or rest, and its length in beats. Bars must come out whole."""
    tones: list[Tone] = []
    beat = 0.0
    for number, bar in enumerate(text.split("|"), 1):
        for token in bar.split():
            name, _, length = token.partition(":")
            if name != "r":
                tones.append(Tone(beat, float(length), pitch(name)))
            beat += float(length)
        if abs(beat - 4 * number) > 1e-9:
            raise ValueError(f"bar {number} of {text!r} is not four beats long")
    return tuple(tones)


@cache
def pattern(text: str) -> tuple[tuple[float, float], ...]:
    """One bar of a drum, "9..3 ..9.": (beat, velocity 0 to 1) of each digit; blanks do not count."""
    steps = text.replace(" ", "")
    return tuple((4 * i / len(steps), int(step) / 9) for i, step in enumerate(steps) if step != ".")


@cache
def chord(name: str) -> Chord:
    """ "Bbmaj9", "G13sus4", "C/E" → its tones."""
    match = _CHORD.fullmatch(name)
    if match is None or match[3] not in _QUALITIES:
        raise ValueError(f"{name!r} is not a chord that is known here")
    root = (_LETTERS[match[1]] + _ACCIDENTALS[match[2]]) % 12
    bass = (_LETTERS[match[4]] + _ACCIDENTALS[match[5]]) % 12 if match[4] else root
    return Chord(root, _QUALITIES[match[3]], bass)

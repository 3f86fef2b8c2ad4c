from __future__ import annotations

from typing import ClassVar

from ..arranger import Arranger, Bar, section
from ..effects import Room
from ..harmony import Voices
from ..mixing import Channel
from ..notation import Chord


class Ambient(Arranger):
    """No drums and no hurry: chords that melt into each other, a few bells with long echoes, and the sea far away."""

    name = "ambient"
    tonic = 4
    movements = (0, -4, 3)
    tail_ms = 3000
    progressions: ClassVar = {
        "A": "Cmaj9 | Am9 | Fmaj9 | G69 | Cmaj9 | Em7 | Fmaj9 | Gsus2",
        "B": "Am9 | Fmaj9 | Cmaj9 | Em7 | Am9 | Dm9 | Fmaj9 | Gsus2",
        "C": "Fmaj7#11 | Cmaj9 | Dm9 | Am9 | Fmaj7#11 | Cmaj9 | Em7 | Gsus2",
    }
    cadence = "Fmaj9"
    final = "Cadd9"
    themes: ClassVar = {}
    short = (section("A", "pad sub bells wash piano"), section("B", "pad sub bells choir piano wash"))
    intro = section("A", "pad wash bells", bars=4, lift=0.9)
    cycle = (
        section("A", "pad sub bells wash"),
        section("B", "pad sub bells piano wash"),
        section("C", "pad choir sub piano wash"),
        section("A", "pad sub bells piano choir wash"),
        section("B", "pad bells wash", lift=0.9),
        section("C", "pad sub choir bells piano wash"),
    )
    last = section("A", "pad sub bells piano choir wash")
    channels: ClassVar = {
        "pad": Channel("slow_pad", 0.32, reverb=0.4, tremolo=0.12),
        "sub": Channel("sub", 0.34, reverb=0.05),
        "bells": Channel("glass", 0.44, reverb=0.5, echo=0.42),
        "piano": Channel("piano", 0.46, reverb=0.5, echo=0.22),
        "choir": Channel("choir", 0.24, reverb=0.5),
    }
    kit = "shore"
    room = Room(3.6, predelay_s=0.04, damping=0.5)
    echo_beats = 1.5
    echo_feedback = 0.55
    sway_s = 0.006

    # where the bells of a bar may ring, and which way their little figure goes over the tones of the chord
    _RHYTHMS: ClassVar[tuple[tuple[float, ...], ...]] = (
        (0.5, 1.5, 2.0),
        (1.0, 2.5),
        (0.5, 1.0, 2.5, 3.0),
        (2.0, 3.0),
        (1.5,),
    )
    _FIGURES = ((0, 2, 1, 3), (3, 2, 0, 1), (1, 3, 2, 0), (2, 3, 1, 2))

    def __init__(self) -> None:
        super().__init__()
        self.hands = Voices(48, 69, count=4)
        self.throats = Voices(60, 76, count=3)
        self.bells = Voices(72, 91, count=4)
        self.rhythm: tuple[float, ...] = self._RHYTHMS[0]
        self.figure = self._FIGURES[0]

    def play_bar(self, bar: Bar) -> None:
        lift = bar.section.lift
        chord = bar.chords[0].chord
        for p in self.hands.play(chord):
            self.note("pad", bar.beat, 4, p, 0.6 * lift)
        if bar.has("sub"):
            self.note("sub", bar.beat, 3.6, self.bass_pitch(chord.bass, around=38, low=33, high=45), 0.6 * lift)
        if bar.has("choir"):
            for p in self.throats.play(chord):
                self.note("choir", bar.beat, 4, p, 0.5 * lift)
        if bar.has("bells"):
            self._ring(bar, chord, lift)
        if bar.has("piano") and bar.index % 2 == 0:
            low = self.bass_pitch(chord.bass, around=48, low=43, high=55)
            high = self.random.sample(self.throats.play(chord), 2)
            steps = [(0.0, low), (0.5, low + 7), (1.0, high[0])]
            if self.chance(0.5):
                steps.append((self.random.choice((2.0, 2.5, 3.0)), high[1]))
            for at, p in steps:
                self.note("piano", bar.beat + at, 5, p, 0.46 * lift)
        if bar.has("wash") and bar.index % 2 == 0:
            self.hit("wash", bar.beat + self.random.random(), 0.7)

    def _ring(self, bar: Bar, chord: Chord, lift: float) -> None:
        """A figure is stated, comes back over the next chord, and only then gives way to another."""
        if bar.index % 4 == 0:
            self.figure = self.random.choice(self._FIGURES)
        if bar.index % 2 == 0:
            self.rhythm = self.random.choice(self._RHYTHMS[:4])
        if bar.index % 4 == 3 and self.chance(0.6):  # room to breathe
            return
        tones = self.bells.play(chord)
        for i, at in enumerate(self.rhythm):
            self.note("bells", bar.beat + at, 2, tones[self.figure[i] % len(tones)], (0.6 - 0.06 * i) * lift)

    def play_final(self, beat: float, final: Chord) -> None:
        for p in self.hands.play(final):
            self.note("pad", beat, 5, p, 0.62)
        self.note("sub", beat, 4, self.bass_pitch(final.bass, around=38, low=33, high=45), 0.6)
        for i, p in enumerate(self.bells.play(final)):
            self.note("bells", beat + 0.5 * i, 4, p, 0.55 - 0.05 * i)
        self.note("piano", beat, 6, self.bass_pitch(final.bass, around=48, low=43, high=55), 0.5)

from __future__ import annotations

from typing import ClassVar

from ..arranger import Arranger, Bar, section
from ..effects import Room
from ..harmony import Voices
from ..mixing import Channel
from ..notation import Chord

_FULL = "piano strings low spiccato lead drums"


class Cinematic(Arranger):
    """A piano alone, strings that gather under it, horns and big drums at the end: always on its way up."""

    name = "cinematic"
    tonic = 2
    movements = (0, 3, -2)
    tail_ms = 2200
    progressions: ClassVar = {
        "A": "Am | Fmaj7 | C | G | Am | Fmaj7 | Dm7 | Gsus4 G",
        "B": "F | G | Am | Em7 | F | G | C | G/B",
        "C": "Am | F | C/E | G | Am | F | Dm7 | Gsus4 G",
    }
    cadence = "F G"
    final = "Cadd9"
    themes: ClassVar = {
        "cadence": (("F5:1 A5:1 G5:1.5 D5:.5", "A5:2 B5:2"),),
        "A": (
            ("A4:2 E5:1.5 D5:.5 | C5:3 A4:1", "E5:3 D5:.5 C5:.5 | C5:2 A4:2"),
            ("G4:2 E5:1.5 C5:.5 | D5:3 B4:1", "E5:2 G5:1.5 E5:.5 | D5:4"),
            ("A4:2 E5:1.5 G5:.5 | A5:3 E5:1", "C5:2 A4:1 C5:1 | E5:3 C5:1"),
            ("F5:2 E5:1 D5:1 | D5:2 B4:2", "A5:1.5 G5:.5 F5:1 E5:1 | D5:2 G5:2"),
        ),
        "B": (
            ("C5:2 F5:1 A5:1 | G5:3 D5:1", "A5:3 G5:.5 F5:.5 | D5:2 G5:2"),
            ("C5:2 E5:1 A5:1 | G5:3 E5:1", "E5:3 D5:.5 C5:.5 | B4:2 E5:2"),
            ("A5:2 G5:1 F5:1 | G5:2 B5:2", "F5:2 A5:1 C6:1 | B5:3 G5:1"),
            ("C6:2 G5:1 E5:1 | D5:4", "G5:3 E5:1 | D5:3 G5:1"),
        ),
        "C": (
            ("E5:3 C5:1 | A5:3 F5:1", "A5:2 E5:1 A5:1 | C6:3 A5:1"),
            ("G5:3 E5:1 | D5:2 G5:2", "G5:2 C6:2 | B5:3 G5:1"),
            ("A5:3 E5:1 | C6:3 A5:1", "E5:2 A5:1 B5:1 | C6:2 A5:2"),
            ("A5:2 F5:1 D5:1 | G5:4", "F5:1 A5:1 D6:2 | C6:2 B5:2"),
        ),
    }
    short = (section("A", f"{_FULL} build"), section("C", f"{_FULL} choir build"))
    intro = section("A", "piano strings", bars=4, lift=0.8)
    cycle = (
        section("A", "piano strings low lead", lift=0.85),
        section("A", "piano strings low spiccato lead pulse", lift=0.95),
        section("B", _FULL, lift=1.05),
        section("C", f"{_FULL} choir", lift=1.15),
        section("A", "piano strings low lead", lift=0.75),
        section("B", "strings low spiccato lead pulse choir", lift=0.95),
        section("C", f"{_FULL} choir", lift=1.15),
    )
    last = section("C", f"{_FULL} choir", lift=1.15)
    channels: ClassVar = {
        "piano": Channel("piano", 0.42, reverb=0.3),
        "strings": Channel("strings", 0.32, reverb=0.34),
        "low": Channel("strings", 0.36, reverb=0.22),
        "spiccato": Channel("spiccato", 0.55, pan=-0.15, reverb=0.3),
        "violins": Channel("strings", 0.48, pan=-0.3, reverb=0.38),
        "horns": Channel("horns", 0.5, pan=0.25, reverb=0.36),
        "choir": Channel("choir", 0.22, reverb=0.45),
    }
    kit = "orchestra"
    room = Room(2.5, predelay_s=0.028, damping=0.55)
    echo_beats = 1.0
    sway_s = 0.004

    def __init__(self) -> None:
        super().__init__()
        self.hands = Voices(57, 74, count=3)
        self.bows = Voices(50, 69, count=4)
        self.high_bows = Voices(60, 79, count=3)

    def play_bar(self, bar: Bar) -> None:
        lift = bar.section.lift
        build = bar.has("build")  # a short piece makes its whole way up within one section
        if build:
            lift *= 0.8 + 0.35 * bar.progress
        grown = not build or bar.progress > 0.2
        for placed in bar.chords:
            beat = bar.beat + placed.beat
            if bar.has("piano"):
                self._ripple(beat, placed.beats, placed.chord, lift)
            if bar.has("strings"):
                for p in self.bows.play(placed.chord):
                    self.note("strings", beat, placed.beats, p, 0.52 * lift)
            if bar.has("low"):
                root = self.bass_pitch(placed.chord.bass, around=38, low=31, high=48)
                self.note("low", beat, placed.beats, root, 0.62 * lift)
                self.note("low", beat, placed.beats, root + 12, 0.42 * lift)
            if bar.has("spiccato") and grown:
                self._ostinato(beat, placed.beats, placed.chord, lift)
            if bar.has("choir"):
                for p in self.high_bows.play(placed.chord):
                    self.note("choir", beat, placed.beats, p, 0.55 * lift)
        if bar.has("lead"):
            voice = "horns" if bar.section.theme == "A" and not (build and bar.progress > 0.6) else "violins"
            sung = self.melody(bar, voice, 0.6, octaves=-1 if voice == "horns" else 0)
            if lift > 1.1 and voice == "violins":
                self.double(sung, "horns", octaves=-1, velocity=1.0)
        self._drums(bar, grown, lift)

    def _ripple(self, beat: float, beats: float, chord: Chord, lift: float) -> None:
        """Broken chords in eighths; the top one sings a little."""
        low, middle, high = self.hands.play(chord)
        figure = (low, middle, high, middle, low + 12 if low + 12 < 79 else low, high, middle, high)
        for i in range(int(beats * 2)):
            loud = 0.58 if i % 4 == 0 else 0.44
            self.note("piano", beat + 0.5 * i, 1.4, figure[i % 8], loud * lift)
        self.note("piano", beat, beats, self.bass_pitch(chord.bass, around=45, low=38, high=52), 0.55 * lift)

    def _ostinato(self, beat: float, beats: float, chord: Chord, lift: float) -> None:
        low, middle, high = self.high_bows.play(chord)
        figure = (low, low, high, low, middle, low, high, middle)
        for i in range(int(beats * 2)):
            self.note("spiccato", beat + 0.5 * i, 0.3, figure[i % 8] - 12, (0.75 if i % 2 == 0 else 0.55) * lift)
            if lift > 1:
                self.note("spiccato", beat + 0.5 * i + 0.25, 0.2, low - 12, 0.4 * lift)

    def _drums(self, bar: Bar, grown: bool, lift: float) -> None:
        if bar.has("pulse"):
            self.drums(bar, kick="6...............", tick="4.2.3.2.4.2.3.2.")
        if bar.has("drums") and grown:
            self.drums(bar, kick="9.........7.....", tick="4.3.4.3.4.3.4.3.")
            if lift > 0.95:
                self.drums(bar, taiko="7..5..6...5.6...")
            if bar.index % 4 == 3 and bar.left:
                self.drums(bar, tom="........5.5.6789", taiko="............7777")
            if bar.index == 0 and bar.number:
                self.hit("crash", bar.beat, 0.8 * lift)
        if (bar.is_section_end or bar.is_last) and bar.number:
            self.hit("swell", bar.beat, 0.9)

    def play_final(self, beat: float, final: Chord) -> None:
        root = self.bass_pitch(final.bass, around=38, low=31, high=48)
        for p in (root, root + 7, root + 12):
            self.note("low", beat, 8, p, 0.7)
        for p in self.bows.play(final):
            self.note("strings", beat, 8, p, 0.66)
        for p in self.hands.play(final):
            self.note("piano", beat, 8, p, 0.62)
            self.note("choir", beat, 8, p, 0.5)
        self.note("piano", beat, 8, root + 12, 0.6)
        self.note("violins", beat, 8, 76 + self.shift, 0.6)
        self.note("horns", beat, 8, 60 + self.shift, 0.6)
        self.hit("kick", beat, 1.0)
        self.hit("crash", beat, 0.8)

from __future__ import annotations

from typing import ClassVar

from ..arranger import Arranger, Bar, section
from ..effects import Room
from ..harmony import Voices
from ..mixing import Channel
from ..notation import Chord

_DROP = "saws arp bass kick claps hats"


class Electronic(Arranger):
    """Four on the floor: saws that breathe with the kick, an arpeggio that never sits still, and a lead with a hook."""

    name = "electronic"
    tonic = -3
    movements = (0, 2, -2)
    tail_ms = 1500
    progressions: ClassVar = {
        "A": "Am7 | F | C | G | Am7 | F | Dm7 | G",
        "B": "F | G | Am7 | Em7 | F | G | Am7 | C/E",
        "C": "Fmaj9 | Fmaj9 | Am9 | Am9 | Dm9 | Dm9 | Gsus4 | G",
    }
    cadence = "F G"
    final = "Am9"
    themes: ClassVar = {
        "cadence": (("C5:.75 A4:.75 C5:.5 D5:.75 B4:.75 G4:.5", "A5:1 F5:.5 E5:.5 D5:.75 B4:.75 D5:.5"),),
        "A": (
            (
                "E5:.75 E5:.75 D5:.5 C5:.75 D5:.75 A4:.5 | C5:.75 C5:.75 A4:.5 A4:1 r:1",
                "E5:.75 G5:.75 E5:.5 D5:.75 C5:.75 A4:.5 | C5:1.5 A4:.5 F5:1 r:1",
                "A4:.5 C5:.5 E5:.5 A5:1 G5:.5 E5:1 | F5:.75 E5:.75 C5:.5 A4:1 r:1",
            ),
            (
                "E5:.75 E5:.75 D5:.5 C5:.75 G4:.75 C5:.5 | D5:1.5 B4:.5 G4:1 r:1",
                "G5:.75 E5:.75 C5:.5 E5:.75 D5:.75 C5:.5 | D5:.75 D5:.75 E5:.5 D5:1 r:1",
            ),
            (
                "E5:.75 E5:.75 D5:.5 C5:.75 D5:.75 E5:.5 | A5:.75 G5:.75 F5:.5 C5:1 r:1",
                "A5:.75 E5:.75 G5:.5 E5:.75 D5:.75 C5:.5 | C5:.75 F5:.75 E5:.5 C5:1 r:1",
            ),
            (
                "F5:.75 E5:.75 D5:.5 D5:.75 C5:.75 A4:.5 | B4:1.5 D5:.5 G5:1 r:1",
                "A4:.75 D5:.75 F5:.5 E5:.75 D5:.75 C5:.5 | D5:2 B4:1 r:1",
            ),
        ),
        "B": (
            ("A5:1.5 G5:.5 F5:1 C5:1 | D5:1.5 B4:.5 G5:2", "C5:.75 F5:.75 A5:.5 C6:1 A5:1 | B5:.75 G5:.75 D5:.5 G5:2"),
            ("E5:1.5 D5:.5 C5:1 E5:1 | G5:1.5 E5:.5 B4:2", "C5:.75 E5:.75 A5:.5 E5:1 C5:1 | B4:.75 E5:.75 G5:.5 E5:2"),
            ("A5:1.5 G5:.5 F5:1 A5:1 | B5:1.5 A5:.5 G5:2", "C6:1.5 A5:.5 F5:1 A5:1 | G5:.75 A5:.75 B5:.5 D6:2"),
            ("C6:1.5 B5:.5 A5:1 E5:1 | G5:3 E5:1", "A5:.75 E5:.75 C5:.5 E5:1 A5:1 | G5:1.5 E5:.5 C5:2"),
        ),
        "C": (
            ("A4:3 C5:1 | E5:4", "C5:2 E5:2 | G5:4"),
            ("E5:3 D5:1 | C5:4", "G5:2 E5:2 | B4:4"),
            ("F5:3 E5:1 | D5:2 A4:2", "A5:3 F5:1 | E5:4"),
            ("D5:2 C5:2 | D5:4", "G5:2 C5:2 | B4:2 D5:2"),
        ),
    }
    short = (section("A", f"{_DROP} lead"), section("B", f"{_DROP} lead open", lift=1.05))
    intro = section("A", "saws arp kick hats", bars=4, lift=0.9)
    cycle = (
        section("A", f"{_DROP} lead"),
        section("A", f"{_DROP} lead open"),
        section("B", f"{_DROP} lead open", lift=1.05),
        section("C", "pad arp lead riser", lift=0.85),
        section("A", f"{_DROP} lead open", lift=1.05),
        section("B", f"{_DROP} lead open pad", lift=1.05),
        section("C", "pad arp kick hats riser", lift=0.9),
    )
    last = section("B", f"{_DROP} lead open pad", lift=1.05)
    channels: ClassVar = {
        "saws": Channel("supersaw", 0.54, reverb=0.14, duck=0.75),
        "pad": Channel("warm_pad", 0.4, reverb=0.3, duck=0.5),
        "bass": Channel("synth_bass", 0.5, duck=0.8),
        "arp": Channel("synth_pluck", 0.64, reverb=0.14, echo=0.22, duck=0.35, tremolo=0.3),
        "lead": Channel("synth_lead", 0.48, reverb=0.2, echo=0.24, duck=0.3),
    }
    kit = "machine"
    room = Room(1.5, damping=0.4)
    echo_beats = 0.75
    echo_feedback = 0.45
    duck_s = 0.3
    sway_s = 0.0

    _ARPS = ((0, 2, 1, 3, 2, 4, 1, 3), (0, 1, 2, 3, 4, 3, 2, 1), (4, 2, 3, 1, 2, 0, 1, 3))

    def __init__(self) -> None:
        super().__init__()
        self.hands = Voices(55, 74, count=4)
        self.fingers = Voices(64, 81, count=4)
        self.figure = self._ARPS[0]

    def play_bar(self, bar: Bar) -> None:
        lift = bar.section.lift
        if bar.index % 4 == 0:
            self.figure = self._ARPS[0] if bar.index == 0 else self.random.choice(self._ARPS)
        for placed in bar.chords:
            beat = bar.beat + placed.beat
            voicing = self.hands.play(placed.chord)
            if bar.has("saws"):
                for p in voicing:
                    self.note("saws", beat, placed.beats * 0.97, p, 0.6 * lift)
            if bar.has("pad"):
                for p in voicing:
                    self.note("pad", beat, placed.beats, p, 0.6 * lift)
            if bar.has("arp"):
                self._arpeggio(beat, placed.beats, placed.chord, lift)
            if bar.has("bass"):
                self._bass(beat, placed.beats, placed.chord, lift)
        if bar.has("lead"):
            self.melody(bar, "lead", 0.6)
        self._drums(bar)

    def _arpeggio(self, beat: float, beats: float, chord: Chord, lift: float) -> None:
        tones = self.fingers.play(chord)
        ladder = (*tones, tones[0] + 12)
        for i in range(int(beats * 4)):
            accent = 0.66 if i % 4 == 0 else 0.56 if i % 3 == 0 else 0.42
            self.note("arp", beat + 0.25 * i, 0.25, ladder[self.figure[i % 8] % len(ladder)], accent * lift)

    def _bass(self, beat: float, beats: float, chord: Chord, lift: float) -> None:
        root = self.bass_pitch(chord.bass, around=35, low=28, high=40)
        for i in range(int(beats * 2)):
            high = i in (3, 6) and self.chance(0.5)
            self.note("bass", beat + 0.5 * i, 0.42, root + 12 * high, (0.8 if i % 2 else 0.62) * lift)

    def _drums(self, bar: Bar) -> None:
        turn = bar.is_section_end and bar.left > 0
        if bar.has("kick"):
            self.drums(bar, kick="9...9...9...9..." if not turn else "9...9...9.......")
            if bar.index == 0 and bar.number:
                self.hit("crash", bar.beat, 0.8)
        if bar.has("claps"):
            self.drums(bar, clap="....8.......8..." if not turn else "....8.......8..5")
            if turn:
                self.drums(bar, snare="........4.4.5678")
        if bar.has("hats"):
            self.drums(bar, hat="4.634.634.634.63" if bar.section.lift > 1 else "..6...6...6...6.")
        if bar.has("open"):
            self.drums(bar, open_hat="..7...7...7...7.")
        if bar.has("riser") and bar.index == bar.section.bars - 2:
            self.hit("riser", bar.beat, 0.9)
            self.drums(bar, snare="3...3...3...3...")
        if bar.has("riser") and bar.index == bar.section.bars - 1:
            self.drums(bar, snare="4.4.4.4.55556677")

    def play_final(self, beat: float, final: Chord) -> None:
        for p in self.hands.play(final):
            self.note("saws", beat, 2, p, 0.62)
            self.note("pad", beat, 5, p, 0.6)
        self.note("bass", beat, 2.5, self.bass_pitch(final.bass, around=35, low=28, high=40), 0.75)
        self.note("lead", beat, 2, 76 + self.shift, 0.55)
        for i, p in enumerate(self.fingers.play(final)):
            self.note("arp", beat + 0.25 * i, 0.5, p, 0.5)
        self.hit("kick", beat, 1.0)
        self.hit("crash", beat, 0.9)

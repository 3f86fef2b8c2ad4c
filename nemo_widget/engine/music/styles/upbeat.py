from __future__ import annotations

from typing import ClassVar

from ..arranger import Arranger, Bar, section
from ..effects import Room
from ..harmony import Voices
from ..mixing import Channel
from ..notation import Chord, pattern

_BAND = "uke piano bass kick claps shaker"


class Upbeat(Arranger):
    """Ukulele and piano over a bouncing bass, claps on two and four, and a glockenspiel that one can whistle."""

    name = "upbeat"
    tonic = 2
    movements = (0, 2, -3)
    tail_ms = 1500
    progressions: ClassVar = {
        "A": "C | G/B | Am7 | F | C | G/B | F | Gsus4 G",
        "B": "F | G | Em7 | Am7 | F | G | C | Gsus4 G",
        "C": "Am7 | F | C | G | Am7 | F | Dm7 | Gsus4 G",
    }
    cadence = "F G"
    final = "Cadd9"
    themes: ClassVar = {
        "cadence": (("A5:1 G5:.5 F5:.5 D5:1 B4:1", "F5:.5 E5:.5 F5:.5 A5:.5 G5:1 r:1"),),
        "A": (
            (
                "E5:.5 G5:.5 E5:.5 C5:1 D5:.5 E5:1 | D5:1.5 B4:.5 G4:1 r:1",
                "r:.5 C5:.5 E5:.5 G5:1 E5:.5 D5:.5 C5:.5 | D5:1.5 E5:.5 D5:1 r:1",
                "E5:.5 G5:.5 E5:.5 C6:1 G5:.5 E5:1 | D5:.5 G5:.5 D5:.5 B4:.5 D5:1 r:1",
            ),
            (
                "C5:.5 E5:.5 C5:.5 A4:1 B4:.5 C5:1 | A4:1.5 C5:.5 F5:1 r:1",
                "r:.5 A4:.5 C5:.5 E5:1 D5:.5 C5:.5 A4:.5 | C5:1.5 A4:.5 C5:1 r:1",
                "E5:.5 C5:.5 E5:.5 G5:1 E5:.5 C5:1 | F5:1 C5:.5 A4:1.5 r:1",
            ),
            (
                "E5:.5 G5:.5 E5:.5 C5:1 D5:.5 E5:.5 G5:.5 | G5:1.5 D5:.5 B4:1 r:1",
                "G5:1 E5:.5 G5:1 E5:.5 C5:1 | D5:.5 D5:.5 r:.5 D5:.5 E5:.5 D5:.5 B4:1",
                "C6:1 G5:.5 E5:1 G5:.5 E5:.5 C5:.5 | D5:1.5 G5:.5 D5:1 r:1",
            ),
            (
                "A5:1 G5:.5 F5:1 E5:.5 C5:1 | D5:1.5 C5:.5 D5:1 r:1",
                "F5:.5 E5:.5 F5:.5 A5:1 G5:.5 F5:.5 E5:.5 | D5:2 G5:1 r:1",
                "A4:.5 C5:.5 F5:.5 A5:1 G5:.5 F5:1 | G5:1 D5:.5 C5:.5 B4:1 r:1",
            ),
        ),
        "B": (
            ("A4:1 C5:1 F5:1 E5:.5 C5:.5 | D5:2 B4:1 G4:1", "C5:1 A4:.5 C5:.5 F5:1.5 A5:.5 | G5:2 D5:1 r:1"),
            ("G4:1 B4:1 E5:1 D5:.5 B4:.5 | C5:2 A4:1 E4:1", "B4:1 G4:.5 B4:.5 E5:1.5 G5:.5 | E5:2 C5:1 r:1"),
            (
                "A4:1 C5:1 F5:1 G5:.5 A5:.5 | G5:1.5 D5:.5 G5:1 B5:1",
                "F5:1.5 E5:.5 F5:1 A5:1 | B5:1 A5:.5 G5:.5 D5:1 r:1",
            ),
            ("G5:2 E5:1 C5:1 | D5:1 C5:1 D5:1 r:1", "C6:1.5 G5:.5 E5:1 G5:1 | G5:1 F5:.5 E5:.5 D5:1 r:1"),
        ),
        "C": (
            ("A4:3 C5:1 | C5:3 A4:1", "E5:2 C5:1 A4:1 | C5:2 F5:2"),
            ("G4:3 E5:1 | D5:4", "E5:3 G5:1 | D5:3 B4:1"),
            ("E5:3 C5:1 | A4:3 C5:1", "C5:2 E5:1 G5:1 | A5:3 F5:1"),
            ("F5:2 E5:1 D5:1 | D5:3 r:1", "A5:2 F5:1 D5:1 | D5:2 G5:2"),
        ),
    }
    short = (section("A", f"{_BAND} lead"), section("B", f"{_BAND} lead hats strings tambourine", lift=1.05))
    intro = section("A", "uke piano shaker pickup", bars=4, lift=0.9)
    cycle = (
        section("A", f"{_BAND} lead"),
        section("A", f"{_BAND} lead hats"),
        section("B", f"{_BAND} lead hats strings tambourine", lift=1.05),
        section("C", "piano strings bass claps shaker lead", lift=0.85),
        section("A", f"{_BAND} lead hats tambourine"),
        section("B", f"{_BAND} lead hats strings tambourine", lift=1.05),
        section("A", "uke piano shaker pickup", bars=4, lift=0.85),
    )
    last = section("B", f"{_BAND} lead hats strings tambourine", lift=1.05)
    channels: ClassVar = {
        "uke": Channel("ukulele", 0.48, pan=-0.35, reverb=0.1),
        "piano": Channel("piano", 0.36, pan=0.25, reverb=0.12),
        "bass": Channel("upright_bass", 0.54, duck=0.2),
        "lead": Channel("glockenspiel", 0.6, reverb=0.24, echo=0.14),
        "second": Channel("piano", 0.4, reverb=0.16),
        "strings": Channel("strings", 0.26, reverb=0.25, duck=0.15),
    }
    kit = "studio"
    room = Room(1.0, damping=0.5)
    echo_beats = 0.75
    echo_feedback = 0.3

    _STRUMS = ("7..4 5.45 .5.4 7.45", "7..4 6..4 .64. 6.4.", "7.4. 6.45 .64. 6.45")

    def __init__(self) -> None:
        super().__init__()
        self.uke = Voices(60, 77)
        self.hands = Voices(55, 72, count=3)
        self.bows = Voices(62, 81, count=3)

    def play_bar(self, bar: Bar) -> None:
        lift = bar.section.lift
        if bar.has("uke"):
            self._strum(bar)
        for placed in bar.chords:
            beat = bar.beat + placed.beat
            if bar.has("piano"):
                fingers = self.hands.play(placed.chord)
                stabs = (0.0, 1.5, 3.0) if placed.beats == 4 else (0.0, 1.0)
                for stab in stabs:
                    for p in fingers:
                        self.note("piano", beat + stab, 0.9, p, (0.6 if stab == 0 else 0.48) * lift)
            if bar.has("strings"):
                for p in self.bows.play(placed.chord):
                    self.note("strings", beat, placed.beats, p, 0.55 * lift)
            if bar.has("bass"):
                self._bounce(beat, placed.beats, placed.chord, lift)
        if bar.has("lead"):
            sung = self.melody(bar, "lead", 0.62, octaves=1)
            self.double(sung, "second", octaves=-1, velocity=0.75)
        self._drums(bar)

    def _strum(self, bar: Bar) -> None:
        text = self._STRUMS[0 if bar.index % 4 < 3 else self.random.randrange(3)]
        for beat, velocity in pattern(text):
            placed = [c for c in bar.chords if c.beat <= beat][-1]
            fingers = self.uke.play(placed.chord)
            down = beat % 1 == 0
            strings = fingers if down else fingers[::-1][:3]
            for i, p in enumerate(strings):
                self.note("uke", bar.beat + beat + 0.018 * i, 0.6 if down else 0.3, p, velocity * bar.section.lift)

    def _bounce(self, beat: float, beats: float, chord: Chord, lift: float) -> None:
        root = self.bass_pitch(chord.bass)
        fifth = self.bass_pitch(chord.fifth, around=root + 5)
        steps = ((0, 0.7, root), (1.5, 0.4, root), (2, 0.7, fifth), (3.5, 0.4, root if self.chance(0.6) else fifth))
        for at, held, p in steps:
            if at < beats:
                self.note("bass", beat + at, held, p, (0.8 if at == 0 else 0.66) * lift)

    def _drums(self, bar: Bar) -> None:
        fill = bar.is_section_end
        if bar.has("kick"):
            self.drums(bar, kick="9...8...9...8..." if not fill else "9...8...9.......")
            if bar.index == 0 and bar.number:
                self.hit("crash", bar.beat, 0.8)
        if bar.has("claps"):
            self.drums(bar, clap="....8.......8...", snare="....6.......6..." if not fill else "....6...4.5.6788")
        if bar.has("shaker"):
            self.drums(bar, shaker="5364536453645364")
        if bar.has("hats"):
            self.drums(bar, open_hat="..6...6...6...6.")
        if bar.has("tambourine"):
            self.drums(bar, tambourine="....7.......7...")
        if bar.has("pickup") and fill:
            self.drums(bar, swell="9...............", clap="........5.5.6.7.")

    def play_final(self, beat: float, final: Chord) -> None:
        for i, p in enumerate(self.uke.play(final)):
            self.note("uke", beat + 0.03 * i, 6, p, 0.7)
        for p in self.hands.play(final):
            self.note("piano", beat, 7, p, 0.66)
        self.note("bass", beat, 6, self.bass_pitch(final.bass), 0.8)
        self.note("lead", beat, 4, 84 + self.shift, 0.6)
        self.note("lead", beat + 0.5, 4, 79 + self.shift, 0.45)
        self.note("lead", beat + 1, 4, 84 + self.shift, 0.55)
        self.hit("kick", beat, 0.9)
        self.hit("crash", beat, 0.9)

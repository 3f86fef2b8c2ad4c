from __future__ import annotations

from typing import ClassVar

from ..arranger import Arranger, Bar, section
from ..effects import Room
from ..harmony import Voices
from ..mixing import Channel
from ..notation import Chord, pattern


class Acoustic(Arranger):
    """Friends on a porch: a picked steel guitar, a nylon one that sings, a double bass, a shaker and hands on a box."""

    name = "acoustic"
    tonic = -5
    movements = (0, 2, -2)
    tail_ms = 1800
    progressions: ClassVar = {
        "A": "C | G/B | Am7 | Fadd9 | C | G/B | Fadd9 | G",
        "B": "Am7 | Fadd9 | C | G | Am7 | Fadd9 | Dm7 | Gsus4 G",
        "C": "Fadd9 | C/E | Dm7 | C | Fadd9 | C/E | Dm7 | Gsus4 G",
    }
    cadence = "Fadd9 G"
    final = "Cadd9"
    themes: ClassVar = {
        "cadence": (("A5:1 G5:.5 F5:.5 E5:1 D5:1", "C5:.5 F5:.5 A5:1 G5:1 B4:1"),),
        "A": (
            (
                "E5:1 D5:.5 C5:1 G4:.5 C5:1 | D5:2 B4:1 r:1",
                "r:1 G5:1 E5:.5 D5:.5 C5:1 | D5:1.5 E5:.5 D5:1 r:1",
                "E5:.5 G5:1 E5:.5 D5:.5 C5:1.5 | B4:1.5 D5:.5 G5:1 r:1",
            ),
            (
                "C5:1 D5:.5 E5:1.5 D5:.5 C5:.5 | A4:2 C5:1 r:1",
                "r:1 E5:1 D5:.5 C5:.5 A4:1 | C5:1.5 D5:.5 C5:1 r:1",
                "E5:1.5 D5:.5 C5:.5 A4:1.5 | C5:1 A4:.5 G4:.5 A4:1 r:1",
            ),
            (
                "E5:1 D5:.5 C5:1 G5:1.5 | G5:1 D5:1 B4:1 r:1",
                "r:.5 C5:.5 E5:1 G5:1 E5:1 | D5:2 G5:1 r:1",
                "G5:1.5 E5:.5 C5:1 E5:1 | D5:1 B4:.5 G4:1.5 r:1",
            ),
            (
                "A5:1 G5:.5 F5:1 E5:.5 C5:1 | D5:3 r:1",
                "C5:.5 A4:.5 C5:1 F5:1 E5:.5 C5:.5 | D5:1.5 C5:.5 B4:1 r:1",
            ),
        ),
        "B": (
            ("C5:1 E5:1 A5:1.5 G5:.5 | A5:1.5 G5:.5 F5:1 C5:1", "E5:2 C5:1 A4:1 | C5:2 A4:1 r:1"),
            ("E5:1 G5:1 E5:1.5 C5:.5 | D5:3 r:1", "G5:2 E5:1 C5:1 | D5:1 B4:1 G4:1 r:1"),
            ("C5:1 E5:1 A5:1.5 B5:.5 | C6:1.5 A5:.5 G5:1 F5:1", "E5:2 G5:1 E5:1 | F5:2 C5:1 r:1"),
            ("F5:1.5 E5:.5 D5:1 A4:1 | D5:2 B4:1 r:1", "A5:1 F5:1 D5:1 F5:1 | G5:2 D5:1 r:1"),
        ),
        "C": (
            ("r:4 | r:4", "A5:2 G5:1 F5:1 | E5:3 r:1"),
            ("F5:1.5 E5:.5 D5:1 A4:1 | C5:3 r:1", "A4:1 D5:1 F5:1 A5:1 | G5:3 r:1"),
            ("r:4 | r:2 C5:1 E5:1", "C5:1 F5:1 A5:1 G5:1 | G5:2 E5:1 r:1"),
            ("F5:1 E5:1 D5:1 C5:1 | D5:3 r:1", "A5:1.5 G5:.5 F5:1 D5:1 | D5:2 G5:1 r:1"),
        ),
    }
    short = (section("A", "picking bass shaker lead box"), section("B", "picking strum bass shaker lead box"))
    intro = section("A", "picking", bars=4, lift=0.9)
    cycle = (
        section("A", "picking bass shaker lead"),
        section("B", "picking bass shaker lead box"),
        section("A", "picking strum bass shaker lead box"),
        section("C", "picking bass lead flute", lift=0.85),
        section("B", "picking strum bass shaker lead flute box tambourine", lift=1.05),
        section("A", "picking strum bass shaker lead box"),
        section("C", "picking shaker", bars=4, lift=0.85),
    )
    last = section("A", "picking strum bass shaker lead box tambourine")
    channels: ClassVar = {
        "picking": Channel("steel_guitar", 0.54, pan=-0.25, reverb=0.14),
        "strum": Channel("steel_guitar", 0.26, pan=0.4, reverb=0.16),
        "bass": Channel("upright_bass", 0.6, duck=0.1),
        "lead": Channel("nylon_guitar", 0.72, pan=0.18, reverb=0.22, echo=0.06),
        "flute": Channel("flute", 0.38, pan=0.05, reverb=0.32),
    }
    kit = "porch"
    room = Room(1.1, damping=0.6)
    sway_s = 0.004

    # which string is picked at each eighth: b the bass, o its fifth or octave, 0 to 3 the chord from below
    _PICKING = ("b203o213", "b2o3b203", "b1032o13", "b3o2b312")

    def __init__(self) -> None:
        super().__init__()
        self.hand = Voices(55, 71)
        self.second_hand = Voices(59, 76)

    def play_bar(self, bar: Bar) -> None:
        lift = bar.section.lift
        if bar.has("picking"):
            self._pick(bar, lift)
        if bar.has("strum"):
            self._strum(bar, lift)
        if bar.has("bass"):
            for placed in bar.chords:
                root = self.bass_pitch(placed.chord.bass, around=38)
                self.note("bass", bar.beat + placed.beat, min(1.9, placed.beats), root, 0.72 * lift)
                if placed.beats == 4:
                    fifth = self.bass_pitch(placed.chord.fifth, around=root + 5)
                    self.note("bass", bar.beat + 2, 1.4, root if self.chance(0.4) else fifth, 0.6 * lift)
                    if self.chance(0.4):
                        self.note("bass", bar.beat + 3.5, 0.45, fifth, 0.5 * lift)
        if bar.has("lead"):
            sung = self.melody(bar, "flute" if bar.has("flute") else "lead", 0.68)
            if bar.has("flute") and bar.section.theme == "B":
                self.double(sung, "lead", octaves=-1, velocity=0.9)
        self._drums(bar)

    def _pick(self, bar: Bar, lift: float) -> None:
        text = self._PICKING[0 if bar.index % 4 < 3 else self.random.randrange(len(self._PICKING))]
        for placed in bar.chords:
            fingers = self.hand.play(placed.chord)
            bass = self.bass_pitch(placed.chord.bass, around=45, low=40, high=52)
            other = self.bass_pitch(placed.chord.fifth, around=bass + 6, low=41, high=55)
            for i in range(int(placed.beats * 2)):
                string = text[int(placed.beat * 2) + i] if i else "b"
                p = {"b": bass, "o": other}.get(string)
                if p is None:
                    p = fingers[int(string) % len(fingers)]
                loud = (0.62 if string in "bo" else 0.5) + (0.06 if i == 0 else 0.0)
                held = min(2.2, placed.beats - 0.5 * i)
                self.note("picking", bar.beat + placed.beat + 0.5 * i, held, p, loud * lift)
                if i == 0:  # thumb and finger together
                    self.note("picking", bar.beat + placed.beat, min(2.2, placed.beats), fingers[-1], 0.52 * lift)

    def _strum(self, bar: Bar, lift: float) -> None:
        for beat, velocity in pattern("7...5.45..4.6.4."):
            placed = [c for c in bar.chords if c.beat <= beat][-1]
            fingers = self.second_hand.play(placed.chord)
            down = beat % 1 == 0
            for i, p in enumerate(fingers if down else fingers[::-1][:3]):
                self.note("strum", bar.beat + beat + 0.022 * i, 0.8 if down else 0.4, p, velocity * lift)

    def _drums(self, bar: Bar) -> None:
        if bar.has("shaker"):
            self.drums(bar, shaker="5.3.6.3.5.3.6.34" if bar.index % 2 else "5.3.6.3.5.3.6.3.")
        if bar.has("box"):
            if bar.is_section_end:
                self.drums(bar, kick="8.....5.7.......", slap="....6...3.4.5.6.")
            else:
                self.drums(bar, kick="8.....5.7.......", slap="....6....2..6...", rim="..........2.....")
        if bar.has("tambourine"):
            self.drums(bar, tambourine="....6.......6...")

    def play_final(self, beat: float, final: Chord) -> None:
        bass = self.bass_pitch(final.bass, around=45, low=40, high=52)
        for i, p in enumerate((bass, bass + 7, *self.hand.play(final))):
            self.note("picking", beat + 0.06 * i, 8, p, 0.66)
        self.note("bass", beat, 6, self.bass_pitch(final.bass, around=38), 0.7)
        self.note("lead", beat, 5, 76 + self.shift, 0.6)
        self.note("lead", beat + 0.5, 5, 79 + self.shift, 0.5)
        self.hit("kick", beat, 0.7)

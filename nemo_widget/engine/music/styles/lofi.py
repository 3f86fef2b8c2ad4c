from __future__ import annotations

from typing import ClassVar

from ..arranger import Arranger, Bar, section
from ..effects import Room
from ..harmony import Voices
from ..mixing import Channel
from ..notation import Chord

_BAND = "keys bass drums dust"


class LoFi(Arranger):
    """A tine piano on ninth chords, a round bass, dusty boom-bap, and a vibraphone that takes its time."""

    name = "lo-fi"
    tonic = 3
    movements = (0, -3, 2)
    swing = 0.59
    tail_ms = 1800
    progressions: ClassVar = {
        "A": "Fmaj9 | Em7 | Dm9 | Cmaj9 | Fmaj9 | Em7 A7b9 | Dm9 | G13sus4",
        "B": "Am9 | D9 | Dm9 | G13 | Em7 | A7b9 | Dm9 | G13sus4",
        "C": "Fmaj9 | Bb9 | Cmaj9 | Am9 | Dm9 | G13 | Em7 A7b9 | Dm9 G13sus4",
    }
    cadence = "Dm9 G13sus4"
    final = "Cmaj9"
    themes: ClassVar = {
        "cadence": (("F5:1 E5:.5 C5:.5 D5:1 C5:.5 A4:.5", "r:.5 A4:.5 C5:.5 E5:.5 D5:1 A4:.5 B4:.5"),),
        "A": (
            (
                "r:.5 A4:.5 C5:.5 E5:1.5 D5:.5 C5:.5 | B4:1.5 G4:.5 r:2",
                "r:1 C5:.5 E5:1 D5:.5 C5:.5 D5:.5 | E5:1 D5:.5 B4:1.5 r:1",
                "r:.5 A4:.5 C5:.5 E5:.5 G5:1.5 E5:.5 | D5:1.5 B4:.5 r:2",
            ),
            (
                "r:.5 F4:.5 A4:.5 E5:1 D5:.5 C5:.5 A4:.5 | G4:2 r:2",
                "r:1 A4:.5 C5:.5 D5:1 E5:.5 D5:.5 | E5:1.5 D5:.5 B4:1 r:1",
            ),
            (
                "r:.5 A4:.5 C5:.5 E5:1.5 G5:.5 E5:.5 | D5:1 B4:.5 E5:.5 C#5:1 r:1",
                "r:.5 C5:.5 E5:.5 G5:1 E5:.5 D5:.5 C5:.5 | B4:1.5 D5:.5 C#5:1 r:1",
            ),
            (
                "r:.5 C5:.5 D5:1 A4:.5 C5:.5 D5:1 | D5:.5 C5:.5 A4:.5 G4:1.5 r:1",
                "r:.5 A4:.5 D5:.5 F5:1 E5:.5 D5:.5 C5:.5 | D5:1.5 E5:.5 C5:1 r:1",
            ),
        ),
        "B": (
            (
                "C5:1.5 B4:.5 A4:.5 E5:1 D5:.5 | r:.5 F#5:.5 E5:.5 D5:1 A4:.5 r:1",
                "E5:1.5 D5:.5 C5:1 B4:.5 C5:.5 | A4:2 r:2",
            ),
            (
                "r:.5 A4:.5 D5:.5 F5:1 E5:.5 D5:.5 C5:.5 | B4:1.5 D5:.5 E5:1 r:1",
                "F5:1 E5:.5 D5:.5 C5:.5 A4:1 C5:.5 | E5:1.5 D5:.5 B4:1 r:1",
            ),
            (
                "B4:1 D5:.5 G5:1 E5:.5 D5:.5 B4:.5 | C#5:1.5 E5:.5 G5:1 r:1",
                "r:.5 G4:.5 B4:.5 D5:1.5 B4:.5 G4:.5 | E5:1.5 C#5:.5 A4:1 r:1",
            ),
            (
                "F5:1 E5:.5 C5:1 A4:.5 C5:.5 D5:.5 | D5:2 r:2",
                "r:.5 D5:.5 E5:.5 F5:1 E5:.5 D5:.5 C5:.5 | D5:1 C5:.5 A4:1.5 r:1",
            ),
        ),
        "C": (
            (
                "A4:1 C5:.5 E5:1.5 G5:.5 E5:.5 | D5:1 C5:.5 Bb4:1 C5:.5 r:1",
                "E5:2 C5:.5 A4:.5 C5:.5 E5:.5 | F5:1.5 D5:.5 C5:1 r:1",
            ),
            ("B4:1.5 G4:.5 B4:.5 D5:1 E5:.5 | C5:2 r:2", "E5:1 D5:.5 B4:1 G4:.5 B4:.5 D5:.5 | E5:1.5 C5:.5 B4:1 r:1"),
            (
                "r:.5 A4:.5 C5:.5 D5:1 F5:.5 E5:.5 C5:.5 | B4:1.5 E5:.5 D5:1 r:1",
                "F5:1.5 E5:.5 D5:1 C5:.5 A4:.5 | B4:1 D5:.5 E5:1.5 r:1",
            ),
            (
                "G5:1 E5:.5 D5:.5 C#5:1 E5:.5 C#5:.5 | D5:1 A4:.5 C5:.5 D5:1 r:1",
                "B4:1 D5:.5 B4:.5 C#5:1 E5:1 | F5:.5 E5:.5 D5:.5 C5:.5 D5:1 r:1",
            ),
        ),
    }
    short = (section("A", f"{_BAND} lead"), section("B", f"{_BAND} lead pad"))
    intro = section("A", "keys dust hats", bars=4, lift=0.85)
    cycle = (
        section("A", f"{_BAND} lead"),
        section("A", f"{_BAND} lead pad"),
        section("B", f"{_BAND} lead pad", lift=1.05),
        section("A", "keys bass dust lead pad", lift=0.9),
        section("C", f"{_BAND} pad", lift=1.0),
        section("C", f"{_BAND} lead pad", lift=1.05),
        section("A", "keys dust hats", bars=4, lift=0.8),
    )
    last = section("A", f"{_BAND} lead pad")
    channels: ClassVar = {
        "keys": Channel("electric_piano", 0.6, reverb=0.16, tremolo=0.35, flutter_cents=5),
        "bass": Channel("upright_bass", 0.62, duck=0.25),
        "lead": Channel("vibraphone", 0.6, pan=0.12, reverb=0.28, echo=0.16, flutter_cents=4),
        "pad": Channel("warm_pad", 0.22, reverb=0.3, flutter_cents=5),
    }
    kit = "dusty"
    room = Room(1.3, damping=0.75)

    _GROOVES = (
        {"kick": "9.....4. ..8.....", "snare": "....8... ....8..1"},
        {"kick": "9......5 ..8....3", "snare": "....8..1 ....8..."},
        {"kick": "9..4.... .78.....", "snare": "....8... .1..8..."},
    )

    def __init__(self) -> None:
        super().__init__()
        self.hands = Voices(52, 72, rootless=True)
        self.strings = Voices(55, 74, count=3)

    def play_bar(self, bar: Bar) -> None:
        if bar.has("keys"):
            self._keys(bar)
        if bar.has("bass"):
            self._bass(bar)
        if bar.has("pad"):
            for placed in bar.chords:
                for p in self.strings.play(placed.chord):
                    self.note("pad", bar.beat + placed.beat, placed.beats, p, 0.5)
        if bar.has("lead"):
            self.melody(bar, "lead", 0.62)
        if bar.has("drums"):
            self._drums(bar)
        elif bar.has("hats"):
            self.drums(bar, hat="4.3.4.3. 4.3.4.3.")
            if bar.is_section_end:
                self.drums(bar, kick="........ ....5..6", snare="........ ..3.5...")
        if bar.has("dust"):
            self._dust(bar)

    def _keys(self, bar: Bar) -> None:
        for placed in bar.chords:
            beat = bar.beat + placed.beat
            fingers = self.hands.play(placed.chord)
            pushed = placed.beats == 4 and self.chance(0.45)
            held = 2.5 if pushed else placed.beats * 0.95
            for i, p in enumerate(fingers):  # a slow hand, not a machine
                self.note("keys", beat + 0.02 * i, held - 0.02 * i, p, (0.52 + 0.03 * i) * bar.section.lift)
            if pushed:
                for i, p in enumerate(fingers[1:]):
                    self.note("keys", beat + 2.5 + 0.015 * i, 1.25, p, 0.4 * bar.section.lift)
            if self.chance(0.5) and placed.beats == 4:
                self.note("keys", beat + 3.5, 0.5, fingers[-1] + 12 if fingers[-1] < 66 else fingers[-1], 0.3)

    def _bass(self, bar: Bar) -> None:
        lift = bar.section.lift
        for i, placed in enumerate(bar.chords):
            root = self.bass_pitch(placed.chord.bass, around=38)
            fifth = self.bass_pitch(placed.chord.fifth, around=root + 4)
            beat = bar.beat + placed.beat
            if placed.beats < 4:
                self.note("bass", beat, placed.beats * 0.85, root, 0.75 * lift)
                continue
            self.note("bass", beat, 1.4, root, 0.8 * lift)
            self.note("bass", beat + 1.75, 0.25, root, 0.5 * lift)
            self.note(
                "bass",
                beat + 2.5,
                0.9,
                self.random.choice((root, fifth, root + 12 if root < 34 else fifth)),
                0.66 * lift,
            )
            after = bar.chords[i + 1].chord if i + 1 < len(bar.chords) else bar.next_chord
            goal = self.bass_pitch(after.bass, around=38)
            if abs(goal - root) > 2 and self.chance(0.6):  # walk into the next root from a step away
                self.note("bass", beat + 3.5, 0.45, self.approach(goal, 1 if root > goal else -1), 0.55 * lift)

    def _drums(self, bar: Bar) -> None:
        if bar.number == 0:  # a piece that opens with its drums lets the keys speak first
            self.drums(bar, hat="4.3.4.3. 4.3.4.3.", kick="6....... ........")
            return
        if bar.is_section_end:
            self.drums(bar, kick="9.....4. ..8.....", snare="....8... ..4.6.57", hat="5.3.5.3. 5.3.....")
            return
        groove = self._GROOVES[0 if bar.index % 4 < 2 else self.random.randrange(len(self._GROOVES))]
        self.drums(bar, **groove)
        self.drums(bar, hat=self.random.choice(("5.3.5.3. 5.3.5.3.", "5.3.5.32 5.3.5.3.", "5.3.5.3. 5.325...")))
        if bar.index % 4 == 3 and self.chance(0.7):
            self.drums(bar, open_hat="........ ......4.")

    def _dust(self, bar: Bar) -> None:
        """Crackle of an old record: rare, and far below the music."""
        for _ in range(self.random.randrange(4, 11)):
            self.hit("pop", bar.beat + 4 * self.random.random(), 0.15 + 0.5 * self.random.random() ** 3)

    def play_final(self, beat: float, final: Chord) -> None:
        for i, p in enumerate(self.hands.play(final)):
            self.note("keys", beat + 0.05 * i, 8, p, 0.6)
        self.note("bass", beat, 6, self.bass_pitch(final.bass, around=38), 0.75)
        for i, p in enumerate((71, 74, 79)):
            self.note("lead", beat + 0.5 + 0.5 * i, 6, p + self.shift, 0.5 - 0.06 * i)
        self.hit("kick", beat, 0.8)
        self.hit("hat", beat, 0.4)

from __future__ import annotations

from itertools import pairwise

import pytest

from nemo_widget.engine.music.arranger import Arranger
from nemo_widget.engine.music.harmony import Voices
from nemo_widget.engine.music.notation import chord, pattern, phrase, pitch, pitch_name
from nemo_widget.engine.music.score import Note, Score
from nemo_widget.engine.music.styles import ARRANGERS

EVERY = pytest.mark.parametrize("style", ARRANGERS.values(), ids=ARRANGERS)
MAJOR = {0, 2, 4, 5, 7, 9, 11}


def test_notation_of_pitches_phrases_patterns_and_chords() -> None:
    assert (pitch("A4"), pitch("C#5"), pitch("Bb3")) == (69, 73, 58)
    assert pitch_name(73) == "Db5"
    assert [(t.beat, t.beats, t.pitch) for t in phrase("r:1 A4:3 | C5:4")] == [(1, 3, 69), (4, 4, 72)]
    assert pattern("9..3 ....") == ((0.0, 1.0), (1.5, 3 / 9))
    assert chord("Dm9").pitch_classes == (2, 5, 0, 4)
    assert chord("G/B").bass == 11
    assert chord("C").transposed(3).pitch_classes == (3, 7, 10)


@pytest.mark.parametrize("wrong", ["A4:3", "A4:4 | C5:5"])
def test_a_bar_that_does_not_add_up_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="four beats"):
        phrase(wrong)


def test_hands_move_little_from_chord_to_chord() -> None:
    hands = Voices(52, 72)
    layouts = [hands.play(chord(name)) for name in ("Cmaj7", "Am7", "Dm7", "G7", "Cmaj7")]
    for before, after in pairwise(layouts):
        assert max(abs(a - b) for a, b in zip(before, after, strict=True)) <= 5
    assert all(52 <= p <= 72 for layout in layouts for p in layout)


@EVERY
@pytest.mark.parametrize("bars", [0, 1, 2, 7, 8, 9, 12, 13, 16, 17, 20, 50, 187])
def test_any_number_of_bars_makes_a_piece_that_ends_on_a_bar(style: type[Arranger], bars: int) -> None:
    score = style().compose(bars)
    assert score.last_beat == 4 * bars
    assert all(note.beat >= 0 and note.beats > 0 and 0 < note.velocity <= 1 for note in score.notes)
    final = [note for note in score.notes if note.beat == score.last_beat]
    tones = chord(style.final).transposed(style.tonic)
    assert {tones.root} <= {note.pitch % 12 for note in final}
    assert max(note.beat for note in score.notes) < score.last_beat + 4
    for bar in range(bars):
        assert any(4 * bar <= note.beat < 4 * bar + 4 for note in score.notes)


@EVERY
def test_ten_minutes_never_repeat_eight_bars(style: type[Arranger]) -> None:
    bars = _bars(style().compose(200))
    passages = [tuple(bars[i : i + 8]) for i in range(len(bars) - 8)]
    assert len(set(passages)) == len(passages)


@EVERY
def test_a_piece_stays_in_its_key_and_leaves_it_for_colour_alone(style: type[Arranger]) -> None:
    notes = style().compose(16).notes
    inside = sum((note.pitch - style.tonic) % 12 in MAJOR for note in notes)
    assert inside / len(notes) > 0.93


@EVERY
def test_long_tones_of_the_melody_do_not_rub_against_the_chord(style: type[Arranger]) -> None:
    for theme, slots in style.themes.items():
        harmony = style.cadence if theme == "cadence" else style.progressions[theme]
        bars = [bar.split() for bar in harmony.split("|")]
        for slot, variants in enumerate(slots):
            for tone in (tone for variant in variants for tone in phrase(variant) if tone.beats >= 1):
                names = bars[(2 * slot + int(tone.beat // 4)) % len(bars)]
                under = chord(names[int(tone.beat % 4 * len(names) / 4)])
                above = {(tone.pitch - p) % 12 for p in (*under.pitch_classes, under.fifth)}
                assert 0 in above or 1 not in above, (theme, slot, tone, names)


@EVERY
def test_the_melody_varies_its_motifs(style: type[Arranger]) -> None:
    score = style().compose(64)
    parts = {note.part for note in score.notes} & {"lead", "bells", "violins", "horns"}
    assert parts
    for part in parts:
        line = [bar for bar in _bars(Score([n for n in score.notes if n.part == part], [], 256)) if bar]
        assert len(set(line)) >= 0.5 * len(line)
        assert len(set(line)) > 8


def test_a_score_can_be_read() -> None:
    lines = list(ARRANGERS["lo-fi"]().compose(4).bars())
    assert any(line.split()[:2] == ["1", "keys"] for line in lines)
    assert any(line.split()[:2] == ["2", "kick"] for line in lines)
    assert list(Score([Note("keys", 5, 1, 60, 0.5)], [], 8).bars()) == ["  2 keys     1:C4"]


def _bars(score: Score) -> list[tuple[tuple[str, float, int], ...]]:
    bars: list[list[tuple[str, float, int]]] = [[] for _ in range(int(score.last_beat // 4))]
    for note in score.notes:
        if note.beat < score.last_beat:
            bars[int(note.beat // 4)].append((note.part, round(note.beat % 4, 3), note.pitch))
    return [tuple(sorted(bar)) for bar in bars]

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from nemo_widget.engine.music import synthesise
from nemo_widget.engine.music.desk import Desk
from nemo_widget.engine.music.drums import kick
from nemo_widget.engine.music.effects import Echo, Reverb, Room
from nemo_widget.engine.music.kits import KITS
from nemo_widget.engine.music.presets import PRESETS
from nemo_widget.engine.music.styles import ARRANGERS
from nemo_widget.engine.music.voices import VOICES

RATE = 48_000


@pytest.mark.parametrize("preset", ["lo-fi", "electronic"])
def test_where_a_piece_is_cut_into_blocks_cannot_be_heard(preset: str) -> None:
    whole, pieces = _mixed(preset, 6 * RATE), _mixed(preset, 31_011)
    assert np.abs(whole).max() > 0.3
    assert np.abs(whole - pieces).max() < 1e-4


def test_memory_beyond_the_samples_themselves_is_bounded() -> None:
    tracemalloc.start()  # numpy tells it of its arrays; a process's peak would count what pytest itself has used
    try:
        size_bytes = synthesise("acoustic", 150_000).nbytes
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes - size_bytes < 150_000_000  # so that ten minutes, 230 MB, stay below 500


@pytest.mark.parametrize("name", VOICES)
def test_a_note_begins_and_ends_at_zero_and_has_its_pitch(name: str) -> None:
    note = 45 if name in {"sub", "synth_bass", "upright_bass"} else 69
    audio = VOICES[name](note, 1.0, 0.8, RATE)
    assert audio.shape[0] == 2
    assert audio.shape[1] >= RATE
    assert np.abs(audio[:, 0]).max() < 1e-3
    assert np.abs(audio[:, -1]).max() < 1e-3
    assert 0.1 < np.abs(audio).max() < 1.2
    power = np.abs(np.fft.rfft(audio.mean(axis=0) * np.hanning(audio.shape[1]))) ** 2
    strongest_hz = np.argmax(power) * RATE / audio.shape[1]
    hz = 440 * 2 ** ((note - 69) / 12)
    overtone = round(strongest_hz / hz)
    assert 1 <= overtone <= 3
    assert strongest_hz == pytest.approx(overtone * hz, rel=0.008)


@pytest.mark.parametrize(("kit", "drum"), [(kit, drum) for kit, pieces in KITS.items() for drum in pieces])
def test_every_stroke_begins_and_ends_at_zero_and_has_its_level(kit: str, drum: str) -> None:
    piece = KITS[kit][drum]
    for number in range(min(2, piece.takes)):
        audio = piece.take(drum, number, RATE)
        assert np.abs(audio[:, [0, -1]]).max() < 1e-3
        assert piece.gain * 0.6 < np.abs(audio).max() < piece.gain * 1.42


def test_two_takes_of_a_drum_differ() -> None:
    stroke = kick(150, 50, 0.02, 0.1, 0.1)
    one, other = (stroke(np.random.default_rng(seed), RATE) for seed in (1, 2))
    assert not np.array_equal(one, other)


def test_a_room_answers_after_its_predelay_and_dies_away() -> None:
    click = np.zeros((2, 2 * RATE), np.float32)
    click[:, 0] = 1
    answer = Reverb(Room(1.0, predelay_s=0.02), RATE, 2 * RATE)(click)
    assert np.abs(answer[:, : int(0.019 * RATE)]).max() < 1e-5
    early, late = (np.sum(answer[:, int(a * RATE) : int((a + 0.1) * RATE)] ** 2) for a in (0.05, 0.95))
    assert 10 * np.log10(late / early) < -40


def test_echoes_come_on_time_and_change_sides() -> None:
    click = np.zeros((2, RATE), np.float32)
    click[0, 100] = 1
    answer = Echo(0.25, 0.5, RATE)(click)
    first, second = 100 + RATE // 4, 100 + RATE // 2
    assert answer[0, first] == pytest.approx(1)
    assert np.abs(answer[1, second - 2 : second + 3]).sum() == pytest.approx(0.5, rel=0.05)
    assert np.abs(answer[:, :first]).max() == 0


def _mixed(preset: str, block: int) -> np.ndarray:
    style, samples = ARRANGERS[preset](), 6 * RATE
    desk = Desk(style, style.compose(2), PRESETS[preset].beat_ms / 1000, RATE, samples, block)
    return np.concatenate([desk.mix(b, min(samples, b + block)) for b in range(0, samples, block)], axis=1)

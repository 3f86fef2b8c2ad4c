from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest

from nemo_widget.engine.music import PRESETS, synthesise
from nemo_widget.engine.music.notation import chord
from nemo_widget.engine.music.styles import ARRANGERS
from nemo_widget.model.draft import MUSIC_PRESETS

from .hearing import RATE, chroma, lufs, octave_levels_db, piece, pulse, rms_db, true_peak_db

EVERY = pytest.mark.parametrize("preset", PRESETS)
LENGTHS = pytest.mark.parametrize("duration_ms", [500, 3_333, 24_000])


def test_there_is_a_piece_for_every_preset_that_a_draft_may_name() -> None:
    assert tuple(PRESETS) == MUSIC_PRESETS == tuple(ARRANGERS)
    assert len({preset.bpm for preset in PRESETS.values()}) == 6


def test_the_facts_about_presets_cost_no_numpy() -> None:
    code = "import sys, nemo_widget.engine.music as m; print(m.PRESETS['lo-fi'].label, 'numpy' in sys.modules)"
    assert _python(code) == "Lo-fi False"


@EVERY
@LENGTHS
def test_a_piece_is_exactly_as_long_as_asked(preset: str, duration_ms: int) -> None:
    audio = piece(preset, duration_ms)
    assert audio.shape == (duration_ms * 48, 2)
    assert audio.dtype == np.float32
    assert np.isfinite(audio).all()


@pytest.mark.parametrize(("duration_ms", "rate"), [(1, 48_000), (399, 48_000), (1_234, 44_100), (2_001, 22_050)])
def test_odd_lengths_and_other_rates(duration_ms: int, rate: int) -> None:
    audio = synthesise("acoustic", duration_ms, rate)
    assert audio.shape == (round(duration_ms * rate / 1000), 2)
    assert np.isfinite(audio).all()
    assert np.abs(audio).max() < 0.9


@EVERY
@LENGTHS
def test_loudness_is_that_of_streaming_services(preset: str, duration_ms: int) -> None:
    audio = piece(preset, duration_ms)
    assert lufs(audio) == pytest.approx(-14, abs=0.5)
    assert true_peak_db(audio) <= -1


@EVERY
def test_the_same_piece_in_every_process(preset: str) -> None:
    code = (
        "import hashlib; from nemo_widget.engine.music import synthesise;"
        f"print(hashlib.sha256(synthesise({preset!r}, 3333).tobytes()).hexdigest())"
    )
    assert _python(code, PYTHONHASHSEED="4711") == hashlib.sha256(piece(preset, 3_333).tobytes()).hexdigest()


@EVERY
@LENGTHS
def test_it_begins_without_a_click_and_ends_in_silence(preset: str, duration_ms: int) -> None:
    audio = piece(preset, duration_ms)
    assert np.array_equal(np.abs(audio[[0, -1]]), np.zeros((2, 2)))
    assert np.abs(np.diff(audio[:24], axis=0)).max() < 0.02
    assert rms_db(audio[-RATE // 50 :]) < -50
    assert np.abs(np.diff(audio[-RATE // 2 :], axis=0)).max() < 0.25


@EVERY
def test_no_offset_no_lopsidedness_and_real_stereo(preset: str) -> None:
    left, right = piece(preset, 24_000).T
    assert abs(left.mean()) < 2e-3
    assert abs(right.mean()) < 2e-3
    assert abs(rms_db(left) - rms_db(right)) < 1.5
    assert 0.2 < np.corrcoef(left, right)[0, 1] < 0.96  # wide, yet all there on one speaker


@EVERY
def test_the_music_starts_at_once_and_has_no_holes(preset: str) -> None:
    audio = piece(preset, 24_000)
    seconds = audio[: 21 * RATE].reshape(21, RATE, 2)
    assert min(rms_db(second) for second in seconds) > rms_db(audio) - 14


@pytest.mark.parametrize("preset", [name for name in PRESETS if name != "ambient"])
def test_what_sounds_lies_on_the_grid_of_its_tempo(preset: str) -> None:
    audio = piece(preset, 24_000)
    eighths = 2 * PRESETS[preset].bpm
    on_time = abs(pulse(audio, eighths))
    assert on_time > 0.15
    assert all(on_time > 3 * abs(pulse(audio, eighths * wrong)) for wrong in (0.93, 0.97, 1.03, 1.07))
    late_ms = np.angle(pulse(audio, eighths)) / (2 * np.pi) * 60_000 / eighths
    assert abs(late_ms) < 20


@EVERY
def test_the_final_chord_is_the_one_that_is_written(preset: str) -> None:
    facts, style = PRESETS[preset], ARRANGERS[preset]
    bars = int((24_000 - style.tail_ms) // facts.bar_ms)
    rings_from = round((bars * facts.bar_ms + 0.5 * facts.beat_ms) * RATE / 1000)
    shares = chroma(piece(preset, 24_000)[rings_from : rings_from + RATE])
    final = chord(style.final).transposed(style.tonic)
    fifth = final.fifth
    assert sum(shares[tone] for tone in {*final.pitch_classes, fifth}) > 0.85


def test_each_preset_has_a_sound_of_its_own() -> None:
    spectra = {preset: octave_levels_db(piece(preset, 24_000)) for preset in PRESETS}
    for one, other in combinations(PRESETS, 2):
        assert np.mean(np.abs(spectra[one] - spectra[other])) > 1.5, (one, other)


def test_a_wrong_preset_or_no_duration_is_refused_in_plain_words() -> None:
    with pytest.raises(ValueError, match=r"There is no music called 'polka'\. Choose one of lo-fi, upbeat"):
        synthesise("polka", 1000)
    with pytest.raises(ValueError, match="at least 1 ms"):
        synthesise("lo-fi", 0)


def _python(code: str, **environment: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()

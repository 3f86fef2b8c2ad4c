from __future__ import annotations

import numpy as np
import pytest

from nemo_widget.engine.music.loudness import hop_powers, integrated_lufs, limiter_gains, master, true_peaks

from .hearing import Audio, lufs, true_peak_db


def _noise(seconds: float, rate: int) -> Audio:
    """Pink-ish noise that swells, with a quiet stretch for the gate."""
    n = round(seconds * rate)
    white = np.random.default_rng(1).standard_normal((n, 2))
    pink = np.fft.irfft(np.fft.rfft(white, axis=0) / np.sqrt(np.arange(1, n // 2 + 2))[:, None], n, axis=0)
    swell = 0.2 + 0.8 * np.sin(np.linspace(0, 9, n)) ** 2
    swell[n // 3 : n // 2] *= 0.003
    return (pink / np.abs(pink).max() * 0.5 * swell[:, None]).astype(np.float32)


@pytest.mark.parametrize("rate", [44_100, 48_000])
@pytest.mark.parametrize("seconds", [0.5, 11.0])
def test_the_meter_agrees_with_pyloudnorm(rate: int, seconds: float) -> None:
    audio = _noise(seconds, rate)
    assert integrated_lufs(hop_powers(audio, rate)) == pytest.approx(lufs(audio, rate), abs=0.15)


def test_peaks_between_the_samples_are_seen() -> None:
    t = np.arange(4_800)
    sine = np.sin(2 * np.pi * t / 4 + np.pi / 4).astype(np.float32)  # never sampled at its top
    audio = np.stack([sine, sine], axis=1)
    assert np.abs(audio).max() == pytest.approx(0.707, abs=0.001)
    assert np.median(true_peaks(audio)) == pytest.approx(1, abs=0.02)


def test_bursts_far_above_the_rest_stay_under_the_ceiling() -> None:
    audio = 0.2 * _noise(6, 48_000)
    audio[::96_000] = 1.0
    master(audio, 48_000)
    assert true_peak_db(audio) <= -1
    assert lufs(audio) == pytest.approx(-14, abs=1)


def test_music_that_needs_no_limiting_is_only_made_louder() -> None:
    audio = 0.1 * _noise(3, 48_000)
    before = audio.copy()
    master(audio, 48_000, target_lufs=-40)
    factors = audio[np.abs(before) > 1e-4] / before[np.abs(before) > 1e-4]
    assert np.ptp(factors) < 1e-3 * factors.mean()
    assert lufs(audio) == pytest.approx(-40, abs=0.2)


def test_the_limiter_is_down_before_the_peak_and_comes_back_slowly() -> None:
    peaks = np.full(3_000, 0.5)
    peaks[1_500] = 2.0
    gains = limiter_gains(peaks, 1.0, 48_000)
    assert np.max(peaks * gains) <= 1.0
    assert gains[1_480] == 1
    assert gains[1_499] < 0.55
    assert gains[1_600] < 1
    assert gains[-1] == 1


def test_silence_stays_silence() -> None:
    audio = np.zeros((4_800, 2), np.float32)
    master(audio, 48_000)
    assert not audio.any()

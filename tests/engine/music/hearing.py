"""Ears for the tests: pieces, each rendered once, and what is measured on them by other people's code."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pyloudnorm
from numpy.typing import NDArray
from scipy.signal import resample_poly

from nemo_widget.engine.music import synthesise

RATE = 48_000
Audio = NDArray[np.float32]


@cache
def piece(preset: str, duration_ms: int) -> Audio:
    audio = synthesise(preset, duration_ms)
    audio.flags.writeable = False
    return audio


def lufs(audio: Audio, rate: int = RATE) -> float:
    return float(pyloudnorm.Meter(rate).integrated_loudness(audio.astype(float)))


def true_peak_db(audio: Audio) -> float:
    return float(20 * np.log10(np.max(np.abs(resample_poly(audio.astype(float), 4, 1, axis=0)))))


def rms_db(audio: Audio) -> float:
    return float(10 * np.log10(np.mean(audio.astype(float) ** 2) + 1e-20))


def octave_levels_db(audio: Audio) -> NDArray[np.float64]:
    """The long-term spectrum in octaves from 31 Hz to 16 kHz."""
    power = np.abs(np.fft.rfft(audio.mean(axis=1))) ** 2
    hz = np.fft.rfftfreq(len(audio), 1 / RATE)
    edges = 22 * 2.0 ** np.arange(11)
    bands = [power[(hz >= a) & (hz < b)].sum() for a, b in pairwise(edges)]
    return 10 * np.log10(np.array(bands) / power.sum() + 1e-12)


def onsets(audio: Audio) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """When (seconds) and how strongly the sound begins anew: rectified change of the log spectrum."""
    size, hop = 1024, 256
    frames = np.lib.stride_tricks.sliding_window_view(audio.mean(axis=1), size)[::hop] * np.hanning(size)
    change = np.diff(np.log1p(100 * np.abs(np.fft.rfft(frames, axis=1))), axis=0).clip(0).sum(axis=1)
    seconds = (np.arange(1, len(change) + 1) * hop + size / 2) / RATE
    return seconds, (change - np.median(change)).clip(0)


def pulse(audio: Audio, bpm: float) -> complex:
    """How well the onsets agree with a grid of `bpm` (absolute value, 0 to 1), and where its lines lie (angle)."""
    seconds, strength = onsets(audio)
    return complex(np.sum(strength * np.exp(2j * np.pi * seconds * bpm / 60)) / np.sum(strength))


def chroma(audio: Audio) -> NDArray[np.float64]:
    """The share of each pitch class, C first, in the power between 100 and 2000 Hz."""
    mono = audio.mean(axis=1) * np.hanning(len(audio))
    power = np.abs(np.fft.rfft(mono, 4 * len(mono))) ** 2
    hz = np.fft.rfftfreq(4 * len(mono), 1 / RATE)
    heard = (hz > 100) & (hz < 2000)
    classes = np.round(69 + 12 * np.log2(hz[heard] / 440)).astype(int) % 12
    shares = np.bincount(classes, power[heard], minlength=12)
    return np.asarray(shares / shares.sum())

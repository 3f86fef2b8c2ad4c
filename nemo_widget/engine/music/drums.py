"""The drums. A kit is a dict of pieces; every piece has a few takes, so that no two strokes in a row are the same."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Audio = NDArray[np.float32]
Stroke = Callable[[np.random.Generator, int], NDArray[np.float64]]


@dataclass(frozen=True)
class Piece:
    """One drum: how it is made, its level in the mix, its place (-1 left to 1 right) and its share of the reverb."""

    stroke: Stroke
    gain: float
    pan: float = 0.0
    reverb: float = 0.05
    takes: int = 3

    def take(self, name: str, number: int, rate: int) -> Audio:
        """Shape (2, samples), peaking at `gain`."""
        rng = np.random.default_rng([zlib.crc32(name.encode()), number])
        mono = self.stroke(rng, rate)
        mono = mono * (self.gain / np.max(np.abs(mono)))
        angle = (self.pan + 1) * np.pi / 4
        sides = np.sqrt(2) * np.stack([mono * np.cos(angle), mono * np.sin(angle)])
        return np.asarray(sides, np.float32)


def _time(seconds: float, rate: int) -> NDArray[np.float64]:
    return np.arange(round(seconds * rate)) / rate


def _ends(sound: NDArray[np.float64], rate: int, attack_s: float = 0.0008) -> NDArray[np.float64]:
    """Begins and ends at zero."""
    attack, release = max(2, round(attack_s * rate)), max(2, len(sound) // 6)
    sound[:attack] *= np.linspace(0, 1, attack)
    sound[-release:] *= np.linspace(1, 0, release) ** 2
    return sound


def _noise(
    rng: np.random.Generator, seconds: float, rate: int, low_hz: float, high_hz: float, order: int = 2
) -> NDArray[np.float64]:
    """Noise between two corners, with slopes of `order` × 6 dB an octave; unit RMS."""
    n = round(seconds * rate)
    f = np.fft.rfftfreq(n, 1 / rate)[1:]
    response = np.concatenate(
        [[0.0], 1 / np.sqrt(1 + (low_hz / f) ** (2 * order)) / np.sqrt(1 + (f / high_hz) ** (2 * order))]
    )
    noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(n)) * response, n)
    return np.asarray(noise / np.sqrt(np.mean(noise**2)))


def _kick(start_hz: float, end_hz: float, fall_s: float, decay_s: float, click: float) -> Stroke:
    """A sine that falls in pitch, and the beater's click."""

    def stroke(rng: np.random.Generator, rate: int) -> NDArray[np.float64]:
        t = _time(4.5 * decay_s, rate)
        start = start_hz * rng.uniform(0.97, 1.03)
        phase = 2 * np.pi * (end_hz * t + (start - end_hz) * fall_s * (1 - np.exp(-t / fall_s)))
        body = np.sin(phase) * np.exp(-t / decay_s)
        beater = _noise(rng, t[-1] + 1 / rate, rate, 1200, 5000) * np.exp(-t / 0.004)
        return _ends(np.tanh(1.4 * body) + click * beater, rate)

    return stroke


def _snare(tone_hz: float, decay_s: float, low_hz: float, high_hz: float, wires: float) -> Stroke:
    def stroke(rng: np.random.Generator, rate: int) -> NDArray[np.float64]:
        t = _time(4 * decay_s, rate)
        bend = 1 + 0.25 * np.exp(-t / 0.012)
        head = sum(
            level * np.sin(2 * np.pi * tone_hz * ratio * np.cumsum(bend) / rate) * np.exp(-t / (decay_s * length))
            for ratio, level, length in ((1.0, 1.0, 0.5), (1.78, 0.5, 0.3))
        )
        rattle = _noise(rng, t[-1] + 1 / rate, rate, low_hz, high_hz) * (
            np.exp(-t / decay_s) + 0.8 * np.exp(-t / 0.012)
        )
        return _ends(head + wires * rattle, rate)

    return stroke


def _hat(decay_s: float, low_hz: float, high_hz: float) -> Stroke:
    """Six square waves that fit nowhere, and noise."""

    def stroke(rng: np.random.Generator, rate: int) -> NDArray[np.float64]:
        t = _time(5 * decay_s, rate)
        f = np.fft.rfftfreq(len(t), 1 / rate)[1:]
        metal = sum(
            np.sign(np.sin(2 * np.pi * hz * t + rng.uniform(0, 6))) for hz in (325.6, 415.3, 522.7, 611.2, 796.4, 983.1)
        )
        response = np.concatenate([[0.0], 1 / (1 + (low_hz / f) ** 6) / (1 + (f / high_hz) ** 3)])
        metal = np.fft.irfft(np.fft.rfft(metal) * response, len(t))
        noise = _noise(rng, t[-1] + 1 / rate, rate, low_hz, high_hz, 3)
        return _ends((metal / np.std(metal) + 1.2 * noise) * np.exp(-t / decay_s), rate)

    return stroke


def _pop(rng: np.random.Generator, rate: int) -> NDArray[np.float64]:
    """A speck of dust under the needle."""
    decay_s = rng.uniform(0.0006, 0.002)
    t = _time(0.012, rate)
    return _ends(_noise(rng, t[-1] + 1 / rate, rate, 900, rng.uniform(2500, 6000)) * np.exp(-t / decay_s), rate, 0.0003)


KITS: dict[str, dict[str, Piece]] = {
    "dusty": {
        "kick": Piece(_kick(128, 50, 0.022, 0.11, 0.05), 0.85, reverb=0.02),
        "snare": Piece(_snare(182, 0.085, 700, 5200, 0.55), 0.46, pan=0.03, reverb=0.14),
        "hat": Piece(_hat(0.028, 5500, 8500), 0.15, pan=0.2, takes=4),
        "open_hat": Piece(_hat(0.14, 5000, 8500), 0.13, pan=0.2, reverb=0.08),
        "pop": Piece(_pop, 0.035, reverb=0.0, takes=9),
    },
}

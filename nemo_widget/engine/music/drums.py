"""How each drum is struck: a `Stroke` is a function of (random generator, rate) that gives one mono stroke, not yet
levelled, beginning and ending at zero. The generator makes every stroke a little different."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .fourier import coloured_noise, fast_size

Mono = NDArray[np.float64]
Stroke = Callable[[np.random.Generator, int], Mono]


def _time(seconds: float, rate: int) -> Mono:
    return np.arange(round(seconds * rate)) / rate


def _ends(sound: Mono, rate: int, attack_s: float = 0.0008) -> Mono:
    """Begins and ends at zero."""
    attack, release = max(2, round(attack_s * rate)), max(2, len(sound) // 6)
    sound[:attack] *= np.linspace(0, 1, attack)
    sound[-release:] *= np.linspace(1, 0, release) ** 2
    return sound


def kick(start_hz: float, end_hz: float, fall_s: float, decay_s: float, click: float) -> Stroke:
    """A sine that falls in pitch, and the beater's click."""

    def stroke(rng: np.random.Generator, rate: int) -> Mono:
        t = _time(4.5 * decay_s, rate)
        start = start_hz * rng.uniform(0.97, 1.03)
        phase = 2 * np.pi * (end_hz * t + (start - end_hz) * fall_s * (1 - np.exp(-t / fall_s)))
        body = np.sin(phase) * np.exp(-t / decay_s)
        beater = coloured_noise(rng, len(t), rate, 1200, 5000) * np.exp(-t / 0.004)
        return _ends(np.tanh(1.4 * body) + click * beater, rate)

    return stroke


def snare(tone_hz: float, decay_s: float, low_hz: float, high_hz: float, wires: float) -> Stroke:
    def stroke(rng: np.random.Generator, rate: int) -> Mono:
        t = _time(4 * decay_s, rate)
        bend = 1 + 0.25 * np.exp(-t / 0.012)
        head = sum(
            level * np.sin(2 * np.pi * tone_hz * ratio * np.cumsum(bend) / rate) * np.exp(-t / (decay_s * length))
            for ratio, level, length in ((1.0, 1.0, 0.5), (1.78, 0.5, 0.3))
        )
        rattle = coloured_noise(rng, len(t), rate, low_hz, high_hz) * (np.exp(-t / decay_s) + 0.8 * np.exp(-t / 0.012))
        return _ends(head + wires * rattle, rate)

    return stroke


_METAL_HZ = (325.6, 415.3, 522.7, 611.2, 796.4, 983.1)


def hat(decay_s: float, low_hz: float, high_hz: float) -> Stroke:
    """Six square waves that fit nowhere, and noise."""

    def stroke(rng: np.random.Generator, rate: int) -> Mono:
        t = _time(5 * decay_s, rate)
        size = fast_size(len(t))
        hz = np.fft.rfftfreq(size, 1 / rate)
        hz[0] = 1e-3
        metal = sum(np.sign(np.sin(2 * np.pi * f * t + rng.uniform(0, 6))) for f in _METAL_HZ)
        response = 1 / (1 + (low_hz / hz) ** 6) / (1 + (hz / high_hz) ** 3)
        metal = np.fft.irfft(np.fft.rfft(metal, size) * response, size)[: len(t)]
        noise = coloured_noise(rng, len(t), rate, low_hz, high_hz, 3)
        return _ends((metal / np.std(metal) + 1.2 * noise) * np.exp(-t / decay_s), rate)

    return stroke


def pop(rng: np.random.Generator, rate: int) -> Mono:
    """A speck of dust under the needle."""
    decay_s = rng.uniform(0.0006, 0.002)
    t = _time(0.012, rate)
    return _ends(coloured_noise(rng, len(t), rate, 900, rng.uniform(2500, 6000)) * np.exp(-t / decay_s), rate, 0.0003)


def clap(decay_s: float) -> Stroke:
    """A few hands that are not quite together."""

    def stroke(rng: np.random.Generator, rate: int) -> Mono:
        t = _time(5 * decay_s + 0.03, rate)
        noise = coloured_noise(rng, len(t), rate, 900, 3200)
        envelope = np.zeros(len(t))
        for start in (0.0, 0.009, 0.019, 0.027):
            start += rng.uniform(0, 0.002)
            length = decay_s if start > 0.026 else 0.006
            envelope += np.where(t >= start, np.exp(-(t - start) / length), 0)
        return _ends(noise * envelope, rate)

    return stroke


def shaker(decay_s: float, low_hz: float = 5000, high_hz: float = 11000) -> Stroke:
    """Beads that swing forward before they land."""

    def stroke(rng: np.random.Generator, rate: int) -> Mono:
        t = _time(6 * decay_s, rate)
        swing = np.minimum(1, t / (0.5 * decay_s)) ** 2
        return _ends(coloured_noise(rng, len(t), rate, low_hz, high_hz) * swing * np.exp(-t / decay_s), rate)

    return stroke


def tambourine(rng: np.random.Generator, rate: int) -> Mono:
    t = _time(0.32, rate)
    jingles = sum(
        np.sin(2 * np.pi * hz * rng.uniform(0.99, 1.01) * t + rng.uniform(0, 6)) * np.exp(-t / decay_s)
        for hz, decay_s in ((4210, 0.06), (5670, 0.05), (7030, 0.07), (8850, 0.05), (10400, 0.04))
    )
    return _ends(0.35 * jingles + coloured_noise(rng, len(t), rate, 6000, 12000) * np.exp(-t / 0.035), rate)


def rim(rng: np.random.Generator, rate: int) -> Mono:
    """The stick across the edge: wood."""
    t = _time(0.12, rate)
    wood = sum(
        level * np.sin(2 * np.pi * hz * rng.uniform(0.99, 1.01) * t) * np.exp(-t / decay_s)
        for hz, level, decay_s in ((480, 0.6, 0.014), (820, 1.0, 0.018), (1710, 0.6, 0.009))
    )
    return _ends(wood + 0.25 * coloured_noise(rng, len(t), rate, 1500, 6000) * np.exp(-t / 0.004), rate)


def crash(decay_s: float, low_hz: float = 2500, high_hz: float = 10000) -> Stroke:
    def stroke(rng: np.random.Generator, rate: int) -> Mono:
        t = _time(4 * decay_s, rate)
        noise = coloured_noise(rng, len(t), rate, low_hz, high_hz)
        shimmer = sum(
            np.sin(2 * np.pi * rng.uniform(2800, 9500) * t + rng.uniform(0, 6)) * np.exp(-t / rng.uniform(0.3, 1))
            for _ in range(14)
        )
        return _ends((noise + 0.12 * shimmer) * np.exp(-t / decay_s), rate, 0.004)

    return stroke


def swell(seconds: float, low_hz: float, high_hz: float) -> Stroke:
    """Noise that grows for so many seconds and stops: a cymbal played backwards, or wind before the drop."""

    def stroke(rng: np.random.Generator, rate: int) -> Mono:
        dark = coloured_noise(rng, round(seconds * rate), rate, low_hz, high_hz / 4)
        bright = coloured_noise(rng, round(seconds * rate), rate, low_hz, high_hz)
        x = np.linspace(0, 1, len(dark))
        sound = ((1 - x) * dark + x * bright) * np.exp(4.5 * (x - 1))
        last = round(0.03 * rate)
        sound[-last:] *= np.linspace(1, 0, last)
        sound[:last] *= np.linspace(0, 1, last)
        return np.asarray(sound)

    return stroke


def wash(seconds: float, low_hz: float, high_hz: float) -> Stroke:
    """A wave that comes in and goes out."""

    def stroke(rng: np.random.Generator, rate: int) -> Mono:
        noise = coloured_noise(rng, round(seconds * rate), rate, low_hz, high_hz, 1)
        return np.asarray(noise * np.sin(np.pi * np.linspace(0, 1, len(noise)) ** 0.8) ** 2)

    return stroke


def taiko(tone_hz: float, decay_s: float) -> Stroke:
    """A big skin: its modes are no harmonics, and the stick is heard."""

    def stroke(rng: np.random.Generator, rate: int) -> Mono:
        t = _time(4 * decay_s, rate)
        bend = np.cumsum(1 + 0.35 * np.exp(-t / 0.03)) / rate
        skin = sum(
            level
            * np.sin(2 * np.pi * tone_hz * ratio * rng.uniform(0.99, 1.01) * bend)
            * np.exp(-t / (decay_s * length))
            for ratio, level, length in ((1, 1.0, 1.0), (1.59, 0.5, 0.6), (2.14, 0.3, 0.4), (2.65, 0.2, 0.3))
        )
        stick = coloured_noise(rng, len(t), rate, 300, 2500) * np.exp(-t / 0.012)
        return _ends(skin + 0.35 * stick, rate, 0.0015)

    return stroke

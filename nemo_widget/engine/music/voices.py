"""The pitched instruments. Each is a function of (pitch, seconds held, velocity, rate) and gives the whole note with
its release: float32, shape (2, samples), peaking near 0.5 at full velocity.

Most are sums of damped sines. e^(s(a+b)) = e^(sa) e^(sb) turns such a sum into one small matrix product, which makes
a four-second piano note in about a millisecond.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Audio = NDArray[np.float32]
Voice = Callable[[int, float, float, int], Audio]

_ROW = 256


@dataclass(frozen=True)
class Channel:
    """How a part comes into the mix: its instrument, `gain` and `pan` (-1 left to 1 right), how much of it goes to the
    `reverb` and the `delay`, how deeply the kick `duck`s it (0 to 1), tremolo depth, and pitch flutter in cents."""

    voice: str
    gain: float
    pan: float = 0.0
    reverb: float = 0.0
    delay: float = 0.0
    duck: float = 0.0
    tremolo: float = 0.0
    flutter_cents: float = 0.0


def frequency_hz(pitch: float) -> float:
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def partials(
    hz: ArrayLike, decay: ArrayLike, left: ArrayLike, right: ArrayLike, samples: int, rate: int, phase: ArrayLike = 0.0
) -> Audio:
    """A sum of sines: each has a frequency, a decay (1/s), a level on either side, and a phase (radians)."""
    hz = np.asarray(hz, dtype=np.float64)
    audible = hz < 0.42 * rate
    decay, left, right, phase = (
        np.broadcast_to(np.asarray(a, np.float64), hz.shape)[audible] for a in (decay, left, right, phase)
    )
    step = (-decay + 2j * np.pi * hz[audible]) / rate
    rows = np.exp(np.outer(np.arange(-(-samples // _ROW)) * _ROW, step))
    columns = np.exp(np.outer(step, np.arange(_ROW)) + 1j * phase[:, None])
    sides = np.concatenate([columns * left[:, None], columns * right[:, None]], axis=1)
    a, b = np.concatenate([rows.real, rows.imag], axis=1), np.concatenate([sides.imag, sides.real])
    out = a.astype(np.float32) @ b.astype(np.float32)  # the imaginary part of the complex product: sines
    return np.ascontiguousarray(out.reshape(-1, 2, _ROW).swapaxes(0, 1).reshape(2, -1)[:, :samples])


def shaped(audio: Audio, rate: int, held_s: float, *, attack_s: float = 0.003, release_s: float = 0.1) -> Audio:
    """With a smooth attack, and a release that begins when the key goes up and ends in silence."""
    attack = min(audio.shape[1], max(1, round(attack_s * rate)))
    audio[:, :attack] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(attack) / attack)).astype(np.float32)
    begin = min(audio.shape[1], round(held_s * rate))
    release = audio.shape[1] - begin
    if release:
        x = np.arange(1, release + 1) / release
        audio[:, begin:] *= (np.exp(-4 * x) * (1 - x)).astype(np.float32)
    return audio


def _phase(hz: float, seconds: NDArray[np.float64]) -> Audio:
    """Radians, wrapped while still in double precision."""
    return (2 * np.pi * ((hz * seconds) % 1.0)).astype(np.float32)


def _length(held_s: float, release_s: float, rate: int) -> int:
    return round((held_s + release_s) * rate)


def electric_piano(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """A tine piano: two-operator FM whose brightness dies faster than its tone, and a touch of bell at the start."""
    n = _length(seconds, 0.35, rate)
    seconds_in = np.arange(n) / rate
    t = seconds_in.astype(np.float32)
    body = np.exp(-t * np.float32(0.75 + 0.012 * max(0, pitch - 48)))
    index = np.float32(0.25 + 1.1 * velocity) * np.exp(-t * 2.6) + np.float32(0.12)
    bell = np.exp(-t * 14) * np.float32(0.10 * velocity) * np.sin(_phase(7 * frequency_hz(pitch), seconds_in))
    sides = []
    for cents in (-1.6, 1.6):
        detuned = _phase(frequency_hz(pitch + cents / 100), seconds_in)
        sides.append((np.sin(detuned + index * np.sin(detuned)) + bell) * body)
    audio = np.stack(sides).astype(np.float32) * np.float32(0.5 * velocity)
    return shaped(audio, rate, seconds, attack_s=0.004)


def upright_bass(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """Round and short of overtones, with the thud of a finger."""
    k = np.arange(1, 8)
    level = 0.62 * velocity * np.array([1.0, 0.42, 0.2, 0.09, 0.05, 0.03, 0.02]) * (0.4 + 0.6 * velocity) ** (k - 1)
    audio = partials(k * frequency_hz(pitch), 0.9 + 1.3 * (k - 1), level, level, _length(seconds, 0.09, rate), rate)
    return shaped(audio, rate, seconds, attack_s=0.007)


def vibraphone(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """Soft mallets on metal: the fourth harmonic, and a short knock above it."""
    ratios = np.array([1.0, 1.0013, 4.0, 10.2])
    decay = np.array([1.3, 1.3, 3.6, 22.0]) * (frequency_hz(pitch) / 523) ** 0.4
    level = 0.42 * velocity * np.array([0.7, 0.35, 0.16 * velocity, 0.05 * velocity])
    tilt = np.array([0.25, -0.5, 0.2, 0.0])
    n = _length(seconds, 0.7, rate)
    audio = partials(ratios * frequency_hz(pitch), decay, level * (1 - tilt), level * (1 + tilt), n, rate)
    return shaped(audio, rate, seconds, attack_s=0.003)


def warm_pad(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """Three detuned players on either side, few overtones, slow to come and to go."""
    return _ensemble(
        pitch, seconds, velocity, rate, slope=2.2, cents=7.0, attack_s=min(0.9, 0.5 * seconds), release_s=1.2
    )


def _ensemble(
    pitch: int,
    seconds: float,
    velocity: float,
    rate: int,
    *,
    slope: float,
    cents: float,
    attack_s: float,
    release_s: float,
) -> Audio:
    """Saw-like tones of several players spread in tune and in space. A higher `slope` is darker."""
    places = np.array([-1.0, -0.4, 0.3, 1.0])
    hz = frequency_hz(pitch)
    count = int(np.clip(7000 / hz, 2, 20))
    k = np.arange(1, count + 1)
    detuned = (hz * 2 ** (places * cents / 1200))[:, None] * k
    level = np.broadcast_to((0.24 * velocity) / k**slope, detuned.shape)
    left, right = level * np.sqrt((1 - places) / 2)[:, None], level * np.sqrt((1 + places) / 2)[:, None]
    phase = np.random.default_rng(pitch).uniform(0, 2 * np.pi, detuned.shape)
    n = _length(seconds, release_s, rate)
    audio = partials(detuned.ravel(), 0.0, left.ravel(), right.ravel(), n, rate, phase.ravel())
    return shaped(audio, rate, seconds, attack_s=attack_s, release_s=release_s)


VOICES: dict[str, Voice] = {
    "electric_piano": electric_piano,
    "upright_bass": upright_bass,
    "vibraphone": vibraphone,
    "warm_pad": warm_pad,
}

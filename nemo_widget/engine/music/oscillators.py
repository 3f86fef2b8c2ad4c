"""What the instruments are made of.

Most are sums of damped sines. e^(s(a+b)) = e^(sa) e^(sb) turns such a sum into one small matrix product, which makes
a four-second piano note in a few milliseconds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .product import multiply

Audio = NDArray[np.float32]
Figures = NDArray[np.float64]

_ROW = 256


def frequency_hz(pitch: float) -> float:
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def length(held_s: float, release_s: float, rate: int) -> int:
    """Samples of a note with its release."""
    return max(1, round((held_s + release_s) * rate))


def radians(hz: float, seconds: Figures) -> Audio:
    """The phase of a steady tone, wrapped while still in double precision."""
    turns = hz * seconds
    return (2 * np.pi * (turns - np.floor(turns))).astype(np.float32)


def partials(
    hz: ArrayLike,
    decay: ArrayLike,
    left: ArrayLike,
    right: ArrayLike,
    samples: int,
    rate: int,
    phase: ArrayLike = 0.0,
) -> Audio:
    """A sum of sines, shape (2, samples). Each has a frequency, a decay (1/s), a level a side, a phase (radians)."""
    hz = np.asarray(hz, dtype=np.float64)
    audible = hz < 0.42 * rate
    decay, left, right, phase = (
        np.broadcast_to(np.asarray(figures, np.float64), hz.shape)[audible] for figures in (decay, left, right, phase)
    )
    step = (-decay + 2j * np.pi * hz[audible]) / rate
    rows = np.exp(np.outer(np.arange(-(-samples // _ROW)) * _ROW, step))
    columns = np.exp(np.outer(step, np.arange(_ROW)) + 1j * phase[:, None])
    sides = np.concatenate([columns * left[:, None], columns * right[:, None]], axis=1)
    # the imaginary part of the complex product: sines
    a = np.concatenate([rows.real, rows.imag], axis=1).astype(np.float32)
    b = np.concatenate([sides.imag, sides.real]).astype(np.float32)
    out = np.empty((len(a), 2 * _ROW), np.float32)
    multiply(a, b, out)
    return np.ascontiguousarray(out.reshape(-1, 2, _ROW).swapaxes(0, 1).reshape(2, -1)[:, :samples])


def ensemble(
    pitch: float,
    level: Figures,
    decay: ArrayLike,
    samples: int,
    rate: int,
    *,
    cents: float,
    width: float = 1.0,
    players: int = 4,
) -> Audio:
    """Several players of one tone, spread in tune (± `cents`) and between the sides. `level`: that of each harmonic."""
    places = np.linspace(-1, 1, players)
    k = np.arange(1, len(level) + 1)
    hz = (frequency_hz(pitch) * 2 ** (places * (1 + 0.13 * np.cos(5 * places)) * cents / 1200))[:, None] * k
    left, right = (np.sqrt((1 + side * width * places) / 2)[:, None] * level / np.sqrt(players) for side in (-1, 1))
    phase = np.random.default_rng(round(pitch * 7)).uniform(0, 2 * np.pi, hz.shape)
    spread = np.broadcast_to(np.asarray(decay, np.float64), level.shape)
    each = np.broadcast_to(spread, hz.shape)
    return partials(hz.ravel(), each.ravel(), left.ravel(), right.ravel(), samples, rate, phase.ravel())


def harmonics(pitch: float, slope: float, top_hz: float, most: int = 24) -> Figures:
    """Levels of the harmonics of a saw-like tone up to `top_hz`: 1 / k^slope, rounded off towards the top."""
    count = int(np.clip(top_hz / frequency_hz(pitch), 2, most))
    k = np.arange(1, count + 1)
    level = k ** -float(slope) * np.cos(np.pi / 2 * (k - 1) / count)
    return np.asarray(level / np.sqrt(np.sum(level**2)))


def shaped(audio: Audio, rate: int, held_s: float, *, attack_s: float = 0.003, release_s: float = 0.1) -> Audio:
    """With a smooth attack, and a release that begins when the key goes up and ends in silence."""
    attack = min(audio.shape[1], max(1, round(attack_s * rate)))
    audio[:, :attack] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(attack) / attack)).astype(np.float32)
    begin = min(audio.shape[1], round(held_s * rate))
    left = audio.shape[1] - begin
    if left:
        x = np.arange(1, left + 1) / max(left, round(release_s * rate))
        audio[:, begin:] *= (np.exp(-3 * x) * np.cos(np.pi / 2 * np.minimum(1, x)) ** 2).astype(np.float32)
    return audio

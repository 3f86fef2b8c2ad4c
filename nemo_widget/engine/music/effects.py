"""Room, echo, ducking, tape: each keeps what it must remember between two blocks of a piece."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .fourier import fast_size

Audio = NDArray[np.float32]


@dataclass(frozen=True)
class Room:
    """A synthetic room: `decay_s` to -60 dB in the middle, `damping` (0 to 1): how much sooner the highs go."""

    decay_s: float
    predelay_s: float = 0.015
    damping: float = 0.6

    def impulse(self, rate: int) -> Audio:
        """Shape (2, samples), unit energy a side: noise in bands that die each at its pace, and a few reflections."""
        n = round((self.predelay_s + 1.1 * self.decay_s) * rate)
        rng = np.random.default_rng(20)
        t = np.arange(n) / rate
        size = fast_size(n)
        octave = np.log2(np.maximum(np.fft.rfftfreq(size, 1 / rate), 1.0) / 1000)
        noise = np.fft.rfft(rng.standard_normal((2, size)))
        out = np.zeros((2, n))
        for centre in (-2.5, -1.0, 0.5, 2.0, 3.2):
            band = np.exp(-0.5 * ((octave - centre) / 0.65) ** 2) * (0.5 if centre < -2 else 1.0)
            decay_s = self.decay_s * (1 - self.damping * max(0.0, centre + 1) / 4.2)
            tone = 1 - 0.5 * self.damping * max(0.0, centre) / 3.2
            out += tone * np.fft.irfft(noise * band, size)[:, :n] * np.exp(-6.9 * t / decay_s)
        out *= np.clip(t / 0.02, 0, 1) * np.clip((n - np.arange(n)) / (0.1 * n), 0, 1)
        for side in out:
            for _ in range(7):
                delay_s = rng.uniform(0.004, 0.06)
                side[round(delay_s * rate)] += (
                    rng.choice((-1, 1)) * 0.9 * np.max(np.abs(side)) * np.exp(-delay_s / 0.05)
                )
        out = np.roll(out, round(self.predelay_s * rate), axis=1)
        out[:, : round(self.predelay_s * rate)] = 0
        out /= np.sqrt(np.sum(out**2, axis=1, keepdims=True))
        return np.asarray(out, np.float32)


class Reverb:
    """Convolution with a room, block by block (overlap-add). `block` is the most samples a call may bring."""

    def __init__(self, room: Room, rate: int, block: int) -> None:
        impulse = room.impulse(rate)
        self._size = fast_size(block + impulse.shape[1])
        self._spectrum = np.fft.rfft(impulse, self._size).astype(np.complex64)
        self._tail = np.zeros((2, self._size), np.float32)

    def __call__(self, audio: Audio) -> Audio:
        n = audio.shape[1]
        for side in range(2):
            spectrum = np.fft.rfft(audio[side], self._size)
            spectrum *= self._spectrum[side]
            self._tail[side] += np.fft.irfft(spectrum, self._size).astype(np.float32)
        out: Audio = self._tail[:, :n].copy()
        self._tail[:, :-n] = self._tail[:, n:]
        self._tail[:, -n:] = 0
        return out


class Echo:
    """Repeats that go from side to side, each darker than the one before."""

    def __init__(self, delay_s: float, feedback: float, rate: int) -> None:
        self._delay = max(8, round(delay_s * rate))
        self._feedback = np.float32(feedback)
        self._line = np.zeros((2, self._delay), np.float32)
        self._before = np.zeros((2, 2), np.float32)

    def __call__(self, audio: Audio) -> Audio:
        """What comes back, without what went in."""
        out = np.empty_like(audio)
        for begin in range(0, audio.shape[1], self._delay):
            dry = audio[:, begin : begin + self._delay]
            n = dry.shape[1]
            wet = self._line[:, :n]
            out[:, begin : begin + n] = wet
            heard = np.concatenate([self._before, wet], axis=1)
            dark = 0.25 * heard[:, :-2] + 0.5 * heard[:, 1:-1] + 0.25 * heard[:, 2:]
            self._before = heard[:, -2:]
            fresh = self._feedback * dark[::-1]
            fresh[0] += dry[0] + 0.3 * dry[1]
            fresh[1] += 0.3 * dry[0]
            self._line = np.concatenate([self._line[:, n:], fresh], axis=1)
        return out


def pumping(kicks: Iterable[int], begin: int, samples: int, rate: int, length_s: float) -> Audio:
    """How far a ducked part is to be pushed down (0 to 1) at each sample from `begin`, by kicks at those samples."""
    length = round(length_s * rate)
    x = np.arange(length) / length
    shape = ((1 - x) ** 1.6 * np.minimum(1, np.arange(length) / (0.004 * rate))).astype(np.float32)
    out = np.zeros(samples, np.float32)
    for kick in kicks:
        low, high = max(kick, begin), min(kick + length, begin + samples)
        if low < high:
            view = out[low - begin : high - begin]
            np.maximum(view, shape[low - kick : high - kick], out=view)
    return out


FLUTTER_MARGIN = 512
_FLUTTER_STEP = 64  # the machine turns so slowly that a straight line between so few samples is the curve itself


def flutter(audio: Audio, begin: int, cents: float, rate: int) -> Audio:
    """The unsteady turning of an old machine. `audio` starts `FLUTTER_MARGIN` samples before `begin`; from there on
    it is given back."""
    n = audio.shape[1] - FLUTTER_MARGIN
    lag = _flutter_lag(begin, n, cents, rate)
    whole = np.ceil(lag)
    part = whole - lag
    at = np.arange(FLUTTER_MARGIN, FLUTTER_MARGIN + n) - whole.astype(np.intp)
    out = np.empty((2, n), np.float32)
    for side, turned in zip(audio, out, strict=True):
        np.take(side, at, out=turned, mode="clip")
        turned += part * (np.take(side, at + 1, mode="clip") - turned)
    return out


def _flutter_lag(begin: int, samples: int, cents: float, rate: int) -> Audio:
    """How many samples behind the machine is at each sample from `begin` on: between 1 and `FLUTTER_MARGIN`."""
    first = begin // _FLUTTER_STEP
    t = (first + np.arange(samples // _FLUTTER_STEP + 3)) * _FLUTTER_STEP / rate
    deviation = 2 ** (cents / 1200) - 1
    lag = np.ones(len(t))
    for hz, share in ((0.55, 0.7), (1.3, 0.2), (6.1, 0.1)):
        lag += share * deviation * rate / (2 * np.pi * hz) * (1 + np.sin(2 * np.pi * hz * t))
    knots = np.minimum(lag, FLUTTER_MARGIN).astype(np.float32)
    between = np.arange(_FLUTTER_STEP, dtype=np.float32) / _FLUTTER_STEP
    lines = knots[:-1, None] + np.diff(knots)[:, None] * between
    skip = begin - first * _FLUTTER_STEP
    return np.asarray(lines.ravel()[skip : skip + samples])

"""Loudness after ITU-R BS.1770-4 (K-weighting, gating), and a look-ahead limiter on true peaks.

The gain that brings a piece to its loudness depends on the limiter and the limiter on the gain. Both are found on
coarse figures (power of each 100 ms, true peak of each 32 samples), so the audio itself is read once and written once.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from .product import multiply

Audio = NDArray[np.float32]
Figures = NDArray[np.float64]

CHUNK = 32
_TAPS = 24
_BLOCK_HOPS = 78  # with the lead, a length that an FFT likes
_ATTACK_S = 0.004
_RELEASE_DB_PER_S = 60.0


def master(audio: Audio, rate: int, target_lufs: float = -14.0, ceiling_dbtp: float = -1.2) -> None:
    """Brings `audio`, shape (samples, 2), to the loudness and under the ceiling, in place. Silence stays silence."""
    hop = round(0.1 * rate)
    powers = hop_powers(audio, rate)
    peaks = true_peaks(audio)
    if not np.any(peaks > 1e-6):
        return
    ceiling = 10 ** (ceiling_dbtp / 20)
    hop_of_chunk = np.minimum(np.arange(len(peaks)) * CHUNK // hop, max(0, len(powers) - 1))
    chunks_in_hop = np.maximum(1, np.bincount(hop_of_chunk, minlength=len(powers)))
    gain = 10 ** ((target_lufs - integrated_lufs(powers)) / 20)
    for _ in range(12):
        limited = limiter_gains(peaks * gain, ceiling, rate)
        passed = np.bincount(hop_of_chunk, limited**2, minlength=len(powers)) / chunks_in_hop
        missing_db = target_lufs - integrated_lufs(powers * gain**2 * passed)
        if abs(missing_db) < 0.02:
            break
        gain *= 10 ** (min(missing_db, 3.0) / 20)
    _apply(audio, gain * limiter_gains(peaks * gain, ceiling, rate))


def _apply(audio: Audio, gains: Figures) -> None:
    """Multiplies by gains given a chunk, drawn as straight lines between the chunks' middles."""
    middles = CHUNK * np.arange(len(gains)) + CHUNK / 2
    step = CHUNK * 16384
    for begin in range(0, len(audio), step):
        view = audio[begin : begin + step]
        view *= np.interp(np.arange(begin, begin + len(view)), middles, gains).astype(np.float32)[:, None]


def limiter_gains(peaks: Figures, ceiling: float, rate: int) -> Figures:
    """The gain of each chunk (at most 1) that keeps peaks under the ceiling: down within `_ATTACK_S` before a peak, up
    again at a steady rate in dB."""
    over_db = 20 * np.log10(np.maximum(peaks, ceiling) / ceiling)
    slope = _RELEASE_DB_PER_S * CHUNK / rate * np.arange(len(over_db))
    held_db = np.maximum.accumulate(over_db + slope) - slope
    ahead = max(3, round(_ATTACK_S * rate / CHUNK))
    padded = np.pad(held_db, (ahead, ahead + 1))
    highest = sliding_window_view(padded, ahead + 2).max(axis=1)  # from one chunk back to `ahead` chunks on
    kernel = np.hanning(ahead + 1)[1:]
    smooth = np.convolve(highest, kernel / kernel.sum())[ahead - 1 :][: len(over_db)]
    return np.asarray(10 ** (-np.maximum(smooth, 0.0) / 20))


def true_peaks(audio: Audio) -> Figures:
    """The highest level in each chunk of `CHUNK` samples, between the samples too (four times oversampled)."""
    chunks = -(-len(audio) // CHUNK)
    peaks = np.zeros(chunks)
    kernel = _oversampler()
    step = 8192
    between = np.empty((min(step, chunks), kernel.shape[1]), np.float32)
    for first in range(0, chunks, step):
        count = min(step, chunks - first)
        begin = first * CHUNK - _TAPS // 2
        piece = audio[max(0, begin) : (first + count) * CHUNK + _TAPS // 2]
        before = max(0, -begin)
        after = count * CHUNK + _TAPS - before - len(piece)
        for side in range(2):
            samples = np.pad(piece[:, side], (before, after))
            windows = sliding_window_view(samples, CHUNK + _TAPS)[::CHUNK]
            multiply(windows, kernel, between[:count])
            on = samples[_TAPS // 2 : _TAPS // 2 + count * CHUNK].reshape(count, CHUNK)
            for levels in (between[:count], on):
                highest = np.maximum(levels.max(axis=1), -levels.min(axis=1))
                np.maximum(peaks[first : first + count], highest, out=peaks[first : first + count])
    return peaks


@lru_cache(maxsize=1)
def _oversampler() -> Audio:
    """A matrix that takes a chunk with its surroundings to the three values between each two samples."""
    kernel = np.zeros((CHUNK + _TAPS, 3 * CHUNK), np.float32)
    half = _TAPS // 2
    for sample in range(CHUNK):
        for phase in range(3):
            at = half + sample + (phase + 1) / 4
            taps = np.arange(int(at) - half + 1, int(at) + half + 1)
            x = taps - at
            kernel[taps, 3 * sample + phase] = np.sinc(x) * np.cos(np.pi * x / (_TAPS + 1)) ** 2
    return kernel


def hop_powers(audio: Audio, rate: int) -> Figures:
    """The K-weighted power of each whole 100 ms, both channels together; of all there is, if that is less."""
    hop = round(0.1 * rate)
    lead = 2 * hop  # the filter's memory is shorter than this, so the wrap-around of the FFT falls in here
    hops = _BLOCK_HOPS
    size = lead + hops * hop
    response = k_response(np.fft.rfftfreq(size, 1 / rate), rate)
    powers: list[Figures] = []
    for begin in range(0, len(audio), hops * hop):
        piece = audio[max(0, begin - lead) : begin + hops * hop]
        before = max(0, lead - begin)
        total = np.zeros(hops)
        for side in range(2):
            samples = np.zeros(size)
            samples[before : before + len(piece)] = piece[:, side]
            weighted = np.fft.irfft(np.fft.rfft(samples) * response, size)[lead:]
            total += np.mean(weighted.reshape(hops, hop) ** 2, axis=1)
        powers.append(total)
    whole = len(audio) // hop
    return np.concatenate(powers)[: max(1, whole)]


def k_response(hz: NDArray[np.floating], rate: int) -> NDArray[np.complex128]:
    """The two filters of BS.1770, a high shelf and a high pass, at these frequencies."""
    z = np.exp(-2j * np.pi * hz / rate)
    k, q, high = np.tan(np.pi * 1681.974450955533 / rate), 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    shelf = (high + band * k / q + k * k) + 2 * (k * k - high) * z + (high - band * k / q + k * k) * z**2
    shelf /= (1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z**2
    k, q = np.tan(np.pi * 38.13547087602444 / rate), 0.5003270373238773
    low = (1 - 2 * z + z**2) / (
        1 + 2 * (k * k - 1) / (1 + k / q + k * k) * z + (1 - k / q + k * k) / (1 + k / q + k * k) * z**2
    )
    return np.asarray(shelf * low)


def integrated_lufs(powers: Figures) -> float:
    """Gated loudness of a programme from the power of each of its 100 ms."""
    blocks = np.convolve(powers, np.ones(4) / 4, "valid") if len(powers) >= 4 else powers.mean(keepdims=True)
    blocks = np.maximum(blocks, 1e-12)
    heard = blocks[_lufs(blocks) > -70]
    if not len(heard):
        return -70.0
    gated = heard[_lufs(heard) > _lufs(heard.mean()) - 10]
    return float(_lufs(gated.mean()))


def _lufs(power: Figures | np.floating) -> Figures:
    return np.asarray(-0.691 + 10 * np.log10(power))

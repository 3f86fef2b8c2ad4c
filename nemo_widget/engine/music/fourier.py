from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def fast_size(least: int) -> int:
    """The smallest length of at least so many samples that has no factor above 5: an FFT likes these."""
    odd_parts = (int(3**threes * 5**fives) for threes in range(4) for fives in range(4))
    return min(odd << max(0, (-(-least // odd) - 1).bit_length()) for odd in odd_parts)


def coloured_noise(
    rng: np.random.Generator, samples: int, rate: int, low_hz: float, high_hz: float, order: int = 2
) -> NDArray[np.float64]:
    """Noise between two corners, with slopes of `order` × 6 dB an octave; unit RMS."""
    size = fast_size(samples)
    hz = np.fft.rfftfreq(size, 1 / rate)
    hz[0] = 1e-3
    response = 1 / np.sqrt((1 + (low_hz / hz) ** (2 * order)) * (1 + (hz / high_hz) ** (2 * order)))
    noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(size)) * response, size)[:samples]
    return np.asarray(noise / np.sqrt(np.mean(noise**2)))

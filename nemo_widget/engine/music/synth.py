"""Makes a piece in blocks, so that ten minutes need little more memory than their own samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from . import loudness
from .desk import Desk
from .presets import PRESETS
from .styles import ARRANGERS

Audio = NDArray[np.float32]

_BLOCK = 250_000
_FADE_IN_S = 0.002
_FADE_OUT_S = 2.0


def synthesise(preset: str, duration_ms: int, sample_rate: int) -> Audio:
    """See `nemo_widget.engine.music.synthesise`."""
    if preset not in PRESETS:
        raise ValueError(f"There is no music called {preset!r}. Choose one of {', '.join(PRESETS)}.")
    if duration_ms < 1:
        raise ValueError("Music needs a duration of at least 1 ms.")
    style, facts = ARRANGERS[preset](), PRESETS[preset]
    bars = max(0, int((duration_ms - style.tail_ms) // facts.bar_ms))
    score = style.compose(bars)
    out = np.zeros((round(duration_ms * sample_rate / 1000), 2), np.float32)
    desk = Desk(style, score, facts.beat_ms / 1000, sample_rate, len(out), _BLOCK)
    for begin in range(0, len(out), _BLOCK):
        end = min(len(out), begin + _BLOCK)
        out[begin:end] = desk.mix(begin, end).T
    ring_s = (duration_ms - bars * facts.bar_ms) / 1000
    _fade(out, sample_rate, min(_FADE_OUT_S, 0.8 * ring_s))
    loudness.master(out, sample_rate)
    return out


def _fade(audio: Audio, rate: int, out_s: float) -> None:
    """From silence, quicker than an ear can tell, and back into it; the last sample is zero."""
    begin = min(len(audio), round(_FADE_IN_S * rate))
    audio[:begin] *= np.linspace(0, 1, begin, endpoint=False, dtype=np.float32)[:, None]
    end = max(1, min(len(audio), round(out_s * rate)))
    audio[-end:] *= (np.sin(np.pi / 2 * np.linspace(1, 0, end)) ** 2).astype(np.float32)[:, None]

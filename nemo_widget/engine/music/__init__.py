"""Background music that is composed and played here, so that it is free, offline and the same every time.

A preset name and a duration give a piece: `styles/` writes its score bar by bar (chords, bass, drums, melody), `voices`
and `drums` are the instruments, the `desk` plays and mixes the score, `synth` joins its blocks and brings the piece to
its `loudness`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .presets import PRESETS, Preset

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PRESETS", "Preset", "synthesise"]


def synthesise(preset: str, duration_ms: int, sample_rate: int = 48_000) -> NDArray[np.float32]:
    """The piece `preset` at a length of `duration_ms`: float32, shape (round(duration_ms * sample_rate / 1000), 2).

    The same arguments give the same samples. Loudness is -14 LUFS, true peak at most -1 dBTP; the last chord falls on
    a bar and fades to silence at the very end. Raises `ValueError` for an unknown preset or a duration below 1 ms.
    """
    from .synth import synthesise as play

    return play(preset, duration_ms, sample_rate)

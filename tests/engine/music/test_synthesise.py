from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest

from nemo_widget.engine.music import PRESETS, synthesise


@pytest.mark.parametrize("preset", PRESETS)
def test_a_piece_has_exactly_its_length_and_loudness(preset: str) -> None:
    audio = synthesise(preset, 7_777)
    assert audio.shape == (round(7_777 * 48), 2)
    assert pyloudnorm.Meter(48_000).integrated_loudness(audio.astype(float)) == pytest.approx(-14, abs=1)
    assert np.array_equal(audio, synthesise(preset, 7_777))

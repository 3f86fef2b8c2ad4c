"""Films in high dynamic range, as phones make them (HLG or PQ, BT.2020), → what a standard screen shows."""

from __future__ import annotations

from functools import lru_cache

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.video.reformatter import Interpolation

from .yuv import Bytes

_Floats = npt.NDArray[np.float32]

_PQ, _HLG = 16, 18  # transfer characteristics of ITU-T H.273
_KR, _KB = 0.2627, 0.0593
# limited range in 16 bits (Y', Cb, Cr and 1) → R'G'B' of BT.2020, 0 to 1
_TO_RGB = np.array(
    [
        [1, 0, 2 * (1 - _KR)],
        [1, -2 * _KB * (1 - _KB) / (1 - _KR - _KB), -2 * _KR * (1 - _KR) / (1 - _KR - _KB)],
        [1, 2 * (1 - _KB), 0],
    ]
) @ np.array([[1 / 219, 0, 0, -16 / 219], [0, 1 / 224, 0, -128 / 224], [0, 0, 1 / 224, -128 / 224]]) @ np.diag(
    [1 / 256, 1 / 256, 1 / 256, 1]
)  # fmt: skip
_LUMA_2020 = np.array([[_KR, 1 - _KR - _KB, _KB]])
_TO_709 = np.array(
    [[1.660491, -0.587641, -0.072850], [-0.124550, 1.132900, -0.008349], [-0.018151, -0.100579, 1.118730]]
)
_WHITE_NITS = 203  # of a sheet of paper (BT.2408); it becomes nearly the white of the standard screen
_HLG_NITS, _PQ_NITS = 1000, 10_000  # of the brightest signal
_MOST_WHITES = 5.0  # all that is brighter than five sheets of paper is as bright
_KNEE = 0.7  # up to here light stays as it is, above it is pressed into what is left
_STEPS = 4096


def is_hdr(frame: av.VideoFrame) -> bool:
    return int(getattr(frame, "color_trc", 0)) in (_PQ, _HLG)


def to_sdr(frame: av.VideoFrame, width: int, height: int) -> Bytes:
    """(height, width, 3) uint8 sRGB of an HDR frame, scaled."""
    scaled = frame.reformat(width, height, "yuv444p16le", interpolation=Interpolation.BICUBIC)
    planes = [
        np.frombuffer(p, np.uint16).reshape(height, p.line_size // 2)[:, :width]  # type: ignore[call-overload]
        for p in scaled.planes
    ]
    signal = cv2.transform(np.dstack(planes).astype(np.float32), _TO_RGB.astype(np.float32))
    hlg = int(frame.color_trc) == _HLG
    light: _Floats = _to_light(hlg)[_places(signal, _STEPS)]
    if hlg:
        # what a screen makes of the light before the camera depends on how bright the place is as a whole
        brightness = cv2.transform(light, _LUMA_2020.astype(np.float32))
        light *= np.maximum(brightness, 1e-6)[..., None] ** np.float32(0.2)
    nits = _HLG_NITS if hlg else _PQ_NITS
    whites = cv2.transform(light, (_TO_709 * nits / _WHITE_NITS).astype(np.float32))
    return _to_screen()[_places(whites / np.float32(_MOST_WHITES), 1 << 16)]


def _places(values: _Floats, steps: int) -> npt.NDArray[np.uint16]:
    """Where values from 0 to 1 stand in a table of so many steps."""
    places: npt.NDArray[np.uint16] = np.clip(values * np.float32(steps - 1) + 0.5, 0, steps - 1).astype(np.uint16)
    return places


@lru_cache(maxsize=2)
def _to_light(hlg: bool) -> _Floats:
    """Signal → light: for PQ that of the screen (1 is 10,000 nits), for HLG that before the camera."""
    signal = np.linspace(0, 1, _STEPS)
    if hlg:
        bright = (np.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12
        return np.where(signal <= 0.5, signal**2 / 3, bright).astype(np.float32)
    power = signal ** (1 / 78.84375)
    ratio = np.maximum(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)
    return (ratio ** (1 / 0.1593017578125)).astype(np.float32)


@lru_cache(maxsize=1)
def _to_screen() -> Bytes:
    """Light in whites of paper (0 to `_MOST_WHITES`) → sRGB."""
    light = np.linspace(0, _MOST_WHITES, 1 << 16)
    room = 1 - _KNEE
    pressed = np.where(light < _KNEE, light, _KNEE + room * (1 - np.exp(-(light - _KNEE) / room)))
    gamma = np.where(pressed <= 0.0031308, 12.92 * pressed, 1.055 * np.maximum(pressed, 1e-9) ** (1 / 2.4) - 0.055)
    screen: Bytes = np.rint(255 * gamma).astype(np.uint8)
    return screen

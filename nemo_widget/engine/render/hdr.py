"""Films in high dynamic range, as phones make them (HLG or PQ, BT.2020), → what a standard screen shows.

The way there, signal to light to a standard screen's light to its signal, is worked out once for a grid of colours;
FFmpeg's `lut3d` then takes each pixel along it, ten times as fast as numpy would.
"""

from __future__ import annotations

import tempfile
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange, Colorspace, Interpolation

_Colours = npt.NDArray[np.float64]  # (…, 3): red, green, blue

_PQ, _HLG = 16, 18  # transfer characteristics of ITU-T H.273
_LUMA_2020 = np.array([0.2627, 0.6780, 0.0593])
_TO_709 = np.array(
    [[1.660491, -0.587641, -0.072850], [-0.124550, 1.132900, -0.008349], [-0.018151, -0.100579, 1.118730]]
)
_WHITE_NITS = 203  # of a sheet of paper (BT.2408); it becomes nearly the white of the standard screen
_HLG_NITS, _PQ_NITS = 1000, 10_000  # of the brightest signal
_KNEE = 0.7  # up to here light stays as it is, above it is pressed into what is left
_GRID = 49


def is_hdr(frame: av.VideoFrame) -> bool:
    return int(getattr(frame, "color_trc", 0)) in (_PQ, _HLG)


class Standard:
    """Turns the HDR frames of one film into yuv420p frames of BT.709, limited range, `width` × `height` pixels."""

    def __init__(self, frame: av.VideoFrame, width: int, height: int) -> None:
        self._size = width, height
        self._graph = av.filter.Graph()
        pixels = av.VideoFormat("gbrp10le", width, height)
        source = self._graph.add_buffer(width=width, height=height, format=pixels, time_base=Fraction(1, 1000))
        with tempfile.TemporaryDirectory(prefix="nemo-colours-") as folder:
            path = Path(folder) / "standard.cube"
            path.write_text(_cube(int(frame.color_trc) == _HLG))
            mapped = self._graph.add("lut3d", file=str(path), interp="tetrahedral")
            self._graph.link_nodes(source, mapped, self._graph.add("buffersink")).configure()

    def __call__(self, frame: av.VideoFrame) -> av.VideoFrame:
        bt2020 = getattr(Colorspace, "BT2020", Colorspace.ITU709)  # unknown to older PyAV: nearly the same
        rgb = frame.reformat(*self._size, "gbrp10le", src_colorspace=bt2020, interpolation=Interpolation.BICUBIC)
        rgb.pts, rgb.time_base = 0, Fraction(1, 1000)
        self._graph.push(rgb)
        mapped = self._graph.pull()
        assert isinstance(mapped, av.VideoFrame)
        return mapped.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)


@lru_cache(maxsize=2)
def _cube(hlg: bool) -> str:
    """The grid as a .cube file: red runs fastest."""
    steps = np.linspace(0, 1, _GRID)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    mapped = _to_screen(_to_whites(np.stack([red, green, blue], axis=-1), hlg)).reshape(-1, 3)
    return "\n".join([f"LUT_3D_SIZE {_GRID}", *(f"{r:.6f} {g:.6f} {b:.6f}" for r, g, b in mapped), ""])


def _to_whites(signal: _Colours, hlg: bool) -> _Colours:
    """R'G'B' of BT.2020 → light of BT.709, 1 being the white of paper."""
    if hlg:
        bright = (np.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12
        scene = np.where(signal <= 0.5, signal**2 / 3, bright)
        # what a screen makes of the light before the camera depends on how bright the place is as a whole
        shown = scene * np.maximum(scene @ _LUMA_2020, 1e-6)[..., None] ** 0.2 * _HLG_NITS
    else:
        power = signal ** (1 / 78.84375)
        ratio = np.maximum(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)
        shown = ratio ** (1 / 0.1593017578125) * _PQ_NITS
    whites: _Colours = shown @ _TO_709.T / _WHITE_NITS
    return whites


def _to_screen(whites: _Colours) -> _Colours:
    """Light → sRGB, 0 to 1."""
    light, room = np.maximum(whites, 0), 1 - _KNEE
    light = np.where(light < _KNEE, light, _KNEE + room * (1 - np.exp((_KNEE - light) / room)))
    screen: _Colours = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)
    return screen

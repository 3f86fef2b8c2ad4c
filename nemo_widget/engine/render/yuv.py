"""Pictures as three planes: 8 bit Y'CbCr 4:2:0, BT.709, limited range, as the encoder takes them.

Chroma samples sit where H.264 puts them when nothing is said: on every other luma column, between two luma rows.
So chroma sample (i, j) lies at luma position (2 i, 2 j + 0.5), counted in pixel indices.
"""

from __future__ import annotations

from typing import NamedTuple

import av
import cv2
import numpy as np
import numpy.typing as npt
from PIL import ImageColor

Bytes = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]

BLACK = (16, 128, 128)
WHITE = (235, 128, 128)

_KR, _KB = 0.2126, 0.0722
_KG = 1 - _KR - _KB
# R'G'B' and 1, each 0 to 1, to Y' 16-235 and Cb, Cr 16-240
RGB_TO_YUV: Matrix = np.array(
    [
        [219 * _KR, 219 * _KG, 219 * _KB, 16],
        [-112 * _KR / (1 - _KB), -112 * _KG / (1 - _KB), 112, 128],
        [112, -112 * _KG / (1 - _KR), -112 * _KB / (1 - _KR), 128],
    ]
)


class Planes(NamedTuple):
    """`y` (height, width), `u` and `v` (height / 2, width / 2), all uint8; width and height are even."""

    y: Bytes
    u: Bytes
    v: Bytes

    @classmethod
    def empty(cls, width: int, height: int) -> Planes:
        half = (height // 2, width // 2)
        return cls(np.empty((height, width), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8))

    @classmethod
    def of_frame(cls, frame: av.VideoFrame) -> Planes:
        """Writable views on the buffers of a yuv420p frame: what is drawn into them is in the frame."""
        y, u, v = (
            np.frombuffer(p, np.uint8).reshape(p.height, p.line_size)[:, : p.width]  # type: ignore[call-overload]  # a buffer
            for p in frame.planes
        )
        return cls(y, u, v)

    @property
    def width(self) -> int:
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        return int(self.y.shape[0])

    def fill(self, colour: tuple[int, int, int]) -> None:
        for plane, value in zip(self, colour, strict=True):
            plane[:] = value

    def copy_from(self, other: Planes) -> None:
        for mine, theirs in zip(self, other, strict=True):
            np.copyto(mine, theirs)


def from_rgb(rgb: Bytes) -> Planes:
    """Planes of an (height, width, 3) uint8 R'G'B' picture whose sides are even."""
    scale = np.array([1 / 255, 1 / 255, 1 / 255, 1])
    matrix = (RGB_TO_YUV * scale).astype(np.float32)
    y = cv2.transform(rgb, matrix[:1])
    chroma = cv2.transform(halve(rgb), matrix[1:])
    return Planes(y, np.ascontiguousarray(chroma[..., 0]), np.ascontiguousarray(chroma[..., 1]))


def to_rgb(planes: Planes) -> Bytes:
    """(height, width, 3) uint8 R'G'B'; chroma interpolated between its samples."""
    height, width = planes.y.shape
    to_chroma = np.array([[0.5, 0, 0], [0, 0.5, -0.25]], np.float64)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    u, v = (
        cv2.warpAffine(plane, to_chroma, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        for plane in (planes.u, planes.v)
    )
    yuv1 = np.stack([planes.y, u, v, np.ones_like(u)], axis=-1).astype(np.float64)
    inverse = np.linalg.inv(np.vstack([RGB_TO_YUV, [0, 0, 0, 1]]))[:3]
    rgb: Bytes = np.clip(np.rint(yuv1 @ inverse.T * 255), 0, 255).astype(np.uint8)
    return rgb


def colour(name: str) -> tuple[int, int, int]:
    """A colour "#rrggbb" as (Y', Cb, Cr)."""
    rgb = np.array(ImageColor.getrgb(name)[:3]) / 255
    y, cb, cr = np.rint(RGB_TO_YUV @ [*rgb, 1])
    return int(y), int(cb), int(cr)


def halve(pixels: Bytes) -> Bytes:
    """Half the size, sampled where chroma sits: (1 2 1)/4 across, (1 1)/2 down."""
    height, width = pixels.shape[:2]
    size = (width // 2, height // 2)
    shifted = np.concatenate([pixels[:, :1], pixels[:, :-1]], axis=1)
    here = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    before = cv2.resize(shifted, size, interpolation=cv2.INTER_AREA)
    both: Bytes = cv2.addWeighted(here, 0.5, before, 0.5, 0)
    return both

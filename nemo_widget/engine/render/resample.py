"""Scaling and shifting planes by fractions of a pixel, fast.

`cv2.warpAffine` does it exactly, at 3 ms for a plane of 1080p. `cv2.resize` does the same bilinear sampling in less
than half of that, for any scale, but can begin only at whole pixels. So we let it begin some pixels earlier: beginning
k output pixels before the picture, it meets a whole source pixel where p − k·scale is whole. For most scales one of
the first k comes within a fiftieth of a pixel, which cannot be seen; where none does, `warpAffine` works.
Sources carry a margin above and to the left, so that there is something to begin at.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from .yuv import Bytes, Planes

_LONGEST_RUN_UP = 120  # 15 on average, so that it costs little
_TOLERANCE_PX = 0.02
_MARGIN_PX = 192  # of luma and of chroma: the longest run-up at a scale of 1.6
_BEHIND_PX = 4  # what a picture that ends at the edge reads further, because it is measured in whole pixels
_BORDERS = (_MARGIN_PX, _BEHIND_PX, _MARGIN_PX, _BEHIND_PX)  # top, bottom, left, right


@dataclass(frozen=True)
class Mapping:
    """Positions on one axis, in pixel indices: output `n` shows source `offset + scale * n`."""

    scale: float
    offset: float


class Source:
    """Planes to be sampled again and again; what lies beyond their edges is as their edge is."""

    def __init__(self, planes: Planes) -> None:
        self.width, self.height = planes.width, planes.height
        self._planes = tuple(cv2.copyMakeBorder(plane, *_BORDERS, cv2.BORDER_REPLICATE) for plane in planes)

    @property
    def size_bytes(self) -> int:
        return sum(plane.nbytes for plane in self._planes)

    def sample(self, x: Mapping, y: Mapping, out: Planes) -> None:
        """Draw into `out`; the mappings are those of luma."""
        # chroma (i, j) is at luma (2 i, 2 j + 0.5), on both sides
        chroma_x = Mapping(x.scale, x.offset / 2)
        chroma_y = Mapping(y.scale, (y.scale * 0.5 + y.offset - 0.5) / 2)
        for plane, target, across, down in zip(
            self._planes, out, (x, chroma_x, chroma_x), (y, chroma_y, chroma_y), strict=True
        ):
            if not _resized(plane, across, down, target):
                _warped(plane, across, down, target)


def _resized(plane: Bytes, x: Mapping, y: Mapping, out: Bytes) -> bool:
    """Draw with `cv2.resize`; False when it cannot begin at the right place."""
    height, width = out.shape
    start_x, start_y = _start(x), _start(y)
    if start_x is None or start_y is None:
        return False
    (skip_x, left), (skip_y, top) = start_x, start_y
    right = left + math.ceil((width + skip_x + 1) * x.scale)
    bottom = top + math.ceil((height + skip_y + 1) * y.scale)
    if left < 0 or top < 0 or right > plane.shape[1] or bottom > plane.shape[0]:
        return False
    part = cv2.resize(
        plane[top:bottom, left:right], None, fx=1 / x.scale, fy=1 / y.scale, interpolation=cv2.INTER_LINEAR
    )
    np.copyto(out, part[skip_y : skip_y + height, skip_x : skip_x + width])
    return True


def _start(axis: Mapping) -> tuple[int, int] | None:
    """(output pixels to begin earlier, whole source pixel to begin at, margin included); None when nothing fits."""
    # resize shows source b + (n + 0.5) · scale − 0.5 at its n-th output pixel, b being where it begins
    wanted = axis.offset + 0.5 - 0.5 * axis.scale - np.arange(_LONGEST_RUN_UP) * axis.scale
    whole = np.rint(wanted)
    fits = np.flatnonzero(np.abs(wanted - whole) <= _TOLERANCE_PX)
    if len(fits) == 0:
        return None
    return int(fits[0]), int(whole[fits[0]]) + _MARGIN_PX


def _warped(plane: Bytes, x: Mapping, y: Mapping, out: Bytes) -> None:
    height, width = out.shape
    matrix = np.array([[x.scale, 0, x.offset + _MARGIN_PX], [0, y.scale, y.offset + _MARGIN_PX]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cv2.warpAffine(plane, matrix, (width, height), dst=out, flags=flags, borderMode=cv2.BORDER_REPLICATE)

"""Laying a title's tile over the picture: its animation, and the blend in YUV."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from .scene import Title
from .text import Tile
from .yuv import RGB_TO_YUV, Bytes, Planes, halve

_RISE = 0.35  # how far slide-up comes from below, as a share of the tile's height


@dataclass(frozen=True)
class Pose:
    """How a title stands at a moment: opacity 0 to 1, lowered by `drop` pixels, scaled about its centre, and how many
    of its clusters are to be seen (None: all)."""

    opacity: float = 1.0
    drop: float = 0.0
    scale: float = 1.0
    shown: int | None = None

    @property
    def at_rest(self) -> bool:
        return self.drop == 0 and self.scale == 1 and self.shown is None


def pose(title: Title, tile: Tile, tick: int) -> Pose:
    """The pose at a tick inside [begin, end)."""
    come = min(1.0, (tick - title.begin) / title.intro) if title.intro > 0 else 1.0
    leave = min(1.0, (title.end - tick) / title.outro) if title.outro > 0 else 1.0
    if come >= 1:
        return Pose(opacity=leave)
    slowing = 1 - (1 - come) ** 3
    if title.animation == "slide-up":
        return Pose(min(slowing, leave), drop=(1 - slowing) * tile.height * _RISE)
    if title.animation == "typewriter":
        return Pose(leave, shown=math.ceil(come * len(tile.boxes)))
    if title.animation == "pop":
        beyond = 1.70158  # an overshoot of a tenth
        scale = 1 + (beyond + 1) * (come - 1) ** 3 + beyond * (come - 1) ** 2
        return Pose(min(1.0, come * 3, leave), scale=max(0.01, scale))
    return Pose(min(come if title.animation == "fade-in" else 1.0, leave))


class Overlay:
    """A title's tile in the form in which it is blended: what remains of the picture, and what is added to it."""

    def __init__(self, title: Title, tile: Tile) -> None:
        self._title = title
        self._tile = tile
        self._pixels = _padded(tile.pixels)
        self._ready: tuple[tuple[Pose, tuple[int, int]], _Blend] | None = None

    def pose(self, tick: int) -> Pose:
        return pose(self._title, self._tile, tick)

    def draw(self, out: Planes, at: Pose) -> None:
        size = (out.width, out.height)
        if self._ready is None or self._ready[0] != (at, size):
            self._ready = ((at, size), self._blend(at, size))
        self._ready[1].draw(out)

    def _blend(self, at: Pose, canvas: tuple[int, int]) -> _Blend:
        pixels, x, y = self._pixels, self._title.x, self._title.y
        if not at.at_rest:
            pixels, y = self._posed(at, y)
        left, top = max(0, -x), max(0, -y)
        right, bottom = min(pixels.shape[1], canvas[0] - x), min(pixels.shape[0], canvas[1] - y)
        return _Blend(pixels[top : max(top, bottom), left : max(left, right)], x + left, y + top, at.opacity)

    def _posed(self, at: Pose, y: int) -> tuple[Bytes, int]:
        """The pixels moved, scaled or partly shown, and the row, an even number, where they go."""
        pixels = self._pixels
        if at.shown is not None:
            seen = np.zeros(pixels.shape[:2], np.uint8)
            for left, top, right, bottom in self._tile.boxes[: at.shown]:
                seen[top:bottom, max(0, left) : right] = 1
            return pixels * seen[..., None], y
        height, width = pixels.shape[:2]
        whole = int(at.drop // 2) * 2
        middle = np.array([width / 2, height / 2])
        scale = 1 / at.scale
        offset = middle - scale * middle + np.array([0, whole - at.drop])
        matrix = np.array([[scale, 0, offset[0]], [0, scale, offset[1]]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        moved = cv2.warpAffine(pixels, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_CONSTANT)
        return moved, y + whole


class _Blend:
    def __init__(self, pixels: Bytes, x: int, y: int, opacity: float) -> None:
        self._x, self._y = x, y
        self._empty = pixels.size == 0
        if self._empty:
            return
        # a colour times alpha becomes (its Y'CbCr) times alpha, so the constant part is scaled by alpha as well
        matrix = (RGB_TO_YUV / 255 * opacity).astype(np.float32)
        half = halve(pixels)
        self._add = (
            cv2.transform(pixels, matrix[:1]),
            cv2.transform(half, matrix[1:2]),
            cv2.transform(half, matrix[2:]),
        )
        keep, keep_half = (
            cv2.convertScaleAbs(np.ascontiguousarray(p[..., 3]), alpha=-opacity, beta=255) for p in (pixels, half)
        )
        self._keep = (keep, keep_half, keep_half)

    def draw(self, out: Planes) -> None:
        if self._empty:
            return
        for plane, add, keep, unit in zip(out, self._add, self._keep, (1, 2, 2), strict=True):
            height, width = add.shape[:2]
            x, y = self._x // unit, self._y // unit
            part = plane[y : y + height, x : x + width]
            part[:] = cv2.add(cv2.multiply(part, keep, scale=1 / 255), add)


def _padded(pixels: Bytes) -> Bytes:
    """With an even number of rows and columns."""
    height, width = pixels.shape[:2]
    return np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)))

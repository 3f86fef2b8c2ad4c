"""How one picture gives way to the next: each transition as a function of both and of its progress p (0 to 1).

Directions say where things move: with slide-left the new picture comes from the right and pushes the old one to the
left; with wipe-left the edge between them runs to the left, uncovering the new picture from the right.
"""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from nemo_widget.model.draft import TransitionType

from .motion import ease
from .yuv import BLACK, WHITE, Bytes, Planes

# the width of a wipe's soft edge, as a share of the canvas's side
_FEATHER = 0.03
_ZOOM = 0.5
_BLUR = 0.05


def closer(kind: TransitionType, p: float) -> tuple[float, float]:
    """How much nearer the camera is to the old and to the new picture while this transition runs."""
    if kind == "zoom":
        return 1 + _ZOOM * ease(p), 1 + _ZOOM * (1 - ease(p)) * 0.4
    return 1.0, 1.0


def mix(kind: TransitionType, old: Planes, new: Planes, p: float, out: Planes) -> None:
    """Draw the moment `p` of the transition from `old` to `new` into `out`. `old` and `new` may be overwritten."""
    if kind == "crossfade":
        _blend(old, new, p, out)
    elif kind in ("fade-black", "fade-white"):
        _through(BLACK if kind == "fade-black" else WHITE, old, new, p, out)
    elif kind.startswith("slide-"):
        _slide(kind[6:], old, new, ease(p), out)
    elif kind.startswith("wipe-"):
        _masked(old, new, _wipe_masks(kind[5:], out.width, out.height, ease(p)), out)
    elif kind == "circle":
        _masked(old, new, _circle_masks(out.width, out.height, p), out)
    elif kind == "zoom":
        _blend(old, new, ease(p), out)
    else:
        _blur(old, new, p, out)


def _blend(old: Planes, new: Planes, p: float, out: Planes) -> None:
    for a, b, target in zip(old, new, out, strict=True):
        cv2.addWeighted(a, 1 - p, b, p, 0, dst=target)


def _through(colour: tuple[int, int, int], old: Planes, new: Planes, p: float, out: Planes) -> None:
    shown, share = (old, 1 - 2 * p) if p < 0.5 else (new, 2 * p - 1)
    for plane, value, target in zip(shown, colour, out, strict=True):
        cv2.convertScaleAbs(plane, dst=target, alpha=share, beta=value * (1 - share))


def _slide(direction: str, old: Planes, new: Planes, p: float, out: Planes) -> None:
    """The new picture pushes the old one out. Whole chroma samples, so that nothing has to be resampled."""
    axis = 1 if direction in ("left", "right") else 0
    length = out.u.shape[axis]
    way = round(p * length)
    for a, b, target, unit in zip(old, new, out, (2, 1, 1), strict=True):
        shift, whole = way * unit, length * unit
        first, second = (a, b) if direction in ("left", "up") else (b, a)
        cut = shift if direction in ("left", "up") else whole - shift
        # `first` lies before `second`; the picture shows them from position `cut` of the two on
        if axis == 1:
            target[:, : whole - cut] = first[:, cut:]
            target[:, whole - cut :] = second[:, :cut]
        else:
            target[: whole - cut] = first[cut:]
            target[whole - cut :] = second[:cut]


def _masked(old: Planes, new: Planes, masks: tuple[Bytes, Bytes], out: Planes) -> None:
    """`new` where the mask is 255, `old` where it is 0; masks for luma and for chroma."""
    for a, b, mask, target in zip(old, new, (masks[0], masks[1], masks[1]), out, strict=True):
        part_new = cv2.multiply(b, mask, scale=1 / 255)
        part_old = cv2.multiply(a, cv2.bitwise_not(mask), scale=1 / 255)
        cv2.add(part_new, part_old, dst=target)


def _wipe_masks(direction: str, width: int, height: int, p: float) -> tuple[Bytes, Bytes]:
    def mask(length: int, other: int) -> Bytes:
        place = (np.arange(length) + 0.5) / length
        if direction in ("left", "up"):
            place = 1 - place
        # the soft edge begins and ends outside of the picture
        edge = p * (1 + _FEATHER)
        ramp = np.clip((edge - place) / _FEATHER, 0, 1)
        line = np.rint(255 * ramp * ramp * (3 - 2 * ramp)).astype(np.uint8)
        if direction in ("left", "right"):
            return np.tile(line, (other, 1))
        return np.tile(line[:, None], (1, other))

    if direction in ("left", "right"):
        return mask(width, height), mask(width // 2, height // 2)
    return mask(height, width), mask(height // 2, width // 2)


def _circle_masks(width: int, height: int, p: float) -> tuple[Bytes, Bytes]:
    soft = 0.01 * math.hypot(width, height)
    radius = ease(p) * (math.hypot(width, height) / 2 + soft)

    def at(unit: int) -> Bytes:
        inside = np.clip((radius - _distances(width, height, unit)) * np.float32(255 / soft), 0, 255)
        mask: Bytes = inside.astype(np.uint8)
        return mask

    return at(1), at(2)


@lru_cache(maxsize=4)
def _distances(width: int, height: int, unit: int) -> npt.NDArray[np.float32]:
    """How far each pixel (of every `unit`-th row and column) is from the centre, in pixels."""
    x = (np.arange(width // unit, dtype=np.float32) + 0.5) * unit - width / 2
    y = (np.arange(height // unit, dtype=np.float32) + 0.5) * unit - height / 2
    far: npt.NDArray[np.float32] = np.hypot(x[None, :], y[:, None])
    return far


def _blur(old: Planes, new: Planes, p: float, out: Planes) -> None:
    """Out of focus, across, and into focus again."""
    strength = math.sin(math.pi * p)
    sigma = max(1e-3, _BLUR * min(out.width, out.height) * strength)
    share = ease((p - 0.25) / 0.5)
    _blend(old, new, share, out)
    for target, unit in zip(out, (1, 2, 2), strict=True):
        target[:] = _defocused(target, sigma / unit)


def _defocused(plane: Bytes, sigma: float) -> Bytes:
    """A Gaussian blur of `sigma` pixels, done at a smaller size when it is wide."""
    if sigma < 0.3:
        return plane
    reduction = 2 ** max(0, math.floor(math.log2(sigma / 2)))
    height, width = plane.shape
    small = cv2.resize(plane, (max(1, width // reduction), max(1, height // reduction)), interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(small, (0, 0), sigma / reduction, borderType=cv2.BORDER_REPLICATE)
    whole: Bytes = cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR)
    return whole

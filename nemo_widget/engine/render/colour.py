"""Filters and adjustments as one affine map of gamma-encoded R'G'B' (0 to 1): a 3×4 matrix.

The same matrices serve an SVG feColorMatrix, so a browser can show exactly the same picture. Order: the filter first,
then brightness (a factor), contrast (about mid-grey), saturation (about BT.709 luma).
"""

from __future__ import annotations

import numpy as np

from nemo_widget.model.draft import Filter

from .yuv import Matrix

_LUMA = np.array([0.2126, 0.7152, 0.0722])


def saturation(amount: float) -> Matrix:
    return _affine(amount * np.eye(3) + (1 - amount) * np.outer(np.ones(3), _LUMA))


def contrast(amount: float) -> Matrix:
    return _affine(amount * np.eye(3), np.full(3, 0.5 * (1 - amount)))


def brightness(amount: float) -> Matrix:
    return _affine(amount * np.eye(3))


def adjustment(name: Filter, bright: float, contrasted: float, saturated: float) -> Matrix | None:
    """The map of a filter and the three adjustments together, 4×4; None when it changes nothing."""
    whole = saturation(saturated) @ contrast(contrasted) @ brightness(bright) @ _FILTERS[name]
    return None if np.allclose(whole, np.eye(4), atol=1e-6) else whole


def _affine(linear: Matrix, offset: Matrix | None = None) -> Matrix:
    matrix = np.eye(4)
    matrix[:3, :3] = linear
    if offset is not None:
        matrix[:3, 3] = offset
    return matrix


def _gains(red: float, green: float, blue: float) -> Matrix:
    return _affine(np.diag([red, green, blue]))


_SEPIA = _affine(np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]]) * 0.92)

_FILTERS: dict[Filter, Matrix] = {
    "none": np.eye(4),
    "bw": contrast(1.08) @ saturation(0),
    "sepia": _SEPIA,
    "warm": _gains(1.07, 1.0, 0.86),
    "cool": _gains(0.88, 1.0, 1.09),
    "vivid": contrast(1.1) @ saturation(1.4),
    # faded print: blacks lifted and brownish, colours half gone towards sepia
    "vintage": _affine(np.diag([0.86, 0.82, 0.74]), np.array([0.08, 0.065, 0.07]))
    @ (0.65 * saturation(0.8) + 0.35 * _SEPIA),
}

"""A photo laid on the stage and made ready for the camera: planes of just the part and the size that a clip shows.

`Plate.draw` is then one sub-pixel affine warp a plane, or a plain copy when nothing moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from nemo_widget.model.draft import Fit, Motion

from . import motion as camera
from .colour import adjustment
from .motion import View
from .photo import Box, Photo
from .scene import Layer
from .yuv import Bytes, Matrix, Planes, from_rgb

# a moving picture is kept a little larger than it is shown, so that interpolation costs it no sharpness
_OVERSAMPLING = 1.15
_BACKDROP_SHARE = 1 / 12
_BACKDROP_LIGHT = 0.72


@dataclass(frozen=True)
class Lay:
    """Where things lie on the stage, in canvas widths and heights from its centre.

    `photo` is the whole photo's place, `seen` the part of the stage that the camera ever sees, `spare` as in `motion`.
    """

    photo: Box
    seen: Box
    spare: tuple[float, float]
    closest: float

    @classmethod
    def of(cls, size: tuple[int, int], canvas: tuple[int, int], fit: Fit, motion: Motion) -> Lay:
        """Lay a picture of `size` on a canvas of the size `canvas`, both in pixels."""
        across, down = size[0] / canvas[0], size[1] / canvas[1]
        if fit == "cover":
            scale = 1 / min(across, down)
            spare = (max(0.0, (across * scale - 1) / 2), max(0.0, (down * scale - 1) / 2))
        else:
            # the whole photo stays in the picture, wherever the camera goes
            room = camera.always_seen(motion)
            scale = min(room[0] / across, room[1] / down)
            spare = (0.0, 0.0)
        half_width, half_height = across * scale / 2, down * scale / 2
        closest = max(camera.view(motion, u, spare).zoom for u in (0, 1))
        return cls(
            Box(-half_width, -half_height, half_width, half_height),
            Box(*camera.bounds(motion, spare)),
            spare,
            closest,
        )


class Plate:
    """Planes of the part `seen` of the stage."""

    def __init__(self, planes: Planes, lay: Lay, canvas: tuple[int, int], motion: Motion) -> None:
        self._planes = planes
        self._lay = lay
        self._canvas = canvas
        self._motion = motion

    @property
    def size_bytes(self) -> int:
        return sum(plane.nbytes for plane in self._planes)

    def draw(self, out: Planes, u: float, closer: float = 1.0) -> None:
        """Draw what the camera sees when the share `u` of the time has passed, `closer` times nearer than planned."""
        view = camera.view(self._motion, u, self._lay.spare)
        if self._motion == "none" and closer == 1.0 and self._planes.y.shape == out.y.shape:
            out.copy_from(self._planes)
        else:
            warp(self._planes, self._to_plate(View(view.x, view.y, view.zoom * closer)), out)

    def _to_plate(self, view: View) -> Matrix:
        """(scale x, offset x), (scale y, offset y): pixel indices of the canvas to pixel indices of the plate."""
        seen = self._lay.seen
        rows = []
        for canvas_px, plate_px, start, length, centre in (
            (self._canvas[0], self._planes.width, seen.left, seen.width, view.x),
            (self._canvas[1], self._planes.height, seen.top, seen.height, view.y),
        ):
            density = plate_px / length
            scale = density / (canvas_px * view.zoom)
            first = centre - 0.5 / view.zoom  # the stage position of the window's edge
            rows.append((scale, (first - start) * density + 0.5 * scale - 0.5))
        return np.array(rows)


def warp(source: Planes, to_source: Matrix, out: Planes) -> None:
    """Draw `source` into `out`; `to_source` as (scale, offset) of x and y in luma pixel indices."""
    (sx, ox), (sy, oy) = to_source
    luma = np.array([[sx, 0, ox], [0, sy, oy]])
    # chroma (i, j) is at luma (2 i, 2 j + 0.5), on both sides
    chroma = np.array([[sx, 0, ox / 2], [0, sy, (sy * 0.5 + oy - 0.5) / 2]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    for plane, target, matrix in zip(source, out, (luma, chroma, chroma), strict=True):
        height, width = target.shape
        cv2.warpAffine(plane, matrix, (width, height), dst=target, flags=flags, borderMode=cv2.BORDER_REPLICATE)


def make_plate(layer: Layer, path: Path, name: str, canvas: tuple[int, int]) -> Plate:
    """The plate of a photo's layer on a canvas of that size in pixels.

    Raises: `RenderError` naming the photo when it cannot be read.
    """
    with Photo(path, name) as photo:
        lay = Lay.of((photo.width, photo.height), canvas, layer.fit, layer.motion)
        density = 1.0 if layer.motion == "none" else lay.closest * _OVERSAMPLING
        size = _even(lay.seen.width * canvas[0] * density), _even(lay.seen.height * canvas[1] * density)
        pixels = _staged(photo, lay, size, layer.fit)
    grade = adjustment(layer.filter, layer.brightness, layer.contrast, layer.saturation)
    return Plate(from_rgb(graded(pixels, grade)), lay, canvas, layer.motion)


def graded(pixels: Bytes, grade: Matrix | None) -> Bytes:
    """The pixels with a colour adjustment (see `colour`) applied."""
    if grade is None:
        return pixels
    matrix = grade[:3].copy()
    matrix[:, 3] *= 255
    mapped: Bytes = cv2.transform(pixels, matrix.astype(np.float32))
    return mapped


def _staged(photo: Photo, lay: Lay, size: tuple[int, int], fit: Fit) -> Bytes:
    """The part `lay.seen` of the stage at `size` pixels."""
    if fit == "cover":
        return photo.pixels(_on_photo(lay.seen, lay.photo, photo), size)
    seen, place = lay.seen, lay.photo
    left = round((place.left - seen.left) / seen.width * size[0])
    top = round((place.top - seen.top) / seen.height * size[1])
    width = min(max(1, round(place.width / seen.width * size[0])), size[0] - left)
    height = min(max(1, round(place.height / seen.height * size[1])), size[1] - top)
    pixels = photo.pixels(Box(0, 0, photo.width, photo.height), (width, height))
    stage = backdrop(pixels, size) if fit == "blur" else np.zeros((size[1], size[0], 3), np.uint8)
    stage[top : top + height, left : left + width] = pixels
    return stage


def backdrop(pixels: Bytes, size: tuple[int, int]) -> Bytes:
    """The picture itself, covering `size`, out of focus and a little darker."""
    small = max(8, round(size[0] * _BACKDROP_SHARE)), max(8, round(size[1] * _BACKDROP_SHARE))
    height, width = pixels.shape[:2]
    scale = min(width / small[0], height / small[1])
    part_width, part_height = max(1, round(small[0] * scale)), max(1, round(small[1] * scale))
    left, top = (width - part_width) // 2, (height - part_height) // 2
    part = pixels[top : top + part_height, left : left + part_width]
    blurred = cv2.GaussianBlur(cv2.resize(part, small, interpolation=cv2.INTER_AREA), (0, 0), min(small) / 22)
    large = cv2.resize(blurred, size, interpolation=cv2.INTER_CUBIC)
    darker: Bytes = cv2.convertScaleAbs(large, alpha=_BACKDROP_LIGHT)
    return darker


def _on_photo(seen: Box, place: Box, photo: Photo) -> Box:
    """A part of the stage in the photo's own pixels."""
    across, down = photo.width / place.width, photo.height / place.height
    return Box(
        max(0.0, (seen.left - place.left) * across),
        max(0.0, (seen.top - place.top) * down),
        min(float(photo.width), (seen.right - place.left) * across),
        min(float(photo.height), (seen.bottom - place.top) * down),
    )


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)

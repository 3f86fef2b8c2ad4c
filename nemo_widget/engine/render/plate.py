"""A photo laid on the stage and made ready for the camera: planes of just the part and the size that a clip shows.

`Plate.draw` then samples each plane once, to a fraction of a pixel, or copies it when nothing moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import ImageColor

from nemo_widget.model.draft import Fit, Motion

from . import motion as camera
from .colour import adjustment
from .photo import Box, Photo
from .resample import Mapping, Source
from .scene import Layer
from .yuv import Bytes, Matrix, Planes, from_rgb

# A moving picture is brought to the size at which it is shown and then kept larger than that, so that it has nothing
# too fine for the frame in it, and interpolation costs it no sharpness. At just this factor,
# whose multiples spread evenly (it comes from the golden ratio), `resample` is quick for every pan.
_OVERSAMPLING = (5 - 5**0.5) / 2
_BACKDROP_SHARE = 1 / 12
_BACKDROP_LIGHT = 0.72


@dataclass(frozen=True)
class Lay:
    """Where things lie on the stage, in canvas widths and heights from its centre.

    `photo` is the whole photo's place, `seen` the part of the stage that the camera ever sees; `spare` and `focus` are
    as in `motion`.
    """

    photo: Box
    seen: Box
    spare: tuple[float, float]
    focus: tuple[float, float] | None
    closest: float

    @classmethod
    def of(
        cls,
        size: tuple[int, int],
        canvas: tuple[int, int],
        fit: Fit,
        motion: Motion,
        focus: tuple[float, float] | None = None,
    ) -> Lay:
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
            Box(*camera.bounds(motion, spare, focus)),
            spare,
            focus,
            closest,
        )


class Plate:
    """Planes of the part `seen` of the stage."""

    def __init__(self, planes: Planes, lay: Lay, canvas: tuple[int, int], motion: Motion) -> None:
        self._lay = lay
        self._canvas = canvas
        self._motion = motion
        # what moves is only ever sampled, what rests is copied, except under a transition that comes closer
        self._planes = planes if motion == "none" else None
        self._source = Source(planes) if motion != "none" else None

    @property
    def size_bytes(self) -> int:
        resting = sum(plane.nbytes for plane in self._planes) if self._planes else 0
        return resting + (self._source.size_bytes if self._source else 0)

    def draw(self, out: Planes, u: float, closer: float = 1.0) -> None:
        """Draw what the camera sees when the share `u` of the time has passed, `closer` times nearer than planned."""
        view = camera.view(self._motion, u, self._lay.spare, self._lay.focus)
        if self._planes is not None and closer == 1.0:
            out.copy_from(self._planes)
            return
        if self._source is None:
            assert self._planes is not None
            self._source = Source(self._planes)
        seen = self._lay.seen
        zoom = view.zoom * closer
        x = _mapping(self._canvas[0], self._source.width, seen.left, seen.width, view.x, zoom)
        y = _mapping(self._canvas[1], self._source.height, seen.top, seen.height, view.y, zoom)
        self._source.sample(x, y, out)


def _mapping(canvas_px: int, plate_px: int, start: float, length: float, centre: float, zoom: float) -> Mapping:
    """From pixels of the canvas to pixels of a plate that shows the stage from `start` on, on one axis."""
    density = plate_px / length
    scale = density / (canvas_px * zoom)
    first = centre - 0.5 / zoom  # where on the stage the window begins
    return Mapping(scale, (first - start) * density + 0.5 * scale - 0.5)


def make_plate(layer: Layer, path: Path, name: str, canvas: tuple[int, int]) -> Plate:
    """The plate of a photo's layer on a canvas of that size in pixels.

    Raises: `RenderError` naming the photo when it cannot be read.
    """
    with Photo(path, name) as photo:
        return plate_of(photo, layer, canvas)


def plate_of(photo: Photo, layer: Layer, canvas: tuple[int, int]) -> Plate:
    """The plate of an open photo (of an animated one: of the picture that it stands at)."""
    lay = Lay.of((photo.width, photo.height), canvas, layer.fit, layer.motion, layer.focus)
    density = lay.closest
    size = _even(lay.seen.width * canvas[0] * density), _even(lay.seen.height * canvas[1] * density)
    pixels = _staged(photo, lay, size, layer)
    if layer.motion != "none":
        larger = _even(size[0] * _OVERSAMPLING), _even(size[1] * _OVERSAMPLING)
        pixels = cv2.resize(pixels, larger, interpolation=cv2.INTER_CUBIC)
    return Plate(from_rgb(pixels), lay, canvas, layer.motion)


def graded(pixels: Bytes, grade: Matrix | None) -> Bytes:
    """RGB or RGBA pixels with a colour adjustment (see `colour`) applied."""
    if grade is None:
        return pixels
    matrix = grade[:3].copy()
    matrix[:, 3] *= 255
    mapped: Bytes = cv2.transform(np.ascontiguousarray(pixels[..., :3]), matrix.astype(np.float32))
    return mapped if pixels.shape[2] == 3 else np.dstack([mapped, pixels[..., 3]])


def _staged(photo: Photo, lay: Lay, size: tuple[int, int], layer: Layer) -> Bytes:
    """The part `lay.seen` of the stage at `size` pixels."""
    grade = adjustment(layer.filter, layer.brightness, layer.contrast, layer.saturation)
    ground = ImageColor.getrgb(layer.background)[:3]

    def pixels(box: Box, wanted: tuple[int, int]) -> Bytes:
        return over(graded(photo.pixels(box, wanted), grade), ground)

    if layer.fit == "cover":
        return pixels(_on_photo(lay.seen, lay.photo, photo), size)
    seen, place = lay.seen, lay.photo
    left = round((place.left - seen.left) / seen.width * size[0])
    top = round((place.top - seen.top) / seen.height * size[1])
    width = min(max(1, round(place.width / seen.width * size[0])), size[0] - left)
    height = min(max(1, round(place.height / seen.height * size[1])), size[1] - top)
    whole = pixels(Box(0, 0, photo.width, photo.height), (width, height))
    stage = backdrop(whole, size) if layer.fit == "blur" else np.full((size[1], size[0], 3), ground, np.uint8)
    stage[top : top + height, left : left + width] = whole
    return stage


def over(pixels: Bytes, ground: tuple[int, ...]) -> Bytes:
    """RGB or RGBA pixels over a ground of one colour, as RGB."""
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.uint16)
    mixed = pixels[..., :3] * alpha + np.array(ground, np.uint16) * (255 - alpha)
    return ((mixed + 127) // 255).astype(np.uint8)


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

"""Motion that looks filmed: where a feature is on each frame, measured to a hundredth of a pixel, against its ideal
path, which is worked out here anew from what `motion` says about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from nemo_widget.engine.render.draft_scene import plan_scene
from nemo_widget.engine.render.frame import Painter
from nemo_widget.engine.render.output import Encoding, Output
from nemo_widget.engine.render.scene import TICKS_PER_FRAME
from nemo_widget.engine.render.yuv import Planes
from nemo_widget.model.draft import Motion
from tests.engine.render.film import clip, draft

FRAMES = 75
FPS = 25
Path = Callable[[float], tuple[float, float, float]]  # share of the way -> the camera's x, y and zoom

# a wide photo, a tall one and one of the canvas's own shape, on a canvas of 480 x 270
SIZES = {"wide": (1600, 600), "tall": (700, 1000), "same": (960, 540)}


def ideal(motion: str, spare: tuple[float, float], focus: tuple[float, float]) -> Path:
    """The camera's way, in canvas widths and heights from the photo's middle."""
    at = [(f - 0.5) * (1 + 2 * s) for f, s in zip(focus, spare, strict=True)]

    def held(zoom: float) -> list[float]:
        rooms = [s + 0.5 - 0.5 / zoom for s in spare]
        return [min(max(a, -room), room) for a, room in zip(at, rooms, strict=True)]

    def zooming(e: float) -> tuple[float, float, float]:
        near = e if motion == "zoom-in" else 1 - e
        (x0, y0), (x1, y1) = held(1), held(1.12)
        return x0 + (x1 - x0) * near, y0 + (y1 - y0) * near, 1 + 0.12 * near

    def panning(e: float) -> tuple[float, float, float]:
        axis, sign = {"left": (0, -1), "right": (0, 1), "up": (1, -1), "down": (1, 1)}[motion[4:]]
        zoom = max(1.0, 1 / (1 - 2 * (0.06 - spare[axis])))
        reach = max(0.06, min(spare[axis], 0.15, spare[axis] - abs(at[axis])))
        place = held(zoom)
        room = spare[axis] + 0.5 - 0.5 / zoom - reach
        place[axis] = min(max(at[axis], -room), room) + sign * (2 * e - 1) * reach
        return place[0], place[1], zoom

    return panning if motion.startswith("pan") else zooming


def centroid(luma: np.ndarray) -> np.ndarray:
    rows, columns = np.mgrid[: luma.shape[0], : luma.shape[1]]
    light = np.clip(luma.astype(float) - 60, 0, None)
    return np.array([(light * columns).sum(), (light * rows).sum()]) / light.sum()


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("motion", [m for m in get_args(Motion) if m != "none"])
def test_a_feature_keeps_to_its_path_and_does_not_shake(tmp_path, shape, motion):
    width, height = SIZES[shape]
    scale = max(480 / width, 270 / height)
    extent = np.array([width * scale / 480, height * scale / 270])  # of the photo, in canvases
    spare = tuple((extent - 1) / 2)
    focus = (0.43, 0.56)
    spot = np.array([0.45, 0.53]) * (width, height)
    rows, columns = np.mgrid[:height, :width]
    light = np.exp(-((columns + 0.5 - spot[0]) ** 2 + (rows + 0.5 - spot[1]) ** 2) / (2 * (8 / scale) ** 2))
    Image.fromarray(np.rint(30 + 200 * light).astype(np.uint8)).save(tmp_path / "spot.png")
    made = draft([clip("spot", 0, FRAMES * 1000 // FPS, motion=motion, focus=focus)], width=480, height=270)

    encoding = Encoding.of(made.meta, Output())
    planned = plan_scene(made, {"spot": tmp_path / "spot.png"}, encoding)
    out = Planes.empty(480, 270)
    found, wanted = [], []
    with Painter(planned.scene, planned.assets, planned.tiles) as painter:
        for frame in range(FRAMES):
            painter.paint(frame * TICKS_PER_FRAME, out)
            found.append(centroid(out.y))
            u = frame / FRAMES
            x, y, zoom = ideal(motion, spare, focus)(u * u * (3 - 2 * u))
            place = (spot / (width, height) - 0.5) * extent
            wanted.append(((place - (x, y)) * zoom + 0.5) * (480, 270) - 0.5)
    error = np.array(found) - np.array(wanted)
    assert np.abs(error).max() < 0.15
    assert np.abs(np.diff(error, axis=0)).max() < 0.05
    way = np.abs(np.diff(np.array(found), axis=0)).sum(axis=1)
    assert max(way[:3].max(), way[-3:].max()) < way.max() / 3  # it begins and ends at rest

"""Where the camera looks: the few formulas that the renderer and the player share.

The stage is measured in canvas widths (x) and canvas heights (y) from the canvas centre. A photo lies on the stage
covering more than the canvas where its shape has material to spare: `spare` is how far it reaches beyond the canvas on
each side. The camera sees a window of size 1/zoom around (x, y).

With u the share of the clip's visible time that has passed, and e = u² (3 − 2u), so that every move starts and ends
at rest:

- zoom-in: zoom goes from 1 to 1.12; zoom-out: back.
- pan-left: the camera moves to the left, by twice `reach` in all; the other pans likewise. `reach` is the photo's
  spare material, at most 0.15; when there is less than 0.06, the camera comes closer until there is 0.06.
- a photo taller than the canvas is seen 0.45 of its spare height above its middle, where faces are.
"""

from __future__ import annotations

from dataclasses import dataclass

from nemo_widget.model.draft import Motion

ZOOM = 1.12
LEAST_REACH, MOST_REACH = 0.06, 0.15
UPWARD = 0.45

_DIRECTIONS: dict[Motion, tuple[int, int]] = {
    "pan-left": (-1, 0),
    "pan-right": (1, 0),
    "pan-up": (0, -1),
    "pan-down": (0, 1),
}


@dataclass(frozen=True)
class View:
    """The centre of the camera's window on the stage, and how close it is (1: the window is the canvas)."""

    x: float
    y: float
    zoom: float


def ease(u: float) -> float:
    u = min(max(u, 0.0), 1.0)
    return u * u * (3 - 2 * u)


def view(motion: Motion, u: float, spare: tuple[float, float]) -> View:
    """What is seen when the share `u` (0 to 1) of the time has passed."""
    rest_y = -UPWARD * spare[1]
    e = ease(u)
    if motion == "zoom-in":
        return View(0, rest_y, 1 + (ZOOM - 1) * e)
    if motion == "zoom-out":
        return View(0, rest_y, ZOOM - (ZOOM - 1) * e)
    if motion in _DIRECTIONS:
        dx, dy = _DIRECTIONS[motion]
        room = spare[0] if dx else spare[1]
        zoom = 1 / (1 - 2 * (LEAST_REACH - room)) if room < LEAST_REACH else 1.0
        reach = min(max(room, LEAST_REACH), MOST_REACH)
        way = (2 * e - 1) * reach
        return View(dx * way, dy * way if dy else rest_y, zoom)
    return View(0, rest_y, 1)


def bounds(motion: Motion, spare: tuple[float, float]) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) on the stage of all that is ever seen."""
    views = (view(motion, 0, spare), view(motion, 1, spare))
    return (
        min(v.x - 0.5 / v.zoom for v in views),
        min(v.y - 0.5 / v.zoom for v in views),
        max(v.x + 0.5 / v.zoom for v in views),
        max(v.y + 0.5 / v.zoom for v in views),
    )


def always_seen(motion: Motion) -> tuple[float, float]:
    """(width, height) about the stage's centre that stays in the picture all the time when there is no spare."""
    views = (view(motion, 0, (0, 0)), view(motion, 1, (0, 0)))
    return (
        min(1 / v.zoom - 2 * abs(v.x) for v in views),
        min(1 / v.zoom - 2 * abs(v.y) for v in views),
    )

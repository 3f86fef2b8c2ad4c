"""Where the camera looks: the few formulas that the renderer and the player share.

The stage is measured in canvas widths (x) and canvas heights (y) from the canvas centre. A photo lies on the stage
covering more than the canvas where its shape has material to spare: `spare` is how far it reaches beyond the canvas on
each side. The camera sees a window of size 1/zoom around (x, y).

With u the share of the clip's visible time that has passed, and e = u² (3 − 2u), so that every move starts and ends
at rest:

- zoom-in: zoom goes from 1 to 1.12; zoom-out: back.
- pan-left: the camera moves to the left, by twice `reach` in all; the other pans likewise. `reach` is the photo's
  spare material behind the focus, from 0.06 to 0.15; when there is less in all, the camera comes closer until there is.

The camera looks at the photo's `focus`, (x, y) as shares of its width and height from its top left corner, as nearly
as the photo's edges let it: at rest, in the middle of a pan, and more so as it comes closer. Of a photo whose focus
nobody knows it looks at the middle; of one that is taller than the canvas 0.45 of its spare height above that, where
faces are.
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


def aim(spare: tuple[float, float], focus: tuple[float, float] | None) -> tuple[float, float]:
    """Where the focus lies on the stage."""
    if focus is None:
        return 0.0, -UPWARD * spare[1]
    return (focus[0] - 0.5) * (1 + 2 * spare[0]), (focus[1] - 0.5) * (1 + 2 * spare[1])


def view(motion: Motion, u: float, spare: tuple[float, float], focus: tuple[float, float] | None = None) -> View:
    """What is seen when the share `u` (0 to 1) of the time has passed."""
    target = aim(spare, focus)

    def looking(zoom: float, reach: tuple[float, float] = (0, 0)) -> tuple[float, float]:
        """As near to the target as the photo allows, with `reach` left on each side to move."""
        x, y = (
            max(-room, min(room, at))
            for at, extra, way in zip(target, spare, reach, strict=True)
            for room in [max(0.0, extra + 0.5 - 0.5 / zoom - way)]
        )
        return x, y

    e = ease(u)
    if motion in ("zoom-in", "zoom-out"):
        near = e if motion == "zoom-in" else 1 - e
        # the straight line between two places that the photo allows keeps within what it allows at each zoom between
        (far_x, far_y), (near_x, near_y) = looking(1), looking(ZOOM)
        return View(far_x + (near_x - far_x) * near, far_y + (near_y - far_y) * near, 1 + (ZOOM - 1) * near)
    if motion in _DIRECTIONS:
        dx, dy = _DIRECTIONS[motion]
        room = spare[0] if dx else spare[1]
        zoom = 1 / (1 - 2 * (LEAST_REACH - room)) if room < LEAST_REACH else 1.0
        reach = max(LEAST_REACH, min(room, MOST_REACH, room - abs(target[0] if dx else target[1])))
        x, y = looking(zoom, (abs(dx) * reach, abs(dy) * reach))
        way = (2 * e - 1) * reach
        return View(x + dx * way, y + dy * way, zoom)
    return View(*looking(1), 1)


def bounds(
    motion: Motion, spare: tuple[float, float], focus: tuple[float, float] | None = None
) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) on the stage of all that is ever seen."""
    views = (view(motion, 0, spare, focus), view(motion, 1, spare, focus))
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

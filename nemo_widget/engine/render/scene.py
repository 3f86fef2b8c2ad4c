"""What is to be seen, said so exactly that it can be cut into independent pieces and hashed.

Time is counted in ticks of 1 / (1000 · fps) seconds: a frame lasts 1000 ticks and a millisecond fps ticks, so both are
whole numbers. A scene cut to a range of frames forgets everything that cannot be seen there, and counts its time from
its own first frame; equal pictures therefore have equal scenes, wherever they are on the timeline.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from nemo_widget.model.draft import Filter, Fit, Motion, TextAnimation, TransitionType

TICKS_PER_FRAME = 1000
BLACK = "#000000"
Material = Literal["photo", "animation", "film"]


@dataclass(frozen=True)
class Change:
    """A transition, from tick `begin` to tick `end`."""

    type: TransitionType
    begin: int
    end: int


@dataclass(frozen=True)
class Layer:
    """A clip on the stage. `source` is the SHA-256 of its file; it is visible in [begin, end), transitions included.

    `focus` is as in `motion`, `background` "#rrggbb". `change` is how it comes in over the layer before it. The rest
    matters for what plays alone, video and animated pictures: at tick `start` the source is at `in_ms`, and `speed`
    source milliseconds pass in one millisecond.
    """

    source: str
    moving: bool
    begin: int
    end: int
    fit: Fit
    motion: Motion
    filter: Filter
    brightness: float
    contrast: float
    saturation: float
    background: str = BLACK
    focus: tuple[float, float] | None = None
    change: Change | None = None
    start: int = 0
    in_ms: int = 0
    speed: float = 1.0

    @property
    def still(self) -> bool:
        return not self.moving and self.motion == "none"


@dataclass(frozen=True)
class Title:
    """A text in [begin, end), which takes `intro` ticks to come and `outro` ticks to go.

    `tile` is the hash of its drawn pixels, whose top left corner is at (x, y) pixels.
    """

    begin: int
    end: int
    intro: int
    outro: int
    tile: str
    x: int
    y: int
    animation: TextAnimation


@dataclass(frozen=True)
class Scene:
    """`frames` frames of width × height pixels; layers and titles in the order in which they are drawn, over the
    `background` "#rrggbb"."""

    width: int
    height: int
    fps: int
    frames: int
    layers: tuple[Layer, ...]
    titles: tuple[Title, ...]
    background: str = BLACK

    def ms(self, ticks: int) -> float:
        return ticks / self.fps

    def cut(self, first: int, count: int) -> Scene:
        """The scene of `count` frames from frame `first` on."""
        begin, end = first * TICKS_PER_FRAME, (first + count) * TICKS_PER_FRAME
        length = end - begin
        layers = tuple(
            _layer_from(layer, begin, length) for layer in self.layers if layer.begin < end and layer.end > begin
        )
        titles = tuple(
            _title_from(title, begin, length) for title in self.titles if title.begin < end and title.end > begin
        )
        return replace(self, frames=count, layers=layers, titles=titles)


def _title_from(title: Title, begin: int, length: int) -> Title:
    """When it comes or goes matters only as far as its intro or outro reaches into the piece."""
    since, until = title.begin - begin, title.end - begin
    at_rest = since <= -title.intro and until >= length + title.outro
    if at_rest:
        return replace(title, begin=0, end=length, intro=0, outro=0, animation="none")
    return replace(title, begin=max(since, -title.intro), end=min(until, length + title.outro))


def _layer_from(layer: Layer, begin: int, length: int) -> Layer:
    change = layer.change
    if change is not None and (change.end <= begin or change.begin >= begin + length):
        change = None
    elif change is not None:
        change = replace(change, begin=change.begin - begin, end=change.end - begin)
    since, until, start = layer.begin - begin, layer.end - begin, layer.start - begin
    if layer.still:
        since, until, start = max(since, 0), min(until, length), 0
    elif layer.moving and layer.motion == "none":
        since, until = max(since, 0), min(until, length)
    elif not layer.moving:
        start = 0
    return replace(layer, begin=since, end=until, start=start, change=change)


@dataclass(frozen=True)
class Asset:
    """A file on disk and the name that people know it by. Neither changes a pixel; `sha256` alone stands for it."""

    path: Path
    name: str
    sha256: str
    kind: Material

    @property
    def moving(self) -> bool:
        return self.kind != "photo"

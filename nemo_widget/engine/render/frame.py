"""The picture at a moment, as a pure function of a scene and its files."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from threading import Lock

import av
import cv2

from . import transition
from .animation import Animation
from .clip import Footage
from .overlay import Overlay, Pose
from .plate import Plate, make_plate
from .prepared import Workshop, plate_key
from .scene import TICKS_PER_FRAME, Asset, Layer, Scene
from .text import Tile
from .yuv import Planes, colour

_PLATES_BYTES = 192 * 2**20


class PlateShelf:
    """The plates used last, so that chunks rendered one after the other decode a photo once."""

    def __init__(self, limit_bytes: int = _PLATES_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._plates: OrderedDict[str, Plate] = OrderedDict()
        self._lock = Lock()

    def plate(self, layer: Layer, asset: Asset, canvas: tuple[int, int], workshop: Workshop | None = None) -> Plate:
        key = plate_key(layer, canvas)
        with self._lock:
            if key in self._plates:
                self._plates.move_to_end(key)
                return self._plates[key]

        def make() -> Plate:
            return make_plate(layer, asset.path, asset.name, canvas)

        plate = make() if workshop is None else workshop.plate(key, make)
        with self._lock:
            self._plates[key] = plate
            while len(self._plates) > 1 and sum(p.size_bytes for p in self._plates.values()) > self._limit_bytes:
                self._plates.popitem(last=False)
        return plate


_SHELF = PlateShelf()


class Painter:
    """Draws the frames of a scene, in order or not; `close` it (or use it in `with`) to let go of video files.

    Raises: `RenderError` naming the clip whose file cannot be read.
    """

    def __init__(
        self,
        scene: Scene,
        assets: Mapping[str, Asset],
        tiles: Mapping[str, Tile],
        workshop: Workshop | None = None,
    ) -> None:
        self._scene = scene
        self._workshop = workshop
        self._assets = assets
        self._canvas = (scene.width, scene.height)
        self._overlays = [(title, Overlay(title, tiles[title.tile])) for title in scene.titles]
        self._footage: dict[Layer, Footage | Animation] = {}
        self._scratch: list[Planes] = []
        self._background = colour(scene.background)

    def __enter__(self) -> Painter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for footage in self._footage.values():
            footage.close()
        self._footage.clear()

    def prepare(self, layers: Iterable[Layer]) -> None:
        """Make photos ready that others will need soon."""
        for layer in layers:
            self._plate(layer)

    def frames(self) -> Iterator[av.VideoFrame]:
        """All frames in order. The same object comes again and again, drawn anew only when the picture has changed."""
        frame = av.VideoFrame(self._scene.width, self._scene.height, "yuv420p")
        planes = Planes.of_frame(frame)
        shown: object = None
        for number in range(self._scene.frames):
            tick = number * TICKS_PER_FRAME
            state = self._state(tick)
            if state is None or state != shown:
                self.paint(tick, planes)
                shown = state
            yield frame

    def paint(self, tick: int, out: Planes) -> None:
        """Draw the picture at a tick of the scene into `out`, which has the size of the canvas."""
        cv2.setNumThreads(1)
        below, top = self._visible(tick)
        if top is None:
            out.fill(self._background)
        elif top.change is not None and tick < top.change.end:
            self._change(below, top, tick, out)
        else:
            self._layer(top, tick, out)
        for overlay, pose in self._titles(tick):
            overlay.draw(out, pose)

    def _visible(self, tick: int) -> tuple[Layer | None, Layer | None]:
        """The layer on top and the one that it replaces while it comes in."""
        seen = [layer for layer in self._scene.layers if layer.begin <= tick < layer.end]
        return (seen[-2] if len(seen) > 1 else None), (seen[-1] if seen else None)

    def _titles(self, tick: int) -> list[tuple[Overlay, Pose]]:
        return [(overlay, overlay.pose(tick)) for title, overlay in self._overlays if title.begin <= tick < title.end]

    def _state(self, tick: int) -> object:
        """What the picture consists of, when nothing in it moves; None when something does."""
        _, top = self._visible(tick)
        if top is not None and (not top.still or (top.change is not None and tick < top.change.end)):
            return None
        return top, tuple((id(overlay), pose) for overlay, pose in self._titles(tick))

    def _change(self, old: Layer | None, new: Layer, tick: int, out: Planes) -> None:
        change = new.change
        assert change is not None
        p = min(1.0, max(0.0, (tick - change.begin) / (change.end - change.begin)))
        if not self._scratch:
            self._scratch = [Planes.empty(*self._canvas) for _ in range(2)]
        first, second = self._scratch
        nearer_old, nearer_new = transition.closer(change.type, p)
        if old is None:
            first.fill(self._background)
        else:
            self._layer(old, tick, first, nearer_old)
        self._layer(new, tick, second, nearer_new)
        transition.mix(change.type, first, second, p, out)

    def _layer(self, layer: Layer, tick: int, out: Planes, closer: float = 1.0) -> None:
        u = (tick - layer.begin) / max(1, layer.end - layer.begin)
        asset = self._assets[layer.source]
        if layer.moving:
            if layer not in self._footage:
                opened = Animation if asset.kind == "animation" else Footage
                self._footage[layer] = opened(layer, asset, self._canvas)
            source_ms = layer.in_ms + self._scene.ms(tick - layer.start) * layer.speed
            self._footage[layer].plate(source_ms).draw(out, u, closer)
        else:
            self._plate(layer).draw(out, u, closer)

    def _plate(self, layer: Layer) -> Plate:
        return _SHELF.plate(layer, self._assets[layer.source], self._canvas, self._workshop)

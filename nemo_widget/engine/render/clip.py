"""A video file as a layer: the frame that is to be seen at a moment, upright, as a plate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import av
import numpy as np

from nemo_widget.model.media import MAX_FILM_PIXELS, open_film, pixel_aspect

from .colour import adjustment
from .errors import RenderError
from .film_colours import InBt709
from .plate import Lay, Plate, backdrop, graded
from .scene import Asset, Layer
from .yuv import Planes, colour, from_rgb, to_rgb


class Footage:
    """An open video file, read forwards; going back seeks.

    Raises: `RenderError` naming the clip when it cannot be read.
    """

    def __init__(self, layer: Layer, asset: Asset, canvas: tuple[int, int]) -> None:
        self._layer, self._name, self._canvas = layer, asset.name, canvas
        self._grade = adjustment(layer.filter, layer.brightness, layer.contrast, layer.saturation)
        try:
            self._container = open_film(asset.path)
        except FileNotFoundError:
            raise RenderError(f"{asset.name} is no longer there.", "Add it again.") from None
        except (av.FFmpegError, OSError, ValueError):
            raise self._damaged() from None
        if not self._container.streams.video:
            self._container.close()
            raise RenderError(f"{asset.name} has no picture.", "Replace it or remove it from the timeline.")
        self._stream = self._container.streams.video[0]
        self._stream.codec_context.thread_count = 1
        if self._stream.width * self._stream.height > MAX_FILM_PIXELS:
            self._container.close()
            raise RenderError(f"{asset.name} has too many pixels.", "Make it smaller first.")
        self._frames: Iterator[av.VideoFrame] = iter(())
        self._now: av.VideoFrame | None = None
        self._next: av.VideoFrame | None = None
        self._plate: tuple[av.VideoFrame, Plate] | None = None
        self._in_bt709 = InBt709()

    def close(self) -> None:
        self._container.close()

    def plate(self, ms: float) -> Plate:
        """The frame shown `ms` milliseconds after the file's beginning; its first or last one outside of it."""
        try:
            frame = self._frame(ms)
            if self._plate is None or self._plate[0] is not frame:
                self._plate = (frame, self._laid(frame))
        except (av.FFmpegError, OSError, ValueError):
            raise self._damaged() from None
        return self._plate[1]

    def _frame(self, ms: float) -> av.VideoFrame:
        if self._now is None or ms < self._ms(self._now) or ms > self._ms(self._now) + 10_000:
            self._seek(ms)
        while self._next is not None and self._ms(self._next) <= ms + 0.01:
            self._now, self._next = self._next, next(self._frames, None)
        if self._now is None:
            raise self._damaged()
        return self._now

    def _seek(self, ms: float) -> None:
        start = self._stream.start_time or 0
        base = self._stream.time_base
        assert base is not None
        # Files are searched by decoding times, which run ahead of what is seen, so one may land behind the moment.
        for earlier_ms in (0, 500, 4000, ms):
            begin = max(0.0, ms - earlier_ms)
            if begin > 0 or earlier_ms > 0 or self._now is not None:
                self._container.seek(start + int(begin / 1000 / base), stream=self._stream)
            self._frames = self._container.decode(self._stream)
            self._now = next(self._frames, None)
            if begin == 0 or (self._now is not None and self._ms(self._now) <= ms + 0.01):
                break
        self._next = next(self._frames, None)

    def _ms(self, frame: av.VideoFrame) -> float:
        start = self._stream.start_time or 0
        return float((frame.pts or 0) - start) * float(frame.time_base or 0) * 1000

    def _laid(self, frame: av.VideoFrame) -> Plate:
        """The frame on the stage. It is brought to the canvas's size, colours and range in one go."""
        turns = round(frame.rotation / 90) % 4
        wide, tall = frame.width * pixel_aspect(self._stream), float(frame.height)
        size = (tall, wide) if turns % 2 else (wide, tall)
        lay = Lay.of((round(size[0]), round(size[1])), self._canvas, self._layer.fit, self._layer.motion)
        upright = _even(lay.photo.width * self._canvas[0]), _even(lay.photo.height * self._canvas[1])
        planes = Planes.of_frame(self._in_bt709(frame, *(reversed(upright) if turns % 2 else upright)))
        if turns:
            planes = Planes(*(np.ascontiguousarray(np.rot90(plane, turns)) for plane in planes))
        if self._grade is not None:
            planes = from_rgb(graded(to_rgb(planes), self._grade))
        return self._on_stage(planes, lay)

    def _on_stage(self, planes: Planes, lay: Lay) -> Plate:
        width, height = self._canvas
        layer = self._layer
        left = round((lay.photo.left - lay.seen.left) * width / 2) * 2
        top = round((lay.photo.top - lay.seen.top) * height / 2) * 2
        if layer.fit == "cover" and layer.motion != "none":
            return Plate(planes, replace(lay, seen=lay.photo), self._canvas, layer.motion)
        stage = Planes.empty(width, height)
        if layer.fit == "blur":
            stage.copy_from(from_rgb(backdrop(to_rgb(planes), self._canvas)))
        else:
            stage.fill(colour(layer.background))
        for source, target, unit in zip(planes, stage, (1, 2, 2), strict=True):
            x, y = left // unit, top // unit
            part = source[max(0, -y) : target.shape[0] - y, max(0, -x) : target.shape[1] - x]
            x, y = max(0, x), max(0, y)
            target[y : y + part.shape[0], x : x + part.shape[1]] = part
        return Plate(stage, lay, self._canvas, layer.motion)

    def _damaged(self) -> RenderError:
        return RenderError(f"{self._name} is damaged or cut off.", "Replace it or remove it from the timeline.")


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)

"""x264 alone: all frames of a draft in memory, and nothing but the encoder at work on them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av

from nemo_widget.engine.render import Output
from nemo_widget.engine.render.draft_scene import plan_scene
from nemo_widget.engine.render.encode import describe, encoder_options
from nemo_widget.engine.render.frame import Painter
from nemo_widget.engine.render.output import Encoding
from nemo_widget.engine.render.scene import TICKS_PER_FRAME
from nemo_widget.engine.render.yuv import Planes
from nemo_widget.model.draft import Draft


class Frames:
    """A draft's frames, and x264 on them with all the cores that it wants."""

    def __init__(self, draft: Draft, photos: dict[str, Path], output: Output) -> None:
        self._encoding = Encoding.of(draft.meta, output)
        planned = plan_scene(draft, photos, self._encoding)
        self._frames: list[av.VideoFrame] = []
        with Painter(planned.scene, planned.assets, planned.tiles) as painter:
            for number in range(planned.scene.frames):
                frame = av.VideoFrame(self._encoding.width, self._encoding.height, "yuv420p")
                painter.paint(number * TICKS_PER_FRAME, Planes.of_frame(frame))
                frame.pts, frame.time_base = number, Fraction(1, self._encoding.fps)
                self._frames.append(frame)

    def encode(self) -> None:
        """With the preset as it is, and its usual CRF of 23."""
        self._encode({"preset": self._encoding.preset, "crf": "23"})

    def encode_as_we_do(self) -> None:
        """With the settings of our own chunks, but their one thread."""
        options = encoder_options(self._encoding, even=True)
        params = [p for p in options["x264-params"].split(":") if "threads" not in p]
        self._encode({**options, "x264-params": ":".join(params)})

    def _encode(self, options: dict[str, str]) -> None:
        codec = av.CodecContext.create("libx264", "w")
        describe(codec, self._encoding)
        codec.options = options
        codec.thread_count = 0
        codec.thread_type = "FRAME"
        for frame in self._frames:
            codec.encode(frame)
        codec.encode(None)

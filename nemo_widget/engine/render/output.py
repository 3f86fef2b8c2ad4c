"""What the finished file shall be: size, frame rate, and how much work goes into its compression."""

from __future__ import annotations

from dataclasses import dataclass

from nemo_widget.model.draft import DraftMeta
from nemo_widget.model.output import Quality

from .errors import RenderError

MAX_SIDE_PX = 7680
MAX_FPS = 120


@dataclass(frozen=True)
class Output:
    """`short_side` in pixels and `fps` replace the canvas's own when given.

    `quality` chooses x264's preset and CRF, measured on zooming photos at 1080p:
    "fast" (veryfast, 23) is 43.4 dB at 0.9 Mbit/s; "high" (veryfast, 19) is 45.0 dB at 1.8 Mbit/s for a tenth more
    time, where the slower "faster" preset would save a tenth of the size for nearly twice the time; "best" (slow, 17)
    is 47.0 dB at 3.6 Mbit/s for five times the time.
    """

    short_side: int | None = None
    fps: int | None = None
    quality: Quality = "high"


_COMPRESSION: dict[Quality, tuple[str, int]] = {
    "fast": ("veryfast", 23),
    "high": ("veryfast", 19),
    "best": ("slow", 17),
}


@dataclass(frozen=True)
class Encoding:
    """The picture of the file in pixels and frames a second, and x264's preset and CRF."""

    width: int
    height: int
    fps: int
    preset: str
    crf: int

    @classmethod
    def of(cls, canvas: DraftMeta, output: Output) -> Encoding:
        """Raises: `RenderError` when the size or the rate is beyond what a player can show."""
        short = output.short_side or min(canvas.width, canvas.height)
        scale = short / min(canvas.width, canvas.height)
        width, height = (max(2, round(side * scale / 2) * 2) for side in (canvas.width, canvas.height))
        fps = output.fps or canvas.fps
        if max(width, height) > MAX_SIDE_PX or short < 16:
            raise RenderError(f"A video of {width}×{height} pixels cannot be made.", "Choose 1080p or 4K.")
        if not 1 <= fps <= MAX_FPS:
            raise RenderError(f"A video of {fps} frames a second cannot be made.", "Choose 24, 25, 30, 50 or 60.")
        preset, crf = _COMPRESSION[output.quality]
        return cls(width, height, fps, preset, crf)

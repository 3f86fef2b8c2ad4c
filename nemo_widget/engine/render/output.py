"""What the finished file shall be: its kind, size, frame rate, and how much work goes into its compression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nemo_widget.model.bounds import MAX_CANVAS_PIXELS, MAX_SIDE_PX, MIN_SIDE_PX
from nemo_widget.model.draft import DraftMeta
from nemo_widget.model.output import Audio, Format, Quality, Wishes

from .errors import RenderError

PictureCodec = Literal["h264", "vp9"]
SoundCodec = Literal["aac", "mp3", "opus"]

MAX_FPS = 120


@dataclass(frozen=True)
class Output:
    """`short_side` in pixels and `fps` replace the canvas's own when given.

    `quality` chooses the encoder's preset and CRF. Measured at 1080p on photos under zoom and pan: likeness to the
    composed picture (PSNR of luma), size, and processor time of the whole export in multiples of the first.

    | quality | MP4 (x264: preset, CRF)                     | WebM (VP9: deadline and cpu-used, CRF)        |
    |---------|---------------------------------------------|-----------------------------------------------|
    | "fast"  | veryfast, 23: 41.6 dB, 1.4 Mbit/s, time 1   | realtime 8, 35: 42.5 dB, 2.2 Mbit/s, time 0.9 |
    | "high"  | veryfast, 18: 44.6 dB, 2.9 Mbit/s, time 1.1 | realtime 6, 27: 44.9 dB, 2.9 Mbit/s, time 1.2 |
    | "best"  | slow, 16: 48.0 dB, 3.9 Mbit/s, time 4       | good 4, 14: 47.2 dB, 4.2 Mbit/s, time 6.5     |

    The settings of `encode` make "fast" as like the picture as x264 alone is at 23, in a smaller file. "high" is not
    preset "faster", which would save a tenth of the size for twice the time.

    `audio` is the sound of an MP4, AAC when None; a WebM has Opus, a GIF none. A GIF is bounded in size and rate, see
    `gif.bounded`, and its quality is always the same.
    """

    short_side: int | None = None
    fps: int | None = None
    quality: Quality = "high"
    format: Format = "mp4"
    audio: Audio | None = None

    @classmethod
    def of(cls, wishes: Wishes) -> Output:
        return cls(wishes.resolution, wishes.fps, wishes.quality, wishes.format, wishes.audio)

    @property
    def sound(self) -> SoundCodec | None:
        return {"mp4": self.audio or "aac", "webm": "opus", "gif": None}[self.format]


_COMPRESSION: dict[PictureCodec, dict[Quality, tuple[str, int]]] = {
    "h264": {"fast": ("veryfast", 23), "high": ("veryfast", 18), "best": ("slow", 16)},
    "vp9": {"fast": ("realtime 8", 35), "high": ("realtime 6", 27), "best": ("good 4", 14)},
}
_BEFORE_A_GIF = ("veryfast", 10)  # what becomes of it has fewer colours by far


@dataclass(frozen=True)
class Encoding:
    """The picture of the file in pixels and frames a second, and its encoder's preset and CRF.

    A preset of VP9 is libvpx's deadline and cpu-used.
    """

    width: int
    height: int
    fps: int
    preset: str
    crf: int
    codec: PictureCodec = "h264"

    @classmethod
    def of(cls, canvas: DraftMeta, output: Output) -> Encoding:
        """Raises: `RenderError` when the size or the rate is beyond what a player can show."""
        short = output.short_side or min(canvas.width, canvas.height)
        scale = short / min(canvas.width, canvas.height)
        width, height = (max(2, round(side * scale / 2) * 2) for side in (canvas.width, canvas.height))
        fps = output.fps or canvas.fps
        if max(width, height) > MAX_SIDE_PX or width * height > MAX_CANVAS_PIXELS or short < MIN_SIDE_PX:
            raise RenderError(f"A video of {width}×{height} pixels cannot be made.", "Choose 1080p or 4K.")
        if not 1 <= fps <= MAX_FPS:
            raise RenderError(f"A video of {fps} frames a second cannot be made.", "Choose 24, 25, 30, 50 or 60.")
        codec: PictureCodec = "vp9" if output.format == "webm" else "h264"
        preset, crf = _BEFORE_A_GIF if output.format == "gif" else _COMPRESSION[codec][output.quality]
        return cls(width, height, fps, preset, crf, codec)

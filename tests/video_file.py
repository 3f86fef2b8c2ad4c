"""What is in an MP4, read by decoding all of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av


@dataclass(frozen=True)
class VideoFile:
    """Sizes in pixels, times in seconds; `color` is (primaries, transfer, matrix) by number, 1 being BT.709."""

    codec: str
    pix_fmt: str
    width: int
    height: int
    frames: int
    fps: float
    color: tuple[int, int, int]
    first_frame_s: float
    audio_codec: str | None
    audio_start_s: float
    audio_end_s: float

    @property
    def duration_s(self) -> float:
        return self.frames / self.fps


def probe(path: Path) -> VideoFile:
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        times = [frame.time for frame in container.decode(video)]
        context, rate = video.codec_context, video.average_rate
        audio = next(iter(container.streams.audio), None)
        audio_codec = audio.codec_context.name if audio else None
    audio_start_s = audio_end_s = 0.0
    if audio_codec:
        with av.open(str(path)) as container:
            sound = list(container.decode(audio=0))
        audio_start_s = float(sound[0].time)
        audio_end_s = float(sound[-1].time) + sound[-1].samples / sound[-1].sample_rate
    return VideoFile(
        codec=context.name,
        pix_fmt=str(context.pix_fmt),
        width=context.width,
        height=context.height,
        frames=len(times),
        fps=float(rate or 0),
        color=(int(context.color_primaries), int(context.color_trc), int(context.colorspace)),
        first_frame_s=float(times[0]),
        audio_codec=audio_codec,
        audio_start_s=audio_start_s,
        audio_end_s=audio_end_s,
    )

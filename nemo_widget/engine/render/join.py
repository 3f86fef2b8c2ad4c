"""Encoded chunks and a soundtrack → one MP4, the picture by stream copy."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

from .audio import SAMPLE_RATE, Samples
from .encode import REORDER_FRAMES, Chunk, describe
from .errors import RenderError
from .output import Encoding

_AUDIO_BITS_PER_S = 192_000
_FRAME_SAMPLES = 1024


class Joiner:
    """Writes `path` as chunks come in, in order; `sound` gives blocks of the whole soundtrack.

    The file appears under its name when `finish` has returned, complete; leaving the `with` before removes every trace.
    """

    def __init__(self, path: Path, encoding: Encoding, sound: Iterator[Samples]) -> None:
        self._path = path
        self._encoding = encoding
        self._sound = sound
        self._samples_written = 0
        self._frames = 0
        self._part = path.with_name(f".{path.name[:80]}.{uuid.uuid4().hex[:8]}.part")
        self._container = av.open(str(self._part), "w", format="mp4", options={"movflags": "+faststart"})
        self._closed = False
        self._video = self._container.add_stream("libx264", rate=encoding.fps)
        assert isinstance(self._video.codec_context, VideoCodecContext)
        describe(self._video.codec_context, encoding)
        self._video.time_base = Fraction(1, encoding.fps)
        self._audio = self._container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
        self._audio.bit_rate = _AUDIO_BITS_PER_S
        self._container.start_encoding()

    def __enter__(self) -> Joiner:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()
        self._part.unlink(missing_ok=True)

    def add(self, chunk: Chunk) -> None:
        """The next chunk, and the sound that goes with it."""
        if chunk.headers != bytes(self._video.codec_context.extradata or b""):
            raise RenderError("Parts of the video were made by different versions of the encoder.", "Export it again.")
        base = Fraction(1, self._encoding.fps)
        for number, kept in enumerate(chunk.packets):
            packet = av.Packet(kept.data)
            packet.stream = self._video
            packet.time_base = base
            packet.pts = self._frames + kept.pts
            packet.dts = self._frames + number - REORDER_FRAMES
            packet.duration = 1
            packet.is_keyframe = kept.keyframe
            self._container.mux(packet)
        self._frames += chunk.frames
        self._sound_until(self._frames * SAMPLE_RATE // self._encoding.fps)

    def finish(self) -> None:
        """Write the end and give the file its name."""
        for _ in iter(lambda: self._next_sound(), False):
            pass
        self._container.mux(self._audio.encode(None))
        self._close()
        with self._part.open("rb+") as file:
            os.fsync(file.fileno())
        self._part.replace(self._path)

    def _sound_until(self, samples: int) -> None:
        while self._samples_written < samples and self._next_sound():
            pass

    def _next_sound(self) -> bool:
        """Write the next block; False when there is none."""
        block = next(self._sound, None)
        if block is None:
            return False
        for start in range(0, len(block), _FRAME_SAMPLES):
            part = np.ascontiguousarray(block[start : start + _FRAME_SAMPLES].T)
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
            frame.sample_rate = SAMPLE_RATE
            frame.pts, frame.time_base = self._samples_written, Fraction(1, SAMPLE_RATE)
            self._samples_written += part.shape[1]
            self._container.mux(self._audio.encode(frame))
        return True

    def _close(self) -> None:
        if not self._closed:
            self._closed = True
            self._container.close()

"""Encoded chunks and an encoded soundtrack → one MP4 or WebM, by stream copy."""

from __future__ import annotations

import os
import uuid
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.stream import AudioStream
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from . import encode, sound
from .errors import RenderError
from .output import Encoding, SoundCodec
from .packets import Packet, Piece
from .sound_file import SAMPLE_RATE

_CONTAINERS = {
    "h264": ("mp4", {"movflags": "+faststart"}),
    "vp9": ("webm", {"cues_to_front": "1"}),
}


class Joiner:
    """Writes `path` as chunks come in, in order, with the sound (if any) beside them.

    The file appears under its name when `finish` has returned, complete; leaving the `with` before removes every trace.
    The streams are opened with the encoders' own settings, so that the headers and tags are theirs; nothing is encoded.
    """

    def __init__(self, path: Path, encoding: Encoding, sound_codec: SoundCodec | None) -> None:
        self._path = path
        self._encoding = encoding
        self._sound: Piece | None = None
        self._sound_packets = 0
        self._frames = 0
        self._closed = False
        self._part = part_beside(path)
        container, options = _CONTAINERS[encoding.codec]
        self._container = av.open(str(self._part), "w", format=container, options=options)
        video = self._container.add_stream(encode.ENCODERS[encoding.codec], rate=encoding.fps)
        assert isinstance(video, VideoStream) and isinstance(video.codec_context, VideoCodecContext)
        self._video = video
        encode.describe(video.codec_context, encoding)
        video.time_base = Fraction(1, encoding.fps)
        self._audio: AudioStream | None = None
        if sound_codec is not None:
            audio = self._container.add_stream(sound.ENCODERS[sound_codec][0], rate=SAMPLE_RATE)
            assert isinstance(audio, AudioStream) and isinstance(audio.codec_context, AudioCodecContext)
            sound.describe_sound(audio.codec_context, sound_codec)
            self._audio = audio
        self._container.start_encoding()

    def __enter__(self) -> Joiner:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._close()
        finally:
            self._part.unlink(missing_ok=True)

    def with_sound(self, sound: Piece) -> None:
        """The whole soundtrack, before the first chunk."""
        assert self._audio is not None
        self._same_headers(sound, self._audio)
        self._sound = sound

    def add(self, chunk: Piece) -> None:
        """The next chunk, and the sound that goes with it."""
        self._same_headers(chunk, self._video)
        held_back = encode.REORDER_FRAMES[self._encoding.codec]
        for number, kept in enumerate(chunk.packets):
            # every chunk decodes by itself, so its packets follow each other at the pace of the frames
            self._mux(self._video, kept, self._frames + kept.pts, self._frames + number - held_back)
        self._frames += chunk.length
        self._sound_until(self._frames * SAMPLE_RATE // self._encoding.fps)

    def finish(self) -> None:
        """Write the end and give the file its name."""
        self._sound_until(None)
        self._close()
        in_place(self._part, self._path)

    def _sound_until(self, sample: int | None) -> None:
        if self._sound is None or self._audio is None:
            return
        packets = self._sound.packets
        while self._sound_packets < len(packets):
            kept = packets[self._sound_packets]
            if sample is not None and kept.pts >= sample:
                return
            self._mux(self._audio, kept, kept.pts, kept.pts)
            self._sound_packets += 1

    def _mux(self, stream: VideoStream | AudioStream, kept: Packet, pts: int, dts: int) -> None:
        packet = av.Packet(kept.data)
        packet.stream = stream
        packet.time_base = Fraction(1, SAMPLE_RATE if stream is self._audio else self._encoding.fps)
        packet.pts, packet.dts, packet.duration = pts, dts, kept.duration
        packet.is_keyframe = kept.keyframe
        self._container.mux(packet)

    def _same_headers(self, piece: Piece, stream: VideoStream | AudioStream) -> None:
        if piece.headers != bytes(stream.codec_context.extradata or b""):
            raise RenderError("Parts of the video were made by different versions of the encoder.", "Export it again.")

    def _close(self) -> None:
        if not self._closed:
            self._closed = True
            self._container.close()


def part_beside(path: Path) -> Path:
    """Where to write what shall be `path` once it is complete."""
    return path.with_name(f".{path.name[:80]}.{uuid.uuid4().hex[:8]}.part")


def in_place(part: Path, path: Path) -> None:
    """Gives a complete file its name, its bytes being on the disk before. Raises: `OSError`."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(path)

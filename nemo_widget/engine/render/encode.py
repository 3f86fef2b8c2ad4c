"""Frames → a chunk: closed groups of pictures that can stand anywhere in a file, with the same headers everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
from av.video.codeccontext import VideoCodecContext

from .output import Encoding

# ITU-T H.273: BT.709 primaries, transfer and matrix; limited range
BT709, LIMITED = 1, 1
# How many pictures a decoder may have to hold back: B-frames with a pyramid (x264's i_bframe_delay)
REORDER_FRAMES = 2


@dataclass(frozen=True)
class Packet:
    """`pts` in frames from the chunk's beginning; packets stand in the order of decoding."""

    pts: int
    keyframe: bool
    data: bytes


@dataclass(frozen=True)
class Chunk:
    """`frames` encoded pictures, the first a key frame, and the stream's headers (SPS and PPS)."""

    frames: int
    headers: bytes
    packets: tuple[Packet, ...]

    def to_bytes(self) -> bytes:
        index = {
            "frames": self.frames,
            "headers": self.headers.hex(),
            "packets": [[p.pts, p.keyframe, len(p.data)] for p in self.packets],
        }
        return b"".join([json.dumps(index).encode(), b"\n", *(p.data for p in self.packets)])

    @classmethod
    def from_bytes(cls, data: bytes) -> Chunk:
        """Raises: ValueError when the bytes are not those of a chunk."""
        end = data.index(b"\n")
        index = json.loads(data[:end])
        packets, at = [], end + 1
        for pts, keyframe, length in index["packets"]:
            packets.append(Packet(pts, keyframe, data[at : at + length]))
            at += length
        if at != len(data) or len(packets) != index["frames"]:
            raise ValueError("the chunk is incomplete")
        return cls(index["frames"], bytes.fromhex(index["headers"]), tuple(packets))


def x264_options(encoding: Encoding) -> dict[str, str]:
    """One thread: the other cores work on other chunks. `stitchable` keeps the headers free of the content."""
    return {
        "preset": encoding.preset,
        "crf": str(encoding.crf),
        "profile": "high",
        "x264-params": "threads=1:lookahead-threads=1:stitchable=1:open-gop=0:ref=3:b-pyramid=normal",
    }


def describe(codec: VideoCodecContext, encoding: Encoding) -> None:
    """Set size, rate, and the colour tags that tell a player what the planes mean."""
    codec.width, codec.height, codec.pix_fmt = encoding.width, encoding.height, "yuv420p"
    codec.time_base = Fraction(1, encoding.fps)
    codec.framerate = Fraction(encoding.fps)
    codec.color_primaries = codec.color_trc = codec.colorspace = BT709
    codec.color_range = LIMITED
    codec.thread_count = 1
    codec.options = x264_options(encoding)


def encode(frames: Iterable[av.VideoFrame], encoding: Encoding, drawn: Callable[[int], None]) -> Chunk:
    """Encode the frames; `drawn` is called after each with how many are done, and may raise to stop."""
    codec = av.CodecContext.create("libx264", "w")
    assert isinstance(codec, VideoCodecContext)
    describe(codec, encoding)
    codec.flags |= av.codec.context.Flags.global_header
    packets: list[Packet] = []
    count = 0
    for frame in frames:
        frame.pts, frame.time_base = count, codec.time_base
        packets.extend(map(_kept, codec.encode(frame)))
        count += 1
        drawn(count)
    packets.extend(map(_kept, codec.encode(None)))
    return Chunk(count, bytes(codec.extradata or b""), tuple(packets))


def _kept(packet: av.Packet[Any]) -> Packet:
    assert packet.pts is not None
    return Packet(packet.pts, packet.is_keyframe, bytes(packet))

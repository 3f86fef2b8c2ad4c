"""Frames → H.264 or VP9: closed groups of pictures that can stand anywhere in a file, always with the same headers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

import av
import cv2
from av.video.codeccontext import VideoCodecContext

from .output import Encoding, PictureCodec
from .packets import Packet, Piece

ENCODERS: dict[PictureCodec, str] = {"h264": "libx264", "vp9": "libvpx-vp9"}
# How many pictures a decoder may have to hold back: B-frames with a pyramid (x264's i_bframe_delay); VP9 has none
REORDER_FRAMES: dict[PictureCodec, int] = {"h264": 2, "vp9": 0}
# ITU-T H.273: BT.709 primaries, transfer and matrix; limited range
BT709, LIMITED = 1, 1
_SMALL_PX = 640 * 480
_CPU_AVX_512F = 13  # cv::CpuFeatures


# Photos under a camera move so evenly that a frame is nearly the mean of those around it: always five B-frames, where
# x264 would take time to choose up to three. On such pictures it takes less time and size for the same likeness. Scene
# cuts are still looked for, because a transition may be as quick as one. Six would change the headers, which have to
# be those of filmed chunks.
_EVEN = ("b-adapt=0", "bframes=5")
# All of such a picture moves alike, so the small search finds it, and no block is worth dividing.
_EVEN_FAST = ("me=dia", "partitions=i8x8,i4x4")
# Chroma is kept finer, as x264 by itself does at its slower presets: colours come nearer to the photo's, by 0.07 of a
# mean ΔE2000.
_FINE_CHROMA = "chroma-qp-offset=-2"
_FAST_PRESETS = ("ultrafast", "superfast", "veryfast", "faster")


def encoder_options(encoding: Encoding, *, even: bool) -> dict[str, str]:
    """`even`: nothing in the pictures was filmed, and a camera moves over them. One thread: the other cores work on
    other chunks."""
    if encoding.codec == "vp9":
        deadline, effort = encoding.preset.split()
        lookahead = {"lag-in-frames": "0"} if deadline == "realtime" else {"lag-in-frames": "25", "auto-alt-ref": "1"}
        return {"deadline": deadline, "cpu-used": effort, "crf": str(encoding.crf), "row-mt": "0", **lookahead}
    # `stitchable` keeps the headers free of the content
    params = ["threads=1", "lookahead-threads=1", "stitchable=1", "open-gop=0", "b-pyramid=normal"]
    if even:
        params += _EVEN
    if encoding.preset in _FAST_PRESETS:
        params += [_FINE_CHROMA, *(_EVEN_FAST if even else ())]
    if encoding.preset == "slow":
        params.append("ref=4")  # its own five are more than a 1080p player of level 4.2 has room for
    if encoding.width * encoding.height < _SMALL_PX and cv2.checkHardwareSupport(_CPU_AVX_512F):
        # x264's lookahead reads beyond its rows with AVX-512, which shows in small pictures: there the same frames
        # came out as other bytes in one encode of ten. AVX2 is always the same; on large ones it would cost a sixth.
        params.append("asm=AVX2")
    return {"preset": encoding.preset, "crf": str(encoding.crf), "x264-params": ":".join(params)}


def describe(codec: VideoCodecContext, encoding: Encoding, *, even: bool = True) -> None:
    """Set size, rate, and the colour tags that tell a player what the planes mean. `even` is as in `encoder_options`;
    the headers are the same with and without."""
    codec.width, codec.height, codec.pix_fmt = encoding.width, encoding.height, "yuv420p"
    codec.time_base = Fraction(1, encoding.fps)
    codec.framerate = Fraction(encoding.fps)
    codec.color_primaries = codec.color_trc = codec.colorspace = BT709
    codec.color_range = LIMITED
    codec.thread_count = 1
    if encoding.codec == "vp9":
        codec.bit_rate = 0  # or the CRF would be an upper bound only
    codec.options = encoder_options(encoding, even=even)


def encode(frames: Iterable[av.VideoFrame], encoding: Encoding, drawn: Callable[[int], None], *, even: bool) -> Piece:
    """Encode the frames; `drawn` is called after each with how many are done, and may raise to stop. `even` is as in
    `encoder_options`."""
    codec = av.CodecContext.create(ENCODERS[encoding.codec], "w")
    assert isinstance(codec, VideoCodecContext)
    describe(codec, encoding, even=even)
    codec.flags |= av.codec.context.Flags.global_header
    packets: list[Packet] = []
    count = 0
    for frame in frames:
        frame.pts, frame.time_base = count, codec.time_base
        packets.extend(Packet.of(p, duration=1) for p in codec.encode(frame))
        count += 1
        drawn(count)
    packets.extend(Packet.of(p, duration=1) for p in codec.encode(None))
    return Piece(count, bytes(codec.extradata or b""), tuple(packets))

"""The soundtrack as one job beside the chunks: mixed and encoded by a worker, kept in the cache like them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from nemo_widget.model.draft import Clip, Draft, Music

from .audio import soundtrack
from .output import SoundCodec
from .packets import Packet, Piece
from .scene import Asset
from .sound_file import SAMPLE_RATE
from .version import engine_version

# encoder, bits a second, samples that it takes at once, their layout in memory
ENCODERS: dict[SoundCodec, tuple[str, int, int, str]] = {
    "aac": ("aac", 192_000, 1024, "fltp"),
    "mp3": ("libmp3lame", 192_000, 1152, "fltp"),
    "opus": ("libopus", 160_000, 960, "flt"),
}
_BLOCK_SAMPLES = 64 * 1024


@dataclass(frozen=True)
class SoundJob:
    """`samples` of sound: the draft's music, and its clips that are video. `assets` by the draft's `src`."""

    music: tuple[Music, ...]
    clips: tuple[Clip, ...]
    assets: Mapping[str, Asset]
    samples: int
    codec: SoundCodec = "aac"

    @classmethod
    def of(cls, draft: Draft, assets: Mapping[str, Asset], samples: int, codec: SoundCodec = "aac") -> SoundJob:
        clips = tuple(clip for clip in draft.clips if _is_film(assets.get(clip.meta.src)))
        music = tuple(draft.music)
        heard = {m.meta.src for m in music} | {c.meta.src for c in clips}
        return cls(music, clips, {src: asset for src, asset in assets.items() if src in heard}, samples, codec)

    @property
    def key(self) -> str:
        """The hash of everything that the sound depends on."""
        said = {
            "engine": engine_version(),
            "music": [{"s": m.start_ms, "d": m.duration_ms, **m.meta.model_dump(exclude={"name"})} for m in self.music],
            "clips": [{"s": c.start_ms, "d": c.duration_ms, **_heard(c)} for c in self.clips],
            "files": {src: asset.sha256 for src, asset in self.assets.items()},
            "samples": self.samples,
            "codec": self.codec,
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def _is_film(asset: Asset | None) -> bool:
    return asset is not None and asset.kind == "film"


def _heard(clip: Clip) -> dict[str, object]:
    return clip.meta.model_dump(include={"src", "in_ms", "speed", "volume"})


def describe_sound(context: AudioCodecContext, codec: SoundCodec) -> None:
    _, bits_per_s, _, layout = ENCODERS[codec]
    context.sample_rate = SAMPLE_RATE
    context.layout = "stereo"
    context.format = layout
    context.bit_rate = bits_per_s
    context.time_base = Fraction(1, SAMPLE_RATE)


def render_sound(job: SoundJob) -> bytes:
    """The encoded soundtrack (`Piece.to_bytes`): 48 kHz, stereo.

    Raises: `RenderError` naming the music or clip whose file cannot be read.
    """
    from nemo_widget.engine.music import synthesise

    encoder, _, frame_samples, layout = ENCODERS[job.codec]
    context = av.CodecContext.create(encoder, "w")
    assert isinstance(context, AudioCodecContext)
    describe_sound(context, job.codec)
    if job.codec == "aac":
        # FFmpeg's other, usual, way overshoots by 3 dB where sound begins, and is no nearer to it at this rate
        context.options = {"aac_coder": "fast"}
    context.flags |= av.codec.context.Flags.global_header
    packets: list[Packet] = []
    at = 0
    block_samples = _BLOCK_SAMPLES // frame_samples * frame_samples
    for block in soundtrack(job.clips, job.music, job.assets, job.samples, block_samples, synthesise):
        for start in range(0, len(block), frame_samples):
            part = block[start : start + frame_samples]
            samples = np.ascontiguousarray(part.T if layout == "fltp" else part.reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(samples, format=layout, layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, context.time_base
            at += len(part)
            packets.extend(map(Packet.of, context.encode(frame)))
    packets.extend(map(Packet.of, context.encode(None)))
    return Piece(at, bytes(context.extradata or b""), tuple(packets)).to_bytes()

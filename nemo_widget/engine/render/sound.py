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

from .audio import SAMPLE_RATE, soundtrack
from .packets import Packet, Piece
from .scene import Asset
from .version import engine_version

_BITS_PER_S = 192_000
_FRAME_SAMPLES = 1024


@dataclass(frozen=True)
class SoundJob:
    """`samples` of sound: the draft's music, and its clips that are video. `assets` by the draft's `src`."""

    music: tuple[Music, ...]
    clips: tuple[Clip, ...]
    assets: Mapping[str, Asset]
    samples: int

    @classmethod
    def of(cls, draft: Draft, assets: Mapping[str, Asset], samples: int) -> SoundJob:
        clips = tuple(clip for clip in draft.clips if _is_film(assets.get(clip.meta.src)))
        music = tuple(draft.music)
        heard = {m.meta.src for m in music} | {c.meta.src for c in clips}
        return cls(music, clips, {src: asset for src, asset in assets.items() if src in heard}, samples)

    @property
    def key(self) -> str:
        """The hash of everything that the sound depends on."""
        said = {
            "engine": engine_version(),
            "music": [{"s": m.start_ms, "d": m.duration_ms, **m.meta.model_dump(exclude={"name"})} for m in self.music],
            "clips": [{"s": c.start_ms, "d": c.duration_ms, **_heard(c)} for c in self.clips],
            "files": {src: asset.sha256 for src, asset in self.assets.items()},
            "samples": self.samples,
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def _is_film(asset: Asset | None) -> bool:
    return asset is not None and asset.kind == "film"


def _heard(clip: Clip) -> dict[str, object]:
    return clip.meta.model_dump(include={"src", "in_ms", "speed", "volume"})


def aac_options(codec: AudioCodecContext) -> None:
    codec.sample_rate = SAMPLE_RATE
    codec.layout = "stereo"
    codec.format = "fltp"
    codec.bit_rate = _BITS_PER_S
    codec.time_base = Fraction(1, SAMPLE_RATE)


def render_sound(job: SoundJob) -> bytes:
    """The encoded soundtrack (`Piece.to_bytes`): AAC, 48 kHz, stereo.

    Raises: `RenderError` naming the music or clip whose file cannot be read.
    """
    from nemo_widget.engine.music import synthesise

    codec = av.CodecContext.create("aac", "w")
    assert isinstance(codec, AudioCodecContext)
    aac_options(codec)
    codec.flags |= av.codec.context.Flags.global_header
    packets: list[Packet] = []
    at = 0
    for block in soundtrack(job.clips, job.music, job.assets, job.samples, 64 * _FRAME_SAMPLES, synthesise):
        for start in range(0, len(block), _FRAME_SAMPLES):
            part = np.ascontiguousarray(block[start : start + _FRAME_SAMPLES].T)
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, codec.time_base
            at += part.shape[1]
            packets.extend(map(Packet.of, codec.encode(frame)))
    packets.extend(map(Packet.of, codec.encode(None)))
    return Piece(at, bytes(codec.extradata or b""), tuple(packets)).to_bytes()

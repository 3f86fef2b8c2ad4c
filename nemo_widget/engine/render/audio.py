"""The sound of a draft, in blocks of samples: music and the sound of video clips, mixed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from nemo_widget.engine.music.loudness import CHUNK, limiter_gains, true_peaks
from nemo_widget.model.draft import MUSIC_PREFIX, Clip, Music

from .errors import RenderError
from .scene import Asset
from .sound_file import SAMPLE_RATE, Samples, decode, has_sound

# Music steps back to this share of its volume while a clip speaks, over this time.
_DUCKED = 0.35
_DUCKING_MS = 300
_EDGE_MS = 10  # sound that starts or stops at once clicks
_CEILING = 10 ** (-2 / 20)  # encoders add up to 0.7 dB to peaks, and -1 dBTP is what may come out

Synthesiser = Callable[[str, int, int], Samples]
_Range = Callable[[int, int], Samples]  # from one sample to another


@dataclass(frozen=True)
class Sound:
    """Something that sounds from sample `start` on: (n, 2) float32 at 48 kHz, volume and fades already in it."""

    start: int
    samples: Samples


def soundtrack(
    clips: Iterable[Clip],
    segments: Iterable[Music],
    assets: Mapping[str, Asset],
    length: int,
    block: int,
    synthesise: Synthesiser,
) -> Iterator[Samples]:
    """`length` samples of sound in blocks of (at most `block`, 2) float32, true peaks below −1 dBTP.

    Raises: `RenderError` naming the music or clip whose file cannot be read.
    """
    voices = [voice for clip in clips if (voice := _voice(clip, assets)) is not None]
    gain = _ducking(voices, length)
    music = [sound for segment in segments if (sound := _music(segment, assets, length, synthesise)) is not None]

    def mixed(start: int, end: int) -> Samples:
        mix = np.zeros((end - start, 2), np.float32)
        for sound in music:
            _add(mix, start, sound, gain)
        for sound in voices:
            _add(mix, start, sound, None)
        return mix

    limited = _limiter(mixed, length, block)
    for start in range(0, length, block):
        yield limited(start, min(start + block, length))


def _add(mixed: Samples, start: int, sound: Sound, gain: Callable[[int, int], Samples] | None) -> None:
    begin = max(start, sound.start)
    end = min(start + len(mixed), sound.start + len(sound.samples))
    if begin < end:
        part = sound.samples[begin - sound.start : end - sound.start]
        mixed[begin - start : end - start] += part if gain is None else part * gain(begin, end)[:, None]


def _limiter(mixed: _Range, length: int, block: int) -> _Range:
    """The mix, turned down for a moment wherever its true peaks would come too near to full scale. It is mixed twice,
    once to look ahead: what is kept of ten minutes is a number for each two thirds of a millisecond."""
    found = []
    step = -(-block // CHUNK) * CHUNK
    for start in range(0, length, step):
        # a chunk more on each side, because peaks between samples depend on their neighbours
        piece = mixed(start - CHUNK, min(start + step, length) + CHUNK)
        chunks = -(-min(step, length - start) // CHUNK)
        quiet = np.abs(piece).max() < _CEILING / 2  # no peak between samples is twice as high as they are
        found.append(np.zeros(chunks) if quiet else true_peaks(piece)[1 : 1 + chunks])
    peaks = np.concatenate(found) if found else np.zeros(0)
    if not np.any(peaks > _CEILING):
        return mixed
    gains = limiter_gains(peaks, _CEILING, SAMPLE_RATE)
    middles = CHUNK * np.arange(len(gains)) + CHUNK / 2

    def limited(start: int, end: int) -> Samples:
        turned: Samples = (
            mixed(start, end) * np.interp(np.arange(start, end), middles, gains).astype(np.float32)[:, None]
        )
        return turned

    return limited


def _ducking(voices: list[Sound], length: int) -> Callable[[int, int], Samples] | None:
    """The music's gain in a range of samples; None when nobody speaks."""
    if not voices:
        return None
    ramp = _samples(_DUCKING_MS)
    times, gains = [0.0], [1.0]
    for voice in sorted(voices, key=lambda v: v.start):
        end = voice.start + len(voice.samples)
        if times[-1] > voice.start - ramp and gains[-1] == 1.0 and len(times) > 1:
            times, gains = times[:-1], gains[:-1]  # the gap is too short to come back
        else:
            times.append(max(times[-1], voice.start - ramp))
            gains.append(1.0 if voice.start else _DUCKED)
        times += [max(times[-1], voice.start), end, end + ramp]
        gains += [_DUCKED, _DUCKED, 1.0]
    return lambda begin, stop: np.interp(np.arange(begin, stop), times, gains).astype(np.float32)


def _music(segment: Music, assets: Mapping[str, Asset], length: int, synthesise: Synthesiser) -> Sound | None:
    meta = segment.meta
    start = _samples(segment.start_ms)
    wanted = min(_samples(segment.end_ms), length) - start
    if wanted <= 0 or meta.volume == 0:
        return None
    if meta.src.startswith(MUSIC_PREFIX):
        preset = meta.src[len(MUSIC_PREFIX) :]
        try:
            samples = synthesise(preset, -(-wanted * 1000 // SAMPLE_RATE), SAMPLE_RATE)[:wanted]
        except (KeyError, ValueError):
            raise RenderError(f"There is no music called “{preset}”.", "Choose another one.") from None
    else:
        samples = _looped(decode(assets[meta.src].path, assets[meta.src].name, wanted), wanted)
    fade_in, fade_out = max(meta.fade_in, _EDGE_MS), max(meta.fade_out, _EDGE_MS)
    samples *= np.float32(meta.volume)
    _fade(samples, fade_in, fade_out)
    return Sound(start, samples)


def _looped(samples: Samples, wanted: int) -> Samples:
    """The sound again and again, each time crossing over into itself for a moment, until it is long enough."""
    if len(samples) == 0 or len(samples) >= wanted:
        return samples[:wanted]
    cross = min(_samples(50), len(samples) // 4)
    ramp = np.linspace(0, 1, cross, dtype=np.float32)[:, None]
    body = samples[: len(samples) - cross]
    seam = samples[:cross] * ramp + samples[len(samples) - cross :] * (1 - ramp)
    looped = np.empty((wanted, 2), np.float32)
    for at in range(0, wanted, len(body)):
        part = looped[at : at + len(body)]
        part[:] = body[: len(part)]
        if at:
            part[:cross] = seam[: len(part)]
    return looped


def _fade(samples: Samples, fade_in_ms: int, fade_out_ms: int) -> None:
    """In place, as all that is done to whole pieces: ten minutes are 230 MB."""
    rise, fall = min(_samples(fade_in_ms), len(samples)), min(_samples(fade_out_ms), len(samples))
    samples[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)[:, None]
    if fall:
        samples[-fall:] *= np.linspace(1, 0, fall, dtype=np.float32)[:, None]


def _voice(clip: Clip, assets: Mapping[str, Asset]) -> Sound | None:
    """The sound of a video clip; None when it has none or is muted."""
    meta = clip.meta
    asset = assets.get(meta.src)
    volume = 1.0 if meta.volume is None else meta.volume
    if asset is None or asset.kind != "film" or volume == 0 or not has_sound(asset.path, asset.name):
        return None
    speed = meta.speed or 1.0
    wanted = _samples(clip.duration_ms)
    samples = decode(asset.path, asset.name, wanted, from_ms=meta.in_ms or 0, speed=speed)
    if not len(samples):
        return None
    samples *= np.float32(volume)
    _fade(samples, _EDGE_MS, _EDGE_MS)
    return Sound(_samples(clip.start_ms), samples)


def _samples(ms: int) -> int:
    return ms * SAMPLE_RATE // 1000

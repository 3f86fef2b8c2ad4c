"""The sound of a draft, in blocks of samples: music and the sound of video clips, mixed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from nemo_widget.engine.music.loudness import CHUNK, limiter_gains, true_peaks
from nemo_widget.model.draft import MUSIC_PREFIX, Clip, Music
from nemo_widget.model.media import open_film

from .errors import RenderError
from .scene import Asset

SAMPLE_RATE = 48000
Samples = npt.NDArray[np.float32]

# Music steps back to this share of its volume while a clip speaks, over this time.
_DUCKED = 0.35
_DUCKING_MS = 300
_EDGE_MS = 10  # sound that starts or stops at once clicks
_CEILING = 10 ** (-1.2 / 20)  # the encoder adds up to half a decibel to peaks
_MOST_MINUTES = 30
_TIME_BASE = Fraction(1, SAMPLE_RATE)

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
    if asset is None or asset.kind != "film" or volume == 0 or not _has_sound(asset):
        return None
    speed = meta.speed or 1.0
    wanted = _samples(clip.duration_ms)
    samples = decode(asset.path, asset.name, wanted, from_ms=meta.in_ms or 0, speed=speed)
    if not len(samples):
        return None
    samples *= np.float32(volume)
    _fade(samples, _EDGE_MS, _EDGE_MS)
    return Sound(_samples(clip.start_ms), samples)


def _has_sound(asset: Asset) -> bool:
    try:
        with open_film(asset.path) as container:
            return bool(container.streams.audio)
    except (av.FFmpegError, OSError, ValueError):
        raise _unreadable(asset.name) from None


def decode(path: Path, name: str, wanted: int, from_ms: int = 0, speed: float = 1.0) -> Samples:
    """At most `wanted` samples at 48 kHz, stereo, from `from_ms` of the file on, played `speed` times as fast.

    Raises: `RenderError` naming the file when it has no sound that can be read.
    """
    wanted = min(wanted, _MOST_MINUTES * 60 * SAMPLE_RATE)
    decoded = np.empty((wanted, 2), np.float32)  # what is never filled costs nothing
    have = 0
    try:
        with open_film(path) as container:
            if not container.streams.audio:
                raise RenderError(f"{name} has no sound.", "Choose another file.")
            for samples in _tempo(_decoded(container, from_ms), speed):
                part = samples[: wanted - have]
                decoded[have : have + len(part)] = part
                have += len(part)
                if have >= wanted:
                    break
    except FileNotFoundError:
        raise RenderError(f"{name} is no longer there.", "Add it again.") from None
    except (av.FFmpegError, OSError, ValueError):
        if not have:
            raise _unreadable(name) from None
    return decoded[:have]


def _decoded(container: av.container.InputContainer, from_ms: int) -> Iterator[av.AudioFrame]:
    """Frames of 48 kHz stereo float32, planar, from `from_ms` on, to the sample. A film begins with its picture: sound
    that was there before it is left out, and before sound that comes late there is silence."""
    stream = container.streams.audio[0]
    first = container.streams.video[0] if container.streams.video else stream
    # mono is doubled by us: the resampler would make it 3 dB quieter
    mono = stream.channels == 1
    resampler = av.AudioResampler(format="fltp", layout="mono" if mono else "stereo", rate=SAMPLE_RATE)
    begin = float((first.start_time or 0) * first.time_base) if first.time_base else 0.0
    if from_ms and stream.time_base:
        container.seek(int((begin + from_ms / 1000) / stream.time_base), stream=stream)
    skip: int | None = None
    for frame in container.decode(stream):
        if skip is None:
            at_s = (begin if frame.time is None else float(frame.time)) - begin
            skip = round((from_ms / 1000 - at_s) * SAMPLE_RATE)
            while skip < 0:
                count = min(-skip, SAMPLE_RATE)
                yield _frame(np.zeros((count, 2), np.float32))
                skip += count
        frame.pts = None
        for out in resampler.resample(frame):
            if skip >= out.samples:
                skip -= out.samples
                continue
            if skip or mono:
                samples = out.to_ndarray()[:, skip:].T
                out, skip = _frame(np.repeat(samples, 2, axis=1) if mono else samples), 0
            yield out


def _tempo(frames: Iterator[av.AudioFrame], speed: float) -> Iterator[Samples]:
    """The samples, faster or slower at the same pitch."""
    speed = min(max(speed, 0.05), 50.0)
    if speed == 1.0:
        yield from (frame.to_ndarray().T for frame in frames)
        return
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="fltp", sample_rate=SAMPLE_RATE, layout="stereo", time_base=_TIME_BASE)
    chain = [source]
    rest = speed
    while rest > 2 or rest < 0.5:  # the range in which the filter is good
        step = 2.0 if rest > 2 else 0.5
        chain.append(graph.add("atempo", str(step)))
        rest /= step
    planar = graph.add("aformat", "sample_fmts=fltp:channel_layouts=stereo")
    chain += [graph.add("atempo", str(rest)), planar, graph.add("abuffersink")]
    graph.link_nodes(*chain).configure()
    # the filter is early by this (measured at speeds from 0.25 to 3)
    early_s = 0.035 * (1 / speed - 1) if speed < 1 else 0.024 * (1 - 1 / speed)
    yield np.zeros((round(early_s * SAMPLE_RATE), 2), np.float32)
    at = 0
    for frame in frames:
        frame.pts, frame.time_base = at, _TIME_BASE
        at += frame.samples
        graph.push(frame)
        yield from _pulled(graph)
    graph.push(None)
    yield from _pulled(graph)


def _pulled(graph: av.filter.Graph) -> Iterator[Samples]:
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        assert isinstance(frame, av.AudioFrame)
        yield frame.to_ndarray().T


def _frame(samples: Samples) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="fltp", layout="stereo")
    frame.sample_rate = SAMPLE_RATE
    return frame


def _samples(ms: int) -> int:
    return ms * SAMPLE_RATE // 1000


def _unreadable(name: str) -> RenderError:
    return RenderError(f"The sound of {name} cannot be read.", "Replace it or remove it from the timeline.")

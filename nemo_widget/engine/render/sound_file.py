"""The sound of a file, of whatever kind, as samples."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from nemo_widget.model.media import open_film

from .errors import RenderError

SAMPLE_RATE = 48000
Samples = npt.NDArray[np.float32]

_MOST_MINUTES = 30
_TIME_BASE = Fraction(1, SAMPLE_RATE)


def has_sound(path: Path, name: str) -> bool:
    """Raises: `RenderError` naming the file when it cannot be read."""
    try:
        with open_film(path) as container:
            return bool(container.streams.audio)
    except (av.FFmpegError, OSError, ValueError):
        raise _unreadable(name) from None


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


def _unreadable(name: str) -> RenderError:
    return RenderError(f"The sound of {name} cannot be read.", "Replace it or remove it from the timeline.")

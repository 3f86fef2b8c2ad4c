"""A GIF: small, few frames, one palette for all of it, made from a finished video.

Nothing but its number of pixels bounds the size of a GIF, so that is what is bounded: a long one is smaller and slower.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import av
from av.filter import Graph
from av.video.stream import VideoStream

from nemo_widget.model.draft import Draft

from .errors import RenderError
from .join import in_place, part_beside
from .output import Output

# In all frames together; about half a byte is written for each, whatever the dither. More than usual is only what was
# asked for, or what even the smallest GIF of a long video needs.
_USUAL_PX, _LONG_PX, _MOST_PX = 24e6, 40e6, 250e6
_LONG_SIDES_PX = (640, 480, 360, 240)
# A GIF counts in hundredths of a second, so there is no 24 or 30 a second.
_RATES = (20, 10)
_WANTED_RATES = (25, 50)
# An ordered dither lies still where the picture does, and compresses.
_DITHER = "dither=bayer:bayer_scale=3:diff_mode=rectangle"
_TO_RGB = "in_color_matrix=bt709:in_range=limited:out_range=full"


def bounded(draft: Draft, output: Output) -> Output:
    """`output` with the size and the rate that a GIF of the draft gets: 640 pixels and 20 frames a second if it is
    short, less of both the longer it is: some 13 MB at most. What was asked for is kept within a larger bound.

    Raises: `RenderError` when there is no such GIF.
    """
    if output.fps is not None and output.fps not in _WANTED_RATES:
        raise RenderError(f"A GIF cannot have {output.fps} frames a second.", "Choose 25 or 50, or leave it out.")
    duration_s = draft.duration_ms / 1000
    short, long = sorted((draft.meta.width, draft.meta.height))
    most_px = _LONG_PX if output.short_side is None else _MOST_PX
    for limit_px, rates in ((_USUAL_PX, _RATES), (most_px, _RATES[-1:])):
        for side, rate in product(_LONG_SIDES_PX, rates):
            fits = replace(
                output,
                short_side=output.short_side or min(short, round(side * short / long)),
                fps=output.fps or min(rate, draft.meta.fps),
            )
            assert fits.short_side is not None and fits.fps is not None
            if fits.short_side**2 * long / short * fits.fps * duration_s <= limit_px:
                return fits
    raise RenderError(
        f"A GIF of {duration_s:.0f} s would be far too large.",
        "Export an MP4 or a WebM, or make it shorter or smaller.",
    )


def write_gif(video: Path, out: Path, frames: int, fps: int, drawn: Callable[[int], None]) -> None:
    """The finished video `video`, of so many frames, as the GIF `out`, which appears when it is complete.

    `drawn` is called after each frame with how many are done, and may raise to stop. Raises: `OSError`,
    `av.FFmpegError`.
    """
    palette = _palette(video)
    part = part_beside(out)
    try:
        with av.open(str(part), "w", format="gif", options={"loop": "0"}) as container:
            stream = container.add_stream("gif", rate=fps)
            assert isinstance(stream, VideoStream)
            with closing(_reduced(video, palette)) as pictures:
                for number, picture in enumerate(pictures):
                    if number == 0:
                        stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, "pal8"
                    picture.pts, picture.time_base = number, Fraction(1, fps)
                    container.mux(stream.encode(picture))
                    drawn(min(number + 1, frames))
            container.mux(stream.encode(None))
        in_place(part, out)
    finally:
        part.unlink(missing_ok=True)


def _palette(video: Path) -> av.VideoFrame:
    """The 256 colours that stand for all pictures, as a picture of 16×16."""
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        graph = Graph()
        graph.link_nodes(
            graph.add_buffer(template=stream),
            graph.add("scale", _TO_RGB),
            graph.add("palettegen", "stats_mode=full"),
            graph.add("buffersink"),
        ).configure()
        for frame in container.decode(stream):
            graph.vpush(frame)
        graph.vpush(None)
        return graph.vpull()


def _reduced(video: Path, palette: av.VideoFrame) -> Generator[av.VideoFrame, None, None]:
    """All pictures in the colours of `palette`."""
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        graph = Graph()
        source = graph.add_buffer(template=stream)
        colours = graph.add_buffer(
            width=palette.width, height=palette.height, format=palette.format, time_base=stream.time_base
        )
        scale, reduce = graph.add("scale", _TO_RGB), graph.add("paletteuse", _DITHER)
        sink = graph.add("buffersink")
        source.link_to(scale)
        scale.link_to(reduce, 0, 0)
        colours.link_to(reduce, 0, 1)
        reduce.link_to(sink)
        graph.configure()
        palette.pts, palette.time_base = 0, stream.time_base
        colours.push(palette)
        colours.push(None)
        for frame in container.decode(stream):
            source.push(frame)
            yield from _ready(graph)
        source.push(None)
        yield from _ready(graph)


def _ready(graph: Graph) -> Iterator[av.VideoFrame]:
    while True:
        try:
            yield graph.vpull()
        except (BlockingIOError, EOFError):
            return

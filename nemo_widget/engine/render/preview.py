"""What the player in the page needs and cannot make itself: the soundtrack, and small films of the clips that move.

The soundtrack is the export's own, mixed from the same music with the same fades and ducking, as an MP3, which plays in
every host. A film is small, without sound, and has a key frame every half second, so that seeking in it is quick.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from nemo_widget.model.bounds import beyond_bounds
from nemo_widget.model.draft import Draft
from nemo_widget.model.media import open_film, pixel_aspect

from .audio import soundtrack
from .draft_scene import assets_of
from .encode import BT709, LIMITED
from .errors import RenderError
from .film_colours import InBt709
from .photo import Box, Photo, is_animated
from .sound import SoundJob
from .sound_file import SAMPLE_RATE
from .yuv import Planes, from_rgb

LONGEST_MS = 10 * 60_000
_SOUND_BITS_PER_S = 128_000
_BLOCK_SAMPLES = 64 * 1152
_SHORT_SIDE = 360
_LEAST_GAP_MS = 32  # between frames
_KEY_FRAMES = 15
# Ten minutes of the busiest picture stay below the 64 MB that a client takes.
_FILM = {"preset": "veryfast", "crf": "27", "maxrate": "800k", "bufsize": "1600k"}
_MS = Fraction(1, 1000)


def sound_of(draft: Draft, files: Mapping[str, Path]) -> SoundJob | None:
    """The soundtrack that is to be made; None when nothing sounds, or it is too long to be held in a page, or the draft
    is beyond what can be rendered.

    Raises: `RenderError` when a file is missing.
    """
    if draft.duration_ms > LONGEST_MS or beyond_bounds(draft) is not None:
        return None
    job = SoundJob.of(draft, assets_of(draft, files), draft.duration_ms * SAMPLE_RATE // 1000)
    return job if job.music or job.clips else None


def preview_sound(job: SoundJob) -> bytes:
    """The soundtrack as an MP3: 48 kHz, stereo.

    Raises: `RenderError` naming the music or clip whose file cannot be read.
    """
    from nemo_widget.engine.music import synthesise

    out = io.BytesIO()
    with av.open(out, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=SAMPLE_RATE)
        stream.bit_rate = _SOUND_BITS_PER_S
        stream.codec_context.layout = "stereo"
        at = 0
        for block in soundtrack(job.clips, job.music, job.assets, job.samples, _BLOCK_SAMPLES, synthesise):
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, Fraction(1, SAMPLE_RATE)
            at += len(block)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def moves(kind: str, path: Path) -> bool:
    """Whether an upload of this kind has a film to show."""
    return kind == "video" or (kind == "image" and is_animated(path))


def preview_film(path: Path, name: str) -> bytes:
    """The first ten minutes of a video, or of an animated picture, as a small MP4; its first frame is at 0 ms.

    Raises: `RenderError` when it does not move, or cannot be read.
    """
    frames = _pictures(path, name) if is_animated(path) else _frames(path, name)
    out = io.BytesIO()
    try:
        with av.open(out, "w", format="mp4") as container:
            stream = None
            for at_ms, frame in frames:
                if stream is None:
                    stream = container.add_stream("libx264", rate=30, options=_FILM)
                    stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "yuv420p"
                    stream.codec_context.gop_size = _KEY_FRAMES
                    stream.codec_context.max_b_frames = 0
                    stream.codec_context.time_base = _MS
                    context = stream.codec_context
                    context.color_primaries = context.color_trc = context.colorspace = BT709
                    context.color_range = LIMITED
                frame.pts, frame.time_base = at_ms, _MS
                container.mux(stream.encode(frame))
            if stream is None:
                raise RenderError(f"{name} has no picture.", "Replace it or remove it from the timeline.")
            container.mux(stream.encode(None))
    except (av.FFmpegError, OSError, ValueError):
        raise RenderError(f"{name} is damaged or cut off.", "Replace it or remove it from the timeline.") from None
    return out.getvalue()


def _frames(path: Path, name: str) -> Iterator[tuple[int, av.VideoFrame]]:
    with open_film(path) as container:
        if not container.streams.video:
            raise RenderError(f"{name} has no picture.", "Replace it or remove it from the timeline.")
        stream = container.streams.video[0]
        last_ms = -_LEAST_GAP_MS
        in_bt709 = InBt709()
        for frame in container.decode(stream):
            at_ms = round(float((frame.pts or 0) - (stream.start_time or 0)) * float(frame.time_base or 0) * 1000)
            if at_ms > LONGEST_MS:
                return
            if at_ms - last_ms < _LEAST_GAP_MS:
                continue
            last_ms = at_ms
            yield max(0, at_ms), _small(frame, pixel_aspect(stream), in_bt709)


def _pictures(path: Path, name: str) -> Iterator[tuple[int, av.VideoFrame]]:
    with Photo(path, name) as photo:
        size = _size(photo.width, photo.height)
        at_ms = 0
        for number in range(photo.pictures):
            shown_ms = photo.turn_to(number)
            pixels = photo.pixels(Box(0, 0, photo.width, photo.height), size)
            if pixels.shape[2] == 4:
                pixels = (pixels[..., :3] * (pixels[..., 3:] / 255)).astype(np.uint8)
            planes = from_rgb(np.ascontiguousarray(pixels))
            yield at_ms, _framed(planes)
            at_ms += shown_ms
        if at_ms > shown_ms:  # the last picture lasts, too
            yield at_ms - 1, _framed(planes)


def _small(frame: av.VideoFrame, aspect: float, in_bt709: InBt709) -> av.VideoFrame:
    """The frame upright, with square pixels, where they were `aspect` times as wide as tall."""
    turns = round(frame.rotation / 90) % 4
    width, height = _size(frame.width * aspect, frame.height)
    scaled = in_bt709(frame, width, height)
    if not turns:
        return scaled
    return _framed(Planes(*(np.rot90(plane, turns) for plane in Planes.of_frame(scaled))))


def _framed(planes: Planes) -> av.VideoFrame:
    frame = av.VideoFrame(planes.width, planes.height, "yuv420p")
    Planes.of_frame(frame).copy_from(planes)
    return frame


def _size(width: float, height: float) -> tuple[int, int]:
    scale = min(1.0, _SHORT_SIDE / min(width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)

from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path

import av
import pytest

from nemo_widget.model.media import MAX_FILM_PIXELS, open_film, sniff
from tests.sounds import old_song


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"GIF89a", "gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
        (b"RIFF\0\0\0\0AVI LIST", "avi"),
        (b"RIFF\0\0\0\0XXXX", None),
        (b"BM\x36\x00\x00\x00\0\0\0\0\x36", "bmp"),
        (b"BMW is a car", None),
        (b"II*\0", "tiff"),
        (b"MM\0*", "tiff"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "avif"),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1miaf", "avif"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp41", "mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "mov"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42", "m4a"),
        (b"\x1a\x45\xdf\xa3\x01\x42\x82\x84webm", "webm"),
        (b"\x1a\x45\xdf\xa3\x01\x42\x82\x88matroska", "mkv"),
        (b"ID3\x04", "mp3"),
        (b"\xff\xfb\x90\x00", "mp3"),
        (b"\xff\xf1\x50\x80", "aac"),
        (b"%PDF-1.7", None),
        (b"just words", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head: bytes, found: str | None) -> None:
    type_ = sniff(head)
    assert (type_.format if type_ else None) == found


def test_sound_opens_whatever_its_tags_are_written_in(tmp_path: Path) -> None:
    path = old_song(tmp_path / "song.wav")
    with open_film(path) as container:
        assert container.duration == 1_000_000


def jpeg(width: int, height: int) -> bytes:
    context = av.CodecContext.create("mjpeg", "w")
    context.width, context.height, context.pix_fmt, context.framerate = width, height, "yuvj420p", 25
    context.time_base = Fraction(1, 25)
    frame = av.VideoFrame(width, height, "yuvj420p")
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    frame.pts = 0
    return b"".join(bytes(packet) for packet in (*context.encode(frame), *context.encode(None)))


def test_a_film_whose_frames_become_too_large_on_the_way_is_not_decoded_further(tmp_path: Path) -> None:
    side = 8208
    assert side**2 > MAX_FILM_PIXELS
    path = tmp_path / "grows.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        stream.codec_context.open()
        for number, picture in enumerate((jpeg(64, 48), jpeg(side, side))):
            packet = av.Packet(picture)
            packet.stream, packet.time_base, packet.is_keyframe = stream, Fraction(1, 25), True
            packet.pts = packet.dts = number
            container.mux(packet)
    sizes: list[tuple[int, int]] = []
    with open_film(path) as container, contextlib.suppress(av.FFmpegError):
        sizes.extend((frame.width, frame.height) for frame in container.decode(video=0))
    assert sizes == [(64, 48)]

"""Films as cameras and programs write them: uneven frame times, turned, of any matrix and range, of odd sizes."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from nemo_widget.engine.render import render_frame
from nemo_widget.engine.render.film_colours import InBt709
from tests.engine.render import film
from tests.engine.render.film import BLACK, RED, WHITE, clip, close, draft

MS = Fraction(1, 1000)


def written(path: Path, pictures: list[tuple[int, np.ndarray]], *, codec: str = "libx264", **settings: object) -> Path:
    """A film of (milliseconds, RGB picture); `settings` are attributes of its codec."""
    options = {"libx264": {"crf": "8", "bf": "3", "g": "4"}, "libvpx-vp9": {"crf": "8", "b": "0"}}.get(codec, {})
    height, width = pictures[0][1].shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=1000, options=options)
        stream.width, stream.height, stream.time_base = width, height, MS
        context = stream.codec_context
        context.time_base, context.pix_fmt = MS, settings.pop("pix_fmt", "yuv420p")
        for name, value in settings.items():
            setattr(context, name, value)
        for at, picture in pictures:
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            matrix = {"src_colorspace": 1, "dst_colorspace": context.colorspace} if context.colorspace in (1, 5) else {}
            ranges = {"dst_color_range": context.color_range} if context.color_range else {}
            frame = frame.reformat(format=context.pix_fmt, **matrix, **ranges)
            frame.pts, frame.time_base = at, MS
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def grey(value: int, size: tuple[int, int] = (160, 90)) -> np.ndarray:
    return np.full((size[1], size[0], 3), value, np.uint8)


def at(path: Path, ms: int, **meta: object) -> np.ndarray:
    return render_frame(draft([clip("film", 0, 3000, **meta)]), {"film": path}, ms)


TIMES_MS = (0, 40, 80, 400, 420, 900, 1500, 1510, 1520, 2400)


@pytest.mark.parametrize(("suffix", "codec"), [("mp4", "libx264"), ("mkv", "libx264"), ("webm", "libvpx-vp9")])
def test_frames_at_uneven_times_are_each_seen_at_theirs(tmp_path, suffix, codec):
    """As phones film: each picture until the next one, however long that takes, whether sought or read on."""
    path = written(tmp_path / f"phone.{suffix}", [(t, grey(20 + 22 * n)) for n, t in enumerate(TIMES_MS)], codec=codec)
    for ms in (0, 39, 40, 79, 80, 399, 400, 419, 420, 899, 900, 1499, 1500, 1509, 1510, 1520, 2399, 2400, 2999):
        wanted = max(n for n, t in enumerate(TIMES_MS) if t <= ms)
        assert (float(at(path, ms)[45, 80, 1]) - 20) / 22 == pytest.approx(wanted, abs=0.3), ms


def test_uneven_times_in_an_export_with_in_and_speed(shoot, tmp_path):
    path = written(tmp_path / "phone.mp4", [(t, grey(20 + 22 * n)) for n, t in enumerate(TIMES_MS)])
    done = shoot(draft([clip("film", 0, 1000, **{"in": 400, "speed": 2.0})]), {"film": path})
    seen = film.frames(done.path)[:, 45, 80, 1]
    for number, value in enumerate(seen):
        ms = 400 + number * 80
        wanted = max(n for n, t in enumerate(TIMES_MS) if t <= ms)
        assert (value - 20) / 22 == pytest.approx(wanted, abs=0.3), ms


def turned(path: Path, degrees: int) -> Path:
    """The same file, whose first track says that it is to be shown turned clockwise."""
    across, down = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[degrees]
    one = 1 << 16
    matrix = (across * one, down * one, 0, -down * one, across * one, 0, 0, 0, 1 << 30)
    data = bytearray(path.read_bytes())
    place = data.index(b"tkhd") + 4 + 40
    data[place : place + 36] = b"".join(v.to_bytes(4, "big", signed=True) for v in matrix)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_film_is_seen_upright(tmp_path, degrees):
    """White in the stored upper left, red in the stored lower left."""
    picture = grey(0, (160, 160))
    picture[:60, :60], picture[100:, :60] = 255, RED
    path = turned(written(tmp_path / "turned.mp4", [(0, picture), (40, picture)]), degrees)
    seen = render_frame(draft([clip("film", 0, 1000)], width=160, height=160), {"film": path}, 0)
    corners = [seen[10:50, 10:50], seen[10:50, 110:150], seen[110:150, 110:150], seen[110:150, 10:50]]
    quarter = degrees // 90
    wanted = [WHITE, BLACK, BLACK, RED]  # clockwise from the upper left, as stored
    assert all(close(c, wanted[(n - quarter) % 4], within=8) for n, c in enumerate(corners))


@pytest.mark.parametrize("colorspace", [1, 5])  # BT.709, BT.601
@pytest.mark.parametrize("color_range", [1, 2])  # limited, full
def test_its_colours_are_what_its_tags_say(tmp_path, colorspace, color_range):
    colours = [RED, (30, 160, 40), (30, 40, 200), WHITE]
    picture = np.concatenate([np.full((90, 40, 3), colour, np.uint8) for colour in colours], axis=1)
    path = written(tmp_path / "tagged.mp4", [(0, picture)], colorspace=colorspace, color_range=color_range)
    for fit in ("cover", "blur"):
        seen = at(path, 0, fit=fit)
        for n, colour in enumerate(colours):
            assert close(seen[:, 40 * n + 6 : 40 * n + 34], colour, within=7), (fit, n)


def test_ten_bits(tmp_path):
    path = written(tmp_path / "deep.mp4", [(0, grey(128))], pix_fmt="yuv420p10le")
    assert close(at(path, 0), film.GREY, within=3)


@pytest.mark.parametrize("size", [(161, 91), (90, 160), (37, 203)])
@pytest.mark.parametrize("fit", ["cover", "contain", "blur"])
def test_any_size(tmp_path, size, fit):
    path = written(tmp_path / "odd.mkv", [(0, grey(200, size))], codec="ffv1", pix_fmt="yuv444p")
    seen = at(path, 0, fit=fit)
    assert seen.shape == (90, 160, 3) and close(seen[40:50, 76:84], (200,) * 3, within=3)
    if fit == "cover":
        assert seen.min() > 190


def test_pixels_that_are_no_squares(tmp_path):
    """DVDs store 16:9 in fewer columns: a circle has to be round."""
    rows, columns = np.mgrid[:180, :160]
    disc = np.where(((columns - 80) / 40) ** 2 + ((rows - 90) / 80) ** 2 < 1, 255, 0).astype(np.uint8)
    path = written(tmp_path / "dvd.mkv", [(0, np.repeat(disc[..., None], 3, 2))], sample_aspect_ratio=Fraction(2, 1))
    light = at(path, 0)[..., 1] > 128
    assert light.any(axis=0).sum() == pytest.approx(light.any(axis=1).sum(), abs=3)


def test_a_film_that_begins_late_begins_at_once(tmp_path):
    """The first picture of many files has a time of its own."""
    path = written(tmp_path / "late.mkv", [(1400 + 40 * n, grey(30 + 20 * n)) for n in range(10)])
    assert at(path, 0)[45, 80, 1] == pytest.approx(30, abs=4)
    assert at(path, 200)[45, 80, 1] == pytest.approx(130, abs=4)


@pytest.mark.parametrize("late_ms", [-300, 0, 600])
@pytest.mark.parametrize("meta", [{}, {"in": 250}, {"in": 200, "speed": 0.5}, {"speed": 2.0}])
def test_sound_that_begins_before_or_after_the_picture_stays_with_it(shoot, tmp_path, late_ms, meta):
    """A flash, and noise that grows loud at the same moment, 1 s after the film's first picture."""
    path = tmp_path / "film.mkv"
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=25, options={"bf": "0"})
        video.width, video.height, video.pix_fmt = 160, 90, "yuv420p"
        sound = container.add_stream("pcm_s16le", rate=48000, layout="mono")
        for number in range(50):
            frame = av.VideoFrame.from_ndarray(grey(255 if number >= 25 else 0), format="rgb24")
            frame.pts, frame.time_base = 500 + number * 40, MS
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        begin_ms = 500 + late_ms
        samples = np.random.default_rng(1).integers(-900, 900, 48 * (2500 - begin_ms)).astype(np.int16)
        samples[48 * (1500 - begin_ms) :] *= 20
        for start in range(0, len(samples), 960):
            block = av.AudioFrame.from_ndarray(samples[None, start : start + 960], format="s16", layout="mono")
            block.sample_rate, block.pts, block.time_base = 48000, 48 * begin_ms + start, Fraction(1, 48000)
            container.mux(sound.encode(block))
    done = shoot(draft([clip("film", 0, 2400, **meta)]), {"film": path})
    flash_s = np.argmax(film.frames(done.path)[:, 45, 80, 1] > 128) / 25
    loud_s = np.argmax(np.abs(film.sound(done.path)[:, 0]) > 0.2) / 48000
    assert flash_s == pytest.approx((1 - meta.get("in", 0) / 1000) / meta.get("speed", 1), abs=0.041)
    assert loud_s == pytest.approx(flash_s, abs=0.045)


_TO_2020 = np.array([[0.627404, 0.329283, 0.043313], [0.069097, 0.919540, 0.011362], [0.016391, 0.088013, 0.895595]])


def in_hdr(srgb: tuple[int, int, int], transfer: int) -> tuple[float, ...]:
    """The numbers (0 to 1, R'G'B' of BT.2020) that stand for an sRGB colour whose white is paper, 203 nits."""
    nits = 203 * _TO_2020 @ [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in np.array(srgb) / 255]
    if transfer == 16:
        power = (nits / 10_000) ** 0.1593017578125
        return tuple(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)
    shown = nits / 1000
    scene = shown / (np.array([0.2627, 0.678, 0.0593]) @ shown) ** (0.2 / 1.2)
    bright = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    return tuple(np.where(scene <= 1 / 12, np.sqrt(3 * scene), bright))


@pytest.mark.parametrize("transfer", [16, 18])  # PQ, HLG
@pytest.mark.parametrize("colour", [(180, 60, 50), (60, 150, 70), (50, 80, 180), (128, 128, 128), (30, 30, 30)])
def test_films_in_high_dynamic_range_have_natural_colours(tmp_path, transfer, colour):
    r, g, b = in_hdr(colour, transfer)
    y = 0.2627 * r + 0.678 * g + 0.0593 * b
    limits = 64 + 876 * y, 512 + 896 * (b - y) / 1.8814, 512 + 896 * (r - y) / 1.4746
    planes = [np.full(n, round(v), np.uint16) for n, v in zip((160 * 90, 80 * 45, 80 * 45), limits, strict=True)]
    frame = av.VideoFrame.from_ndarray(np.concatenate(planes).reshape(135, 160), format="yuv420p10le")
    path = tmp_path / "phone.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p10le"
        context = stream.codec_context
        context.colorspace, context.color_primaries, context.color_trc, context.color_range = 9, 9, transfer, 1
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert close(at(path, 0), colour, within=5)
    assert close(at(path, 0, fit="contain", filter="bw")[40:50], at(path, 0, filter="bw")[45, 80], within=2)


def test_pixels_as_no_camera_has_them_are_squares(tmp_path):
    """Else a small hostile file would be drawn millions of pixels wide."""
    picture = grey(255)
    picture[:, 40:] = 0
    path = written(tmp_path / "odd.mp4", [(0, picture)], sample_aspect_ratio=Fraction(7, 1))
    said = bytearray(path.read_bytes())
    place = said.index(b"pasp") + 4
    said[place : place + 8] = (3000).to_bytes(4, "big") + (1).to_bytes(4, "big")
    path.write_bytes(said)
    assert (at(path, 0)[45, :, 1] > 128).sum() == pytest.approx(40, abs=2)


def test_high_dynamic_range_whatever_the_folder_for_temporary_files_is_called(tmp_path, monkeypatch):
    folder = tmp_path / "C:'s, [odd]; folder"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    frame = av.VideoFrame.from_ndarray(np.full((135, 160), 512, np.uint16), format="yuv420p10le")
    frame.color_trc = 18
    assert InBt709()(frame, 160, 90).format.name == "yuv420p"

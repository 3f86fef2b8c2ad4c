"""The MP4 itself: what every player and every later program counts on."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import av
import numpy as np
import pytest

from nemo_widget.engine.render import Output
from tests.engine.render import film
from tests.engine.render.film import clips, draft, music
from tests.video_file import probe


def test_streams_and_tags(shoot, plain):
    done = shoot(draft(clips(["red", "blue"], 1500)), plain)
    found = probe(done.path)
    assert (found.codec, found.pix_fmt, found.width, found.height, found.fps) == ("h264", "yuv420p", 160, 90, 25)
    assert found.color == (1, 1, 1)
    assert found.audio_codec == "aac"
    with av.open(str(done.path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert video.codec_context.color_range == 1  # limited
        assert video.profile == "High"
        assert (audio.rate, audio.layout.name) == (48000, "stereo")


@pytest.mark.parametrize(("duration_ms", "fps"), [(1000, 25), (1990, 24), (2717, 30), (40, 30), (3333, 60)])
def test_frame_count_is_duration_times_rate(shoot, plain, duration_ms, fps):
    done = shoot(draft(clips(["red"], duration_ms), fps=fps), plain)
    with av.open(str(done.path)) as container:
        times = [f.pts * f.time_base for f in container.decode(video=0)]
    assert len(times) == done.frames == round(duration_ms * fps / 1000)
    assert np.allclose([float(t) for t in times], np.arange(len(times)) / fps, atol=1e-6)


def test_the_index_comes_first(shoot, plain):
    data = shoot(draft(clips(["red"], 1000)), plain).path.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_every_chunk_is_a_closed_group_with_times_that_rise(shoot, pictures):
    done = shoot(draft(clips(["astronaut", "coffee", "cat"], 3000, motion="zoom-in")), pictures)
    with av.open(str(done.path)) as container:
        packets = [p for p in container.demux(video=0) if p.size]
    assert done.chunks > 2
    assert sum(p.is_keyframe for p in packets) >= done.chunks
    times = [p.dts for p in packets]
    assert times == sorted(set(times))
    assert all(p.pts >= p.dts for p in packets)


def test_size_and_rate_of_the_output_replace_the_canvas(shoot, plain):
    done = shoot(draft(clips(["red"], 1000), width=108, height=192), plain, output=Output(short_side=54, fps=50))
    found = probe(done.path)
    assert (found.width, found.height, found.fps, found.frames) == (54, 96, 50, 50)
    assert (done.width, done.height, done.fps, done.frames, done.duration_s) == (54, 96, 50, 50, 1.0)
    assert done.size_bytes == done.path.stat().st_size


@pytest.mark.parametrize(("fps", "quality"), [(30, "high"), (60, "best")])
def test_a_player_of_level_4_2_is_enough_for_1080p(shoot, plain, fps, quality):
    done = shoot(draft(clips(["red"], 100), width=1920, height=1080, fps=fps), plain, output=Output(quality=quality))
    with av.open(str(done.path)) as container:
        sps = bytes(container.streams.video[0].codec_context.extradata)
    profile, level = sps[1], sps[3]  # of the avcC box
    assert profile == 100 and level <= 42


def test_quality_costs_size(shoot, pictures):
    shown = draft(clips(["coffee"], 1000, motion="zoom-in"), width=320, height=180)
    fast, high, best = (shoot(shown, pictures, output=Output(quality=q)).size_bytes for q in ("fast", "high", "best"))
    assert fast < high < best


def test_sound_and_picture_are_in_step(shoot, plain, tmp_path):
    """A click at the moment of the cut, decoded again, is heard within 50 ms of it."""
    at_s = 2.4
    samples = np.zeros((48000 * 4, 2), np.int16)
    samples[round(at_s * 48000) :][:480] = 20000
    with wave.open(str(tmp_path / "click.wav"), "wb") as file:
        file.setparams((2, 2, 48000, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    shown = [film.clip("red", 0, 2400), film.clip("white", 2400, 1600)]
    done = shoot(draft(shown, sounds=[music("click", 0, 4000)]), {**plain, "click": tmp_path / "click.wav"})
    cut_s = np.argmax(film.frames(done.path)[:, 45, 80, 1] > 200) / 25
    heard_s = np.argmax(np.abs(film.sound(done.path)[:, 0]) > 0.2) / 48000
    assert cut_s == pytest.approx(at_s, abs=0.001)
    assert heard_s == pytest.approx(cut_s, abs=0.05)


def test_sound_is_as_long_as_the_picture(shoot, plain):
    found = probe(shoot(draft(clips(["red"], 4700), sounds=[music("music:lo-fi", 0, 9000)]), plain).path)
    assert found.audio_start_s == pytest.approx(0, abs=0.05)
    assert found.audio_end_s == pytest.approx(4.7, abs=0.05)


def test_nothing_but_the_film_is_left(shoot, plain, tmp_path):
    shoot(draft(clips(["red"], 1000)), plain)
    assert [p.name for p in tmp_path.iterdir()] == ["film.mp4"]


def test_progress_rises_to_one(shoot, pictures):
    seen: list[float] = []
    shoot(
        draft(clips(["coffee", "cat"], 3000, motion="zoom-in"), width=640, height=360), pictures, progress=seen.append
    )
    assert seen[0] == 0 and seen[-1] == 1
    assert seen == sorted(set(seen))
    assert len(seen) > 3


def test_the_draft_of_the_wire_renders(shoot, plain):
    """Short keys, unknown keys, numbers as a JSON state has them."""
    wire = json.loads(json.dumps(draft(clips(["red"], 1000), [film.title("Hi")]).to_json()))
    wire["t"][0]["sg"][0]["m"]["colour_space"] = "unknown to us"
    from nemo_widget.model.draft import Draft

    assert shoot(Draft.model_validate(wire), plain).frames == 25


def test_a_folder_that_does_not_exist(pool, plain, tmp_path):
    from nemo_widget.engine.render import RenderError, render

    with pytest.raises(RenderError, match="folder"):
        render(draft(clips(["red"], 1000)), plain, Path(tmp_path, "nowhere", "film.mp4"), executor=pool)

"""The other files: MP4 with MP3 sound, WebM, GIF."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from nemo_widget.engine.render import ChunkCache, Output, RenderCancelled, RenderError
from tests.engine.render import film
from tests.engine.render.film import clips, draft, music
from tests.video_file import probe


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(p) for p in container.demux(video=0) if p.size]


def click(folder: Path, at_s: float, length_s: float) -> Path:
    import wave

    samples = np.zeros((round(48000 * length_s), 2), np.int16)
    samples[round(at_s * 48000) :][:480] = 20000
    with wave.open(str(folder / "click.wav"), "wb") as file:
        file.setparams((2, 2, 48000, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return folder / "click.wav"


def test_mp3_sound_changes_nothing_but_the_sound(shoot, pictures, tmp_path):
    shown = draft(clips(["coffee", "cat"], 1500, motion="zoom-in"), sounds=[music("music:lo-fi", 0, 3000)])
    cache = ChunkCache(tmp_path / "cache")
    aac = packets(shoot(shown, pictures, cache=cache).path)
    done = shoot(shown, pictures, cache=cache, output=Output(quality="fast", audio="mp3"))
    assert done.chunks_rendered == 0
    assert packets(done.path) == aac
    found = probe(done.path)
    assert (found.codec, found.audio_codec) == ("h264", "mp3float")
    assert found.audio_end_s == pytest.approx(3, abs=0.05)


@pytest.mark.parametrize("output", [Output(audio="mp3"), Output(format="webm")])
def test_sound_and_picture_are_in_step(shoot, plain, tmp_path, output):
    shown = draft([film.clip("red", 0, 2400), film.clip("white", 2400, 1600)], sounds=[music("click", 0, 4000)])
    done = shoot(shown, {**plain, "click": click(tmp_path, 2.4, 4)}, output=output)
    with av.open(str(done.path)) as container:
        seen = [(f.time, f.to_ndarray(format="rgb24")[45, 80, 1]) for f in container.decode(video=0)]
    heard = film.sound(done.path)
    assert next(t for t, green in seen if green > 200) == pytest.approx(2.4, abs=0.002)
    assert np.argmax(np.abs(heard[:, 0]) > 0.2) / 48000 == pytest.approx(2.4, abs=0.04)


def test_a_webm(shoot, pictures):
    shown = draft(clips(["coffee", "cat"], 500, motion="zoom-in"), width=320, height=180)
    for quality in ("fast", "high", "best"):
        done = shoot(shown, pictures, output=Output(quality=quality, format="webm"))
        found = probe(done.path)
        assert (found.codec, found.audio_codec) == ("vp9", "opus")
        assert (found.width, found.height, found.fps, found.frames) == (320, 180, 25, 25)
        assert found.color == (1, 1, 1)
        assert done.path.read_bytes()[:4] == b"\x1a\x45\xdf\xa3"


def test_a_webm_shows_what_the_mp4_shows(shoot, pictures):
    shown = draft(clips(["coffee", "cat"], 1500, motion="pan-left"), width=320, height=180)
    mp4 = film.frames(shoot(shown, pictures, output=Output(quality="high")).path)
    webm = film.frames(shoot(shown, pictures, output=Output(quality="high", format="webm")).path)
    assert mp4.shape == webm.shape
    assert np.abs(mp4 - webm).mean() < 3


def test_a_webm_of_several_chunks_can_be_entered_anywhere(shoot, pictures):
    shown = draft(clips(["coffee", "cat"], 3000, motion="zoom-in"))
    done = shoot(shown, pictures, output=Output(quality="best", format="webm"))
    assert done.chunks > 1
    with av.open(str(done.path)) as container:
        container.seek(4_500_000)
        first = next(container.decode(video=0))
        assert 2 < first.time <= 4.5


def test_a_gif(shoot, pictures, tmp_path):
    shown = draft(clips(["coffee", "cat"], 1000, motion="zoom-in"), width=1920, height=1080)
    done = shoot(shown, pictures, output=Output(format="gif"))
    with Image.open(done.path) as gif:
        assert (gif.format, gif.size, gif.n_frames, gif.info["loop"]) == ("GIF", (640, 360), done.frames, 0)
        assert done.frames == 40
        durations = []
        for number in range(gif.n_frames):
            gif.seek(number)
            durations.append(gif.info["duration"])
        assert sum(durations) == 2000
        gif.seek(30)
        shot = np.asarray(gif.convert("RGB")).astype(float)
    same = film.frames(shoot(shown, pictures, output=Output(short_side=360, fps=20)).path)[30]
    assert np.abs(shot - same).mean() < 8  # in 256 colours
    assert [p.name for p in tmp_path.iterdir()] == ["film.mp4"]


def test_a_long_gif_is_small_and_slow_and_one_that_is_too_long_is_refused(shoot, plain):
    def output_of(seconds: int, **wanted: object) -> Output:
        from nemo_widget.engine.render.gif import bounded

        shown = draft([film.clip("red", 0, seconds * 1000)], width=1920, height=1080, fps=30)
        return bounded(shown, Output(format="gif", **wanted))

    sizes = [(o.short_side, o.fps) for o in map(output_of, (3, 12, 30, 60, 100))]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == (360, 20)
    assert output_of(3, short_side=720, fps=25) == Output(format="gif", short_side=720, fps=25)
    assert output_of(4, short_side=480) == Output(format="gif", short_side=480, fps=10)  # 8 MB, not 17
    for seconds, wanted, says in (
        (600, {}, "too large"),
        (60, {"short_side": 1080}, "too large"),
        (3, {"fps": 30}, "25 or 50"),
    ):
        with pytest.raises(RenderError, match=says):
            output_of(seconds, **wanted)


def test_a_gif_can_be_stopped_while_its_colours_are_chosen(shoot, plain, tmp_path):
    import threading

    stop = threading.Event()
    told: list[float] = []

    def progress(share: float) -> None:
        told.append(share)
        if share > 0.7:
            stop.set()

    with pytest.raises(RenderCancelled):
        shoot(
            draft(clips(["red", "blue"], 2000)),
            plain,
            output=Output(format="gif"),
            progress=progress,
            cancelled=stop,
        )
    assert told == sorted(told)
    assert list(tmp_path.iterdir()) == []

"""Video clips on the timeline: the right frame at the right moment, upright, and their sound."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from nemo_widget.engine.render import RenderError
from tests.engine.render import film
from tests.engine.render.film import clip, draft, music
from tests.sounds import old_song

RATE = 20
TONE = 0.3


def make_clip(
    path: Path, seconds: int = 4, *, codec: str = "libx264", tone: float = 0.0, rotated: bool = False
) -> Path:
    """160x90 whose grey rises from 16 by 40 a second, step by step with each frame; its upper left corner is white."""
    with av.open(str(path), "w") as container:
        video = container.add_stream(codec, rate=RATE, options={"crf": "10", "g": "30"})
        video.width, video.height, video.pix_fmt = 160, 90, "yuv420p"
        sound = container.add_stream("aac", rate=44100, layout="mono") if tone else None
        for number in range(seconds * RATE):
            pixels = np.full((90, 160, 3), 16 + number * 40 // RATE, np.uint8)
            pixels[:30, :40] = 255
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if sound is not None:
            times = np.arange(44100 * seconds) / 44100
            wave = (tone * np.sin(2 * np.pi * 440 * times)).astype(np.float32)
            for start in range(0, len(wave), 1024):
                block = av.AudioFrame.from_ndarray(wave[None, start : start + 1024], format="fltp", layout="mono")
                block.sample_rate, block.pts, block.time_base = 44100, start, Fraction(1, 44100)
                container.mux(sound.encode(block))
            container.mux(sound.encode(None))
    if rotated:
        data = bytearray(path.read_bytes())
        at = data.index(b"tkhd") + 4 + 40  # the matrix of the first track, for a phone held upright
        turn = (0, 1 << 16, 0, -1 << 16, 0, 0, 90 << 16, 0, 1 << 30)
        data[at : at + 36] = b"".join(v.to_bytes(4, "big", signed=True) for v in turn)
        path.write_bytes(data)
    return path


def greys(path: Path) -> np.ndarray:
    return film.frames(path)[:, 60:80, 80:140].mean(axis=(1, 2, 3))


@pytest.fixture(scope="module")
def moving(tmp_path_factory):
    return {"moving": make_clip(tmp_path_factory.mktemp("clip") / "moving.mp4", tone=TONE)}


def test_it_plays_at_its_own_pace(shoot, moving):
    """Shown at 25 frames a second, a clip of 20 keeps its time."""
    seen = greys(shoot(draft([clip("moving", 0, 3000)]), moving).path)
    assert np.abs(seen - (16 + 40 * np.floor(np.arange(75) / 25 * RATE) / RATE)).max() < 4


def test_in_and_speed(shoot, moving):
    seen = greys(shoot(draft([clip("moving", 0, 1000, **{"in": 1000, "speed": 2.0})]), moving).path)
    assert seen[0] == pytest.approx(56, abs=4)
    assert seen[-1] == pytest.approx(56 + 80 * 24 / 25, abs=5)


def test_after_its_end_the_last_frame_stays(shoot, moving):
    seen = greys(shoot(draft([clip("moving", 0, 2000, **{"in": 3500})]), moving).path)
    assert np.ptp(seen[15:]) < 3 and seen[-1] == pytest.approx(16 + 40 * 79 / RATE, abs=4)


def test_under_a_transition_it_goes_on(shoot, moving, plain):
    shown = draft([clip("moving", 0, 1000), clip("red", 1000, 1000, transition={"type": "wipe-left", "d": 800})])
    seen = film.frames(shoot(shown, {**moving, **plain}).path)[:, 70:85, 2:12].mean(axis=(1, 2, 3))
    assert seen[28] == pytest.approx(16 + 40 * 28 / 25, abs=5)  # its own material after the cut


@pytest.mark.parametrize("motion", ["none", "zoom-in"])
@pytest.mark.parametrize("fit", ["cover", "contain", "blur"])
def test_a_phone_held_upright(shoot, tmp_path, fit, motion):
    """Stored lying down, shown standing: the white corner comes to the upper right."""
    path = make_clip(tmp_path / "upright.mp4", 1, rotated=True)
    seen = film.frames(shoot(draft([clip("up", 0, 500, fit=fit, motion=motion)]), {"up": path}).path)[0]
    if fit == "cover":
        assert seen[:10, 130:150].mean() > 230 > 60 > seen[:10, 10:30].mean()
    else:
        left, right = seen[12:16, 58:64].mean(), seen[12:16, 92:98].mean()
        assert right > 230 > 60 > left
        sides = seen[40:50, :20].mean()
        assert sides < 4 if fit == "contain" else sides > 4


def test_filters_on_video(shoot, plain, tmp_path, moving):
    shown = draft([clip("moving", 0, 400, brightness=0.5, **{"in": 3000})])
    assert greys(shoot(shown, moving).path)[0] == pytest.approx(136 / 2, abs=5)


def test_its_sound_is_heard_and_can_be_muted(shoot, moving):
    heard = film.sound(shoot(draft([clip("moving", 0, 2000)]), moving).path)
    assert np.sqrt((heard[20000:70000] ** 2).mean()) == pytest.approx(TONE / np.sqrt(2), rel=0.1)
    assert np.abs(film.sound(shoot(draft([clip("moving", 0, 2000, volume=0)]), moving).path)).max() < 0.001


def test_faster_sound_keeps_its_pitch(shoot, moving):
    heard = film.sound(shoot(draft([clip("moving", 0, 1500, speed=2.0)]), moving).path)[12000:60000, 0]
    peak = np.argmax(np.abs(np.fft.rfft(heard * np.hanning(len(heard))))) * 48000 / len(heard)
    assert peak == pytest.approx(440, abs=5)


def test_music_steps_back_for_it(shoot, moving, plain, tmp_path):
    shown = [clip("red", 0, 2000), clip("moving", 2000, 2000), clip("blue", 4000, 2000)]
    files = {**plain, "moving": make_clip(tmp_path / "quiet.mp4", tone=0.001), "song": tone(tmp_path / "song.wav")}
    heard = film.sound(shoot(draft(shown, sounds=[music("song", 0, 6000)]), files).path)[:, 0]
    before, during, after = (np.sqrt((heard[s * 48000 : (s + 1) * 48000] ** 2).mean()) for s in (0, 2, 5))
    assert during < before / 2 and after == pytest.approx(before, rel=0.1)


def tone(path: Path, seconds: float = 10, level: float = 0.4, frequency: float = 300) -> Path:
    import wave

    times = np.arange(int(48000 * seconds)) / 48000
    samples = (32767 * level * np.sin(2 * np.pi * frequency * times)).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48000, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return path


def level(heard: np.ndarray, from_s: float, to_s: float) -> float:
    return float(np.sqrt((heard[round(from_s * 48000) : round(to_s * 48000), 0] ** 2).mean()) * np.sqrt(2))


def test_a_song_is_looped_cut_faded_and_made_quieter(shoot, plain, tmp_path):
    song = {**plain, "song": tone(tmp_path / "song.wav", seconds=1.5)}
    sounds = [music("song", 500, 5000, volume=0.5, fade_in=1000, fade_out=1000)]
    heard = film.sound(shoot(draft([clip("red", 0, 5000)], sounds=sounds), song).path)
    assert level(heard, 0, 0.45) < 0.01
    assert level(heard, 0.95, 1.05) == pytest.approx(0.1, abs=0.03)  # half-way in
    assert level(heard, 2, 3.5) == pytest.approx(0.2, rel=0.1)  # beyond its own length
    assert level(heard, 4.9, 5.0) < 0.03


def test_a_song_plays_whatever_its_tags_are_written_in(shoot, plain, tmp_path):
    files = {**plain, "song": old_song(tmp_path / "song.wav")}
    heard = film.sound(shoot(draft([clip("red", 0, 1000)], sounds=[music("song", 0, 1000)]), files).path)
    assert level(heard, 0.2, 0.8) > 0.05


def test_a_preset_plays(shoot, plain):
    sounds = [music("music:lo-fi", 0, 3000, volume=0.5)]
    heard = film.sound(shoot(draft([clip("red", 0, 3000)], sounds=sounds), plain).path)
    assert level(heard, 0.5, 2.5) > 0.01
    assert np.abs(heard).max() < 1


def test_a_loud_mix_does_not_clip(shoot, plain, tmp_path):
    files = {
        **plain,
        "song": tone(tmp_path / "song.wav", level=0.95),
        "moving": make_clip(tmp_path / "m.mp4", tone=0.95),
    }
    heard = film.sound(shoot(draft([clip("moving", 0, 3000)], sounds=[music("song", 0, 3000)]), files).path)
    assert 0.7 < np.abs(heard).max() < 1


def test_no_sound_is_silence(shoot, plain):
    assert np.abs(film.sound(shoot(draft([clip("red", 0, 1000)]), plain).path)).max() == 0


def test_a_damaged_video_is_named(shoot, plain, tmp_path):
    path = make_clip(tmp_path / "holiday.mp4", 2)
    path.write_bytes(path.read_bytes()[:800])
    shown = draft([clip("red", 0, 1000), {**clip("bad", 1000, 1000), "m": {"src": "bad", "name": "holiday.mp4"}}])
    with pytest.raises(RenderError, match=r"holiday\.mp4"):
        shoot(shown, {**plain, "bad": path})


def test_chunks_of_a_video_join_without_a_seam(shoot, tmp_path):
    """Eight seconds are several chunks; each seeks to its own place."""
    path = make_clip(tmp_path / "long.mp4", 6)
    done = shoot(draft([clip("long", 0, 5900, **{"in": 80})]), {"long": path})
    assert done.chunks > 1
    seen = greys(done.path)
    assert np.diff(seen).min() > -3 and np.abs(np.diff(seen)).max() < 6

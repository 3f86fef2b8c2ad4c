"""The finished soundtrack as ffmpeg and pyloudnorm hear it: loud enough, never too loud, in step with the picture."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
import wave
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest

from nemo_widget.model.draft import MUSIC_PRESETS
from tests import machine
from tests.engine.render import film
from tests.engine.render.film import clip, draft, music

RATE = 48_000


def song(path: Path, samples: np.ndarray, rate: int = RATE) -> Path:
    """(n,) or (n, 2) samples, -1 to 1, as a WAV of 16 bits."""
    with wave.open(str(path), "wb") as file:
        file.setparams((samples.shape[1] if samples.ndim > 1 else 1, 2, rate, 0, "NONE", ""))
        file.writeframes(np.rint(32767 * samples).astype(np.int16).tobytes())
    return path


def tones(seconds: float, *hertz: float, level: float) -> np.ndarray:
    times = np.arange(round(RATE * seconds)) / RATE
    return level * np.sum([np.sin(2 * np.pi * f * times) for f in hertz], axis=0)


def ebur128(path: Path) -> tuple[float, float]:
    """(integrated loudness in LUFS, true peak in dBTP), as ffmpeg measures them."""
    measure = [machine.ffmpeg(), "-hide_banner", "-nostats", "-i", str(path), "-map", "0:a"]
    measure += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    told = subprocess.run(measure, capture_output=True, text=True, check=True).stderr
    (loudness,) = re.findall(r"^    I:\s+(\S+) LUFS", told, re.MULTILINE)
    (peak,) = re.findall(r"^    Peak:\s+(\S+) dBFS", told, re.MULTILINE)
    return float(loudness), float(peak)


@pytest.mark.parametrize("preset", MUSIC_PRESETS)
def test_music_at_full_volume_is_as_loud_as_streaming_services_are(shoot, plain, preset):
    shown = draft([clip("red", 0, 15_000)], sounds=[music(f"music:{preset}", 0, 15_000)], width=32, height=32)
    done = shoot(shown, plain)
    loudness, peak = ebur128(done.path)
    assert loudness == pytest.approx(-14, abs=1)
    assert peak <= -1
    heard = pyloudnorm.Meter(RATE).integrated_loudness(film.sound(done.path))
    assert heard == pytest.approx(loudness, abs=0.3)


def test_a_mix_that_is_too_loud_is_turned_down_and_not_bent(shoot, plain, tmp_path):
    """Two full-scale songs at once: no peak above the ceiling, and no overtone that was not there before."""
    files = {
        **plain,
        "one": song(tmp_path / "one.wav", tones(4, 500, level=0.97)),
        "two": song(tmp_path / "two.wav", tones(4, 730, level=0.97)),
    }
    sounds = [music("one", 0, 4000), music("two", 0, 4000)]
    done = shoot(draft([clip("red", 0, 4000)], sounds=sounds), files)
    assert -3 < ebur128(done.path)[1] <= -1
    heard = film.sound(done.path)[RATE : 3 * RATE, 0]
    spectrum = np.abs(np.fft.rfft(heard * np.blackman(len(heard)))) ** 2
    hertz = np.fft.rfftfreq(len(heard), 1 / RATE)
    own = (np.abs(hertz - 500) < 20) | (np.abs(hertz - 730) < 20)
    assert spectrum[~own].sum() < 1e-3 * spectrum[own].sum()


def test_dense_music_over_dense_music_stays_below_the_ceiling(shoot, plain):
    sounds = [music(f"music:{preset}", 0, 12_000) for preset in ("upbeat", "electronic")]
    loudness, peak = ebur128(shoot(draft([clip("red", 0, 12_000)], sounds=sounds, width=32, height=32), plain).path)
    assert loudness > -12 and -3 < peak <= -1


def test_a_click_in_loud_music_lowers_its_own_moment_alone(shoot, plain, tmp_path):
    samples = tones(6, 300, level=0.3)
    samples[3 * RATE : 3 * RATE + 200] = 1.0
    sounds = [music("song", 0, 6000), music("song", 0, 6000)]
    files = {**plain, "song": song(tmp_path / "song.wav", samples)}
    heard = film.sound(shoot(draft([clip("red", 0, 6000)], sounds=sounds), files).path)[:, 0]
    usual = [np.abs(heard[round(s * RATE) : round(s * RATE) + RATE // 2]).max() for s in (1, 2.3, 3.7, 5)]
    assert usual == pytest.approx([0.6] * 4, rel=0.04)
    assert np.abs(heard[round(2.995 * RATE) : round(3.01 * RATE)]).max() < 0.95


def test_at_the_end_of_ten_minutes_sound_and_picture_are_in_step(shoot, plain, tmp_path):
    """A click at each of three cuts, the last of them in the last second."""
    cuts_s = (120.04, 400.0, 599.2)
    samples = np.zeros(8000 * 600)
    for at in cuts_s:
        samples[round(at * 8000) :][:40] = 0.9
    sides = [0, *(round(at * 1000) for at in cuts_s), 600_000]
    shown = [clip(("red", "white")[n % 2], a, b - a) for n, (a, b) in enumerate(itertools.pairwise(sides))]
    files = {**plain, "song": song(tmp_path / "song.wav", samples, 8000)}
    done = shoot(draft(shown, sounds=[music("song", 0, 600_000)], width=32, height=32), files)
    heard = np.abs(film.sound(done.path)[:, 0]) > 0.2
    with av.open(str(done.path)) as container:
        lumas = [int(frame.to_ndarray()[16, 16]) for frame in container.decode(video=0)]
    cut_frames = np.flatnonzero(np.abs(np.diff(lumas)) > 60) + 1
    assert cut_frames / 25 == pytest.approx(cuts_s, abs=1e-6)
    for at in cuts_s:
        near = round((at - 1) * RATE)
        clicked_s = (near + np.argmax(heard[near : near + 2 * RATE])) / RATE
        assert clicked_s == pytest.approx(at, abs=0.01)  # a frame is 0.04


def test_another_ffmpeg_decodes_it_all_without_a_word(shoot, pictures, tmp_path):
    sources = ["astronaut", "coffee", "cat"]
    fade = {"type": "crossfade", "d": 500}
    shown = [clip(s, n * 2600, 2600, motion="zoom-in", transition=fade if n else None) for n, s in enumerate(sources)]
    for size in ({}, {"width": 90, "height": 160}, {"fps": 60}):
        done = shoot(draft(shown, [film.title("Hi")], [music("music:lo-fi", 0, 7800)], **size), pictures)
        decode = [machine.ffmpeg(), "-v", "warning", "-xerror", "-i", str(done.path), "-f", "null", "-"]
        told = subprocess.run(decode, capture_output=True, text=True, check=False)
        assert (told.returncode, told.stderr) == (0, "")


def test_a_song_that_is_looped_has_no_seam_to_be_heard(shoot, plain, tmp_path):
    files = {**plain, "song": song(tmp_path / "song.wav", tones(1.37, 301.7, level=0.4))}
    heard = film.sound(shoot(draft([clip("red", 0, 6000)], sounds=[music("song", 0, 6000)]), files).path)[:, 0]
    inner = heard[RATE // 10 : -RATE // 10]
    steepest = 0.4 * 2 * np.pi * 301.7 / RATE
    assert np.abs(np.diff(inner)).max() < 1.6 * steepest
    loudest = np.abs(inner[: len(inner) // 480 * 480].reshape(-1, 480)).max(axis=1)
    assert loudest.min() > 0.2 and loudest.max() < 0.6


def test_memory_for_minutes_of_music_is_about_that_of_its_samples(tmp_path):
    """Of a song that is looped: as read, and as long as it is needed; 92 MB each."""
    path = song(tmp_path / "song.wav", tones(230, 300, level=0.2)[::6], RATE // 6)
    program = (
        "import resource, sys; from pathlib import Path; from nemo_widget.engine.render.audio import soundtrack;"
        "from nemo_widget.engine.render.scene import Asset; from nemo_widget.model.draft import Music;"
        "m = Music.model_validate({'id': 'b', 's': 0, 'd': 240000, 'm': {'src': 'song', 'volume': 0.5}});"
        "a = {'song': Asset(Path(sys.argv[1]), 'song', '', 'photo')};"
        "used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; before = used();"
        "n = sum(len(b) for b in soundtrack([], [m], a, 11_520_000, 65536, None)); print(n, used() - before)"
    )
    ran = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    samples, grown = map(int, ran.stdout.split())
    scale = 1 if sys.platform == "darwin" else 1024
    assert samples == 11_520_000 and grown * scale < 2.6 * samples * 8

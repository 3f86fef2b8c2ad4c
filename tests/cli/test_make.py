"""The shell's commands, as processes, on real photographs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.video_file import probe
from tests.waiting import wait_until


def nemo_widget(
    *arguments: str | Path, data_dir: Path, cwd: Path, locale: str = ""
) -> subprocess.CompletedProcess[str]:
    unset = ("NEMO_TOKEN", "NEMO_API_URL", "LC_ALL", "LC_MESSAGES", "LANG")
    environment = {k: v for k, v in os.environ.items() if k not in unset}
    return subprocess.run(
        [sys.executable, "-m", "nemo_widget.cli", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env={
            **environment,
            "LANG": locale,
            "NEMO_DATA_DIR": str(data_dir),
            "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        },
        timeout=240,
        check=False,
    )


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nemo-data")


def test_make_makes_the_video_that_was_asked_for(photos: list[Path], data_dir: Path, tmp_path: Path):
    out = tmp_path / "out.mp4"
    words = ("--say", "6 seconds, square, plain cuts, lo-fi music", "--say", "remove the last photo")
    done = nemo_widget(
        "make", *photos, *words, "-o", out, "--quality", "fast", "--resolution", "360", data_dir=data_dir, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    video = probe(out)
    assert (video.width, video.height, video.codec, video.audio_codec) == (360, 360, "h264", "aac")
    assert video.frames == 120
    made, changed = done.stdout.splitlines()  # each answer once
    assert "lo-fi" in made
    assert "cat.png" in changed
    assert str(out) in done.stderr


def test_without_a_name_the_video_is_called_after_its_format(photos: list[Path], data_dir: Path, tmp_path: Path):
    words = ("--say", "1 second", "--format", "gif", "--resolution", "144")
    done = nemo_widget("make", photos[0], *words, data_dir=data_dir, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "video.gif").read_bytes().startswith(b"GIF89a")


def test_a_name_gives_the_terminal_no_commands(photos: list[Path], data_dir: Path, tmp_path: Path):
    """Names come with downloads: one may clear the screen, set its title, or look like another one."""
    odd = "\x1b]0;owned\x07\x1b[2J\u202egpj"
    place = tmp_path / odd
    place.mkdir()
    photo = place / f"{odd}.jpg"
    photo.write_bytes(photos[0].read_bytes())
    words = ("--say", "1 second", "--say", "what is on the timeline?", "--resolution", "144")
    made = nemo_widget("make", photo, *words, "-o", place / "out.mp4", data_dir=data_dir, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    (tmp_path / f"{odd}.png").write_bytes(b"words")
    refused = nemo_widget("make", tmp_path / f"{odd}.png", data_dir=data_dir, cwd=tmp_path)
    gone = nemo_widget("make", tmp_path / f"{odd}.gif", data_dir=data_dir, cwd=tmp_path)
    assert (refused.returncode, gone.returncode) == (1, 1)
    for said in (made.stdout, made.stderr, refused.stderr, gone.stderr):
        assert not {"\x1b", "\x07", "\u202e"} & set(said)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "empty.jpg", "empty.jpg is empty."),
        (b"only words", "words.jpg", "words.jpg is not really a JPG file."),
        (b"only words", "words.txt", "Accepted are JPG, PNG"),
    ],
)
def test_a_bad_file_gets_one_plain_sentence(
    content: bytes, name: str, says: str, photos: list[Path], data_dir: Path, tmp_path: Path
):
    (tmp_path / name).write_bytes(content)
    done = nemo_widget("make", photos[0], tmp_path / name, "-o", tmp_path / "out.mp4", data_dir=data_dir, cwd=tmp_path)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "locale"),
    [(("--say", "做一个视频"), ""), (("--language", "zh"), ""), ((), "zh_CN.UTF-8")],
)
def test_what_went_wrong_is_said_in_the_language_of_the_message_or_the_shell(
    options: tuple[str, ...], locale: str, data_dir: Path, tmp_path: Path
):
    done = nemo_widget(
        "make", "gone.jpg", *options, "-o", tmp_path / "v.mp4", data_dir=data_dir, cwd=tmp_path, locale=locale
    )
    assert done.returncode == 1
    assert "没有文件 gone.jpg" in done.stderr, done.stderr


def test_who_says_nothing_gets_a_video_and_answers_in_the_language_of_the_shell(
    photos: list[Path], data_dir: Path, tmp_path: Path
):
    small = ("--quality", "fast", "--resolution", "240", "-o", tmp_path / "v.mp4")
    done = nemo_widget("make", photos[0], *small, data_dir=data_dir, cwd=tmp_path, locale="zh_CN.UTF-8")
    assert done.returncode == 0, done.stderr
    assert "视频" in done.stdout, done.stdout


def test_what_is_interrupted_leaves_nothing_behind(data_dir: Path, tmp_path: Path):
    scans, temporary, out = tmp_path / "scans", tmp_path / "temporary", tmp_path / "out"
    for folder in (scans, temporary, out):
        folder.mkdir()
    for number in range(3):
        Image.effect_noise((3000, 2000), 60).convert("RGB").save(scans / f"{number}.tif")  # is converted in a copy
    environment = {**os.environ, "NEMO_DATA_DIR": str(data_dir), "TMPDIR": str(temporary)}
    with subprocess.Popen(
        [sys.executable, "-m", "nemo_widget.cli", "make", str(scans), "--backend", "local", "-o", str(out / "v.mp4")],
        env={**environment, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        wait_until(lambda: list(temporary.rglob("*.jpg")), what="a converted copy")
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert "Traceback" not in said
    assert [*temporary.iterdir(), *out.iterdir()] == []


def test_an_output_folder_that_is_not_there_is_said_before_any_work(photos: list[Path], data_dir: Path, tmp_path: Path):
    out = tmp_path / "nowhere" / "out.mp4"
    done = nemo_widget("make", photos[0], "-o", out, data_dir=data_dir, cwd=tmp_path)
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("option", "says"),
    [
        (("--resolution", "-5"), "There is no resolution -5"),
        (("--fps", "7"), "A video cannot have 7 frames a second."),
        (("-o", "out.avi"), "out.avi does not end in .mp4"),
    ],
)
def test_a_video_that_cannot_be_is_said_before_any_work(
    option: tuple[str, str], says: str, photos: list[Path], data_dir: Path, tmp_path: Path
):
    done = nemo_widget("make", photos[0], *option, data_dir=data_dir, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert says in done.stderr
    assert "Adding" not in done.stderr


def test_the_demo_leaves_its_video_and_says_where(data_dir: Path, tmp_path: Path):
    done = nemo_widget("demo", "--folder", tmp_path / "demo", data_dir=data_dir, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    path = tmp_path / "demo" / "promo.mp4"
    assert str(path) in done.stdout
    video = probe(path)
    assert (video.width, video.height) == (1920, 1080)
    assert video.duration_s == pytest.approx(12 - 12 / 5 + 4)  # five pictures in 12 seconds, then one of them for 4


def test_doctor_finds_this_machine_sound(data_dir: Path, tmp_path: Path):
    done = nemo_widget("doctor", data_dir=data_dir, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The local engine starts and answers" in done.stdout

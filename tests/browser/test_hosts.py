"""The whole way in what stands for Colab's and VS Code's notebooks: their frames, themes, limits and prohibitions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.output_frame import COLAB, VSCODE, Host, notebook_of
from tests.notebook.kernels import REPO, Kernel, started
from tests.video_file import probe
from tests.waiting import wait_until

CELL = "{first}\nfrom nemo_widget import Studio\nstudio = Studio(language='en')\nstudio"
EXPORT_MS = 180_000
PLAYS = """async (video) => {
    video.muted = true;
    if (video.readyState < 2) await new Promise((done) => video.addEventListener('loadeddata', done));
    await video.play();
    await new Promise((done) => video.requestVideoFrameCallback(() => video.requestVideoFrameCallback(done)));
    return [video.videoWidth, video.videoHeight];
}"""
IS_DRAWN = """(canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value, at) => at % 4 < 3 && value > 64);
}"""
LIGHTNESS = """(widget) => {
    const [r, g, b] = getComputedStyle(widget).backgroundColor.match(/[\\d.]+/g).map(Number);
    return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}"""


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Kernel]:
    """A kernel; whoever imports `google.colab` in it is in Colab."""
    colab = tmp_path / "modules" / "google" / "colab"
    colab.mkdir(parents=True)
    (colab.parent / "__init__.py").touch()
    (colab / "__init__.py").touch()
    paths = f"{tmp_path / 'modules'}:{REPO}"
    with started(tmp_path / "kernel", PYTHONPATH=paths, NEMO_DATA_DIR=str(tmp_path / "data")) as kernel:
        yield kernel


@pytest.mark.parametrize(
    ("host", "first", "audio"),
    [
        pytest.param(COLAB, "import google.colab", ("aac",), id="colab"),
        pytest.param(VSCODE, "", ("mp3", "mp3float"), id="vscode"),
    ],
)
def test_the_whole_way(
    host: Host, first: str, audio: tuple[str, ...], kernel: Kernel, page: Page, photos: list[Path], tmp_path: Path
):
    forbidden: list[str] = []
    page.on("console", lambda message: forbidden.append(message.text) if "Security Policy" in message.text else None)
    kernel.run(CELL.format(first=first)).end()
    with notebook_of(host, kernel) as url:
        page.goto(url)
        studio = page.frame_locator("iframe").locator(".nemo-widget")
        expect(studio.get_by_text("on this machine")).to_be_visible(timeout=60_000)
        assert studio.get_attribute("data-theme") == "dark"
        assert studio.evaluate(LIGHTNESS) < 0.3, "the host's white shows through"

        # a sound of several megabytes with the photos: far more than goes into one message
        song = tmp_path / "song.wav"
        write_sound(song, seconds=12)
        studio.get_by_label("Add media").set_input_files([*photos, song])
        media = studio.get_by_role("list", name="Media", exact=True)
        expect(media.get_by_role("button", name=re.compile("Options for"))).to_have_count(4, timeout=60_000)
        expect(media.get_by_role("img")).to_have_count(3)

        say(studio, "A 3-second square video with crossfades, lo-fi music and the title 'Small Wonders'")
        timeline = studio.get_by_role("region", name="Timeline")
        clip = timeline.get_by_role("listitem", name="cat.png, 2 to 3 seconds", exact=True)
        expect(clip).to_be_visible(timeout=60_000)
        expect(studio.get_by_role("button", name="Stop", exact=True)).to_have_count(0)

        preview = studio.get_by_role("region", name="Preview")
        preview.get_by_role("button", name="Play", exact=True).click()
        expect(preview.get_by_role("button", name="Play", exact=True)).to_be_visible()  # it has come to its end
        wait_until(lambda: preview.locator("canvas").evaluate(IS_DRAWN), what="a picture on the canvas")
        expect(preview.get_by_role("button", name="Sound off")).to_be_enabled()

        studio.get_by_role("button", name="Export", exact=True).click()
        video = studio.get_by_role("region", name="Video", exact=True)
        download = video.get_by_role("link", name="Download")
        expect(download).to_be_visible(timeout=EXPORT_MS)
        assert video.locator("video").evaluate(PLAYS) == [1080, 1080]
        with page.expect_download() as saved:
            download.click()
        path = tmp_path / "video.mp4"
        saved.value.save_as(path)
        assert probe(path).audio_codec in audio
        assert page.evaluate("dropped") == []
    assert forbidden == []


def say(studio: Locator, text: str) -> None:
    message = studio.get_by_role("textbox", name="Message")
    message.fill(text)
    message.press("Enter")


def write_sound(path: Path, seconds: int) -> None:
    import wave

    with wave.open(str(path), "wb") as file:
        file.setnchannels(2), file.setsampwidth(2), file.setframerate(48_000)
        file.writeframes(bytes(seconds * 48_000 * 4))

"""Takes a picture of every main state of the widget, in a real JupyterLab with the real engine:

    python -m tests.browser.screenshots FOLDER

at 360, 720 and 1280 px, light and dark, English and Chinese. They are for eyes: nothing is compared.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import tempfile
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests import machine
from tests.browser.lab import Lab, LabNotebook, browser_page, running_lab

WIDTHS_PX = (360, 720, 1280)
THEMES = ("light", "dark")
PHOTOS = ("astronaut", "coffee", "chelsea", "rocket", "hubble_deep_field")
WORDS = {
    "en": {
        "add": "Add media",
        "message": "Message",
        "export": "Export",
        "play": "Play",
        "download": "Download",
        "ask": "A 15-second video with crossfades, lo-fi music and the title 'Small Wonders'",
        "more": "Make the second photo black and white, and the music quieter",
    },
    "zh": {
        "add": "添加媒体",
        "message": "消息",
        "export": "导出",
        "play": "播放",
        "download": "下载",
        "ask": "做一个15秒的视频，交叉淡化，配 lo-fi 音乐，标题“小小奇迹”",
        "more": "把第二张照片变成黑白，音乐小声一点",
    },
}


class Camera:
    """Takes the widget in every width and theme."""

    def __init__(self, page: Page, notebook: LabNotebook, folder: Path, language: str) -> None:
        self.page = page
        self.notebook = notebook
        self.folder = folder
        self.language = language
        self.studio = notebook.studio()

    def take(self, state: str, widths: Sequence[int] = WIDTHS_PX, themes: Sequence[str] = THEMES) -> None:
        for theme in themes:
            self.page.evaluate(
                "(name) => jupyterapp.commands.execute('apputils:change-theme', { theme: name })",
                f"JupyterLab {theme.title()}",
            )
            expect(self.studio).to_have_attribute("data-theme", theme)
            expect(self.page.locator("#jupyterlab-splash")).to_have_count(0)  # it fades over everything
            for width in widths:
                self.studio.evaluate("(widget, width) => { widget.style.width = `${width}px`; }", width)
                path = self.folder / f"{state}-{width}-{theme}-{self.language}.png"
                self.studio.screenshot(path=path, animations="allow")
                print(path.name)
        self.studio.evaluate("(widget) => { widget.style.width = ''; }")


def take_all(lab: Lab, page: Page, folder: Path, language: str, photos: list[Path], sound: Path, bad: Path) -> None:
    words = WORDS[language]
    name = f"{language}.ipynb"
    lab.write_notebook(name, [f"from nemo_widget import Studio\nstudio = Studio(language='{language}')\nstudio"])
    notebook = lab.open(page, name)
    notebook.run_all()
    camera = Camera(page, notebook, folder, language)
    studio = camera.studio
    picker = studio.get_by_label(words["add"])
    message = studio.get_by_role("textbox", name=words["message"])
    expect(message).to_be_visible()
    camera.take("empty")

    picker.set_input_files([*photos, sound])
    expect(studio.get_by_role("progressbar").first).to_be_visible()
    camera.take("uploading")
    expect(studio.get_by_role("progressbar")).to_have_count(0, timeout=120_000)

    say(message, words["ask"])
    expect(studio.locator(".nemo-timeline")).to_be_visible(timeout=60_000)
    expect(studio.locator(".nemo-activity")).to_have_text("")
    camera.take("five-clips")
    with engine_stopped(notebook):
        say(message, words["more"])
        expect(studio.locator(".nemo-activity")).not_to_have_text("")
        camera.take("mid-answer")
    expect(studio.locator(".nemo-activity")).to_have_text("")

    studio.get_by_role("button", name=words["play"], exact=True).click()
    camera.take("playing")
    studio.get_by_role("button", name=words["export"], exact=True).click()
    expect(studio.get_by_role("link", name=words["download"])).to_be_visible(timeout=180_000)
    camera.take("exported")

    picker.set_input_files(bad)
    expect(studio.get_by_role("alert").first).to_be_visible()
    notebook.page.evaluate("void jupyterapp.shell.currentWidget.sessionContext.session.kernel.shutdown()")
    expect(studio.locator(".nemo-connection-failed")).to_be_visible()
    say(message, words["more"])
    camera.take("error")


def say(message: Locator, text: str) -> None:
    message.fill(text)
    message.press("Enter")


@contextmanager
def engine_stopped(notebook: LabNotebook) -> Iterator[None]:
    """The engine takes its time: whatever it is asked is under way as long as this lasts."""
    found = notebook.python(
        "import psutil, os\nprint([p.pid for p in psutil.Process(os.getpid()).children(recursive=True)])"
    )
    pids = [int(pid) for pid in re.findall(r"\d+", found)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def make_files(folder: Path) -> tuple[list[Path], Path, Path]:
    """(five photos, a sound file that takes seconds to arrive, a file that is not what its name says)."""
    from PIL import Image
    from skimage import data

    photos = []
    for name in PHOTOS:
        photos.append(folder / f"{name}.jpg")
        Image.fromarray(getattr(data, name)()).convert("RGB").save(photos[-1])
    sound = folder / "a long recording.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(2), file.setsampwidth(2), file.setframerate(48_000)
        file.writeframes(bytes(190 * 2**20))
    bad = folder / "notes.jpg"
    bad.write_text("These are only words.")
    return photos, sound, bad


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        sync_playwright() as playwright,
        running_lab(Path(scratch) / "lab") as lab,
    ):
        files = make_files(Path(scratch))
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=["--no-sandbox", "--disable-gpu"])
        for language in WORDS:
            with browser_page(browser, width=1800, height=1600) as page:
                take_all(lab, page, folder, language, *files)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

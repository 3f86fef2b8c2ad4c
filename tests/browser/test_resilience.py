"""What was there is there again: after a reload, in a second tab, after a cut connection, after the kernel's death."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import Lab, LabNotebook

SHOW = "from nemo_widget import Studio\nstudio = Studio()\nstudio"
KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
# As a network does it: nobody is asked, and JupyterLab finds its own way back.
CUT = f"() => {KERNEL}._ws.close()"
EXPORT_MS = 180_000


@pytest.fixture
def notebook(lab: Lab, page: Page, request: pytest.FixtureRequest) -> LabNotebook:
    name = f"{request.node.name}.ipynb"
    lab.write_notebook(name, [SHOW])
    notebook = lab.open(page, name)
    notebook.run_all()
    return notebook


def say(studio: Locator, text: str) -> None:
    message = studio.get_by_role("textbox", name="Message")
    message.fill(text)
    message.press("Enter")


def add(studio: Locator, photos: list[Path]) -> None:
    studio.get_by_label("Add media").set_input_files(photos)
    expect(here(studio)).to_have_count(len(photos))


def here(studio: Locator) -> Locator:
    return studio.get_by_role("list", name="Media", exact=True).get_by_role("button", name=re.compile("Options for"))


def clip(studio: Locator, name: str) -> Locator:
    return studio.get_by_role("region", name="Timeline").get_by_role("listitem", name=name, exact=True)


def log(studio: Locator) -> Locator:
    return studio.get_by_role("log", name="Chat")


def settled(studio: Locator) -> None:
    expect(studio.get_by_role("button", name="Stop", exact=True)).to_have_count(0)


def test_a_reloaded_page_shows_what_was_there_and_the_export_goes_on(
    lab: Lab, notebook: LabNotebook, page: Page, photos: list[Path], request: pytest.FixtureRequest
):
    studio = notebook.studio()
    add(studio, photos)
    say(studio, "Make a 6-second video")
    expect(clip(studio, "cat.png, 4 to 6 seconds")).to_be_visible()
    settled(studio)
    studio.get_by_role("button", name="Export", exact=True).click()
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    lab.open(page, f"{request.node.name}.ipynb")
    studio = notebook.studio()
    expect(log(studio)).to_contain_text("Make a 6-second video")
    expect(here(studio)).to_have_count(3)
    expect(clip(studio, "cat.png, 4 to 6 seconds")).to_be_visible()
    expect(studio.get_by_role("link", name="Download")).to_be_visible(timeout=EXPORT_MS)


def test_two_tabs_see_the_same_whichever_of_them_acts(
    lab: Lab, notebook: LabNotebook, page: Page, photos: list[Path], request: pytest.FixtureRequest
):
    first = notebook.studio()
    add(first, photos)
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    other = page.context.new_page()
    second = lab.open(other, f"{request.node.name}.ipynb").studio()
    expect(here(second)).to_have_count(3)
    say(second, "Make a 6-second video")
    for studio in (first, second):
        expect(log(studio)).to_contain_text("Make a 6-second video")
        expect(clip(studio, "cat.png, 4 to 6 seconds")).to_be_visible()
        settled(studio)
    here(first).first.press("Delete")
    for studio in (first, second):
        expect(here(studio)).to_have_count(2)
        expect(clip(studio, "coffee.jpg, 0 to 2 seconds")).to_be_visible()
    other.close()
    settled(first)
    say(first, "Make it square")
    expect(log(first)).to_contain_text("1:1")


def test_two_widgets_in_a_notebook_do_not_disturb_each_other(lab: Lab, page: Page, photos: list[Path]):
    lab.write_notebook("two.ipynb", [SHOW, "other = Studio()\nother.theme = 'dark'\nother"])
    notebook = lab.open(page, "two.ipynb")
    notebook.run_all()
    first, second = notebook.studio(0), notebook.studio(1)
    add(first, photos[:1])
    add(second, photos[1:])
    say(second, "Make a 4-second video")
    expect(clip(second, "cat.png, 2 to 4 seconds")).to_be_visible()
    expect(second).to_have_attribute("data-theme", "dark")
    expect(first).to_have_attribute("data-theme", "light")
    expect(here(first)).to_have_count(1)
    expect(log(first)).to_have_text("")
    expect(first.get_by_role("region", name="Timeline")).to_have_count(0)


def test_after_the_kernels_death_the_cell_offers_the_last_conversation(notebook: LabNotebook, photos: list[Path]):
    studio = notebook.studio()
    add(studio, photos)
    say(studio, "Make a 6-second video")
    expect(clip(studio, "cat.png, 4 to 6 seconds")).to_be_visible()
    settled(studio)
    notebook.page.evaluate(f"() => {KERNEL}.restart()")
    expect(studio.get_by_text("This view is not connected to a kernel any more. Run the cell again.")).to_be_visible()
    notebook.run_all()
    resume = notebook.page.get_by_role("button", name="Resume", exact=True)
    expect(resume).to_be_visible(timeout=60_000)
    resume.click()
    studio = notebook.studio()
    expect(log(studio)).to_contain_text("Make a 6-second video")
    expect(here(studio)).to_have_count(3)
    expect(clip(studio, "cat.png, 4 to 6 seconds")).to_be_visible()
    say(studio, "Remove the second photo")
    expect(clip(studio, "coffee.jpg, 2 to 4 seconds")).to_have_count(0)


def test_a_cut_connection_loses_nothing_of_an_upload(notebook: LabNotebook, page: Page, tmp_path: Path):
    path = tmp_path / "long.wav"
    path.write_bytes(wav_header(64 * 2**20) + hashlib.shake_128(b"noise").digest(64 * 2**20))
    studio = notebook.studio()
    studio.get_by_label("Add media").set_input_files(path)
    progress = studio.get_by_role("progressbar", name="Uploading long.wav")
    expect(progress).to_be_visible()
    page.wait_for_function(
        "() => Number(document.querySelector('.nemo-ring')?.getAttribute('aria-valuenow')) >= 10", polling="raf"
    )
    page.evaluate(CUT)
    expect(here(studio)).to_have_count(1, timeout=120_000)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert notebook.python("print(studio.media[0].status, studio.media[0].hash)") == f"ready {digest}"


def test_a_cut_connection_loses_nothing_of_a_conversation_and_an_export(
    notebook: LabNotebook, page: Page, photos: list[Path]
):
    studio = notebook.studio()
    add(studio, photos)
    page.evaluate(CUT)
    say(studio, "Make a 6-second video")
    expect(clip(studio, "cat.png, 4 to 6 seconds")).to_be_visible(timeout=60_000)
    settled(studio)
    expect(log(studio).get_by_role("article", name="You")).to_have_count(1)
    studio.get_by_role("button", name="Export", exact=True).click()
    page.evaluate(CUT)
    expect(studio.get_by_role("link", name="Download")).to_be_visible(timeout=EXPORT_MS)


def wav_header(size_bytes: int) -> bytes:
    """Of 16 bits, two channels, 48 kHz."""
    numbers = [(16, 4), (1, 2), (2, 2), (48_000, 4), (192_000, 4), (4, 2), (16, 2)]
    form = b"".join(number.to_bytes(length, "little") for number, length in numbers)
    return b"".join(
        (
            b"RIFF",
            (36 + size_bytes).to_bytes(4, "little"),
            b"WAVEfmt ",
            form,
            b"data",
            size_bytes.to_bytes(4, "little"),
        )
    )

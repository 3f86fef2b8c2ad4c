"""For everyone: nothing that axe finds, a video made by the keyboard alone, and by what a screen reader reads alone."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.lab import Lab, LabNotebook

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHOW = "from nemo_widget import Studio\nstudio = Studio(language='en')\nstudio"
MOST_TABS = 120
# Colours fade from one theme to the other.
END_FADES = """(widget) => {
    for (const one of widget.getAnimations({ subtree: true })) if (one instanceof CSSTransition) one.finish();
}"""


def open_studio(lab: Lab, page: Page, name: str) -> tuple[LabNotebook, Locator]:
    lab.write_notebook(f"{name}.ipynb", [SHOW])
    notebook = lab.open(page, f"{name}.ipynb")
    notebook.run_all()
    studio = notebook.studio()
    expect(studio.get_by_role("textbox", name="Message")).to_be_visible()
    return notebook, studio


def check(notebook: LabNotebook, studio: Locator, state: str) -> None:
    """Lets axe look at the widget in both themes."""
    if not AXE.is_file():
        raise AssertionError("axe-core is not there: run `python js/build.py`.")
    page = notebook.page
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    for theme in ("light", "dark"):
        notebook.python(f"studio.theme = {theme!r}")
        expect(studio).to_have_attribute("data-theme", theme)
        studio.evaluate(END_FADES)
        found = studio.evaluate("(widget, tags) => axe.run(widget, { runOnly: tags })", TAGS)
        problems = [
            f"{state}, {theme}: {v['id']}: {v['help']}: {[node['html'][:160] for node in v['nodes']]}"
            for v in found["violations"]
        ]
        assert not problems, "\n".join(problems)


def test_axe_finds_nothing_in_any_main_state(lab: Lab, page: Page, photos: list[Path], tmp_path: Path):
    notebook, studio = open_studio(lab, page, "axe")
    check(notebook, studio, "empty")

    pretender = tmp_path / "notes.jpg"
    pretender.write_text("These are only words.")
    studio.get_by_label("Add media").set_input_files([*photos, pretender])
    media = studio.get_by_role("list", name="Media", exact=True)
    expect(media.get_by_role("button", name=re.compile("Options for"))).to_have_count(3)
    expect(studio.get_by_role("alert")).to_be_visible()
    media.get_by_role("button", name="Options for coffee.jpg").click()
    expect(studio.get_by_role("group", name="File coffee.jpg")).to_be_visible()
    check(notebook, studio, "files, one of them refused, one opened")
    studio.get_by_role("button", name="Dismiss notes.jpg").click()

    message = studio.get_by_role("textbox", name="Message")
    message.fill("A 3-second video with crossfades, lo-fi music and the title 'Small Wonders'")
    message.press("Enter")
    expect(
        studio.get_by_role("region", name="Timeline").get_by_role("listitem", name=re.compile("cat"))
    ).to_be_visible()
    expect(studio.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
    check(notebook, studio, "a timeline")

    studio.get_by_role("button", name="Export", exact=True).click()
    expect(studio.get_by_role("link", name="Download")).to_be_visible(timeout=180_000)
    check(notebook, studio, "an exported video")

    message.fill("x" * 40)
    notebook.page.evaluate("void jupyterapp.shell.currentWidget.sessionContext.session.kernel.shutdown()")
    expect(studio.get_by_text("This view is not connected")).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = studio.evaluate("(widget, tags) => axe.run(widget, { runOnly: tags })", TAGS)
    assert [violation["id"] for violation in found["violations"]] == []


def tab_to(page: Page, target: Locator) -> None:
    """Goes on by the Tab key until `target` has the focus."""
    expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} tabs do not lead to {target}")


def choose_by_keys(page: Page, picker: Locator, files: list[Path]) -> None:
    """Goes to the picker and presses Enter; again, as a person would, where JupyterLab took the focus in between."""
    for attempt in range(4):
        tab_to(page, picker)
        try:
            with page.expect_file_chooser(timeout=15_000) as chooser:
                page.keyboard.press("Enter")
        except PlaywrightTimeout:
            if attempt == 3:
                raise
        else:
            chooser.value.set_files(files)
            return


def test_a_whole_video_by_keyboard_and_names_alone(lab: Lab, page: Page, photos: list[Path]):
    """No pointer, no selector but role and name, and every step visible by its focus."""
    notebook, studio = open_studio(lab, page, "keys")
    notebook.ended()
    expect(studio.get_by_text("on this machine")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    picker = studio.get_by_label("Add media")
    choose_by_keys(page, picker, photos)
    media = studio.get_by_role("list", name="Media", exact=True)
    expect(media.get_by_role("button", name=re.compile("Options for"))).to_have_count(3)

    # the order in which the photos lie is the order of the video
    tab_to(page, media.get_by_role("button", name="Options for cat.png"))
    page.keyboard.press("Alt+ArrowLeft")
    for place, name in enumerate(["astronaut.jpg", "cat.png", "coffee.jpg"]):
        expect(media.get_by_role("listitem").nth(place)).to_have_attribute("aria-label", name)

    message = studio.get_by_role("textbox", name="Message")
    tab_to(page, message)
    page.keyboard.type("A 3-second video with crossfades")
    page.keyboard.press("Enter")
    timeline = studio.get_by_role("region", name="Timeline")
    expect(timeline.get_by_role("listitem", name="cat.png, 1 to 2 seconds", exact=True)).to_be_visible(timeout=60_000)
    expect(studio.get_by_role("button", name="Stop", exact=True)).to_have_count(0)

    tab_to(page, timeline.get_by_role("button", name="astronaut.jpg, 0 to 1 seconds", exact=True))
    page.keyboard.press("Alt+ArrowRight")
    expect(timeline.get_by_role("listitem", name="astronaut.jpg, 1 to 2 seconds", exact=True)).to_be_visible()
    expect(studio.get_by_role("button", name="Stop", exact=True)).to_have_count(0)

    page.evaluate("document.activeElement.blur()")
    export = studio.get_by_role("button", name="Export", exact=True)
    tab_to(page, export)
    page.keyboard.press("Enter")
    download = studio.get_by_role("link", name="Download")
    expect(download).to_be_visible(timeout=180_000)
    tab_to(page, download)
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename.endswith(".mp4")

"""How files come in besides by the picker: pasted, as links, dropped from the desktop; and nothing jumps meanwhile."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, LabNotebook
from tests.waiting import wait_until

SHOW = "from nemo_widget import Studio\nstudio = Studio()\nstudio"

COPY_PICTURE = """async () => {
    const canvas = new OffscreenCanvas(320, 200);
    canvas.getContext('2d').fillRect(40, 40, 200, 100);
    const picture = await canvas.convertToBlob({ type: 'image/png' });
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
}"""

# Words that change in the middle of a line, such as "2 files are here", count for this much together.
A_LINE_OF_WORDS = 0.002

# Chromium's own account of what moved without being asked to, as shares of the window.
WATCH_SHIFTS = """() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries())
            window.shifts.push([value, ...sources.map(({ node }) => node?.className ?? node?.nodeName)]);
    }).observe({ type: 'layout-shift' });
}"""


@pytest.fixture
def notebook(lab: Lab, page: Page, request: pytest.FixtureRequest) -> LabNotebook:
    """A notebook that shows an empty studio."""
    name = f"{request.node.name}.ipynb"
    lab.write_notebook(name, [SHOW])
    notebook = lab.open(page, name)
    notebook.run_all()
    expect(notebook.studio().get_by_role("textbox", name="Message")).to_be_visible()
    return notebook


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a site with the folder's files."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def becomes(notebook: LabNotebook, names: list[str]) -> None:
    """Waits until Python has these files, all of them ready."""
    code = "print([m.name for m in studio.media if m.status == 'ready'])"
    wait_until(lambda: notebook.python(code) == str(names), what=f"the files {names}")


def test_pictures_and_links_are_pasted(notebook: LabNotebook, page: Page, photos: list[Path]):
    studio = notebook.studio()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(COPY_PICTURE)
    studio.get_by_role("textbox", name="Message").click()
    page.keyboard.press("ControlOrMeta+v")
    becomes(notebook, ["image.png"])

    with served(photos[1].parent) as site:
        link = f"{site}/{photos[1].name}"
        page.evaluate("(link) => navigator.clipboard.writeText(link)", link)
        page.keyboard.press("ControlOrMeta+v")  # into the message box a link goes as words
        expect(studio.get_by_role("textbox", name="Message")).to_have_value(link)
        studio.get_by_text("1 file is here.").click()
        page.keyboard.press("ControlOrMeta+v")
        becomes(notebook, ["image.png", photos[1].name])
    expect(page.locator(".jp-Notebook-cell")).to_have_count(1)  # JupyterLab's own paste has kept out of it


def test_files_are_dropped_anywhere_on_the_widget(notebook: LabNotebook, page: Page, photos: list[Path]):
    studio = notebook.studio()
    box = studio.bounding_box()
    assert box
    desktop = page.context.new_cdp_session(page)
    files = {"items": [], "files": [str(photo) for photo in photos], "dragOperationsMask": 1}

    def drag(kind: str, x: float, y: float) -> None:
        desktop.send("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": files})

    over = studio.get_by_text("Drop to add")
    head, foot = (box["x"] + 30, box["y"] + 12), (box["x"] + box["width"] - 30, box["y"] + box["height"] - 12)
    drag("dragEnter", *head)
    expect(over).to_be_visible()
    drag("dragOver", box["x"] - 40, box["y"] + 30)  # away from it
    expect(over).to_have_count(0)
    drag("dragOver", *foot)
    expect(over).to_be_visible()
    drag("drop", *foot)
    expect(over).to_have_count(0)
    becomes(notebook, [photo.name for photo in photos])


def test_nothing_jumps_while_pictures_load(notebook: LabNotebook, page: Page, photos: list[Path]):
    studio = notebook.studio()
    studio.get_by_label("Add media").set_input_files(photos)
    media = studio.get_by_role("list", name="Media", exact=True)
    expect(media.get_by_role("listitem")).to_have_count(3)
    page.evaluate(WATCH_SHIFTS)
    expect(media.get_by_role("img")).to_have_count(3)
    becomes(notebook, [photo.name for photo in photos])
    expect(media.get_by_role("progressbar")).to_have_count(0)
    page.evaluate("() => new Promise(requestAnimationFrame)")
    shifts = page.evaluate("window.shifts")
    assert sum(value for value, *_ in shifts) < A_LINE_OF_WORDS, shifts

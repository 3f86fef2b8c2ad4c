"""The timeline by hand and by keyboard: each gesture reaches the engine, and what it answers is what is shown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from nemo_widget.model.conversation import ChatMessage
from tests.browser.host import host_page, snapshot
from tests.browser.lab import Lab, LabNotebook
from tests.waiting import wait_until

SHOW = "from nemo_widget import Studio\nstudio = Studio()\nstudio"
MAKE = "A 9-second video with lo-fi music and the title 'Small Wonders'."


@pytest.fixture
def notebook(lab: Lab, page: Page, photos: list[Path], request: pytest.FixtureRequest) -> LabNotebook:
    """A notebook whose studio has a draft: three photos of 3 seconds, a title over the first, music."""
    name = f"{request.node.name}.ipynb"
    lab.write_notebook(name, [SHOW])
    notebook = lab.open(page, name)
    notebook.run_all()
    studio = notebook.studio()
    studio.get_by_label("Add media").set_input_files(photos)
    expect(studio.get_by_role("list", name="Media", exact=True).get_by_role("img")).to_have_count(3)
    say(studio, MAKE)
    expect(clip(studio, "cat.png, 6 to 9 seconds")).to_be_visible(timeout=60_000)
    settled(studio)
    return notebook


def say(studio: Locator, text: str) -> None:
    message = studio.get_by_role("textbox", name="Message")
    message.fill(text)
    message.press("Enter")


def timeline(studio: Locator) -> Locator:
    return studio.get_by_role("region", name="Timeline")


def clip(studio: Locator, name: str) -> Locator:
    """The button of a clip by its full name, or by a pattern."""
    return timeline(studio).get_by_role("button", name=name, exact=True)


def settled(studio: Locator) -> None:
    expect(studio.get_by_role("button", name="Stop", exact=True)).to_have_count(0)


def said(studio: Locator, sentence: str) -> None:
    expect(studio.get_by_role("log", name="Chat").get_by_text(sentence, exact=True).first).to_be_visible()


def drag(page: Page, box: dict[str, float], from_x: float, by_px: float) -> None:
    y = box["y"] + box["height"] / 2
    page.mouse.move(from_x, y)
    page.mouse.down()
    page.mouse.move(from_x + by_px / 2, y, steps=4)
    page.mouse.move(from_x + by_px, y, steps=4)
    page.mouse.up()


def becomes(notebook: LabNotebook, clips: list[tuple[str, float]]) -> None:
    """Waits until Python has these clips, with their seconds: what is shown may be ahead of it."""
    code = "print([(c.name, c.duration_ms / 1000) for c in studio.timeline.clips()])"
    wait_until(lambda: notebook.python(code) == str(clips), what=f"the clips {clips}")


def test_a_file_of_the_bin_is_put_on_the_timeline(notebook: LabNotebook, page: Page):
    studio = notebook.studio()
    media = studio.get_by_role("list", name="Media", exact=True)
    cat = media.get_by_role("listitem", name="cat.png")

    # by hand, between the first two clips
    lane = timeline(studio).get_by_role("list", name="Tracks")
    lane.scroll_into_view_if_needed()
    cat.hover()  # which may scroll
    box = lane.bounding_box()
    assert box
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    for beyond in (3, 4):  # Chromium tells of a drag over an element from its second move there on
        page.mouse.move(box["x"] + box["width"] / 3 + beyond, box["y"] + 20)
    expect(timeline(studio).locator(".nemo-snap")).to_be_visible()  # where it would be put
    page.mouse.up()
    expect(timeline(studio).locator(".nemo-snap")).to_have_count(0)
    said(studio, 'Add "cat.png" at position 2.')
    settled(studio)
    becomes(notebook, [("astronaut.jpg", 3.0), ("cat.png", 3.0), ("coffee.jpg", 3.0), ("cat.png", 3.0)])

    # by keyboard, behind the chosen clip
    clip(studio, "astronaut.jpg, 0 to 3 seconds").click()
    options = media.get_by_role("button", name="Options for coffee.jpg")
    options.focus()
    page.keyboard.press("Enter")
    add = studio.get_by_role("group", name="File coffee.jpg").get_by_role("button", name="Add to timeline")
    add.focus()
    page.keyboard.press("Enter")
    said(studio, 'Add "coffee.jpg" at position 2.')
    expect(options).to_be_focused()
    settled(studio)
    names = ["astronaut.jpg", "coffee.jpg", "cat.png", "coffee.jpg", "cat.png"]
    becomes(notebook, [(name, 3.0) for name in names])


def test_by_hand(notebook: LabNotebook, page: Page):
    studio = notebook.studio()
    beach = clip(studio, "astronaut.jpg, 0 to 3 seconds")
    beach.scroll_into_view_if_needed()

    # an edge, dragged by a third of the clip, is drawn to the beat at 2.4 s (0.8 s a beat)
    box = beach.bounding_box()
    assert box
    third = box["width"] * 0.61 / 3
    drag(page, box, box["x"] + box["width"] - 4, -third)
    said(studio, 'Make "astronaut.jpg" 2.4 seconds long.')
    expect(clip(studio, "coffee.jpg, 2.4 to 5.4 seconds")).to_be_visible()
    settled(studio)
    becomes(notebook, [("astronaut.jpg", 2.4), ("coffee.jpg", 3.0), ("cat.png", 3.0)])

    # a clip, dragged beyond the last
    box = clip(studio, "astronaut.jpg, 0 to 2.4 seconds").bounding_box()
    assert box
    drag(page, box, box["x"] + box["width"] / 2, box["width"] * 3.2)
    said(studio, 'Move "astronaut.jpg" to position 3.')
    expect(clip(studio, "astronaut.jpg, 6 to 8.4 seconds")).to_be_visible()
    settled(studio)

    # the words of a title, where they stand
    title = timeline(studio).get_by_role("button", name=re.compile("^Small Wonders"))
    title.dblclick()
    words = timeline(studio).get_by_role("textbox", name="Words of the text")
    expect(words).to_be_focused()
    words.fill("Big Wonders")
    words.press("Enter")
    said(studio, 'Change the text "Small Wonders" to "Big Wonders".')
    expect(timeline(studio).get_by_role("listitem", name=re.compile("^Big Wonders"))).to_be_visible()
    settled(studio)

    # two at once
    clip(studio, "coffee.jpg, 0 to 3 seconds").click()
    clip(studio, "astronaut.jpg, 6 to 8.4 seconds").click(modifiers=["ControlOrMeta"])
    expect(timeline(studio).get_by_text("2 chosen")).to_be_visible()
    timeline(studio).get_by_role("button", name="Remove", exact=True).click()
    said(studio, 'Remove "coffee.jpg" and "astronaut.jpg".')
    becomes(notebook, [("cat.png", 3.0)])


def test_by_keyboard_and_back_after_a_reload(notebook: LabNotebook, page: Page):
    studio = notebook.studio()
    first = clip(studio, "astronaut.jpg, 0 to 3 seconds")
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(clip(studio, "coffee.jpg, 3 to 6 seconds")).to_be_focused()
    page.keyboard.press("Alt+ArrowLeft")
    said(studio, 'Move "coffee.jpg" to position 1.')
    expect(clip(studio, "coffee.jpg, 0 to 3 seconds")).to_be_focused()
    settled(studio)

    for _ in range(5):
        page.keyboard.press("[")
    said(studio, 'Make "coffee.jpg" 2.5 seconds long.')  # one sentence for the five
    expect(clip(studio, "astronaut.jpg, 2.5 to 5.5 seconds")).to_be_visible()
    settled(studio)
    becomes(notebook, [("coffee.jpg", 2.5), ("astronaut.jpg", 3.0), ("cat.png", 3.0)])

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(timeline(studio).get_by_role("button", name=re.compile("^Small Wonders"))).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("Wonders")
    page.keyboard.press("Enter")
    said(studio, 'Change the text "Small Wonders" to "Wonders".')
    settled(studio)

    timeline(studio).get_by_role("button", name=re.compile("^Wonders")).focus()
    page.keyboard.press("ControlOrMeta+z")
    expect(timeline(studio).get_by_role("listitem", name=re.compile("^Small Wonders"))).to_be_visible()
    settled(studio)

    # a page that is loaded anew knows of it
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    page.reload()
    page.wait_for_function(
        "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
    )
    studio = LabNotebook(page).studio()
    redo = timeline(studio).get_by_role("button", name="Redo", exact=True)
    expect(redo).to_be_enabled()
    redo.click()
    expect(timeline(studio).get_by_role("listitem", name=re.compile("^Wonders"))).to_be_visible()


def test_what_is_not_followed_slides_back_with_the_reason(page: Page):
    segments = [
        {"id": f"c{n}", "s": n * 3000, "d": 3000, "m": {"src": name, "name": name}} for n, name in enumerate("ab")
    ]
    draft = {"d": 6000, "t": [{"id": "v", "tt": 0, "sg": segments}]}
    sent: list[str] = []

    def send(params: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        sent.append(params["text"])
        return {"message": "u1"}, []

    told = snapshot(draft, {"a": "a.jpg", "b": "b.jpg"})
    with host_page({"snapshot": lambda _: (told, []), "send": send}) as url:
        page.goto(url)
        region = page.get_by_role("region", name="Timeline")
        clips = region.get_by_role("list").get_by_role("listitem", name=re.compile("seconds"))
        region.get_by_role("button", name="a, 0 to 3 seconds").focus()
        page.keyboard.press("Alt+ArrowRight")
        expect(clips).to_have_text([re.compile("^b"), re.compile("^a")])
        wait_until(lambda: sent == ['Move "a" to position 2.'])
        page.evaluate(
            """([asked, answer]) => emit(1, { type: 'message', message: asked }, { type: 'message', message: answer },
                { type: 'turn', running: false, queued: 0 })""",
            [
                ChatMessage(id="u1", role="user", text=sent[0]).model_dump(),
                ChatMessage(id="r1", role="assistant", text="The order is fixed.").model_dump(),
            ],
        )
        expect(region.get_by_role("status")).to_have_text("The timeline stays as it was. The order is fixed.")
        expect(clips).to_have_text([re.compile("^a"), re.compile("^b")])
        region.get_by_role("button", name="Dismiss").click()
        expect(region.get_by_role("status")).to_have_count(0)


def test_the_sound_of_the_draft_is_there_and_plays_in_step(notebook: LabNotebook, page: Page):
    studio = notebook.studio()
    region = studio.get_by_role("region", name="Preview")
    sound_off = region.get_by_role("button", name="Sound off")
    expect(sound_off).to_be_enabled()
    wave = timeline(studio).locator(".nemo-wave")
    page.wait_for_function(
        """(canvas) => {
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let drawn = 0;
            for (let at = 3; at < data.length; at += 4) if (data[at] > 0) drawn++;
            return drawn > 0.05 * data.length / 4;
        }""",
        arg=wave.element_handle(),
    )
    page.evaluate(
        """() => {
            window.started = [];
            const start = AudioBufferSourceNode.prototype.start;
            AudioBufferSourceNode.prototype.start = function (when, offset) {
                window.started.push({ offset, duration: this.buffer.duration });
                return start.call(this, when, offset);
            };
        }"""
    )
    region.get_by_role("button", name="Play").click()
    page.wait_for_function("window.started.length > 0")
    started = page.evaluate("window.started[0]")
    assert started["duration"] == pytest.approx(9, abs=0.1)
    assert started["offset"] < 1
    region.get_by_role("slider", name="Seek").evaluate(
        "(slider) => { slider.value = 6000; slider.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    page.wait_for_function("window.started.some(({ offset }) => offset >= 5.9)")
    sound_off.click()
    expect(region.get_by_role("button", name="Sound on")).to_be_visible()

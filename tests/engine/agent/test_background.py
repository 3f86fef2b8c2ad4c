"""The colour beside and behind the photos, asked for in words."""

from __future__ import annotations

import pytest

from nemo_widget.session.difference import changes_between
from tests.engine.agent.conversation import Conversation, started

WHITE = "#ffffff"


@pytest.mark.parametrize(
    ("words", "color"),
    [
        ("white background", WHITE),
        ("set the background to #FF8800", "#ff8800"),
        ("change the background to white", WHITE),
        ("background: teal", "#008080"),
        ("白色背景", WHITE),
        ("背景換成紅色", "#ff0000"),
        ("mit weißem Hintergrund", WHITE),
        ("con fondo azul", "#0000ff"),
    ],
)
def test_the_background_of_the_canvas_is_asked_for(words: str, color: str) -> None:
    person = started()
    answer = person.say(words)
    assert person.draft.meta.background == color, answer.text
    assert {c.meta.fit for c in person.clips} == {"cover"}
    assert [b.label for b in answer.next_steps], "it is said how to make it visible"
    person.say(answer.next_steps[0].say)
    assert {c.meta.fit for c in person.clips} == {"contain"}


@pytest.mark.parametrize(
    "words", ["put the photos on white", "white bars please", "留白边", "show them on a white background"]
)
def test_what_stands_on_a_colour_does_not_hide_it(words: str) -> None:
    person = started()
    person.say(words)
    assert (person.draft.meta.background, {c.meta.fit for c in person.clips}) == (WHITE, {"contain"})


def test_a_colour_takes_the_place_of_the_blurred_copy_and_black_bars_that_of_white_ones() -> None:
    person = started()
    person.say("blur the background", "make the background white instead")
    assert (person.draft.meta.background, {c.meta.fit for c in person.clips}) == (WHITE, {"contain"})
    person.say("black bars please")
    assert person.draft.meta.background is None


def test_one_clip_has_a_background_of_its_own_until_the_canvas_gets_one() -> None:
    person = started()
    person.say("grey background behind the dog")
    assert [c.meta.background for c in person.clips] == [None, "#808080", None]
    person.say("same for the city")
    assert [c.meta.background for c in person.clips] == [None, "#808080", "#808080"]
    person.say("white background everywhere")
    assert [c.meta.background for c in person.clips] == [None] * 3
    assert person.draft.meta.background == WHITE


@pytest.mark.parametrize("words", ["change the background to a beach", "remove the background", "把背景换成海滩"])
def test_what_is_in_a_photo_stays_as_it_is(words: str) -> None:
    person = started("dog.jpg", "city.jpg", language="zh" if words[0] > "z" else "en")
    before = person.draft
    assert person.say(words).draft == before


def test_words_on_a_colour_are_not_the_videos_background() -> None:
    person = Conversation("beach.jpg", "dog.jpg")
    answer = person.say("add the title 'Sale' in white text on a red background")
    assert person.draft.meta.background is None
    assert person.draft.texts[0].meta.color == WHITE
    assert "background" in answer.text


def test_the_difference_tells_the_background() -> None:
    person = started()
    before = {"draft": person.draft.model_dump(by_alias=True)}
    person.say("white background")
    after = {"draft": person.draft.model_dump(by_alias=True)}
    assert changes_between(before, after, "en") == ["The background is now #ffffff."]
    assert changes_between(after, before, "zh") == ["背景现在是 #000000。"]

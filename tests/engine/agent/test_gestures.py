"""What the timeline sends for a drag or a click: canonical sentences, which must always be understood to the letter."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.engine.agent.conversation import Conversation, started

NAMES = ("beach.jpg", "the dog.png", "IMG_0042.jpeg", "海滩.png", "remove me.jpg", "title.png", "second.jpg")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("place", [1, 2, 4, 7])
def test_move(name: str, place: int) -> None:
    talk = started(*NAMES)
    talk.say(f'Move "{name}" to position {place}.')
    assert talk.clips[place - 1].meta.name == name
    rest = [c.meta.name for c in talk.clips if c.meta.name != name]
    assert rest == [n for n in NAMES if n != name]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seconds", ["2.5", "4", "0.3", "12.25"])
def test_make_longer_or_shorter(name: str, seconds: str) -> None:
    talk = started(*NAMES)
    talk.say(f'Make "{name}" {seconds} seconds long.')
    expected = [float(seconds) if n == name else 3 for n in NAMES]
    assert talk.seconds == expected


@pytest.mark.parametrize("name", NAMES)
def test_remove(name: str) -> None:
    talk = started(*NAMES)
    talk.say(f'Remove "{name}".')
    assert [c.meta.name for c in talk.clips] == [n for n in NAMES if n != name]


WORDS = [
    "New words",
    "Remove “beach.jpg”",
    "undo",
    "3 seconds each",
    "vertical",
    "Don't stop",
    "夏天的海",
    "Music off!",
    "a",
    "Delete everything",
]


@pytest.mark.parametrize("words", WORDS)
def test_change_the_title(words: str) -> None:
    talk = started()
    talk.say('add the title "Old"', f'Change the title to "{words}".')
    assert talk.texts == [words]
    assert talk.names == ["beach", "dog", "city"]


def test_undo_and_redo() -> None:
    talk = started()
    first = talk.draft
    second = talk.say('Remove "dog.jpg".').draft
    assert talk.say("Undo.").draft == first
    assert talk.say("Redo.").draft == second


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12), st.integers(1, 3))
@example("3", 3)
def test_any_file_name_can_be_moved(stem: str, place: int) -> None:
    name = stem + ".jpg"
    talk = started("first one.png", name, "last one.png")
    talk.say(f'Move "{name}" to position {place}.')
    assert talk.clips[place - 1].meta.name == name


def test_a_place_that_is_not_there() -> None:
    talk = started()
    before = talk.draft
    answer = talk.say('Move "dog.jpg" to position 9.')
    assert answer.draft == before
    assert "3 photos" in answer.text


def test_two_files_of_one_name() -> None:
    talk = Conversation("a.jpg", "b.jpg")
    talk.say("make a video", "duplicate a.jpg", 'Remove "a.jpg".')
    assert talk.names == ["b"]

"""No message, however odd or hostile, gets no answer, breaks a draft, or takes work that grows with its square."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_widget.engine.agent import Situation, respond
from tests.engine.agent.conversation import Conversation, fits_the_renderer, started
from tests.engine.agent.hostile import HOSTILE, of_length


def gets_an_answer(message: str, situation: Situation) -> None:
    """What goes astray altogether is ended by pytest-timeout; `hatch run bench` measures the milliseconds."""
    answer = respond(message, situation)
    assert answer.text.strip()
    if answer.draft is not None:
        assert fits_the_renderer(answer.draft) == []


def calls(message: str, situation: Situation) -> int:
    """How many functions are called for a message: work that can be counted on a machine however busy."""
    count = 0

    def called(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        respond(message, situation)
    finally:
        sys.setprofile(before)
    return count


def situations() -> dict[str, Situation]:
    """Where a message may come in: at the start, with a whole video, when a title's words or a choice are asked for."""
    whole = started("dog.jpg", "dog1.jpg", "beach.jpg", "run.mp4")
    whole.say("add lo-fi music", "title “Dog”", "caption “a dog” on the first photo")
    asked = started()
    asked.say("add a title")
    choice = started("beach_am.jpg", "beach_pm.jpg", "dog.jpg")
    choice.say("remove the beach")
    talks = {"nothing": Conversation(), "photos": Conversation("dog.jpg"), "whole": whole, "words": asked}
    return {name: talk.situation for name, talk in {**talks, "choice": choice}.items()}


SITUATIONS = situations()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_two_thousand_hostile_characters_get_an_answer(text: str) -> None:
    gets_an_answer(text, SITUATIONS["whole"])
    gets_an_answer(text, SITUATIONS["words"])


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_twice_the_characters_are_not_four_times_the_work(text: str) -> None:
    half, whole = (calls(text[:length], SITUATIONS["whole"]) for length in (500, 1000))
    assert whole < 3.5 * half


LONG = ["a", "“", "1", "第", 'Remove "a" and ', "a\u0301", "\n", "把“a”、", "[", "Use clip 1, "]


@pytest.mark.parametrize("unit", LONG)
def test_a_hundred_kilobytes_get_an_answer(unit: str) -> None:
    gets_an_answer(of_length(unit, 100_000), SITUATIONS["whole"])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.sampled_from(sorted(SITUATIONS)))
def test_any_text_gets_an_answer(message: str, where: str) -> None:
    gets_an_answer(message, SITUATIONS[where])


FRAGMENTS = [
    "title ", "“", "”", "'", '"', "first ", "1:30 ", "16:9 ", "2 to ", "and ", "标题写", "第", "除了", "删", "#1 ",
    "make ", "the ", "dog ", "3 s ", "-", "no ", "%", "\u0301", "\u202e", "\x00", "🎬", "九百", "999999999999",
    "0.0000001 s ", "1e999", "twice ", "half ", "all but ", "whole time", "at the ", "(", "#ff0000 ", "«", "vertical ",
    "música ", "映像",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60), st.integers(1, 30), st.sampled_from(sorted(SITUATIONS)))
def test_words_in_any_order_again_and_again_get_an_answer(words: list[str], times: int, where: str) -> None:
    gets_an_answer(("".join(words) * times)[:4000], SITUATIONS[where])

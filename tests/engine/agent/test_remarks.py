"""What is said about a text is no text; what goes on from the message before leaves things out."""

from __future__ import annotations

import pytest

from tests.engine.agent.conversation import Conversation, started

NAMES = ("beach.jpg", "dog.jpg", "city.jpg", "cake.jpg", "tower.jpg", "boat.jpg")


def titled() -> Conversation:
    talk = started(*NAMES)
    talk.say('add the title "Hello"')
    return talk


@pytest.mark.parametrize(
    "remark",
    [
        "the text is hard to read",
        "Text is too small for my gran",
        "the title is a bit small",
        "the caption font is ugly",
        "title is gone too fast",
        "the title ought to stay for two seconds",
        "the title needs to be lower",
        "the title looks boring",
    ],
)
def test_a_remark_about_a_text_leaves_its_words(remark: str) -> None:
    talk = titled()
    talk.say(remark)
    assert talk.texts == ["Hello"]


@pytest.mark.parametrize(
    ("remark", "longer"),
    [("the title stays too long", False), ("title is gone too fast", True), ("leave the title up a bit longer", True)],
)
def test_how_long_a_text_stays(remark: str, longer: bool) -> None:
    talk = titled()
    before = talk.draft.texts[0].duration_ms
    talk.say(remark)
    assert (talk.draft.texts[0].duration_ms > before) == longer
    assert talk.seconds == [3] * 6


@pytest.mark.parametrize(
    ("remark", "grows"),
    [("the title is a bit small", True), ("hard to read, the title", True), ("text too big", False)],
)
def test_how_big_a_text_is(remark: str, grows: bool) -> None:
    talk = titled()
    before = talk.draft.texts[0].meta.size
    talk.say(remark)
    assert (talk.draft.texts[0].meta.size > before) == grows


@pytest.mark.parametrize(
    ("turns", "filtered"),
    [
        (["dog in black and white", "and the boat?"], "dog boat"),
        (["dog in black and white", "the last one as well"], "dog boat"),
        (["dog in black and white", "the city should have the same look"], "dog city"),
        (["dog in black and white", "no, the city"], "city"),
        (["photo 2 in black and white", "and 3"], "dog city"),
    ],
)
def test_looks_that_go_on(turns: list[str], filtered: str) -> None:
    talk = started(*NAMES)
    talk.say(*turns)
    assert [c.meta.name.removesuffix(".jpg") for c in talk.clips if c.meta.filter == "bw"] == filtered.split()


@pytest.mark.parametrize(
    ("turns", "order"),
    [
        (["put the boat first", "then the cake", "and then the tower"], "boat cake tower beach dog city"),
        (["the boat opens", "and the dog closes"], "boat beach city cake tower dog"),
        (["the dog to the front", "argh, wrong animal, I meant the cake"], "cake beach dog city tower boat"),
    ],
)
def test_orders_that_go_on(turns: list[str], order: str) -> None:
    talk = Conversation(*NAMES)
    talk.say(*turns)
    assert talk.names == order.split()


@pytest.mark.parametrize(
    ("message", "gone"),
    [
        ("Legal flagged the tower. Pull it.", "tower"),
        ("the dog died this morning so he'd better come out", "dog"),
        ("party dump. b&w for the dog cos the light was grim, leave the others", ""),
        ("the dog don't need nothing", ""),
        ("keep the cake on screen twice as long", ""),
        ('a caption "Hi", white, on the last photo only', ""),
    ],
)
def test_who_goes(message: str, gone: str) -> None:
    talk = started(*NAMES)
    talk.say(message)
    assert {n.removesuffix(".jpg") for n in NAMES} - set(talk.names) == set(gone.split())


@pytest.mark.parametrize(
    ("message", "texts"),
    [
        ("caption the cake with happy birthday", [("happy birthday", 9)]),
        ("label the beach Day one and the dog Day two", [("Day one", 0), ("Day two", 3)]),
        ("captions: beach - The sea, dog - Our dog", [("The sea", 0), ("Our dog", 3)]),
        ("captions: 1: Start, 3: End", [("Start", 0), ("End", 6)]),
        ("add the caption Home at last to the last photo", [("Home at last", 15)]),
        ("put Welcome on the first photo", [("Welcome", 0)]),
        ("title our trip to rome at the top", [("our trip to rome", 0)]),
        ('put the caption "friends" on photos 2 and 4', [("friends", 3), ("friends", 9)]),
    ],
)
def test_texts_without_quotes_and_apart(message: str, texts: list[tuple[str, int]]) -> None:
    talk = started(*NAMES)
    talk.say(message)
    assert [(t.meta.text, t.start_ms / 1000) for t in talk.draft.texts] == texts

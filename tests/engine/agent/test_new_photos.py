"""Which photos are new, and what is said with them."""

from __future__ import annotations

import pytest

from tests.engine.agent.conversation import Conversation, started

LABELS = {"en": "Add the new photos", "zh": "加上新照片"}


def suggests(talk: Conversation, language: str) -> bool:
    assert talk.answer is not None
    return LABELS[language] in [b.label for b in talk.answer.next_steps]


@pytest.mark.parametrize(("language", "remove"), [("en", "remove the last photo"), ("zh", "删掉最后一张")])
def test_what_was_taken_off_is_not_new(language: str, remove: str) -> None:
    talk = started(language=language)
    for message in (remove, "变成竖屏" if language == "zh" else "make it vertical"):
        talk.say(message)
        assert not suggests(talk, language)
    talk.upload("cat.jpg")
    talk.say("黑白" if language == "zh" else "black and white")
    assert suggests(talk, language)
    talk.say("加上新照片" if language == "zh" else "add the new photos")
    assert talk.names == ["beach", "dog", "cat"]
    assert not suggests(talk, language)


def test_what_a_first_request_left_out_is_not_new() -> None:
    talk = Conversation("beach.jpg", "dog.jpg", "city.jpg")
    talk.say("make a video without the dog", "make it vertical")
    assert talk.names == ["beach", "city"]
    assert not suggests(talk, "en")
    talk.say("add the new photos")  # the only ones that can be meant
    assert talk.names == ["beach", "city", "dog"]


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "add the new photos now with title 'X'"),
        ("en", "add the new photos with the title 'X'"),
        ("en", "Add the new photos and add the title 'X'."),
        ("zh", "现在加上新照片，标题“X”"),
        ("zh", "加上新照片并配上标题“X”"),
    ],
)
def test_new_photos_with_a_title(language: str, message: str) -> None:
    talk = started(language=language)
    talk.upload("cat.jpg", "pig.jpg")
    talk.say(message)
    assert talk.names == ["beach", "dog", "city", "cat", "pig"]
    assert [(t.meta.text, t.start_ms, t.end_ms) for t in talk.draft.texts] == [("X", 0, 3000)]


def test_new_photos_with_music() -> None:
    talk = started()
    talk.upload("cat.jpg")
    talk.say("add the new photos with lo-fi music")
    assert talk.names[-1] == "cat"
    assert talk.draft.music

"""The reply is in the language of the message, which the words of a title and the names of files do not decide."""

from __future__ import annotations

import pytest

from tests.engine.agent.conversation import Conversation, started


def is_chinese(text: str) -> bool:
    return "。" in text


@pytest.mark.parametrize("session", ["en", "zh-CN"])
@pytest.mark.parametrize(
    "message",
    [
        "Make a square 10-second video with the title '城市 🎬'",
        "add the title “夏天”",
        "add the title 城市 at the bottom",
        "put 海滩.jpg last",
        'Move "海滩.jpg" to position 2.',
        "add the title 'こんにちは'",
        "add the title 'Hola mi amigo de la casa'",
    ],
)
def test_english_around_other_words(session: str, message: str) -> None:
    talk = Conversation("海滩.jpg", "dog.jpg", language=session)
    answer = talk.say("make a video", message)
    assert answer.edits and not is_chinese(answer.text)


@pytest.mark.parametrize("session", ["en", "zh-CN"])
@pytest.mark.parametrize(
    "message",
    ["加标题“Make me a video of the summer”", "标题写 Hello world", "把 dog.jpg 放到最前面", "把海滩放到最后"],
)
def test_chinese_around_other_words(session: str, message: str) -> None:
    talk = Conversation("海滩.jpg", "dog.jpg", language=session)
    answer = talk.say("做成视频", message)
    assert answer.edits and is_chinese(answer.text)


def test_the_words_of_a_title_that_was_asked_for() -> None:
    talk = started()
    talk.say("add a title")
    assert not is_chinese(talk.say("城市").text)
    talk = started(language="zh")
    talk.say("加个标题")
    assert is_chinese(talk.say("Urban Dreams").text)

"""Clauses that do not name their clips: pronouns, and descriptions that go on about the same clips."""

from __future__ import annotations

import pytest

from tests.engine.agent.conversation import Conversation, started

PHOTOS = ("array-1.png", "array-2.png", "array-3.png", "Visitors-a-day.png", "rocket.jpg")


def five(language: str = "en") -> Conversation:
    return started(*PHOTOS, language=language)


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "put the fourth picture last and show it for 4 seconds"),
        ("en", "Put the fourth picture last. Show it for 4 seconds."),
        ("en", "move photo 4 to the end, then show that one for 4 s"),
        ("zh", "把第四张放到最后，让它显示4秒"),
        ("zh", "把第四张放到最后，那张显示4秒"),
        ("zh", "把第四张放到最后，显示4秒"),
        ("zh", "把第四张放最后并显示4秒"),
    ],
)
def test_a_duration_for_what_was_moved(language: str, message: str) -> None:
    talk = five(language)
    talk.say(message)
    assert talk.names == ["array-1", "array-2", "array-3", "rocket", "Visitors-a-day"]
    assert talk.seconds == [3, 3, 3, 3, 4]


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "move the second photo to the front and make it black and white"),
        ("zh", "把第二张移到最前面，把它变成黑白"),
        ("zh", "把第二张移到最前面，变成黑白"),
        ("zh", "把第二张移到最前面并变成黑白"),
    ],
)
def test_a_look_for_what_was_moved(language: str, message: str) -> None:
    talk = five(language)
    talk.say(message)
    assert talk.names[0] == "array-2"
    assert [c.meta.filter for c in talk.clips] == ["bw", "none", "none", "none", "none"]


@pytest.mark.parametrize(
    "message",
    [
        "swap the first and the last photo and show them for 2 seconds",
        "make the first and the last photo sepia and show them for 2 seconds each",
    ],
)
def test_them_means_all_that_were_named(message: str) -> None:
    talk = five()
    talk.say(message)
    assert talk.seconds == [2, 3, 3, 3, 2]


@pytest.mark.parametrize(
    "message",
    [
        "put the rocket first and make it vertical",
        "put the rocket first and make it a 20 second video",
        "put the rocket first, 20 seconds in total",
        "put the rocket first, add lo-fi music",
        "put the rocket first, sepia on all photos",
        "swap the first two photos and make it sepia",
    ],
)
def test_what_is_not_about_the_clip_that_was_moved(message: str) -> None:
    talk = five()
    talk.say(message)
    assert len(set(talk.seconds)) == len({c.meta.filter for c in talk.clips}) == 1


def test_what_was_written_last_is_meant_by_it() -> None:
    talk = five()
    talk.say("put the rocket first, add the title 'Hi' and show it for 2 seconds")
    assert talk.seconds == [3] * 5
    assert [(t.start_ms, t.end_ms) for t in talk.draft.texts] == [(0, 2000)]


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "first clip with blur background, zoom out"),
        ("en", "first photo with a blurred background and zoom out"),
        ("en", "on the first one a blurred background, zoom out, 9 seconds in total"),
        ("en", "first clip blurred background, zoom out, add lo-fi music and make it vertical"),
        ("zh", "第一张背景模糊，缩小"),
        ("zh", "第一张背景模糊，缩小，加上lo-fi音乐"),
    ],
)
def test_a_scope_goes_on(language: str, message: str) -> None:
    talk = five(language)
    before = [(c.meta.fit, c.meta.motion) for c in talk.clips]
    talk.say(message)
    assert [(c.meta.fit, c.meta.motion) for c in talk.clips] == [("blur", "zoom-out"), *before[1:]]
    assert len(set(talk.seconds)) == 1
    if "9 seconds" in message:
        assert talk.total_s == 9


@pytest.mark.parametrize(
    ("language", "message", "bw"),
    [
        ("en", "first clip zoom out, all in black and white", [0, 1, 2, 3, 4]),
        ("en", "first clip zoom out, everything in black and white", [0, 1, 2, 3, 4]),
        ("en", "first clip zoom out, the others black and white", [1, 2, 3, 4]),
        ("en", "first clip zoom out, the third one black and white", [2]),
        ("en", "first clip zoom out. Black and white.", [0, 1, 2, 3, 4]),
        ("en", "first clip zoom out, crossfades, black and white", [0, 1, 2, 3, 4]),
        ("en", "first clip zoom out, the others zoom in and make them black and white", [1, 2, 3, 4]),
        ("zh", "第一张缩小，全部黑白", [0, 1, 2, 3, 4]),
        ("zh", "第一张缩小，其他的黑白", [1, 2, 3, 4]),
        ("zh", "第一张缩小，第三张黑白", [2]),
    ],
)
def test_until_another_scope_is_named(language: str, message: str, bw: list[int]) -> None:
    talk = five(language)
    talk.say(message)
    assert [i for i, c in enumerate(talk.clips) if c.meta.filter == "bw"] == bw
    assert talk.clips[0].meta.motion == "zoom-out"

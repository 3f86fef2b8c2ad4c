"""When texts are shown while the clips under them change."""

from __future__ import annotations

import pytest

from nemo_widget.engine.agent import Situation, respond
from nemo_widget.model.draft import Draft
from tests.engine.agent.conversation import Conversation, asset, started

PHOTOS = ("array-1.png", "array-2.png", "array-3.png", "Visitors-a-day.png", "rocket.jpg")


def spans(talk: Conversation) -> dict[str, tuple[int, int]]:
    return {t.meta.text: (t.start_ms, t.end_ms) for t in talk.draft.texts}


@pytest.mark.parametrize(
    ("language", "caption", "short", "longer"),
    [
        ("en", "caption “The end” on the last photo", "3 seconds in total", "2 seconds per photo"),
        ("zh", "最后一张加字幕“The end”", "总共3秒", "每张图2秒"),
    ],
)
def test_a_caption_keeps_to_its_clip(language: str, caption: str, short: str, longer: str) -> None:
    talk = started(*PHOTOS, language=language)
    talk.say(caption, short)
    assert spans(talk) == {"The end": (2400, 3000)}
    talk.say(longer)
    assert spans(talk) == {"The end": (8000, 10_000)}


@pytest.mark.parametrize(
    "message",
    [
        "make it twice as long",
        "the first photo 5 seconds",
        "reverse the order",
        "rocket 1 second",
        "2 s less per photo",
    ],
)
def test_a_title_that_was_put_on_a_clip_keeps_to_it(message: str) -> None:
    talk = started(*PHOTOS)
    talk.say("title “Start” at the top on the last photo", message)
    clip = next(c for c in talk.clips if c.meta.name == "rocket.jpg")
    assert spans(talk) == {"Start": (clip.start_ms, clip.end_ms)}


@pytest.mark.parametrize(
    ("language", "title", "short", "longer"),
    [
        ("en", "add the title “X”", "make it 3 seconds long", "make it 20 seconds"),
        ("en", "add the title “X”", "2 seconds in total", "20 seconds in total"),
        ("zh", "加标题“X”", "总共2秒", "总共20秒"),
    ],
)
def test_a_title_is_cut_only_while_the_video_is_shorter(language: str, title: str, short: str, longer: str) -> None:
    talk = started(*PHOTOS, language=language)
    talk.say(title, short)
    assert spans(talk) == {"X": (0, min(3000, talk.draft.duration_ms))}
    talk.say(longer)
    assert spans(talk) == {"X": (0, 3000)}


def test_a_title_of_a_short_video_is_three_seconds_once_there_is_room() -> None:
    talk = started(*PHOTOS)
    talk.say("2 seconds in total", "add the title “X”")
    assert spans(talk) == {"X": (0, 2000)}
    talk.say("add the title “Y” at the bottom for 5 seconds", "20 seconds in total")
    assert spans(talk) == {"X": (0, 3000), "Y": (0, 5000)}


def test_times_come_back_where_they_were() -> None:
    talk = started(*PHOTOS)
    talk.say("title “Bye” at the end", "title “Mid” at the top from 5 s to 8 s")
    before = spans(talk)
    talk.say("2 seconds in total", "15 seconds in total")
    assert spans(talk) == before


@pytest.mark.parametrize(
    ("language", "message"), [("en", "add the title “X” for the whole video"), ("zh", "加标题“X”，全程显示")]
)
def test_a_text_for_the_whole_video_follows_its_length(language: str, message: str) -> None:
    talk = started(*PHOTOS, language=language)
    talk.say(message)
    for seconds in (4, 20):
        talk.say(f"总共{seconds}秒" if language == "zh" else f"{seconds} seconds in total")
        assert spans(talk) == {"X": (0, seconds * 1000)}


def test_a_text_that_is_given_another_time_is_no_longer_whole() -> None:
    talk = started(*PHOTOS)
    talk.say("add the title “X” for the whole video", "show the title for the first 4 seconds", "30 seconds in total")
    assert spans(talk) == {"X": (0, 4000)}


@pytest.mark.parametrize("asked", [None, "whole", {"on": "moon"}, {"on": "clip", "clip": 7}, [1]])
def test_a_draft_that_another_program_wrote(asked: object) -> None:
    clips = [
        {"id": f"c{n}", "s": 3000 * n, "d": 3000, "m": {"src": asset(p).hash, "name": p}} for n, p in enumerate(PHOTOS)
    ]
    words = {"id": "x1", "s": 12_000, "d": 3000, "m": {"text": "The end", "role": "caption", "asked": asked}}
    draft = Draft.model_validate(
        {"d": 15_000, "m": {}, "t": [{"id": "v", "tt": 0, "sg": clips}, {"id": "t", "tt": 7, "sg": [words]}]}
    )
    answer = respond("2 seconds per photo", Situation(draft=draft, assets=[asset(p) for p in PHOTOS]))
    assert answer.draft is not None
    assert [(t.start_ms, t.end_ms) for t in answer.draft.texts] == [(8000, 10_000)]

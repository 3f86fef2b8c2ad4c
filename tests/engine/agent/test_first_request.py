"""The first request builds the slideshow with what was asked for and the defaults for the rest."""

from __future__ import annotations

import pytest

from nemo_widget.engine.agent import Situation, respond
from tests.engine.agent.conversation import Conversation


def test_defaults() -> None:
    talk = Conversation("beach.jpg", "dog.jpg", "city.jpg")
    answer = talk.say("make a video from these")
    assert talk.names == ["beach", "dog", "city"]
    assert talk.seconds == [3, 3, 3]
    assert talk.transitions == ["crossfade", "crossfade"]
    assert [c.meta.motion for c in talk.clips] == ["zoom-in", "zoom-out", "zoom-in"]
    assert not talk.draft.music and not talk.draft.texts
    assert (answer.ratio, answer.history, answer.tool_calls) == ("16:9", "push", ["edit_timeline"])


def test_the_product_sentence() -> None:
    talk = Conversation(*(f"{n}.jpg" for n in ("a1", "b2", "c3", "d4", "e5")))
    answer = talk.say(
        "turn these into a 15-second vertical video with crossfades, lo-fi music and the title 'Urban Dreams'"
    )
    assert talk.seconds == [3] * 5
    assert (talk.draft.meta.width, talk.draft.meta.height, answer.ratio) == (1080, 1920, "9:16")
    assert talk.draft.music[0].meta.src == "music:lo-fi"
    assert talk.texts == ["Urban Dreams"]
    for part in ("15-second", "vertical", "5 photos", "3 s each", "crossfades", "lo-fi music", "Urban Dreams"):
        assert part in answer.text


def test_the_same_in_chinese() -> None:
    talk = Conversation("海滩.jpg", "小狗.jpg", "城市.jpg", language="zh-CN")
    answer = talk.say("做成15秒的竖屏视频，交叉淡化，配lo-fi音乐，标题写“都市梦”")
    assert talk.seconds == [5, 5, 5]
    assert answer.ratio == "9:16"
    assert talk.texts == ["都市梦"]
    for part in ("15 秒", "竖屏", "3 张照片", "都市梦"):
        assert part in answer.text


@pytest.mark.parametrize(
    "message", ["9:16 please", "add the title “Hi”", "lo-fi music", "2 s per photo", "black and white"]
)
def test_one_setting_is_enough(message: str) -> None:
    talk = Conversation("beach.jpg", "dog.jpg")
    talk.say(message)
    assert talk.names == ["beach", "dog"]


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("hello", "en"),
        ("what can you do?", "en"),
        ("tell me a joke", "en"),
        ("what's the weather like?", "en"),
        ("generate an image of a dragon", "en"),
        ("asdkjh qwoeiu", "en"),
        ("你好", "zh-CN"),
        ("今天天气怎么样", "zh-CN"),
        ("写一首诗", "zh-CN"),
    ],
)
def test_talk_builds_nothing(message: str, language: str) -> None:
    talk = Conversation("beach.jpg", "dog.jpg", language=language)
    answer = talk.say(message)
    assert answer.draft is None
    assert (answer.history, answer.edits, answer.tool_calls) == ("none", [], [])
    assert answer.text


@pytest.mark.parametrize(
    ("message", "language", "word"), [("make a video", "en", "photos"), ("做个视频", "zh", "照片")]
)
def test_without_photos_it_asks_for_them(message: str, language: str, word: str) -> None:
    answer = respond(message, Situation(language=language))
    assert answer.draft is None
    assert word in answer.text


def test_audio_alone_is_no_video() -> None:
    talk = Conversation("song.mp3")
    assert talk.say("make a video").draft is None


def test_a_total_is_divided_to_the_millisecond() -> None:
    talk = Conversation(*(f"p{n}.jpg" for n in range(7)))
    talk.say("10 seconds in total")
    lengths = [c.duration_ms for c in talk.clips]
    assert sum(lengths) == talk.draft.duration_ms == 10_000
    assert max(lengths) - min(lengths) <= 1


def test_a_video_clip_keeps_its_length_and_stands_still() -> None:
    talk = Conversation("beach.jpg", "surf.mp4")
    talk.say("put these together")
    assert talk.seconds == [3, 40]
    assert talk.clips[1].meta.motion == "none"


def test_music_carries_its_tempo_and_gentle_defaults() -> None:
    talk = Conversation("beach.jpg", "dog.jpg")
    talk.say("video with upbeat music")
    meta = talk.draft.music[0].meta
    assert (meta.volume, meta.fade_in, meta.fade_out) == (0.35, 500, 1500)
    assert meta.bpm is not None and meta.bpm > 60
    assert talk.draft.music[0].duration_ms == talk.draft.duration_ms


def test_characters_without_a_font_are_named() -> None:
    talk = Conversation("beach.jpg", missing_glyphs=lambda text: "".join(c for c in text if c == "𓂀"))
    assert "𓂀" in talk.say("add the title “Eye 𓂀”").text
    assert "font" not in talk.say("change the title to “Eye”").text

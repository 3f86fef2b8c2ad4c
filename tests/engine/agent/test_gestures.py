"""What the timeline sends for a drag or a click: canonical sentences, which must always be understood to the letter."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nemo_widget.engine.agent.gestures import gesture
from tests.engine.agent.conversation import Conversation, asset, started

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


@pytest.mark.parametrize(
    "say",
    [
        'Remove "the dog.png", "海滩.png" and "second.jpg".',
        'Remove clip 2, "海滩.png" and clip 7.',
        "删除“the dog.png”、“海滩.png”和第 7 个片段。",
    ],
)
def test_remove_several(say: str) -> None:
    talk = started(*NAMES)
    talk.say(say)
    assert [c.meta.name for c in talk.clips] == ["beach.jpg", "IMG_0042.jpeg", "remove me.jpg", "title.png"]


@pytest.mark.parametrize("say", ["Remove clips 2-6.", "删除第 2-6 个片段。"])
def test_remove_a_range(say: str) -> None:
    talk = started(*NAMES)
    talk.say(say)
    assert [c.meta.name for c in talk.clips] == ["beach.jpg", "second.jpg"]


@pytest.mark.parametrize(
    "say",
    [
        'Move "the dog.png" and "title.png" to position 4.',
        "Move clip 2 and clip 6 to position 4.",
        "把“the dog.png”和“title.png”移到第 4 位。",
    ],
)
def test_move_several(say: str) -> None:
    talk = started(*NAMES)
    talk.say(say)
    moved = ["beach.jpg", "IMG_0042.jpeg", "海滩.png", "the dog.png", "title.png", "remove me.jpg", "second.jpg"]
    assert [c.meta.name for c in talk.clips] == moved


@pytest.mark.parametrize(
    "say",
    ['Make "beach.jpg" and "title.png" 2.5 seconds long.', "让“beach.jpg”和“title.png”持续 2.5 秒。"],
)
def test_make_several_longer_or_shorter(say: str) -> None:
    talk = started(*NAMES)
    talk.say(say)
    assert talk.seconds == [2.5 if n in ("beach.jpg", "title.png") else 3 for n in NAMES]


@pytest.mark.parametrize(
    "say",
    [
        'Use "walk.mp4" from 2.5 to 6.25 seconds.',
        "“walk.mp4”只用第 2.5 到 6.25 秒。",
        "第 2 个片段只用第 2.5 到 6.25 秒。",
    ],
)
def test_use_a_part_of_a_video(say: str) -> None:
    talk = started("beach.jpg", "walk.mp4")
    talk.say(say)
    assert (talk.clips[1].meta.in_ms, talk.clips[1].duration_ms) == (2500, 3750)
    talk.say('Use "walk.mp4" from 39 to 45 seconds.')  # of 40
    assert (talk.clips[1].meta.in_ms, talk.clips[1].duration_ms) == (39_000, 1000)


@pytest.mark.parametrize("words", [*WORDS, 'He said "hi".', "“你好”"])
@pytest.mark.parametrize(
    "say", ['Change the caption "Other" to "{}".', 'Change text 2 to "{}".', "把字幕“Other”改成“{}”。"]
)
def test_change_the_words_of_one_of_several_texts(say: str, words: str) -> None:
    talk = started()
    talk.say('add the title "Old"', 'add the caption "Other" at the end', say.format(words))
    assert talk.texts == ["Old", words]
    assert talk.names == ["beach", "dog", "city"]


@pytest.mark.parametrize(
    "say", ['Show the caption "Other" from 1.2 to 4.4 seconds.', "把文字第 2 条显示在第 1.2 到 4.4 秒。"]
)
def test_when_a_text_is_shown(say: str) -> None:
    talk = started()
    talk.say('add the title "Old"', 'add the caption "Other" at the end', say)
    assert [(t.meta.text, t.start_ms, t.duration_ms) for t in talk.draft.texts] == [
        ("Old", 0, 3000),
        ("Other", 1200, 3200),
    ]


@pytest.mark.parametrize("say", ['Remove the title "Old".', "Remove text 1.", "删除标题“Old”。"])
def test_remove_a_text(say: str) -> None:
    talk = started()
    talk.say('add the title "Old"', 'add the caption "Other" at the end', say)
    assert talk.texts == ["Other"]


@pytest.mark.parametrize("say", ["Remove the music.", "删除音乐。"])
def test_remove_the_music(say: str) -> None:
    talk = started()
    talk.say("lo-fi music", say)
    assert not talk.draft.music


@pytest.mark.parametrize("say", ["Undo.", "撤销。"])
def test_undo_in_both_languages(say: str) -> None:
    talk = started()
    before = talk.draft
    talk.say('Remove "dog.jpg".')
    assert talk.say(say).draft == before
    redo = {"Undo.": "Redo.", "撤销。": "重做。"}[say]
    assert len(talk.clips) == 3
    talk.say(redo)
    assert len(talk.clips) == 2


def test_a_gesture_is_answered_in_its_language() -> None:
    talk = started()
    assert "删除" in talk.say("删除“dog.jpg”。").text
    assert "Removed" in talk.say('Remove "beach.jpg".').text


SENTENCES = json.loads((Path(__file__).parents[3] / "js/tests/timeline/sentences.json").read_text("utf-8"))


@pytest.mark.parametrize(("language", "sentence"), [(code, say) for code, all_ in SENTENCES.items() for say in all_])
def test_what_the_page_says_is_read_to_the_letter(language: str, sentence: str) -> None:
    talk = started("beach.jpg", "dog.jpg", "walk.mp4")
    talk.say('add the title "Old"', 'add the caption "Other" at the end', "lo-fi music")
    talk.upload("song.mp3")
    found = gesture(sentence, talk.draft, talk.situation.assets)
    assert found is not None
    assert found[1] == language
    before = talk.draft
    assert talk.say(sentence).draft != before


@pytest.mark.parametrize(
    ("before", "sentence", "names"),
    [
        ((), 'Make a new video from only "beach.jpg", "海滩.png".', ["beach.jpg", "海滩.png"]),
        (("square, lo-fi music, title 'Old', 24 fps",), 'Make a new video from only "second.jpg".', ["second.jpg"]),
        (("make a video", "720p"), "只用“海滩.png”、“beach.jpg”做一个新视频。", ["海滩.png", "beach.jpg"]),
    ],
)
def test_a_new_video_has_nothing_of_the_one_before(before: tuple[str, ...], sentence: str, names: list[str]) -> None:
    talk = Conversation(*NAMES)
    if before:
        talk.say(*before)
    talk.say(sentence)
    assert [c.meta.name for c in talk.clips] == names
    alone = Conversation(*names)
    alone.say("make a video")
    assert (talk.draft.meta, talk.situation.ratio) == (alone.draft.meta, alone.situation.ratio)
    assert [c.duration_ms for c in talk.clips] == [c.duration_ms for c in alone.clips]
    assert not talk.draft.music and not talk.draft.texts


def test_undo_leads_back_to_the_video_before() -> None:
    talk = started(*NAMES)
    before = talk.draft
    talk.say('Make a new video from only "beach.jpg".', "undo")
    assert talk.draft == before


def test_of_several_uploads_of_a_name_a_new_video_takes_the_last() -> None:
    talk = started("photo.jpg")
    again = asset("photo.jpg")
    talk.situation.assets.append(dataclasses.replace(again, hash="another"))
    talk.say('Make a new video from only "photo.jpg".')
    assert [c.meta.src for c in talk.clips] == ["another"]


def test_who_starts_over_is_told_nothing_else() -> None:
    talk = started(*NAMES)
    assert talk.say("Start over.").text == "Cleared the timeline."
    assert not talk.clips


@pytest.mark.parametrize("name", [*NAMES, 'the "best" one.jpg', "add beach.jpg at position 1.jpg"])
@pytest.mark.parametrize("place", [1, 2, 4])
def test_a_file_of_the_bin_is_put_in_where_it_was_dropped(name: str, place: int) -> None:
    talk = started("one.png", "two.png", "three.png")
    talk.upload(name)
    talk.say(f'Add "{name}" at position {place}.')
    assert [c.meta.name for c in talk.clips].index(name) == place - 1
    assert len(talk.clips) == 4
    talk.say("撤销。", f"把“{name}”加到第 {place} 位。")
    assert [c.meta.name for c in talk.clips].index(name) == place - 1


def test_a_sound_of_the_bin_is_the_music() -> None:
    talk = started()
    talk.upload("Remove the title.mp3")
    talk.say("lo-fi music", 'Use "Remove the title.mp3" as the music.')
    assert [m.meta.name for m in talk.draft.music] == ["Remove the title.mp3"]


@pytest.mark.parametrize("sentence", ['Add "gone.jpg" at position 1.', 'Add "beach.jpg" at position 9.'])
def test_a_file_that_is_not_there_is_no_gesture(sentence: str) -> None:
    talk = started()
    assert gesture(sentence, talk.draft, talk.situation.assets) is None

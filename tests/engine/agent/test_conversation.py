"""What goes on over several messages: history, pronouns, corrections, questions back."""

from __future__ import annotations

import pytest

from tests.engine.agent.conversation import Conversation, started


def test_undo_goes_back_to_an_empty_timeline_and_redo_returns() -> None:
    talk = started()
    built = talk.draft
    answer = talk.say("undo")
    assert answer.draft is None and answer.history == "undo"
    assert talk.say("redo").draft == built


def test_undo_of_several_steps() -> None:
    talk = started()
    built = talk.draft
    talk.say("black and white", "lo-fi music")
    answer = talk.say("undo two steps")
    assert (answer.draft, answer.steps) == (built, 2)


@pytest.mark.parametrize("message", ["undo", "Redo.", "撤销", "重做"])
def test_nothing_to_undo(message: str) -> None:
    answer = Conversation("a.jpg", language="zh" if message[0] >= "一" else "en").say(message)
    assert answer.history == "none" and answer.text


def test_an_edit_ends_the_redo_list() -> None:
    talk = started()
    talk.say("sepia", "undo", "vertical")
    assert talk.say("redo").history == "none"


def test_back_to_the_ratio_before() -> None:
    talk = started()
    talk.say("make it square", "lo-fi music")
    answer = talk.say("go back to the previous format")
    assert answer.ratio == "16:9"
    assert talk.draft.music


def test_a_photo_comes_back_where_it_was() -> None:
    talk = started()
    talk.say("make the dog black and white", "remove the dog", "lo-fi music", "bring the dog back")
    assert talk.names == ["beach", "dog", "city"]
    assert talk.clips[1].meta.filter == "bw"
    assert talk.draft.music


def test_new_uploads_wait_until_they_are_asked_for() -> None:
    talk = started()
    talk.upload("cat.jpg", "pig.jpg")
    talk.say("make it vertical")
    assert talk.names == ["beach", "dog", "city"]
    talk.say("add the new photos")
    assert talk.names == ["beach", "dog", "city", "cat", "pig"]
    assert "add" in talk.say("add the new photos").text


def test_new_uploads_in_chinese() -> None:
    talk = started("海.jpg", "山.jpg", language="zh-CN")
    talk.upload("河.jpg")
    talk.say("把新照片加进去")
    assert talk.names == ["海", "山", "河"]


@pytest.mark.parametrize(
    ("message", "music"),
    [
        ("add the song as music", "song.mp3"),
        ("put the song under it", "song.mp3"),
        ("把这首歌加进去", "song.mp3"),
        ("make the song quieter", "Upbeat"),
        ("add lo-fi music", "Lo-fi"),
    ],
)
def test_who_has_given_a_song_means_that_one(message: str, music: str) -> None:
    talk = started(language="zh-CN" if message[0] >= "一" else "en")
    talk.upload("song.mp3")
    talk.say("upbeat music", message)
    assert [clip.meta.name for clip in talk.draft.music] == [music]


@pytest.mark.parametrize(
    ("messages", "names"),
    [
        (["delete the second one", "no, the third one"], ["beach", "dog"]),
        (["put the city first", "sorry, I meant the dog"], ["dog", "beach", "city"]),
    ],
)
def test_a_correction_takes_the_place_of_what_was_done(messages: list[str], names: list[str]) -> None:
    talk = started()
    talk.say(*messages)
    assert talk.names == names


def test_same_for_others() -> None:
    talk = started()
    talk.say("make the beach black and white", "same for the city")
    assert [c.meta.filter for c in talk.clips] == ["bw", "none", "bw"]


def test_a_number_corrects_the_number_before() -> None:
    talk = started()
    talk.say("5 seconds for the dog", "no, 4")
    assert talk.seconds == [3, 4, 3]


def test_more_and_less() -> None:
    talk = started()
    talk.say("lo-fi music at 40%", "a bit quieter")
    quieter = talk.draft.music[0].meta.volume
    talk.say("more")
    quietest = talk.draft.music[0].meta.volume
    assert quietest < quieter < 0.4
    talk.say("not that much")
    assert quietest < talk.draft.music[0].meta.volume < quieter


def test_it_is_what_was_touched_last() -> None:
    talk = started()
    talk.say('title "Trip"', "make it red", "put it at the bottom")
    meta = talk.draft.texts[0].meta
    assert (meta.color, meta.position) == ("#ff0000", "bottom")
    talk.say("remove it")
    assert talk.texts == [] and talk.names == ["beach", "dog", "city"]


def test_the_words_of_a_title_may_come_with_the_next_message() -> None:
    talk = started()
    assert "?" in talk.say("Add a title.").text
    talk.say("Summer in Rome")
    assert talk.texts == ["Summer in Rome"]


def test_ambiguity_is_asked_back_and_the_answer_is_understood() -> None:
    talk = started("beach-1.jpg", "beach-2.jpg", "city.jpg")
    before = talk.draft
    answer = talk.say("remove the beach photo")
    assert answer.draft == before
    assert [b.label for b in answer.next_steps] == ["beach-1.jpg", "beach-2.jpg"]
    talk.say("the second one")
    assert talk.names == ["beach-1", "city"]


def test_start_over() -> None:
    talk = started()
    talk.say('title "X"', "lo-fi music", "start over")
    assert not talk.clips and not talk.draft.music and not talk.draft.texts
    talk.say("undo")
    assert talk.texts == ["X"]
    talk.say("start over", "make a square video")
    assert talk.names == ["beach", "dog", "city"]


@pytest.mark.parametrize(
    "message",
    [
        "get rid of the giraffe",
        "erase the hat from the dog picture",
        "remove the dog's collar",
        "Remove photo 9",
        "don't change anything",
        "make him smile",
        "blah blah",
        "删掉大象那张",
        "把小狗的眼睛变大",
    ],
)
def test_nothing_is_done_on_half_an_understanding(message: str) -> None:
    talk = started()
    before = talk.draft
    answer = talk.say(message)
    assert answer.draft == before
    assert (answer.history, answer.edits) == ("none", [])


def test_what_is_not_understood_is_named_and_the_rest_is_done() -> None:
    talk = started()
    answer = talk.say("make it square and add a flying unicorn sticker")
    assert answer.ratio == "1:1"
    assert "unicorn" in answer.text


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("how long is it?", "9 s"),
        ("what's the aspect ratio?", "16:9"),
        ("which music is playing?", "lo-fi"),
        ("how many photos are there?", "3"),
        ("what does the title say?", "Trip"),
        ("which transitions are there?", "crossfade"),
        ("视频多长？", "9"),
        ("现在是什么音乐？", "lo-fi"),
    ],
)
def test_questions_are_answered_and_change_nothing(question: str, word: str) -> None:
    talk = started()
    talk.say('lo-fi music, title "Trip"')
    before = talk.draft
    answer = talk.say(question)
    assert answer.draft == before and answer.history == "none"
    assert word.lower() in answer.text.lower()


@pytest.mark.parametrize(
    "message", ["can you make it square?", "could we have it square", "能不能改成方形？", "可以做成方形吗"]
)
def test_a_wish_put_as_a_question_is_a_wish(message: str) -> None:
    assert started().say(message).ratio == "1:1"


def test_unavailable_things_are_said() -> None:
    talk = started()
    assert "16:9" in talk.say("make it 4:3").text
    assert "30" in talk.say("120 fps please").text
    assert "lo-fi" in talk.say("add some heavy metal music").text
    assert not talk.draft.music


@pytest.mark.parametrize(
    ("message", "language", "word"),
    [
        ("make it square", "zh-CN", "square"),
        ("改成方形", "en", "方形"),
        ("改成竖屏", "zh-TW", "直式"),
        ("cuadrado por favor", "es", "cuadrado"),
    ],
)
def test_the_reply_follows_the_messages_own_language(message: str, language: str, word: str) -> None:
    assert word in started(language=language).say(message).text


def test_next_steps_fit_the_draft_and_are_understood() -> None:
    talk = started()
    answer = talk.say("make it vertical")
    assert 2 <= len(answer.next_steps) <= 3
    for button in answer.next_steps:
        other = started()
        other.say("make it vertical")
        reply = other.say(button.say)
        assert reply.edits or reply.turn.asked or button.say == "Export"


def test_messages_and_edits_survive_as_json() -> None:
    talk = started()
    for message in ("title “A” on the dog", "swap the dog and the city", "remove the dog", "bring the dog back"):
        turn = talk.say(message).turn
        assert type(turn).model_validate_json(turn.model_dump_json()) == turn
        assert turn.message == message and turn.edits


def test_a_first_edit_is_undone_without_losing_the_slideshow() -> None:
    talk = Conversation("beach.jpg", "dog.jpg", "city.jpg")
    talk.say("the dog first, the city in sepia")
    talk.say("undo")
    assert talk.names == ["beach", "dog", "city"]
    assert {c.meta.filter for c in talk.clips} == {"none"}
    talk.say("redo")
    assert talk.names == ["dog", "beach", "city"]
    talk.say("undo", "undo")
    assert talk.situation.draft is None or not talk.clips


def test_a_first_request_is_undone_as_a_whole() -> None:
    talk = Conversation("beach.jpg", "dog.jpg", "city.jpg")
    talk.say("make a 12-second video, the dog first", "undo")
    assert talk.situation.draft is None or not talk.clips

"""What a skill leaves to the agent: how long a lone picture lasts, what is offered next, what help says."""

from __future__ import annotations

import pytest

from nemo_widget.engine.agent.suggestions import _STEPS, next_steps
from nemo_widget.profiles import skills
from tests.engine.agent.conversation import Conversation

SKILLS = [skill.name for skill in skills()]


def talk(skill: str, *names: str, language: str = "en") -> Conversation:
    conversation = Conversation(*(names or ("beach.jpg", "dog.jpg", "city.jpg")), language=language)
    conversation.situation.skill = skill
    return conversation


@pytest.mark.parametrize(
    ("skill", "names", "message", "seconds"),
    [
        ("image-to-video-openart", ["art.png"], "animate my artwork", 5),
        ("image-to-video-openart", ["art.png"], "animate my artwork for 8 seconds", 8),
        ("image-to-video-openart", ["art.png", "study.png"], "make a video", 6),
        ("image-to-video-openart", ["run.mp4"], "make a video", 40),
        ("best-image-to-video", ["art.png"], "make a video", 3),
        ("one's own", ["art.png"], "make a video", 3),
    ],
)
def test_how_long_a_first_video_lasts(skill: str, names: list[str], message: str, seconds: float) -> None:
    conversation = talk(skill, *names)
    conversation.say(message)
    assert conversation.total_s == seconds


@pytest.mark.parametrize("skill", SKILLS)
def test_a_first_request_that_names_nothing_is_the_same_with_every_skill(skill: str) -> None:
    conversation = talk(skill)
    conversation.say("make a video")
    assert conversation.seconds == [3, 3, 3]
    assert set(conversation.transitions) == {"crossfade"}
    assert [c.meta.motion for c in conversation.clips] == ["zoom-in", "zoom-out", "zoom-in"]
    assert not conversation.draft.music
    assert not conversation.texts


def test_each_skill_offers_next_what_fits_it() -> None:
    offered = {}
    for skill in SKILLS:
        answer = talk(skill).say("make a video")
        assert len(answer.next_steps) == 3
        offered[skill] = tuple(button.label for button in answer.next_steps)
    assert offered["image-to-video-openart"][0] == "Pan slowly"
    assert offered["image-to-video-in-free"][0] == "Make it vertical"
    assert len(set(offered.values())) == len(SKILLS)


@pytest.mark.parametrize("zh", [False, True])
@pytest.mark.parametrize("name", _STEPS)
def test_every_button_does_something_once(name: str, zh: bool) -> None:
    conversation = talk("", language="zh" if zh else "en")
    conversation.say("做成视频" if zh else "make a video")
    if name == "beat":
        conversation.say("lo-fi music")
    if name == "square":
        conversation.say("9:16")
    step = _STEPS[name]  # type: ignore[index]
    assert step.fits(conversation.draft)
    answer = conversation.say(step.button(conversation.draft, conversation.situation, zh).say)
    assert name == "export" or answer.turn.asked == "title" or len(answer.edits) == 1, answer.text
    if answer.edits and name != "faster":
        assert not step.fits(conversation.draft)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("names", [("one.jpg",), ("one.jpg", "two.jpg")])
def test_first_buttons_make_a_video(names: tuple[str, ...], language: str) -> None:
    buttons = next_steps(None, talk("", *names).situation, language)
    assert len(buttons) == 3
    for button in buttons:
        answer = talk("", *names, language=language).say(button.say)
        assert answer.draft is not None
        assert len(answer.draft.clips) == len(names)
        assert "I did nothing about" not in answer.text and "没有处理" not in answer.text


@pytest.mark.parametrize(("language", "ask"), [("en", "what can you do?"), ("zh", "你能做什么？")])
def test_help_fits_the_skill_and_the_video(language: str, ask: str) -> None:
    skill = next(s for s in skills() if s.name == "image-to-video-openart").in_language(language)
    conversation = talk(skill.name, "art.png", language=language)
    assert skill.examples[0] in conversation.say(ask).text
    conversation.say("做成视频" if language == "zh" else "make a video")
    text = conversation.say(ask).text
    assert skill.examples[0] not in text
    assert all(button.say.rstrip(".。") in text for button in conversation.say(ask).next_steps)

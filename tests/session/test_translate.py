"""GUI talk goes, content stays to the letter; on a stream, a sentence is shown whole or never."""

from __future__ import annotations

import pytest

from nemo_widget.session.translate import Translator

CONTENT = """
I placed five photos, 3 seconds each, with a 0.5 s crossfade.
The title "Click the Export button" is shown for 3.5 seconds.
The dog drops the ball on the beach.
The photo shows a man pressing his suit.
A crowd opens the show in the second clip.
Music: Lo-fi at 35%, fading out at the end.
The billing address on the invoice photo is blurred.
I added a click sound to each cut.
Here is what I changed: 1. beach.jpg is first. 2. dog.jpg is last.
The drag race photo is now first.
The export of coffee is the topic of the second slide.
The door opens onto a garden!
我把五张照片排成了视频，每张3秒。
标题“点击导出按钮”显示3秒。
第二张照片里孩子在拖着玩具车。
"""
TALK = """
Click the Export button to save your video.
You can click on the "Export" button in the top right corner.
To download it, press the Export icon.
Please tap the play button below.
Then drag the clip to the timeline.
Just drag and drop your photos into the panel.
Open the Effects panel to change it.
You can preview it in the timeline.
Please check your account page.
Go to your billing settings.
Simply click here.
点击右上角的导出按钮。
请点击“导出”保存视频。
打开左侧的素材面板。
您可以在时间线中预览效果。
把图片拖拽到时间线上。
请查看您的账户余额页面。
"""


def shown(text: str, size: int, language: str = "en") -> str:
    translator = Translator(language)
    pieces = [translator.feed(text[at : at + size]) for at in range(0, len(text), size)]
    return "".join(pieces) + translator.finish()


@pytest.mark.parametrize("sentence", CONTENT.strip().splitlines())
def test_content_passes_to_the_letter_at_any_split(sentence: str) -> None:
    for size in (1, 2, 3, 7, 1000):
        assert shown(sentence, size) == sentence
        assert shown(f"{sentence}\n\n- {sentence} And more", size) == f"{sentence}\n\n- {sentence} And more"


@pytest.mark.parametrize("sentence", TALK.strip().splitlines())
def test_talk_of_another_gui_is_never_shown(sentence: str) -> None:
    for size in (1, 5, 1000):
        text = f"Your video is ready. {sentence} It has five clips."
        assert " ".join(shown(text, size).split()) == "Your video is ready. It has five clips."


def test_at_most_one_sentence_is_held_back() -> None:
    translator = Translator("en")
    assert translator.feed("First one. Second") == "First one."
    assert translator.feed(" one. Third") == " Second one."
    assert translator.finish() == " Third"


def test_a_sentence_without_an_end_is_not_held_back_for_ever() -> None:
    assert len(Translator("en").feed("word " * 200)) > 500


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("Ready. Click the Export button.", {"export"}),
        ("Ready. Preview it in the timeline.", {"state"}),
        ("Ready. Check your account.", {"credits"}),
        ("好了。点击导出按钮。", {"export"}),
        ("Ready. Click the blue icon.", set()),
    ],
)
def test_what_the_talk_was_about(text: str, actions: set[str]) -> None:
    translator = Translator("en")
    translator.feed(text)
    translator.finish()
    assert translator.actions == actions


def test_where_nothing_but_talk_was_said_it_is_translated() -> None:
    assert shown("Click the Export button.", 3) == "Say “export” and the MP4 is made here."
    assert shown("点击导出按钮。", 3, "zh-CN") == "说“导出”，就会在这里生成 MP4。"


def test_a_trailing_temporary_issue_is_noise_after_an_answer_only() -> None:
    noise = "I ran into a temporary issue, please try again."
    assert shown(f"All five photos are in. {noise}", 4).strip() == "All five photos are in."
    assert shown(f"All five photos are in.\n\n{noise}\n", 4).strip() == "All five photos are in."
    assert shown(noise, 4) == noise
    in_the_middle = f"{noise} Now it works."
    assert shown(in_the_middle, 4) == in_the_middle

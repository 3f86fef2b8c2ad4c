"""GUI talk goes, content stays to the letter; on a stream, a sentence is shown whole or never."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_widget.session.translate import Translator

CONTENT = """
The clip ends with a click of the camera shutter.
The second photo shows a button on a coat.
I added a "Press play" title on the first clip.
The train is now on the first track, and the panel of judges comes last.
The music opens with a soft piano and closes with strings.
The window opens onto the sea, and the page turns.
She drags the suitcase across the station in the second photo.
A drag queen opens the show.
The preview of the summer collection is on the second slide.
Your video has 3 clips on the timeline.
The timeline now has 3 tracks.
There are three photos in the timeline, 2 s each.
The text appears below the door.
I moved the title to the top right corner.
The logo is in the bottom left corner now.
The exported goods are shown in the third photo.
The account of the trip is told in five slides.
Check marks now appear on each cut.
A man checks his account book in the first photo.
I've set the volume to 35 %.
Press coverage is the topic of slide two.
The window on the left is lit.
Here you see the dog, here the cat.
标题现在显示在右上角。
第二张照片里的窗户打开了。
时间线上现在有三个片段。
第一张里的人在按门铃。
背景音乐点击感很强。
照片里的孩子打开了礼物。
他在查看账本。
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
The title now says "Click here". It appears for three seconds.
Your video shows a girl clicking a camera at sunset.
I opened the video with the beach photo and closed it with the dog.
The camera drags slowly across the skyline, then drops into the street.
The balance of light and shadow is better now.
I exported three frames as thumbnails for the opening.
The door opens and light falls into the room.
Mr. Smith's photo is first. It zooms in at 1.5x.
Preview: beach → dog → title. Total 9.0 s.
I dragged the pace down a little so the music breathes.
Your song clicks in at second four, right on the beat.
The caption "Open daily 9-5" sits at the bottom.
片头打开一扇门，光线照进房间。
标题是“点击购买”，显示三秒。
镜头被慢慢拖拽到天际线，画面很有张力。
我把导出的三帧当成了封面。
字幕写着“打开新世界”，位于画面底部。
狗狗点击快门的瞬间被放慢了一倍。
音量平衡已经调好，人声更清楚。
The dog drags a stick to the river.
The music drops on the beat at second eight.
Now the titles read "Tap to order" and "Swipe up".
A man opens a window on a sunny street.
The panel of judges appears in the second clip.
She presses the shutter button and smiles.
I've placed the logo in the top right corner.
The timeline now has three tracks: video, music and title.
Your plan of a trip to Rome is told in five photos.
Version 2.0 is ready. It is 9:16, 1080×1920.
她按下快门按钮，露出笑容。
已将第二张照片移动到开头。
我把第二个片段拖到了最前面。
时间线现在有三条轨道：视频、音乐和标题。
右上角加了一个白色的标志。
窗口打开，阳光洒进来。
字幕“右键点击”已加在第三张上。
小狗拖着木棍跑过草地，拖到河边。
The hero drops into the frame and opens the box.
A preview of autumn: leaves on the timeline of the year.
The last slide says to check your account for updates.
I clicked through the options and chose warm.
小猫打开盒子，跳进画面。
最后一张写着“请查看账户”。
背景音乐的节拍和点击声同步。
"""
TALK = """
Click the "Export" button at the top right.
Hit the Export button when you're ready.
You can now export it by clicking the Export button.
Once you're happy, click on Export in the top-right corner.
Tap on the three dots menu to change it.
Select the clip in the timeline and press Delete.
Right-click the clip and choose Properties.
Double-click the title in the timeline to edit it.
You'll find the video in the preview panel on the left.
Use the timeline to trim your clips.
Head over to the Effects tab for more.
Go to Settings > Export to change the quality.
Navigate to the Music panel to choose another song.
You can drag clips to reorder them.
Drag the edges of the clip to trim it.
Open the Media panel on the left side.
See the result in the preview window.
Please refresh the page to see the changes.
Visit your account page to buy more credits.
Check your billing page for details.
You can watch it in the timeline now.
请点击右上角的“导出”按钮下载视频。
您可以点击时间线上的片段进行编辑。
打开音乐面板选择其他音乐。
拖动片段可以调整顺序。
请在预览窗口中查看效果。
您可以在左侧面板中找到素材。
双击标题即可修改文字。
前往账户页面查看余额。
请刷新页面查看最新效果。
进入设置调整导出质量。
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
To reorder, drag the second clip in front of the first one.
Open the Music panel to pick another song.
Go to Settings > Billing to top up.
Right-click the clip and choose Split.
请将第二个片段拖拽到最前面。
打开音乐面板选择其他歌曲。
右键点击该片段并选择删除。
前往导出页面，选择1080p后下载。
Click any clip on the timeline to adjust its speed.
You can download the video from the top bar.
If you want to see it full screen, double-click the preview.
请打开设置调整分辨率。
把素材拖入轨道即可替换。
Hover over the clip and click the trash icon to remove it.
Use your mouse to drag the title higher.
请用鼠标拖动标题调整位置。
选中片段后按删除键即可移除。
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
        ("Ready. Drag the second clip to the front.", {"edit"}),
        ("Ready. You can drag clips to reorder them.", set()),
        ("好了。把第二个片段拖到时间线开头。", {"edit"}),
        ("好了。请在预览窗口中查看效果。", {"state"}),
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


_ANYTHING = st.text("ab 你。.!? \n\"“”'…拖点击导出click", max_size=120)


@given(text=_ANYTHING, cuts=st.lists(st.integers(0, 120), max_size=8))
def test_what_is_shown_does_not_depend_on_how_the_stream_is_cut(text: str, cuts: list[int]) -> None:
    at = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    translator = Translator("en")
    pieces = [translator.feed(text[one:other]) for one, other in pairwise(at)]
    assert "".join(pieces) + translator.finish() == shown(text, 1)


@given(st.text("abc 你好。.!?\n“”12", max_size=200).filter(str.strip))
def test_text_without_a_word_of_a_gui_passes_whole(text: str) -> None:
    assert shown(text, 3).strip() == text.strip()

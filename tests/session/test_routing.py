"""Intent, not the bare word."""

from __future__ import annotations

import pytest

from nemo_widget.session.routing import route

EXPORT = """
export
Export!
export please
please export the video
can you export it?
Could you please export this for me
ok, export
Looks great, export it now
download
download the video
download it please
I'd like to download the video
can I download it?
render the final video
send me the video
give me the file
save it
save the video as mp4
export as mp4
export as a gif
export it as a WebM
save the video as gif
make the gif
export with mp3 sound
导出gif
导出成动图
export it in 4K
export in 1080p at 60 fps
let's export
make the mp4
start the export
I want to export the clip
导出
导出视频
请导出
帮我导出视频
导出吧
导出成mp4
导出4k视频
下载视频
下载
把视频发给我
把视频导出来
给我视频
可以导出了
輸出影片
"""
CREDITS = """
credits
credits?
how many credits do I have
How many credits do I have left?
how many credits are left
check my credits
show my balance
balance
what's my balance
what is my credit balance?
do I have any credits left
积分
余额
我还有多少积分
还剩多少积分？
查一下余额
积分还有多少
"""
STATUS = """
status
show tracks
show the tracks
show me the tracks please
show me the timeline
what's the status
what is on the timeline?
list tracks
timeline
状态
查看状态
看看时间线
显示轨道
现在的状态
"""
UPLOAD = """
upload
upload some photos
I want to upload more pictures
how do I upload photos?
where can I add photos
上传
上传照片
怎么上传图片
我要上传一些照片
"""
CHAT = """
add a title that says Download now
add a title that says "Export"
make the credits roll at the end
add credits at the end
add end credits with my name
put 'export' as the caption
the title should be Status
write "Show tracks" at the top
regenerate
regenerate the video
重新生成
重新生成视频
make a video
make me a video of my photos
give me a video
turn these into a 15-second vertical video
download the beach photo from the first clip and put it last
export-ready quality, please make it sharper
show the tracks of the train in the second photo for longer
change the status bar photo to last
upload speed is the topic of the third slide
remove the credit card photo
balance the colours
make the timeline shorter
add more tracks
the video is too long
make it send me shivers
undo
save the best for last
render it warmer
export the first clip only as a title
加一个标题“立即下载”
片头打上“导出成功”四个大字
片尾加上演职员积分表
把标题改成“状态”
字幕写“下载”
标题写导出
视频太长了
让画面更平衡
照片一张两秒
把上传的第一张放到最后
上传的照片每张两秒
导出之前加个标题
下载量这个词写在第二张上
做一个视频
给我做一个视频
生成视频
what can you do?
hello
thanks
"""


@pytest.mark.parametrize(
    ("intent", "sentence"),
    [
        (intent, sentence)
        for intent, sentences in (
            ("export", EXPORT),
            ("credits", CREDITS),
            ("status", STATUS),
            ("upload", UPLOAD),
            ("chat", CHAT),
        )
        for sentence in sentences.strip().splitlines()
    ],
)
def test_what_a_message_asks_for(intent: str, sentence: str) -> None:
    assert route(sentence).intent == intent


@pytest.mark.parametrize(
    ("sentence", "resolution", "fps"),
    [
        ("export it in 4K", 2160, None),
        ("export at 720p", 720, None),
        ("export in full hd", 1080, None),
        ("export in 1080p at 60 fps", 1080, 60),
        ("导出4k视频", 2160, None),
        ("export", None, None),
    ],
)
def test_what_an_export_asks_for(sentence: str, resolution: int | None, fps: int | None) -> None:
    asked = route(sentence)
    assert (asked.intent, asked.resolution, asked.fps) == ("export", resolution, fps)


@pytest.mark.parametrize(
    ("sentence", "files"),
    [
        ("https://example.org/a/cat.jpg", ["https://example.org/a/cat.jpg"]),
        ("upload https://example.org/cat.jpg", ["https://example.org/cat.jpg"]),
        ("上传 https://example.org/cat.jpg", ["https://example.org/cat.jpg"]),
        ("upload ~/photos/cat.jpg", ["~/photos/cat.jpg"]),
        ("beach.jpg and DOG.PNG", ["beach.jpg", "DOG.PNG"]),
        (
            "add beach.jpg, https://example.org/cat.jpg and dog.png",
            ["beach.jpg", "https://example.org/cat.jpg", "dog.png"],
        ),
    ],
)
def test_a_message_that_gives_files(sentence: str, files: list[str]) -> None:
    asked = route(sentence)
    assert (asked.intent, asked.files) == ("upload", files)


@pytest.mark.parametrize(
    "sentence", ["remove beach.jpg", "put dog.png first", "make a video like https://example.org/x"]
)
def test_a_file_that_is_only_spoken_of(sentence: str) -> None:
    assert route(sentence).intent == "chat"


@pytest.mark.parametrize(
    ("sentence", "format", "audio"),
    [
        ("export", None, None),
        ("export as a GIF", "gif", None),
        ("download it as webm in 1080p", "webm", None),
        ("export the mp4 with mp3 sound", None, "mp3"),
        ("把视频导出成gif", "gif", None),
        ("导出动图", "gif", None),
    ],
)
def test_which_file_an_export_asks_for(sentence: str, format: str | None, audio: str | None) -> None:
    asked = route(sentence)
    assert (asked.intent, asked.format, asked.audio) == ("export", format, audio)


def test_a_gif_may_also_be_a_thing_to_edit() -> None:
    for sentence in ("make the gif longer", "add a gif of a cat", "remove the gif"):
        assert route(sentence).intent == "chat"

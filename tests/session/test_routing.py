"""Intent, not the bare word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_widget.session.routing import route, wishes_in

EXPORT = """
export the finished video
Export as MP4 please
export at 60fps
export this in 720p, 24 fps
please render it in 4k
download it as an mp4
can you send me the mp4
could I get the video file
I'm done, export
I'm happy with it, export it
that's it, export
yes, export it
export again
export once more
re-export
save to my computer
save the video to my computer
download to my laptop
give me the final cut
make the mp4 now
let's render
EXPORT!!!
i want the mp4
i want to download it
export video
video export
导出高清视频
导出1080p
可以帮我导出视频吗
我要下载视频
把成片发我
重新导出
再导出一次
好了，导出吧
没问题，导出
導出影片
匯出影片
下載影片
我想保存视频
保存到本地
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
can I get the file now?
ok looks great, let's render it
Export in 4K please
save it as an mp4
I'd like to download the finished video
give me the final mp4
please send the video over
export it as a gif at 480p
we're done here, export!
帮我导出成1080p的mp4
可以下载了吗？
把成片发给我
好了，输出吧
生成最终视频并下载
渲染一下，我想存下来
alright, wrap it up and export
export please, 720p is enough
give me a gif of it
can you render the final version in 4k?
Let me have the finished video
download the mp4, thanks!
行，导出4k的
把视频保存到我的电脑
麻烦发我一个mp4
可以了，渲染成webm
could you export that as a webm?
ok send me the result
render the video now please
I want to save the video
produce the mp4
export, 30 fps
给我最终的mp4
完成了，帮我下载吧
导出一份gif
输出视频到本地
"""
CREDITS = """
how many credits left?
credits left
how much credit do I have
show credits
what are my credits
remaining balance
am I out of credits?
剩余积分
我的余额
还有积分吗
积分够吗
查看积分
帮我查积分
點數還剩多少
我有多少積分
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
how many credits do I have left?
did that cost me any credits?
am I running out of credits
我还剩多少积分
积分够不够用？
账户里还有多少点数
how much credit is left on my account?
check credits pls
Do I still have enough credits?
看看我的积分余额
还有多少余额？
show my credit balance
how many credits are left?
我的积分还有多少
账户余额是多少
"""
STATUS = """
what does the timeline look like?
what's on my timeline right now
show the current state
current status
list the clips
show the clips
时间轴
当前状态
看一下轨道
列出所有轨道
现在时间线上有什么
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
what's on the timeline right now?
show me the tracks
list the clips please
what does the video look like so far
看看当前状态
显示所有轨道
目前做到哪一步了
what tracks do we have?
show timeline
give me a summary of the timeline
时间线里现在有哪些片段
列出所有片段
what's in the timeline?
show me the current state of the project
时间线情况
现在有哪些轨道
"""
UPLOAD = r"""
upload files
I'd like to upload a file
how can I add my pictures?
upload from my computer
上传文件
我想上传视频
upload
upload some photos
I want to upload more pictures
how do I upload photos?
where can I add photos
上传
上传照片
怎么上传图片
我要上传一些照片
upload more photos
I want to add another picture from my computer
can I upload a song?
/home/ana/pictures/beach.jpg
https://example.com/a/dog.png
上传几张照片
我想再传一张图
怎么上传音乐？
upload from my phone
where can I add my music?
D:\photos\cat.png
添加 beach.jpg 和 dog.png
I'd like to upload two more pictures
上传一首歌
再上传两张
"""
CHAT = """
export is what the title should say
the title is: export
add the caption "credits"
roll credits at the end
add a credits screen
give credit to the photographer at the end
the last slide should say Download the app
change the download button photo to the first
make the status update photo longer
replace the word export by import
add text: 导出
send me to the moon
add an upload icon to the title
add photo of the beach first
don't export yet
do not export
don't download anything
why did the export fail?
how do I export?
what happens when I export?
how long does the export take?
is the export free?
what formats can I export to?
can I export without a watermark?
before you export, make it brighter
export it, but first remove the second photo
make it 10 seconds and export
export with a title that says hello
export the third clip
render the title in red
render text bigger
download some lo-fi music
save space by making the clips shorter
save the second clip for the end
save it for later
make the balance between colours better
white balance
show the tracks longer
show the timeline of the company in the third photo
state your name
what is the status of women's rights photo
stats
put the timeline photo first
show me a warmer version
upload the mood
the credits photo should be last
add more photos at the end
add photos in the order of their names
add a photo to the end
take credit card photo out
不要导出
先别导出
为什么导出失败
怎么导出
导出要多久
导出免费吗
导出前把第二张删掉
把标题改成导出
标题写“积分”
积分榜那张放最后
把余额那张照片删掉
加个字幕：下载我们的应用
状态栏那张照片裁掉
时间线短一点
轨道音量小一点
上传的那张放第一
视频下载量图表放第一张
输出的画面再亮一点
保存原色
片尾字幕滚动
把最后一张发给我
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
add a title that says Export Ready
put "Download our app" on the last clip
write "Credits: 500" at the bottom
add rolling credits with my friends' names
make the balance between music and voice better
balance the colors a bit
change the status bar text to "Loading"
regenerate the second clip
make it look like a news upload from 1990
before you export, make the first photo longer
don't export yet, remove the last photo
the export was too dark, brighten everything
use the photo I uploaded last
swap the tracks of song one and two
make the status of the runner clear with a caption
title: How to save money
标题写"导出成功"
字幕加上"扫码下载"
在片尾加上演职员表
重新生成第三段
先别导出，把音乐换成轻快的
把色彩平衡调暖一点
用我刚上传的那张照片做开头
给积分两个字加个描边
把状态两个字去掉
导出之前把字幕删掉
加一句"余额不足"的字幕
download more energy into it, make it faster
use the status quo title
end with credits: made by Ana
can you render the sky more blue?
export the mood of the 80s
save the last photo for the end
send the second photo to the back
get the video to 20 seconds
get the music a bit louder
show the tracks title at the start
make a final version with slower music
upload looks blurry, sharpen it
保存第一张在结尾
把音量的余额调低
片尾字幕写上传者小明
导出的画面太暗了，调亮
下载按钮的贴纸放右下角
传一种温暖的感觉
现在做到第三张就停
make it export-quality sharp
move the balance beam photo to the front
add my name to the credits
show the beach longer
show the title on all clips
send it back to the way it was
save it from being boring, add motion
把时间线上的第一张删掉
给视频加个下载引导的字幕
余额宝的截图放最后
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


@pytest.mark.parametrize(
    ("sentence", "intents"),
    [
        ("make it warmer and export it", {"export"}),
        ("add the title 'Hello', then download the video", {"export"}),
        ("2 seconds a photo. Export in 4K when you're done", {"export"}),
        ("add lo-fi music, export it and show me my credits", {"export", "credits"}),
        ("调暖一点，然后导出", {"export"}),
        ("每张两秒，加音乐，最后把视频发给我", {"export"}),
        ("add a title that says “and export”", set()),
        ("write 'then download' at the end", set()),
        ("标题写“然后导出”", set()),
        ("make it export-ready and sharper", set()),
        ("don't export it yet, make it warmer", set()),
        ("make the export button photo first and the others later", set()),
    ],
)
def test_commands_within_a_message_that_asks_for_an_edit(sentence: str, intents: set[str]) -> None:
    assert route(sentence).intent == "chat"
    assert set(wishes_in(sentence)) == intents


def test_a_resolution_within_such_a_message() -> None:
    assert wishes_in("make it warmer and export it in 4K")["export"].resolution == 2160


@pytest.mark.parametrize(
    "sentence",
    [
        *("导出" + "的" * 9000 + "x", "我的" * 5000 + "x", "那就" * 5000, "看" * 10_000, "好的了" * 3000),
        *(
            "please " * 1400 + "x",
            "export in " + "at " * 3000 + "x",
            "show " + "the my our " * 900,
            "a.b" * 2600,
            "/a" * 3900,
        ),
        *(
            "导出" + "的" * 100 + "x",
            "我的" * 55 + "x",
            "查看" * 55 + "x",
            "please " * 16 + "x",
            "export " + "the " * 28,
        ),
    ],
    ids=lambda sentence: sentence[:12],
)
@pytest.mark.timeout(120)
def test_no_message_takes_for_ever_to_read(sentence: str) -> None:
    assert route(sentence).intent in ("chat", "export")
    wishes_in(sentence)


@given(st.text("导出的我看积分时间线上传export the my credits?!，,./ ", max_size=200))
def test_whatever_is_typed_is_routed(sentence: str) -> None:
    assert route(sentence).intent in ("export", "credits", "status", "upload", "chat")

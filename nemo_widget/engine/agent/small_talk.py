"""What is said to greetings, thanks, "help", what is out of scope, and what was not understood."""

from __future__ import annotations

from .asking import wants_nothing
from .edits import Said
from .reading import Reading
from .replies import plain
from .situation import Answer, Situation
from .skill import skill_named
from .tongues import TONGUES

_CAN = Said(
    "I turn your photos into a video. You can say, for example: “15 seconds, vertical, crossfades, lo-fi music”, "
    "“add the title ‘Summer’”, “put the last photo first”, “the second one in black and white”, “undo”.",
    "我可以把照片做成视频。例如：“15 秒竖屏，交叉淡化，lo-fi 音乐”、“加标题‘夏天’”、“最后一张放到最前面”、"
    "“第二张用黑白”、“音乐音量 20%”、“撤销”。",
)


_OUTSIDE = {
    "retouch": Said(
        "I can't change what is in a photo, but I can give it a look: black and white, sepia, warm, cool, vivid or "
        "vintage, brighter or darker.",
        "我不能修改照片里的内容，但可以调整风格：黑白、棕褐色、暖色、冷色、鲜艳、复古，或调亮、调暗。",
    ),
    "generate": Said(
        "I can't generate new pictures; I make videos from the photos that you add, with motion, music and titles.",
        "我不能凭空生成画面；我会用你添加的照片做视频，并加上动效、音乐和标题。",
    ),
    "voice": Said(
        "I can't speak or transcribe; you can upload a recording, and I'll put it under the video.",
        "我不能配音或识别语音；你可以上传录音，我把它放进视频里。",
    ),
    "send": Said(
        "I can't post or send it, but “export” gives you the MP4.",
        "我不能发布或发送视频，但说“导出”就能得到 MP4。",
    ),
}


def without_edits(reading: Reading, situation: Situation) -> Answer:
    """Small talk, what is out of scope, and what was not understood."""
    outside = next((v for f in reading.outside for a in f.atoms for v in a.of("outside")), "generate")
    if reading.outside:
        said = _OUTSIDE.get(
            outside,
            Said(
                "That is beyond me: I make videos from photos. " + _example(situation, "en"),
                "这个我帮不上忙，我只会把照片做成视频。" + _example(situation, "zh"),
            ),
        )
        return plain(said, reading, situation)
    chat = _small_talk(reading, situation)
    if chat is not None:
        return plain(chat, reading, situation)
    if reading.has("neg:nothing") or any(map(wants_nothing, reading.fragments)):
        return plain(Said("All right, nothing changes.", "好的，先不改动。"), reading, situation)
    if reading.has("act:export"):
        return plain(Said("Say just “export” and you get the MP4.", "直接说“导出”，就能得到 MP4。"), reading, situation)
    return plain(
        Said(
            "Sorry, I didn't understand that, so I changed nothing. " + _CAN.en,
            "抱歉，我没听懂，所以没有改动。" + _CAN.zh,
        ),
        reading,
        situation,
    )


def _example(situation: Situation, language: str) -> str:
    if situation.draft is not None and situation.draft.clips:
        return (
            "Try “make it vertical” or “add upbeat music”."
            if language == "en"
            else "试试“改成竖屏”或“加上欢快的音乐”。"
        )
    if situation.assets:
        return "Try “make a 15-second video with music”." if language == "en" else "试试“做成 15 秒带音乐的视频”。"
    return "Add a few photos and say how long it should be." if language == "en" else "先添加几张照片，再告诉我要多长。"


def _small_talk(reading: Reading, situation: Situation) -> Said | None:
    tags = {t[5:] for f in reading.fragments for a in f.atoms for t in a.tags if t.startswith("chat:")}
    unknown = [w for f in reading.fragments for w in f.unknown]
    if not tags or len(unknown) > 2:
        return None
    en, zh = _example(situation, "en"), _example(situation, "zh")
    if "dislike" in tags:
        return Said(
            "Sorry about that. Say “undo”, or tell me what to change.", "抱歉。可以说“撤销”，或者告诉我要怎么改。"
        )
    if "thanks" in tags:
        return Said("You're welcome! Anything else to change?", "不客气！还有什么要改的吗？")
    if "bye" in tags:
        return Said("Goodbye! Everything stays here for next time.", "再见！内容都会保留。")
    if "hello" in tags:
        return Said("Hello! " + en, "你好！" + zh)
    if "praise" in tags:
        return Said("Glad you like it! Say “export” when it is done.", "喜欢就好！满意了就说“导出”。")
    if "no" in tags:
        return Said("All right, nothing changes.", "好的，不改动。")
    return Said("Fine. " + en, "好的。" + zh)


def capabilities(reading: Reading, situation: Situation) -> Answer:
    """What can be said here and now: first requests of the skill, or what makes sense for the video that there is."""
    answer = plain(_CAN, reading, situation)
    zh = reading.language == "zh"
    if situation.draft is not None and situation.draft.clips:
        now = [step.say for step in answer.next_steps]
    else:
        skill = skill_named(situation.skill)
        now = list(skill.in_language("zh" if zh else "en").examples) if skill else []
    if now and reading.language not in TONGUES:
        quoted = ("、" if zh else ", ").join(f"“{words.rstrip('.。')}”" for words in now)
        answer.text += f"现在可以试试：{quoted}。" if zh else f" Right now you could try: {quoted}."
    return answer

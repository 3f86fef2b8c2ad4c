"""What the agent says: short, concrete, in the language of the message (English or Chinese)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from nemo_widget.model.draft import MUSIC_PREFIX, Draft

from .edits import Said, wording
from .language import base_language
from .reading import Reading
from .situation import Answer, History, Situation, Turn, ratio_of
from .stage import Stage
from .suggestions import next_steps
from .words import fold

EDITING = "edit_timeline"


def pick(said: Said, language: str) -> str:
    return said.zh if language == "zh" else said.en


def _finish(text: str, reading: Reading, situation: Situation) -> str:
    return _traditional(text) if reading.language == "zh" and _wants_traditional(reading, situation) else text


# -- after edits ---------------------------------------------------------------------------------------------------


def after_edits(stage: Stage, reading: Reading, language: str) -> Answer:
    situation = stage.situation
    draft = stage.scene.draft if stage.edits else situation.draft
    notes = [pick(n.said, language) for n in stage.notes]
    misread = _misread(reading, language) if stage.edits else ""
    if stage.edits:
        lead = built(draft, stage, language) if stage.built else told(stage.done, language)
    elif notes:
        lead = ""
    else:
        lead = "That is how it is already; nothing changed." if language != "zh" else "现在就是这样，没有改动。"
    text = (
        " ".join(p for p in (lead, *notes, misread) if p)
        if language != "zh"
        else "".join(p for p in (lead, *notes, misread) if p)
    )
    choices = [say for n in stage.notes for _, say in n.choices]
    history: History = "push" if stage.edits else "none"
    ratio = stage.scene.ratio if stage.edits else situation.ratio
    answer = Answer(
        text=_finish(text, reading, situation),
        edits=list(stage.edits),
        draft=draft,
        ratio=ratio,
        history=history,
        next_steps=_choice_buttons(stage) or next_steps(draft, situation, language),
        tool_calls=[EDITING] if stage.edits else [],
    )
    answer.turn = Turn(message="", asked=stage.asked, choices=choices)
    return answer


def _choice_buttons(stage: Stage):  # type: ignore[no-untyped-def]
    from nemo_widget.model.conversation import Button

    return [Button(label=label, say=say) for n in stage.notes for label, say in n.choices][:3]


def told(done: Sequence[Said], language: str) -> str:
    """The edits' sentences as one."""
    parts = list(dict.fromkeys(pick(s, language) for s in done))
    if language == "zh":
        return "好了：" + "；".join(parts) + "。"
    text = "; ".join(parts)
    return text[:1].upper() + text[1:] + "."


def built(draft: Draft | None, stage: Stage, language: str) -> str:
    """A whole new video in one sentence."""
    assert draft is not None
    return ("Here is your " if language != "zh" else "做好了：") + summary(draft, stage.scene.ratio, language)


def summary(draft: Draft, ratio: str, language: str) -> str:
    """ "15-second vertical video (9:16) from 5 photos, 3 s each, crossfades, lo-fi music at 35%." """
    zh = language == "zh"
    count = len(draft.clips)
    seconds = wording.number(draft.duration_ms / 1000)
    shape = wording.RATIOS.get(ratio, (ratio, ratio))[1 if zh else 0]
    parts: list[str] = []
    lengths = {c.duration_ms for c in draft.clips}
    if count > 1:
        even = max(lengths) - min(lengths) <= 1
        each = wording.seconds(draft.clips[0].duration_ms)
        low, high = wording.seconds(min(lengths)), wording.seconds(max(lengths))
        if even:
            parts.append(f"每张 {each[1]}" if zh else f"{each[0]} each")
        else:
            parts.append(f"每张 {low[1]}到 {high[1]}" if zh else f"{low[0]} to {high[0]} each")
        kinds = {c.meta.transition.type if c.meta.transition else "none" for c in draft.clips[1:]}
        if len(kinds) == 1:
            kind = kinds.pop()
            name = wording.TRANSITIONS[kind][1 if zh else 0]
            parts.append(
                f"{name}"
                if zh
                else f"{name}s"
                if kind in ("crossfade", "none")
                else f"{name} transitions"
                if not name.endswith("transition")
                else f"{name}s"
            )
        else:
            parts.append("多种转场" if zh else "several transitions")
    filters = {c.meta.filter for c in draft.clips} - {"none"}
    if filters:
        names = [wording.FILTERS[f][1 if zh else 0] for f in sorted(filters)]
        parts.append("、".join(names) + "滤镜" if zh else "a " + " and ".join(names) + " look")
    parts += _sound_and_words(draft, zh)
    photos = wording.photos(count)
    fps = "" if draft.meta.fps == 30 else (f"，{draft.meta.fps} 帧" if zh else f", {draft.meta.fps} fps")
    size = "" if min(draft.meta.width, draft.meta.height) == 1080 else f", {draft.meta.width}×{draft.meta.height}"
    if zh:
        return (
            f"{seconds} 秒{shape}视频（{ratio}）{size.replace(', ', '，')}{fps}，{photos[1]}"
            + "，".join(["", *parts])
            + "。"
        )
    return (
        f"{seconds}-second {shape} video ({ratio}){size}{fps} from {photos[0]}"
        + ("".join(", " + p for p in parts))
        + "."
    )


def a_summary(draft: Draft, ratio: str) -> str:
    """The English summary with its article: "an 8-second …", "a 9-second …"."""
    text = summary(draft, ratio, "en")
    seconds = text.partition("-")[0].partition(".")[0]
    return ("an " if seconds in ("11", "18") or seconds.startswith("8") else "a ") + text


def _sound_and_words(draft: Draft, zh: bool) -> list[str]:
    parts = []
    for music in draft.music:
        share = wording.percent(music.meta.volume)
        preset = music.meta.src.removeprefix(MUSIC_PREFIX) if music.meta.src.startswith(MUSIC_PREFIX) else None
        name = wording.MUSIC.get(preset or "", (music.meta.name, music.meta.name))[1 if zh else 0]
        parts.append(
            (
                f"{name}{' ' if name.isascii() else ''}音乐（音量 {share}）"
                if preset
                else f"配乐“{name}”（音量 {share}）"
            )
            if zh
            else (f"{name} music at {share}" if preset else f"“{name}” at {share}")
        )
    texts = [t.meta.text for t in draft.texts]
    if len(texts) == 1:
        role = wording.ROLES[draft.texts[0].meta.role][1 if zh else 0]
        parts.append(f"{role}“{texts[0]}”" if zh else f"the {role} “{texts[0]}”")
    elif texts:
        parts.append(f"{len(texts)} 段文字" if zh else f"{len(texts)} texts")
    return parts


def _misread(reading: Reading, language: str) -> str:
    """Names the parts of a message that nothing was done about."""
    passed_over = [
        m for m in reading.misread if not m.has("thing:video", "act:build", "act:undo") and not m.any("echo")
    ]
    passed_over = [m for m in passed_over if m.unknown or m.any("act", "thing")]
    parts = [f.text.strip() for f in (*passed_over, *reading.outside)]
    if not parts:
        return ""
    quoted = ", ".join(f"“{p[:60]}”" for p in parts[:2])
    if language == "zh":
        return f"这一部分我没有处理：{quoted.replace(', ', '、')}。"
    return f"I did nothing about {quoted}."


# -- history -------------------------------------------------------------------------------------------------------


def stepped(reading: Reading, situation: Situation, way: str, draft: Draft | None, count: int) -> Answer:
    language = reading.language
    ratio = ratio_of(draft, "16:9")
    if draft is None or not draft.clips:
        en, zh = "Undone: the timeline is empty again.", "已撤销，时间线现在是空的。"
    else:
        verb = ("Undone", "已撤销") if way == "undo" else ("Redone", "已重做")
        en = f"{verb[0]}. Now it is {a_summary(draft, ratio)}"
        zh = f"{verb[1]}。现在是 {summary(draft, ratio, 'zh')}"
    return Answer(
        text=_finish(zh if language == "zh" else en, reading, situation),
        draft=draft,
        ratio=ratio,
        history="undo" if way == "undo" else "redo",
        steps=count,
        next_steps=next_steps(draft, situation, language, after=way),
        tool_calls=[way],
    )


def nothing_to_step(reading: Reading, situation: Situation, way: str) -> Answer:
    said = (
        Said("There is nothing to undo.", "没有可以撤销的操作。")
        if way == "undo"
        else Said("There is nothing to redo.", "没有可以重做的操作。")
    )
    return plain(said, reading, situation)


# -- without edits -------------------------------------------------------------------------------------------------


def plain(said: Said, reading: Reading, situation: Situation) -> Answer:
    """An answer that changes nothing."""
    return Answer(
        text=_finish(pick(said, reading.language), reading, situation),
        draft=situation.draft,
        ratio=situation.ratio,
        next_steps=next_steps(situation.draft, situation, reading.language),
    )


def in_words(words: str, reading: Reading, situation: Situation, *, changes_wanted: bool) -> Answer:
    """A language model's own words. Where a change may have been asked for, it is said that there was none."""
    answer = plain(Said(words, words), reading, situation)
    if changes_wanted and not words.endswith(("?", "？")):
        answer.text += " Nothing was changed." if reading.language != "zh" else "（没有改动。）"
    return answer


def read_by_itself(text: str, fault: Said, language: str) -> str:
    """An answer with a word about why it is not that of the language model."""
    if language == "zh":
        return f"{text}（{fault.zh}，这次由我自己来理解。）"
    return f"{text} ({fault.en}, so I read your message by myself.)"


def needs_photos(reading: Reading, situation: Situation) -> Answer:
    return plain(
        Said(
            "Please add some photos first; then I'll make the video from them right away.",
            "请先添加照片，我马上就用它们做成视频。",
        ),
        reading,
        situation,
    )


def already_there(reading: Reading, situation: Situation) -> Answer:
    assert situation.draft is not None
    ratio = situation.ratio
    return plain(
        Said(
            f"The video is there: {a_summary(situation.draft, ratio)} Say what to change, or “export”.",
            f"视频已经在了：{summary(situation.draft, ratio, 'zh')}想改什么直接说，或者说“导出”。",
        ),
        reading,
        situation,
    )


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
    if reading.has("neg:nothing"):
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
    return plain(_CAN, reading, situation)


def in_language(answer: Answer, language: str) -> str:
    return answer.text


# -- traditional characters ----------------------------------------------------------------------------------------

_KEEP = frozenset("面台只里系干谷松范准于")


@lru_cache(maxsize=1)
def _to_traditional() -> dict[int, str]:
    pairs = fold._simplified()
    return {ord(simple): traditional for traditional, simple in reversed(list(pairs.items())) if simple not in _KEEP}


def _traditional(text: str) -> str:
    return text.translate(_to_traditional())


def _wants_traditional(reading: Reading, situation: Situation) -> bool:
    code = situation.language.lower().replace("_", "-")
    return base_language(code) == "zh" and any(region in code for region in ("tw", "hk", "mo", "hant"))

"""What the agent says: short, concrete, in the language of the message (English or Chinese)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nemo_widget.model.conversation import Button
from nemo_widget.model.draft import MUSIC_PREFIX, Draft

from .edits import Said, wording
from .fragments import Fragment
from .reading import Reading
from .situation import Answer, History, Situation, Turn, ratio_of
from .stage import Stage
from .suggestions import next_steps
from .tongues import TONGUES, spoken
from .traditional import is_traditional, traditional
from .words.tokens import is_cjk

EDITING = "edit_timeline"
_SHORTEST_UNKNOWN = 4  # letters of a word that is worth naming


def pick(said: Said, language: str) -> str:
    return said.zh if language == "zh" else said.en


def _finish(text: str, reading: Reading, situation: Situation) -> str:
    if reading.language in TONGUES:
        return spoken(text, reading.language) or text
    if reading.language != "zh" or not is_traditional(situation.language):
        return text
    texts = [t.meta.text for d in (situation.draft, *situation.undo[-1:]) if d is not None for t in d.texts]
    said = [a.text for a in reading.atoms if a.kind in ("string", "word") and len(a.text) > 1]
    return traditional(text, (*(a.name for a in situation.assets), *texts, *said), situation.language)


# -- after edits ---------------------------------------------------------------------------------------------------


def after_edits(stage: Stage, reading: Reading, language: str) -> Answer:
    situation = stage.situation
    if stage.scene.draft == situation.draft and stage.scene.ratio == situation.ratio:
        stage.edits.clear()  # what was added and taken away again is no change
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


def _choice_buttons(stage: Stage) -> list[Button]:
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
        m
        for m in reading.misread
        if not m.has("thing:video", "act:build", "act:undo", "act:restart") and not m.any("echo")
    ]
    passed_over = [m for m in passed_over if (m.unknown or m.any("act", "thing")) and not _is_remark(m)]
    parts = [f.text.strip() for f in (*passed_over, *reading.outside)]
    whole = {id(f) for f in (*passed_over, *reading.misread, *reading.outside)}
    parts += [part for f in reading.fragments if id(f) not in whole for part in _unknown_wishes(f)]
    if not parts:
        return ""
    quoted = ", ".join(f"“{p[:60]}”" for p in parts[:2])
    if language == "zh":
        return f"这一部分我没有处理：{quoted.replace(', ', '、')}。"
    return f"I did nothing about {quoted}."


_SPEAKING = (
    "我",
    "你",
    "客户",
    "老板",
    "看着",
    "看起来",
    "感觉",
    "有点",
    "太",
    "因为",
    "毕竟",
    "反正",
    "主要",
    "省得",
    "免得",
    "不然",
    "这样",
    "奶奶",
    "妈",
    "爸",
    "孩子",
    "人家",
    "甲方",
)


def _is_remark(f: Fragment) -> bool:
    """我头晕, 画面灰蒙蒙的, 比例改一下: gives a reason, or says what it will be about, and asks for nothing itself."""
    if (
        is_cjk(f.text)
        and f.any("thing")
        and all(a.is_filler or a.any_of("thing") or a.has("act:change") for a in f.atoms)
    ):
        return True
    if not is_cjk(f.text) or any(
        v not in ("keep", "write", "restore") for a in f.atoms for v in a.of("act") if not a.is_filler
    ):
        return False
    return f.text.startswith(_SPEAKING) or f.text.endswith(("的", "了", "呢"))


def _unknown_wishes(f: Fragment) -> Iterator[str]:
    """What a clause that is understood otherwise asks for besides: "… with a fisheye lens", "add confetti and …"."""
    for index, atom in enumerate(f.atoms):
        if not atom.has("link:with", "act:add") or is_cjk(atom.text):
            continue
        at = index + 1
        while (a := f.at(at)) is not None and a.is_filler and not a.has("link:with", "act:add"):
            at += 1
        run = []
        while (a := f.at(at)) is not None and a.kind == "word" and at not in f.used:
            run.append(a.text)
            at += 1
        if run and not any(c.isupper() for c in run[0]) and max(map(len, run)) >= _SHORTEST_UNKNOWN:
            yield f"{atom.text} {' '.join(run)}"


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

"""Questions about the timeline, and about what there is to choose from."""

from __future__ import annotations

from nemo_widget.model.draft import MUSIC_PREFIX, Draft

from . import replies, small_talk
from .asking import is_question
from .edits import Said, wording
from .fragments import Fragment
from .reading import Reading
from .references import Pick, Selector, resolve
from .situation import Answer, Situation

_ABOUT_TIMELINE = (
    "thing:video",
    "thing:duration",
    "thing:music",
    "thing:title",
    "thing:caption",
    "thing:text",
    "thing:ratio",
    "thing:transition",
    "thing:filter",
    "thing:fps",
    "thing:resolution",
    "thing:photo",
    "thing:volume",
    "thing:order",
    "thing:motion",
)


_MUSIC = Said(
    "Music: lo-fi, upbeat, cinematic, ambient, acoustic, electronic, or an audio file that you upload.",
    "音乐有：lo-fi、欢快、电影感、氛围、原声、电子，也可以上传自己的音频。",
)
_OFFERED = (
    "available",
    "option",
    "choose",
    "do you",
    "can i",
    "can you",
    "there",
    "offer",
    "support",
    "可选",
    "支持",
    "可以",
    "能用",
    "got",
    "you have",
    "u have",
    "do u",
    "have you",
    "有哪些",
    "都有",
    "选择",
)


def is_asked(reading: Reading) -> bool:
    """Whether the message is a question, and nothing is wished for beside it."""
    if reading.wishes or reading.outside:
        return False
    if any(is_question(f) and (f.any("ratio") or f.kinds("pair")) for f in reading.fragments):
        return True
    if any(f.any("genre") and f.question for f in reading.fragments):
        return True
    return any(
        is_question(f)
        and (
            f.has(
                "ask:how_long",
                "ask:how_many",
                "ask:summary",
                "ask:options",
                "ask:capabilities",
                "ask:loud",
                "ask:ratio",
            )
            or f.has(*_ABOUT_TIMELINE)
            or f.kinds("fps", "short_side", "size")
            or asked_clips(f)
        )
        for f in reading.fragments
    )


def asked_clips(f: Fragment) -> Selector | None:
    """The clips that a question is about: "which photo comes last?", "how long is the second one?"."""
    refs = [a.value for a in f.atoms if a.kind == "ref" and not a.value.is_weak and not a.value.has("rest", "new")]
    if len(refs) == 1:
        found: Selector = refs[0]
        return found
    first, last = f.has("link:start"), f.has("link:end")
    if not refs and first != last and any(a.text.startswith(("哪张", "哪一张")) for a in f.atoms):
        return Selector((Pick("ordinal", 1 if first else -1),))  # 打头的是哪张
    asks = f.has("ask:what") and f.has("thing:photo")
    place = next((int(a.of("ordinal")[0]) for a in f.atoms if a.kind == "lex" and a.of("ordinal")), None)
    return Selector((Pick("ordinal", place),)) if asks and not refs and place else None


def _about_clips(f: Fragment, draft: Draft, situation: Situation) -> Said | None:
    selector = asked_clips(f)
    if selector is None or f.has("thing:music", "thing:title", "thing:text", "thing:caption", "thing:ratio"):
        return None
    names = {a.hash: a.name for a in situation.assets}
    ids = resolve(selector, draft.clips, names=names).ids
    clips = [c for c in draft.clips if c.id in ids]
    if not 0 < len(clips) <= 3:
        return None
    parts_en, parts_zh = [], []
    for clip in clips:
        en, zh = wording.seconds(clip.duration_ms)
        place = draft.clips.index(clip) + 1
        look = wording.FILTERS[clip.meta.filter] if clip.meta.filter != "none" else None
        if f.has("thing:transition") and clip is not draft.clips[0]:
            into = wording.TRANSITIONS[clip.meta.transition.type if clip.meta.transition else "none"]
            parts_en.append(f"{into[0]} into “{clip.meta.name}”")
            parts_zh.append(f"切到“{clip.meta.name}”时是{into[1]}")
            continue
        parts_en.append(
            f"“{clip.meta.name}” is photo {place} of {len(draft.clips)} and lasts {en}"
            + (f", {look[0]}" if look else "")
            + (f", {wording.MOTIONS[clip.meta.motion][0]}" if f.has("thing:motion") else "")
        )
        parts_zh.append(f"“{clip.meta.name}”是第 {place} 张，显示 {zh}" + (f"，{look[1]}" if look else ""))
    en = "; ".join(parts_en)
    return Said(en[:1].upper() + en[1:] + ".", "；".join(parts_zh) + "。")


def answer(reading: Reading, situation: Situation) -> Answer:
    fragment = next((f for f in reading.fragments if is_question(f)), reading.fragments[0])
    if fragment.has("ask:capabilities"):
        return small_talk.capabilities(reading, situation)
    options = _options(fragment)
    if options is not None:
        return replies.plain(options, reading, situation)
    if fragment.has("ask:how") and not fragment.has("ask:how_long", "ask:how_many"):
        return small_talk.capabilities(reading, situation)
    if situation.draft is None or not situation.draft.clips:
        count = sum(a.kind != "audio" for a in situation.assets)
        return replies.plain(
            Said(
                f"There is no video yet; {count} photos are uploaded. Say for example “make a 15-second video”.",
                f"还没有视频，已上传 {count} 张照片。可以说“做成 15 秒的视频”。",
            ),
            reading,
            situation,
        )
    return replies.plain(_about(fragment, situation.draft, situation), reading, situation)


def _options(f: Fragment) -> Said | None:
    words = f.text.lower()
    there_is = any(
        w in words for w in ("is there", "are there", "do we have", "have i", "do i", "i got", "有没有")
    ) and not f.any("genre")
    offered = f.has("ask:options") or (f.has("ask:what") and any(w in words for w in _OFFERED) and not there_is)
    if f.any("genre"):
        return _MUSIC
    if not offered:
        return None
    if f.has("thing:transition", "fx:crossfade"):
        return Said(
            "Transitions: crossfade, fade through black or white, slide, wipe (left, right, up, down), zoom, circle, "
            "blur, or plain cuts.",
            "转场有：交叉淡化、黑场、闪白、滑动、擦除（上下左右）、缩放、圆形、模糊，或硬切。",
        )
    if f.has("thing:music"):
        return _MUSIC
    if f.has("thing:filter"):
        return Said(
            "Looks: black and white, sepia, warm, cool, vivid, vintage; and brightness, contrast, saturation.",
            "滤镜有：黑白、棕褐色、暖色、冷色、鲜艳、复古；还可以调亮度、对比度、饱和度。",
        )
    if f.has("thing:ratio"):
        return Said(
            "Formats: 16:9, 9:16, 1:1, 4:5 and 21:9; 24, 25, 30, 50 or 60 frames per second; 720p to 4K.",
            "画幅有：16:9、9:16、1:1、4:5、21:9；帧率 24、25、30、50、60；720p 到 4K。",
        )
    if f.has("thing:motion", "thing:animation"):
        return Said(
            "Motion: zoom in, zoom out, pan left, right, up or down, or none. Texts fade in, slide up, type or pop.",
            "动效有：放大、缩小、向左/右/上/下平移或静止；文字可以淡入、上滑、打字机、弹出。",
        )
    return None


def _about(f: Fragment, draft: Draft, situation: Situation) -> Said:
    seconds = wording.number(draft.duration_ms / 1000)
    count = len(draft.clips)
    if (about := _about_clips(f, draft, situation)) is not None:
        return about
    if f.has("ask:how_many") and not f.has("thing:title", "thing:text", "thing:caption"):
        names = [c.meta.name for c in draft.clips]
        return Said(f"{count} photos: {', '.join(names)}.", f"一共 {count} 张照片：{'、'.join(names)}。")
    if f.has("ask:loud") or f.has("thing:volume"):
        return _music(draft)
    if f.has("ask:how_long") or (
        f.has("thing:duration") and not f.has("thing:music", "thing:transition", "thing:title", "thing:ratio")
    ):
        each_en, each_zh = wording.seconds(draft.clips[0].duration_ms)
        lengths = {c.duration_ms for c in draft.clips}
        more = Said(f", {each_en} per photo", f"，每张 {each_zh}") if max(lengths) - min(lengths) <= 1 else Said("", "")
        return Said(
            f"The video lasts {seconds} s ({count} photos{more.en}).",
            f"视频总长 {seconds} 秒（{count} 张照片{more.zh}）。",
        )
    if (
        f.has("ask:ratio", "thing:ratio", "thing:resolution", "thing:fps")
        or f.any("ratio")
        or f.kinds("pair", "fps", "size")
    ):
        shape = wording.shape(situation.ratio)
        size = f"{draft.meta.width}×{draft.meta.height}"
        return Said(
            f"It is {shape[0]}, {size} at {draft.meta.fps} frames per second.",
            f"现在是{shape[1]}，{size}，每秒 {draft.meta.fps} 帧。",
        )
    if f.has("thing:music") or f.any("sure"):
        return _music(draft)
    if f.has("thing:title", "thing:caption", "thing:text"):
        if not draft.texts:
            return Said("There is no text in the video.", "视频里没有文字。")
        texts = [t.meta.text for t in draft.texts]
        return Said(f"The text reads {wording.listed(texts, 'en')}.", f"文字是{wording.listed(texts, 'zh')}。")
    if f.has("thing:transition"):
        kinds = sorted({c.meta.transition.type if c.meta.transition else "none" for c in draft.clips[1:]})
        en = ", ".join(wording.TRANSITIONS[k][0] for k in kinds) or "none"
        zh = "、".join(wording.TRANSITIONS[k][1] for k in kinds) or "没有"
        return Said(f"Transitions: {en}.", f"转场：{zh}。")
    if f.has("thing:filter", "thing:motion") and not f.has("ask:summary", "thing:video"):
        filters = sorted({c.meta.filter for c in draft.clips})
        return Said(
            f"Look: {', '.join(wording.FILTERS[x][0] for x in filters)}.",
            f"滤镜：{'、'.join(wording.FILTERS[x][1] for x in filters)}。",
        )
    names = [c.meta.name for c in draft.clips]
    return Said(
        f"It is {replies.a_summary(draft, situation.ratio)} The order: {', '.join(names)}.",
        f"{replies.summary(draft, situation.ratio, 'zh')}顺序：{'、'.join(names)}。",
    )


def _music(draft: Draft) -> Said:
    if not draft.music:
        return Said("There is no music in the video.", "视频里没有音乐。")
    meta = draft.music[0].meta
    preset = meta.src.removeprefix(MUSIC_PREFIX) if meta.src.startswith(MUSIC_PREFIX) else ""
    en, zh = wording.MUSIC.get(preset, (meta.name, meta.name))
    share = wording.percent(meta.volume)
    if preset:
        bpm = Said(f", {meta.bpm:g} bpm", f"，每分钟 {meta.bpm:g} 拍") if meta.bpm else Said("", "")
        return Said(
            f"The music is {en} ({meta.name}), at {share}{bpm.en}.",
            f"现在的音乐是{' ' if zh.isascii() else ''}{zh}（{preset}），音量 {share}{bpm.zh}。",
        )
    return Said(f"The music is “{meta.name}”, at {share}.", f"现在的配乐是“{meta.name}”，音量 {share}。")

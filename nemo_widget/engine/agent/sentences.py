"""How a person would ask for an edit: its canonical sentence, in English and in Chinese.

The agent understands each as the very same edit (`tests/engine/agent/test_round_trips.py`), so that a button may carry an
edit as words. Gestures on the timeline speak the same sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import singledispatch

from nemo_widget.model.draft import MUSIC_PREFIX, Draft

from . import edits as e
from .edits import EditBase, Said, wording
from .situation import AgentAsset

_RATIO = {"16:9": "16:9", "9:16": "9:16", "1:1": "1:1", "4:5": "4:5", "21:9": "21:9"}


class Names:
    """What clips, texts and uploads are called in a sentence about `draft`."""

    def __init__(self, draft: Draft | None, assets: Sequence[AgentAsset]) -> None:
        self.draft = draft or Draft()
        self._files: Mapping[str, str] = {a.hash: a.name for a in assets}

    def clips(self, ids: Sequence[str]) -> Said:
        """ "“beach.jpg” and “dog.jpg”", "all photos" for none."""
        if not ids:
            return Said("all photos", "所有照片")
        return _listed([c.meta.name for i in ids for c in self.draft.clips if c.id == i])

    def files(self, hashes: Sequence[str]) -> Said:
        return _listed([self._files.get(h, h) for h in hashes])

    def texts(self, ids: Sequence[str]) -> Said:
        """ "text 2", counted in order of time; "all texts" for none."""
        if not ids:
            return Said("all texts", "所有文字")
        order = [t.id for t in sorted(self.draft.texts, key=lambda t: t.start_ms)]
        number = order.index(ids[0]) + 1
        return Said(f"text {number}", f"文字第 {number} 条")


def _listed(names: Sequence[str]) -> Said:
    en, zh = [f'"{n}"' for n in names], [f"“{n}”" for n in names]
    first = ", ".join(en[:-1])
    return Said(f"{first} and {en[-1]}" if first else en[-1], "、".join(zh))


def sentence(edit: EditBase, draft: Draft | None, assets: Sequence[AgentAsset]) -> Said:
    """The sentence for an edit that is done to `draft`."""
    return _say(edit, Names(draft, assets))


@singledispatch
def _say(edit: EditBase, names: Names) -> Said:
    raise TypeError(f"there is no sentence for {type(edit).__name__}")


def _s(ms: float) -> str:
    return f"{ms / 1000:.3f}".rstrip("0").rstrip(".")


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _percent(share: float) -> str:
    return f"{_number(share * 100)}%"


@_say.register
def _(edit: e.BuildSlideshow, names: Names) -> Said:
    en, zh = names.files(edit.sources)
    return Said(f"Make a video from {en}.", f"用{zh}做成视频。")


@_say.register
def _(edit: e.AddClips, names: Names) -> Said:
    en, zh = names.files(edit.sources)
    if edit.index is None:
        return Said(f"Add {en} at the end.", f"把{zh}加到最后。")
    return Said(f"Add {en} at position {edit.index + 1}.", f"把{zh}加到第 {edit.index + 1} 位。")


@_say.register
def _(edit: e.InsertClip, names: Names) -> Said:
    name = edit.clip.meta.name
    return Said(f'Put "{name}" back.', f"把“{name}”放回来。")


@_say.register
def _(edit: e.RemoveClips, names: Names) -> Said:
    en, zh = names.clips(edit.clips)
    return Said(f"Remove {en}.", f"删除{zh}。")


@_say.register
def _(edit: e.DuplicateClips, names: Names) -> Said:
    en, zh = names.clips(edit.clips)
    if edit.at_end:
        return Said(f"Duplicate {en} at the end.", f"在最后重复{zh}。")
    return Said(f"Duplicate {en}.", f"复制{zh}。")


@_say.register
def _(edit: e.ReplaceClip, names: Names) -> Said:
    (en, zh), (new_en, new_zh) = names.clips([edit.clip]), names.files([edit.source])
    return Said(f"Replace {en} with {new_en}.", f"把{zh}换成{new_zh}。")


@_say.register
def _(edit: e.MoveClips, names: Names) -> Said:
    en, zh = names.clips(edit.clips)
    return Said(f"Move {en} to position {edit.index + 1}.", f"把{zh}移到第 {edit.index + 1} 位。")


@_say.register
def _(edit: e.SwapClips, names: Names) -> Said:
    (a, a_zh), (b, b_zh) = names.clips([edit.first]), names.clips([edit.second])
    return Said(f"Swap {a} and {b}.", f"交换{a_zh}和{b_zh}。")


_ORDERS = {
    "reversed": Said("Reverse the order.", "把顺序倒过来。"),
    "shuffled": Said("Shuffle the photos.", "打乱照片顺序。"),
    "by-name": Said("Sort the photos by name.", "按文件名排序。"),
    "as-uploaded": Said("Put the photos back in upload order.", "恢复上传时的顺序。"),
}


@_say.register
def _(edit: e.ArrangeClips, names: Names) -> Said:
    if edit.how in _ORDERS:
        return _ORDERS[edit.how]
    items = [names.clips([i]) for i in edit.order]
    return Said(
        f"Put the photos in the order {', '.join(i.en for i in items)}.", f"顺序改为{'、'.join(i.zh for i in items)}。"
    )


@_say.register
def _(edit: e.ClearTimeline, names: Names) -> Said:
    return Said("Start over.", "全部重来。")


@_say.register
def _(edit: e.SetCanvas, names: Names) -> Said:
    en, zh = [], []
    if edit.ratio is not None:
        en.append(edit.ratio)
        zh.append(edit.ratio)
    if edit.short_side is not None:
        en.append(f"{edit.short_side}p")
        zh.append(f"{edit.short_side}p")
    if edit.fps is not None:
        en.append(f"{edit.fps} fps")
        zh.append(f"{edit.fps} 帧")
    return Said(f"Make it {', '.join(en)}.", f"改成 {'，'.join(zh)}。")


@_say.register
def _(edit: e.SetClipDuration, names: Names) -> Said:
    (en, zh), s = names.clips(edit.clips), _s(edit.duration_ms)
    if not edit.clips:
        return Said(f"Show each photo for {s} seconds.", f"每张照片显示 {s} 秒。")
    return Said(f"Make {en} {s} seconds long.", f"让{zh}持续 {s} 秒。")


@_say.register
def _(edit: e.SetTotalDuration, names: Names) -> Said:
    s = _s(edit.duration_ms)
    return Said(f"Make the whole video {s} seconds long.", f"视频总长改为 {s} 秒。")


@_say.register
def _(edit: e.ScaleDurations, names: Names) -> Said:
    (en, zh), factor = names.clips(edit.clips), _number(edit.factor)
    return Said(f"Show {en} {factor} times as long.", f"{zh}的显示时间改为原来的 {factor} 倍。")


@_say.register
def _(edit: e.TrimClips, names: Names) -> Said:
    en, zh = names.clips(edit.clips)
    if edit.head_ms:
        return Said(
            f"Trim {_s(edit.head_ms)} seconds off the start of {en}.", f"把{zh}的开头剪掉 {_s(edit.head_ms)} 秒。"
        )
    return Said(f"Trim {_s(edit.tail_ms)} seconds off the end of {en}.", f"把{zh}的结尾剪掉 {_s(edit.tail_ms)} 秒。")


@_say.register
def _(edit: e.ShowPart, names: Names) -> Said:
    (en, zh), begin, end = names.clips([edit.clip]), _s(edit.begin_ms), _s(edit.end_ms)
    return Said(f"Use {en} from {begin} to {end} seconds.", f"{zh}只用第 {begin} 到 {end} 秒。")


@_say.register
def _(edit: e.SetSpeed, names: Names) -> Said:
    (en, zh), rate = names.clips(edit.clips), _number(edit.speed)
    return Said(f"Play {en} at {rate}x speed.", f"{zh}用 {rate} 倍速播放。")


@_say.register
def _(edit: e.SetClipVolume, names: Names) -> Said:
    (en, zh), share = names.clips(edit.clips), _percent(edit.volume)
    return Said(f"Set the sound of {en} to {share}.", f"把{zh}的原声音量设为 {share}。")


@_say.register
def _(edit: e.CutOnBeat, names: Names) -> Said:
    if edit.beats is None:
        return Said("Cut on the beat.", "卡点切换。")
    return Said(f"Cut every {edit.beats} beats.", f"每 {edit.beats} 拍切换一次。")


@_say.register
def _(edit: e.SetTransition, names: Names) -> Said:
    (en, zh), (who, who_zh) = wording.TRANSITIONS[edit.type], names.clips(edit.clips)
    s = _s(edit.duration_ms) if edit.duration_ms is not None else ""
    length, length_zh = (f" of {s} seconds", f"，时长 {s} 秒") if s else ("", "")
    if not edit.clips:
        return Said(f"Use a {en}{length} between all photos.", f"所有照片之间用{zh}{length_zh}。")
    return Said(f"Use a {en}{length} into {who}.", f"进入{who_zh}时用{zh}{length_zh}。")


@_say.register
def _(edit: e.SetTransitionDuration, names: Names) -> Said:
    s = _s(edit.duration_ms)
    return Said(f"Make the transitions {s} seconds long.", f"转场时长改为 {s} 秒。")


@_say.register
def _(edit: e.SetMotion, names: Names) -> Said:
    (en, zh), (who, who_zh) = wording.MOTIONS[edit.motion], names.clips(edit.clips)
    return Said(f"{en[:1].upper()}{en[1:]} on {who}.", f"{who_zh}{zh}。")


@_say.register
def _(edit: e.SetFit, names: Names) -> Said:
    (en, zh), (who, who_zh) = wording.FITS[edit.fit], names.clips(edit.clips)
    return Said(f"Make {who} {en}.", f"让{who_zh}{zh}。")


@_say.register
def _(edit: e.SetFilter, names: Names) -> Said:
    (en, zh), (who, who_zh) = wording.FILTERS[edit.filter], names.clips(edit.clips)
    if edit.filter == "none":
        return Said(f"Give {who} natural colours.", f"{who_zh}恢复原色。")
    return Said(f"Make {who} {en}.", f"{who_zh}用{zh}滤镜。")


@_say.register
def _(edit: e.Adjust, names: Names) -> Said:
    (en, zh), (who, who_zh) = wording.ADJUSTMENTS[edit.what], names.clips(edit.clips)
    share = _percent(edit.value)
    return Said(f"Set the {en} of {who} to {share}.", f"把{who_zh}的{zh}设为 {share}。")


def _sound(volume: float | None, fade_in_ms: int | None, fade_out_ms: int | None, start_ms: int | None) -> Said:
    en, zh = [], []
    if volume is not None:
        en.append(f"at {_percent(volume)}")
        zh.append(f"音量 {_percent(volume)}")
    if fade_in_ms is not None:
        en.append(f"fading in over {_s(fade_in_ms)} seconds")
        zh.append(f"淡入 {_s(fade_in_ms)} 秒")
    if fade_out_ms is not None:
        en.append(f"fading out over {_s(fade_out_ms)} seconds")
        zh.append(f"淡出 {_s(fade_out_ms)} 秒")
    if start_ms is not None:
        en.append(f"starting at {_s(start_ms)} seconds")
        zh.append(f"从第 {_s(start_ms)} 秒开始")
    return Said(", ".join(en), "，".join(zh))


@_say.register
def _(edit: e.SetMusic, names: Names) -> Said:
    preset = edit.source.removeprefix(MUSIC_PREFIX)
    en, zh = wording.MUSIC.get(preset, names.files([edit.source]))
    how = _sound(edit.volume, edit.fade_in_ms, edit.fade_out_ms, edit.start_ms or None)
    known = preset in wording.MUSIC
    what, what_zh = (
        (f"{en} music", f" {zh} 音乐" if zh.isascii() else f"{zh}音乐") if known else (f"{en} as the music", zh)
    )
    verb, verb_zh = ("Add", "配上") if known else ("Use", "配乐用")
    return Said(f"{verb} {what}{', ' * bool(how.en)}{how.en}.", f"{verb_zh}{what_zh}{'，' * bool(how.zh)}{how.zh}。")


@_say.register
def _(edit: e.ChangeMusic, names: Names) -> Said:
    how = _sound(edit.volume, edit.fade_in_ms, edit.fade_out_ms, edit.start_ms)
    return Said(f"Play the music {how.en}.", f"音乐{how.zh.removeprefix('音量 ') if False else how.zh}。")


@_say.register
def _(edit: e.RemoveMusic, names: Names) -> Said:
    return Said("Remove the music.", "删除音乐。")


@_say.register
def _(edit: e.AddText, names: Names) -> Said:
    role, role_zh = wording.ROLES[edit.role]
    where, where_zh = wording.POSITIONS[edit.position]
    en, zh = [f'Add the {role} "{edit.text}" at the {where}'], [f"加{role_zh}“{edit.text}”，放在{where_zh}"]
    start = _s(edit.start_ms)
    if edit.duration_ms is None:
        en.append("the whole time" if not edit.start_ms else f"from {start} seconds to the end")
        zh.append("全程显示" if not edit.start_ms else f"从第 {start} 秒到结尾")
    else:
        end = _s(edit.start_ms + edit.duration_ms)
        en.append(f"from {start} to {end} seconds")
        zh.append(f"第 {start} 到 {end} 秒显示")
    if edit.color != "#ffffff":
        en.append(f"in {wording.color(edit.color)[0]}")
        zh.append(wording.color(edit.color)[1])
    if edit.animation != "fade-in":
        en.append(wording.ANIMATIONS[edit.animation][0])
        zh.append(wording.ANIMATIONS[edit.animation][1])
    return Said(", ".join(en) + ".", "，".join(zh) + "。")


@_say.register
def _(edit: e.ChangeText, names: Names) -> Said:
    who, who_zh = names.texts(edit.texts)
    if edit.text is not None:
        return Said(f'Change {who} to "{edit.text}".', f"把{who_zh}改成“{edit.text}”。")
    if edit.start_ms is not None and edit.duration_ms is not None:
        a, b = _s(edit.start_ms), _s(edit.start_ms + edit.duration_ms)
        return Said(f"Show {who} from {a} to {b} seconds.", f"把{who_zh}显示在第 {a} 到 {b} 秒。")
    if edit.to_end:
        return Said(f"Show {who} the whole time.", f"让{who_zh}全程显示。")
    if edit.position is not None:
        en, zh = wording.POSITIONS[edit.position]
        return Said(f"Put {who} at the {en}.", f"把{who_zh}放在{zh}。")
    if edit.color is not None:
        en, zh = wording.color(edit.color)
        return Said(f"Make {who} {en}.", f"把{who_zh}变成{zh}。")
    if edit.size is not None:
        return Said(
            f"Make {who} {_percent(edit.size)} of the height.", f"把{who_zh}的字号设为画面高的 {_percent(edit.size)}。"
        )
    en, zh = wording.ANIMATIONS[edit.animation or "none"]
    return Said(f"Show {who} {en}.", f"{who_zh}用{zh}动画。")


@_say.register
def _(edit: e.RemoveText, names: Names) -> Said:
    en, zh = names.texts(edit.texts)
    return Said(f"Remove {en}.", f"删除{zh}。")

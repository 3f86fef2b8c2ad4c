"""How a person would ask for an edit: its canonical sentence, in English and in Chinese.

The agent understands each as the very same edit (`tests/engine/agent/test_round_trips.py`), so that a button may carry
an edit as words. Gestures on the timeline speak the same sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import singledispatch

from nemo_widget.model.draft import MUSIC_PREFIX, Draft

from . import edits as e
from .edits import EditBase, Said, wording
from .situation import AgentAsset


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
        """ "the title “Sale”"; "all texts" for none."""
        texts = [t.meta for t in self.draft.texts if t.id in ids]
        if not texts:
            return Said("all texts", "所有文字")
        role = wording.ROLES[texts[0].role]
        return Said(f'the {role[0]} "{texts[0].text}"', f"{role[1]}“{texts[0].text}”")


def _listed(names: Sequence[str]) -> Said:
    return Said(_joined([f'"{n}"' for n in names], ", ", " and "), _joined([f"“{n}”" for n in names], "、", "和"))


def _joined(items: Sequence[str], between: str, last: str) -> str:
    return last.join(filter(None, [between.join(items[:-1]), *items[-1:]]))


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
    size = f"{edit.short_side}p" if edit.short_side else ""
    en = [edit.ratio or "", size, f"{edit.fps} fps" if edit.fps else ""]
    zh = [edit.ratio or "", size, f"{edit.fps} 帧" if edit.fps else ""]
    return Said(f"Make it {', '.join(filter(None, en))}.", f"改成 {'，'.join(filter(None, zh))}。")


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
    if not edit.clips:
        en, zh = "each photo", "每张照片"
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
    return Said(f"Play {en} at {rate}x speed.", f"把{zh}的速度设为 {rate} 倍。")


@_say.register
def _(edit: e.SetClipVolume, names: Names) -> Said:
    en, zh = names.clips(edit.clips) if edit.clips else Said("the video clips", "视频")
    share = _percent(edit.volume)
    return Said(f"Set the sound of {en} to {share}.", f"把{zh}的原声音量设为 {share}。")


@_say.register
def _(edit: e.CutOnBeat, names: Names) -> Said:
    if edit.beats is None:
        return Said("Cut on the beat.", "卡点切换。")
    return Said(f"Cut every {edit.beats} beats.", f"每 {edit.beats} 拍切换一次。")


@_say.register
def _(edit: e.SetTransition, names: Names) -> Said:
    (en, zh), (who, who_zh) = wording.TRANSITIONS[edit.type], names.clips(edit.clips)
    if edit.type.startswith(("slide", "wipe", "circle")):
        en, zh = f"{en} transition", f"{zh.removesuffix('转场')}转场"
    s = _s(edit.duration_ms) if edit.duration_ms is not None else ""
    length, length_zh = (f" of {s} seconds", f" {s} 秒的") if s else ("", "")
    if not edit.clips:
        return Said(f"Use a {en}{length} between all photos.", f"所有照片之间用{length_zh}{zh}。")
    return Said(f"Use a {en}{length} into {who}.", f"进入{who_zh}时用{length_zh}{zh}。")


@_say.register
def _(edit: e.SetTransitionDuration, names: Names) -> Said:
    s = _s(edit.duration_ms)
    return Said(f"Make the transitions {s} seconds long.", f"转场时长改为 {s} 秒。")


@_say.register
def _(edit: e.SetMotion, names: Names) -> Said:
    (en, zh), (who, who_zh) = wording.MOTIONS[edit.motion], names.clips(edit.clips)
    en = en.replace("zooming", "zoom").replace("panning", "pan")
    return Said(f"{en[:1].upper()}{en[1:]} on {who}.", f"{who_zh}{zh}。")


@_say.register
def _(edit: e.SetFit, names: Names) -> Said:
    (en, zh), (who, who_zh) = wording.FITS[edit.fit], names.clips(edit.clips)
    if edit.fit == "cover":
        return Said(f"Let {who} fill the frame.", f"让{who_zh}{zh}。")
    return Said(f"Show {who} {en.removeprefix('shown ')}.", f"让{who_zh}{zh}。")


@_say.register
def _(edit: e.SetBackground, names: Names) -> Said:
    (en, zh), (who, who_zh) = wording.color(edit.color), names.clips(edit.clips)
    if not edit.clips:
        return Said(f"Use a {en} background.", f"背景用{zh}。")
    return Said(f"Use a {en} background for {who}.", f"{who_zh}的背景用{zh}。")


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


def _how(edit: e.SetMusic | e.ChangeMusic) -> tuple[list[str], list[str]]:
    en, zh = [], []
    if edit.volume is not None:
        en.append(f"at {_percent(edit.volume)}")
        zh.append(f"音量 {_percent(edit.volume)}")
    if edit.fade_in_ms is not None:
        en.append(f"fading in over {_s(edit.fade_in_ms)} seconds")
        zh.append(f"淡入 {_s(edit.fade_in_ms)} 秒")
    if edit.fade_out_ms is not None:
        en.append(f"fading out over {_s(edit.fade_out_ms)} seconds")
        zh.append(f"淡出 {_s(edit.fade_out_ms)} 秒")
    if edit.start_ms:
        en.append(f"starting at {_s(edit.start_ms)} seconds")
        zh.append(f"从第 {_s(edit.start_ms)} 秒开始")
    return en, zh


@_say.register
def _(edit: e.SetMusic, names: Names) -> Said:
    how, how_zh = _how(edit)
    preset = edit.source.removeprefix(MUSIC_PREFIX)
    if preset in wording.MUSIC:
        en, zh = wording.MUSIC[preset]
        space = " " if zh.isascii() else ""
        what = Said(f"Add {en} music", f"配上{space}{zh}{space}音乐")
    else:
        en, zh = names.files([edit.source])
        what = Said(f"Use {en} as the music", f"用{zh}作配乐")
    return Said(", ".join([what.en, *how]) + ".", "，".join([what.zh, *how_zh]) + "。")


@_say.register
def _(edit: e.ChangeMusic, names: Names) -> Said:
    en, zh = _how(edit)
    return Said(f"Play the music {', '.join(en)}.", f"音乐{'，'.join(zh)}。")


@_say.register
def _(edit: e.RemoveMusic, names: Names) -> Said:
    return Said("Remove the music.", "删除音乐。")


@_say.register
def _(edit: e.AddText, names: Names) -> Said:
    role, role_zh = wording.ROLES[edit.role]
    where, where_zh = wording.POSITIONS[edit.position]
    en, zh = [f'Add the {role} "{edit.text}" at the {where}'], [f"加{role_zh}“{edit.text}”", f"放在{where_zh}"]
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
        share = _percent(edit.size)
        return Said(f"Set the size of {who} to {share}.", f"把{who_zh}的字号设为 {share}。")
    en, zh = wording.ANIMATIONS[edit.animation or "none"]
    return Said(f"Show {who} {en}.", f"{who_zh}用{zh}动画。")


@_say.register
def _(edit: e.RemoveText, names: Names) -> Said:
    en, zh = names.texts(edit.texts)
    return Said(f"Remove {en}.", f"删除{zh}。")

"""What a person may want to do next with this draft: two or three buttons, each a message that is understood.

Which come first is the skill's to say, as data in its SKILL.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nemo_widget.model.conversation import Button
from nemo_widget.model.draft import MUSIC_PREFIX, Draft
from nemo_widget.profiles.skill import NextStep

from .edits import (
    CutOnBeat,
    EditBase,
    Said,
    SetCanvas,
    SetFilter,
    SetFit,
    SetMotion,
    SetMusic,
    SetTransition,
)
from .sentences import sentence
from .situation import Situation, fresh_assets, ratio_of
from .skill import defaults_of

_MOST = 3


@dataclass(frozen=True)
class _Step:
    """A button: its label, what it does (an edit, or words), and when it makes sense."""

    label: Said
    does: EditBase | Said
    fits: Callable[[Draft], bool]

    def button(self, draft: Draft, situation: Situation, zh: bool) -> Button:
        said = self.does if isinstance(self.does, Said) else sentence(self.does, draft, situation.assets)
        return Button(label=self.label.zh if zh else self.label.en, say=said.zh if zh else said.en)


def _moves(draft: Draft, motion: str) -> bool:
    return all(c.meta.motion == motion for c in draft.clips)


def _off_beat(draft: Draft) -> bool:
    """Whether there is a beat, and a cut that is not on it."""
    beats_ms = [60_000 / m.meta.bpm for m in draft.music if m.meta.bpm]
    return any(abs(c.end_ms - round(c.end_ms / beat) * beat) > 1 for beat in beats_ms[:1] for c in draft.clips)


def _music(preset: str) -> SetMusic:
    return SetMusic(source=MUSIC_PREFIX + preset)


_STEPS: dict[NextStep, _Step] = {
    "title": _Step(Said("Add a title", "加标题"), Said("Add a title.", "加个标题"), lambda d: not d.texts),
    "music": _Step(Said("Add music", "加音乐"), _music("lo-fi"), lambda d: not d.music),
    "calm-music": _Step(Said("Calm music", "加舒缓的音乐"), _music("ambient"), lambda d: not d.music),
    "lively-music": _Step(Said("Lively music", "加欢快的音乐"), _music("upbeat"), lambda d: not d.music),
    "beat": _Step(Said("Cut on the beat", "卡点"), CutOnBeat(), lambda d: len(d.clips) > 2 and _off_beat(d)),
    "vertical": _Step(Said("Make it vertical", "改成竖屏"), SetCanvas(ratio="9:16"), lambda d: ratio_of(d) != "9:16"),
    "square": _Step(Said("Make it square", "改成方形"), SetCanvas(ratio="1:1"), lambda d: ratio_of(d) == "9:16"),
    "slow-pan": _Step(
        Said("Pan slowly", "缓慢平移"), SetMotion(motion="pan-right"), lambda d: not _moves(d, "pan-right")
    ),
    "slow-zoom": _Step(
        Said("Zoom in slowly", "缓慢放大"), SetMotion(motion="zoom-in"), lambda d: not _moves(d, "zoom-in")
    ),
    "show-whole": _Step(
        Said("Show it whole", "完整显示"), SetFit(fit="blur"), lambda d: any(c.meta.fit == "cover" for c in d.clips)
    ),
    "fade-black": _Step(
        Said("Fade through black", "黑场过渡"),
        SetTransition(type="fade-black"),
        lambda d: any(c.meta.transition is None or c.meta.transition.type != "fade-black" for c in d.clips[1:]),
    ),
    "faster": _Step(Said("Faster", "加快节奏"), Said("Make it faster.", "加快节奏"), lambda d: len(d.clips) > 1),
    "warm": _Step(
        Said("Warmer colours", "暖色调"),
        SetFilter(filter="warm"),
        lambda d: all(c.meta.filter == "none" for c in d.clips),
    ),
    "export": _Step(Said("Export", "导出"), Said("Export", "导出"), lambda d: True),
}
_USUAL: tuple[NextStep, ...] = ("title", "music", "beat", "vertical", "square", "warm", "export")

_FIRST = (
    (
        Said("15 s, vertical", "15 秒竖屏"),
        Said("Make a 15-second vertical video with crossfades.", "做成 15 秒竖屏视频，交叉淡化"),
    ),
    (Said("With lo-fi music", "配 lo-fi 音乐"), Said("Make a video with lo-fi music.", "做成视频，配 lo-fi 音乐")),
    (Said("2 s a photo", "每张 2 秒"), Said("Make a video with 2 seconds per photo.", "做成视频，每张 2 秒")),
)
_FIRST_OF_ONE = (
    (
        Said("5 s, zooming in", "5 秒，慢慢放大"),
        Said("Make a 5-second video, zooming in slowly.", "做成 5 秒视频，慢慢放大"),
    ),
    (Said("8 s, panning", "8 秒，慢慢平移"), Said("Make an 8-second video, panning right.", "做成 8 秒视频，向右平移")),
    (Said("With calm music", "配氛围音乐"), Said("Make a video with ambient music.", "做成视频，配氛围音乐")),
)


def next_steps(draft: Draft | None, situation: Situation, language: str, after: str = "") -> list[Button]:
    zh = language == "zh"
    shown = [a for a in situation.assets if a.kind != "audio"]
    if draft is None or not draft.clips:
        first = _FIRST_OF_ONE if len(shown) == 1 else _FIRST if shown else ()
        return [Button(label=label[zh], say=say[zh]) for label, say in first]
    steps: list[Button] = []
    if after == "undo":
        steps.append(Button(label="重做" if zh else "Redo", say="重做" if zh else "Redo."))
    if situation.turns and any(a.kind != "audio" for a in fresh_assets(situation, draft)):
        new = "加上新照片" if zh else "Add the new photos"
        steps.append(Button(label=new, say=new if zh else f"{new}."))
    wanted = dict.fromkeys((*defaults_of(situation.skill).suggests, *_USUAL))
    steps += [_STEPS[name].button(draft, situation, zh) for name in wanted if _STEPS[name].fits(draft)]
    return steps[:_MOST]

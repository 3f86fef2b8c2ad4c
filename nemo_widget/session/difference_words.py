from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nemo_widget.model.timeline import TimelineClip
from nemo_widget.model.vocabulary import ANIMATIONS, FILTERS, FITS, MOTIONS, POSITIONS, TRANSITIONS

Metas = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Style:
    """A property of a clip in its `m`: how it and its values are called, and what it is when the key is missing."""

    key: str
    english: str
    chinese: str
    default: Any
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def of(self, metas: Metas, clip: TimelineClip) -> Any:
        value = metas.get(clip.id, {}).get(self.key)
        if self.key == "transition":
            value = (value.get("type"), value.get("d")) if isinstance(value, Mapping) and value.get("type") else None
            value = None if value and value[0] == "none" else value
        return self.default if value is None else value


STYLES = (
    Style("transition", "transition", "转场", None, TRANSITIONS),
    Style("motion", "motion", "镜头运动", "none", MOTIONS),
    Style("filter", "filter", "滤镜", "none", FILTERS),
    Style("fit", "fit", "画面适配", "cover", FITS),
    Style("speed", "speed", "速度", 1.0),
    Style("volume", "volume", "音量", 1.0),
    Style("brightness", "brightness", "亮度", 1.0),
    Style("contrast", "contrast", "对比度", 1.0),
    Style("saturation", "saturation", "饱和度", 1.0),
    Style("in", "start in the source", "素材起点", 0),
)

_SENTENCES: dict[str, tuple[str, str]] = {
    "canvas": ("The canvas is now {ratio} ({width}×{height}).", "画面现在是 {ratio}（{width}×{height}）。"),
    "background": ("The background is now {color}.", "背景现在是 {color}。"),
    "fps": ("The video now has {fps} frames a second.", "视频现在是每秒 {fps} 帧。"),
    "added": ("Added {names}.", "添加了 {names}。"),
    "removed": ("Removed {names}.", "移除了 {names}。"),
    "more": (" and {count} more", "等（另有 {count} 个）"),
    "order": ("The order is now {names}.", "顺序现在是 {names}。"),
    "every_length": ("Every clip now lasts {seconds} s.", "每个片段现在都是 {seconds} 秒。"),
    "length": ("{names}: now {seconds} s.", "{names}：现在 {seconds} 秒。"),
    "start": ("{names}: now begins at {seconds} s.", "{names}：现在从第 {seconds} 秒开始。"),
    "moved": ("{name}: now from {start} to {end} s.", "{name}：现在是 {start} 到 {end} 秒。"),
    "detail": ("{name}: {what} {value}.", "{name}：{what} {value}。"),
    "detail_changed": ("{name}: {what} changed.", "{name}：{what}已更改。"),
    "details": ("Details of the timeline were changed.", "时间线的细节已更改。"),
    "every_style": ("Every clip: {style} {value}.", "所有片段：{style} {value}。"),
    "style": ("{names}: {style} {value}.", "{names}：{style} {value}。"),
    "music_added": ("Added the music {name}{volume}.", "添加了音乐 {name}{volume}。"),
    "music_changed": ("The music is now {name}{volume}.", "音乐换成了 {name}{volume}。"),
    "music_removed": ("Removed the music {name}.", "移除了音乐 {name}。"),
    "music_volume": ("{name}: volume {percent}%.", "{name}：音量 {percent}%。"),
    "fade_in": ("{name}: fades in over {seconds} s.", "{name}：淡入 {seconds} 秒。"),
    "fade_out": ("{name}: fades out over {seconds} s.", "{name}：淡出 {seconds} 秒。"),
    "text_added": ('Added the text "{text}" ({start}-{end} s).', "添加了文字“{text}”（{start}-{end} 秒）。"),
    "text_changed": ('The text "{old}" is now "{text}".', "文字“{old}”改为“{text}”。"),
    "text_moved": (
        'The text "{text}" now shows from {start} to {end} s.',
        "文字“{text}”现在显示在 {start} 到 {end} 秒。",
    ),
    "text_style": ('The text "{text}" is now: {looks}.', "文字“{text}”现在：{looks}。"),
    "text_removed": ('Removed the text "{text}".', "移除了文字“{text}”。"),
    "total": ("The video now lasts {seconds} s.", "视频现在长 {seconds} 秒。"),
}

_NONE = ("none", "无")
_DETAILS: dict[str, tuple[str, str]] = {
    "focus": ("what the camera looks at", "镜头对准的位置"),
    "background": ("background", "背景"),
    "opacity": ("opacity", "不透明度"),
    "rotation": ("rotation", "旋转"),
    "effect": ("effect", "特效"),
}
_TEXT_VALUES = {"position": POSITIONS, "animation": ANIMATIONS}
_READABLE = re.compile(r"[A-Za-z][A-Za-z _-]{1,24}")

TEXT_STYLES = {
    "position": ("position {}", "位置 {}"),
    "size": ("size {}", "大小 {}"),
    "color": ("colour {}", "颜色 {}"),
    "animation": ("animation {}", "动画 {}"),
    "font": ("font {}", "字体 {}"),
}


@dataclass(frozen=True)
class Words:
    """How changes are said in one language."""

    is_chinese: bool

    @property
    def comma(self) -> str:
        return "、" if self.is_chinese else ", "

    def say(self, sentence: str, **values: object) -> str:
        return _SENTENCES[sentence][self.is_chinese].format(**values)

    def style(self, style: Style) -> str:
        return style.chinese if self.is_chinese else style.english

    def value(self, style: Style, value: Any) -> str:
        if style.key == "transition":
            return self._transition(value)
        if is_number(value):
            if style.key == "volume":
                return f"{value:.0%}"
            if style.key == "speed":
                return f"{value:g}×"
            if style.key == "in":
                return self._seconds(value)
        return self._called(value, style.values)

    def text_style(self, key: str, value: Any) -> str:
        is_share = key == "size" and is_number(value) and value <= 1
        shown = f"{value:.0%}" if is_share else self._called(value, _TEXT_VALUES.get(key, {}))
        return TEXT_STYLES[key][self.is_chinese].format(shown)

    def detail(self, name: str, key: str, value: Any) -> str:
        """A change of something that the wire names `key`, with its value where a person can read it."""
        readable = key.replace("_", " ") if _READABLE.fullmatch(key) else "细节" if self.is_chinese else "details"
        what = _DETAILS[key][self.is_chinese] if key in _DETAILS else readable
        if is_number(value) or (isinstance(value, str) and 0 < len(value) <= 40 and not set(value) & set("{}[]<>/")):
            return self.say("detail", name=name, what=what, value=self.plain(value))
        return self.say("detail_changed", name=name, what=what)

    def plain(self, value: Any) -> str:
        """A value as a person reads it: never as JSON."""
        if isinstance(value, str) and value:
            return value
        if is_number(value):
            return f"{value:g}"
        if value is None or value == "":
            return "默认" if self.is_chinese else "as usual"
        return "已更改" if self.is_chinese else "changed"

    def _transition(self, value: Any) -> str:
        if value is None:
            return "硬切" if self.is_chinese else "none (plain cut)"
        seconds = f" {self._seconds(value[1])}" if is_number(value[1]) else ""
        return f"{self._called(value[0], TRANSITIONS)}{seconds}"

    def _seconds(self, ms: float) -> str:
        return f"{ms / 1000:g} {'秒' if self.is_chinese else 's'}"

    def _called(self, value: Any, names: Mapping[str, tuple[str, str]]) -> str:
        if value == "none":
            return _NONE[self.is_chinese]
        return names[value][self.is_chinese] if isinstance(value, str) and value in names else self.plain(value)


def is_number(value: object) -> bool:
    """Whether it is one that can be said."""
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # of an int that no float can hold
        return False


def words_of(language: str) -> Words:
    return Words(language.startswith("zh"))

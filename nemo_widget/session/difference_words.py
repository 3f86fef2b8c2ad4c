from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nemo_widget.model.timeline import TimelineClip

Metas = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Style:
    """A property of a clip in its `m`: how it is called, and what it is when the key is missing."""

    key: str
    english: str
    chinese: str
    default: Any

    def of(self, metas: Metas, clip: TimelineClip) -> Any:
        value = metas.get(clip.id, {}).get(self.key)
        if self.key == "transition":
            value = (value.get("type"), value.get("d")) if isinstance(value, Mapping) else None
        return self.default if value is None else value


STYLES = (
    Style("transition", "transition", "转场", None),
    Style("motion", "motion", "镜头运动", "none"),
    Style("filter", "filter", "滤镜", "none"),
    Style("fit", "fit", "画面适配", "cover"),
    Style("speed", "speed", "速度", 1.0),
    Style("volume", "volume", "音量", 1.0),
    Style("brightness", "brightness", "亮度", 1.0),
    Style("contrast", "contrast", "对比度", 1.0),
    Style("saturation", "saturation", "饱和度", 1.0),
    Style("in", "start in the source", "素材起点", 0),
)

_SENTENCES: dict[str, tuple[str, str]] = {
    "canvas": ("The canvas is now {ratio} ({width}×{height}).", "画面现在是 {ratio}（{width}×{height}）。"),
    "fps": ("The video now has {fps} frames a second.", "视频现在是每秒 {fps} 帧。"),
    "added": ("Added {names}.", "添加了 {names}。"),
    "removed": ("Removed {names}.", "移除了 {names}。"),
    "more": (" and {count} more", "等（另有 {count} 个）"),
    "order": ("The order is now {names}.", "顺序现在是 {names}。"),
    "every_length": ("Every clip now lasts {seconds} s.", "每个片段现在都是 {seconds} 秒。"),
    "length": ("{names}: now {seconds} s.", "{names}：现在 {seconds} 秒。"),
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

_TEXT_STYLES = {
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
        if style.key == "volume":
            return f"{round(value * 100)}%" if isinstance(value, int | float) else str(value)
        if style.key == "speed":
            return f"{value:g}×" if isinstance(value, int | float) else str(value)
        if style.key == "in":
            return f"{value / 1000:g} s" if isinstance(value, int | float) else str(value)
        if value == "none":
            return "无" if self.is_chinese else "none"
        return f"{value:g}" if isinstance(value, float) else str(value)

    def text_style(self, key: str, value: Any) -> str:
        shown = f"{value:.0%}" if key == "size" and isinstance(value, float) else str(value if value else "–")
        return _TEXT_STYLES[key][self.is_chinese].format(shown)

    def _transition(self, value: Any) -> str:
        if value is None or value[0] in (None, "none"):
            return "硬切" if self.is_chinese else "none (plain cut)"
        seconds = f" {value[1] / 1000:g} s" if isinstance(value[1], int | float) else ""
        return f"{value[0]}{seconds}"


def words_of(language: str) -> Words:
    return Words(language.startswith("zh"))

"""How values, clips and times are called in the two languages that edits speak."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_widget.model.draft import Clip, Draft
from nemo_widget.model.vocabulary import ANIMATIONS as ANIMATIONS
from nemo_widget.model.vocabulary import FILTERS as FILTERS
from nemo_widget.model.vocabulary import FITS as FITS
from nemo_widget.model.vocabulary import MOTIONS as MOTIONS
from nemo_widget.model.vocabulary import POSITIONS as POSITIONS
from nemo_widget.model.vocabulary import TRANSITIONS as TRANSITIONS

ADJUSTMENTS: dict[str, tuple[str, str]] = {
    "brightness": ("brightness", "亮度"),
    "contrast": ("contrast", "对比度"),
    "saturation": ("saturation", "饱和度"),
}
MUSIC: dict[str, tuple[str, str]] = {
    "lo-fi": ("lo-fi", "lo-fi"),
    "upbeat": ("upbeat", "欢快"),
    "cinematic": ("cinematic", "电影感"),
    "ambient": ("ambient", "氛围"),
    "acoustic": ("acoustic", "原声吉他"),
    "electronic": ("electronic", "电子"),
}
ROLES: dict[str, tuple[str, str]] = {"title": ("title", "标题"), "caption": ("caption", "字幕")}
RATIOS: dict[str, tuple[str, str]] = {
    "16:9": ("landscape", "横屏"),
    "9:16": ("vertical", "竖屏"),
    "1:1": ("square", "方形"),
    "4:5": ("portrait", "竖版"),
    "21:9": ("ultra-wide", "超宽屏"),
}
COLORS: dict[str, tuple[str, str]] = {
    "#ffffff": ("white", "白色"),
    "#000000": ("black", "黑色"),
    "#ff0000": ("red", "红色"),
    "#ffff00": ("yellow", "黄色"),
    "#0000ff": ("blue", "蓝色"),
    "#008000": ("green", "绿色"),
    "#ffa500": ("orange", "橙色"),
    "#ffc0cb": ("pink", "粉色"),
    "#800080": ("purple", "紫色"),
    "#ffd700": ("gold", "金色"),
    "#808080": ("grey", "灰色"),
    "#a52a2a": ("brown", "棕色"),
    "#00ffff": ("cyan", "青色"),
    "#c0c0c0": ("silver", "银色"),
}


def shape(ratio: str) -> tuple[str, str]:
    """ "vertical (9:16)" in both languages."""
    en, zh = RATIOS.get(ratio, (ratio, ratio))
    return f"{en} ({ratio})", f"{zh}（{ratio}）"


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def joined(phrases: Sequence[str]) -> str:
    """ "reads “Sale”, is red and is at the bottom"."""
    return " and ".join(p for p in (", ".join(phrases[:-1]), phrases[-1]) if p)


def seconds(ms: int) -> tuple[str, str]:
    """(English, Chinese) of a time in milliseconds."""
    return f"{number(ms / 1000)} s", f"{number(ms / 1000)} 秒"


def percent(share: float) -> str:
    return f"{round(share * 100)}%"


def color(value: str) -> tuple[str, str]:
    return COLORS.get(value, (value, value))


def listed(names: Sequence[str], language: str) -> str:
    """Names in quotes as a person lists them; at most four are spelt out."""
    quoted = [f"“{n}”" for n in names]
    if language == "zh":
        return "、".join(quoted) if len(quoted) <= 4 else "、".join(quoted[:3]) + f"等 {len(quoted)} 张"
    if len(quoted) <= 1:
        return "".join(quoted)
    if len(quoted) <= 4:
        return ", ".join(quoted[:-1]) + " and " + quoted[-1]
    return ", ".join(quoted[:3]) + f" and {len(quoted) - 3} more"


def photos(count: int) -> tuple[str, str]:
    return (f"{count} photo{'' if count == 1 else 's'}", f"{count} 张照片")


def named(ids: Sequence[str], draft: Draft) -> tuple[str, str]:
    """The clips with these ids, by name; "all photos" for none or all of them."""
    clips: list[Clip] = [c for c in draft.clips if not ids or c.id in ids]
    if len(clips) == len(draft.clips):
        return ("all photos", "所有照片") if len(clips) != 1 else (f"“{clips[0].meta.name}”",) * 2
    names = [c.meta.name for c in clips]
    return listed(names, "en"), listed(names, "zh")


def ordinal(place: int) -> str:
    """ "1st" for 1."""
    suffix = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{suffix}"

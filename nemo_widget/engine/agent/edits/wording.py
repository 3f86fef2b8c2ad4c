"""How values, clips and times are called in the two languages that edits speak."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_widget.model.draft import Clip, Draft

TRANSITIONS: dict[str, tuple[str, str]] = {
    "none": ("plain cut", "硬切"),
    "crossfade": ("crossfade", "交叉淡化"),
    "fade-black": ("fade through black", "黑场过渡"),
    "fade-white": ("fade through white", "闪白"),
    "slide-left": ("slide left", "向左滑动"),
    "slide-right": ("slide right", "向右滑动"),
    "slide-up": ("slide up", "向上滑动"),
    "slide-down": ("slide down", "向下滑动"),
    "wipe-left": ("wipe left", "向左擦除"),
    "wipe-right": ("wipe right", "向右擦除"),
    "wipe-up": ("wipe up", "向上擦除"),
    "wipe-down": ("wipe down", "向下擦除"),
    "zoom": ("zoom transition", "缩放转场"),
    "circle": ("circle", "圆形转场"),
    "blur": ("blur transition", "模糊转场"),
}
MOTIONS: dict[str, tuple[str, str]] = {
    "none": ("no motion", "画面静止"),
    "alternate": ("zooming in and out by turns", "交替放大和缩小"),
    "zoom-in": ("zooming in slowly", "缓慢放大"),
    "zoom-out": ("zooming out slowly", "缓慢缩小"),
    "pan-left": ("panning left", "向左平移"),
    "pan-right": ("panning right", "向右平移"),
    "pan-up": ("panning up", "向上平移"),
    "pan-down": ("panning down", "向下平移"),
}
FITS: dict[str, tuple[str, str]] = {
    "cover": ("filling the frame", "铺满画面"),
    "contain": ("shown in full, with bars", "完整显示（留边）"),
    "blur": ("shown in full over a blurred background", "完整显示（模糊背景）"),
}
FILTERS: dict[str, tuple[str, str]] = {
    "none": ("natural colours", "原色"),
    "bw": ("black and white", "黑白"),
    "sepia": ("sepia", "棕褐色"),
    "warm": ("warm", "暖色"),
    "cool": ("cool", "冷色"),
    "vivid": ("vivid", "鲜艳"),
    "vintage": ("vintage", "复古"),
}
ADJUSTMENTS: dict[str, tuple[str, str]] = {
    "brightness": ("brightness", "亮度"),
    "contrast": ("contrast", "对比度"),
    "saturation": ("saturation", "饱和度"),
}
POSITIONS: dict[str, tuple[str, str]] = {
    "top-left": ("top left", "左上角"),
    "top": ("top", "顶部"),
    "top-right": ("top right", "右上角"),
    "left": ("left", "左侧"),
    "center": ("centre", "中间"),
    "right": ("right", "右侧"),
    "bottom-left": ("bottom left", "左下角"),
    "bottom": ("bottom", "底部"),
    "bottom-right": ("bottom right", "右下角"),
}
ANIMATIONS: dict[str, tuple[str, str]] = {
    "none": ("no animation", "无动画"),
    "fade-in": ("fading in", "淡入"),
    "slide-up": ("sliding up", "向上滑入"),
    "typewriter": ("typed out like on a typewriter", "打字机效果"),
    "pop": ("popping in", "弹出"),
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

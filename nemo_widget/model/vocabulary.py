"""What the values of a draft are called, in English and in Chinese: by the agent that sets them, and by the other side
that tells what has changed."""

from __future__ import annotations

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

"""Answers in traditional characters, and in Taiwan's words where those differ from the mainland's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from .language import base_language
from .words import fold
from .words.tokens import is_cjk

_KEEP = frozenset("面台只里系干谷松范准于周采志回注舍闲后征")
_TAIWANESE = {
    "视频里": "影片裡",
    "视频": "影片",
    "音频": "音訊",
    "竖屏": "直式",
    "横屏": "橫式",
    "超宽屏": "超寬螢幕",
    "照片里": "照片裡",
    "画面里": "畫面裡",
    "时间线": "時間軸",
    "帧率": "影格率",
}


def is_traditional(language: str) -> bool:
    code = language.lower().replace("_", "-")
    return base_language(code) == "zh" and any(region in code for region in ("tw", "hk", "mo", "hant"))


def traditional(text: str, names: Sequence[str], language: str) -> str:
    """The text as it is written where `language` is spoken; `names`, the person's own words, stay as they are."""
    own = "|".join(re.escape(n) for n in sorted(set(names), key=len, reverse=True) if is_cjk(n))
    parts = re.split(f"({own})", text) if own else [text]
    words = {} if any(region in language.lower() for region in ("hk", "mo")) else _TAIWANESE
    return "".join(part if number % 2 else _converted(part, words) for number, part in enumerate(parts))


def _converted(text: str, words: dict[str, str]) -> str:
    for word, other in words.items():
        text = text.replace(word, other)
    return text.translate(_characters())


@lru_cache(maxsize=1)
def _characters() -> dict[int, str]:
    pairs = fold._simplified()
    return {ord(simple): traditional for traditional, simple in reversed(list(pairs.items())) if simple not in _KEEP}

from __future__ import annotations

import re

_SCRIPTS: tuple[tuple[str, str], ...] = (  # the first that occurs decides: kana before Han, since Japanese has both
    ("ja", r"[\u3041-\u30ff\uff66-\uff9f]"),
    ("ko", r"[\u1100-\u11ff\uac00-\ud7af]"),
    ("zh", r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    ("uk", r"[іїєґІЇЄҐ]"),
    ("ru", r"[\u0400-\u04ff]"),
    ("ar", r"[\u0600-\u06ff]"),
    ("he", r"[\u0590-\u05ff]"),
    ("hi", r"[\u0900-\u097f]"),
    ("bn", r"[\u0980-\u09ff]"),
    ("ta", r"[\u0b80-\u0bff]"),
    ("th", r"[\u0e00-\u0e7f]"),
    ("el", r"[\u0370-\u03ff]"),
)
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|「[^」]*」|《[^》]*》")
# frequent characters that are written differently in the two, those of one side only
_TRADITIONAL = set(
    "這個們來時會說對還沒過後間開關點圖張視頻導轉換為與讓請標題樂調濾鏡輯線軌畫實現長寬縮總經學習麼樣幾舊億語將應從當"
)
_SIMPLIFIED = set(
    "这个们来时会说对还没过后间开关点图张视频导转换为与让请标题乐调滤镜辑线轨画实现长宽缩总经学习么样几旧亿语将应从当"
)


def language_of(message: str) -> str:
    """The language code of a message, by the script of what is outside of quotation marks; "en" for Latin letters."""
    text = _QUOTED.sub(" ", message)
    for code, pattern in _SCRIPTS:
        if re.search(pattern, text):
            return _chinese(text) if code == "zh" else code
    return "en"


def _chinese(text: str) -> str:
    characters = set(text)
    traditional = len(characters & _TRADITIONAL)
    return "zh-TW" if traditional > len(characters & _SIMPLIFIED) else "zh-CN"

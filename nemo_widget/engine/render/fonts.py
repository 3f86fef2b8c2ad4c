"""Which font draws which character: the fonts of this machine, what they cover, and an order of preference.

Nothing is bundled. Fonts are looked for where Linux, macOS and Windows keep them, and in matplotlib when it is
installed (it brings DejaVu Sans, so text works on a bare container too). Pillow's built-in font is the last resort,
for Latin alone.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from fontTools.ttLib import TTCollection, TTFont, TTLibError
from PIL import ImageFont

Script = Literal["kana", "hangul", "han", "other"]

_SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}
# parts of file names, best first; for titles and captions a plain sans serif reads best
_SANS = (
    "inter", "helveticaneue", "segoeui", "sfns", "roboto-", "opensans", "notosans-", "helvetica", "arial",
    "liberationsans-", "dejavusans",
)  # fmt: skip
_CJK = (
    "notosanscjk", "sourcehansans", "notosanssc", "pingfang", "hiragino", "msyh", "yugoth", "meiryo", "malgun",
    "applesdgothic", "wqy", "simhei", "droidsansfallback", "stheiti", "arphic", "notoserifcjk", "simsun",
)  # fmt: skip
_ODD = (
    "italic", "oblique", "mono", "condensed", "narrow", "serif", "light", "thin", "black", "symbol", "math", "cour",
    "times",
)  # fmt: skip
# fonts that claim every character and draw a placeholder for it
_PLACEHOLDERS = ("lastresort", "adobeblank", "adobenotdef")
_EMOJI = ("applecoloremoji", "apple color emoji", "notocoloremoji", "seguiemj", "twemoji", "emojione", "coloremoji")
_REGIONS: dict[Script, tuple[str, ...]] = {"kana": ("JP", "Japan"), "hangul": ("KR", "Korea"), "han": ("SC", "CN")}


@dataclass(frozen=True)
class Face:
    """One face of a font file; `path` None is Pillow's built-in font."""

    path: str | None
    index: int = 0

    @property
    def is_emoji(self) -> bool:
        return self.path is not None and _rank(_EMOJI, _plain(self.path)) < len(_EMOJI)

    def at(self, size_px: int) -> ImageFont.FreeTypeFont:
        """Raises: OSError when the face has no such size (bitmap fonts) or cannot be read."""
        if self.path is None:
            font = ImageFont.load_default(size_px)
            if not isinstance(font, ImageFont.FreeTypeFont):
                raise OSError("Pillow was built without FreeType")
            return font
        return _loaded(self.path, self.index, size_px)

    def covers(self, character: str) -> bool:
        if self.path is None:
            return character.isascii() or 0xA0 <= ord(character) <= 0x17F
        return ord(character) in _coverage(self.path, self.index)


BUILT_IN = Face(None)


def face_for(characters: str, *, bold: bool, wanted: str | None, emoji: bool, script: Script) -> Face | None:
    """The first face in order of preference that covers all the characters; None when there is none.

    `wanted` is a part of a font's file name that is tried first, `emoji` prefers faces in colour, `script` (of the
    whole text) decides between the Chinese, Japanese and Korean shapes of the same character.
    """
    return next((f for f in _candidates(bold, wanted, emoji, script) if all(map(f.covers, characters))), None)


@lru_cache(maxsize=64)
def _candidates(bold: bool, wanted: str | None, emoji: bool, script: Script) -> tuple[Face, ...]:
    def order(path: str) -> tuple[object, ...]:
        name = _plain(path)
        asked = wanted is None or _plain(wanted) not in name
        in_colour = _rank(_EMOJI, name) < len(_EMOJI)
        odd = sum(word in name for word in _ODD)
        heavy = "bold" in name or name.endswith(("bd", "b")) or "heavy" in name
        sans, cjk = _rank(_SANS, name), _rank(_CJK, name)
        family = min(sans, len(_SANS) + cjk) if sans < len(_SANS) else len(_SANS) + cjk
        return asked, in_colour != emoji, odd > 0, family, heavy != bold, odd, len(name), path

    faces = [face for path in sorted(installed(), key=order) for face in _faces(path, script)]
    return (*faces, BUILT_IN)


@lru_cache(maxsize=1)
def installed() -> tuple[str, ...]:
    """The font files of this machine."""
    found = {str(path) for folder in _folders() for path in _files_below(folder)}
    return tuple(sorted(found))


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            if path.suffix.lower() in _SUFFIXES and not path.name.lower().startswith(_PLACEHOLDERS):
                yield path


def _folders() -> Iterator[Path]:
    home = Path.home()
    if sys.platform == "darwin":
        yield from (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    elif sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
        yield Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft/Windows/Fonts"
    else:
        data = Path(os.environ.get("XDG_DATA_HOME", home / ".local/share"))
        yield from (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), data / "fonts", home / ".fonts")
    matplotlib = importlib.util.find_spec("matplotlib")
    if matplotlib is not None and matplotlib.origin:
        yield Path(matplotlib.origin).parent / "mpl-data/fonts/ttf"


def _plain(path: str) -> str:
    return Path(path).stem.lower().replace(" ", "").replace("_", "-")


def _rank(names: tuple[str, ...], name: str) -> int:
    return next((n for n, part in enumerate(names) if part in name), len(names))


def _faces(path: str, script: Script) -> list[Face]:
    """The faces of a file; of a collection, those shaped for the script's region come first."""
    if Path(path).suffix.lower() not in (".ttc", ".otc"):
        return [Face(path)]
    regions = _REGIONS.get(script, _REGIONS["han"])
    names = _collection(path)
    odd = ("Mono", "HW", "Italic")

    def order(index: int) -> tuple[bool, bool, int]:
        return any(o in names[index] for o in odd), not any(r in names[index] for r in regions), index

    return [Face(path, index) for index in sorted(range(len(names)), key=order)]


@lru_cache(maxsize=64)
def _collection(path: str) -> list[str]:
    """The names of the faces in a collection."""
    try:
        with TTCollection(path, lazy=True) as collection:
            return [str(font["name"].getDebugName(4)) for font in collection.fonts]
    except (OSError, TTLibError, KeyError, ValueError, AssertionError):
        return []


@lru_cache(maxsize=1024)
def _coverage(path: str, index: int) -> frozenset[int]:
    """The code points that a face has glyphs for; none when the file cannot be read."""
    try:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError, KeyError, ValueError, AssertionError):
        return frozenset()


@lru_cache(maxsize=256)
def _loaded(path: str, index: int, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size_px, index=index)

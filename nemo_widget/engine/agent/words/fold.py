"""Folding: the form of a text in which only what matters for understanding is left.

Lower case, half width, straight quotes inside words, simplified characters, Latin letters without accents. Every
folded character knows where it comes from, so that titles can be taken from the original to the letter.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_PAIRS = Path(__file__).parent.parent / "lexicon" / "traditional.txt"
LATIN_END = 0x250


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    """Traditional character -> simplified one. The file holds pairs, traditional first."""
    pairs = "".join(line for line in _PAIRS.read_text("utf-8").splitlines() if not line.startswith("#")).split()
    return {pair[0]: pair[1] for pair in pairs}


@lru_cache(maxsize=8192)
def fold_char(char: str) -> str:
    """What one character becomes: often itself, sometimes several, sometimes nothing."""
    if char in "’‘ʼ`´":
        return "'"
    if char in "‐‑‒–—−":
        return "-"
    out = []
    for c in unicodedata.normalize("NFKC", char).casefold():
        if ord(c) < LATIN_END or 0x1E00 <= ord(c) < 0x1F00:
            out.append("".join(x for x in unicodedata.normalize("NFKD", c) if unicodedata.category(x) != "Mn"))
        elif unicodedata.category(c) in ("Mn", "Cf"):
            continue
        else:
            out.append(_simplified().get(c, c))
    return "".join(out)


def fold(text: str) -> str:
    return "".join(map(fold_char, text))


@dataclass(frozen=True)
class Folded:
    """`text` folded; `origin[i]` is the index in the original of folded character i (one more entry for the end)."""

    original: str
    text: str
    origin: list[int]

    @classmethod
    def of(cls, original: str) -> Folded:
        parts, origin = [], []
        for index, char in enumerate(original):
            part = fold_char(char)
            parts.append(part)
            origin.extend([index] * len(part))
        origin.append(len(original))
        return cls(original, "".join(parts), origin)

    def slice(self, start: int, end: int) -> str:
        """The original text of folded characters `start` to `end`."""
        return self.original[self.origin[start] : self.origin[end]]

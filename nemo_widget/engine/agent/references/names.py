"""The words by which a file can be meant: parts of its name, and other words for what it shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from ..lexicon import grammar
from ..words.fold import fold
from ..words.tokens import is_cjk

_THINGS = Path(__file__).parent.parent / "lexicon" / "things.txt"


LONGEST_CJK_PART = 8
LONGEST_CODE = 4  # "5a", "q4", "b12"


@lru_cache(maxsize=1)
def _same_things() -> dict[str, tuple[str, ...]]:
    """A word -> the words for the same thing in any language."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _THINGS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            group = tuple(fold(w).strip() for w in line.split(","))
            for word in group:
                found[word] = (*found.get(word, ()), *group)
    return found


_MOVING = ("mp4", "mov", "webm", "m4v", "mkv", "avi")
_MOVING_WORDS = ("clip", "footage", "片段", "录像")  # a video among photos
_SOUNDS = ("wav", "mp3", "m4a", "aac", "ogg", "flac", "opus")


def name_parts(names: Sequence[tuple[str, str]]) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """(file name, hash) pairs -> the words by which those files can be meant, and the words that all pictures share. A
    whole name goes before a part of one, and a part before another word for the same thing."""
    whole: dict[str, set[str]] = {}
    parts: dict[str, set[str]] = {}
    things: dict[str, set[str]] = {}
    for name, key in names:
        stem = fold(name).rpartition(".")[0] or fold(name)
        whole.setdefault("".join(stem.split()), set()).add(key)
        whole.setdefault("".join(c for c in stem if c.isalnum()), set()).add(key)
        for piece in _pieces(stem):
            parts.setdefault(piece, set()).add(key)
            for word in _same_things().get(piece, ()):
                things.setdefault(word, set()).add(key)
    pictures = {key for name, key in names if name.lower().rpartition(".")[2] not in _SOUNDS}
    common = {
        w
        for w, keys in parts.items()
        if (w.isascii() or len(w) > 1) and w.isalpha() and len(pictures) > 1 and keys >= pictures
    }
    found = {
        word: frozenset(keys)
        for source in (things, parts, whole)
        for word, keys in source.items()
        if (word not in grammar("generic_name") or (source is whole and _is_told_apart(word))) and word not in common
    }
    moving = {key for name, key in names if name.lower().rpartition(".")[2] in _MOVING}
    if moving and moving != pictures:
        found |= {word: frozenset(moving) for word in _MOVING_WORDS}
    return found, frozenset(common)


_TELLING = ("scan", "screen", "screenshot", "截图")  # as the whole name of a file among others


def _is_told_apart(word: str) -> bool:
    return len(word) == 1 or word in _TELLING


def _pieces(stem: str) -> set[str]:
    runs: list[str] = []
    for index, char in enumerate(stem):
        kind = _char_kind(char)
        if kind and index and _char_kind(stem[index - 1]) == kind:
            runs[-1] += char
        elif kind:
            runs.append(char)
    found = set()
    words = "".join(c if c.isalnum() else " " for c in stem).split()
    found |= {w for w in words if w.isascii() and not w.isalpha() and not w.isdigit() and len(w) <= LONGEST_CODE}
    for run in runs:
        if run in grammar("generic_name"):
            continue
        if is_cjk(run):
            short = run[:LONGEST_CJK_PART]
            found.add(run)
            found |= {short[i:j] for i in range(len(short)) for j in range(i + 2, len(short) + 1)}
        elif len(run) >= 3 or (len(run) == 2 and run.isalpha()):
            found.add(run)
    mixed = re.split(r"[\W_]+", stem)
    found |= {m for m in mixed if len(m) in (2, 3, 4) and m.isascii() and not (m.isalpha() or m.isdigit())}
    return found - grammar("generic_name")


def _char_kind(char: str) -> str:
    if is_cjk(char):
        return "cjk"
    return "digit" if char.isdigit() else "letter" if char.isalpha() else ""

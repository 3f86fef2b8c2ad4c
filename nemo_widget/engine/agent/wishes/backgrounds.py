"""Reads the wishes about the colour beside and behind the photos: "white background", "on black", "white bars"."""

from __future__ import annotations

from collections.abc import Iterator

from ..edits.looks import BLACK
from ..fragments import Fragment
from ..words.atoms import Atom
from .base import Talk, Wish, negation_of
from .targets import target_of

_TEXTS = ("thing:title", "thing:caption", "thing:text")
_ELSEWHERE = (*_TEXTS, "thing:music", "thing:transition", "act:write", "act:call")
_BEHIND = ("on", "onto", "over", "against", "upon", "auf", "sobre", "sur", "vor")
_BARS = ("bars", "borders", "edges", "bar", "border", "frame", "边", "边框")


def read_background(f: Fragment, talk: Talk) -> Iterator[Wish]:
    noun = f.find("thing:background")
    named = _color_of(f, noun) if noun is not None else None
    if noun is not None and (f.has(*_TEXTS) or f.kinds("string")):
        if named is not None and len(list(_colors(f))) > 1:  # "white text on a black background"
            f.take(noun, named[0])
            yield Wish("background", "of_text", source=f.text)
        return
    if noun is not None and negation_of(f, noun) and not f.any("fit"):
        f.take(noun, *([named[0]] if named is not None else []))
        yield Wish("background", "remove", target_of(f), source=f.text)
        return
    whole = noun is not None and named is not None and _is_behind(f, noun)
    if named is None and not f.has(*_ELSEWHERE) and not f.kinds("string") and talk.focus != "text":
        named = _bars(f) or _bare(f)
        whole = named is not None
    if named is None:
        barred = next((i for i, a in enumerate(f.atoms) if a.one("fit") == "contain" and _is_black(a)), None)
        if barred is not None and not f.has("link:instead") and not negation_of(f, barred):
            yield Wish("background", "set", args={"color": BLACK}, source=f.text)  # "black bars" after white ones
        return
    f.take(named[0], *([noun] if noun is not None else []))
    f.take(*(i for i, a in enumerate(f.atoms) if whole and a.text.lower() in _BARS))
    yield Wish("background", "set", target_of(f), {"color": named[1], "whole": whole}, f.text)


def _is_black(atom: Atom) -> bool:
    return "black" in atom.text.lower() or "黑" in atom.text


def _colors(f: Fragment) -> Iterator[tuple[int, str]]:
    yield from f.values("color")
    yield from ((i, str(f.atoms[i].value).lower()) for i in f.kinds("color"))


def _color_of(f: Fragment, noun: int) -> tuple[int, str] | None:
    """The colour that belongs to the noun: in the same word, right before it, or the first after it."""
    found = sorted(_colors(f), key=lambda c: (c[0] > noun, abs(c[0] - noun)))
    return found[0] if found else None


def _is_behind(f: Fragment, noun: int) -> bool:
    """ "Put them on a white background": they shall not hide it."""
    return any(a.text.lower() in _BEHIND for a in f.atoms[max(0, noun - 4) : noun])


def _bars(f: Fragment) -> tuple[int, str] | None:
    """ "White bars", "白边"."""
    for index, color in _colors(f):
        after = f.at(index + 1)
        if after is not None and after.text.lower() in _BARS and not negation_of(f, index):
            return index, color
    return None


def _bare(f: Fragment) -> tuple[int, str] | None:
    """ "On black", "show the logo on white"."""
    for index, color in _colors(f):
        tie = next((a for a in reversed(f.atoms[:index]) if not (a.is_filler and len(a.tags) == 1)), None)
        ends = all(a.is_filler or a.kind == "punct" or a.has("thing:video") for a in f.atoms[index + 1 :])
        slight = not f.any("fx", "music", "position") and not f.unknown
        if tie is not None and tie.text.lower() in _BEHIND and ends and slight:
            return index, color
    return None

"""Whose a time is when several things are spoken of in one clause: "a 15-second video with the title 'X' for 2 s"."""

from __future__ import annotations

from typing import Literal

from ..fragments import Fragment
from ..words.atoms import Atom

Owner = Literal["photo", "video", "text", "music", "transition"]
_TEXT = ("thing:title", "thing:caption", "thing:text")


def owner_of(f: Fragment, index: int) -> Owner | None:
    """What the time at `index` describes by where it stands: right before a noun ("3-second video", "2 s each") or
    tied to the noun before it ("a video of 15 seconds"). None when its place does not tell."""
    return _behind(f, index) or _before(f, index)


def _behind(f: Fragment, index: int) -> Owner | None:
    at = index + 1
    while (atom := f.at(at)) is not None and (_is_look(atom) or (atom.text == "的" and at == index + 1)):
        at += 1
    if atom is None:
        return None
    if atom.text in ("/", "x", "×") or atom.text.lower() in ("a", "an", "the"):
        following = f.at(at + 1)
        return "photo" if following is not None and following.has("thing:photo") else None
    if atom.has("scope:each") or (atom.kind == "count" and atom.value == 1):
        return "photo"
    if atom.has("scope:total"):
        return "video"
    if atom.has("thing:transition") or (atom.kind == "lex" and _is_cut(atom)):
        return "transition"
    if atom.has(*_TEXT):
        return "text"
    if atom.has("thing:video") and not (atom.has("thing:photo") and atom.text.lower().endswith("s")):
        return "video"
    if atom.has("thing:photo"):
        return "photo"
    return "video" if _looks(f, index + 1, at) else None


def _before(f: Fragment, index: int) -> Owner | None:
    at, tied = index - 1, False
    while (atom := f.at(at)) is not None and (_is_look(atom) or _ties(atom)):
        tied = tied or _ties(atom)
        at -= 1
    if atom is None or index - at > 5:
        return None
    if atom.has("scope:each") or (atom.kind == "count" and atom.value == 1):
        return "photo"
    if tied and atom.has("thing:video") and not atom.has("thing:photo", *_TEXT):
        return "video"
    return None


def _ties(atom: Atom) -> bool:
    """What ties a time to the noun before: "of", "lasting", "de", "von"."""
    return atom.kind == "lex" and (
        atom.has("link:for", "link:from", "thing:duration")
        or atom.text.lower() in ("of", "de", "von", "d", "mit", "con")
    )


def _is_cut(atom: Atom) -> bool:
    return any(v in ("crossfade", "wipe", "circle", "fade-black", "fade-white") for v in atom.of("fx"))


def _looks(f: Fragment, start: int, end: int) -> bool:
    """Whether the shape of the video stands there: "a 3-second square …"."""
    return any(f.atoms[i].kind in ("pair", "size") or f.atoms[i].one("ratio") for i in range(start, end))


def _is_look(atom: Atom) -> bool:
    return (
        atom.kind in ("pair", "size") or any(atom.one(section) for section in ("ratio", "filter")) or atom.text == "-"
    )

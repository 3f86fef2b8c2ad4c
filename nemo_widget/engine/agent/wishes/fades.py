"""Reads when the music sets in and how it fades."""

from __future__ import annotations

from ..fragments import Fragment
from .attribution import owner_of
from .base import negation_of


def continues_fade(f: Fragment) -> bool:
    """ "… and out over 3 seconds"."""
    words = [a.text.lower() for a in f.atoms if not (a.kind == "lex" and a.has("act:add"))]
    return bool(words) and words[0] in ("in", "out") and bool(f.kinds("time"))


def read_fades(f: Fragment, args: dict[str, object]) -> None:
    if continues_fade(f) and not f.has("fx:fade-in", "fx:fade-out"):
        first = f.kinds("time")[0]
        args["fade_in_ms" if f.atoms[0].text.lower() == "in" else "fade_out_ms"] = round(float(f.atoms[first].value))
        f.take(first)
        return
    spots = [
        (i, a)
        for i, a in enumerate(f.atoms)
        if i not in f.used and a.has("fx:fade-in", "fx:fade-out", "fx:fade", "thing:fade")
    ]
    for index, atom in spots:
        time = _nearest_time(f, index)
        ms = round(float(f.atoms[time].value)) if time is not None else _bare_seconds(f, index)
        denied = negation_of(f, index)
        both = atom.has("fx:fade", "thing:fade") or (atom.has("fx:fade-in") and atom.has("fx:fade-out"))
        if atom.has("fx:fade-out") or both:
            args["fade_out_ms"] = 0 if denied else ms if ms is not None else 1500
        if atom.has("fx:fade-in") or both:
            args["fade_in_ms"] = 0 if denied else ms if ms is not None else 1000
        f.take(index)
        if time is not None:
            f.take(time)


def _bare_seconds(f: Fragment, at: int) -> int | None:
    """ "fade it out for 3"."""
    for index in range(at + 1, min(len(f.atoms), at + 4)):
        atom, before = f.atoms[index], f.atoms[index - 1]
        if atom.kind == "num" and index not in f.used and before.has("link:for") and 0 < atom.value <= 60:
            f.take(index)
            return round(float(atom.value) * 1000)
    return None


def _nearest_time(f: Fragment, at: int) -> int | None:
    times = [i for i in f.kinds("time") if owner_of(f, i) not in ("photo", "video")]
    return min(times, key=lambda i: (abs(i - at), i), default=None)


def read_start(f: Fragment, args: dict[str, object]) -> None:
    """ "start the music at 5 seconds", "音乐从第三秒开始"."""
    starts = f.has("link:start") or any(
        a.text.lower()
        in (
            "start",
            "starts",
            "starting",
            "begin",
            "begins",
            "comes in",
            "come in",
            "kicks in",
            "kick in",
            "kick",
            "kicks",
            "starting at",
            "starting from",
            "beginning at",
        )
        for a in f.atoms
    )
    for index in f.kinds("time"):
        before = f.at(index - 1)
        pointed = f.atoms[index].has("point") or (
            before is not None and before.has("link:at", "link:from", "link:after", "link:to", "link:on")
        )
        after = f.at(index + 1)  # "starting 2 seconds in"
        pointed = pointed or (after is not None and after.text.lower() in ("in", "into"))
        into = before is not None and before.has("link:from") and after is not None and after.text.lower() == "in"
        if (starts or into) and pointed and owner_of(f, index) not in ("photo", "video"):
            args["start_ms"] = round(float(f.atoms[index].value))
            f.take(index)
            return

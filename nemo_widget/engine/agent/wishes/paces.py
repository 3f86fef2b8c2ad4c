"""Reads longer, shorter, faster, slower, twice as long."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from ..fragments import Fragment
from ..lexicon import grammar
from ..references import Pick, Selector
from .base import Talk, Wish
from .targets import target_of

LONGER = ("act:lengthen", "act:slow_down")


SHORTER = ("act:shorten", "act:speed_up")


def is_speed_factor(f: Fragment) -> bool:
    return bool(f.kinds("factor")) and f.has("act:speed_up", "act:slow_down") and not f.has("thing:duration")


def read_speed(f: Fragment, talk: Talk) -> Iterator[Wish]:
    factor = _factor(f)
    if factor is None:
        return
    if f.has("act:slow_down") and factor > 1:
        factor = 1 / factor
    f.take(*(i for i, a in enumerate(f.atoms) if a.has("thing:speed", "act:speed_up", "act:slow_down")))
    yield Wish("duration", "speed", target_of(f), {"speed": factor}, f.text)


def _factor(f: Fragment) -> float | None:
    for index in f.kinds("factor", "percent"):
        f.take(index)
        return float(f.atoms[index].value)
    for index, value in f.values("factor"):
        f.take(index)
        return float(value)
    return None


_SLOW_MOTION = ("slow motion", "slow mo", "slomo", "slow-mo", "slow-motion", "慢动作", "慢放", "慢镜头", "升格")
SLOW = 0.5


def slow_motion(f: Fragment, talk: Talk) -> Wish | None:
    """ "Play the clip in slow motion": a film that is among the photos."""
    at = next((i for i, a in enumerate(f.atoms) if a.text.lower() in _SLOW_MOTION and i not in f.used), None)
    if at is None or not talk.films or f.has("neg:no"):
        return None
    f.take(at)
    target = target_of(f) or Selector((Pick("name", hashes=talk.films, plural=True),))
    return Wish("duration", "speed", target, {"speed": SLOW}, f.text)


def talk_about_clip(talk: Talk) -> bool:
    return (talk.focus or talk.context) in ("clips", "clip") or (talk.touched == 1 and not talk.focus)


def edge_named(f: Fragment) -> Selector | None:
    """ "Make the ending longer": the photo there."""
    for before, atom in pairwise(f.atoms):
        if before.text.lower() == "the" and atom.text.lower() in grammar("edges"):
            return Selector((Pick("ordinal", 1 if atom.has("link:start") else -1),))
    return None


def read_pace(f: Fragment, talk: Talk) -> Iterator[Wish]:
    if f.has(
        "thing:music",
        "thing:volume",
        "thing:title",
        "thing:caption",
        "thing:text",
        "thing:brightness",
        "thing:contrast",
        "thing:saturation",
        "thing:fps",
    ) or f.kinds("string"):
        return
    if talk.topic == "text" and any(a.text.lower() in grammar("appearing") for a in f.atoms):
        return  # "it disappears too quickly" is about the title
    if f.has("fx:zoom", "fx:zoom-in", "fx:zoom-out", "fx:pan") and not f.has("thing:duration", "thing:video"):
        return  # "a slower zoom"
    if talk.focus == "motion" and all(a.is_filler or a.has(*LONGER, *SHORTER) for a in f.atoms) and not f.refs:
        return  # "zoom into the barn, but slowly"
    longer = [i for i, a in enumerate(f.atoms) if i not in f.used and a.has(*LONGER)]
    shorter = [i for i, a in enumerate(f.atoms) if i not in f.used and a.has(*SHORTER)]
    if not longer and not shorter and f.strong_refs and talk.focus in ("duration", "clip") and not f.unknown:
        longer = [
            i for i, a in enumerate(f.atoms) if a.has("degree:more") and i not in f.used
        ]  # "… and more for the dog"
        shorter = [i for i, a in enumerate(f.atoms) if a.has("degree:less") and i not in f.used]
    factored = any(f.values("factor")) or bool(f.kinds("factor", "percent"))
    about_time = f.has("thing:duration", "scope:total")
    that = any(s.has("it") for _, s in f.refs) and (talk.focus or talk.context) in ("duration", "clip")
    that = that or (bool(f.strong_refs) and talk.focus in ("duration", "clip"))  # "… and halve the last"
    halves = f.atoms[0].text.lower() in ("halve", "double", "triple") and not f.any("thing", "fx", "music")
    halves = halves or (f.has("fx:cut_word") and any(f.values("factor")) and not f.any("thing"))
    that = that or (halves and bool(f.strong_refs))  # "halve the dog", "cut the dog by half"
    if not longer and not shorter and not (factored and (about_time or that)):
        return
    strong = [i for i in (*longer, *shorter) if f.atoms[i].text.lower() not in grammar("weak_pace")]
    if (
        not strong
        and not factored
        and not (
            talk.has_draft
            and (
                f.has(
                    "thing:video",
                    "thing:photo",
                    "thing:duration",
                    "degree:little",
                    "degree:more",
                    "degree:lot",
                    "link:on",
                )
                or len(f.atoms) <= 3
            )
        )
    ):
        return
    if not talk.has_draft and not factored and not strong and not f.strong_refs:
        return
    amount: dict[str, Any] = {}
    percents = f.kinds("percent")
    if percents:
        share = float(f.atoms[percents[0]].value)
        f.take(percents[0])
        amount["factor"] = 1 + share if longer and not shorter else max(0.05, 1 - share)
        if f.has("act:speed_up") and not f.has("act:shorten"):
            amount["factor"] = 1 / (1 + share)
    elif factored:
        factor = _factor(f) or 1.0
        if f.has("act:speed_up") or (shorter and not longer and factor > 1):
            factor = 1 / factor if factor > 1 else factor
        elif f.has("act:slow_down") and factor < 1:
            factor = 1 / factor
        amount["factor"] = factor
    else:
        little, lot = f.has("degree:little"), f.has("degree:lot")
        if longer and not shorter:
            amount["factor"] = 1.15 if little else 1.6 if lot else 1.3
        else:
            amount["factor"] = 0.85 if little else 0.6 if lot else 0.75
    f.take(*longer, *shorter, *(i for i, a in enumerate(f.atoms) if a.has("thing:duration")))
    of_that = any(a.kind in ("ref", "lex") and a.text.lower().split()[-1:] == ["that"] for a in f.atoms)
    target = target_of(f) or edge_named(f)
    length = talk.last[-1].args.get("ms") if talk.last and talk.last[-1].topic == "duration" else None
    if of_that and length and factored and target is not None and not target.is_weak:
        ms = {"ms": round(length * amount["factor"])}  # "before gets 3 secs, after gets double that"
        yield Wish("duration", "clip", target, ms, f.text)
        return
    if target is not None and target.has("it") and not talk_about_clip(talk):
        target = None
    yield Wish("duration", "scale", target, amount, f.text)

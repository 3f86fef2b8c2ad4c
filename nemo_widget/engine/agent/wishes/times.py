"""Reads the wishes about how long the video and its photos last, and about the beat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..fragments import Fragment
from ..lexicon import grammar
from ..references import Pick, Selector
from ..words.atoms import Atom
from ..words.tokens import is_cjk
from .attribution import owner_of
from .base import Talk, Wish
from .targets import target_of

LONGEST_EACH_MS = 4000  # what a mere "3s" can mean for each photo of a new video
_LONGER = ("act:lengthen", "act:slow_down")
_SHORTER = ("act:shorten", "act:speed_up")


def read_times(f: Fragment, talk: Talk) -> Iterator[Wish]:
    beat = f.find("act:beat")
    if beat is not None and not any(a.has("neg:no") for a in f.atoms[max(0, beat - 2) : beat]):
        f.take(
            beat,
            *(i for i, a in enumerate(f.atoms) if a.has("fx:cut_word", "fx:cut", "thing:music", "thing:transition")),
        )
        beats = f.kinds("beats")
        f.take(*beats)
        yield Wish("beat", "set", None, {"beats": f.atoms[beats[0]].value if beats else None}, f.text)
    elif f.kinds("beats") and f.has("scope:each", "thing:photo", "thing:duration"):
        index = f.kinds("beats")[0]
        f.take(index)
        yield Wish("beat", "set", None, {"beats": f.atoms[index].value}, f.text)
    if (f.has("thing:speed") and (f.kinds("factor", "percent") or f.has("factor:2", "factor:0.5"))) or _is_speed_factor(
        f
    ):
        yield from _speed(f, talk)
        return
    even = f.find("act:even")
    times = f.kinds("time")
    if times:
        if even is not None:
            f.take(even)
        yield from _with_times(f, talk, times, even is not None)
        return
    if even is not None and not f.has("thing:title", "thing:volume"):
        f.take(even)
        yield Wish("duration", "even", None, {}, f.text)
        return
    number = _elliptic_seconds(f, talk)
    if number is not None:
        yield number
        return
    yield from _relative(f, talk)


def _is_speed_factor(f: Fragment) -> bool:
    return bool(f.kinds("factor")) and f.has("act:speed_up", "act:slow_down") and not f.has("thing:duration")


def _speed(f: Fragment, talk: Talk) -> Iterator[Wish]:
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


# -- with a time ---------------------------------------------------------------------------------------------------


def _with_times(f: Fragment, talk: Talk, times: list[int], even: bool) -> Iterator[Wish]:
    index = times[0]
    ms = float(f.atoms[index].value)
    if len(times) == 2 and times[1] - times[0] <= 2 and not f.refs and f.before != "then" and not f.has("scope:each"):
        index = times[1] if f.has("link:to") and f.has("link:from") else times[0]
        ms = float(f.atoms[index].value)
    relative = _relative_time(f, index, talk)
    if relative is not None:
        f.take(
            index,
            *(i for i, a in enumerate(f.atoms) if a.has(*_LONGER, *_SHORTER, "act:trim", "act:add", "act:remove")),
        )
        target = target_of(f)
        if target is not None and target.has("it") and not talk_about_clip(talk):
            target = None
        each = f.has("scope:each") or _single_count(f, index)
        where = "start" if f.has("link:start") or any(a.has("ordinal:1") for a in f.atoms if a.kind == "lex") else "end"
        yield Wish("duration", "by", target, {"ms": round(ms * relative), "each": each, "where": where}, f.text)
        return
    scope = _scope(f, talk, index, ms)
    before = talk.last[-1] if talk.last else None
    if (
        before is not None
        and before.topic == "duration"
        and before.target is not None
        and before.target.excluding
        and not f.refs
        and not f.has("scope:total")
    ):
        f.take(*times)  # "4 seconds each except the dog, 8 seconds"
        yield Wish("duration", "clip", Selector(before.target.excluding), {"ms": round(ms)}, f.text)
        return
    if before is not None and before.topic == "duration" and before.do == "scale" and before.target is not None:
        bare = not f.refs and not f.has("scope:total", "scope:each", "thing:video")
        if bare and f.before in (",", "，"):
            f.take(*times)  # "keep the garden a bit longer, like 6 seconds"
            yield Wish("duration", "clip", before.target, {"ms": round(ms)}, f.text)
            return
    pairs = _assigned(f, times)
    if pairs:
        for selector, value in pairs:
            yield Wish("duration", "clip", selector, {"ms": round(value)}, f.text)
        return
    f.take(*times)
    f.take(*(i for i, a in enumerate(f.atoms) if a.has(*_LONGER, *_SHORTER, "thing:duration")))
    target = target_of(f) if owner_of(f, index) != "video" and (scope != "total" or f.strong_refs) else None
    if target is None and scope == "total" and talk.focus != "text" and (edge := _edge_ordinal(f, index)) is not None:
        target = edge  # "first 1 s, last 2 s" speaks of photos when no text is about
    if target is not None and (not target.is_weak or target.has("it")) and not target.has("all", "new", "unknown"):
        if not (target.has("it") and scope == "total" and f.has("thing:video", "scope:total")) and not (
            target.has("it") and not talk_about_clip(talk)
        ):
            yield Wish("duration", "clip", target, {"ms": round(ms)}, f.text)
            return
        scope = "total" if not f.has("scope:each") else "each"
    if target is not None and target.excluding:
        scope = "each"  # "all but the garden 2 s"
    yield Wish(
        "duration",
        scope,
        target if target is not None and target.excluding else None,
        {"ms": round(ms), "even": even},
        f.text,
    )


def _edge_ordinal(f: Fragment, index: int) -> Selector | None:
    before = f.at(index - 1)
    places = before.of("ordinal") if before is not None and before.kind == "lex" else []
    return Selector((Pick("ordinal", int(places[0])),)) if places and places[0] != "0" and len(f.atoms) <= 3 else None


def talk_about_clip(talk: Talk) -> bool:
    return (talk.focus or talk.context) in ("clips", "clip")


def _assigned(f: Fragment, times: list[int]) -> list[tuple[Selector, float]]:
    """ "2 s for the first 5 s for the last": several times, each with its own clips."""
    refs = f.strong_refs
    if len(times) < 2 or len(refs) < 2:
        return []
    first_is_time = times[0] < refs[0][0]
    pairs: list[tuple[Selector, float]] = []
    for time, (index, selector) in zip(times, refs, strict=False):
        if first_is_time != (time < index):
            return []
        pairs.append((selector, float(f.atoms[time].value)))
        f.take(time, index)
    return pairs


def _single_count(f: Fragment, index: int) -> bool:
    """ "一张两秒", "三秒一张", "三秒换一张"."""
    for near in (index - 2, index - 1, index + 1, index + 2):
        atom = f.at(near)
        if atom is not None and atom.kind == "count" and atom.value == 1:
            return True
    return False


def _scope(f: Fragment, talk: Talk, index: int, ms: float) -> str:
    """Whether the time is meant for each photo or for the whole video."""
    before, after = f.at(index - 1), f.at(index + 1)
    if f.has("scope:each") or _single_count(f, index):
        if f.has("scope:total") and after is not None and after.has("scope:total"):
            return "total"
        return "each"
    if (
        before is not None
        and before.text.lower() in ("x", "×", "*", "@")
        and any(a.has("thing:photo") for a in f.atoms[:index])
    ):
        return "each"  # "4 shots x 2 s"
    further = f.at(index + 2)
    if (
        after is not None
        and after.kind == "punct"
        and after.value == "/"
        and further is not None
        and further.has("thing:photo")
    ):
        return "each"  # "2.5s/img"
    if (
        after is not None
        and after.text.lower() in ("a", "an", "the")
        and further is not None
        and further.has("thing:photo")
    ):
        return "each"  # "two seconds a slide"
    if f.has("scope:total") and not (f.has("scope:all") and f.has("thing:photo") and not f.has("thing:video")):
        return "total"
    if (
        after is not None
        and after.has("thing:video")
        and not (after.has("thing:photo") and after.text.lower().endswith("s"))
    ):
        return "total"
    if after is not None and (after.has("thing:photo") or (after.kind == "ref" and after.has("thing:photo"))):
        return "each"
    all_photos = any(a.kind == "ref" and a.has("thing:photo") and a.value.has("all") for a in f.atoms[:index])
    if all_photos and not f.has("thing:video", "act:build") and not (before is not None and before.has("link:on")):
        return "each"  # "all photos 2 seconds"
    photos = next(
        (i for i, a in enumerate(f.atoms) if a.has("thing:photo") and not a.has("thing:video") and i < index), None
    )
    if photos is not None and not f.has("thing:video"):
        between = f.atoms[photos + 1 : index]
        if is_cjk(f.atoms[photos].text) and all(a.is_filler or a.has("thing:duration", "act:change") for a in between):
            return "each"
        if between and between[-1].has("link:for") and not f.has("act:build"):
            return "each"
        if before is not None and before.has("link:at", "act:keep", "act:lengthen") and not f.has("act:build"):
            return "each"
    if f.has("thing:video", "thing:duration") and not f.has("act:lengthen"):
        return "total"
    if talk.clip_count >= 2 and ms / talk.clip_count < 500:
        return "each"
    bare = all(a.kind in ("time", "punct") or a.is_filler for a in f.atoms) and not talk.has_draft
    if bare and ms <= LONGEST_EACH_MS and talk.clip_count >= 2 and ms / talk.clip_count <= 1000:
        return "each"  # "vertical, 3s, lo-fi" for four photos
    return "total"


def _relative_time(f: Fragment, index: int, talk: Talk) -> float | None:
    """1 or -1 when the time is to be added or taken off, None when it is meant as it stands."""
    longer, shorter = f.has(*_LONGER), f.has(*_SHORTER)
    added = (
        f.has("act:add", "degree:more")
        and f.has("link:to", "scope:each", "thing:duration", "thing:video")
        and not f.has("act:build")
    )
    off = (
        (f.has("act:trim", "act:remove") and not f.has("thing:music", "thing:title", "thing:text", "thing:transition"))
        or (f.has("fx:cut_word") and any(a.has("link:from") for a in f.atoms[index:]))
        or any(a.text.lower() in ("off", "less") for a in f.atoms)
    )
    before = f.at(index - 1)
    after = f.at(index + 1)
    if after is not None and after.text.lower() in ("too long", "too short"):
        return -1.0 if after.text.lower() == "too long" else 1.0
    sign = before.text if before is not None else None
    if sign in ("+", "-") and not (index >= 2 and f.atoms[index - 2].kind in ("num", "time")):
        return 1.0 if sign == "+" else -1.0
    absolute = before is not None and (
        before.has("link:to")
        or before.text.lower() in ("to", "at", "is", "be")
        or (is_cjk(before.text) and before.text.endswith(("到", "为", "成", "至")))
    )
    if absolute:
        return None
    if before is not None and before.has("link:by") and (longer or shorter or f.has("act:raise", "act:lower")):
        return -1.0 if shorter or f.has("act:lower") else 1.0
    after = f.at(index + 1)
    near = [a for a in (f.at(index - 1), f.at(index - 2), after, f.at(index + 2)) if a is not None]
    more = next((a for a in near if a.text in ("多停", "多留", "多放", "多显示", "多待", "多停留")), None)
    if more is not None or any(a.text in ("少停", "少放", "少留") for a in near):
        return 1.0 if more is not None else -1.0
    if before is not None and before.text in ("长", "多", "加", "增加", "多加"):
        return 1.0  # 长一秒
    if before is not None and before.text in ("短", "少", "减", "减少", "缩"):
        return -1.0
    if longer and not shorter and any(_comparative(a, _LONGER) for a in near):
        return 1.0
    if shorter and not longer and any(_comparative(a, _SHORTER) for a in near):
        return -1.0
    if off and not f.has("act:build") and not (f.has("act:trim") and f.has("link:to")):
        return -1.0
    if talk.has_draft and f.has("act:add") and not f.refs and not f.unknown and not f.has("thing:title", "thing:music"):
        return 1.0
    if added and any(a.has("act:add") for a in f.atoms[:index]) and not f.kinds("string"):
        return 1.0
    return None


def _comparative(atom: Atom, tags: tuple[str, ...]) -> bool:
    """Whether the word says by how much ("2 seconds longer") rather than for how long ("hold it 2 seconds")."""
    word = atom.text.lower()
    return atom.has(*tags) and word not in grammar("not_comparative") and "too" not in word


def _elliptic_seconds(f: Fragment, talk: Talk) -> Wish | None:
    """ "2 seconds for photos 2 to 4, five for all the others": the unit is that of the wish before."""
    before = next((w for w in reversed(talk.last) if w.topic == "duration"), None)
    numbers = f.kinds("num")
    if (
        before is None
        or talk.focus not in ("duration", "clip")
        or len(numbers) != 1
        or before.do not in ("clip", "each", "total")
    ):
        return None
    value = float(f.atoms[numbers[0]].value)
    if not 0.1 <= value <= 600 or f.unknown:
        return None
    f.take(numbers[0])
    target = target_of(f)
    if target is None:
        if len([a for a in f.atoms if not a.is_filler and a.kind != "punct"]) > 2:
            return None
        return Wish("duration", before.do, before.target, {"ms": round(value * 1000), "even": False}, f.text)
    return Wish("duration", "clip", target, {"ms": round(value * 1000)}, f.text)


# -- longer, shorter, twice as long --------------------------------------------------------------------------------


def _relative(f: Fragment, talk: Talk) -> Iterator[Wish]:
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
    if f.has("fx:zoom", "fx:zoom-in", "fx:zoom-out", "fx:pan") and not f.has("thing:duration", "thing:video"):
        return  # "a slower zoom"
    longer = [i for i, a in enumerate(f.atoms) if i not in f.used and a.has(*_LONGER)]
    shorter = [i for i, a in enumerate(f.atoms) if i not in f.used and a.has(*_SHORTER)]
    if not longer and not shorter and f.strong_refs and talk.focus in ("duration", "clip") and not f.unknown:
        longer = [
            i for i, a in enumerate(f.atoms) if a.has("degree:more") and i not in f.used
        ]  # "… and more for the dog"
        shorter = [i for i, a in enumerate(f.atoms) if a.has("degree:less") and i not in f.used]
    factored = any(f.values("factor")) or bool(f.kinds("factor", "percent"))
    about_time = f.has("thing:duration")
    that = any(s.has("it") for _, s in f.refs) and (talk.focus or talk.context) in ("duration", "clip")
    that = that or (bool(f.strong_refs) and talk.focus in ("duration", "clip"))  # "… and halve the last"
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
    if not talk.has_draft and not factored and not strong:
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
    target = target_of(f)
    if target is not None and target.has("it") and not talk_about_clip(talk):
        target = None
    yield Wish("duration", "scale", target, amount, f.text)

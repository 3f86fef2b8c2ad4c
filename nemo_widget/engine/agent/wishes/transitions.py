"""Reads the wishes about transitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from ..fragments import Fragment
from ..references import Pick, Selector
from ..words.tokens import is_cjk
from .attribution import owner_of
from .base import Talk, Wish, negation_of
from .targets import denied, direction, direction_near, target_of

TRANSITION_FX = ("crossfade", "fade-black", "fade-white", "slide", "wipe", "circle", "cut")
LONGEST_TRANSITION_MS = 3000
_GENTLY = ("慢慢", "缓缓", "渐渐", "慢慢地")
_SLOWLY = ("more slowly", "slower", "slowly", "more quickly", "faster", "quicker")


def read_transition(f: Fragment, talk: Talk) -> Iterator[Wish]:
    if (turned := _turned(f, talk)) is not None:
        yield from turned
        return
    if (timed := _timed(f, talk)) is not None:
        yield timed
        return
    noun = f.find("thing:transition")
    if noun is None:
        noun = _between_all(f)
    ways = len(list(f.values("dir")))
    kind, at = _transition_kind(f, talk, noun is not None)
    had_way = ways > len(list(f.values("dir"))) or (at is not None and bool(f.atoms[at].of("dir")))
    if kind is None and noun is None and talk.context == "transition" and not talk.focus and _is_comparison(f):
        scale = _transition_scale(f)
        f.take(*range(len(f.atoms)))
        yield Wish("transition", "scale", None, {"factor": scale}, f.text)
        return
    if kind is None and noun is None and _is_of_those(f, talk):
        index = f.kinds("time")[0]
        f.take(index, *(i for i, _ in f.refs))
        yield Wish(
            "transition", "duration", None, {"duration_ms": round(f.atoms[index].value), "place": "into"}, f.text
        )
        return
    if (
        kind is None
        and noun is None
        and not (
            talk.topic == "transition"
            and talk.focus == "transition"
            and (f.kinds("time") or _is_decimal(f))
            and (not f.has("scope:total", "thing:video", "thing:photo") or _is_moment(f))
        )
    ):
        return
    head = at if at is not None else noun
    if kind is None and noun is not None and negation_of(f, noun):
        kind = "none"
    if kind is not None and kind != "none" and head is not None and denied(f, head):
        kind = "none" if noun is not None or kind in ("crossfade",) else None
        if kind is None and talk.has_draft is False:
            return
        kind = "none"
    if kind == "none" and at is not None and _bars_cuts(f, at):
        f.take(at)
        if any(w.topic == "transition" and w.args.get("type") not in (None, "none") for w in talk.last):
            return
        kind = "crossfade"
    ms = _transition_ms(f, talk, head)
    slowly = at is not None and any(a.text.lower() in _SLOWLY for a in f.atoms[at + 1 : at + 3])
    scaled = ms is None and (noun is not None or (kind is not None and (talk.has_draft or slowly)))
    scale = _transition_scale(f) if scaled else None
    if scale is not None and kind not in (None, "none") and any(a.text in _GENTLY for a in f.atoms):
        scale = None  # 转场要慢慢淡黑
    if scale is not None and kind not in (None, "none"):
        kind = None if not f.has("act:change", "act:add", "link:with") else kind
    if kind is None and ms is None and scale is None:
        if noun is not None and f.has("act:add", "act:build", "link:with", "act:change") and not f.has("act:beat"):
            f.take(noun)
            target = target_of(f)
            yield Wish("transition", "default", target, source=f.text)
        return
    f.take(*(i for i in (head, noun) if i is not None))
    if scale is not None or ms is not None:
        f.take(
            *(i for i, a in enumerate(f.atoms) if a.has("act:lengthen", "act:shorten", "act:slow_down", "act:speed_up"))
        )
    pair = f.has("link:between") or (noun is not None and "between" in f.atoms[noun].text.lower())
    after = f.find("link:after")
    if after is not None and is_before_ref(f, after):
        f.take(after)
        place = "after"
    else:
        place = "between" if pair else "into"
    named = [i for i, _ in f.strong_refs]
    if len(named) == 2 and any(x.has("link:to") for x in f.atoms[named[0] + 1 : named[1]]):
        place = "between"  # "from the dog to the city"
    target = target_of(f)
    if target is not None and target.excluding and _counts_cuts(f):  # 除了第一个转场: the one into the second photo
        target = Selector(target.picks, tuple(replace(p, a=p.a + (p.a > 0)) for p in target.excluding))
    pick = target.picks[0] if target is not None and len(target.picks) == 1 else None
    told = any(a.kind == "ref" and a.text.count("张") > 1 for a in f.atoms)  # 第三张到第四张
    if pick is not None and pick.kind == "range" and pick.b == pick.a + 1 and told:
        place, target = "between", Selector((Pick("ordinal", pick.a), Pick("ordinal", pick.b)))
    if target is None and (nth := _which_transition(f)) is not None:
        into = Pick("ordinal", nth + 1 if nth > 0 else nth)
        spared = is_cjk(f.text) and f.has("scope:except")  # 除了第一个转场都换成硬切
        target, place = Selector((Pick("all"),), (into,)) if spared else Selector((into,)), "into"
    if kind is not None:
        args: dict[str, object] = {"type": kind, "duration_ms": ms, "place": place}
        if at is not None and not had_way and kind in ("slide-left", "wipe-left"):
            args["any_way"] = True
        if at is not None and ms is not None and target is None and _speaks_of_those(f, at):
            args["of_those"] = True
            args["any_way"] = args.get("any_way", False) or f.atoms[at].text.lower() == "fades"
        yield Wish("transition", "set", target, args, f.text)
    elif ms is not None:
        yield Wish("transition", "duration", target, {"duration_ms": ms, "place": place}, f.text)
    else:
        yield Wish("transition", "scale", target, {"factor": scale}, f.text)


def _timed(f: Fragment, talk: Talk) -> Wish | None:
    """ "Fade through black, every fade one second", 转场用blur，每个1s: how long the transitions before take."""
    before = talk.last[-1] if talk.last and talk.focus == "transition" else None
    times = f.kinds("time")
    if before is None or before.topic != "transition" or before.args.get("type") in (None, "none") or len(times) != 1:
        return None
    ms = float(f.atoms[times[0]].value)
    named = [a for a in f.atoms if a.any_of("fx") or a.has("thing:transition") or a.text == "每个"]
    told = ("scope:each", "scope:all", "thing:duration", "act:lengthen", "link:for", "link:at", "link:with", "link:and",
            "link:from")  # fmt: skip
    plain = all(i == times[0] or a in named or a.is_filler or a.has(*told) for i, a in enumerate(f.atoms))
    family = str(before.args["type"]).partition("-")[0].replace("crossfade", "fade")
    same = any(family in a.text.lower() and not is_cjk(a.text) for a in named)  # "fades of 0.8 seconds"
    if not (named and plain and (same or f.has("scope:each", "scope:all", "scope:them"))):
        return None
    if ms > LONGEST_TRANSITION_MS or any(a.any_of("dir") for a in f.atoms):
        return None
    if any(a.has("fx:zoom-in", "fx:zoom-out", "fx:pan") for a in named):
        return None
    f.take(*range(len(f.atoms)))
    return Wish(
        "transition", "duration", before.target, {"duration_ms": round(ms), "place": before.args["place"]}, f.text
    )


def _turned(f: Fragment, talk: Talk) -> list[Wish] | None:
    """ "… slide left into the 2nd, right into the 3rd": another direction of the transition before; without a place,
    its own: "a wipe, from left to right"."""
    before = talk.last[-1] if talk.last and talk.focus == "transition" else None
    family = str(before.args.get("type")).partition("-")[0] if before is not None else ""
    ways = [(i, v) for i, v in f.values("dir")]
    if before is None or family not in ("slide", "wipe") or len(ways) != 1 or f.any("fx", "thing", "act", "neg"):
        return None
    slight = ("link:on", "link:to", "link:and", "link:between", "link:then")
    rest = [a for i, a in enumerate(f.atoms) if i != ways[0][0] and a.kind != "ref"]
    if not all(a.is_filler or a.kind == "punct" or a.has(*slight) for a in rest):
        return None
    f.take(*range(len(f.atoms)))
    if not f.any("link") and not any(a.kind == "ref" for a in f.atoms):
        before.args["type"] = f"{family}-{ways[0][1]}"
        return [] if before.args["type"] else None
    refs = [a.value for a in f.atoms if a.kind == "ref" and not a.value.is_weak]
    target = Selector(tuple(p for s in refs for p in s.picks)) if refs else None
    args = before.args | {"type": f"{family}-{ways[0][1]}", "place": "between" if f.has("link:between") else "into"}
    return [Wish("transition", "set", target, args, f.text)]


def _speaks_of_those(f: Fragment, at: int) -> bool:
    """ "The wipes last 1.5 seconds", "those fades": transitions that are there already."""
    before = f.at(at - 1)
    pointed = before is not None and before.text.lower() in ("the", "those", "these", "my", "all the")
    return pointed and f.atoms[at].text.lower().endswith("s")


def _counts_cuts(f: Fragment) -> bool:
    """Whether "the first one" is a transition: 除了第一个转场."""
    pairs = pairwise(f.atoms)
    return any(a.kind == "ref" and a.text.endswith(("个", "次")) and b.has("thing:transition") for a, b in pairs)


def _bars_cuts(f: Fragment, at: int) -> bool:
    """ "别硬切", "no hard cuts": what is not wanted is the hardness."""
    before = f.at(at - 1)
    return f.atoms[at].has("fx:cut") and before is not None and before.has("neg:no")


def _which_transition(f: Fragment) -> int | None:
    """The place in "the first transition", "the last cut"; -1 is the last."""
    for first, second in pairwise(f.atoms):
        noun = second.has("thing:transition") or second.text.lower() in ("cut", "fade", "crossfade", "hard cut")
        if noun and first.text.lower() != "final" and (places := first.of("ordinal")):
            return int(places[0]) or None
    return None


def _between_all(f: Fragment) -> int | None:
    """Where "between the slides", "between all of them" stands: that is a word for transitions."""
    for index, atom in enumerate(f.atoms[:-1]):
        after = f.atoms[index + 1]
        photos = (after.kind == "ref" and after.value.is_weak) or (after.kind == "lex" and after.has("thing:photo"))
        if atom.has("link:between") and not atom.has("thing:transition") and index not in f.used and photos:
            return index
    return None


def _is_decimal(f: Fragment) -> bool:
    """Nothing but a number like 0.7."""
    return any("." in f.atoms[i].text for i in f.kinds("num")) and all(
        a.is_filler or a.kind in ("num", "punct") for a in f.atoms
    )


def _is_moment(f: Fragment) -> bool:
    """ "A quarter of a second tops": too short for a video."""
    return all(float(f.atoms[i].value) < 1000 for i in f.kinds("time")) and not f.has("thing:video", "thing:photo")


def _is_comparison(f: Fragment) -> bool:
    """Nothing but "shorter", "a bit slower"."""
    words = ("act:shorten", "act:lengthen", "act:slow_down", "act:speed_up")
    return f.has(*words) and all(
        a.is_filler or a.has(*words, "degree:little", "degree:lot", "degree:more") for a in f.atoms
    )


def _is_of_those(f: Fragment, talk: Talk) -> bool:
    """ "Make them all 1 second long", right after transitions were spoken of."""
    times = f.kinds("time")
    return (
        talk.context == "transition"
        and not talk.focus
        and len(times) == 1
        and float(f.atoms[times[0]].value) <= LONGEST_TRANSITION_MS
        and bool(f.refs)
        and not f.strong_refs
        and not f.has("thing:photo", "thing:video", "scope:each", "scope:total")
    )


def is_before_ref(f: Fragment, at: int) -> bool:
    after = f.at(at + 1)
    return after is not None and after.kind == "ref"


_SOFT = ("柔和", "顺滑", "平滑", "柔", "丝滑")


def _exchanged(f: Fragment) -> int | None:
    """The place of the old kind in "change the wipes to slides"."""
    kinds = [i for i, a in enumerate(f.atoms) if any(v in TRANSITION_FX for v in a.of("fx"))]
    if len(kinds) != 2 or not f.has("act:change", "act:swap", "act:replace", "act:swap_for"):
        return None
    tied = any(a.has("link:to", "link:with", "link:for") or a.text == "into" for a in f.atoms[kinds[0] + 1 : kinds[1]])
    verb = next(i for i, a in enumerate(f.atoms) if a.has("act:change", "act:swap", "act:replace", "act:swap_for"))
    return kinds[0] if tied and verb < kinds[0] else None


def _transition_kind(f: Fragment, talk: Talk, noun: bool) -> tuple[str | None, int | None]:
    if (old := _exchanged(f)) is not None:
        f.take(old)
    text_focus = f.has("thing:title", "thing:caption", "thing:text") or bool(f.kinds("string"))
    music_focus = f.has("thing:music", "thing:volume")
    for index, atom in enumerate(f.atoms):
        if index in f.used or atom.kind not in ("lex", "ref"):
            continue
        values = [v for v in atom.of("fx") if v in TRANSITION_FX]
        if not values:
            continue
        value = values[0] if "cut" not in values else "cut"
        if value == "cut":
            f.take(index)
            return "none", index
        if value in ("slide", "wipe"):
            if text_focus and not noun and value == "slide":
                continue
            if atom.has("thing:photo") and not noun and direction_near(f, index) is None:
                continue  # "the slides" are photos
            later = next((i for i in range(index + 1, len(f.atoms)) if f.atoms[i].has("fx:slide", "fx:wipe")), None)
            if later is not None and direction_near(f, later) is not None and atom.text.lower() == "slides":
                continue
            way = direction(f, index)
            f.take(index)
            return f"{value}-{way or 'left'}", index
        if (text_focus or music_focus) and not noun and value == "crossfade" and atom.has("fx:fade", "fx:fade-in"):
            continue
        f.take(index)
        return value, index
    for index, atom in enumerate(f.atoms):
        if index in f.used:
            continue
        if atom.text.lower().startswith("push") and atom.has("fx:zoom-in") and (way := direction(f, index)):
            f.take(index)
            return f"slide-{way}", index
        named = any(word in atom.text.lower() for word in ("转场", "过渡", "transition"))
        changed = noun or named or (talk.focus == "transition" and f.has("act:change"))
        if atom.has("fx:zoom", "fx:zoom-in", "fx:zoom-out") and changed and not text_focus:
            f.take(index)
            return "zoom", index
        if (
            atom.has("fx:blur")
            and not atom.has("fit:blur")
            and (noun or not f.has("fit:blur"))
            and not text_focus
            and (noun or named or "into" in atom.text or talk.topic == "transition")
        ):
            f.take(index)
            return "blur", index
        sliding = atom.has("fx:slide-up") and any(w in atom.text.lower() for w in ("slid", "滑", "glide"))
        if sliding and atom.text.lower() != "slides" and not text_focus and (noun or talk.topic != "text"):
            f.take(index)
            return "slide-up", index
        if (
            atom.has("fx:fade", "fx:fade-in", "fx:fade-out")
            and not text_focus
            and not music_focus
            and talk.topic not in ("text", "music")
            and (noun or atom.has("fx:fade"))
        ):
            f.take(index)
            return "crossfade", index
        if (
            atom.has("fx:cut_word")
            and not f.strong_refs
            and not any(a.kind in ("time", "beats") for a in f.atoms)  # "cut every 4 beats" says when, not how
            and not f.has(
                "act:beat", "thing:music", "thing:volume", "thing:title", "thing:video", "act:trim", "thing:text"
            )
        ):
            f.take(*(i for i, a in enumerate(f.atoms) if a.has("fx:cut_word")))
            return "none", index
    soft = next((i for i, a in enumerate(f.atoms) if a.text.startswith(_SOFT) and i not in f.used), None)
    if noun and soft is not None and not music_focus and not text_focus:
        f.take(soft)
        return "crossfade", soft
    if noun and talk.focus == "transition" and not f.used:
        return None, None
    return None, None


def _transition_ms(f: Fragment, talk: Talk, head: int | None) -> int | None:
    """The time that is meant for the transition rather than for the photos."""
    if f.has("scope:total", "act:lengthen", "thing:music") and head is None and not _is_moment(f):
        return None
    for index in f.kinds("time"):
        ms = float(f.atoms[index].value)
        each = talk.focus == "transition" and ms <= 800 and not f.has("thing:photo")  # "wipe down, 0.4 s each"
        if owner_of(f, index) in ("photo", "video") and not each:
            continue
        if f.has("scope:each") and not f.has("thing:transition") and not (talk.focus == "transition" and ms <= 800):
            continue
        limit = 10_000 if f.has("thing:transition") else LONGEST_TRANSITION_MS
        if ms > limit or (head is None and ms > 2000):
            continue
        f.take(index)
        return max(1, round(ms))
    if head is not None or _is_decimal(f):
        for index in f.kinds("num"):
            if "." in f.atoms[index].text and 0.05 <= float(f.atoms[index].value) <= LONGEST_TRANSITION_MS / 1000:
                f.take(index)
                return round(float(f.atoms[index].value) * 1000)  # "crossfade 0.7"
    return None


def _transition_scale(f: Fragment) -> float | None:
    words = f.text.lower()
    if f.has("thing:transition", "act:lengthen", "act:shorten", "thing:duration"):
        for index in f.kinds("factor"):
            f.take(index)
            return float(f.atoms[index].value)
        for index, value in f.values("factor"):
            f.take(index, *(i for i, a in enumerate(f.atoms) if a.has("thing:duration")))
            return float(value)
    if f.has("act:shorten", "act:speed_up") or "too slow" in words:
        return 0.6
    if f.has("act:lengthen", "act:slow_down"):
        return 1.5
    return None

"""Reads the wishes about transitions, motion, fit, filters and adjustments."""

from __future__ import annotations

from collections.abc import Iterator

from ..fragments import Fragment
from ..references import Selector
from .base import Talk, Wish, negation_of

DIRECTED = ("slide", "wipe", "pan")
TRANSITION_FX = ("crossfade", "fade-black", "fade-white", "slide", "wipe", "circle", "cut")
MOTION_FX = ("zoom-in", "zoom-out", "pan", "still", "alternate")
LONGEST_TRANSITION_MS = 3000


def target_of(f: Fragment) -> Selector | None:
    """The clips that the fragment names; None when it names none in particular. Takes them."""
    refs = f.strong_refs
    if not refs:
        weak = [(i, s) for i, s in f.refs if s.has("it")]
        if weak and not f.has("scope:all", "thing:video"):
            f.take(weak[0][0])
            return weak[0][1]
        return None
    f.take(*(i for i, _ in refs))
    picks = tuple(p for _, s in refs for p in s.picks)
    if any(p.kind == "rest" for p in picks):
        picks = tuple(p for p in picks if p.kind != "all")
    return Selector(picks, tuple(p for _, s in refs for p in s.excluding))


def direction(f: Fragment, at: int) -> str | None:
    """The direction that stands next to the effect at `at`."""
    order = [i for d in range(1, 6) for i in (at + d, at - d)]
    for index in order:
        atom = f.at(index)
        if atom is not None and index not in f.used and (values := atom.of("dir")):
            f.take(index)
            return values[0]
    return None


def _explicit_transition(f: Fragment) -> bool:
    return f.has("thing:transition")


# -- transitions ---------------------------------------------------------------------------------------------------


def read_transition(f: Fragment, talk: Talk) -> Iterator[Wish]:
    noun = f.find("thing:transition")
    kind, at = _transition_kind(f, talk, noun is not None)
    if (
        kind is None
        and noun is None
        and not (
            talk.topic == "transition"
            and talk.focus == "transition"
            and f.kinds("time")
            and not f.has("scope:each", "scope:total", "thing:video", "thing:photo")
        )
    ):
        return
    head = at if at is not None else noun
    if kind is None and noun is not None and negation_of(f, noun):
        kind = "none"
    if kind is not None and kind != "none" and head is not None and _denied(f, head):
        kind = "none" if noun is not None or kind in ("crossfade",) else None
        if kind is None and talk.has_draft is False:
            return
        kind = "none"
    ms = _transition_ms(f, talk, head)
    scale = _transition_scale(f) if ms is None and (noun is not None or kind is not None) and talk.has_draft else None
    if scale is not None and kind not in (None, "none"):
        kind = None if not f.has("act:change", "act:add", "link:with") else kind
    if kind is None and ms is None and scale is None:
        if noun is not None and f.has("act:add", "act:build", "link:with", "act:change") and not f.has("act:beat"):
            f.take(noun)
            target = target_of(f)
            yield Wish("transition", "default", target, source=f.text)
        return
    f.take(*(i for i in (head, noun) if i is not None))
    if scale is not None:
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
    target = target_of(f)
    if kind is not None:
        yield Wish("transition", "set", target, {"type": kind, "duration_ms": ms, "place": place}, f.text)
    elif ms is not None:
        yield Wish("transition", "duration", target, {"duration_ms": ms, "place": place}, f.text)
    else:
        yield Wish("transition", "scale", target, {"factor": scale}, f.text)


def is_before_ref(f: Fragment, at: int) -> bool:
    after = f.at(at + 1)
    return after is not None and after.kind == "ref"


def _transition_kind(f: Fragment, talk: Talk, noun: bool) -> tuple[str | None, int | None]:
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
        if atom.has("fx:zoom", "fx:zoom-in", "fx:zoom-out") and noun and not text_focus:
            f.take(index)
            return "zoom", index
        if (
            atom.has("fx:blur")
            and not atom.has("fit:blur")
            and (noun or not f.has("fit:blur"))
            and not text_focus
            and (
                noun
                or "转场" in atom.text
                or "过渡" in atom.text
                or "into" in atom.text
                or "transition" in atom.text.lower()
                or talk.focus == "transition"
            )
        ):
            f.take(index)
            return "blur", index
        if atom.has("fx:slide-up") and atom.text.lower() != "slides" and not text_focus and talk.topic != "text":
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
            and not f.kinds("time")
            and not f.has("act:beat", "thing:music", "thing:title", "thing:video", "act:trim", "thing:text")
        ):
            f.take(*(i for i, a in enumerate(f.atoms) if a.has("fx:cut_word")))
            return "none", index
    if noun and talk.focus == "transition" and not f.used:
        return None, None
    return None, None


def direction_near(f: Fragment, at: int) -> str | None:
    for index in range(max(0, at - 3), min(len(f.atoms), at + 4)):
        if index not in f.used and f.atoms[index].of("dir"):
            return f.atoms[index].of("dir")[0]
    return None


def _denied(f: Fragment, at: int) -> bool:
    before = [a for a in f.atoms[max(0, at - 2) : at] if not (a.is_filler and len(a.tags) == 1)]
    if any(a.has("neg:no", "act:remove") for a in before):
        return True
    after = f.at(at + 1)
    return after is not None and after.has("neg:no", "act:remove") and at + 2 >= len(f.atoms)


def _transition_ms(f: Fragment, talk: Talk, head: int | None) -> int | None:
    """The time that is meant for the transition rather than for the photos."""
    if f.has("scope:total", "act:lengthen", "thing:music") and head is None:
        return None
    for index in f.kinds("time"):
        after, before = f.at(index + 1), f.at(index - 1)
        ms = float(f.atoms[index].value)
        if after is not None and (
            after.has("scope:each", "scope:total")
            or (after.has("thing:photo", "thing:video") and not after.has("thing:transition"))
        ):
            continue
        if before is not None and (before.has("scope:each") or (before.kind == "count" and before.value == 1)):
            continue
        if after is not None and after.kind == "count" and after.value == 1:
            continue
        if f.has("scope:each") and not f.has("thing:transition"):
            continue
        limit = 10_000 if f.has("thing:transition") else LONGEST_TRANSITION_MS
        if ms > limit or (head is None and ms > 2000):
            continue
        f.take(index)
        return max(1, round(ms))
    return None


def _transition_scale(f: Fragment) -> float | None:
    words = f.text.lower()
    if f.has("act:shorten", "act:speed_up") or "too slow" in words:
        return 0.6
    if f.has("act:lengthen", "act:slow_down"):
        return 1.5
    return None


# -- motion --------------------------------------------------------------------------------------------------------


def read_motion(f: Fragment, talk: Talk) -> Iterator[Wish]:
    written = f.has("thing:title", "thing:caption", "thing:text") or bool(f.kinds("string"))
    if written and not f.has("thing:motion", "fx:alternate", "fx:still"):
        return
    found: list[tuple[int, str]] = []
    for index, atom in enumerate(f.atoms):
        if index in f.used or atom.kind != "lex":
            continue
        values = [v for v in atom.of("fx") if v in MOTION_FX or v == "zoom"]
        if "still" in values or ("alternate" in values and "thing:motion" in atom.tags and negation_of(f, index)):
            found.append((index, "none"))
        elif "alternate" in values:
            found.append((index, "alternate"))
        elif "pan" in values:
            way = direction(f, index)
            if negation_of(f, index):
                found.append((index, "none"))
            elif way:
                found.append((index, f"pan-{way}"))
            elif atom.text in ("移动", "镜头", "镜头从", "摇") or atom.has("act:move"):
                continue
            else:
                found.append((index, "pan-left"))
        elif values:
            if atom.has("act:bigger", "act:smaller") and talk.focus == "text":
                continue
            value = "zoom-in" if "zoom-in" in values or values == ["zoom"] else "zoom-out"
            found.append((index, "none" if negation_of(f, index) else value))
    noun = f.find("thing:motion")
    if not found and noun is not None:
        if negation_of(f, noun):
            found.append((noun, "none"))
        elif f.has("act:add", "link:with", "act:build"):
            found.append((noun, "alternate"))
    if not found:
        return
    f.take(*(i for i, _ in found))
    if noun is not None:
        f.take(noun)
    target = target_of(f)
    kinds = {v for _, v in found}
    value = found[-1][1] if len(kinds) == 1 or kinds != {"zoom-in", "zoom-out"} else "alternate"
    if "none" in kinds:
        value = "none"
    yield Wish("motion", "set", target, {"motion": value}, f.text)


# -- fit -----------------------------------------------------------------------------------------------------------


def read_fit(f: Fragment, talk: Talk) -> Iterator[Wish]:
    found = [(i, v) for i, v in f.values("fit")]
    if not found:
        return
    order = {"blur": 0, "cover": 1, "contain": 2}
    chosen = min(found, key=lambda item: order[item[1]])
    value = chosen[1]
    if (
        value == "contain"
        and len(found) == 1
        and negation_of(f, chosen[0])
        and "bar" in f.atoms[chosen[0]].text.lower()
    ):
        value = "cover"
    if value == "blur" and f.has("neg:no", "act:remove") and _denied(f, chosen[0]):
        value = "cover"
    f.take(*(i for i, _ in found))
    at = f.find("thing:fit")
    if at is not None:
        f.take(at)
    yield Wish("fit", "set", target_of(f), {"fit": value}, f.text)


# -- filters -------------------------------------------------------------------------------------------------------

_MUSIC_WORDS = ("thing:music", "thing:volume")


def read_filter(f: Fragment, talk: Talk) -> Iterator[Wish]:
    found: list[tuple[int, str]] = []
    for index, value in f.values("filter"):
        atom = f.atoms[index]
        if _is_interjection(f, index) or (f.has(*_MUSIC_WORDS) and not f.has("thing:filter", "thing:photo")):
            continue
        if any(t.startswith("color:") for t in atom.tags) and (
            talk.focus == "text" or f.has("thing:text", "thing:title", "thing:caption")
        ):
            continue
        if atom.has("ask:why"):
            continue
        found.append((index, value))
    noun = f.find("thing:filter")
    wants_none = (
        noun is not None
        and not found
        and (negation_of(f, noun) or f.has("act:restart"))
        and not f.has("thing:color_only")
        and not f.has("thing:text", "thing:title", "thing:caption")
    )
    if not found and not wants_none:
        return
    if found:
        index, value = found[0]
        if value != "none" and negation_of(f, index):
            value = "none"
        if len({v for _, v in found}) > 1 and any(
            f.atoms[i].has("neg:no", "link:instead") for i in range(len(f.atoms))
        ):
            value = next((v for i, v in found if not negation_of(f, i)), value)
    else:
        value = "none"
    f.take(*(i for i, _ in found))
    if noun is not None:
        f.take(noun)
    yield Wish("filter", "set", target_of(f), {"filter": value}, f.text)


def _is_interjection(f: Fragment, at: int) -> bool:
    """ "Cool!" is no filter; nor is the "cool" of "a cool video"."""
    atom = f.atoms[at]
    if atom.text.lower() not in ("cool", "bw", "warm") or f.has("thing:filter", "act:change"):
        return False
    if atom.text.lower() != "cool":
        return False
    following = f.at(at + 1)
    return (
        len(f.atoms) == 1
        or not (f.strong_refs or f.has("scope:all"))
        or (following is not None and following.has("thing:video"))
    )


# -- adjustments ---------------------------------------------------------------------------------------------------

_UP = {"brightness": "act:brighter", "contrast": "act:more_contrast", "saturation": "act:more_saturation"}
_DOWN = {"brightness": "act:darker", "contrast": "act:less_contrast", "saturation": "act:less_saturation"}


def read_adjust(f: Fragment, talk: Talk) -> Iterator[Wish]:
    if f.has("thing:music", "thing:volume") or f.kinds("string"):
        return
    target: Selector | None = None
    for what in ("brightness", "contrast", "saturation"):
        noun, up, down = f.find(f"thing:{what}"), f.find(_UP[what]), f.find(_DOWN[what])
        if (
            what == "brightness"
            and noun is not None
            and f.atoms[noun].text.lower() == "light"
            and up is None
            and down is None
        ):
            noun = None
        if noun is None and up is None and down is None:
            continue
        head = next(i for i in (up, down, noun) if i is not None)
        if talk.focus == "text" and f.has("thing:text", "thing:title", "color"):
            continue
        f.take(*(i for i in (noun, up, down) if i is not None))
        amount = _amount(f, head, up, down)
        target = target or target_of(f)
        yield Wish("adjust", "set", target, {"what": what, **amount}, f.text)


def _amount(f: Fragment, head: int, up: int | None, down: int | None) -> dict[str, object]:
    """{"value": …} to set it, {"factor": …} to change it."""
    rises = up is not None or (down is None and not f.has("act:lower", "act:quieter", "act:darker"))
    percents, factors, numbers = f.kinds("percent"), f.kinds("factor"), f.kinds("num")
    target_word = any(
        a.has("link:to") or (a.has("act:change") and not a.has("act:raise", "act:lower")) for a in f.atoms
    )
    relative = (
        up is not None or down is not None or f.has("act:raise", "act:lower", "link:by", "act:louder", "act:quieter")
    )
    if percents:
        share = float(f.atoms[percents[0]].value)
        f.take(percents[0])
        before = f.at(percents[0] - 1)
        absolute = (
            before is not None
            and before.has("link:to", "link:at", "act:change")
            and not before.has("act:raise", "act:lower", "link:by")
        )
        if absolute or not relative:
            return {"value": share}
        return {"factor": 1 + share if rises else max(0.0, 1 - share)}
    if factors:
        f.take(factors[0])
        return {"factor": float(f.atoms[factors[0]].value)}
    if numbers and float(f.atoms[numbers[0]].value) <= 3 and (target_word or not relative):
        f.take(numbers[0])
        return {"value": float(f.atoms[numbers[0]].value)}
    if f.has("neg:no") and not relative:
        return {"value": 1.0}
    if f.has("degree:little"):
        return {"factor": 1.1 if rises else 0.9}
    if f.has("degree:lot"):
        return {"factor": 1.4 if rises else 0.65}
    return {"factor": 1.2 if rises else 0.8}

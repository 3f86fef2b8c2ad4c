"""Reads how and when a text shall be shown: position, colour, size, animation, time."""

from __future__ import annotations

from typing import Any

from ..fragments import Fragment
from .attribution import owner_of
from .base import Talk, negation_of

VANISHING = frozenset(["disappear", "disappears", "vanish", "vanishes", "gone", "goes", "消失", "until", "结束"])


_ANIMATIONS = ("fade-in", "slide-up", "typewriter", "pop")


def attributes_of(f: Fragment, talk: Talk) -> dict[str, Any]:
    """Position, colour, size, animation and time, whatever of it the fragment speaks of. Takes the words."""
    found: dict[str, Any] = {}
    _read_animation(f, found)
    _read_position(f, found)
    _read_color(f, found, talk)
    _read_size(f, found)
    _read_time(f, found)
    return found


def _read_animation(f: Fragment, found: dict[str, Any]) -> None:
    if (at := f.find("fx:no-animation")) is not None:
        found["animation"] = "none"
        f.take(at)
        return
    for index, _ in f.values("fx"):
        tags = [v for v in f.atoms[index].of("fx") if v in (*_ANIMATIONS, "fade", "slide")]
        if not tags:
            continue
        kind = next((v for v in tags if v in _ANIMATIONS), tags[0])
        if kind == "slide":
            if not any(a.has("dir:up") for a in f.atoms[index + 1 : index + 4]):
                continue
            kind = "slide-up"
        kind = "fade-in" if kind == "fade" else kind
        found["animation"] = "none" if negation_of(f, index) else kind
        f.take(index)
        return
    noun = f.find("thing:animation")
    if noun is not None and negation_of(f, noun):
        found["animation"] = "none"
        f.take(noun)


_HIGHER = {"lower": "bottom", "further down": "bottom", "lower down": "bottom", "higher": "top", "higher up": "top",
           "further up": "top"}  # fmt: skip


def _read_direction(f: Fragment, found: dict[str, Any]) -> None:
    """ "The title needs to be lower"."""
    at = next((i for i, a in enumerate(f.atoms) if a.text.lower() in _HIGHER), None)
    if at is not None and f.has("thing:title", "thing:caption", "thing:text") and not f.has("thing:volume"):
        found["position"] = _HIGHER[f.atoms[at].text.lower()]
        f.take(at)


def _read_position(f: Fragment, found: dict[str, Any]) -> None:
    spots = [(i, v) for i, v in f.values("position") if f.atoms[i].kind != "ref"]
    above = next((i for i, a in enumerate(f.atoms) if i and a.text == "上面写" and f.atoms[i - 1].text == "在"), None)
    if not spots and above is not None and not f.strong_refs:
        found["position"] = "top"  # 标题在上面写“开业大吉”
        return
    if not spots:
        _read_direction(f, found)
        return
    spots.sort(key=lambda s: (-len(s[1]), s[0]))
    names = {v for _, v in spots}
    f.take(*(i for i, _ in spots))
    for vertical in ("top", "bottom"):
        for side in ("left", "right"):
            if vertical in names and side in names:
                found["position"] = f"{vertical}-{side}"
                return
    found["position"] = spots[0][1]


def _read_color(f: Fragment, found: dict[str, Any], talk: Talk) -> None:
    literal = f.kinds("color")
    if literal:
        found["color"] = f.atoms[literal[0]].value
        f.take(literal[0])
        return
    for index, value in f.values("color"):
        text = talk.focus == "text" or f.has("thing:title", "thing:caption", "thing:text")
        if text or not f.atoms[index].has("filter:bw"):
            found["color"] = value
            f.take(index)
            return


def _read_size(f: Fragment, found: dict[str, Any]) -> None:
    factors = f.kinds("factor")
    up, down = f.find("act:bigger"), f.find("act:smaller")
    for index in f.kinds("percent"):
        if f.has("thing:size"):
            found["size"] = min(0.5, float(f.atoms[index].value))
            f.take(index)
            return
    if up is None and down is None:
        return
    head = up if up is not None else down
    assert head is not None
    f.take(head)
    word = f.atoms[head].text.lower()
    absolute = word in (
        "big",
        "large",
        "huge",
        "giant",
        "massive",
        "small",
        "tiny",
        "little",
        "大字",
        "大号",
        "小字",
        "小号",
        "大大的",
        "大字号",
        "小字号",
        "特大",
        "bold and big",
        "小小的",
    )
    if word == "little" and not f.has("thing:size"):
        return
    if absolute and not factors and not any(f.values("factor")):
        found["size"] = {"huge": 0.16, "giant": 0.16, "massive": 0.16, "特大": 0.16, "tiny": 0.03}.get(
            word, 0.12 if up is not None else 0.04
        )
    elif factors:
        found["size_factor"] = (
            float(f.atoms[factors[0]].value) if up is not None else 1 / float(f.atoms[factors[0]].value)
        )
        f.take(factors[0])
    elif (spelt := next((i for i, _ in f.values("factor")), None)) is not None:
        found["size_factor"] = float(f.atoms[spelt].one("factor") or 1)
        f.take(spelt)
    else:
        little, lot = f.has("degree:little"), f.has("degree:lot")
        found["size_factor"] = (
            (1.15 if little else 1.6 if lot else 1.35)
            if up is not None
            else (0.87 if little else 0.55 if lot else 0.72)
        )


def _read_time(f: Fragment, found: dict[str, Any]) -> None:
    times = [i for i in f.kinds("time") if owner_of(f, i) not in ("photo", "video", "transition")]
    for tag, place in (("act:start_with", "start"), ("act:end_with", "end")):
        if (at := f.find(tag)) is not None and not times:
            found["time"] = (place,)
            f.take(at)
            return
    if not times and _whole_video(f):
        found["time"] = ("whole",)
        return
    if (whole := f.find("link:whole")) is not None and not times:
        found["time"] = ("whole",)
        f.take(whole)
        return
    if (
        len(times) >= 2
        and times[1] - times[0] <= 4
        and any(
            a.has("link:to", "point") or (a.kind == "punct" and a.value in ("-", "~")) or a.has("link:and")
            for a in f.atoms[times[0] + 1 : times[1] + 1]
        )
    ):
        start, end = (float(f.atoms[i].value) for i in times[:2])
        f.take(*times[:2])
        if end > start:
            found["time"] = ("range", round(start), round(end))
        return
    if times:
        index = times[0]
        f.take(index)
        found["time"] = _single_time(f, index)
        if len(times) == 2:  # "for 5 seconds, starting at 2 s"
            f.take(times[1])
            found["time"] = both_times(found["time"], _single_time(f, times[1]))
        return
    if (at := f.find("link:start", "ordinal:1")) is not None and not f.strong_refs and (f.atoms[at].has("link:start")):
        found["time"] = ("start",)
        f.take(at)
    elif (
        (at := f.find("link:end")) is not None
        and not f.strong_refs
        and f.atoms[at].text.lower() not in ("back", "后面")
    ):
        found["time"] = ("end",)
        f.take(at)
    elif (factor := _stay(f)) is not None and "animation" not in found:
        found["time"] = ("scale", factor)


def _stay(f: Fragment) -> float | None:
    """ "The title stays too long", "is gone too fast", "leave the title up longer": how long it shall stay by what it
    does now."""
    at = f.find("act:lengthen", "act:slow_down", "act:shorten", "act:speed_up")
    if at is None or not f.has("thing:title", "thing:caption", "thing:text") or f.kinds("string") or f.refs:
        return None
    f.take(at)
    little = f.has("degree:little")
    longer = f.atoms[at].has("act:lengthen", "act:slow_down")
    return (1.3 if little else 1.6) if longer else (0.8 if little else 0.6)


def _whole_video(f: Fragment) -> bool:
    """ "For the whole ad", "the entire clip"."""
    for index, atom in enumerate(f.atoms[:-1]):
        if atom.text.lower().split()[-1:] in (["whole"], ["entire"], ["full"]) and f.atoms[index + 1].has(
            "thing:video"
        ):
            f.take(index, index + 1)
            return True
    return False


def _single_time(f: Fragment, index: int) -> tuple[Any, ...]:
    ms = round(float(f.atoms[index].value))
    before = [a for a in f.atoms[max(0, index - 3) : index] if not (a.is_filler and len(a.tags) == 1)]
    nearest = before[-1] if before else None
    after = f.at(index + 1)
    if nearest is not None and (nearest.has("ordinal:1") or nearest.text in ("前", "头", "开头", "最初", "前面")):
        return ("first", ms)
    if nearest is not None and (nearest.has("ordinal:-1") or nearest.text in ("最后", "最末", "结尾", "末尾", "后")):
        return ("last", ms)
    if nearest is not None and nearest.text.lower() in ("until", "till", "til", "to"):
        return ("until", ms)
    if nearest is not None and nearest.text in ("到", "显示到", "直到", "持续到", "停到", "挂到", "放到", "一直到"):
        return ("until", ms)
    if any(a.text.lower() in VANISHING for a in f.atoms[:index]) or (after is not None and after.text == "消失"):
        return ("until", ms)  # "be gone at second 5"
    if f.atoms[index].has("point"):
        return ("from", ms)
    if (nearest is not None and nearest.has("link:after")) or (
        after is not None and after.text in ("之后", "以后", "后", "开始", "的时候", "处", "起")
    ):
        return ("from", ms)
    if nearest is not None and nearest.has("link:at", "link:from") and not nearest.has("link:for", "link:start"):
        return ("from", ms)
    if nearest is not None and nearest.has("link:to") and nearest.text.lower() in ("until", "till", "til", "through"):
        return ("until", ms)
    if f.has("link:end") and not f.has("link:start"):
        return ("last", ms)
    if f.has("link:start") or any(a.text.lower() in ("start", "beginning") for a in f.atoms):
        return ("first", ms)
    return ("for", ms)


def both_times(first: tuple[Any, ...], second: tuple[Any, ...]) -> tuple[Any, ...]:
    """ "From second 2", "for 3 seconds": when it begins and how long it stays may be said one after the other."""
    kinds = {first[0]: first, second[0]: second}
    if "for" in kinds:
        ms = kinds["for"][1]
        if "from" in kinds:
            return ("range", kinds["from"][1], kinds["from"][1] + ms)
        if "end" in kinds:
            return ("last", ms)
        if "start" in kinds:
            return ("first", ms)
    return second

"""Reads the wishes about motion, fit, filters and adjustments."""

from __future__ import annotations

from collections.abc import Iterator

from ..fragments import Fragment
from ..lexicon import grammar
from ..references import Pick, Selector
from ..words.tokens import is_cjk
from .base import Talk, Wish, negation_of
from .targets import denied, direction, target_of

MOTION_FX = ("zoom-in", "zoom-out", "pan", "still", "alternate")


_HOW_MUCH = frozenset(["louder", "quieter", "bigger", "smaller", "brighter", "darker", "lengthen", "shorten",
                        "speed_up", "slow_down", "more_contrast", "less_contrast", "more_saturation",
                        "less_saturation"])  # fmt: skip


def read_motion(f: Fragment, talk: Talk) -> Iterator[Wish]:
    if f.has("neg:nothing"):
        before = talk.last[-1] if talk.last else None
        for_some = before is None or (before.target is not None and not before.target.is_weak)
        if talk.focus == "motion" and for_some:  # "zoom in on the fire only, leave the others still"
            f.take(*range(len(f.atoms)))
            yield Wish("motion", "set", Selector((Pick("rest", plural=True),)), {"motion": "none"}, f.text)
        return
    written = f.has("thing:title", "thing:caption", "thing:text") or bool(f.kinds("string"))
    if written and not f.has("thing:motion", "fx:alternate", "fx:still"):
        return
    found: list[tuple[int, str]] = []
    for index, atom in enumerate(f.atoms):
        if index in f.used or atom.kind != "lex":
            continue
        values = [v for v in atom.of("fx") if v in MOTION_FX or v == "zoom"]
        if atom.text in ("别动", "不动", "不要动") and (f.any("filter") or f.has("act:keep")):
            continue  # 海边那张保持彩色别动: not to be touched
        beside = [a for a in (f.at(index - 1), f.at(index + 1)) if a is not None]
        if atom.text.lower() == "still" and any(_HOW_MUCH & set(a.of("act")) for a in beside):
            continue  # "still too loud", "quieter still"
        if "moves" in atom.of("fx"):
            if any(a.has("neg:no") for a in f.atoms[max(0, index - 5) : index]):
                found.append((index, "none"))  # 别让照片动来动去
        elif "still" in values or ("alternate" in values and "thing:motion" in atom.tags and negation_of(f, index)):
            found.append((index, "none"))
        elif "alternate" in values:
            found.append((index, "alternate"))
        elif "pan" in values:
            way = direction(f, index)
            if negation_of(f, index):
                found.append((index, "none"))
            elif way:
                found.append((index, f"pan-{way}"))
            elif any(v.startswith("pan-") for _, v in found):
                continue  # 镜头向上平移
            elif atom.text in ("移动", "镜头", "镜头从", "摇") or atom.has("act:move"):
                continue
            else:
                found.append((index, "pan-left"))
        elif values:
            if atom.has("act:bigger", "act:smaller") and talk.focus == "text":
                continue
            value = "zoom-in" if "zoom-in" in values or values == ["zoom"] else "zoom-out"
            found.append((index, "none" if negation_of(f, index) else value))
    if not found and any(a.kind == "ref" and a.text.endswith("镜头") for a in f.atoms):
        found += [(i, f"pan-{way}") for i, way in f.values("dir")][:1]  # 第三张镜头右移
    if not found and _shall_not_move(f):
        f.take(*(i for i, a in enumerate(f.atoms) if a.kind != "ref"))
        f.take(*(i for i, s in f.refs if s.is_weak))
        yield Wish("motion", "set", target_of(f), {"motion": "none"}, f.text)
        return
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
    if _only_bars(f, found, talk):
        return
    target = target_of(f)
    kinds = {v for _, v in found}
    value = found[-1][1] if len(kinds) == 1 or kinds != {"zoom-in", "zoom-out"} else "alternate"
    if "none" in kinds:
        value = "none"
    yield Wish("motion", "set", target, {"motion": value}, f.text)


def _shall_not_move(f: Fragment) -> bool:
    """ "I don't want the pics to move": what is not wanted is the movement."""
    said = [a for a in f.atoms if not a.is_filler or a.text.lower() in ("to", "move")]
    ends = len(said) > 2 and [a.text.lower() for a in said[-2:]] in (["to", "move"], ["to", "be moving"])
    return ends and any(a.has("act:remove", "neg:no") and "want" in a.text.lower() for a in said)


def _only_bars(f: Fragment, found: list[tuple[int, str]], talk: Talk) -> bool:
    """ "Zoom in, no zoom out": of two directions the other one is kept."""
    before = talk.last[-1] if talk.last else None
    if before is None or before.topic != "motion" or before.args.get("motion") in (None, "none") or f.strong_refs:
        return False
    way = {"zoom-in": "fx:zoom-in", "zoom-out": "fx:zoom-out"}
    barred = next((v for v, tag in way.items() if f.atoms[found[-1][0]].has(tag)), None)
    return found[-1][1] == "none" and barred is not None and barred != before.args["motion"]


def read_fit(f: Fragment, talk: Talk) -> Iterator[Wish]:
    texty = f.has("thing:title", "thing:caption", "thing:text")  # "the text covers her face"
    found = [(i, v) for i, v in f.values("fit") if not (texty and f.atoms[i].text.lower().startswith("cover"))]
    blur = f.find("fx:blur")
    around = f.has("thing:fit") or any(
        a.text.lower() in ("background", "behind", "around", "sides", "side", "背景", "两边", "两侧", "四周", "旁边")
        for a in f.atoms
    )
    if not found and (cropped := _forbids_cropping(f)) is not None:
        f.take(*(i for i, a in enumerate(f.atoms) if a.text in grammar("cropping")))
        found = [(cropped, "contain")]
    if not found and blur is not None and (talk.focus == "fit" or around) and not f.has("thing:transition"):
        found = [(blur, "blur")]
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
    if value == "blur" and f.has("neg:no", "act:remove") and denied(f, chosen[0]):
        value = "cover"
    f.take(*(i for i, _ in found))
    at = f.find("thing:fit")
    if at is not None:
        f.take(at)
    yield Wish("fit", "set", target_of(f), {"fit": value}, f.text)


def _forbids_cropping(f: Fragment) -> int | None:
    """两边不能被切掉, 别把头裁了: the place of the verb."""
    for index, atom in enumerate(f.atoms):
        cropping = index not in f.used and is_cjk(atom.text) and atom.text in grammar("cropping")
        near = f.atoms[max(0, index - 5) : index]
        if cropping and any(a.has("neg:no") and not a.has("act:remove") for a in near):
            return index
    return None


_UNFILTERED = ("normal", "natural", "original", "plain", "untouched", "正常", "自然", "原色", "原样")
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
    if not found and talk.topic == "filter" and f.strong_refs:
        found = [(i, "none") for i, a in enumerate(f.atoms) if a.text.lower() in _UNFILTERED]
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
        taken_back = any(a.has("act:undo") for a in f.atoms[:index]) and bool(f.strong_refs)
        if value != "none" and (taken_back or negation_of(f, index)):
            value = "none"  # "undo the sepia on the reed"
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


_NORMAL = ("normal", "original", "default", "reset", "正常", "原来", "原始", "默认", "原样")
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
        hint = any(i is not None and f.atoms[i].has("complaint") for i in (up, down))
        amount = _amount(f, head, up, down) | ({"hint": True} if hint else {})
        target = target or target_of(f)
        yield Wish("adjust", "set", target, {"what": what, **amount}, f.text)


_SIGNS = {"+": 1, "plus": 1, "-": -1, "minus": -1}


def _amount(f: Fragment, head: int, up: int | None, down: int | None) -> dict[str, object]:
    """{"value": …} to set it, {"factor": …} to change it; "vague" where no figure says how much."""
    dropped = any(a.text.lower() in ("drop", "cut", "shave") for a in f.atoms)  # "drop the saturation by 30%"
    rises = up is not None or (down is None and not dropped and not f.has("act:lower", "act:quieter", "act:darker"))
    if any(a.text.lower() in _NORMAL or (is_cjk(a.text) and a.text.endswith(_NORMAL)) for a in f.atoms):
        return {"value": 1.0}
    percents, factors, numbers = f.kinds("percent"), f.kinds("factor"), f.kinds("num")
    target_word = any(
        a.has("link:to") or (a.has("act:change") and not a.has("act:raise", "act:lower")) for a in f.atoms
    )
    relative = (
        up is not None or down is not None or f.has("act:raise", "act:lower", "link:by", "act:louder", "act:quieter")
    )
    relative = relative or dropped
    if percents:
        share = float(f.atoms[percents[0]].value)
        f.take(percents[0])
        before = f.at(percents[0] - 1)
        if before is not None and before.text.lower() in _SIGNS:
            f.take(percents[0] - 1)
            return {"factor": max(0.0, 1 + _SIGNS[before.text.lower()] * share)}
        absolute = (
            before is not None
            and before.has("link:to", "link:at", "act:change")
            and not before.has("act:raise", "act:lower", "link:by")
        )
        if absolute or not relative:
            return {"value": share}
        return {"factor": 1 + share if rises else max(0.0, 1 - share)}
    if (spelt := next(f.values("factor"), None)) is not None and not factors and is_cjk(f.atoms[spelt[0]].text):
        f.take(spelt[0])
        return {"factor": float(spelt[1])}  # 饱和度降一半
    if factors:
        f.take(factors[0])
        return {"factor": float(f.atoms[factors[0]].value)}
    if numbers and float(f.atoms[numbers[0]].value) <= 3 and (target_word or not relative):
        f.take(numbers[0])
        return {"value": float(f.atoms[numbers[0]].value)}
    if f.has("neg:no", "act:remove", "act:undo") and not relative and not dropped:
        return {"value": 1.0}
    if f.has("degree:little"):
        return {"factor": 1.1 if rises else 0.9, "vague": True}
    if f.has("degree:lot"):
        return {"factor": 1.4 if rises else 0.65, "vague": True}
    return {"factor": 1.2 if rises else 0.8, "vague": True}

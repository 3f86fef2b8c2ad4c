"""Reads the wishes about titles and captions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..fragments import Fragment
from ..references import Pick, Selector
from .base import Talk, Wish, negation_of, only_removes

_NOUNS = ("thing:title", "thing:caption", "thing:text")
_VANISHING = frozenset(["disappear", "disappears", "vanish", "vanishes", "gone", "goes", "消失", "until", "结束"])
_SHOWING = ("显示", "持续", "出现", "停留", "展示")
_ANIMATIONS = ("fade-in", "slide-up", "typewriter", "pop")


def read_text(f: Fragment, talk: Talk) -> Iterator[Wish]:
    strings = f.kinds("string")
    noun = f.find(*_NOUNS)
    if f.has("act:by_file_name") and (
        noun is not None or f.has("act:add", "act:write", "scope:each", "act:change", "thing:photo", "link:with")
    ):
        f.take(*(i for i, a in enumerate(f.atoms) if a.has("act:by_file_name", *_NOUNS)))
        yield Wish("text", "captions", target_of_photos(f), {"mode": "names", **_attributes(f, talk)}, f.text)
        return
    if (
        f.has("act:number")
        and not strings
        and (f.refs or f.has("scope:each", "thing:photo") or len(f.atoms) <= 3 or noun is not None)
    ):
        f.take(*(i for i, a in enumerate(f.atoms) if a.has("act:number", *_NOUNS)))
        yield Wish("text", "captions", None, {"mode": "numbers", **_attributes(f, talk)}, f.text)
        return
    if strings:
        yield from _with_strings(f, talk, strings, noun)
        return
    if noun is not None:
        yield from _with_noun(f, talk, noun)
        return
    if _continues(f, talk):
        attributes = _attributes(f, talk)
        if attributes:
            it = next((i for i, s in f.refs if s.has("it", "them")), None)
            if it is not None:
                f.take(it)
            yield Wish("text", "change", None, {**attributes, "which": "last"}, f.text)
    elif (talk.focus == "text" or (talk.context == "text" and not talk.focus)) and talk.has_text and only_removes(f):
        f.take(*range(len(f.atoms)))
        yield Wish("text", "remove", None, {"which": "last"}, f.text)


def target_of_photos(f: Fragment) -> Selector | None:
    refs = f.strong_refs
    f.take(*(i for i, _ in refs))
    return refs[0][1] if refs else None


# -- with the words given ------------------------------------------------------------------------------------------


def _with_strings(f: Fragment, talk: Talk, strings: list[int], noun: int | None) -> Iterator[Wish]:
    removing = f.has("act:remove") and not f.has("act:add", "act:write", "link:with")
    if len(strings) >= 2 and _is_replacement(f, strings):
        old, new = strings[0], strings[1]
        if f.has("link:instead"):
            old, new = new, old
        f.take(*strings, *([noun] if noun is not None else []))
        yield Wish(
            "text",
            "change",
            None,
            {"text": f.atoms[new].value, "old": f.atoms[old].value, **_attributes(f, talk)},
            f.text,
        )
        return
    role = _role(f, talk)
    if noun is not None:
        f.take(*(i for i, a in enumerate(f.atoms) if a.has(*_NOUNS) and i not in strings))
    for number, index in enumerate(strings):
        f.take(index)
        text = f.atoms[index].value
        own = _slice(f, index, strings[number + 1] if number + 1 < len(strings) else len(f.atoms), number == 0)
        attributes = _attributes(own, talk)
        f.take(*(own.offset + i for i in own.used))
        target = target_of_photos(own)
        f.take(*(own.offset + i for i in own.used))
        if removing:
            yield Wish("text", "remove", None, {"old": text}, f.text)
            continue
        do = "change" if _changes(f, talk, index) else "add"
        if target is None and len(strings) == 1 and f.has("scope:each") and f.has("scope:each", "thing:photo"):
            target = Selector((Pick("all", plural=True),))  # "on each photo"
        yield Wish("text", do, target, {"text": text, "role": role, "more": _is_more(f), **attributes}, f.text)


class _Slice(Fragment):
    offset: int = 0


def _slice(f: Fragment, start: int, end: int, from_start: bool) -> _Slice:
    """The part of the fragment that belongs to one of its texts: up to the next one."""
    begin = 0 if from_start else start
    part = _Slice(f.atoms[begin:end], f.before, f.sentence)
    part.offset = begin
    part.used = {i - begin for i in f.used if begin <= i < end}
    return part


def _is_replacement(f: Fragment, strings: list[int]) -> bool:
    between = f.atoms[strings[0] + 1 : strings[1]]
    return f.has("act:change", "act:replace", "act:swap_for", "link:instead", "act:swap") and any(
        a.has("link:to", "link:with", "act:change", "act:replace", "link:instead", "act:swap_for") for a in between
    )


def _role(f: Fragment, talk: Talk) -> str | None:
    if f.has("thing:title"):
        return "title"
    if f.has("thing:caption"):
        return "caption"
    if talk.last and talk.last[-1].topic == "text" and talk.focus == "text":
        return talk.last[-1].args.get("role")
    return None


def _is_more(f: Fragment) -> bool:
    return f.has("act:add") or any(
        a.text.lower() in ("second", "another", "also", "再", "另外", "还要", "extra") for a in f.atoms
    )


def _changes(f: Fragment, talk: Talk, index: int) -> bool:
    """Whether the words replace those of a text that is there."""
    if not talk.has_text:
        return False
    if f.has("act:add"):
        return False
    before = f.atoms[:index]
    if any(a.has("act:change", "act:replace") for a in before):
        return True
    if any(a.has("link:to", "act:call") or a.text.lower() in ("should", "be", "is", "rather") for a in before):
        return True
    return f.has("thing:title") and not f.has("act:move") and not f.has("link:end", "link:start")


# -- with a noun only ----------------------------------------------------------------------------------------------


def _with_noun(f: Fragment, talk: Talk, noun: int) -> Iterator[Wish]:
    atom = f.atoms[noun]
    role = "title" if atom.has("thing:title") else "caption" if atom.has("thing:caption") else None
    which = _which(f, noun)
    if negation_of(f, noun) and not _continues_elsewhere(f):
        target = target_of_photos(f)
        f.take(*(i for i, a in enumerate(f.atoms) if a.has(*_NOUNS)))
        yield Wish("text", "remove", target, {"role": role, "which": which}, f.text)
        return
    if f.question and not f.has("ask:can"):
        return
    f.take(noun)
    target = None
    attributes = _attributes(f, talk)
    if attributes or f.has("act:bigger", "act:smaller"):
        target = _text_target(f)
        f.take(*(i for i, a in enumerate(f.atoms) if a.has(*_NOUNS)))
        yield Wish("text", "change", target, {"role": role, "which": which, **attributes}, f.text)
    elif f.has("act:add", "link:with", "act:write", "act:build", "act:call") and not f.has("act:beat"):
        f.take(*(i for i, a in enumerate(f.atoms) if a.has(*_NOUNS)))
        yield Wish("text", "ask", None, {"role": role}, f.text)


def _continues_elsewhere(f: Fragment) -> bool:
    return f.has("fx:no-animation") or (f.any("fx") and f.has("thing:animation"))


def _which(f: Fragment, noun: int) -> Any:
    """ "the second caption" -> 2; "both captions", "all texts" -> "all"."""
    for index in range(max(0, noun - 3), noun):
        atom = f.atoms[index]
        if atom.kind == "ordinal":
            f.take(index)
            return int(atom.value)
        if atom.kind == "lex" and (places := atom.of("ordinal")) and places[0] != "0":
            f.take(index)
            return int(places[0])
        if atom.has("scope:both", "scope:all", "scope:each"):
            f.take(index)
            return "all"
    return "all" if f.atoms[noun].text.lower().endswith("s") else None


def _text_target(f: Fragment) -> Selector | None:
    """The photo whose text is meant: "the text on the second photo"."""
    return target_of_photos(f)


def _continues(f: Fragment, talk: Talk) -> bool:
    """Whether a fragment without a word for text goes on about the one before."""
    if f.has(
        "thing:photo", "thing:music", "thing:transition", "thing:video", "thing:volume", "scope:total", "scope:each"
    ) or f.any("ratio", "sure", "filter"):
        return False
    has_look = any(f.values("color")) or any(f.values("position")) or f.kinds("color")
    pronoun = any(s.has("it", "them") for _, s in f.refs)
    if talk.focus == "text":
        return (
            bool(has_look)
            or f.has("fx:fade-in", "fx:slide-up", "fx:typewriter", "fx:pop", "fx:no-animation", "link:whole")
            or (pronoun and bool(f.kinds("time")))
            or (bool(f.kinds("time")) and any(a.text.lower() in _VANISHING for a in f.atoms))
            or (bool(f.kinds("time")) and not f.strong_refs and any(a.text in _SHOWING for a in f.atoms))
            or (f.has("act:bigger", "act:smaller") and not f.strong_refs)
            or (
                bool(f.kinds("time"))
                and f.has("link:for", "link:from", "link:start", "link:end")
                and not f.strong_refs
                and f.before not in (".", "。")
            )
        )
    if talk.has_text and not talk.focus and has_look and not f.strong_refs and talk.context != "clips":
        return True
    if talk.context == "text" and not talk.focus and f.kinds("time") and any(a.text in _SHOWING for a in f.atoms):
        return not f.strong_refs
    if talk.context == "text" and not talk.focus:
        return (
            (bool(has_look) and not f.strong_refs)
            or (
                pronoun
                and (
                    bool(f.kinds("time"))
                    or f.has(
                        "act:bigger",
                        "act:smaller",
                        "fx:fade-in",
                        "fx:slide-up",
                        "fx:typewriter",
                        "fx:pop",
                        "link:whole",
                    )
                )
            )
            or (
                f.has("act:bigger", "act:smaller", "fx:typewriter", "fx:pop", "fx:no-animation")
                and not f.strong_refs
                and not f.kinds("time")
            )
        )
    return False


# -- attributes ----------------------------------------------------------------------------------------------------


def _attributes(f: Fragment, talk: Talk) -> dict[str, Any]:
    """Position, colour, size, animation and time, whatever of it the fragment speaks of. Takes the words."""
    found: dict[str, Any] = {}
    _read_animation(f, found)
    _read_position(f, found)
    _read_color(f, found)
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


def _read_position(f: Fragment, found: dict[str, Any]) -> None:
    spots = [(i, v) for i, v in f.values("position") if f.atoms[i].kind != "ref"]
    if not spots:
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


def _read_color(f: Fragment, found: dict[str, Any]) -> None:
    literal = f.kinds("color")
    if literal:
        found["color"] = f.atoms[literal[0]].value
        f.take(literal[0])
        return
    for index, value in f.values("color"):
        if not f.atoms[index].has("filter:bw"):
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
    if absolute:
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
    times = [i for i in f.kinds("time") if not _for_photos(f, i)]
    for tag, place in (("act:start_with", "start"), ("act:end_with", "end")):
        if (at := f.find(tag)) is not None and not times:
            found["time"] = (place,)
            f.take(at)
            return
    if (whole := f.find("link:whole")) is not None and not times:
        found["time"] = ("whole",)
        f.take(whole)
        return
    if (
        len(times) >= 2
        and times[1] - times[0] <= 4
        and any(
            a.has("link:to") or (a.kind == "punct" and a.value in ("-", "~")) or a.has("link:and")
            for a in f.atoms[times[0] + 1 : times[1]]
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


def _for_photos(f: Fragment, index: int) -> bool:
    after, before = f.at(index + 1), f.at(index - 1)
    if after is not None and (
        after.has("thing:photo", "scope:each", "scope:total")
        or (after.has("thing:video") and not after.has("thing:title"))
    ):
        return True
    if after is not None and after.kind == "count" and after.value == 1:
        return True
    return before is not None and (before.has("scope:each") or (before.kind == "count" and before.value == 1))


def _single_time(f: Fragment, index: int) -> tuple[Any, ...]:
    ms = round(float(f.atoms[index].value))
    before = [a for a in f.atoms[max(0, index - 3) : index] if not (a.is_filler and len(a.tags) == 1)]
    nearest = before[-1] if before else None
    after = f.at(index + 1)
    if nearest is not None and (nearest.has("ordinal:1") or nearest.text in ("前", "头", "开头", "最初", "前面")):
        return ("first", ms)
    if nearest is not None and (nearest.has("ordinal:-1") or nearest.text in ("最后", "最末", "结尾", "末尾", "后")):
        return ("last", ms)
    if f.atoms[index].has("point"):
        return ("from", ms)
    if (nearest is not None and nearest.has("link:after")) or (
        after is not None and after.text in ("之后", "以后", "后", "开始", "的时候", "处", "起")
    ):
        return ("from", ms)
    if nearest is not None and nearest.has("link:at", "link:from") and not nearest.has("link:for", "link:start"):
        return ("from", ms)
    if any(a.text.lower() in _VANISHING for a in f.atoms[:index]):
        return ("until", ms)
    if nearest is not None and nearest.has("link:to") and nearest.text.lower() in ("until", "till", "til", "through"):
        return ("until", ms)
    if f.has("link:end") and not f.has("link:start"):
        return ("last", ms)
    if f.has("link:start") or any(a.text.lower() in ("start", "beginning") for a in f.atoms):
        return ("first", ms)
    return ("for", ms)

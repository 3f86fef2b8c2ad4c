"""Reads the wishes about titles and captions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..fragments import Fragment
from ..lexicon import grammar
from ..references import Pick, Selector
from .base import Talk, Wish, negation_of, only_removes
from .text_attributes import VANISHING, attributes_of

_NOUNS = ("thing:title", "thing:caption", "thing:text")


LONGEST_TITLE_MS = 6000  # what a person may mean for a title when the video's length is not known yet
_SHOWING = ("出来", "出场", "停", "显示", "持续", "出现", "停留", "展示")


def read_text(f: Fragment, talk: Talk) -> Iterator[Wish]:
    strings = f.kinds("string")
    noun = f.find(*_NOUNS)
    each = bool(f.refs) or f.has("scope:each", "thing:photo")
    labels = noun is not None or f.has("act:write")
    if (
        f.has("act:by_file_name")
        and (labels or f.has("act:add", "scope:each", "act:change", "thing:photo", "link:with"))
    ) or (f.has("thing:file_name") and labels and not strings and not f.has("act:sort")):
        f.take(*(i for i, a in enumerate(f.atoms) if a.has("act:by_file_name", "thing:file_name", *_NOUNS)))
        yield Wish("text", "captions", target_of_photos(f), {"mode": "names", **attributes_of(f, talk)}, f.text)
        return
    if (
        f.has("act:number")
        and not strings
        and (each or "photo" in f.text.lower() or len(f.atoms) <= 3 or noun is not None)
    ) or (f.has("thing:number") and labels and each and not strings and not f.kinds("num")):
        f.take(*(i for i, a in enumerate(f.atoms) if a.has("act:number", "thing:number", *_NOUNS)))
        yield Wish("text", "captions", None, {"mode": "numbers", **attributes_of(f, talk)}, f.text)
        return
    if strings:
        yield from _with_strings(f, talk, strings, noun)
        return
    if talk.context == "text" and talk.has_text and (which := _at_the_edge(f)) is not None:
        f.take(*range(len(f.atoms)))
        yield Wish("text", "remove", None, {"role": None, "which": which}, f.text)
        return
    if noun is not None:
        yield from _with_noun(f, talk, noun)
        return
    if (
        any(a.text.lower() in ("write", "type", "写", "写点", "写点什么", "写几个字") for a in f.atoms)
        and not f.unknown
    ):
        f.take(*range(len(f.atoms)))
        yield Wish("text", "ask", None, {"role": "title"}, f.text)  # "write something at the end"
        return
    both = next((i for i, s in f.refs if s.has("both")), None)
    if (
        both is not None
        and talk.context == "text"
        and not talk.focus
        and (any(f.values("position")) or any(f.values("color")))
    ):
        f.take(both)
        yield Wish("text", "change", None, {**attributes_of(f, talk), "which": "all"}, f.text)
        return
    if _continues(f, talk):
        attributes = attributes_of(f, talk)
        if attributes:
            it = next((i for i, s in f.refs if s.has("it", "them")), None)
            if it is not None:
                f.take(it)
            yield Wish("text", "change", None, {**attributes, "which": "last"}, f.text)
    elif (talk.focus == "text" or (talk.context == "text" and not talk.focus)) and talk.has_text and only_removes(f):
        f.take(*range(len(f.atoms)))
        yield Wish("text", "remove", None, {"which": "last"}, f.text)


def _at_the_edge(f: Fragment) -> int | str | None:
    """片头那个删了, right after texts were spoken of: the text there, and no photo."""
    named = [a for a in f.atoms if a.text.startswith(("片头", "片尾"))]
    plain = all(a in named or a.is_filler or a.has("act:remove", "neg:no") or a.text in _POINTED for a in f.atoms)
    if len(named) != 1 or not plain or not f.has("act:remove"):
        return None
    return 1 if named[0].text.startswith("片头") else "last"


_POINTED = ("那个", "那句", "那行", "的")


def target_of_photos(f: Fragment) -> Selector | None:
    refs = f.strong_refs
    f.take(*(i for i, _ in refs))
    return refs[0][1] if refs else None


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
            {"text": f.atoms[new].value, "old": f.atoms[old].value, **attributes_of(f, talk)},
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
        attributes = attributes_of(own, talk)
        f.take(*(own.offset + i for i in own.used))
        target = target_of_photos(own)
        f.take(*(own.offset + i for i in own.used))
        if removing:
            yield Wish("text", "remove", None, {"old": text}, f.text)
            continue
        if attributes and not f.has("act:add") and text in talk.texts:  # "put the title “Sale” at the top"
            yield Wish("text", "change", None, {"old": text, **attributes}, f.text)
            continue
        do = "change" if _changes(f, talk, index) else "add"
        if target is None and len(strings) == 1 and _is_on_each(f):
            target = Selector((Pick("all", plural=True),))  # "on each photo"
        yield Wish("text", do, target, {"text": text, "role": role, "more": _is_more(f), **attributes}, f.text)


def _is_on_each(f: Fragment) -> bool:
    """ "… on each photo"; the "each" right beside a time ("5 seconds per picture") belongs to the time."""
    each = [i for i, a in enumerate(f.atoms) if a.has("scope:each")]
    return any(not any(a is not None and a.kind == "time" for a in (f.at(i - 1), f.at(i + 1))) for i in each)


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
    if talk.context == "text" and not talk.focus and (talk.correcting or f.has("neg:sorry")):
        return True  # 打错了，是“四件套”
    if any(a.has("act:change", "act:replace") for a in before):
        return True
    if any(a.has("link:to", "act:call") or a.text.lower() in ("should", "be", "is", "rather") for a in before):
        return True
    return f.has("thing:title") and not f.has("act:move") and not f.has("link:end", "link:start")


def _with_noun(f: Fragment, talk: Talk, noun: int) -> Iterator[Wish]:
    atom = f.atoms[noun]
    role = "title" if atom.has("thing:title") else "caption" if atom.has("thing:caption") else None
    if negation_of(f, noun) and (quoted := _quoted(f, talk)) is not None:
        f.take(*range(len(f.atoms)))
        yield Wish("text", "remove", None, {"old": quoted}, f.text)
        return
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
    attributes = attributes_of(f, talk)
    if attributes or f.has("act:bigger", "act:smaller"):
        target = _text_target(f)
        f.take(*(i for i, a in enumerate(f.atoms) if a.has(*_NOUNS)))
        yield Wish("text", "change", target, {"role": role, "which": which, **attributes}, f.text)
    elif talk.has_text and f.has("act:move", "act:change") and len(f.strong_refs) == 1 and _tied_to_a_photo(f):
        f.take(*(i for i, a in enumerate(f.atoms) if a.has(*_NOUNS)))
        yield Wish(
            "text", "change", None, {"role": role, "which": which, "time": ("over", target_of_photos(f))}, f.text
        )
    elif _is_second_of_two(f, talk) or (
        f.has("act:add", "act:move", "link:with", "act:write", "act:build", "act:call") and not f.has("act:beat")
    ):
        f.take(*(i for i, a in enumerate(f.atoms) if a.has(*_NOUNS)))
        yield Wish("text", "ask", None, {"role": role}, f.text)


def _tied_to_a_photo(f: Fragment) -> bool:
    """ "Shift the word to curry": where it shall stand from now on."""
    at, selector = f.strong_refs[0]
    before = f.at(at - 1)
    tied = before is not None and before.has("link:to", "link:on", "link:at")
    return tied and not selector.excluding and not f.has("act:remove", "neg:no")


def _quoted(f: Fragment, talk: Talk) -> str | None:
    """The text of the video that is meant by its words: "delete the outro text" where one reads “Outro”."""
    said = f" {f.text.lower()} "
    return next((t for t in talk.texts if len(t) > 2 and f" {t.lower()} " in said), None)


def _is_second_of_two(f: Fragment, talk: Talk) -> bool:
    """ "I want music and a title"."""
    wanted = bool(talk.last) and talk.last[-1].do in ("default", "set", "add")
    plain = all(a.is_filler or a.has(*_NOUNS) for a in f.atoms)
    return f.before in ("and", ",", "，", "、") and wanted and plain


def _continues_elsewhere(f: Fragment) -> bool:
    return f.has("fx:no-animation", "thing:animation") or (f.any("fx") and f.has("thing:animation"))


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
    elsewhere = (
        "thing:photo",
        "thing:music",
        "thing:transition",
        "thing:video",
        "thing:volume",
        "thing:own_sound",
        "scope:total",
    )
    if any(a.has(*elsewhere) and not a.has("thing:animation", "link:whole") for a in f.atoms) or f.has("scope:each"):
        return False
    grey = talk.focus == "text" and f.any("color")  # which may also be a look of the photos
    if f.any("ratio", "sure") or (f.any("filter") and not grey) or f.has("fx:pan", "fx:wipe"):
        return False
    has_look = any(f.values("color")) or any(f.values("position")) or f.kinds("color")
    pronoun = any(s.has("it", "them") for _, s in f.refs)
    pronoun = pronoun or (talk.focus == "text" and any(a.text.lower() == "make it" for a in f.atoms))
    if talk.focus == "text":
        return (
            bool(has_look)
            or f.has("fx:fade-in", "fx:slide-up", "fx:typewriter", "fx:pop", "fx:no-animation", "link:whole")
            or (pronoun and bool(f.kinds("time")))
            or (bool(f.kinds("time")) and any(a.text.lower() in VANISHING for a in f.atoms))
            or (bool(f.kinds("time")) and not f.strong_refs and any(a.text in _SHOWING for a in f.atoms))
            or (f.has("act:bigger", "act:smaller") and not f.strong_refs)
            or (f.has("thing:size") and bool(f.kinds("percent")))
            or len([i for i in f.kinds("time") if f.atoms[i].has("point")]) == 2  # 第3秒出，第6秒收
            or _is_its_time(f, talk)
            or (
                bool(f.kinds("time"))
                and f.has("link:for", "link:from", "link:start", "link:end")
                and not f.strong_refs
                and f.before not in (".", "。")
            )
        )
    appears = bool(f.kinds("time")) and any(a.text.lower() in grammar("appearing") for a in f.atoms)
    if talk.context == "text" and not talk.focus and f.has("thing:animation") and f.has("fx:slide-up", "fx:fade-in"):
        return True
    lasting = f.has("link:whole") and (
        pronoun or f.has("act:keep", "neg:nothing") or any(s in f.text for s in _SHOWING)
    )
    if talk.context == "text" and not talk.focus and (appears or lasting) and not f.strong_refs:
        return True
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


def _is_its_time(f: Fragment, talk: Talk) -> bool:
    """ "Title Monsoon, purple, 5 seconds": a bare time after what describes a text."""
    edge = f.has("ordinal:1", "ordinal:-1")  # "First 2 seconds only" may be a sentence of its own
    if not f.kinds("time") or (f.before not in (",", "，", "、", "and") and not (edge and f.before in (".", "。"))):
        return False
    if not all(
        a.kind in ("time", "punct") or a.is_filler or a.has("link:for", "ordinal:1", "ordinal:-1") for a in f.atoms
    ):
        return False
    if f.has("ordinal:1", "ordinal:-1"):
        return True  # "…, last 2 seconds"
    described = talk.last and any(k in talk.last[-1].args for k in ("color", "position", "size", "animation"))
    short = all(float(f.atoms[i].value) <= LONGEST_TITLE_MS for i in f.kinds("time"))
    return talk.has_draft or (bool(described) and short)

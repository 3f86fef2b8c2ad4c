"""Reads the wishes about which photos there are and in what order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from ..fragments import Fragment
from ..references import Selector
from ..words.atoms import Atom
from ..words.tokens import is_cjk
from .base import Talk, Wish

_ELSEWHERE = (
    "thing:music",
    "thing:title",
    "thing:caption",
    "thing:text",
    "thing:transition",
    "thing:filter",
    "thing:volume",
    "thing:motion",
)


def read_clips(f: Fragment, talk: Talk) -> Iterator[Wish]:
    yield from _orders(f, talk)
    refs = f.refs
    if not refs and not f.unknown:
        return
    strong = f.strong_refs
    if f.has("act:swap", "act:swap_for", "act:replace", "act:change") and (wish := _swap(f, strong)):
        yield wish
        return
    if (ends := _ends(f, strong)) is not None:
        yield from ends
        return
    if strong and f.has("act:duplicate") and not _foreign(f):
        f.take(strong[0][0])
        yield Wish("clips", "duplicate", strong[0][1], {"at_end": f.has("link:end")}, f.text)
        return
    twice = next((i for i, a in enumerate(f.atoms) if a.text.lower() in ("twice", "两遍", "两次")), None)
    if (
        strong
        and twice is not None
        and i_free(f, twice)
        and not f.has("thing:duration", *_ELSEWHERE)
        and not f.any("act:lengthen")
    ):
        f.take(strong[0][0], twice)
        yield Wish("clips", "duplicate", strong[0][1], {"at_end": False}, f.text)
        return
    if (wish := _sequence(f, talk, strong)) is not None:
        yield wish
        return
    move = _move(f, talk, strong)
    if move is not None and not _removes_first(f):
        yield move
        return
    if (wish := _keep_or_remove(f, talk, strong)) is not None:
        yield wish
        return
    if (wish := _add(f, talk, refs)) is not None:
        yield wish


def i_free(f: Fragment, at: int) -> bool:
    after = f.at(at + 1)
    return at not in f.used and not (after is not None and after.text.lower() == "as")


def _foreign(f: Fragment) -> bool:
    """Whether the fragment is about something else that clips only take part in."""
    return f.has(*_ELSEWHERE) or bool(f.kinds("string"))


# -- the whole order -----------------------------------------------------------------------------------------------


def _orders(f: Fragment, talk: Talk) -> Iterator[Wish]:
    for tag, how in (
        ("act:reverse", "reversed"),
        ("act:shuffle", "shuffled"),
        ("act:sort", "by-name"),
        ("act:upload_order", "as-uploaded"),
    ):
        at = f.find(tag)
        if at is None or any(a.has("neg:no") for a in f.atoms[max(0, at - 2) : at]) or _foreign(f):
            continue
        word = f.atoms[at].text.lower()
        if word in ("invert", "flip it around") and f.has("thing:color"):
            continue
        f.take(*(i for i, a in enumerate(f.atoms) if a.has(tag)))
        if how == "by-name" and f.has("act:reverse"):
            how = "reversed"
        yield Wish("clips", "arrange", None, {"how": how}, f.text)
        return
    names = [s for _, s in f.strong_refs]
    picks = [p for s in names for p in s.picks]
    if f.has("act:arrange", "thing:order") and len(picks) >= 2 and not f.has("link:before", "link:after", "act:swap"):
        f.take(*(i for i, _ in f.strong_refs))
        yield Wish("clips", "arrange", Selector(tuple(picks)), {"how": "given"}, f.text)


# -- swap and replace ----------------------------------------------------------------------------------------------


def _swap(f: Fragment, strong: list[tuple[int, Selector]]) -> Wish | None:
    if not strong or _foreign(f):
        return None
    verb = next(i for i, a in enumerate(f.atoms) if a.has("act:swap", "act:swap_for", "act:replace", "act:change"))
    picks = [p for _, s in strong for p in s.picks]
    if f.has("act:swap") and not (f.atoms[verb].has("act:swap_for") and len(strong) == 2):
        enough = len(picks) == 2 or (
            len(picks) == 1
            and ((picks[0].kind in ("first", "last") and picks[0].a == 2) or picks[0].kind == "both" or picks[0].plural)
        )
        if not enough:
            return None
        f.take(*(i for i, _ in strong))
        replaces = any(a.has("link:for") and a.text.lower() == "for" for a in f.atoms)
        return Wish("clips", "swap", Selector(tuple(picks)), {"or_replace": replaces or len(strong) == 2}, f.text)
    if f.has("act:swap_for", "act:replace") and len(strong) == 2:
        f.take(*(i for i, _ in strong))
        old, new = strong[0][1], strong[1][1]
        return Wish("clips", "replace", old, {"by": new}, f.text)
    return None


# -- beginning and end ---------------------------------------------------------------------------------------------


def _ends(f: Fragment, strong: list[tuple[int, Selector]]) -> list[Wish] | None:
    """ "start with the map", "从雪山开始", "以海边结尾"."""
    found: list[Wish] = []
    for tag, place in (("act:start_with", "start"), ("act:end_with", "end")):
        at = f.find(tag)
        if at is None:
            continue
        latin = not is_cjk(f.atoms[at].text) and f.atoms[at].text.lower() not in ("opener", "closer")
        near = [(i, s) for i, s in strong if (i > at if latin else True)]
        if not near or near[0][1].is_bare:
            continue
        index, selector = min(near, key=lambda item: abs(item[0] - at))
        f.take(index, at)
        found.append(Wish("clips", "move", selector, {"to": place}, f.text))
    if found:
        return found
    for index, selector in strong:
        before, after = f.at(index - 1), f.at(index + 1)
        if before is None or after is None or not is_cjk(before.text):
            continue
        if (
            before.text in ("从", "由", "自", "以", "用", "拿")
            and after.has("link:start")
            and after.text in ("开始", "开头", "开场", "打头", "开篇", "起")
        ):
            f.take(index)
            return [Wish("clips", "move", selector, {"to": "start"}, f.text)]
        if (
            before.text in ("以", "用", "到", "拿", "在")
            and after.has("link:end")
            and after.text in ("结尾", "结束", "收尾", "末尾", "最后")
        ):
            f.take(index)
            return [Wish("clips", "move", selector, {"to": "end"}, f.text)]
    return None


# -- moving --------------------------------------------------------------------------------------------------------


def _move(f: Fragment, talk: Talk, strong: list[tuple[int, Selector]]) -> Wish | None:
    subject = next(((i, s) for i, s in f.refs if not s.is_bare and not (s.has("all") and s.is_weak)), None)
    if subject is None:
        bare = [(i, s) for i, s in strong if s.is_bare]
        if len(bare) >= 2 and f.has("act:move"):
            subject = bare[0]
        else:
            return None
    if _foreign(f) or f.kinds("time", "percent") or (f.has("thing:duration") and f.has("act:lengthen", "act:shorten")):
        return None
    index, selector = subject
    verb = f.has("act:move")
    if (filled := _filled_place(f, strong)) is not None:
        return filled
    place, taken = _destination(f, index, verb)
    if place is None:
        return None
    if selector.is_weak and not verb:
        return None
    if selector.has("them", "all", "rest", "new") and not verb:
        return None
    f.take(index, *taken)
    return Wish("clips", "move", selector, place, f.text)


_FILLS = frozenset(
    ("放", "放上", "摆", "用", "是", "应该是", "要", "为", "来", "is", "be", "should be", "must be", "needs to be")
)


def _filled_place(f: Fragment, strong: list[tuple[int, Selector]]) -> Wish | None:
    """ "The first photo should be the dog", "第一张放小狗": what comes to stand in a place."""
    for (at, place), (index, selector) in pairwise(strong):
        pick = place.picks[0]
        if len(place.picks) > 1 or pick.kind not in ("ordinal", "middle") or not selector.has("name"):
            continue
        between = [a.text.lower() for a in f.atoms[at + 1 : index]]
        if any(w in _FILLS for w in between) and all(w in _FILLS or w in ("the", "my", "a") for w in between):
            f.take(at, index)
            return Wish("clips", "move", selector, _place(pick.a if pick.kind == "ordinal" else 0), f.text)
    return None


def _place(place: int) -> dict[str, Any]:
    return {"to": "start"} if place == 1 else _ordinal_place(place)


def _removes_first(f: Fragment) -> bool:
    """Whether a verb of removing governs the fragment: "take out the last one"."""
    at = next((i for i, a in enumerate(f.atoms) if a.has("act:remove") and not a.has("act:move", "act:swap")), None)
    return at is not None and not f.has("act:move")


def _destination(f: Fragment, subject: int, verb: bool) -> tuple[dict[str, Any] | None, list[int]]:
    atoms = f.atoms
    others = [(i, a) for i, a in enumerate(atoms) if a.kind == "ref" and i != subject and i not in f.used]
    for index, atom in others:  # before the dog, after photo 3, 在小狗前面, between a and b
        if atom.value.is_bare:
            continue
        before, after = f.at(index - 1), f.at(index + 1)
        if after is not None and after.text in ("的", "那张") and f.at(index + 2) is not None:
            after = f.at(index + 2)
        if before is not None and not is_cjk(before.text):
            if before.has("link:before"):
                return {"to": "before", "ref": atom.value}, [index]
            if before.has("link:after"):
                return {"to": "after", "ref": atom.value}, [index]
            if before.has("link:between"):
                return {"to": "between", "ref": atom.value}, [index]
        if after is not None and is_cjk(after.text) and index > subject:
            if after.has("link:between") and len(atom.value.picks) == 2:
                return {"to": "between", "ref": atom.value}, [index]
            if after.text in ("前", "前面", "之前", "前边", "前头", "以前", "的前面", "的前边", "的前头"):
                return {"to": "before", "ref": atom.value}, [index]
            if after.text in ("后", "后面", "之后", "后边", "后头", "以后", "的后面", "的后边", "的后头", "背后"):
                return {"to": "after", "ref": atom.value}, [index]
    for index in range(len(atoms)):
        atom = atoms[index]
        if index in f.used or index == subject:
            continue
        after_subject = index > subject
        if atom.has("link:place") and not is_cjk(atom.text):
            number = next((i for i in (index + 1, index + 2) if (a := f.at(i)) is not None and a.kind == "num"), None)
            if number is not None:
                return {"to": "place", "n": int(atoms[number].value)}, [number]
        if atom.kind == "ordinal" and after_subject:
            return {"to": "place", "n": int(atom.value)}, [index]
        if atom.kind == "lex" and after_subject and (places := atom.of("ordinal")):
            return _ordinal_place(int(places[0])), [index]
        if atom.kind == "ref" and atom.value.is_bare and after_subject:
            pick = atom.value.picks[0]
            return ({"to": "middle"} if pick.kind == "middle" else _ordinal_place(pick.a)), [index]
        if (
            atom.kind == "ref"
            and after_subject
            and atom.value.picks[0].kind in ("ordinal", "middle")
            and (verb or _made(f, subject, index))
            and len(atom.value.picks) == 1
            and (f.has("link:to", "act:move") or _made(f, subject, index))
            and not is_cjk(atom.text)
            and atom.text.lower().startswith(("the ", "a "))
        ):
            pick = atom.value.picks[0]
            return ({"to": "middle"} if pick.kind == "middle" else _ordinal_place(pick.a)), [index]
        if (
            atom.kind == "ref"
            and after_subject
            and is_cjk(atom.text)
            and atom.value.picks[0].kind == "ordinal"
            and verb
        ):
            return _ordinal_place(atom.value.picks[0].a), [index]
        if (
            atom.kind == "num"
            and after_subject
            and (previous := f.at(index - 1)) is not None
            and previous.has("link:to", "act:move", "link:place")
            and float(atom.value).is_integer()
        ):
            return {"to": "place", "n": int(atom.value)}, [index]
        if (
            atom.has("link:start")
            and (after_subject or not is_cjk(atom.text))
            and not (atom.text.lower() in ("open", "begin", "head") and not verb)
        ):
            return {"to": "start"}, [index]
        if atom.has("link:earlier") and after_subject and verb:
            return {"to": "earlier", "n": _steps(f)}, [index]
        if atom.has("link:later") and after_subject and verb and atom.text.lower() not in ("later",):
            return {"to": "later", "n": _steps(f)}, [index]
        if atom.has("link:end") and (after_subject or (not is_cjk(atom.text) and verb)):
            if atom.text.lower() == "back" and not _to_the(f, index):
                return {"to": "restore"}, [index]
            return {"to": "end"}, [index]
        if atom.has("position:center") and after_subject and verb:
            return {"to": "middle"}, [index]
        if atom.has("position:top") and after_subject and verb and not is_cjk(atom.text):
            return {"to": "start"}, [index]
        if atom.has("position:bottom") and after_subject and verb and not is_cjk(atom.text):
            return {"to": "end"}, [index]
    return None, []


def _made(f: Fragment, subject: int, place: int) -> bool:
    """ "make the beach the last photo", "the cat as the first one"."""
    between = f.atoms[subject + 1 : place]
    return all(a.is_filler or a.has("link:to", "act:move") for a in between) and (
        f.has("act:build", "act:keep", "act:move") or any(a.text.lower() in ("as", "be") for a in between)
    )


def _to_the(f: Fragment, at: int) -> bool:
    before = [a.text.lower() for a in f.atoms[max(0, at - 2) : at]]
    return "to" in before or "at" in before or "the" in before


def _ordinal_place(place: int) -> dict[str, Any]:
    if place == 0:
        return {"to": "middle"}
    return {"to": "end"} if place == -1 else {"to": "place", "n": place}


def _steps(f: Fragment) -> int:
    for index in f.kinds("num", "count"):
        f.take(index)
        return max(1, int(f.atoms[index].value))
    return 1


def _sequence(f: Fragment, talk: Talk, strong: list[tuple[int, Selector]]) -> Wish | None:
    """ "… goes first, after that 0117, then 0118": each after the one before."""
    moved = next((w for w in reversed(talk.last) if w.topic == "clips" and w.do in ("move", "sequence")), None)
    if moved is None or len(strong) != 1 or _foreign(f) or f.kinds("time"):
        return None
    starts = (
        moved.do == "sequence"
        or moved.args.get("to") == "start"
        or (moved.args.get("to") == "place" and moved.args.get("n") == 1)
    )
    rest = [a for i, a in enumerate(f.atoms) if i != strong[0][0]]
    follows = all(
        a.is_filler or a.has("link:then", "link:and", "link:after", "act:move", "act:add") or a.kind == "punct"
        for a in rest
    )
    if starts and follows and (f.before == "then" or f.has("link:then") or moved.do == "sequence" or not rest):
        if strong[0][1].is_bare:
            return None
        f.take(strong[0][0])
        return Wish("clips", "sequence", strong[0][1], {}, f.text)
    return None


# -- keep, remove, add ---------------------------------------------------------------------------------------------


def _keep_or_remove(f: Fragment, talk: Talk, strong: list[tuple[int, Selector]]) -> Wish | None:
    if _foreign(f) or f.kinds("percent") or f.any("filter", "fit", "ratio"):
        return None
    if any(
        a.has(
            *(
                f"fx:{v}"
                for v in (
                    "zoom-in",
                    "zoom-out",
                    "pan",
                    "still",
                    "slide",
                    "wipe",
                    "crossfade",
                    "circle",
                    "fade-black",
                    "fade-white",
                )
            )
        )
        for i, a in enumerate(f.atoms)
        if i not in f.used
    ):
        return None
    if any(f.atoms[i].has("fx:zoom-in", "fx:zoom-out", "fx:pan", "fx:still") for i in f.used):
        return None
    timed = bool(f.kinds("time"))
    removal = _removal(f)
    owner = next(
        (i for i, a in enumerate(f.atoms) if a.kind == "ref" and a.text.lower().endswith(("'s", "s'", "’s"))), None
    )
    if removal is not None and owner is not None and f.at(owner + 1) is not None:
        f.take(*range(len(f.atoms)))  # something in a photo, not the photo
        return Wish(
            "clips",
            "remove",
            None,
            {"unknown": [f.text.partition(f.atoms[owner].text)[2].strip() or f.atoms[owner].text]},
            f.text,
        )
    if removal is not None and not timed and not f.has("act:restore", "act:trim_only"):
        if strong:
            f.take(*(i for i, _ in strong), removal)
            picks = tuple(p for _, s in strong for p in s.picks)
            return Wish(
                "clips",
                "remove",
                Selector(picks, tuple(p for _, s in strong for p in s.excluding)),
                {"unknown": _beside(f)},
                f.text,
            )
        weak = [(i, s) for i, s in f.refs if s.has("it", "them", "all")]
        if weak and f.unknown == [] and not f.has("thing:video"):
            f.take(weak[0][0], removal)
            return Wish("clips", "remove", weak[0][1], {"unknown": []}, f.text)
        if f.unknown and f.has("act:remove"):
            words = f.unknown
            f.take(removal, *(i for i, a in enumerate(f.atoms) if a.kind == "word"))
            return Wish("clips", "remove", None, {"unknown": words}, f.text)
    if strong and removal is None and not timed:
        keeps, only = f.has("act:keep"), f.has("scope:only")
        if (keeps or only) and not f.has("neg:nothing", "ask:can_only"):
            f.take(*(i for i, _ in strong))
            picks = tuple(p for _, s in strong for p in s.picks)
            return Wish(
                "clips",
                "keep",
                Selector(picks, tuple(p for _, s in strong for p in s.excluding)),
                {"unknown": _beside(f)},
                f.text,
            )
        excluding = [(i, s) for i, s in strong if s.excluding]
        if (
            excluding
            and (f.has("act:build", "link:with", "act:add", "act:keep") or len(f.atoms) <= 3)
            and not talk.has_draft
        ):
            f.take(excluding[0][0])
            return Wish("clips", "keep", excluding[0][1], {"unknown": []}, f.text)
        chosen = next(((i, s) for i, s in strong if not s.is_bare), None)
        if (
            chosen
            and not talk.has_draft
            and not f.unknown
            and f.has("act:build", "link:from", "link:with")
            and not f.has("scope:each")
            and not chosen[1].has("rest", "new", "unknown", "name")
            and f.kinds("time") == []
        ):
            f.take(chosen[0])
            return Wish("clips", "keep", chosen[1], {"unknown": []}, f.text)
    return None


def _removal(f: Fragment) -> int | None:
    """The verb that removes, or a plain denial right at a reference ("not the dog", "小狗不要")."""
    for index, atom in enumerate(f.atoms):
        if atom.has("act:remove") and index not in f.used and atom.kind == "lex":
            denied = any(a.has("neg:no") and not a.has("act:remove") for a in f.atoms[max(0, index - 2) : index])
            if denied:
                return None
            if atom.text.lower() in ("take", "pull", "clear", "strip", "minus", "cut", "去") and not f.strong_refs:
                continue
            if atom.text == "去" and not (f.at(index + 1) is not None and f.atoms[index + 1].kind == "ref"):
                continue
            return index
    for index, atom in enumerate(f.atoms):
        if (
            atom.has("fx:cut_word")
            and index not in f.used
            and (after := f.at(index + 1)) is not None
            and after.kind == "ref"
        ):
            return index
        if atom.has("neg:no") and index not in f.used and atom.kind == "lex":
            before, after = f.at(index - 1), f.at(index + 1)
            if (
                after is not None
                and after.has("act:keep", "act:add", "link:with", "act:build", "thing:photo")
                and after.text.lower() in ("use", "show", "include", "add", "用", "放", "要", "put in", "using")
            ):
                after = f.at(index + 2)
            if after is not None and after.kind == "ref" and not is_cjk(atom.text) and (len(f.atoms) <= index + 4):
                return index
            if (
                is_cjk(atom.text)
                and before is not None
                and (before.kind == "ref" or before.is_filler)
                and index >= len(f.atoms) - 2
                and f.strong_refs
            ):
                return index
    return None


def _beside(f: Fragment) -> list[str]:
    """Unknown words that stand by themselves: "erase the guide's hat from the lion picture"."""
    return [
        a.text
        for i, a in enumerate(f.atoms)
        if a.kind == "word" and i not in f.used and a.text.lower() not in ("'s",) and len(a.text) > 1
    ]


def _add(f: Fragment, talk: Talk, refs: list[tuple[int, Selector]]) -> Wish | None:
    if _foreign(f) or not refs or f.kinds("time", "percent"):
        return None
    index, selector = refs[0]
    if selector.has("new") and (
        f.has("act:add", "act:move", "act:build", "link:with", "act:keep", "link:and") or len(f.atoms) <= 2
    ):
        place, taken = _destination(f, index, True)
        f.take(index, *taken)
        return Wish("clips", "add", selector, {"place": place}, f.text)
    if f.has("act:restore") and selector.has("name", "unknown", "it", "them"):
        f.take(index)
        return Wish("clips", "restore", selector, {}, f.text)
    if f.has("act:add") and (
        selector.has("name", "rest", "unknown")
        or (selector.has("all", "them") and talk.has_draft and f.has("thing:photo"))
    ):
        place, taken = _destination(f, index, True)
        f.take(index, *taken)
        return Wish("clips", "add", selector, {"place": place}, f.text)
    return None


def is_content(atom: Atom) -> bool:
    return atom.kind in ("word", "name") and not atom.is_filler

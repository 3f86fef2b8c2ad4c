"""Where a photo shall go: "to the front", "after the dog", 放到最后."""

from __future__ import annotations

from typing import Any

from ..fragments import Fragment
from ..references import Selector
from ..words.tokens import is_cjk


def place_at(place: int) -> dict[str, Any]:
    return {"to": "start"} if place == 1 else _ordinal_place(place)


def destination(f: Fragment, subject: int, verb: bool) -> tuple[dict[str, Any] | None, list[int]]:
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
            if before.has("link:between") and (verb or subject < index):
                return {"to": "between", "ref": atom.value}, [index]
        into = before is not None and before.text in ("在", "到", "放到", "放在", "往")  # 在火箭前面放最后一张
        if after is not None and is_cjk(after.text) and (index > subject or into):
            if after.has("link:beside"):
                return {"to": "after", "ref": atom.value}, [index]
            if after.has("link:between") and len(atom.value.picks) == 2:
                return {"to": "between", "ref": atom.value}, [index]
            if after.text in ("前", "前面", "之前", "前边", "前头", "以前", "的前面", "的前边", "的前头"):
                return {"to": "before", "ref": atom.value}, [index]
            if after.text in ("后", "后面", "之后", "后边", "后头", "以后", "的后面", "的后边", "的后头", "背后"):
                return {"to": "after", "ref": atom.value}, [index]
    for index in range(len(atoms)):
        atom = atoms[index]
        if index in f.used or index == subject or atom.has("act:restore"):
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
        shifts = verb or atom.text.endswith(("挪", "移", "调"))
        tie = f.at(index + 1)
        behind = f.at(index + 1 + (tie is not None and tie.text in ("到", "至")))
        if (
            behind is not None
            and behind.kind == "ref"
            and behind.value.picks[0].kind == "ordinal"
            and is_cjk(atom.text)
        ):
            shifts = False  # 提前到第一张
        if atom.has("link:earlier") and after_subject and shifts:
            group = subject < len(atoms) and atoms[subject].kind == "ref" and _is_group(atoms[subject].value)
            if group and is_cjk(atom.text) and not f.kinds("num", "count"):
                return {"to": "start"}, [index]  # sf的两张往前放
            return {"to": "earlier", "n": _steps(f)}, [index]
        if atom.has("link:later") and after_subject and shifts and atom.text.lower() not in ("later",):
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


def _is_group(selector: Selector) -> bool:
    return len(selector.picks) > 1 or selector.picks[0].plural


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

"""What a person takes back in the same breath: "put the dog second, no wait, third", "小猫放第二个，不对，第一个".

The part that is said anew takes the place of the part of its kind in the clause before, which is then read again: a
time for a time, a colour for a colour, a place for a place, a photo for a photo.
"""

from __future__ import annotations

from collections.abc import Sequence

from .fragments import Fragment
from .words.atoms import Atom

MOST_PARTS = 3
_KINDS = {"time": "time", "percent": "percent", "factor": "factor", "color": "color", "pair": "ratio", "size": "ratio",
          "string": "string", "fps": "fps", "short_side": "resolution", "ordinal": "place", "num": "num"}  # fmt: skip
_SECTIONS = ("color", "position", "ratio", "filter", "fit", "music", "resolution", "dir", "fx", "factor")
_MS = 1000.0


def is_repair(fragment: Fragment) -> bool:
    """Whether it takes something back: "no wait, third", "sorry, blue", "不对，第一个"."""
    return any(a.has("neg:sorry") for a in fragment.atoms[:2])


def mended(earlier: Fragment, repair: Fragment) -> Fragment | None:
    """The earlier clause with what was said anew in its place; None when the repair is a wish of its own."""
    parts = [a for a in repair.atoms if not _is_lead(a)]
    if repair.has("link:before", "link:after", "link:between"):
        return None  # "before the dog" is a place, the dog is not moved
    if not parts or len(parts) > MOST_PARTS or any(_is_denied(repair, a) for a in parts):
        return None
    atoms = list(earlier.atoms)
    for part in parts:
        at = _counterpart(atoms, part)
        if at is None:
            return None
        atoms[at] = _like(part, atoms[at])
    return Fragment(atoms, earlier.before, earlier.sentence, earlier.question)


def _is_denied(repair: Fragment, part: Atom) -> bool:
    """ "… actually no zoom at all": that is a wish of its own."""
    before = repair.at(repair.atoms.index(part) - 1) if part is not repair.atoms[0] else None
    return part.kind == "lex" and before is not None and before.has("neg:no") and not before.has("neg:sorry")


def _is_lead(atom: Atom) -> bool:
    """What only leads to the part that is said anew: "no, make that …", "应该是…"."""
    if atom.kind == "punct" or atom.has("neg:sorry", "chat:no"):
        return True
    if atom.kind == "ref":
        return bool(atom.value.is_weak and not atom.value.has("all"))
    if atom.kind != "lex" or _slots(atom) - {"place"}:
        return False
    tied = all(t.split(":")[0] in ("filler", "link", "neg", "act", "chat", "thing") for t in atom.tags)
    return (tied and not atom.has("act:add", "act:remove", "link:start", "link:end")) or atom.is_filler


def _slots(atom: Atom) -> set[str]:
    """The kinds of parts that it can stand for."""
    if atom.kind == "ref":
        return {"place", "clips"} if atom.value.is_bare else {"clips"}
    found = {_KINDS[atom.kind]} if atom.kind in _KINDS else set()
    found |= {s for s in _SECTIONS if atom.one(s) is not None}
    if atom.kind == "lex" and (atom.one("ordinal") is not None or atom.has("link:start", "link:end")):
        found.add("place")
    return found


def _counterpart(atoms: Sequence[Atom], part: Atom) -> int | None:
    """The last place of the same kind; a bare number may stand for a time or a percentage."""
    slots = _slots(part)
    order = ["place", "clips"] if part.kind == "ref" and part.value.is_bare else sorted(slots)
    if part.kind == "num":
        order = ["time", "percent", "num"]
    for slot in order:
        for index in range(len(atoms) - 1, -1, -1):
            if slot in _slots(atoms[index]):
                return index
    if part.kind == "ref" and any(a.has("act:remove", "act:move", "act:duplicate") for a in atoms):
        missed = [i for i, a in enumerate(atoms) if a.kind == "word"]
        return missed[0] if len(missed) == 1 else None  # "remove the tractor", "sorry, I meant the daisy"
    return None


def _like(part: Atom, old: Atom) -> Atom:
    """A bare number takes over the unit of what it stands for."""
    if part.kind != "num" or old.kind not in ("time", "percent"):
        return part
    if old.kind == "percent":
        return part.but(kind="percent", value=part.value / 100)
    return part.but(kind="time", value=part.value * (60 * _MS if old.value >= 60 * _MS else _MS), tags=old.tags)

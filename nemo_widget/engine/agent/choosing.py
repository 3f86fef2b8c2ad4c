"""The answer to "Which one do you mean?": "the second one", "2", "the pm one", "both"."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_widget.model.draft import Clip

from .reading import Reading
from .references import Selector
from .words.atoms import Atom


def chosen(reading: Reading, offered: Sequence[Clip]) -> list[str]:
    """The ids of those of the `offered` clips that the answer names; [] when it is no such answer."""
    atoms = [a for a in reading.atoms if not _is_slight(a)]
    if len(atoms) != 1:
        return []
    atom = atoms[0]
    if atom.kind == "ref" and isinstance(atom.value, Selector):
        return _named(atom.value, offered)
    number = _number(atom)
    return [offered[number - 1].id] if number is not None and 1 <= number <= len(offered) else []


def _is_slight(atom: Atom) -> bool:
    if atom.kind == "punct":
        return True
    plain = atom.kind == "lex" and all(t.startswith(("chat:", "filler", "link:", "neg:sorry")) for t in atom.tags)
    return plain and not atom.of("ordinal")


def _named(selector: Selector, offered: Sequence[Clip]) -> list[str]:
    if selector.excluding:
        return []
    found: list[str] = []
    for pick in selector.picks:
        if pick.kind in ("both", "all", "them"):
            return [c.id for c in offered]
        if pick.kind == "name":
            found += [c.id for c in offered if c.meta.src in pick.hashes]
        elif pick.kind in ("ordinal", "last", "first"):
            place = {"last": -1, "first": 1}.get(pick.kind, pick.a)
            index = place - 1 if place > 0 else len(offered) + place
            found += [offered[index].id] if 0 <= index < len(offered) else []
    return found if found and len(found) <= len(selector.picks) else []


def _number(atom: Atom) -> int | None:
    if atom.kind in ("num", "ordinal", "count") and float(atom.value).is_integer():
        return int(atom.value)
    places = atom.of("ordinal")
    return int(places[0]) if places else None

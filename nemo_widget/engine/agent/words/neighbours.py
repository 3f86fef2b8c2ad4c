"""What stands beside an atom."""

from __future__ import annotations

from collections.abc import Sequence

from .atoms import Atom

FILLER = frozenset({"filler"})


def peek(atoms: Sequence[Atom], at: int) -> Atom | None:
    return atoms[at] if 0 <= at < len(atoms) else None


def word_at(atoms: Sequence[Atom], at: int) -> str:
    atom = peek(atoms, at)
    return atom.text.lower() if atom is not None else ""


def run_of(atoms: Sequence[Atom], at: int, used: int, kind: str, *tags: str, value: object = None) -> Atom:
    run = atoms[at : at + used]
    text = "".join((" " if a.spaced and n else "") + a.text for n, a in enumerate(run))
    return Atom(kind, text, run[0].start, run[-1].end, frozenset(tags), value, run[0].spaced)


def ends(atom: Atom | None) -> bool:
    return atom is None or (atom.kind == "punct" and atom.value != "#")


def opens(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a clause begins at `at`."""
    before = peek(atoms, at - 1)
    return ends(before) or (before is not None and before.has("link:and", "link:then"))


def is_photo(atom: Atom | None) -> bool:
    return atom is not None and atom.kind == "lex" and atom.has("thing:photo")

"""What English puts together freely, read by how it is built before references are looked for: "from one animal to the
next", "make that one", "she only gets …", "they are from 1952".

A list of such phrases would never end; the words around a word tell what it is here.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import english_nouns, english_remarks, english_verbs
from .atoms import Atom
from .tokens import is_cjk

_JOINS = (*english_remarks.JOINS, *english_verbs.JOINS, *english_nouns.JOINS)


def with_english(atoms: Sequence[Atom]) -> list[Atom]:
    atoms = english_remarks.without_origins(atoms)
    out: list[Atom] = []
    at = 0
    while at < len(atoms):
        found, used = _joined(atoms, at) or ([atoms[at]], 1)
        out += found
        at += used
    return out


def _joined(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    if is_cjk(atoms[at].text):
        return None
    return next((found for join in _JOINS if (found := join(atoms, at)) is not None), None)

"""One reference, with its determiner, adjectives and noun: "the last two photos", "小猫那张"."""

from __future__ import annotations

from collections.abc import Sequence

from ..words.atoms import Atom
from .counted import (
    bare_list,
    bare_range,
    counted_ends,
    labelled,
    listed_digits,
    number_after_link,
    number_after_verb,
    numbered_photos,
    ordinal,
)
from .named import described, named
from .parts import bare_number, peek
from .scoped import scoped
from .selector import Pick


def item_at(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """One reference, with its determiner, adjectives and noun."""
    atom = peek(atoms, at)
    if atom is None:
        return None
    return (
        described(atoms, at)
        or bare_list(atoms, at)
        or labelled(atoms, at)
        or number_after_verb(atoms, at)
        or number_after_link(atoms, at)
        or bare_range(atoms, at)
        or numbered_photos(atoms, at)
        or counted_ends(atoms, at)
        or listed_digits(atoms, at)
        or ordinal(atoms, at)
        or named(atoms, at)
        or scoped(atoms, at)
    )


__all__ = ["bare_number", "item_at", "peek"]

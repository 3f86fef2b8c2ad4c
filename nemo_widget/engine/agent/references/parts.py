"""What the readers of references share: looking ahead, a bare number, the noun that may follow."""

from __future__ import annotations

from collections.abc import Sequence

from ..words.atoms import Atom
from .selector import Pick

NOT_CLIPS = (
    "thing:title",
    "thing:caption",
    "thing:text",
    "thing:transition",
    "thing:music",
    "thing:video",
    "thing:filter",
)


CLIP_VERBS = ("act:swap", "act:remove", "act:keep", "act:arrange", "act:duplicate", "act:replace")


def peek(atoms: Sequence[Atom], at: int) -> Atom | None:
    return atoms[at] if 0 <= at < len(atoms) else None


def bare_number(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    atom = peek(atoms, at)
    if atom is None:
        return None
    if atom.kind == "punct" and atom.value == "#":
        inner = bare_number(atoms, at + 1)
        return (inner[0], inner[1] + 1) if inner else None
    if atom.kind == "count" and atom.value >= 1:
        return [Pick("ordinal", int(atom.value))], 1
    if atom.kind == "num" and float(atom.value).is_integer() and 1 <= atom.value < 1000:
        after = peek(atoms, at + 1)
        if after is not None and after.of("unit") and not after.has("unit:count"):
            return None
        return [Pick("ordinal", int(atom.value))], 1
    return None


def with_noun(atoms: Sequence[Atom], at: int, used: int, pick: Pick) -> tuple[list[Pick], int]:
    """Takes the noun along, if there is one: "the last two photos", "前两张照片"."""
    after = peek(atoms, at + used)
    if (
        after is not None
        and after.text in ("的",)
        and (following := peek(atoms, at + used + 1)) is not None
        and following.has("thing:photo")
    ):
        return [pick], used + 2
    if after is not None and (
        (after.has("thing:photo") and after.kind == "lex")
        or after.text.lower() in ("one", "ones")
        or (after.kind == "count" and pick.kind == "rest")
    ):
        used += 1
    return [pick], used

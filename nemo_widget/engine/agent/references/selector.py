"""What a reference to clips says, and what came of looking for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PickKind = Literal[
    "ordinal",
    "range",
    "first",
    "last",
    "middle",
    "name",
    "all",
    "rest",
    "it",
    "them",
    "both",
    "after",
    "before",
    "between",
    "beside",
    "new",
    "odd",
    "even",
    "every",
    "half",
    "inner",
    "center",
    "unknown",
]


@dataclass(frozen=True)
class Pick:
    """One part of a reference. `a`, `b`: places counted from 1, or from -1 at the end; `plural`: several may fit."""

    kind: PickKind
    a: int = 0
    b: int = 0
    hashes: frozenset[str] = frozenset()
    text: str = ""
    plural: bool = False
    bare: bool = False
    # for after and before (with it when `b` is 1), between and beside: `a` of them (all when 0), the nearest first, or
    # the farthest when `far`, `skip` passed over; `edge` when an end or a place among them was named
    of: Pick | None = None
    to: Pick | None = None
    far: bool = False
    skip: int = 0
    edge: bool = False
    open: bool = False  # whether the one at `of` is meant, too, was left open


@dataclass(frozen=True)
class Selector:
    picks: tuple[Pick, ...]
    excluding: tuple[Pick, ...] = ()

    @property
    def is_weak(self) -> bool:
        """Only a pronoun, or "all": it says nothing that would not be so without it."""
        return all(p.kind in ("it", "them", "all") for p in self.picks) and not self.excluding

    @property
    def is_bare(self) -> bool:
        """A mere ordinal, which may as well be a place to go to."""
        return len(self.picks) == 1 and self.picks[0].bare

    def has(self, *kinds: PickKind) -> bool:
        return any(p.kind in kinds for p in self.picks)


@dataclass(frozen=True)
class Resolved:
    """The ids, in the order in which they were named; what was not found; clips between which to choose."""

    ids: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        return bool(self.ids) and not self.missing and not self.choices

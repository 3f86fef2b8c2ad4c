"""When a message goes on from what its first part leaves: "reverse it and then drop the first"."""

from __future__ import annotations

from collections.abc import Sequence

from .fragments import Fragment
from .references import PickKind
from .wishes import Wish

_REORDERS = ("arrange", "swap", "move")
_PLACES: tuple[PickKind, ...] = ("ordinal", "first", "last", "range", "middle", "half", "odd", "even")


def begins_step(fragment: Fragment, before: Sequence[Wish]) -> bool:
    """Whether the places that the clause names are to be counted in the new order: an earlier clause changed it, and
    this one comes after that ("then", a new sentence)."""
    reordered = any(w.topic == "clips" and w.do in _REORDERS for w in before)
    after = fragment.before in ("then", ".", "。", "!", "！") or fragment.has("link:then") or fragment.has("scope:new")
    counted = any(a.kind == "ref" and a.value.has(*_PLACES) for a in fragment.atoms)
    return reordered and after and counted

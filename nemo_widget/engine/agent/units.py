"""Numbers that get their unit from another clause: "hat 4, bag 2, the rest 3 seconds"."""

from __future__ import annotations

from collections.abc import Sequence

from .fragments import Fragment
from .words.atoms import Atom

_MS = 1000.0


def with_units(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Makes the bare numbers of clauses that name but clips and a number times, when a clause that follows in the same
    sentence is of the same form and has the unit."""
    timed = -1  # the sentence in which a clause of this form, with its unit, was found
    for fragment in reversed(fragments):
        if not _is_assignment(fragment):
            timed = -1
            continue
        if fragment.kinds("time"):
            timed = fragment.sentence
        elif fragment.sentence == timed:
            at = fragment.kinds("num")[0]
            number = fragment.atoms[at]
            fragment.atoms[at] = number.but(kind="time", value=number.value * _MS)
    _with_seconds(fragments)
    return list(fragments)


def _with_seconds(fragments: Sequence[Fragment]) -> None:
    """ "… for the first 2 seconds and “Outro” for the last 2": seconds, not photos, where a text is shown."""
    timed = False
    for fragment in fragments:
        if timed and fragment.kinds("string"):
            for at, selector in fragment.strong_refs:
                pick, ref = selector.picks[0], fragment.atoms[at]
                counted = len(selector.picks) == 1 and pick.kind in ("first", "last") and not ref.has("thing:photo")
                if counted and at and fragment.atoms[at - 1].has("link:for"):
                    edge = Atom(
                        "lex", "", ref.start, ref.start, frozenset({f"ordinal:{1 if pick.kind == 'first' else -1}"})
                    )
                    fragment.atoms[at : at + 1] = [edge, ref.but(kind="time", value=pick.a * _MS, tags=frozenset())]
                    break
        timed = timed or bool(fragment.kinds("time") and fragment.kinds("string"))


def _is_assignment(fragment: Fragment) -> bool:
    """Clips, a number or a time, and nothing else that means anything."""
    quantities = fragment.kinds("num", "time")
    return (
        len(quantities) == 1
        and len(fragment.strong_refs) == 1
        and all(
            a.kind in ("num", "time", "ref", "punct")
            or a.is_filler
            or a.has("link:for", "link:on", "link:and", "scope:each", "act:change", "thing:duration")
            for a in fragment.atoms
        )
    )

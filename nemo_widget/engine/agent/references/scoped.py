"""References by scope: "everything", "the rest", "both", "it", "the new photos", "奇数张"."""

from __future__ import annotations

from collections.abc import Sequence

from ..lexicon import grammar
from ..words.atoms import Atom
from ..words.tokens import is_cjk
from .parts import NOT_CLIPS, peek, with_noun
from .selector import Pick, PickKind

_KINDS: tuple[tuple[str, PickKind], ...] = (
    ("scope:new", "new"),
    ("scope:rest", "rest"),
    ("scope:odd", "odd"),
    ("scope:even_ones", "even"),
)


def _every_nth(atom: Atom, after: Atom | None) -> int:
    """3 for "every third"; 0 when it is nothing of that kind."""
    if atom.text.lower() != "every" or after is None:
        return 0
    place = int(after.value) if after.kind == "ordinal" else next((int(o) for o in after.of("ordinal")), 0)
    return max(0, place) if place > 1 else 0


def _is_object(after: Atom) -> bool:
    """Whether "her" is who is in the photo: "leave her on the screen", not "her name"."""
    shown = after.text.lower() in grammar("shown")
    return (
        shown
        or after.text.lower() == "back"
        or after.kind in ("punct", "time")
        or after.any_of("act", "link", "degree", "position", "filter", "fx")
    )


def scoped(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "everything", "the rest", "both", "it", "the new photos", "奇数张"."""
    used = (
        1
        if atoms[at].is_filler and atoms[at].text.lower() in grammar("determiner") and not atoms[at].of("scope")
        else 0
    )
    atom = peek(atoms, at + used)
    if atom is None or atom.kind != "lex" or atom.has("scope:total"):
        return None
    after = peek(atoms, at + used + 1)
    if after is not None and after.has("thing:title", "thing:caption", "thing:text", "thing:transition", "thing:music"):
        return None
    if atom.text.lower() == "other" and used and after is not None and after.kind == "num":
        unit = peek(atoms, at + used + 2)
        if not (unit is not None and unit.of("unit")):
            return with_noun(atoms, at, used + 2, Pick("rest", text=atom.text, plural=True))  # "the other two"
    for tag, kind in _KINDS:
        if atom.has(tag) and not (
            tag == "scope:new"
            and not (
                (after is not None and (after.has("thing:photo") or after.text.lower() == "ones"))
                or len(atom.text.split()) > 1
                or is_cjk(atom.text)
            )
        ):
            if (
                kind == "rest"
                and atom.text.lower() == "other"
                and not (
                    after is not None
                    and (after.has("thing:photo") or after.text.lower() in ("ones", "is", "are", "stay", "stays", "in"))
                )
            ):
                return None
            every = kind == "rest" and after is not None and after.text.lower() == "all"  # "remaining all"
            other = kind == "rest" and atom.text.startswith(("另一", "另外一", "另外那"))  # 另一张: there is but one
            return with_noun(atoms, at, used + 1 + every, Pick(kind, text=atom.text, plural=not other))
    nth = _every_nth(atom, after)
    if nth and (noun := peek(atoms, at + used + 2)) is not None and noun.has("thing:photo"):
        return with_noun(atoms, at, used + 2, Pick("every", nth, plural=True))
    if atom.text.lower() == "even" and after is not None and after.has("thing:photo"):
        return with_noun(atoms, at, used + 1, Pick("even", plural=True))
    if atom.has("scope:both_ends"):
        return [Pick("ordinal", 1), Pick("ordinal", -1)], used + 1
    if atom.has("scope:inner"):
        return with_noun(atoms, at, used + 1, Pick("inner", plural=True))
    if atom.has("scope:every_other"):
        return with_noun(atoms, at, used + 1, Pick("even", text=atom.text.lower(), plural=True))
    if atom.has("scope:both"):
        return with_noun(atoms, at, used + 1, Pick("both", plural=True))
    if atom.has("scope:all") and not atom.has("scope:each"):
        unit = peek(atoms, at + used + 2)
        if after is not None and after.kind == "num" and not is_cjk(after.text) and not (unit and unit.of("unit")):
            return with_noun(atoms, at, used + 2, Pick("all", plural=True))  # "all six"
        return with_noun(atoms, at, used + 1, Pick("all", plural=True))
    if atom.has("scope:them"):
        return with_noun(atoms, at, used + 1, Pick("them", text=atom.text.lower(), plural=True))
    if atom.has("scope:it") and used == 0:
        thing = (
            after is not None and after.kind == "lex" and after.any_of("thing", "fx") and not after.has("thing:photo")
        )
        if thing and atom.text.lower() in ("that", "this"):
            return None  # "none of that zooming"
        if after is not None and (after.has(*NOT_CLIPS) or (atom.text.lower() == "her" and not _is_object(after))):
            return None
        return with_noun(atoms, at, 1, Pick("it"))
    return None

"""English verbs whose neighbours tell what they do here: "drop the title to the bottom" removes nothing, and "make the
oak last longer" names no place."""

from __future__ import annotations

from collections.abc import Sequence

from .atoms import Atom
from .neighbours import FILLER, ends, is_photo, opens, peek, run_of, word_at


def _should_go(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "It should go through white", "the dog must go before the cat": a place, or a way; nothing is thrown out."""
    verb, after = atoms[at], peek(atoms, at + 1)
    if not verb.has("act:remove") or not word_at(atoms, at).endswith(" go") or after is None or ends(after):
        return None
    determined = peek(atoms, at + 2) if after.text.lower() in ("the", "in", "at") else None
    tied = after.any_of("fx", "dir", "ordinal") or after.has("link:to", "link:before", "link:after", "link:between")
    tied = tied or after.has("link:start", "link:end") or after.kind == "ordinal"
    tied = tied or (determined is not None and determined.has("link:start", "link:end", "position:center"))
    return ([verb.but(tags=frozenset({"act:move"}))], 1) if tied else None


def _gone_by(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "The title should be gone by second 4": until when it is there; nothing is taken off."""
    verb, link = atoms[at], word_at(atoms, at + 1)
    if not verb.has("act:remove") or not word_at(atoms, at).endswith(" gone") or link not in ("by", "at", "after"):
        return None
    moment = peek(atoms, at + 2)
    timed = moment is not None and (moment.kind in ("time", "num") or word_at(atoms, at + 2) == "second")
    return ([verb.but(text="gone", tags=FILLER)], 1) if timed else None


def _lasts(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Make the oak last twice as long", "the pine should last longer": a verb, no place at the end."""
    before, after = peek(atoms, at - 1), peek(atoms, at + 1)
    if word_at(atoms, at) != "last" or before is None or after is None:
        return None
    subject = before.kind == "name" or before.value is not None or before.has("scope:it", "scope:them", "thing:photo")
    subject = subject or word_at(atoms, at - 1) in ("one", "should", "must", "to", "can", "could", "shall", "will")
    lasting = after.any_of("factor") or after.kind == "factor" or after.has("act:lengthen", "act:shorten")
    lasting = lasting or word_at(atoms, at + 1) in ("half as", "as long") or word_at(atoms, at + 2) in ("times", "as")
    return ([atoms[at].but(kind="lex", value=None, tags=FILLER)], 1) if subject and lasting else None


def _put_on(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Chuck some guitar on it": what is thrown on is added."""
    if word_at(atoms, at) not in ("chuck", "throw", "bung", "lob", "sling") or not opens(atoms, at):
        return None
    for later in range(at + 1, min(len(atoms), at + 6)):
        if ends(atoms[later]) or atoms[later].kind == "name":
            return None
        if word_at(atoms, later) in ("on", "in", "onto") and later > at + 1:
            return [atoms[at].but(kind="lex", value=None, tags=frozenset({"act:add"}))], 1
    return None


_DROPPING = ("drop", "pull", "bring", "take", "knock", "throw", "stick")


def _dropped_to(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Drop the title to the bottom", "drop the dog to the end": it moves there and is not thrown out."""
    if word_at(atoms, at) not in _DROPPING or not atoms[at].has("act:remove"):
        return None
    for later in range(at + 1, min(len(atoms), at + 7)):
        if ends(atoms[later]) or atoms[later].has("link:and"):
            return None
        if word_at(atoms, later) in ("to", "down to", "onto", "into") and later > at + 1:
            place = peek(atoms, later + 1 + (word_at(atoms, later + 1) in ("the", "a", "second")))
            if place is None:
                return None
            if place.any_of("position", "ordinal") or place.has("link:start", "link:end") or place.kind == "ordinal":
                return [atoms[at].but(tags=frozenset({"act:move"}))], 1
            if place.kind in ("percent", "num"):
                return [atoms[at].but(tags=frozenset({"act:lower"}))], 1
            return None
        if atoms[later].has("link:start", "link:end") and word_at(atoms, later).startswith("to the"):
            return [atoms[at].but(tags=frozenset({"act:move"}))], 1
    return None


def _begin_and_end(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Begin and end with the logo": it is there twice."""
    starts = word_at(atoms, at) in ("begin", "start", "open", "opens", "starts", "begins")
    closes = word_at(atoms, at + 2).split()[:1] in (["end"], ["finish"], ["close"], ["ends"], ["closes"])
    if (
        not starts
        or not closes
        or word_at(atoms, at + 1) not in ("and", "&", "n")
        or not atoms[at + 2].has("act:end_with")
    ):
        return None
    return [run_of(atoms, at, 3, "lex", "act:start_with", "both_ends")], 3


def _sort_of(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "The dreamy sort" sorts nothing."""
    if word_at(atoms, at) != "sort" or not atoms[at].has("act:sort"):
        return None
    if not any(word_at(atoms, i) in ("the", "a", "some", "any", "that", "this") for i in (at - 1, at - 2, at - 3)):
        return None
    return [atoms[at].but(tags=FILLER)], 1


def _make_that(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Make that one stay longer" takes nothing back."""
    if word_at(atoms, at) != "make that" or not (word_at(atoms, at + 1) == "one" or is_photo(peek(atoms, at + 1))):
        return None
    verb, one = atoms[at], atoms[at + 1]
    cut = verb.start + len("make")
    that = Atom("lex", f"that {one.text}", cut + 1, one.end, frozenset({"scope:it"}), None, True)
    return [verb.but(text=verb.text[:4], end=cut, tags=frozenset({"act:build", "filler"})), that], 2


JOINS = (_dropped_to, _begin_and_end, _put_on, _should_go, _gone_by, _lasts, _make_that, _sort_of)

"""Labels of photos without quotation marks: "caption the cake with happy birthday", "label the beach Day one and the
dog Day two", "captions: beach - The sea, dog - Our dog", "字幕：海边写大海，小猫写咪咪".

Each photo is followed by its words; those become one string atom right behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .lexicon import grammar
from .literal_ends import literal_end
from .literal_starts import TEXT_NOUNS
from .words.atoms import Atom
from .words.tokens import is_cjk

_MOST_LABELS = 60
_TIES = (":", "：", "=", "-", "–")


class _Label(NamedTuple):
    """Places of atoms: the photo, its words, and what is behind."""

    photo: int
    tie: int
    words: int
    end: int


def labels_at(atoms: Sequence[Atom], head: int) -> list[_Label]:
    """The labels that the atom at `head` announces; [] when it announces none."""
    noun = atoms[head]
    if is_cjk(noun.text) and (in_a_row := _in_a_row(atoms, head)):
        return in_a_row
    if noun.kind != "lex" or not noun.has(*TEXT_NOUNS):
        return []
    colon = head + 1 < len(atoms) and atoms[head + 1].value in (":", "：")
    verb = noun.has("act:write") and not noun.text.lower().endswith("s") and _opens(atoms, head)
    if not (colon or verb):
        return []
    found: list[_Label] = []
    at = head + 1 + colon
    while len(found) < _MOST_LABELS and (label := _label(atoms, at, bare=verb and not colon)) is not None:
        found.append(label)
        at = label.end
        step = _joint(atoms, at)
        if step is None:
            break
        at = step
    return found


def _in_a_row(atoms: Sequence[Atom], at: int) -> list[_Label]:
    """ "第一张写你好 第二张写再见": photos with their words, nothing else between."""
    if at and atoms[at - 1].kind != "punct":
        return []
    found: list[_Label] = []
    while at < len(atoms) and (label := _label(atoms, at, bare=False)) is not None:
        found.append(label)
        at = _joint(atoms, label.end) or label.end
    return found if len(found) > 1 else []


def _opens(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a verb can stand here: at the beginning of a clause, courtesy aside."""
    while (
        at and (atoms[at - 1].is_filler or atoms[at - 1].has("ask:can", "chat:hello")) and atoms[at - 1].kind == "lex"
    ):
        if atoms[at - 1].text.lower() in grammar("determiner") or is_cjk(atoms[at - 1].text):
            return False
        at -= 1
    return not at or atoms[at - 1].kind == "punct" or atoms[at - 1].has("link:and", "link:then")


def _joint(atoms: Sequence[Atom], at: int) -> int | None:
    """Where the next label begins: behind a comma, "and", or both."""
    start = at
    while (
        at < len(atoms)
        and at < start + 2
        and (atoms[at].value in (",", "，", ";", "；", "、", "\n") or atoms[at].has("link:and", "link:then"))
    ):
        at += 1
    return at if at > start else None


def photo_at(atoms: Sequence[Atom], at: int) -> int | None:
    """What is behind the one photo that is named at `at`; None when none is."""
    while at < len(atoms) and atoms[at].text.lower() in grammar("determiner"):
        at += 1
    if at >= len(atoms):
        return None
    first, after = atoms[at], atoms[at + 1] if at + 1 < len(atoms) else None
    if first.has("thing:photo") and first.kind == "lex" and after is not None and after.kind == "num":
        return at + 2  # photo 2
    if first.kind == "lex" and first.value is None and not (first.of("ordinal") and not first.has("link:start")):
        return None
    if first.kind not in ("name", "ordinal", "lex", "num"):
        return None
    if first.kind == "num" and not first.text.isdigit():
        return None
    at += 1
    while at < len(atoms) and (atoms[at].has("thing:photo", "scope:it") or atoms[at].text.lower() in ("one", "那张")):
        at += 1
    return at


def _label(atoms: Sequence[Atom], at: int, *, bare: bool) -> _Label | None:
    """The photo at `at` with its words. `bare`: a capital is enough to begin them, and "with" leads to them."""
    behind = photo_at(atoms, at)
    if behind is None or behind >= len(atoms):
        return None
    tie = atoms[behind]
    tied = (tie.kind == "punct" and tie.value in _TIES) or tie.text in grammar("text_verb")
    tied = tied or tie.text.lower() in ("says", "saying", "reads")
    tied = tied or (bare and tie.text.lower() in ("with", "as"))
    words = behind + tied
    if words >= len(atoms) or atoms[words].kind in ("string", "punct"):
        return None
    if not tied and not (bare and atoms[words].text[:1].isupper() and atoms[words].kind in ("word", "lex")):
        return None
    end = _end(atoms, words, bare=bare)
    meant = [a for a in atoms[words:end] if a.kind != "punct"]
    said = tie.kind == "punct" or tie.text in grammar("text_verb") or any(a.text[:1].isupper() for a in meant)
    return _Label(at, behind, words, end) if meant and (said or not _is_look(meant)) else None


def _end(atoms: Sequence[Atom], start: int, *, bare: bool) -> int:
    """Where the words end: with the clause, or where the next photo with its own words begins."""
    for at in range(start + 1, len(atoms)):
        step = _joint(atoms, at)
        if step is not None and (behind := photo_at(atoms, step)) is not None and behind < len(atoms):
            return at
        if atoms[at].kind == "punct" and atoms[at].value not in ("'", "-", "&", "!", "?"):
            return at
        if atoms[at].spaced and is_cjk(atoms[at].text) and _label(atoms, at, bare=False) is not None:
            return at
    return len(atoms) if not bare else max(start + 1, literal_end(atoms, start))


def _is_look(words: Sequence[Atom]) -> bool:
    """ "Caption the dog in red", "title the video with a fade": how, not what."""
    return all(
        a.is_filler or a.kind in ("time", "percent", "color") or a.any_of("position", "color", "fx", "link")
        for a in words
    )

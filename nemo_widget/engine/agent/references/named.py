"""References by name: "the beach one", "小猫那张", "the one ending in 0240", "the giraffe" (there may be none)."""

from __future__ import annotations

from collections.abc import Sequence

from ..lexicon import grammar
from ..words.atoms import Atom
from ..words.tokens import is_cjk
from .parts import CLIP_VERBS, peek
from .selector import Pick

_OF = frozenset(("of", "with", "showing", "from"))
_CALLED = frozenset(
    ("ending", "ends", "end", "starting", "starts", "beginning", "begins", "called", "named", "labelled", "labeled")
)


def described(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "the one ending in 0240", "the picture that is called beach"."""
    used = 1 if atoms[at].is_filler and atoms[at].text.lower() in grammar("determiner") else 0
    noun = peek(atoms, at + used)
    if noun is None or not (noun.text.lower() in ("one", "ones", "the one", "file") or noun.has("thing:photo")):
        return None
    used += 1
    words = 0
    while (atom := peek(atoms, at + used)) is not None and words < 4:
        if not words and atom.text.lower() in _OF and (inside := _inside(atoms, at + used)) is not None:
            many = noun.text.lower().endswith("s")
            return [Pick("name", hashes=inside[0].value, text=inside[0].text, plural=many)], used + inside[1]
        if atom.kind == "name":
            if not words:
                return None
            return [Pick("name", hashes=atom.value, text=atom.text, plural=noun.text.lower().endswith("s"))], used + 1
        leads = atom.text.lower() in ("that", "which", "is", "that's")
        if not (
            leads
            or atom.has("act:end_with", "act:start_with")
            or atom.text.lower() in _CALLED
            or (words and atom.text.lower() in ("in", "with", "on"))
        ):
            return None
        words += 1
        used += 1
    return None


def _inside(atoms: Sequence[Atom], at: int) -> tuple[Atom, int] | None:
    """The name in "(the photo) of the dog", and how many atoms say it."""
    for used in (1, 2):
        atom = peek(atoms, at + used)
        if atom is None or (used == 1 and atom.text.lower() in grammar("determiner")):
            continue
        is_name = atom.kind == "name" or (atom.kind == "lex" and atom.value is not None)
        after = peek(atoms, at + used + 1)
        headed = after is not None and (after.has("thing:photo") or after.text.lower() in ("one", "ones"))
        return (atom, used + 1) if is_name and not headed else None
    return None


def named(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "the beach one", "my two beach pics", "小猫那张", "the giraffe picture" (which there may not be)."""
    used, plural, determined = 0, False, False
    words: list[Atom] = []
    while (atom := peek(atoms, at + used)) is not None and used < 6:
        if atom.kind == "name" or (
            atom.kind == "lex" and atom.value is not None and not _means_itself(atoms, at + used, determined)
        ):
            pick, more = _name_pick(atoms, at + used, plural)
            return [pick], used + more
        if atom.is_filler and atom.text.lower() in grammar("determiner"):
            if words:
                return None  # "the man photobombing the kiss": two things
            determined = True
            plural = plural or atom.text.lower() in ("these", "those")
        elif (
            (atom.kind == "num" and atom.value in (2, 3, 4, 5, 6) and determined)
            or (atom.kind == "count" and used == 0 and atom.value > 1)
        ) or (atom.has("scope:both", "scope:all", "scope:new") and determined is False and used == 0):
            plural = True
        elif (atom.kind == "word" and len(words) < 3) or (
            atom.is_filler
            and len(atom.tags) == 1
            and words
            and not is_cjk(atom.text)
            and atom.text.lower() not in ("and", "of", "the", "my", "our")
        ):
            words.append(atom)
        else:
            break
        used += 1
    if not words or atom is None:
        return None
    text = " ".join(w.text for w in words)
    if is_cjk(words[-1].text) and atom.has("scope:it", "scope:them") and atom.text[-1] in "张个幅":
        noun = peek(atoms, at + used + 1)
        return [Pick("unknown", text=text, plural=atom.has("scope:them"))], used + (
            2 if noun is not None and noun.has("thing:photo") else 1
        )
    singular_one = atom.text.lower() == "one" and determined
    mine = atoms[at].text.lower() in ("my", "our", "these")
    every = bool(words) and (mine or atoms[at].has("scope:all") or (at > 0 and atoms[at - 1].has("scope:all")))
    if every and atom.has("thing:photo") and atom.text.lower().endswith("s") and not any(map(_takes_away, atoms)):
        return [Pick("all", text=text, plural=True)], used + 1  # "all the historic photos": they are what there is
    if (
        atom.has("thing:photo")
        and atom.kind == "lex"
        and not is_cjk(atom.text)
        and atom.text.lower() not in ("slide", "frame")
    ) or singular_one:
        many = atom.text.lower().endswith("s")
        return [Pick("unknown", text=text, plural=many)], used + 1
    return None


def _takes_away(atom: Atom) -> bool:
    return atom.has("act:remove", "act:keep", "scope:only", "neg:no")


_HEAD_NOUNS = (
    "thing:title",
    "thing:caption",
    "thing:text",
    "thing:music",
    "thing:filter",
    "thing:transition",
    "thing:ratio",
)


_MOVING_VERBS = ("act:trim", "act:mute", "act:slow_down", "act:speed_up", "thing:speed")  # what only a video can have


def _means_itself(atoms: Sequence[Atom], at: int, determined: bool) -> bool:
    """Whether a word that is in some file's name, too, is meant as a word of the vocabulary."""
    atom, after = atoms[at], peek(atoms, at + 1)
    if after is not None and (
        after.has("thing:photo")
        or after.text.lower() == "one"
        or (after.has("scope:it", "scope:them") and is_cjk(after.text) and after.text[-1] in "张个幅")
    ):
        return False
    lead = peek(atoms, at - 1)
    determined = determined or (lead is not None and lead.text.lower().endswith((" the", " my", " our")))
    if is_cjk(atom.text) and all(t.split(":")[0] in ("chat", "filler", "degree", "ask") for t in atom.tags):
        return False
    if atom.text.lower() in grammar("core_noun"):
        return not (atom.text.lower() == "clip" and determined and any(a.has(*_MOVING_VERBS) for a in atoms))
    if after is not None and after.text.lower() in grammar("predicate") and peek(atoms, at - 1) is None:
        return False  # "iris should be in there twice", where a photo is called so
    before = peek(atoms, at - 1)
    quoted = peek(atoms, at + 2)
    if is_cjk(atom.text) and after is not None and after.text in ("是", "写", "：", ":", "写上", "配"):
        return not (quoted is not None and quoted.kind == "string" and "unquoted" not in quoted.tags)
    beside = [a for a in (before, after) if a is not None]
    governed = before is not None and before.has(*CLIP_VERBS, "act:start_with", "act:end_with", "act:move")
    listed = any(a.has("link:and", "link:with", "link:before", "link:after") for a in beside) and not atom.has(
        "sure:music"
    )
    near = _is_name_beside(atoms, at) if is_cjk(atom.text) else _is_name_near(atoms, at)
    if determined or governed or (listed and near):
        return after is not None and after.has(*_HEAD_NOUNS)
    return True


def _is_name_beside(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a file's name stands on the other side of the "and": 香蕉和西瓜."""
    sides = ((peek(atoms, at - 1), peek(atoms, at - 2)), (peek(atoms, at + 1), peek(atoms, at + 2)))
    return any(link and name and link.has("link:and") and name.kind == "name" for link, name in sides)


def _is_name_near(atoms: Sequence[Atom], at: int) -> bool:
    """Whether another part of a file's name stands within three words."""
    return any(a.kind == "name" for a in atoms[max(0, at - 3) : at + 4])


def _name_pick(atoms: Sequence[Atom], at: int, plural: bool) -> tuple[Pick, int]:
    atom, used = atoms[at], 1
    plural = plural or (len(atom.value) > 1 and atom.text.lower().endswith("s") and atom.text.isascii())
    while (after := peek(atoms, at + used)) is not None and used < 5:
        if after.has("thing:photo") or after.text.lower() in ("one", "ones"):
            many = after.text.lower().endswith("s") and not after.text.lower().endswith(("'s", "’s"))
            plural = plural or many or (after.kind == "count" and after.value > 1)
        elif after.has("scope:it", "scope:them") and is_cjk(after.text) and after.text[-1] in "张个幅些":
            plural = plural or after.has("scope:them")
        elif (
            after.text in ("的", "那", "这")
            and (following := peek(atoms, at + used + 1)) is not None
            and (following.has("thing:photo", "scope:them") or following.kind == "count")
        ):
            pass
        elif after.kind == "count" and (after.value > 1 or atoms[at + used - 1].text in ("那", "这")):
            plural = plural or after.value > 1
        else:
            break
        used += 1
    return Pick("name", hashes=atom.value, text=atom.text, plural=plural), used

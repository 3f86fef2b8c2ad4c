"""Which clips are meant: "the second one", "photos 2 to 4", "the beach pic", "最后两张", "all but the dog".

A first pass (`with_references`) finds the expressions among the atoms; `resolve` says later which clips they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from nemo_widget.model.draft import Clip

from .words.atoms import Atom
from .words.fold import fold
from .words.tokens import is_cjk

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
    "new",
    "odd",
    "even",
    "half",
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


# -- parts of file names -------------------------------------------------------------------------------------------

_GENERIC = frozenset(
    [
        "img",
        "image",
        "photo",
        "picture",
        "pic",
        "dsc",
        "dscn",
        "dscf",
        "pxl",
        "screenshot",
        "screen",
        "shot",
        "wechat",
        "mmexport",
        "copy",
        "jpeg",
        "jpg",
        "png",
        "final",
        "edited",
        "untitled",
        "file",
        "scan",
        "frame",
        "slide",
        "the",
        "and",
        "of",
        "a",
        "图",
        "图片",
        "照片",
        "微信图片",
        "截图",
        "副本",
        "相片",
        "p",
        "photo-",
        "vid",
        "video",
        "mov",
        "clip",
    ]
)
_THINGS = Path(__file__).parent / "lexicon" / "things.txt"
LONGEST_CJK_PART = 8


@lru_cache(maxsize=1)
def _same_things() -> dict[str, tuple[str, ...]]:
    """A word -> the words for the same thing in any language."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _THINGS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            group = tuple(fold(w).strip() for w in line.split(","))
            for word in group:
                found[word] = (*found.get(word, ()), *group)
    return found


def name_parts(names: Sequence[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """(file name, hash) pairs -> the words by which those files can be meant. A whole name goes before a part of one,
    and a part before another word for the same thing."""
    whole: dict[str, set[str]] = {}
    parts: dict[str, set[str]] = {}
    things: dict[str, set[str]] = {}
    for name, key in names:
        stem = fold(name).rpartition(".")[0] or fold(name)
        whole.setdefault("".join(stem.split()), set()).add(key)
        for piece in _pieces(stem):
            parts.setdefault(piece, set()).add(key)
            for word in _same_things().get(piece, ()):
                things.setdefault(word, set()).add(key)
    return {
        word: frozenset(keys)
        for source in (things, parts, whole)
        for word, keys in source.items()
        if word not in _GENERIC
    }


def _pieces(stem: str) -> set[str]:
    runs: list[str] = []
    for index, char in enumerate(stem):
        kind = _char_kind(char)
        if kind and index and _char_kind(stem[index - 1]) == kind:
            runs[-1] += char
        elif kind:
            runs.append(char)
    found = set()
    for run in runs:
        if run in _GENERIC:
            continue
        if is_cjk(run):
            short = run[:LONGEST_CJK_PART]
            found.add(run)
            found |= {short[i:j] for i in range(len(short)) for j in range(i + 2, len(short) + 1)}
        elif len(run) >= 3 or (len(run) == 2 and run.isalpha()):
            found.add(run)
    return found - _GENERIC


def _char_kind(char: str) -> str:
    if is_cjk(char):
        return "cjk"
    return "digit" if char.isdigit() else "letter" if char.isalpha() else ""


# -- finding them --------------------------------------------------------------------------------------------------

_DETERMINERS = frozenset(
    [
        "the",
        "this",
        "that",
        "these",
        "those",
        "my",
        "our",
        "your",
        "a",
        "an",
        "his",
        "her",
        "their",
        "of",
        "der",
        "die",
        "das",
        "den",
        "le",
        "la",
        "les",
        "el",
        "los",
        "las",
    ]
)
_ORDINAL_NOUNS = frozenset(("one", "ones", "of"))
_NOT_CLIPS = (
    "thing:title",
    "thing:caption",
    "thing:text",
    "thing:transition",
    "thing:music",
    "thing:video",
    "thing:filter",
)


def with_references(atoms: Sequence[Atom]) -> list[Atom]:
    """Puts one `ref` atom, whose value is a `Selector`, in the place of every expression that means clips."""
    out: list[Atom] = []
    at = 0
    while at < len(atoms):
        found = _phrase(atoms, at)
        if found:
            selector, used = found
            run = atoms[at : at + used]
            text = "".join((" " if a.spaced and n else "") + a.text for n, a in enumerate(run))
            tags = frozenset(t for a in run for t in a.tags if t.startswith("scope:")) | frozenset(
                {"thing:photo"} if any(a.has("thing:photo") for a in run) else ()
            )
            out.append(Atom("ref", text, run[0].start, run[-1].end, tags, selector, run[0].spaced))
            at += used
        else:
            out.append(atoms[at])
            at += 1
    return out


def _phrase(atoms: Sequence[Atom], at: int) -> tuple[Selector, int] | None:
    """A list of references with what it excludes."""
    lead = 0
    if atoms[at].has("scope:except"):
        found = _list(atoms, at + 1)
        if not found:
            return None
        picks, used = found
        used += 1
        after = _peek(atoms, at + used)
        if after is not None and after.has("scope:except"):  # 除了…以外
            used += 1
        while (after := _peek(atoms, at + used)) is not None and (
            after.has("scope:all", "scope:rest") or (after.is_filler and _is_all(_peek(atoms, at + used + 1)))
        ):
            used += 1
        return Selector((Pick("all"),), tuple(picks)), used
    found = _list(atoms, at)
    if not found:
        return None
    picks, used = found
    lead += used
    after = _peek(atoms, at + lead)
    if after is not None and after.has("scope:except") and any(p.kind in ("all", "rest", "them") for p in picks):
        excluded = _list(atoms, at + lead + 1)
        if excluded:
            return Selector((Pick("all"),), tuple(excluded[0])), lead + 1 + excluded[1]
    return Selector(tuple(picks)), lead


def _is_all(atom: Atom | None) -> bool:
    return atom is not None and atom.has("scope:all", "scope:rest")


def _peek(atoms: Sequence[Atom], at: int) -> Atom | None:
    return atoms[at] if 0 <= at < len(atoms) else None


def _list(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    first = _item(atoms, at)
    if not first:
        return None
    picks, used = list(first[0]), first[1]
    while True:
        joined = _continued(atoms, at, at + used, picks[-1])
        if not joined:
            return picks, used
        more, length, ranged = joined
        if ranged and more[0].kind == "ordinal" and picks[-1].kind == "ordinal":
            picks[-1] = Pick("range", picks[-1].a, more[0].a)
            picks += more[1:]
        else:
            picks += more
        used += length


def _continued(atoms: Sequence[Atom], start: int, at: int, last: Pick) -> tuple[list[Pick], int, bool] | None:
    """What follows in the same list: ", 3", "and the dog", "to 4"."""
    link = _peek(atoms, at)
    if link is None or last.kind not in ("ordinal", "range", "name", "first", "last", "middle", "unknown"):
        return None
    comma = link.kind == "punct" and link.value in (",", "、", "，", "/", "&", "+")
    joined = link.has("link:and", "link:or") and not link.has("act:undo")
    ranged = (link.has("link:to") and len(link.text) <= 7) or (link.kind == "punct" and link.value in ("-", "~"))
    skip = 1
    after = _peek(atoms, at + 1)
    if comma and after is not None and after.has("link:and"):
        skip, joined = 2, True
    if not (comma or joined or ranged):
        return None
    if ranged and last.kind != "ordinal":
        return None
    item = _bare_number(atoms, at + skip) if last.kind in ("ordinal", "range") else None
    item = item or _item(atoms, at + skip) or _last_ordinal(atoms, at + skip, last)
    if not item or item[0][0].kind not in ("ordinal", "range", "name", "first", "last", "middle", "unknown"):
        return None
    end = at + skip + item[1]
    if ranged and item[0][0].kind != "ordinal":
        return None
    if ranged and link.has("link:to") and item[0][0].bare and not last.bare and not _counted(atoms, start, at):
        return None  # "move the third to first": a place to go to
    if not ranged and item[0][0].bare and last.kind == "name":
        return None  # "put the dog first and last ..." is no list
    if comma and not _plain_list(atoms, at + skip, end, last, item[0][0]):
        return None
    if joined and _is_subject(atoms, end) and not _is_subject(atoms, at):
        following = _peek(atoms, end)
        if (
            following is not None
            and following.has("act:move", "link:start", "link:end", "ordinal:1", "ordinal:-1")
            and last.kind == item[0][0].kind == "name"
            and _governed(atoms, start)
        ):
            return None  # "drop the dog and the cat goes first"
    return item[0], skip + item[1], ranged


def _last_ordinal(atoms: Sequence[Atom], at: int, last: Pick) -> tuple[list[Pick], int] | None:
    """The second ordinal of "first and last 5 s", which is not the last five seconds."""
    atom = _peek(atoms, at)
    if atom is None or last.kind != "ordinal" or not last.bare or not (places := atom.of("ordinal")):
        return None
    return [Pick("ordinal", int(places[0]), text=atom.text, bare=True)], 1


def _counted(atoms: Sequence[Atom], start: int, at: int) -> bool:
    return any(a.has("thing:photo") for a in atoms[start:at])


def _governed(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a verb that takes clips stands right before: "drop the dog …"."""
    return any(a.has("act:remove", "act:keep", "act:move") for a in atoms[max(0, at - 3) : at])


def _is_subject(atoms: Sequence[Atom], end: int) -> bool:
    after = _peek(atoms, end)
    return after is not None and (after.has("act:move") or after.has("link:start", "link:end"))


def _plain_list(atoms: Sequence[Atom], at: int, end: int, last: Pick, item: Pick) -> bool:
    """Whether a comma joins two parts of a list rather than two wishes: both of one kind, and no verb follows."""
    kinds = {"ordinal": 0, "range": 0, "first": 0, "last": 0, "middle": 0, "name": 1, "unknown": 1}
    if kinds.get(last.kind) != kinds.get(item.kind):
        return False
    after = _peek(atoms, end)
    if after is None or after.kind == "punct" or after.has("link:and", "link:then"):
        return True
    if item.kind == "ordinal" and not is_cjk(atoms[end - 1].text) and not is_cjk(after.text):
        return False
    return not (
        after.kind in ("time", "percent")
        or any(t.startswith(("fx:", "filter:", "act:", "ordinal:", "link:start", "link:end")) for t in after.tags)
    )


def _bare_number(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    atom = _peek(atoms, at)
    if atom is None:
        return None
    if atom.kind == "punct" and atom.value == "#":
        inner = _bare_number(atoms, at + 1)
        return (inner[0], inner[1] + 1) if inner else None
    if atom.kind == "count" and atom.value >= 1:
        return [Pick("ordinal", int(atom.value))], 1
    if atom.kind == "num" and float(atom.value).is_integer() and 1 <= atom.value < 1000:
        after = _peek(atoms, at + 1)
        if after is not None and after.of("unit") and not after.has("unit:count"):
            return None
        return [Pick("ordinal", int(atom.value))], 1
    return None


def _item(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """One reference, with its determiner, adjectives and noun."""
    atom = _peek(atoms, at)
    if atom is None:
        return None
    return (
        _number_after_verb(atoms, at)
        or _numbered_photos(atoms, at)
        or _counted_ends(atoms, at)
        or _ordinal(atoms, at)
        or _named(atoms, at)
        or _scoped(atoms, at)
    )


def _numbered_photos(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "photo 3", "photos #2", "number 2", "#2", "3号"."""
    atom, used = atoms[at], 1
    determined = atom.is_filler and atom.text.lower() in _DETERMINERS
    if determined:
        atom = _peek(atoms, at + 1) or atom
        used = 2
    if atom.has("thing:photo") and not is_cjk(atom.text) and atom.kind == "lex":
        following = _peek(atoms, at + used)
        if following is not None and following.has("link:place", "thing:number"):
            used += 1
        found = _bare_number(atoms, at + used)
        return (found[0], used + found[1]) if found else None
    hashed = (atom.kind == "punct" and atom.value == "#") or (
        atom.has("link:place", "thing:number") and atom.text.lower() in ("number", "no", "nr", "#", "no.")
    )
    if hashed:
        following = _peek(atoms, at + used)
        if following is not None and following.kind == "punct" and following.value == ".":
            used += 1
        found = _bare_number(atoms, at + used)
        if found:
            return found[0], used + found[1]
    after = _peek(atoms, at + 1)
    if atoms[at].kind == "num" and after is not None and after.text == "号":
        return [Pick("ordinal", int(atoms[at].value))], 2
    return None


_CLIP_VERBS = ("act:swap", "act:remove", "act:keep", "act:arrange", "act:duplicate", "act:replace")


def _number_after_verb(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "swap 1 and 3", "order: 4, 3, 2, 1", "1和3对调"."""
    if atoms[at].kind != "num" or not float(atoms[at].value).is_integer():
        return None
    before = [
        a for a in atoms[max(0, at - 3) : at] if not a.is_filler and not (a.kind == "punct" and a.value in (":", "："))
    ]
    after = _peek(atoms, at + 1)
    if after is not None and (after.of("unit") or after.has(*_NOT_CLIPS)):
        return None
    verb = bool(before) and before[-1].has(*_CLIP_VERBS) and not before[-1].has("act:trim")
    link, second, last = after, _peek(atoms, at + 2), _peek(atoms, at + 3)
    trailing = (
        link is not None
        and link.has("link:and")
        and second is not None
        and second.kind == "num"
        and last is not None
        and last.has("act:swap")
    )
    return _bare_number(atoms, at) if verb or trailing else None


def _counted_ends(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "the first two", "last 3 photos", "前两张", "后三张", "倒数第二张", "最后两张"."""
    used = 1 if atoms[at].is_filler and atoms[at].text.lower() in _DETERMINERS else 0
    atom, after = _peek(atoms, at + used), _peek(atoms, at + used + 1)
    if atom is None or after is None:
        return None
    if atom.has("unit:back"):
        if after.kind == "count":
            kind: PickKind = "ordinal" if atom.text.endswith("第") else "last"
            a = -int(after.value) if kind == "ordinal" else int(after.value)
            return [Pick(kind, a, text=after.text)], used + 2
        if after.kind == "ordinal":
            return [Pick("ordinal", -int(after.value))], used + 2
        if after.kind == "num":
            return [Pick("ordinal", -int(after.value))], used + 2
    number = after.kind == "num" and float(after.value).is_integer() and after.value >= 1
    noun = _peek(atoms, at + used + 2)
    if (
        number
        and noun is not None
        and ((noun.of("unit") and not noun.has("unit:count", "thing:photo")) or noun.has(*_NOT_CLIPS))
    ):
        return None
    ends = atom.of("ordinal")
    if "1" in ends and number and not is_cjk(atom.text):
        return _with_noun(atoms, at, used + 2, Pick("first", int(after.value), plural=True))
    if "-1" in ends and number and not is_cjk(atom.text):
        return _with_noun(atoms, at, used + 2, Pick("last", int(after.value), plural=True))
    if is_cjk(atom.text) and after.kind == "count":
        if atom.text in ("前", "头", "开头", "最前面", "前面", "最前", "最开始", "開頭", "前头"):
            return _with_noun(atoms, at, used + 2, Pick("first", int(after.value), plural=True))
        if atom.text in ("后", "后面", "最后", "末", "末尾", "最后面", "结尾", "後", "最後", "尾"):
            return _with_noun(atoms, at, used + 2, Pick("last", int(after.value), plural=True))
    if (ends and after.has("scope:half")) or (ends and after.kind == "num" and after.value == 0.5):
        return [Pick("half", int(ends[0]))], used + 2
    if is_cjk(atom.text) and after.text in ("半", "一半", "半部分", "半段") and atom.text in ("前", "后", "後"):
        return [Pick("half", 1 if atom.text == "前" else 2)], used + 2
    return None


def _ordinal(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "the second photo", "third", "the middle one", "第三张", "中间那张"."""
    used = 0
    while (
        (lead := _peek(atoms, at + used)) is not None
        and lead.is_filler
        and lead.text.lower() in _DETERMINERS
        and not lead.of("ordinal")
        and used < 2
    ):
        used += 1
    determined = used > 0
    atom = _peek(atoms, at + used)
    if atom is None:
        return None
    if atom.kind == "ordinal":
        place, text = int(atom.value), atom.text
        noun_inside = atom.has("thing:photo")
    elif atom.kind == "lex" and atom.of("ordinal"):
        place, text = int(atom.of("ordinal")[0]), atom.text
        noun_inside = is_cjk(text)
    else:
        return None
    if atom.has("link:place"):
        return None
    after = _peek(atoms, at + used + 1)
    if after is not None and (
        (after.has(*_NOT_CLIPS) and not noun_inside)
        or (after.kind == "time" and not noun_inside)
        or after.has("link:place")
        or after.kind == "beats"
    ):
        return None
    words = 0
    while (
        after is not None
        and (after.kind == "word" or (after.is_filler and len(after.tags) == 1))
        and words < 3
        and not is_cjk(after.text)
    ):
        words += 1
        after = _peek(atoms, at + used + 1 + words)
    noun = after is not None and (
        after.has("thing:photo") or after.kind == "name" or after.text.lower() in _ORDINAL_NOUNS
    )
    if noun:
        used += words + 1
    elif words:
        after = _peek(atoms, at + used + 1)
    bare = not noun and not determined and not noun_inside
    if atom.has("position:center") and not (noun or noun_inside):
        return None  # "in the middle" of the picture
    pick = Pick("middle") if place == 0 else Pick("ordinal", place, text=text, bare=bare)
    return [pick], used + 1


def _named(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "the beach one", "my two beach pics", "小猫那张", "the giraffe picture" (which there may not be)."""
    used, plural, determined = 0, False, False
    words: list[Atom] = []
    while (atom := _peek(atoms, at + used)) is not None and used < 6:
        if atom.kind == "name" or (
            atom.kind == "lex" and atom.value is not None and not _means_itself(atoms, at + used, determined)
        ):
            pick, more = _name_pick(atoms, at + used, plural)
            return [pick], used + more
        if atom.is_filler and atom.text.lower() in _DETERMINERS:
            determined = True
            plural = plural or atom.text.lower() in ("these", "those")
        elif (atom.kind == "num" and atom.value in (2, 3, 4, 5, 6) and determined) or (
            atom.has("scope:both", "scope:all", "scope:new") and determined is False and used == 0
        ):
            plural = True
        elif (atom.kind == "word" and len(words) < 3) or (
            atom.is_filler
            and len(atom.tags) == 1
            and words
            and not is_cjk(atom.text)
            and atom.text.lower() not in ("and", "of")
        ):
            words.append(atom)
        else:
            break
        used += 1
    if not words or atom is None:
        return None
    text = " ".join(w.text for w in words)
    if is_cjk(words[-1].text) and atom.has("scope:it", "scope:them") and atom.text[-1] in "张个幅":
        noun = _peek(atoms, at + used + 1)
        return [Pick("unknown", text=text, plural=atom.has("scope:them"))], used + (
            2 if noun is not None and noun.has("thing:photo") else 1
        )
    singular_one = atom.text.lower() == "one" and determined
    if (
        atom.has("thing:photo")
        and atom.kind == "lex"
        and not is_cjk(atom.text)
        and atom.text.lower() not in ("slide", "frame")
    ) or singular_one:
        many = atom.text.lower().endswith("s")
        return [Pick("unknown", text=text, plural=many)], used + 1
    return None


def _means_itself(atoms: Sequence[Atom], at: int, determined: bool) -> bool:
    """Whether a word that is in some file's name, too, is meant as a word of the vocabulary."""
    atom, after = atoms[at], _peek(atoms, at + 1)
    if after is not None and (
        after.has("thing:photo")
        or after.text.lower() == "one"
        or (after.has("scope:it", "scope:them") and is_cjk(after.text) and after.text[-1] in "张个幅")
    ):
        return False
    if is_cjk(atom.text) and all(t.split(":")[0] in ("chat", "filler", "degree", "ask") for t in atom.tags):
        return False
    if determined and not any(t.startswith("thing:") for t in atom.tags):
        return after is not None and any(
            t.startswith(
                (
                    "thing:title",
                    "thing:caption",
                    "thing:text",
                    "thing:music",
                    "thing:filter",
                    "thing:transition",
                    "thing:ratio",
                )
            )
            for t in after.tags
        )
    return True


def _name_pick(atoms: Sequence[Atom], at: int, plural: bool) -> tuple[Pick, int]:
    atom, used = atoms[at], 1
    while (after := _peek(atoms, at + used)) is not None and used < 5:
        if after.has("thing:photo") or after.text.lower() in ("one", "ones"):
            plural = plural or after.text.lower().endswith("s")
        elif after.has("scope:it", "scope:them") and is_cjk(after.text) and after.text[-1] in "张个幅些":
            plural = plural or after.has("scope:them")
        elif (
            after.text in ("的", "那", "这")
            and (following := _peek(atoms, at + used + 1)) is not None
            and (following.has("thing:photo") or following.kind == "count")
        ):
            pass
        elif after.kind == "count" and atoms[at + used - 1].text in ("那", "这"):
            plural = plural or after.value > 1
        else:
            break
        used += 1
    return Pick("name", hashes=atom.value, text=atom.text, plural=plural), used


def _scoped(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "everything", "the rest", "both", "it", "the new photos", "奇数张"."""
    used = 1 if atoms[at].is_filler and atoms[at].text.lower() in _DETERMINERS and not atoms[at].of("scope") else 0
    atom = _peek(atoms, at + used)
    if atom is None or atom.kind != "lex" or atom.has("scope:total"):
        return None
    after = _peek(atoms, at + used + 1)
    if after is not None and after.has("thing:title", "thing:caption", "thing:text", "thing:transition", "thing:music"):
        return None
    for tag, kind in (("scope:new", "new"), ("scope:rest", "rest"), ("scope:odd", "odd"), ("scope:even_ones", "even")):
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
                and not (after is not None and (after.has("thing:photo") or after.text.lower() == "ones"))
            ):
                return None
            return _with_noun(atoms, at, used + 1, Pick(kind, text=atom.text, plural=True))  # type: ignore[arg-type]
    if atom.has("scope:every_other"):
        return _with_noun(atoms, at, used + 1, Pick("even", plural=True))
    if atom.has("scope:both"):
        return _with_noun(atoms, at, used + 1, Pick("both", plural=True))
    if atom.has("scope:all") and not atom.has("scope:each"):
        return _with_noun(atoms, at, used + 1, Pick("all", plural=True))
    if atom.has("scope:them"):
        return _with_noun(atoms, at, used + 1, Pick("them", plural=True))
    if atom.has("scope:it") and used == 0:
        if after is not None and after.has(*_NOT_CLIPS):
            return None
        return _with_noun(atoms, at, 1, Pick("it"))
    return None


def _with_noun(atoms: Sequence[Atom], at: int, used: int, pick: Pick) -> tuple[list[Pick], int]:
    """Takes the noun along, if there is one: "the last two photos", "前两张照片"."""
    after = _peek(atoms, at + used)
    if (
        after is not None
        and after.text in ("的",)
        and (following := _peek(atoms, at + used + 1)) is not None
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


# -- saying which clips they are -----------------------------------------------------------------------------------


def resolve(
    selector: Selector,
    clips: Sequence[Clip],
    *,
    touched: Sequence[str] = (),
    mentioned: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
) -> Resolved:
    """The clips that `selector` means. `touched` are the ids that the conversation was about last ("it"), `mentioned`
    those that the same message has dealt with (what "the rest" leaves out), `names` file names by hash."""
    ids: list[str] = []
    missing: list[str] = []
    choices: list[str] = []
    for pick in selector.picks:
        found, lost, open_ = _resolve_pick(pick, clips, touched, mentioned, names or {})
        ids += [i for i in found if i not in ids]
        missing += lost
        choices += open_
    for pick in selector.excluding:
        found, lost, open_ = _resolve_pick(pick, clips, touched, mentioned, names or {})
        ids = [i for i in ids if i not in found]
        missing += lost
        choices += open_
    return Resolved(tuple(ids), tuple(missing), tuple(choices))


def _resolve_pick(
    pick: Pick, clips: Sequence[Clip], touched: Sequence[str], mentioned: Sequence[str], names: Mapping[str, str]
) -> tuple[list[str], list[str], list[str]]:
    every = [c.id for c in clips]
    count = len(every)
    if pick.kind == "ordinal":
        index = pick.a - 1 if pick.a > 0 else count + pick.a
        return ([every[index]], [], []) if 0 <= index < count else ([], [pick.text or str(pick.a)], [])
    if pick.kind == "range":
        first, last = (p - 1 if p > 0 else count + p for p in (pick.a, pick.b))
        first, last = min(first, last), max(first, last)
        return (every[first : last + 1], [], []) if first >= 0 and last < count else ([], [f"{pick.a}–{pick.b}"], [])
    if pick.kind in ("first", "last"):
        if pick.a > count:
            return [], [str(pick.a)], []
        return (every[: pick.a] if pick.kind == "first" else every[count - pick.a :]), [], []
    if pick.kind == "middle":
        if count % 2:
            return [every[count // 2]], [], []
        return [], [], every[count // 2 - 1 : count // 2 + 1] if count else []
    if pick.kind == "half":
        half = (count + 1) // 2
        return (every[:half] if pick.a in (1,) else every[count - half :]), [], []
    if pick.kind == "name":
        found = [c.id for c in clips if c.meta.src in pick.hashes]
        if len(found) > 1 and not pick.plural and len({c.meta.src for c in clips if c.id in found}) > 1:
            return [], [], found
        lost = ", ".join(sorted({names.get(h, pick.text) for h in pick.hashes})) or pick.text
        return (found, [], []) if found else ([], [lost], [])
    if pick.kind in ("all", "new"):
        return every, [], []
    if pick.kind == "them":
        return (list(touched) if touched and len(touched) > 1 and pick.text != "all" else every), [], []
    if pick.kind == "rest":
        return [i for i in every if i not in (mentioned or touched)], [], []
    if pick.kind == "it":
        return ([i for i in touched if i in every] or (every if count == 1 else [])), [], []
    if pick.kind == "both":
        both = [i for i in (mentioned or touched) if i in every]
        return (both if len(both) == 2 else every if count == 2 else []), [], []
    if pick.kind in ("odd", "even"):
        return every[(0 if pick.kind == "odd" else 1) :: 2], [], []
    return [], [pick.text], []

"""References by place or count: "photo 3", "3-4", "the last two", "the middle one", "第三张", "前两张"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..lexicon import grammar
from ..words.atoms import Atom
from ..words.tokens import is_cjk
from .parts import CLIP_VERBS, NOT_CLIPS, bare_number, peek, with_noun
from .selector import Pick, PickKind

_ORDINAL_NOUNS = frozenset(("one", "ones", "of"))
_BACK = 60  # atoms in which photos may have been told by figures before
_ARTICLES = frozenset(("ein", "eine", "einen", "un", "une", "una"))


def numbered_photos(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "photo 3", "photos #2", "number 2", "#2", "3号"."""
    atom, used = atoms[at], 1
    determined = atom.is_filler and atom.text.lower() in grammar("determiner")
    if determined:
        atom = peek(atoms, at + 1) or atom
        used = 2
    if atom.has("thing:photo") and not is_cjk(atom.text) and atom.kind == "lex":
        following = peek(atoms, at + used)
        if following is not None and following.has("link:place", "thing:number"):
            used += 1
        elif following is not None and following.text.lower() in _ARTICLES:
            return None  # "aus den Bildern ein Video": an article, no number
        found = bare_number(atoms, at + used)
        return (found[0], used + found[1]) if found else None
    hashed = (atom.kind == "punct" and atom.value == "#") or (
        atom.has("link:place", "thing:number")
        and atom.text.lower() in ("number", "numbers", "nos", "no", "nr", "#", "no.")
    )
    if hashed:
        following = peek(atoms, at + used)
        if following is not None and following.kind == "punct" and following.value == ".":
            used += 1
        found = bare_number(atoms, at + used)
        if found:
            return found[0], used + found[1]
    after = peek(atoms, at + 1)
    if atoms[at].kind == "num" and after is not None and after.text == "号":
        return [Pick("ordinal", int(atoms[at].value))], 2
    return None


def number_after_verb(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "swap 1 and 3", "order: 4, 3, 2, 1", "1和3对调"."""
    if atoms[at].kind != "num" or not float(atoms[at].value).is_integer():
        return None
    before = [
        a for a in atoms[max(0, at - 3) : at] if not a.is_filler and not (a.kind == "punct" and a.value in (":", "："))
    ]
    after = peek(atoms, at + 1)
    if after is not None and (after.of("unit") or after.has(*NOT_CLIPS)):
        return None
    last_word = peek(atoms, at - 1)
    if last_word is not None and last_word.has("link:to"):
        return None  # "drop it to 20"
    verb = bool(before) and before[-1].has(*CLIP_VERBS) and not before[-1].has("act:trim")
    link, second, last = after, peek(atoms, at + 2), peek(atoms, at + 3)
    trailing = (
        link is not None
        and link.has("link:and")
        and second is not None
        and second.kind == "num"
        and last is not None
        and last.has("act:swap")
    )
    return bare_number(atoms, at) if verb or trailing else None


def labelled(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """The figures of "1: 5 s, 2: sepia": each opens a clause and stands before a colon."""
    before, colon, after = peek(atoms, at - 1), peek(atoms, at + 1), peek(atoms, at + 2)
    opens = before is None or (before.kind == "punct" and before.value in (",", ";", ".", "\n"))
    if not opens or colon is None or colon.value not in (":", "：") or after is None or not atoms[at].text.isdigit():
        return None
    says = after.kind == "time" or any(after.of(section) for section in ("filter", "fx", "fit"))
    return bare_number(atoms, at) if says else None


def number_after_link(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "Pan left on shots 1 and 3, pan right on 2": a figure behind "on", where photos were told by figures before."""
    link, atom, after = peek(atoms, at - 1), atoms[at], peek(atoms, at + 1)
    if link is None or atom.kind != "num" or not atom.text.isdigit() or link.text.lower() not in ("on", "for", "into"):
        return None
    ends = after is None or after.kind == "punct" or after.has("link:and", "link:then", "act:change")
    figured = any(a.has("thing:photo") and b.kind == "num" for a, b in pairwise(atoms[max(0, at - _BACK) : at]))
    lettered = peek(atoms, at - 2)
    figured = figured or (lettered is not None and lettered.kind == "string")  # “Liam” on 1
    return bare_number(atoms, at) if ends and figured else None


def bare_list(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "1 and 3", "1, 3 and 5", "6, 5, 4, 3, 2, 1": figures in a row that count nothing are places."""
    places: list[int] = []
    joined, used = False, 0
    while (atom := peek(atoms, at + used)) is not None and atom.kind == "num" and atom.text.isdigit():
        if not 1 <= atom.value <= 200:
            return None
        places.append(int(atom.value))
        used += 1
        link = peek(atoms, at + used)
        comma = link is not None and link.kind == "punct" and link.value in (",", "，", "、")
        behind = peek(atoms, at + used + comma)
        ties = behind is not None and behind.text.lower() in ("and", "&")
        following = peek(atoms, at + used + comma + ties)
        if following is None or following.kind != "num":
            break
        joined, used = joined or ties, used + comma + ties
    after, before = peek(atoms, at + used), peek(atoms, at - 1)
    counts = after is not None and (bool(after.of("unit")) or after.has(*NOT_CLIPS, "thing:photo", "scope:each"))
    if counts or len(set(places)) < len(places) or len(places) < (2 if joined else 3):
        return None
    if before is not None and (before.kind in ("num", "time") or before.has("thing:volume", "thing:fps")):
        return None
    return [Pick("ordinal", place) for place in places], used


def bare_range(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "… and pan right to 3-4": a range without its noun, after clips have been spoken of."""
    run = atoms[at : at + 4]
    dash = len(run) > 2 and run[1].kind == "punct" and run[1].value in ("-", "~")
    if len(run) < 3 or run[0].kind != "num" or run[2].kind != "num" or not (dash or run[1].has("link:to")):
        return None
    first, last = float(run[0].value), float(run[2].value)
    before = peek(atoms, at - 1)
    tied = before is not None and (before.kind == "punct" or before.has("link:to", "link:on", "link:for", "link:and"))
    spoken = tied and any(a.has("thing:photo") for a in atoms[max(0, at - _BACK) : at])
    spoken = spoken or (before is not None and before.has("act:keep", "act:remove"))
    behind = peek(run, 3)
    opens = before is None or before.kind == "punct" or before.has("link:and")
    described = behind is not None and (behind.kind == "time" or any(behind.of(s) for s in ("filter", "fx", "fit")))
    spoken = spoken or (opens and described)  # "1 through 3 warm"
    if not spoken or not first < last <= 200 or (len(run) > 3 and run[3].of("unit")):
        return None
    return [Pick("range", int(first), int(last))], 3


def counted_ends(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "the first two", "last 3 photos", "前两张", "后三张", "倒数第二张", "最后两张"."""
    used = 0
    while used < 2 and (lead := peek(atoms, at + used)) is not None and lead.is_filler:
        if lead.text.lower() not in grammar("determiner"):
            break
        used += 1
    atom, after = peek(atoms, at + used), peek(atoms, at + used + 1)
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
    noun = peek(atoms, at + used + 2)
    if (
        number
        and noun is not None
        and noun.text.lower() not in ("look", "looks")  # "make the first three look old"
        and ((noun.of("unit") and not noun.has("unit:count", "thing:photo")) or noun.has(*NOT_CLIPS))
    ):
        return None
    ends = atom.of("ordinal")
    number = number and after.text.lower() != "one"  # "the last one"
    if "1" in ends and number and not is_cjk(atom.text):
        return with_noun(atoms, at, used + 2, Pick("first", int(after.value), plural=True))
    if "-1" in ends and number and not is_cjk(atom.text):
        return with_noun(atoms, at, used + 2, Pick("last", int(after.value), plural=True))
    if after.has("scope:both") and atom.text in ("前", "后", "後", "最后", "最後"):  # 后两张都
        return [Pick("first" if atom.text == "前" else "last", 2, plural=True)], used + 2
    if after.has("scope:both") and atom.text in ("中间", "当中", "正中间"):  # 中间两张都
        return [Pick("center", 2, plural=True)], used + 2
    if is_cjk(atom.text) and after.kind == "count":
        if atom.text in ("中间", "当中", "正中间", "中间的") and after.value > 1:
            return with_noun(atoms, at, used + 2, Pick("center", int(after.value), plural=True))
        cut = ("thing:transition", "fx:slide", "fx:wipe", "fx:fade-black", "fx:fade-white", "fx:crossfade", "fx:circle")
        if atom.text in ("上", "下") and any(a.has(*cut) for a in atoms):
            return None  # 让下一张从左边擦出来: every next one
        if atom.text in ("前", "后", "上", "下") and after.value == 1:  # 前一张, 下一张: beside the one spoken of
            way: PickKind = "before" if atom.text in ("前", "上") else "after"
            return [Pick(way, a=1, of=Pick("it"))], used + 2
        if atom.text in ("前", "头") or atom.has("link:start"):
            return with_noun(atoms, at, used + 2, Pick("first", int(after.value), plural=True))
        if atom.text in ("后", "末", "尾") or atom.has("link:end"):
            return with_noun(atoms, at, used + 2, Pick("last", int(after.value), plural=True))
    if "0" in ends and number and not is_cjk(atom.text):
        return with_noun(atoms, at, used + 2, Pick("center", int(after.value), plural=True))
    if (ends and after.has("scope:half")) or (ends and after.kind == "num" and after.value == 0.5):
        return [Pick("half", int(ends[0]))], used + 2
    if is_cjk(atom.text) and after.text in ("半", "一半", "半部分", "半段") and atom.text in ("前", "后", "後"):
        return [Pick("half", 1 if atom.text == "前" else 2)], used + 2
    return None


_DIGITS = "一二三四五六七八九"


def listed_digits(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "二四六张", "第二三张": places in a row, unless two neighbours say how many ("五六张"); "第一和第三张"."""
    atom = atoms[at]
    after, further = peek(atoms, at + 1), peek(atoms, at + 2)
    joined = after is not None and (after.has("link:and") or after.value == "、")
    if atom.text == "第一" and joined and further is not None and further.kind in ("ordinal", "count"):
        return [Pick("ordinal", 1)], 1
    if atom.kind not in ("count", "ordinal") or not atom.has("thing:photo"):
        return None
    digits = atom.text.removeprefix("第").rstrip("张幅照片图")
    places = [_DIGITS.find(d) + 1 for d in digits]
    if len(places) < 2 or 0 in places or sorted(set(places)) != places:
        return None
    if atom.kind == "count" and len(places) == 2 and places[1] - places[0] == 1:
        return None
    return [Pick("ordinal", p) for p in places], 1


def ordinal(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "the second photo", "third", "the middle one", "第三张", "中间那张"."""
    used = 0
    while (
        (lead := peek(atoms, at + used)) is not None
        and lead.is_filler
        and lead.text.lower() in grammar("determiner")
        and not lead.of("ordinal")
        and used < 2
    ):
        used += 1
    determined = used > 0
    atom = peek(atoms, at + used)
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
    after = peek(atoms, at + used + 1)
    if after is not None and (
        (after.has(*NOT_CLIPS) and not noun_inside and not after.has("thing:photo"))  # a clip may be either
        or (after.kind == "time" and not noun_inside and place in (1, -1))
        or (after.kind == "num" and "." in after.text and not determined)  # "the transitions last 0.8"
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
        after = peek(atoms, at + used + 1 + words)
    noun = after is not None and (
        (after.has("thing:photo") and after.kind != "ordinal")
        or (after.kind == "name" and determined)
        or after.text.lower() in _ORDINAL_NOUNS
    )
    if noun:
        used += words + 1
    elif words:
        after = peek(atoms, at + used + 1)
    bare = not noun and not determined and not noun_inside
    if atom.has("position:center") and not (noun or noun_inside):
        return None  # "in the middle" of the picture
    several = after is not None and after.text.lower() in ("ones", "photos", "pictures", "images", "pics", "slides")
    if place == 0 and several:
        return [Pick("inner", plural=True)], used + 1
    pick = Pick("middle") if place == 0 else Pick("ordinal", place, text=text, bare=bare)
    return [pick], used + 1

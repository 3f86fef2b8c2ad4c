"""One reference, with its determiner, adjectives and noun: "the last two photos", "小猫那张"."""

from __future__ import annotations

from collections.abc import Sequence

from ..lexicon import grammar
from ..words.atoms import Atom
from ..words.tokens import is_cjk
from .selector import Pick, PickKind

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


def item_at(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """One reference, with its determiner, adjectives and noun."""
    atom = peek(atoms, at)
    if atom is None:
        return None
    return (
        _described(atoms, at)
        or _number_after_verb(atoms, at)
        or _bare_range(atoms, at)
        or _numbered_photos(atoms, at)
        or _counted_ends(atoms, at)
        or _ordinal(atoms, at)
        or _named(atoms, at)
        or _scoped(atoms, at)
    )


_CALLED = frozenset(
    ("ending", "ends", "end", "starting", "starts", "beginning", "begins", "called", "named", "labelled", "labeled")
)


def _described(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "the one ending in 0240", "the picture that is called beach"."""
    used = 1 if atoms[at].is_filler and atoms[at].text.lower() in grammar("determiner") else 0
    noun = peek(atoms, at + used)
    if noun is None or not (noun.text.lower() in ("one", "ones", "the one", "file") or noun.has("thing:photo")):
        return None
    used += 1
    words = 0
    while (atom := peek(atoms, at + used)) is not None and words < 4:
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


def _numbered_photos(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
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
        found = bare_number(atoms, at + used)
        return (found[0], used + found[1]) if found else None
    hashed = (atom.kind == "punct" and atom.value == "#") or (
        atom.has("link:place", "thing:number") and atom.text.lower() in ("number", "no", "nr", "#", "no.")
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


_CLIP_VERBS = ("act:swap", "act:remove", "act:keep", "act:arrange", "act:duplicate", "act:replace")


def _number_after_verb(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "swap 1 and 3", "order: 4, 3, 2, 1", "1和3对调"."""
    if atoms[at].kind != "num" or not float(atoms[at].value).is_integer():
        return None
    before = [
        a for a in atoms[max(0, at - 3) : at] if not a.is_filler and not (a.kind == "punct" and a.value in (":", "："))
    ]
    after = peek(atoms, at + 1)
    if after is not None and (after.of("unit") or after.has(*_NOT_CLIPS)):
        return None
    verb = bool(before) and before[-1].has(*_CLIP_VERBS) and not before[-1].has("act:trim")
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


def _bare_range(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "… and pan right to 3-4": a range without its noun, after clips have been spoken of."""
    run = atoms[at : at + 4]
    dash = len(run) > 2 and run[1].kind == "punct" and run[1].value in ("-", "~")
    if len(run) < 3 or run[0].kind != "num" or run[2].kind != "num" or not (dash or run[1].has("link:to")):
        return None
    first, last = float(run[0].value), float(run[2].value)
    before = peek(atoms, at - 1)
    tied = before is not None and (before.kind == "punct" or before.has("link:to", "link:on", "link:for", "link:and"))
    spoken = tied and any(a.has("thing:photo") for a in atoms[:at])
    behind = peek(run, 3)
    opens = before is None or before.kind == "punct" or before.has("link:and")
    described = behind is not None and (behind.kind == "time" or any(behind.of(s) for s in ("filter", "fx", "fit")))
    spoken = spoken or (opens and described)  # "1 through 3 warm"
    if not spoken or not first < last <= 200 or (len(run) > 3 and run[3].of("unit")):
        return None
    return [Pick("range", int(first), int(last))], 3


def _counted_ends(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "the first two", "last 3 photos", "前两张", "后三张", "倒数第二张", "最后两张"."""
    used = 1 if atoms[at].is_filler and atoms[at].text.lower() in grammar("determiner") else 0
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
        and ((noun.of("unit") and not noun.has("unit:count", "thing:photo")) or noun.has(*_NOT_CLIPS))
    ):
        return None
    ends = atom.of("ordinal")
    number = number and after.text.lower() != "one"  # "the last one"
    if "1" in ends and number and not is_cjk(atom.text):
        return _with_noun(atoms, at, used + 2, Pick("first", int(after.value), plural=True))
    if "-1" in ends and number and not is_cjk(atom.text):
        return _with_noun(atoms, at, used + 2, Pick("last", int(after.value), plural=True))
    if is_cjk(atom.text) and after.kind == "count":
        if atom.text in ("前", "头", "开头", "最前面", "前面", "最前", "最开始", "開頭", "前头"):
            return _with_noun(atoms, at, used + 2, Pick("first", int(after.value), plural=True))
        if atom.text in ("后", "后面", "最后", "末", "末尾", "最后面", "结尾", "後", "最後", "尾"):
            return _with_noun(atoms, at, used + 2, Pick("last", int(after.value), plural=True))
    if "0" in ends and number and not is_cjk(atom.text):
        return _with_noun(atoms, at, used + 2, Pick("center", int(after.value), plural=True))
    if (ends and after.has("scope:half")) or (ends and after.kind == "num" and after.value == 0.5):
        return [Pick("half", int(ends[0]))], used + 2
    if is_cjk(atom.text) and after.text in ("半", "一半", "半部分", "半段") and atom.text in ("前", "后", "後"):
        return [Pick("half", 1 if atom.text == "前" else 2)], used + 2
    return None


def _ordinal(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
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
        (after.has(*_NOT_CLIPS) and not noun_inside and not after.has("thing:photo"))  # a clip may be either
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
        after.has("thing:photo") or (after.kind == "name" and determined) or after.text.lower() in _ORDINAL_NOUNS
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


def _named(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
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
        noun = peek(atoms, at + used + 1)
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
    if is_cjk(atom.text) and all(t.split(":")[0] in ("chat", "filler", "degree", "ask") for t in atom.tags):
        return False
    if atom.text.lower() in grammar("core_noun"):
        return not (atom.text.lower() == "clip" and determined and any(a.has(*_MOVING_VERBS) for a in atoms))
    before = peek(atoms, at - 1)
    beside = [a for a in (before, after) if a is not None]
    governed = before is not None and before.has(*_CLIP_VERBS, "act:start_with", "act:end_with", "act:move")
    listed = any(a.has("link:and", "link:with", "link:before", "link:after") for a in beside) and not atom.has(
        "sure:music"
    )
    if determined or governed or (listed and is_cjk(atom.text) is False and _is_name_near(atoms, at)):
        return after is not None and after.has(*_HEAD_NOUNS)
    return True


def _is_name_near(atoms: Sequence[Atom], at: int) -> bool:
    """Whether another part of a file's name stands within three words."""
    return any(a.kind == "name" for a in atoms[max(0, at - 3) : at + 4])


def _name_pick(atoms: Sequence[Atom], at: int, plural: bool) -> tuple[Pick, int]:
    atom, used = atoms[at], 1
    plural = plural or (len(atom.value) > 1 and atom.text.lower().endswith("s") and atom.text.isascii())
    while (after := peek(atoms, at + used)) is not None and used < 5:
        if after.has("thing:photo") or after.text.lower() in ("one", "ones"):
            plural = plural or after.text.lower().endswith("s") or (after.kind == "count" and after.value > 1)
        elif after.has("scope:it", "scope:them") and is_cjk(after.text) and after.text[-1] in "张个幅些":
            plural = plural or after.has("scope:them")
        elif (
            after.text in ("的", "那", "这")
            and (following := peek(atoms, at + used + 1)) is not None
            and (following.has("thing:photo") or following.kind == "count")
        ):
            pass
        elif after.kind == "count" and (after.value > 1 or atoms[at + used - 1].text in ("那", "这")):
            plural = plural or after.value > 1
        else:
            break
        used += 1
    return Pick("name", hashes=atom.value, text=atom.text, plural=plural), used


def _scoped(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
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
                and not (
                    after is not None
                    and (after.has("thing:photo") or after.text.lower() in ("ones", "is", "are", "stay", "stays", "in"))
                )
            ):
                return None
            return _with_noun(atoms, at, used + 1, Pick(kind, text=atom.text, plural=True))  # type: ignore[arg-type]
    if atom.text.lower() == "even" and after is not None and after.has("thing:photo"):
        return _with_noun(atoms, at, used + 1, Pick("even", plural=True))
    if atom.has("scope:both_ends"):
        return [Pick("ordinal", 1), Pick("ordinal", -1)], used + 1
    if atom.text.lower() in grammar("inner"):
        return _with_noun(atoms, at, used + 1, Pick("inner", plural=True))
    if atom.has("scope:every_other"):
        return _with_noun(atoms, at, used + 1, Pick("even", plural=True))
    if atom.has("scope:both"):
        return _with_noun(atoms, at, used + 1, Pick("both", plural=True))
    if atom.has("scope:all") and not atom.has("scope:each"):
        return _with_noun(atoms, at, used + 1, Pick("all", plural=True))
    if atom.has("scope:them"):
        return _with_noun(atoms, at, used + 1, Pick("them", text=atom.text.lower(), plural=True))
    if atom.has("scope:it") and used == 0:
        if after is not None and after.has(*_NOT_CLIPS):
            return None
        return _with_noun(atoms, at, 1, Pick("it"))
    return None


def _with_noun(atoms: Sequence[Atom], at: int, used: int, pick: Pick) -> tuple[list[Pick], int]:
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

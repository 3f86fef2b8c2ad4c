"""References by what stands beside: "the one after the dog", "the last two photos before it", "everything from the
fourth one on", "小猫前面的两张", "火箭和小猫之间的".

"Move the photo after the dog" says where the photo shall go; what is moved is then no reference of this kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from ..lexicon import grammar
from ..words.atoms import Atom
from ..words.tokens import is_cjk
from .items import item_at, peek
from .selector import Pick, PickKind

_ANCHORS: tuple[PickKind, ...] = ("ordinal", "name", "it", "middle", "unknown")


_REACH = 12  # atoms from the beginning of a reference to the word that ties it to another
_TELLING = ("link:after", "link:before", "link:between", "link:beside", "link:until", "link:from", "link:start",
            "link:end", "position:center")  # fmt: skip


def relative(atoms: Sequence[Atom], at: int) -> tuple[Pick, int] | None:
    """The clips beside others that are named at `at`, and how many atoms say it."""
    if not any(a.has(*_TELLING) for a in atoms[at : at + _REACH]):
        return None
    if is_cjk(atoms[at].text):
        return _onwards(atoms, at) or _beside_zh(atoms, at)
    return _onwards(atoms, at) or _beside(atoms, at) or _located(atoms, at)


def _anchor(atoms: Sequence[Atom], at: int) -> tuple[Pick, int] | None:
    """The one clip beside which others are looked for."""
    item = item_at(atoms, at) if at < len(atoms) else None
    if item is None or len(item[0]) != 1 or item[0][0].kind not in _ANCHORS:
        return None
    return item[0][0], item[1]


# -- English and its neighbours --------------------------------------------------------------------------------------

_ALL_HEADS = ("what", "whatever", "the ones", "those")
_COMES = ("comes", "come", "is", "are", "stands", "goes", "follows", "appears", "coming", "that's", "which", "that")
_RIGHT = ("right", "just", "directly", "immediately", "straight", "shortly")


def _beside(atoms: Sequence[Atom], at: int) -> tuple[Pick, int] | None:
    """HEAD (that comes) (right) after ANCHOR; HEAD between ANCHOR and ANCHOR."""
    head = _head(atoms, at)
    if head is None:
        return None
    pick, end = head
    told = False
    while (tie := peek(atoms, end)) is not None and tie.text.lower() in _COMES and end < at + 10:
        told = told or tie.text.lower() in ("that", "which", "that's", "coming")
        if not told and pick.text != "what":
            return None  # "the last photo comes before the dog"
        end += 1
    while (tie := peek(atoms, end)) is not None and tie.text.lower() in _RIGHT:
        end += 1
    link = peek(atoms, end)
    if link is None or is_cjk(link.text):
        return None
    if link.has("link:between"):
        return _between(atoms, at, pick, end + 1)
    if link.has("link:until"):
        return _until(atoms, at, pick, end)
    if not link.has("link:beside") and link.has("link:after") == link.has("link:before"):
        return None
    anchor = _anchor(atoms, end + 1)
    if anchor is None or _is_placed(atoms, at, end + 1 + anchor[1], pick):
        return None
    way: PickKind = "beside" if link.has("link:beside") else "after" if link.has("link:after") else "before"
    return _turned(replace(pick, kind=way, of=anchor[0])), end + 1 + anchor[1] - at


def _located(atoms: Sequence[Atom], at: int) -> tuple[Pick, int] | None:
    """ "The two in the middle", "the one at the end", "the photo at the very beginning"."""
    if atoms[at].text.lower() not in ("the", "the one"):
        return None
    head = _head(atoms, at)
    if head is None or head[0].edge:
        return None
    pick, end = head
    place = peek(atoms, end)
    if place is None or place.kind != "lex" or not place.text.lower().startswith(("in the", "at the")):
        return None
    if place.has("thing:transition") or _is_placed(atoms, at, end + 1, pick):
        return None
    of = 2 if (tie := peek(atoms, end + 1)) is not None and tie.text.lower() == "of" else 0  # "… of the video"
    used = end + 1 - at + (2 + of if of and (peek(atoms, end + 3) or place).has("thing:video") else 0)
    if place.has("position:center"):
        kind: PickKind = "middle" if pick.a == 1 else "center" if pick.a else "inner"
        return Pick(kind, pick.a if kind == "center" else 0, plural=pick.a != 1), used
    if pick.a and place.has("link:start", "link:end"):
        return Pick("first" if place.has("link:start") else "last", pick.a, plural=pick.a > 1), used
    return None


def _until(atoms: Sequence[Atom], at: int, pick: Pick, end: int) -> tuple[Pick, int] | None:
    """ "Everything up to the cake" leaves it open whether the cake is meant, too; "up to and including the cake"."""
    link, lead = peek(atoms, end + 1), 0
    if link is not None and link.has("link:and") and (inside := peek(atoms, end + 2)) is not None:
        lead = 2 if inside.text.lower() in ("including", "with") else 0
    anchor = _anchor(atoms, end + 1 + lead)
    if anchor is None or pick.a or pick.text == "what":
        return None
    return replace(pick, kind="before", b=1, of=anchor[0], open=not lead), end + 1 + lead + anchor[1] - at


def _between(atoms: Sequence[Atom], at: int, pick: Pick, start: int) -> tuple[Pick, int] | None:
    first = _anchor(atoms, start)
    link = peek(atoms, start + first[1]) if first is not None else None
    if first is None or link is None or not link.has("link:and"):
        return None
    second = _anchor(atoms, start + first[1] + 1)
    if second is None:
        return None
    end = start + first[1] + 1 + second[1]
    if pick.far or pick.skip or _is_placed(atoms, at, end, pick):
        return None
    return replace(pick, kind="between", of=first[0], to=second[0]), end - at


def _head(atoms: Sequence[Atom], at: int) -> tuple[Pick, int] | None:
    """How many are meant, without a name: "the one", "the last two photos", "everything"; and where that ends."""
    here = atoms[at]
    word = here.text.lower()
    if word in _ALL_HEADS or (here.has("scope:them") and word.startswith(("the ", "those ", "these "))):
        return Pick("after", text="what" if word.startswith("what") else "", plural=True), at + 1
    if here.has("scope:all", "scope:each") and not here.has("scope:total"):
        end = at + 1
        while (more := peek(atoms, end)) is not None and (
            more.has("thing:photo") or more.text.lower() in ("of", "the")
        ):
            end += 1
        return Pick("after", plural=True), end
    if word == "the one":
        return Pick("after", a=1), at + 1
    if word in ("one", "ones") and not here.of("number"):
        return None
    end = at + (word in ("the", "those", "these", "all"))
    determined = end > at
    lead = peek(atoms, end)
    if lead is None:
        return None
    edge = next((int(o) for o in lead.of("ordinal")), None) if lead.kind == "lex" else None
    edge = int(lead.value) if lead.kind == "ordinal" else edge
    if edge is not None and edge != 0 and lead.text.lower() not in ("start", "end", "final"):
        end += 1
    elif lead.text.lower() == "next":
        edge, end = 1, end + 1
    else:
        edge = None
    number = peek(atoms, end)
    count = 0
    if number is not None and number.kind == "num" and float(number.value).is_integer() and 0 < number.value < 100:
        if number.text.lower() == "one":
            count, noun = 1, True
        else:
            count, noun = int(number.value), False
        end += 1
    else:
        noun = False
    after = peek(atoms, end)
    if (
        after is not None
        and (after.has("thing:photo") or after.text.lower() in ("one", "ones"))
        and after.value is None
    ):
        count = count or (0 if after.text.lower().endswith("s") and edge is None else 1)
        noun = True
        end += 1
    if edge is None and not (determined and (noun or count)):
        return None
    if edge is not None and not noun and not count:
        count = 1
    return _edged(edge, max(count, int(edge is not None))), end


def _edged(edge: int | None, count: int) -> Pick:
    """`edge` 1 or -1 is an end of those beside the anchor, another number a place among them."""
    if edge is None:
        return Pick("after", a=count, plural=count != 1)
    if edge in (1, -1):
        return Pick("after", a=count, far=edge == -1, edge=True, plural=count > 1)
    return Pick("after", a=1, skip=abs(edge) - 1, far=edge < 0, edge=True)


def _turned(pick: Pick) -> Pick:
    """ "The last one before the dog" is the nearest, "the last one after it" the farthest."""
    return replace(pick, far=not pick.far) if pick.edge and pick.kind == "before" else pick


def _is_placed(atoms: Sequence[Atom], at: int, end: int, pick: Pick) -> bool:
    """Whether "after the dog" says where the photo shall go rather than which one is meant."""
    behind = peek(atoms, end)
    if behind is not None and behind.has("link:start", "link:end", "link:to"):
        return False  # "move the one after the dog to the front"
    verb = next((a for a in reversed(atoms[max(0, at - 4) : at]) if not a.is_filler or a.has("act:move")), None)
    if verb is not None and verb.has("act:move", "act:add") and not verb.has("act:remove"):
        return True
    told = verb is not None and verb.kind != "punct" and verb.text.lower() not in grammar("wishing")
    ends = behind is None or behind.kind == "punct" or behind.has("link:and", "link:then")
    return pick.edge and not told and ends  # "the last photo before the dog": an order


def _onwards(atoms: Sequence[Atom], at: int) -> tuple[Pick, int] | None:
    """ "from the fourth one on", "从第四张开始每张…", "从第四张往后", "everything from the cake onwards"."""
    lead = 0
    while at + lead < len(atoms) and lead < 3 and atoms[at + lead].has("scope:all", "scope:each", "thing:photo"):
        lead += 1
    start = peek(atoms, at + lead)
    if start is None or not start.has("link:from"):
        return None
    anchor = _anchor(atoms, at + lead + 1)
    if anchor is None or anchor[0].kind not in ("ordinal", "name"):
        return None
    end = at + lead + 1 + anchor[1]
    mark, further = peek(atoms, end), peek(atoms, end + 1)
    if mark is None:
        return None
    word = mark.text.lower()
    on = word in ("onwards", "onward", "往后", "以后", "之后", "起", "往后的", "以后的")
    on = on or (
        word == "on" and (further is None or not (further.kind == "ref" or further.text.lower() in ("the", "a")))
    )
    on = on or (
        word == "开始"
        and further is not None
        and (further.has("scope:each", "scope:all") or further.text in ("都", "全", "往后", "后面"))
    )
    if not on:
        return None
    end += 1
    if further is not None and further.text in ("往后", "后面", "都"):
        end += 1
    return Pick("after", b=1, of=anchor[0], plural=True), end - at


# -- Chinese ---------------------------------------------------------------------------------------------------------

_LAST_ZH = ("最后", "最末", "倒数")
_POINTING = ("那", "这", "的那", "的这")


def _beside_zh(atoms: Sequence[Atom], at: int) -> tuple[Pick, int] | None:
    """ANCHOR 前面(的)HEAD, ANCHOR 和 ANCHOR 之间的HEAD."""
    first = _anchor(atoms, at)
    if first is None:
        return None
    end = at + first[1]
    end += _is_of(peek(atoms, end)) and _is_side(peek(atoms, end + 1))
    link, second = peek(atoms, end), None
    if link is not None and link.has("link:and", "link:to") and link.text in ("和", "与", "跟", "到", "至"):
        second = _anchor(atoms, end + 1)
        if second is None:
            return None
        end += 1 + second[1]
        end += _is_of(peek(atoms, end)) and _is_between(peek(atoms, end + 1))
        if not _is_between(peek(atoms, end)):
            return None
    elif not _is_side(link):
        return None
    mark = atoms[end]
    head = _head_zh(atoms, end + 1)
    if head is None:
        return None
    pick, end = head
    if second is not None:
        if pick.edge:
            return None
        return replace(pick, kind="between", of=first[0], to=second[0]), end - at
    behind = peek(atoms, end)
    if mark.has("link:before") and behind is not None and behind.has("thing:transition"):
        return None  # 第三张前面的转场
    way: PickKind = "beside" if mark.has("link:beside") else "after" if mark.has("link:after") else "before"
    return _turned(replace(pick, kind=way, of=first[0])), end - at


def _is_of(atom: Atom | None) -> bool:
    return atom is not None and atom.text == "的"


def _is_side(atom: Atom | None) -> bool:
    sides = ("link:before", "link:after", "link:beside")
    return atom is not None and is_cjk(atom.text) and atom.has(*sides) and atom.kind == "lex"


def _is_between(atom: Atom | None) -> bool:
    return atom is not None and atom.text in ("之间", "中间", "当中")


def _head_zh(atoms: Sequence[Atom], at: int) -> tuple[Pick, int] | None:
    """的那张, 的最后两张, 的第二张, 那两张, 两张, 的都, 的全部照片."""
    end = at
    tied = _is_of(peek(atoms, end))
    end += tied
    atom = peek(atoms, end)
    if atom is None:
        return (Pick("after", plural=True), end) if tied else None
    if atom.has("scope:it", "scope:them") and atom.text[-1:] in "张幅个":
        count = _count_zh(atom.text)
        return Pick("after", a=count, plural=count > 1), _noun_zh(atoms, end + 1)
    if atom.text in ("那", "这") and (after := peek(atoms, end + 1)) is not None and after.kind == "count":
        return Pick("after", a=int(after.value), plural=after.value > 1), _noun_zh(atoms, end + 2)
    if not tied and atom.kind == "count" and not atom.spaced:
        return Pick("after", a=int(atom.value), plural=atom.value > 1), _noun_zh(atoms, end + 1)
    if tied and atom.kind == "count":
        return Pick("after", a=int(atom.value), plural=atom.value > 1), _noun_zh(atoms, end + 1)
    if atom.kind == "ordinal" and atom.text.startswith("第"):
        return _edged(int(atom.value), 1), _noun_zh(atoms, end + 1)
    if (places := atom.of("ordinal")) and atom.text[-1:] in "张幅个" and places[0] != "0":
        return _edged(int(places[0]), 1), _noun_zh(atoms, end + 1)
    count_at = peek(atoms, end + 1)
    if tied and count_at is not None and count_at.kind == "count" and atom.text.startswith(_LAST_ZH):
        return _edged(-1, int(count_at.value)), _noun_zh(atoms, end + 2)
    if tied and (
        atom.has("scope:all", "scope:each", "scope:rest") or atom.has("thing:photo") or atom.text in ("全部", "都")
    ):
        ends = takewhile(lambda a: a.has("scope:all", "scope:each", "thing:photo") or a.text == "都", atoms[end:])
        return Pick("after", plural=True), end + len(list(ends))
    return (Pick("after", plural=True), end) if tied else None


def _count_zh(text: str) -> int:
    digit = "一二三四五六七八九".find(text[-2:-1]) + 1 if len(text) > 1 else 0
    return 2 if text[-2:-1] == "两" else digit or (0 if text[-2:-1] == "几" else 1)


def _noun_zh(atoms: Sequence[Atom], at: int) -> int:
    noun = peek(atoms, at)
    return at + (noun is not None and noun.has("thing:photo") and noun.kind == "lex")

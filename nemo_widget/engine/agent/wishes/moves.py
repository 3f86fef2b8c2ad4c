"""Reads which photos go elsewhere: "the dog after the cat", "从小狗开始", "first A, then B"."""

from __future__ import annotations

from itertools import pairwise

from ..fragments import Fragment
from ..references import Selector
from ..words.tokens import is_cjk
from .base import Talk, Wish
from .destinations import destination, place_at

ELSEWHERE = (
    "thing:music",
    "thing:title",
    "thing:caption",
    "thing:text",
    "thing:transition",
    "thing:filter",
    "thing:volume",
    "thing:motion",
)


def is_foreign(f: Fragment) -> bool:
    """Whether the fragment is about something else that clips only take part in."""
    nouns = (a for a in f.atoms if a.has(*ELSEWHERE))
    between = f.has("act:move") and f.has("link:between")  # 放到第一张和第二张之间
    return any(not (between and a.has("link:between")) for a in nouns) or bool(f.kinds("string"))


def first_then(f: Fragment, strong: list[tuple[int, Selector]]) -> list[Wish]:
    """先小猫再日落: one after another, from the beginning."""
    words = [a.text for a in f.atoms]
    if len(strong) != 2 or not f.atoms[0].has("act:start_with", "filler") or words[0] not in _FIRST_WORDS:
        return []
    (one, first), (two, second) = strong
    tied = any(w in ("再", "然后", "接着", "再是", "再放", "再来", "后") for w in words[one + 1 : two])
    if not tied or not all(
        i in (one, two) or a.is_filler or a.has("link:then", "act:move", "act:start_with")
        for i, a in enumerate(f.atoms)
    ):
        return []
    f.take(one, two)
    moved = Wish("clips", "move", first, {"to": "start"}, f.text)
    return [moved, Wish("clips", "sequence", second, {}, f.text)]


_FIRST_WORDS = ("先", "先放", "先是", "先来", "首先")


def ends_of(f: Fragment, strong: list[tuple[int, Selector]]) -> list[Wish] | None:
    """ "start with the map", "从雪山开始", "以海边结尾"."""
    found: list[Wish] = []
    ends = f.has("link:start") and f.has("link:end") and any(a.text in ("各", "都") for a in f.atoms)
    if ends and len(strong) == 1 and is_cjk(f.text) and not is_foreign(f) and not f.kinds("time"):
        f.take(*range(len(f.atoms)))  # logo开头结尾各放一次
        return [Wish("clips", "move", strong[0][1], {"to": to}, f.text) for to in ("start", "end")]
    for tag, place in (("act:start_with", "start"), ("act:end_with", "end")):
        at = f.find(tag)
        if at is None:
            continue
        latin = not is_cjk(f.atoms[at].text) and f.atoms[at].text.lower() not in ("opener", "closer")
        after = f.at(at + 1)
        if latin and not strong and after is not None and after.kind == "ref" and after.value.has("it"):
            f.take(at, at + 1)
            found.append(Wish("clips", "move", after.value, {"to": place}, f.text))
            continue
        near = [(i, s) for i, s in strong if (i > at if latin else True)]
        if not near and not latin and f.before:
            near = [(i, s) for i, s in f.refs if s.has("it") and i < at]  # …，她得排第一个
        if not near or near[0][1].is_bare:
            continue
        index, selector = min(near, key=lambda item: abs(item[0] - at))
        f.take(index, at)
        found.append(Wish("clips", "move", selector, {"to": place}, f.text))
        if f.atoms[at].has("both_ends"):
            found.append(Wish("clips", "move", selector, {"to": "end"}, f.text))
    if found:
        return found
    for index, selector in strong:
        before, after = f.at(index - 1), f.at(index + 1)
        if index == 1 and before is not None and before.text == "最后" and f.before and len(f.atoms) == 2:
            f.take(0, index)  # 火箭第一个出来 然后机器人 最后恐龙
            return [Wish("clips", "move", selector, {"to": "end"}, f.text)]
        if before is None or after is None or not is_cjk(before.text):
            continue
        if (
            before.text in ("从", "由", "自", "以", "用", "拿")
            and after.has("link:start")
            and after.text in ("开始", "开头", "开场", "打头", "开篇", "起")
        ):
            f.take(index)
            return [Wish("clips", "move", selector, {"to": "start"}, f.text)]
        if (
            before.text in ("以", "用", "到", "拿", "在")
            and after.has("link:end")
            and after.text in ("结尾", "结束", "收尾", "末尾", "最后")
        ):
            f.take(index)
            return [Wish("clips", "move", selector, {"to": "end"}, f.text)]
    return None


def move_of(f: Fragment, talk: Talk, strong: list[tuple[int, Selector]]) -> Wish | None:
    movable = [(i, s) for i, s in f.refs if not s.is_bare and not (s.has("all") and s.is_weak)]
    movable = [(i, s) for i, s in movable if not _is_anchor(f, i)] or movable
    related = [(i, s) for i, s in movable if not s.is_weak and _is_before_relation(f, i)]
    subject = next(((i, s) for i, s in movable if s.has("name")), None) or next(iter(movable), None)
    subject = related[-1] if related else subject  # "the third one before the tower": the tower stays
    if subject is None:
        bare = [(i, s) for i, s in strong if s.is_bare]
        if len(bare) >= 2 and f.has("act:move"):
            subject = bare[0]
        else:
            return None
    if (
        is_foreign(f)
        or f.kinds("time", "percent")
        or (f.has("thing:duration") and f.has("act:lengthen", "act:shorten"))
    ):
        return None
    stays = any(a.text.lower() in ("stay", "stays", "remain", "remains") for a in f.atoms)
    still = ("be", "should be", "come", "comes", "go", "goes")
    moved = any(a.has("act:move") and a.text.lower() not in still for a in f.atoms)
    if talk.focus == "duration" and f.kinds("num") and not moved and not f.has("link:place"):
        return None  # "… at 4 s, the first at 2", "… and the rest can be 2"
    if f.kinds("num") and (stays or f.has("act:lengthen", "act:shorten")):
        return None  # "the fire stays at 3": seconds, as were spoken of
    index, selector = subject
    verb = f.has("act:move") or _is_kept_there(f, index)
    if (filled := _filled_place(f, strong)) is not None:
        return filled
    if (crowned := _crowned(f, strong)) is not None:
        return crowned
    place, taken = destination(f, index, verb)
    if place is None:
        return None
    if selector.is_weak and not verb:
        return None
    if selector.has("them", "all", "rest", "new") and not verb:
        return None
    f.take(index, *taken)
    return Wish("clips", "move", selector, place, f.text)


def _is_kept_there(f: Fragment, subject: int) -> bool:
    """ "Keep her last": a place, and nothing goes."""
    behind = [a for a in f.atoms[subject + 1 :] if not a.is_filler]
    place = len(behind) == 1 and (
        behind[0].has("link:start", "link:end", "ordinal:1", "ordinal:-1")
        or (behind[0].kind == "ref" and behind[0].value.is_bare)
    )
    return place and f.has("act:keep") and not f.has("scope:only")


def _is_anchor(f: Fragment, at: int) -> bool:
    """Whether it only says beside what something goes: "before the dog", 火箭前面."""
    before, after = f.at(at - 1), f.at(at + 1)
    if before is not None and not is_cjk(before.text) and before.has(*_BESIDE):
        return True
    return after is not None and is_cjk(after.text) and after.has(*_BESIDE)


_BESIDE = ("link:before", "link:after", "link:between", "link:beside")


def _is_before_relation(f: Fragment, at: int) -> bool:
    """Whether "before", "after" and another reference follow the reference at `at`."""
    for index in range(at + 1, len(f.atoms) - 1):
        atom = f.atoms[index]
        if atom.has("link:before", "link:after") and not is_cjk(atom.text):
            return f.atoms[index + 1].kind == "ref"
        if not (atom.is_filler or atom.has("act:move", "act:add")):
            return False
    return False


_FILLS = frozenset(
    ("放", "放上", "摆", "用", "是", "应该是", "要", "为", "来", "is", "be", "should be", "must be", "needs to be")
)


def _filled_place(f: Fragment, strong: list[tuple[int, Selector]]) -> Wish | None:
    """ "The first photo should be the dog", "第一张放小狗": what comes to stand in a place."""
    for (at, place), (index, selector) in pairwise(strong):
        pick = place.picks[0]
        if len(place.picks) > 1 or pick.kind not in ("ordinal", "middle") or not selector.has("name"):
            continue
        between = [a.text.lower() for a in f.atoms[at + 1 : index]]
        if any(w in _FILLS for w in between) and all(w in _FILLS or w in ("the", "my", "a") for w in between):
            f.take(at, index)
            return Wish("clips", "move", selector, place_at(pick.a if pick.kind == "ordinal" else 0), f.text)
    return None


_END_NAMES = ("opener", "closer", "finale", "opening", "ending")


def _crowned(f: Fragment, strong: list[tuple[int, Selector]]) -> Wish | None:
    """ "P1040235 is the opener", "the sunset will be the closer"."""
    if len(strong) != 2 or f.question:
        return None
    (at, subject), (behind, place) = strong
    named = place.picks[0].kind == "ordinal" and f.atoms[behind].text.lower().endswith(_END_NAMES)
    others = [a for i, a in enumerate(f.atoms) if i not in (at, behind)]
    if not named or not subject.has("name") or len(subject.picks) > 1 or behind - at < 2:
        return None
    if not all(a.is_filler or a.has("link:to", "act:move") for a in others):
        return None
    f.take(at, behind)
    return Wish("clips", "move", subject, place_at(place.picks[0].a), f.text)


def gapped(f: Fragment, talk: Talk, strong: list[tuple[int, Selector]]) -> Wish | None:
    """ "… and the dog the first one", after a clause that moved another photo."""
    moved = bool(talk.last) and talk.last[-1].topic == "clips" and talk.last[-1].do == "move"
    moved = moved or f.has("act:build", "act:move")  # "make the dog photo number 1"
    if (
        not moved
        or f.has("link:before", "link:after")
        or len(strong) != 2
        or not all(
            i in (strong[0][0], strong[1][0]) or a.is_filler or a.has("act:build", "act:move")
            for i, a in enumerate(f.atoms)
        )
    ):
        return None
    (at, subject), (behind, place) = strong
    pick = place.picks[0]
    if not subject.has("name") or len(place.picks) != 1 or pick.kind not in ("ordinal", "middle"):
        return None
    f.take(at, behind)
    return Wish("clips", "move", subject, place_at(pick.a if pick.kind == "ordinal" else 0), f.text)


_BEHIND_IT = ("跟在", "跟着", "紧跟", "紧跟着", "接在", "紧跟在", "跟到")


def sequence_of(f: Fragment, talk: Talk, strong: list[tuple[int, Selector]]) -> Wish | None:
    """ "… goes first, after that 0117, then 0118": each after the one before."""
    moved = next((w for w in reversed(talk.last) if w.topic == "clips" and w.do in ("move", "sequence")), None)
    if moved is None or len(strong) != 1 or is_foreign(f) or f.kinds("time"):
        return None
    behind = any(a.text in _BEHIND_IT for a in f.atoms) and all(
        i == strong[0][0] or a.is_filler or a.kind == "ref" or a.text in _BEHIND_IT or a.has("link:after", "link:end")
        for i, a in enumerate(f.atoms)
    )
    if behind and not strong[0][1].is_bare:
        f.take(*range(len(f.atoms)))
        return Wish("clips", "sequence", strong[0][1], {}, f.text)  # 虾饺跟在它后面
    starts = (
        moved.do == "sequence"
        or moved.args.get("to") == "start"
        or (moved.args.get("to") == "place" and moved.args.get("n") == 1)
    )
    rest = [a for i, a in enumerate(f.atoms) if i != strong[0][0]]
    follows = all(
        a.is_filler or a.has("link:then", "link:and", "link:after", "act:move", "act:add") or a.kind == "punct"
        for a in rest
    )
    if starts and follows and (f.before == "then" or f.has("link:then") or moved.do == "sequence" or not rest):
        if strong[0][1].is_bare:
            return None
        f.take(strong[0][0])
        return Wish("clips", "sequence", strong[0][1], {}, f.text)
    return None

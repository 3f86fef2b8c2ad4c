"""What Chinese puts together freely, joined before references are looked for: 甩到|最后, 最尾|那张, 多|给|一秒.

A list of such phrases would never end; here they are known by how they are built.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .atoms import Atom
from .neighbours import run_of
from .tokens import is_cjk

_POINTING = (
    "那隻",
    "这隻",
    "那只",
    "这只",
    "那张",
    "这张",
    "那一张",
    "这一张",
    "那幅",
    "这幅",
    "那个",
    "那一幅",
    "那一个",
)
_LASTING = ("显示", "持续", "播", "播放", "停", "停留", "留", "展示", "出现", "一直", "保持")
_TO = ("到", "至", "在", "去")
_MORE, _LESS = ("多", "再多", "各多", "都多"), ("少", "各少", "都少")
_STAYING = ("给", "放", "停", "留", "待", "加", "来", "播", "展示", "显示", "停留", "播放", "呆", "让它", "它", "延")


def with_chinese(atoms: Sequence[Atom]) -> list[Atom]:
    out: list[Atom] = []
    at = 0
    while at < len(atoms):
        atom, used = next(_joins(atoms, at), (atoms[at], 1))
        out.append(atom)
        at += used
    return out


def _joins(atoms: Sequence[Atom], at: int) -> Iterator[tuple[Atom, int]]:
    if (listed := _listed_times(atoms, at)) is not None:
        yield listed
    led = at and atoms[at - 1].text in ("把", "将")
    if led and len(atoms) > at + 2 and (moved := _number_moved(atoms, at)) is not None:
        yield moved
    if not is_cjk(atoms[at].text):
        return
    for join in (_in_the_frame, _kept, _those_behind, _to_and_fro, _nickname, _pronoun, _edge, _moved_to, _by_how_much):
        if (found := join(atoms, at)) is not None:
            yield found


def _run(atoms: Sequence[Atom], at: int, used: int, kind: str, *tags: str, value: object = None) -> tuple[Atom, int]:
    return run_of(atoms, at, used, kind, *tags, value=value), used


def _number_moved(atoms: Sequence[Atom], at: int) -> tuple[Atom, int] | None:
    """把3放前面: the third photo."""
    number, verb, place = atoms[at], *atoms[at + 1 : at + 3]
    if not (verb.has("act:move") and is_cjk(verb.text) and place.has("link:start", "link:end")):
        return None
    if number.kind != "num" or not 1 <= number.value < 100 or not float(number.value).is_integer():
        return None
    return number.but(kind="ordinal", value=int(number.value), tags=frozenset({"ordinal", "thing:photo"})), 1


_LIST_SIGNS = ("、", "，", ",", "/")


def _listed_times(atoms: Sequence[Atom], at: int) -> tuple[Atom, int] | None:
    """2、3、4秒, 两秒、三秒、一秒: a time for each photo."""
    values: list[float] = []
    end = at
    while end < len(atoms) and atoms[end].kind in ("num", "time"):
        bare = atoms[end].kind == "num"
        values.append(float(atoms[end].value) * 1000 if bare else float(atoms[end].value))
        further = end + 2 < len(atoms) and atoms[end + 1].value in _LIST_SIGNS
        if not further or atoms[end + 2].kind not in ("num", "time"):
            break
        end += 2
    told = end < len(atoms) and atoms[end].kind == "time" and is_cjk(atoms[end].text)
    parted = any(a.text in ("分别", "依次", "各自") for a in atoms[max(0, at - 4) : at])
    if not told or len(values) < (2 if parted else 3) or any(a.has("point") for a in atoms[at : end + 1]):
        return None
    return _run(atoms, at, end - at + 1, "times", value=tuple(round(v) for v in values))


def _in_the_frame(atoms: Sequence[Atom], at: int) -> tuple[Atom, int] | None:
    """画面右边, 屏幕的左上角: a place in the picture, and no photo."""
    tie = 1 + (at + 1 < len(atoms) and atoms[at + 1].text in ("的", "里", "里的"))
    place = atoms[at + tie] if at + tie < len(atoms) else None
    if atoms[at].text not in _FRAMES or place is None or not place.any_of("position"):
        return None
    return _run(atoms, at, tie + 1, "lex", *place.tags)


_FRAMES = ("画面", "屏幕", "荧幕")


def _kept(atoms: Sequence[Atom], at: int) -> tuple[Atom, int] | None:
    """留|前三张: to keep those, while 留 before a time is to stay."""
    after = atoms[at + 1] if at + 1 < len(atoms) else None
    pointed = after is not None and (
        after.kind in ("ordinal", "name") or after.text in ("前", "后", "最后", "首", "头")
    )
    return _run(atoms, at, 1, "lex", "act:keep") if atoms[at].text == "留" and pointed else None


def _those_behind(atoms: Sequence[Atom], at: int) -> tuple[Atom, int] | None:
    """前两张…, 后面的…: the others, when nothing is named that they are behind."""
    before, tie = atoms[at - 1] if at else None, atoms[at + 1] if at + 1 < len(atoms) else None
    if (
        atoms[at].text not in ("后面", "后边", "后头")
        or tie is None
        or tie.text not in ("的", "那些", "那几张", "几张")
    ):
        return None
    behind = before is not None and (before.kind in ("ordinal", "name", "count") or before.has("scope:it", "ordinal:1"))
    return None if behind else _run(atoms, at, 2, "lex", "scope:rest")


def _to_and_fro(atoms: Sequence[Atom], at: int) -> tuple[Atom, int] | None:
    """推来推去, 飘来飘去: to move about."""
    run = [a.text for a in atoms[at : at + 4]]
    if len(run) == 4 and run[0] == run[2] and (run[1], run[3]) == ("来", "去"):
        return _run(atoms, at, 4, "lex", "fx:moves")
    return None


def _nickname(atoms: Sequence[Atom], at: int) -> tuple[Atom, int] | None:
    """老二, 老三: as siblings are counted."""
    number = atoms[at + 1] if at + 1 < len(atoms) else None
    if atoms[at].text != "老" or number is None or number.kind != "num" or not 1 < number.value < 10:
        return None
    return _run(atoms, at, 2, "ordinal", "ordinal", "thing:photo", value=int(number.value))


def _pronoun(atoms: Sequence[Atom], at: int) -> tuple[Atom, int] | None:
    """她那张, 它这张: one pronoun."""
    if atoms[at].text not in ("它", "他", "她") or not _is_pointing(atoms, at + 1):
        return None
    return _run(atoms, at, 2, "lex", "scope:it")[0].but(text=atoms[at + 1].text), 2


def _is_pointing(atoms: Sequence[Atom], at: int) -> bool:
    return at < len(atoms) and atoms[at].text in _POINTING and not atoms[at].spaced


def _edge(atoms: Sequence[Atom], at: int) -> tuple[Atom, int] | None:
    """最尾那张, 末了的那张, 打头那个: the first or the last photo."""
    atom = atoms[at]
    if atom.kind != "lex" or not atom.has("link:start", "link:end") or atom.text in ("前面", "后面"):
        return None
    tie = 1 + (at + 1 < len(atoms) and atoms[at + 1].text == "的")
    behind = atoms[at + tie] if at + tie < len(atoms) else None
    single = behind is not None and behind.kind == "count" and behind.value == 1 and behind.has("thing:photo")
    if not (_is_pointing(atoms, at + tie) or single):
        return None
    return _run(atoms, at, tie + 1, "lex", "ordinal:1" if atom.has("link:start") else "ordinal:-1")


def _moved_to(atoms: Sequence[Atom], at: int) -> tuple[Atom, int] | None:
    """甩到最后, 压到最后, 搁在第一个: a verb of whatever kind that puts something in a place of the order."""
    atom = atoms[at]
    if (
        (atom.has("act:move") and not atom.has("act:shorten"))
        or atom.kind not in ("lex", "word")
        or any(w in atom.text for w in _LASTING)
    ):
        return None
    used = 1
    if not atom.text.endswith(_TO):
        if atom.kind != "word" or at + 1 >= len(atoms) or atoms[at + 1].text not in _TO:
            return None
        used = 2
    elif len(atom.text) < 2 or not (atom.any_of("act", "fx") or atom.kind == "word"):
        return None
    place = atoms[at + used] if at + used < len(atoms) else None
    if place is None or not _is_place(place):
        return None
    return _run(atoms, at, used, "lex", "act:move", "link:to")


def _is_place(atom: Atom) -> bool:
    edge = atom.kind == "lex" and (atom.has("link:start", "link:end") or bool(atom.of("ordinal")))
    return edge or atom.kind == "ordinal"


def _a_while(atoms: Sequence[Atom], at: int) -> int:
    """How many atoms say 多搁会儿; 0 when none do."""
    after = atoms[at + 2] if at + 2 < len(atoms) else None
    return (
        3 if after is not None and after.text in ("会儿", "一会儿", "一会", "会") and len(atoms[at + 1].text) < 3 else 0
    )


def _by_how_much(atoms: Sequence[Atom], at: int) -> tuple[Atom, int] | None:
    """多给一秒, 少放半秒: the time is added or taken off."""
    ways = (_MORE, "act:lengthen", "多停"), (_LESS, "act:shorten", "少停")
    way = next((w for w in ways if atoms[at].text in w[0]), None)
    end = at + 1
    while end < len(atoms) and end < at + 3 and atoms[end].text in _STAYING:
        end += 1
    if way is not None and (held := _a_while(atoms, at)):
        return _run(atoms, at, held, "lex", way[1])[0].but(text=way[2]), held
    if way is None or end >= len(atoms) or atoms[end].kind != "time":
        return None
    joined, used = _run(atoms, at, end - at, "lex", way[1])
    return joined.but(text=way[2]), used

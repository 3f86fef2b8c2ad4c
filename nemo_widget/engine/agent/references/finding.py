"""Finds what means clips among the atoms, lists and exceptions included: "1, 3 and 4", "all but the dog"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..lexicon import grammar
from ..words.atoms import Atom
from ..words.tokens import is_cjk
from .items import bare_number, item_at, peek
from .relative import relative
from .selector import Pick, PickKind, Selector

_BESIDE: tuple[PickKind, ...] = ("after", "before", "between", "beside")
_LISTED: tuple[PickKind, ...] = ("ordinal", "range", "name", "first", "last", "middle", "unknown", *_BESIDE)


def with_references(atoms: Sequence[Atom]) -> list[Atom]:
    """Puts one `ref` atom, whose value is a `Selector`, in the place of every expression that means clips."""
    out: list[Atom] = []
    at = 0
    while at < len(atoms):
        found = None if _introduces(atoms, at) else _phrase(atoms, at)
        if found:
            selector, used = found
            run = atoms[at : at + used]
            text = "".join((" " if a.spaced and n else "") + a.text for n, a in enumerate(run))
            tags = frozenset(t for a in run for t in a.tags if t.startswith("scope:") or t == "link:whole") | frozenset(
                {"thing:photo"} if any(a.has("thing:photo") or a.text.endswith(("照片", "图片")) for a in run) else ()
            )
            out.append(Atom("ref", text, run[0].start, run[-1].end, tags, selector, run[0].spaced))
            at += used
        else:
            out.append(atoms[at])
            at += 1
    return out


def _introduces(atoms: Sequence[Atom], at: int) -> bool:
    """Whether "that" opens a clause: "I would like that every photo stays"."""
    before, after = peek(atoms, at - 1), peek(atoms, at + 1)
    if not atoms[at].text.lower().startswith("that") or before is None or after is None:
        return False
    wished = before.text.lower() in grammar("wishing")
    if " " in atoms[at].text:
        return wished and after.kind == "num"  # "that photo 2 stays"
    named = after.has("scope:all", "scope:each") or after.text.lower() == "the"
    return (named or wished) and (after.has("scope:each") or item_at(atoms, at + 1) is not None)


def _phrase(atoms: Sequence[Atom], at: int) -> tuple[Selector, int] | None:
    """A list of references with what it excludes."""
    lead = 0
    if atoms[at].has("scope:except"):
        skip = 2 if (tie := peek(atoms, at + 1)) is not None and tie.has("link:on", "link:for") and tie.is_filler else 1
        found = _list(atoms, at + skip)
        if not found:
            return None
        picks, used = found
        used += skip
        after = peek(atoms, at + used)
        if after is not None and after.has("scope:except"):  # 除了…以外
            used += 1
        comma, further = peek(atoms, at + used), peek(atoms, at + used + 1)
        if comma is not None and comma.value in (",", "，") and further is not None and is_cjk(further.text):
            used += further.has("scope:rest", "scope:all")  # 除了第一张，其他都…
        while (after := peek(atoms, at + used)) is not None and (
            after.has("scope:all", "scope:rest") or (after.is_filler and _is_all(peek(atoms, at + used + 1)))
        ):
            used += 1
        return Selector((Pick("all"),), tuple(picks)), used
    found = _list(atoms, at)
    if not found:
        return None
    picks, used = found
    lead += used
    after = peek(atoms, at + lead)
    if after is not None and after.has("scope:except") and after.text in ("以外", "之外"):  # 第三张以外的都…
        lead += 1
        while (after := peek(atoms, at + lead)) is not None and (
            after.has("scope:all", "scope:rest") or after.text == "的"
        ):
            lead += 1
        return Selector((Pick("all"),), tuple(picks)), lead
    if after is not None and after.has("scope:except") and any(p.kind in ("all", "rest", "them") for p in picks):
        excluded = _list(atoms, at + lead + 1) or _numbers(atoms, at + lead + 1)
        if excluded:
            return Selector((Pick("all"),), tuple(excluded[0])), lead + 1 + excluded[1]
    return Selector(tuple(picks)), lead


def _is_all(atom: Atom | None) -> bool:
    return atom is not None and atom.has("scope:all", "scope:rest")


def _list(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    first = _one(atoms, at)
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


def _one(atoms: Sequence[Atom], at: int, last: Pick | None = None) -> tuple[list[Pick], int] | None:
    """One part of a list; in "the dog and the one after it", "it" is the `last` part."""
    beside = relative(atoms, at) if at < len(atoms) else None
    if beside is None:
        return item_at(atoms, at)
    pick = beside[0]
    if last is not None and pick.of is not None and pick.of.kind == "it":
        pick = replace(pick, of=last)
    return [pick], beside[1]


def _numbers(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    """ "… 2 and 3", after "all except"."""
    found = bare_number(atoms, at)
    if not found:
        return None
    picks, used = list(found[0]), found[1]
    while (link := peek(atoms, at + used)) is not None and (link.has("link:and") or link.value == ","):
        more = bare_number(atoms, at + used + 1)
        if not more:
            break
        picks += more[0]
        used += 1 + more[1]
    return picks, used


def _continued(atoms: Sequence[Atom], start: int, at: int, last: Pick) -> tuple[list[Pick], int, bool] | None:
    """What follows in the same list: ", 3", "and the dog", "to 4"."""
    link = peek(atoms, at)
    if link is None or last.kind not in _LISTED:
        return None
    if (beside := _beside(atoms, start, at, last)) is not None:
        return beside
    comma = link.kind == "punct" and link.value in (",", "、", "，", "/", "&", "+")
    joined = link.has("link:and", "link:or") and not link.has("act:undo")
    spans = link.text in ("到", "至") if is_cjk(link.text) else len(link.text) <= 7  # 调到 is no "to" of a range
    spans = spans and link.text.lower() not in ("as", "at")  # "the fourth as the last one", "the first at 2"
    ranged = (link.has("link:to") and spans) or (link.kind == "punct" and link.value in ("-", "~"))
    skip = 1
    after = peek(atoms, at + 1)
    if comma and after is not None and after.has("link:and"):
        skip, joined = 2, True
    if not (comma or joined or ranged):
        return None
    if ranged and last.kind != "ordinal":
        return None
    item = bare_number(atoms, at + skip) if last.kind in ("ordinal", "range") else None
    item = item or _one(atoms, at + skip, last) or _last_ordinal(atoms, at + skip, last)
    if not item or item[0][0].kind not in _LISTED:
        return None
    end = at + skip + item[1]
    if ranged and item[0][0].kind != "ordinal":
        return None
    if ranged and link.has("link:to") and item[0][0].bare and not last.bare and not _counted(atoms, start, at):
        return None  # "move the third to first": a place to go to
    if last.bare and item[0][0].kind == "name":
        return None  # "the pool first and the house last"
    if not ranged and item[0][0].bare and last.kind == "name":
        return None  # "put the dog first and last ..." is no list
    enumerates = link.value == "、" and item[0][0].kind == last.kind  # which divides no clauses
    if comma and not enumerates and not _plain_list(atoms, at + skip, end, last, item[0][0]):
        return None
    if joined and item[0][0].kind == "name" and last.kind == "ordinal" and _is_ordinal_at(atoms, end):
        return None  # "the first should be the last one and the dog the first one"
    if joined and item[0][0].kind == "name" and _begins_clause(atoms, start, end):
        return None  # "cool for the icecream, and the salad stays natural"
    if joined and _is_subject(atoms, end) and not _is_subject(atoms, at):
        following = peek(atoms, end)
        if (
            following is not None
            and following.has("act:move", "link:start", "link:end", "ordinal:1", "ordinal:-1")
            and last.kind == item[0][0].kind == "name"
            and _governed(atoms, start)
        ):
            return None  # "drop the dog and the cat goes first"
    return item[0], skip + item[1], ranged


def _beside(atoms: Sequence[Atom], start: int, at: int, last: Pick) -> tuple[list[Pick], int, bool] | None:
    """第二张第三张, 海边小猫: Chinese lists without anything between."""
    if not is_cjk(atoms[at].text) or not is_cjk(atoms[start].text) or atoms[at].kind not in ("ordinal", "name"):
        return None
    item = item_at(atoms, at)
    if item is None or len(item[0]) != 1 or item[0][0].bare or last.bare or item[0][0].kind != last.kind:
        return None
    return item[0], item[1], False


def _last_ordinal(atoms: Sequence[Atom], at: int, last: Pick) -> tuple[list[Pick], int] | None:
    """The second ordinal of "first and last 5 s", which is not the last five seconds."""
    used = 0 if last.bare else 1  # "the first and the last 5 s"
    atom, lead = peek(atoms, at + used), peek(atoms, at)
    if atom is None or last.kind != "ordinal" or not (places := atom.of("ordinal")):
        return None
    if used and (lead is None or lead.text.lower() != "the" or not last.text):
        return None
    return [Pick("ordinal", int(places[0]), text=atom.text, bare=last.bare)], used + 1


def _is_ordinal_at(atoms: Sequence[Atom], at: int) -> bool:
    item = item_at(atoms, at) if at < len(atoms) else None
    return item is not None and item[0][0].kind == "ordinal"


def _counted(atoms: Sequence[Atom], start: int, at: int) -> bool:
    return any(a.has("thing:photo") for a in atoms[start:at])


def _governed(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a verb that takes clips stands right before: "drop the dog …"."""
    return any(a.has("act:remove", "act:keep", "act:move") for a in atoms[max(0, at - 3) : at])


_PREDICATES = ("stays", "remains", "gets", "keeps", "is")


def _begins_clause(atoms: Sequence[Atom], start: int, end: int) -> bool:
    """Whether a verb of one subject follows a name, while something before governs the list."""
    after, before = peek(atoms, end), peek(atoms, start - 1)
    governed = before is not None and before.kind != "punct" and not before.has("link:and", "link:then")
    return after is not None and after.text.lower() in _PREDICATES and governed


def _is_subject(atoms: Sequence[Atom], end: int) -> bool:
    after = peek(atoms, end)
    return after is not None and (after.has("act:move") or after.has("link:start", "link:end"))


def _plain_list(atoms: Sequence[Atom], at: int, end: int, last: Pick, item: Pick) -> bool:
    """Whether a comma joins two parts of a list rather than two wishes: both of one kind, and no verb follows."""
    kinds = {"ordinal": 0, "range": 0, "first": 0, "last": 0, "middle": 0, "name": 1, "unknown": 1}
    kinds |= dict.fromkeys(_BESIDE, 2)
    if kinds.get(last.kind) != kinds.get(item.kind):
        return False
    after = peek(atoms, end)
    if any(is_cjk(a.text) and a.has("act:keep") for a in atoms[end : end + 2]):
        return False  # 我是说第三张，第二张要留着
    if after is None or after.kind == "punct" or after.has("link:and", "link:then", "act:arrange"):
        return True
    if item.kind == "ordinal" and not is_cjk(atoms[end - 1].text) and not is_cjk(after.text):
        return False
    return not (
        after.kind in ("time", "percent")
        or any(t.startswith(("fx:", "filter:", "act:", "ordinal:", "link:start", "link:end")) for t in after.tags)
    )

"""Finds what means clips among the atoms, lists and exceptions included: "1, 3 and 4", "all but the dog"."""

from __future__ import annotations

from collections.abc import Sequence

from ..lexicon import grammar
from ..words.atoms import Atom
from ..words.tokens import is_cjk
from .items import bare_number, item_at, peek
from .selector import Pick, PickKind, Selector


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
    if (onwards := _onwards(atoms, at)) is not None:
        return onwards
    if (neighbour := _neighbour(atoms, at)) is not None:
        return neighbour
    found = _list(atoms, at)
    if not found:
        return None
    picks, used = found
    lead += used
    after = peek(atoms, at + lead)
    if (beyond := _beyond(atoms, at + lead, picks)) is not None:
        return Selector((beyond[0],)), lead + beyond[1]
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


def _onwards(atoms: Sequence[Atom], at: int) -> tuple[Selector, int] | None:
    """ "from the fourth one on", "从第四张开始每张…", "从第四张往后"."""
    if not atoms[at].has("link:from"):
        return None
    item = item_at(atoms, at + 1)
    if item is None or len(item[0]) != 1 or item[0][0].kind not in ("ordinal", "name"):
        return None
    end = at + 1 + item[1]
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
    used = 1 + item[1] + 1
    if further is not None and further.text in ("往后", "后面", "都"):
        used += 1
    return Selector((Pick("after", b=1, of=item[0][0], plural=True),)), used


_THAT_COMES = ("that", "which", "comes", "is", "that's", "coming")


def _neighbour(atoms: Sequence[Atom], at: int) -> tuple[Selector, int] | None:
    """ "the one right after the dog", "the photo before it": not the dog itself. What is moved "after the dog" goes
    there."""
    noun_at = at + (atoms[at].text.lower() == "the")
    noun, link_at = peek(atoms, noun_at), noun_at + 1
    while link_at < noun_at + 3 and (tie := peek(atoms, link_at)) is not None and tie.text.lower() in _THAT_COMES:
        link_at += 1  # "the photo that comes after the dog"
    link = peek(atoms, link_at)
    if noun is None or link is None or is_cjk(link.text):
        return None
    single = noun.text.lower() == "the one" or (
        noun_at > at and (noun.text.lower() == "one" or (noun.has("thing:photo") and not noun.text.endswith("s")))
    )
    verb = next((a for a in reversed(atoms[:at]) if not a.is_filler), None)
    if not single or not link.has("link:after", "link:before"):
        return None
    item = item_at(atoms, link_at + 1)
    if item is None or len(item[0]) != 1 or item[0][0].kind not in ("ordinal", "name", "it"):
        return None
    goes_on = peek(atoms, link_at + 1 + item[1])  # "move the one after the dog to the front"
    placed = goes_on is not None and goes_on.has("link:start", "link:end", "link:to")
    if verb is not None and verb.has("act:move", "act:add") and not placed:
        return None
    way: PickKind = "after" if link.has("link:after") else "before"
    return Selector((Pick(way, a=1, of=item[0][0]),)), link_at + 1 + item[1] - at


def _beyond(atoms: Sequence[Atom], at: int, picks: list[Pick]) -> tuple[Pick, int] | None:
    """ "everything after the third photo", "第三张后面的都…"."""
    link = peek(atoms, at)
    if link is None or len(picks) != 1:
        return None
    way: PickKind | None = "after" if link.has("link:after") else "before" if link.has("link:before") else None
    if way is None:
        return None
    if picks[0].kind == "all" and not is_cjk(link.text):
        item = item_at(atoms, at + 1)
        return (Pick(way, of=item[0][0]), 1 + item[1]) if item else None
    follows = peek(atoms, at + 1)
    tie = follows is not None and follows.text == "的"
    pointed = peek(atoms, at + 1 + tie)
    if is_cjk(link.text) and pointed is not None and pointed.has("scope:it") and pointed.text.endswith(("张", "幅")):
        return Pick(way, a=1, of=picks[0]), 2 + tie  # 小猫后面那张
    if (
        is_cjk(link.text)
        and picks[0].kind in ("ordinal", "name")
        and follows is not None
        and follows.text in ("的", "的都", "全部", "的照片")
        and not (way == "before" and (head := peek(atoms, at + 2)) is not None and head.has("thing:transition"))
    ):
        return Pick(way, of=picks[0]), 2
    return None


def _is_all(atom: Atom | None) -> bool:
    return atom is not None and atom.has("scope:all", "scope:rest")


def _list(atoms: Sequence[Atom], at: int) -> tuple[list[Pick], int] | None:
    first = item_at(atoms, at)
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
    if link is None or last.kind not in ("ordinal", "range", "name", "first", "last", "middle", "unknown"):
        return None
    comma = link.kind == "punct" and link.value in (",", "、", "，", "/", "&", "+")
    joined = link.has("link:and", "link:or") and not link.has("act:undo")
    spans = link.text in ("到", "至") if is_cjk(link.text) else len(link.text) <= 7  # 调到 is no "to" of a range
    spans = spans and link.text.lower() != "as"  # "the fourth as the last one"
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
    item = item or item_at(atoms, at + skip) or _last_ordinal(atoms, at + skip, last)
    if not item or item[0][0].kind not in ("ordinal", "range", "name", "first", "last", "middle", "unknown"):
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
    if comma and not _plain_list(atoms, at + skip, end, last, item[0][0]):
        return None
    if joined and item[0][0].kind == "name" and last.kind == "ordinal" and _is_ordinal_at(atoms, end):
        return None  # "the first should be the last one and the dog the first one"
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


def _is_subject(atoms: Sequence[Atom], end: int) -> bool:
    after = peek(atoms, end)
    return after is not None and (after.has("act:move") or after.has("link:start", "link:end"))


def _plain_list(atoms: Sequence[Atom], at: int, end: int, last: Pick, item: Pick) -> bool:
    """Whether a comma joins two parts of a list rather than two wishes: both of one kind, and no verb follows."""
    kinds = {"ordinal": 0, "range": 0, "first": 0, "last": 0, "middle": 0, "name": 1, "unknown": 1}
    if kinds.get(last.kind) != kinds.get(item.kind):
        return False
    after = peek(atoms, end)
    if after is None or after.kind == "punct" or after.has("link:and", "link:then", "act:arrange"):
        return True
    if item.kind == "ordinal" and not is_cjk(atoms[end - 1].text) and not is_cjk(after.text):
        return False
    return not (
        after.kind in ("time", "percent")
        or any(t.startswith(("fx:", "filter:", "act:", "ordinal:", "link:start", "link:end")) for t in after.tags)
    )

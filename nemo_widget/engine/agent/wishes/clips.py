"""Reads the wishes about which photos there are and in what order."""

from __future__ import annotations

from collections.abc import Iterator

from ..fragments import Fragment
from ..lexicon import grammar
from ..references import Pick, Selector
from ..words.tokens import is_cjk
from .base import Talk, Wish
from .destinations import destination
from .moves import ELSEWHERE, ends_of, first_then, gapped, is_foreign, move_of, sequence_of
from .removals import keep_or_remove


def read_clips(f: Fragment, talk: Talk) -> Iterator[Wish]:
    yield from _orders(f, talk)
    if _keeps_after_all(f, talk):
        f.take(*range(len(f.atoms)))
        yield Wish("clips", "restore", Selector((Pick("them", plural=True),)), {}, f.text)
        return
    refs = f.refs
    if not refs and (wish := _moves_on(f, talk)) is not None:
        yield wish
        return
    if not refs and not f.unknown and not (f.has("act:swap") and talk.clip_count == 2):
        return
    strong = f.strong_refs
    if (wish := _instead(f, strong)) is not None:
        yield wish
        return
    if f.has("act:swap", "act:swap_for", "act:replace", "act:change") and (wish := _swap(f, talk, strong)):
        yield wish
        return
    if ordered := first_then(f, strong):
        yield from ordered
        return
    ends = None if f.has("act:duplicate") else ends_of(f, strong)  # 复制一份放最后
    if ends is not None:
        yield from ends
        return
    copied = f.atoms[0].text.lower() == "copy" and len(f.atoms) > 1 and f.atoms[1].kind == "ref"
    if strong and f.has("act:duplicate") and (copied or not is_foreign(f)):
        f.take(strong[0][0])
        at_end = f.has("link:end", "act:end_with")
        copies = {"at_end": at_end, "at_start": f.has("link:start", "act:start_with") and not at_end}
        *listed, last = strong[0][1].picks
        if len(listed) > 1 and any((p.kind, p.a, p.hashes) == (last.kind, last.a, last.hashes) for p in listed):
            yield Wish("clips", "arrange", Selector(tuple(listed)), {"how": "given"}, f.text)  # "a, b, then a again"
            yield Wish("clips", "duplicate", Selector((last,)), copies, f.text)
            return
        yield Wish("clips", "duplicate", strong[0][1], copies, f.text)
        return
    again = next((i for i, a in enumerate(f.atoms) if a.text.lower() in grammar("once_more")), None)
    if strong and again is not None and talk.has_draft and not is_foreign(f) and not f.has("act:undo", "act:remove"):
        f.take(strong[0][0], again, *(i for i, a in enumerate(f.atoms) if a.has("link:end")))
        yield Wish("clips", "duplicate", strong[0][1], {"at_end": f.has("link:end")}, f.text)
        return
    twice = next((i for i, a in enumerate(f.atoms) if a.text.lower() in ("twice", "two times", "两遍", "两次")), None)
    if (
        strong
        and twice is not None
        and i_free(f, twice)
        and not f.has("thing:duration", *ELSEWHERE)
        and not f.any("act:lengthen")
    ):
        f.take(strong[0][0], twice)
        yield Wish("clips", "duplicate", strong[0][1], {"at_end": False}, f.text)
        return
    if (wish := sequence_of(f, talk, strong)) is not None:
        yield wish
        return
    move = gapped(f, talk, strong) or move_of(f, talk, strong)
    if move is not None and not _removes_first(f):
        yield move
        return
    if (wish := keep_or_remove(f, talk, strong)) is not None:
        yield wish
        return
    if (wish := _add(f, talk, refs)) is not None:
        yield wish
    elif talk.has_draft and strong and _only_moves(f, strong[0][0]):
        f.take(strong[0][0])
        yield Wish("clips", "ask_where", strong[0][1], {}, f.text)


def _moves_on(f: Fragment, talk: Talk) -> Wish | None:
    """…，放到最后: Chinese leaves out the pronoun for what was spoken of."""
    verb = f.find("act:move")
    about = talk.focus or talk.context
    edge = f.find("act:start_with", "act:end_with")
    alone = edge is not None and all(i == edge or a.is_filler for i, a in enumerate(f.atoms))
    if verb is None and edge is not None and alone and is_cjk(f.text) and f.before and about == "clips":
        to = "start" if f.atoms[edge].has("act:start_with") else "end"
        f.take(edge)
        return Wish("clips", "move", Selector((Pick("it"),)), {"to": to}, f.text)  # …，放第一
    if verb is None or not is_cjk(f.atoms[verb].text) or is_foreign(f) or about not in _MOVABLE or f.unknown:
        return None
    if f.has("thing:photo", "thing:video", "scope:all", "scope:each") or f.kinds("time", "percent", "count"):
        return None
    place, taken = destination(f, verb, True)
    if place is None or place["to"] == "restore":
        return None
    f.take(verb, *taken)
    return Wish("clips", "move", Selector((Pick("it"),)), place, f.text)


_MOVABLE = ("clips", "clip", "filter", "motion", "fit", "background", "adjust", "duration")


def _only_moves(f: Fragment, subject: int) -> bool:
    """ "Move the dog", without a word about where to."""
    moves = any(a.has("act:move") and a.text.lower() in grammar("moves") for a in f.atoms)
    return moves and all(i == subject or a.is_filler or a.has("act:move") for i, a in enumerate(f.atoms))


def _keeps_after_all(f: Fragment, talk: Talk) -> bool:
    """ "No, keep it", "还是留着吧", right after photos were taken away."""
    told = ("act:keep", "act:restore", "neg:sorry", "scope:it", "scope:them", "chat:no", "echo:same")
    plain = all(a.is_filler or a.kind == "punct" or a.has(*told) for a in f.atoms)
    return talk.removed and plain and f.has("act:keep", "act:restore")


def i_free(f: Fragment, at: int) -> bool:
    after = f.at(at + 1)
    return at not in f.used and not (after is not None and after.text.lower() == "as")


_PLACED = ("move", "sequence", "arrange")


def _orders(f: Fragment, talk: Talk) -> Iterator[Wish]:
    for tag, how in (
        ("act:reverse", "reversed"),
        ("act:shuffle", "shuffled"),
        ("act:sort", "by-name"),
        ("act:upload_order", "as-uploaded"),
    ):
        at = f.find(tag)
        if at is None or any(a.has("neg:no") for a in f.atoms[max(0, at - 2) : at]) or is_foreign(f):
            continue
        if (behind := f.at(at + 1)) is not None and behind.text.lower() == "nothing":
            continue  # "shuffle nothing"
        if f.unknown and not f.refs and talk.last:
            continue  # "…, my kitchen does things backwards"
        word = f.atoms[at].text.lower()
        before = [a.text.lower() for a in f.atoms[max(0, at - 2) : at]]
        if word == "sort" and (set(before) & {"the", "that", "this", "some", "a"} or _is_of_kind(f, at)):
            continue  # "the dreamy sort", "sort of blue"
        if word in ("invert", "flip it around") and f.has("thing:color"):
            continue
        if how == "shuffled" and is_cjk(word) and any(w.topic == "clips" and w.do in _PLACED for w in talk.last):
            f.take(*range(len(f.atoms)))
            return  # 先放城市，中间的随便排: what has been placed stays there
        if how == "as-uploaded" and any(s.has("rest") for _, s in f.strong_refs) and talk.last:
            f.take(*range(len(f.atoms)))
            return  # "the map is the opener, keep the rest in upload order"
        f.take(*(i for i, a in enumerate(f.atoms) if a.has(tag)))
        if how == "by-name" and f.has("act:reverse"):
            how = "reversed"
        down = any(w in f.text.lower() for w in ("z to a", "descending", "reverse alphabetical", "降序", "倒序排"))
        yield Wish("clips", "arrange", None, {"how": how, "descending": down}, f.text)
        return
    named = any(s.has("name") for _, s in f.strong_refs)
    names = [s for _, s in f.strong_refs if not (named and s.is_bare)]  # "first Bern, then the Alps"
    picks = [p for s in names for p in s.picks]
    places = [p for p in picks if p.kind == "ordinal"]
    each = {(p.kind, p.a, p.hashes) for p in picks}
    listed = len(picks) == len(each) == talk.clip_count and (not places or len(places) == len(picks) > 2)
    bare = all(a.kind == "ref" or a.is_filler or a.has("link:then") for a in f.atoms)
    bare = bare and not f.has("link:before", "link:after", "link:between", "act:move")  # "put the dog after the cat"
    if listed and bare and all(p.kind in ("ordinal", "name") for p in picks) and len(picks) > 1 and talk.has_draft:
        # "6, 5, 4, 3, 2, 1", "drill, saw, hammer"
        f.take(*(i for i, _ in f.strong_refs))
        yield Wish("clips", "arrange", Selector(tuple(picks)), {"how": "given"}, f.text)
        return
    order = next((i for i, a in enumerate(f.atoms) if a.has("act:arrange", "thing:order")), None)
    if order is not None and _is_wrong(f, order) and not any(i > order for i, _ in f.strong_refs):
        return  # "I put them in the wrong order"
    told = f.atoms[0].text in ("按", "按照", "照", "依") and len(picks) >= 3  # 按小猫、日落、雪山排
    if (order is not None or told) and len(picks) >= 2 and not f.has("link:before", "link:after", "act:swap"):
        f.take(*(i for i, _ in f.strong_refs))
        first = talk.last[-1] if talk.last and f.before == "then" and not f.atoms[order or 0].text else None
        if first is not None and first.do == "move" and first.args.get("to") == "start" and first.target is not None:
            picks = [*first.target.picks, *picks]  # "start with the port, then the ferry, then the island"
        yield Wish("clips", "arrange", Selector(tuple(picks)), {"how": "given"}, f.text)


def _is_of_kind(f: Fragment, at: int) -> bool:
    after = f.at(at + 1)
    return after is not None and after.text.lower() == "of"


def _is_wrong(f: Fragment, order: int) -> bool:
    before = f.at(order - 1)
    return before is not None and before.text.lower() in grammar("wrong")


def _swap(f: Fragment, talk: Talk, strong: list[tuple[int, Selector]]) -> Wish | None:
    bare = talk.clip_count == 2 and all(a.is_filler or a.has("act:swap") for a in f.atoms)  # "Swap."
    if not strong and f.has("act:swap") and not is_foreign(f) and (bare or _pronoun_alone(f)):
        f.take(*range(len(f.atoms)))  # "…, please exchange them"
        return Wish("clips", "swap", Selector((Pick("them", plural=True),)), {}, f.text)
    if not strong or is_foreign(f):
        return None
    verb = next(i for i, a in enumerate(f.atoms) if a.has("act:swap", "act:swap_for", "act:replace", "act:change"))
    picks = [p for _, s in strong for p in s.picks]
    if f.has("act:swap") and not (f.atoms[verb].has("act:swap_for") and len(strong) == 2):
        enough = len(picks) == 2 or (
            len(picks) == 1
            and ((picks[0].kind in ("first", "last") and picks[0].a == 2) or picks[0].kind == "both" or picks[0].plural)
        )
        if not enough and len(picks) == 1 and f.unknown and f.has("link:with", "link:and", "link:for"):
            words = f.unknown
            f.take(*range(len(f.atoms)))
            return Wish("clips", "remove", None, {"unknown": words}, f.text)  # "swap the soup with the dessert"
        if not enough:
            return None
        f.take(*(i for i, _ in strong))
        replaces = any(a.has("link:for") and a.text.lower() == "for" for a in f.atoms)
        return Wish("clips", "swap", Selector(tuple(picks)), {"or_replace": replaces or len(strong) == 2}, f.text)
    if f.has("act:swap_for", "act:replace") and len(strong) == 2:
        f.take(*(i for i, _ in strong))
        old, new = strong[0][1], strong[1][1]
        return Wish("clips", "replace", old, {"by": new}, f.text)
    return None


def _pronoun_alone(f: Fragment) -> bool:
    """ "Exchange them with each other": nothing but the verb and who it means."""
    return any(s.has("them", "both") for _, s in f.refs) and all(
        a.is_filler or a.kind == "punct" or a.has("act:swap", "scope:each", "link:with") or a.kind == "ref"
        for a in f.atoms
    )


def _instead(f: Fragment, strong: list[tuple[int, Selector]]) -> Wish | None:
    """ "Use the spam instead of the ham", "用桃替换香蕉": the new one is named first."""
    if len(strong) != 2 or is_foreign(f):
        return None
    (at, new), (behind, old) = strong
    between = f.atoms[at + 1 : behind]
    english = any(a.text.lower() in ("instead of", "in place of", "rather than") for a in between)
    before = f.at(at - 1)
    chinese = before is not None and before.text in ("用", "拿", "以") and any(a.has("act:replace") for a in between)
    if not (english or chinese):
        return None
    f.take(at, behind)
    return Wish("clips", "replace", old, {"by": new}, f.text)


def _removes_first(f: Fragment) -> bool:
    """Whether a verb of removing governs the fragment: "take out the last one"."""
    at = next((i for i, a in enumerate(f.atoms) if a.has("act:remove") and not a.has("act:move", "act:swap")), None)
    return at is not None and not f.has("act:move")


def _add(f: Fragment, talk: Talk, refs: list[tuple[int, Selector]]) -> Wish | None:
    if is_foreign(f) or not refs or f.kinds("time", "percent") or "放得" in f.text:
        return None
    index, selector = refs[0]
    if selector.has("new") and (
        f.has("act:add", "act:move", "act:build", "link:with", "act:keep", "link:and") or len(f.atoms) <= 2
    ):
        place, taken = destination(f, index, True)
        f.take(index, *taken)
        return Wish("clips", "add", selector, {"place": place}, f.text)
    again = f.has("act:restore", "act:add") or any(w in f.text for w in ("也要", "也留", "too"))
    if again and talk.removed and selector.has("ordinal"):
        f.take(index)
        return Wish("clips", "restore", selector, {}, f.text)
    if f.has("act:restore") and selector.has("name", "unknown", "it", "them", "both", "all"):
        place, taken = destination(f, index, True)
        f.take(index, *taken)
        return Wish("clips", "restore", selector, {"place": place}, f.text)
    if f.has("act:add") and (_is_put_on(f, index) or any(a.kind == "string" for a in f.atoms)):
        return None
    if f.has("act:add") and (
        selector.has("name", "rest", "unknown")
        or (selector.has("all", "them") and talk.has_draft and f.has("thing:photo"))
    ):
        place, taken = destination(f, index, True)
        f.take(index, *taken)
        return Wish("clips", "add", selector, {"place": place}, f.text)
    return None


def _is_put_on(f: Fragment, at: int) -> bool:
    """ "Add sparkles to the beach": what is added is something else, and unknown."""
    verb = next(i for i, a in enumerate(f.atoms) if a.has("act:add"))
    between = f.atoms[verb + 1 : at]
    tied = any(a.text.lower() in ("to", "on", "onto", "over", "in") for a in between)
    return tied and any(a.kind == "word" for a in between)

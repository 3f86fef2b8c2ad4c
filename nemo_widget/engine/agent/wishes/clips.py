"""Reads the wishes about which photos there are and in what order."""

from __future__ import annotations

from collections.abc import Iterator

from ..fragments import Fragment
from ..lexicon import grammar
from ..references import Pick, Selector
from ..words.tokens import is_cjk
from .attribution import owner_of
from .base import Talk, Wish
from .moves import ELSEWHERE, destination, ends_of, gapped, is_foreign, move_of, sequence_of


def read_clips(f: Fragment, talk: Talk) -> Iterator[Wish]:
    yield from _orders(f, talk)
    if _keeps_after_all(f, talk):
        f.take(*range(len(f.atoms)))
        yield Wish("clips", "restore", Selector((Pick("them", plural=True),)), {}, f.text)
        return
    refs = f.refs
    if not refs and not f.unknown:
        return
    strong = f.strong_refs
    if (wish := _instead(f, strong)) is not None:
        yield wish
        return
    if f.has("act:swap", "act:swap_for", "act:replace", "act:change") and (wish := _swap(f, strong)):
        yield wish
        return
    if (ends := ends_of(f, strong)) is not None:
        yield from ends
        return
    copied = f.atoms[0].text.lower() == "copy" and len(f.atoms) > 1 and f.atoms[1].kind == "ref"
    if strong and f.has("act:duplicate") and (copied or not is_foreign(f)):
        f.take(strong[0][0])
        copies = {"at_end": f.has("link:end"), "at_start": f.has("link:start") and not f.has("link:end")}
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
    if (wish := _keep_or_remove(f, talk, strong)) is not None:
        yield wish
        return
    if (wish := _add(f, talk, refs)) is not None:
        yield wish
    elif talk.has_draft and strong and _only_moves(f, strong[0][0]):
        f.take(strong[0][0])
        yield Wish("clips", "ask_where", strong[0][1], {}, f.text)


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
        word = f.atoms[at].text.lower()
        if word in ("invert", "flip it around") and f.has("thing:color"):
            continue
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
    whole = len(places) == talk.clip_count > 2 and all(a.kind == "ref" or a.is_filler for a in f.atoms)
    if whole and len(picks) == len(places):  # "6, 5, 4, 3, 2, 1"
        f.take(*(i for i, _ in f.strong_refs))
        yield Wish("clips", "arrange", Selector(tuple(picks)), {"how": "given"}, f.text)
        return
    if f.has("act:arrange", "thing:order") and len(picks) >= 2 and not f.has("link:before", "link:after", "act:swap"):
        f.take(*(i for i, _ in f.strong_refs))
        yield Wish("clips", "arrange", Selector(tuple(picks)), {"how": "given"}, f.text)


def _swap(f: Fragment, strong: list[tuple[int, Selector]]) -> Wish | None:
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


_NONES = ("filter", "motion")


def _keep_or_remove(f: Fragment, talk: Talk, strong: list[tuple[int, Selector]]) -> Wish | None:
    if is_foreign(f) or f.kinds("percent"):
        return None
    if any(
        a.has(
            *(
                f"fx:{v}"
                for v in (
                    "zoom-in",
                    "zoom-out",
                    "pan",
                    "still",
                    "slide",
                    "wipe",
                    "crossfade",
                    "circle",
                    "fade-black",
                    "fade-white",
                )
            )
        )
        for i, a in enumerate(f.atoms)
        if i not in f.used
    ):
        return None
    if any(f.atoms[i].has("fx:zoom-in", "fx:zoom-out", "fx:pan", "fx:still") for i in f.used):
        return None
    timed = bool(f.kinds("time")) or (talk.focus == "duration" and bool(f.kinds("num")))
    removal = _removal(f)
    owner = next(
        (i for i, a in enumerate(f.atoms) if a.kind == "ref" and a.text.lower().endswith(("'s", "s'", "’s"))), None
    )
    if removal is not None and owner is not None and f.at(owner + 1) is not None:
        f.take(*range(len(f.atoms)))  # something in a photo, not the photo
        return Wish(
            "clips",
            "remove",
            None,
            {"unknown": [f.text.partition(f.atoms[owner].text)[2].strip() or f.atoms[owner].text]},
            f.text,
        )
    if removal is not None and strong and _takes_from_within(f, removal, strong[0][0]):
        words = [a.text for a in f.atoms[removal + 1 : strong[0][0]] if a.text.lower() not in grammar("determiner")]
        f.take(*range(len(f.atoms)))
        return Wish("clips", "remove", None, {"unknown": words}, f.text)
    about = talk.focus or talk.context
    it = next((i for i, s in f.refs if s.has("it", "them") and s.is_weak), None)
    if removal is not None and it is not None and strong and it < strong[0][0] and about in _NONES:
        f.take(*range(len(f.atoms)))  # "take it off the coat": the look, not the photo
        return Wish(about, "set", strong[0][1], {about: "none"}, f.text)
    if removal is not None and it is not None and not strong and (about == "music" or f.kinds("num")):
        return None
    if removal is not None and not timed and not f.has("act:restore", "act:trim_only"):
        if strong:
            f.take(*(i for i, _ in strong), removal)
            picks = tuple(p for _, s in strong for p in s.picks)
            return Wish(
                "clips",
                "remove",
                Selector(picks, tuple(p for _, s in strong for p in s.excluding)),
                {"unknown": _beside(f)},
                f.text,
            )
        weak = [(i, s) for i, s in f.refs if s.has("it", "them", "all")]
        if weak and f.unknown == [] and not f.has("thing:video"):
            f.take(weak[0][0], removal)
            return Wish("clips", "remove", weak[0][1], {"unknown": []}, f.text)
        if f.unknown and f.has("act:remove"):
            words = f.unknown
            f.take(removal, *(i for i, a in enumerate(f.atoms) if a.kind == "word"))
            return Wish("clips", "remove", None, {"unknown": words}, f.text)
    if strong and removal is None and (not timed or not talk.has_draft):
        keeps = f.has("act:keep")
        only = f.has("scope:only") and not f.has("neg:no")  # "小狗就不用放了" keeps nothing
        if (keeps or (only and not timed)) and not f.has("neg:nothing", "ask:can_only"):
            f.take(*(i for i, _ in strong))
            picks = tuple(p for _, s in strong for p in s.picks)
            return Wish(
                "clips",
                "keep",
                Selector(picks, tuple(p for _, s in strong for p in s.excluding)),
                {"unknown": _beside(f)},
                f.text,
            )
        excluding = [(i, s) for i, s in strong if s.excluding]
        if (
            excluding
            and (f.has("act:build", "link:with", "act:add", "act:keep") or len(f.atoms) <= 3)
            and not talk.has_draft
        ):
            f.take(excluding[0][0])
            return Wish("clips", "keep", excluding[0][1], {"unknown": []}, f.text)
        chosen = next(((i, s) for i, s in strong if not s.is_bare), None)
        if chosen is not None and not talk.has_draft and _made_of(f, *chosen):
            f.take(chosen[0])
            return Wish("clips", "keep", chosen[1], {"unknown": []}, f.text)
    return None


def _takes_from_within(f: Fragment, removal: int, ref: int) -> bool:
    """ "Edit out the man behind the cake": who is in a photo is to go, not the photo."""
    between = f.atoms[removal + 1 : ref]
    if any(a.has("act:build", "act:move") or a.kind == "punct" for a in between):
        return False
    return any(a.text.lower() in grammar("person") or a.kind == "word" for a in between)


_TAKEN_IN = (
    "use",
    "show",
    "include",
    "have",
    "see",
    "need",
    "want",
    "add",
    "put in",
    "using",
    "用",
    "放",
    "要",
    "出现",
)


def _removal(f: Fragment) -> int | None:
    """The verb that removes, or a plain denial right at a reference ("not the dog", "小狗不要")."""
    for index, atom in enumerate(f.atoms):
        if atom.has("act:remove") and index not in f.used and atom.kind == "lex":
            denied = any(a.has("neg:no") and not a.has("act:remove") for a in f.atoms[max(0, index - 2) : index])
            if denied or (atom.has("neg:no") and is_cjk(atom.text) and _denies_deed(f, index)):
                return None
            if atom.text.lower() in ("take", "pull", "clear", "strip", "minus", "cut", "去") and not f.refs:
                continue
            if atom.text == "去" and not (f.at(index + 1) is not None and f.atoms[index + 1].kind == "ref"):
                continue
            return index
    for index, atom in enumerate(f.atoms):
        if (
            atom.has("fx:cut_word")
            and index not in f.used
            and (after := f.at(index + 1)) is not None
            and after.kind == "ref"
        ):
            return index
        if atom.text.lower() in ("out", "away") and index == len(f.atoms) - 1 and f.strong_refs:
            said = [a for i, a in enumerate(f.atoms[:-1]) if a.kind != "ref" and not a.has("filler")]
            if not said and f.atoms[index - 1].kind == "ref" and not f.any("act"):
                return index  # "the last photo out"
        if atom.has("neg:no") and index not in f.used and atom.kind == "lex" and atom.text != "别弄":
            before, after = f.at(index - 1), f.at(index + 1)
            if after is not None and after.text.lower() in _TAKEN_IN:
                after = f.at(index + 2)
                if is_cjk(atom.text) and f.strong_refs and _ends_clause(f, index + 2):
                    return index  # 第三张就不用放了, 别放第三张
            if after is not None and after.kind == "ref" and not is_cjk(atom.text) and (len(f.atoms) <= index + 4):
                return index
            if atom.text in _NOT_SHOWN and after is not None and after.kind == "ref" and _ends_clause(f, index + 1):
                return index if f.strong_refs else None  # 别放第三张
            if (
                is_cjk(atom.text)
                and before is not None
                and (before.kind == "ref" or before.is_filler)
                and _ends_clause(f, index + 1)
                and f.strong_refs
            ):
                return index
    return None


_NOT_SHOWN = ("别放", "不放", "别用", "不用", "不要放", "别要", "不要有", "别有")


def _denies_deed(f: Fragment, at: int) -> bool:
    """Whether the denial at `at` forbids to do something rather than to show a photo: "第三张不要弄坏了"."""
    rest = f.atoms[at + 1 :]
    return any(a.kind == "word" or a.text in ("弄", "搞", "做", "变", "动", "改", "调") for a in rest)


def _ends_clause(f: Fragment, start: int) -> bool:
    """Whether from `start` on there are at most clips and particles."""
    return all(a.kind == "ref" or a.text in ("了", "吧", "啦", "的", "呀", "啊") for a in f.atoms[start:])


def _beside(f: Fragment) -> list[str]:
    """Unknown words that stand by themselves: "erase the guide's hat from the lion picture", but not the reason behind:
    "kick it out, its blurry"."""
    reason = next((i for i, a in enumerate(f.atoms) if i and a.text.lower() in grammar("reason")), len(f.atoms))
    return [
        a.text
        for i, a in enumerate(f.atoms[:reason])
        if a.kind == "word" and i not in f.used and a.text.lower() not in ("'s",) and len(a.text) > 1
    ]


def _add(f: Fragment, talk: Talk, refs: list[tuple[int, Selector]]) -> Wish | None:
    if is_foreign(f) or not refs or f.kinds("time", "percent"):
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


def _made_of(f: Fragment, at: int, selector: Selector) -> bool:
    """ "Make a video from the first three": the photos that a new video shall consist of."""
    before = f.at(at - 1)
    told = f.has("thing:video") or (before is not None and before.has("link:with", "link:from"))
    return (
        told
        and f.has("act:build", "link:from", "link:with")
        and not f.unknown
        and not f.has("scope:each")
        and not f.any("fx", "color", "position", "filter")
        and not selector.has("rest", "new", "unknown", "name")
        and all(owner_of(f, i) in ("video", "photo") for i in f.kinds("time"))
    )

"""Reads which photos shall go, and which alone shall stay. Nothing goes by half an understanding."""

from __future__ import annotations

from ..fragments import Fragment
from ..lexicon import grammar
from ..references import Selector
from ..words.tokens import is_cjk
from .attribution import owner_of
from .base import Talk, Wish
from .moves import is_foreign

_NONES = ("filter", "motion")
_STAYS = ("act:lengthen", "act:shorten", "thing:duration", "factor:2", "factor:3", "factor:0.5", "link:whole")
_RELATIONS = ("link:before", "link:after", "link:between", "link:beside", "link:until", "link:than")
_TAKEN_LOOKS = ("fx:zoom-in", "fx:zoom-out", "fx:pan", "fx:still")
_LOOKS = (*_TAKEN_LOOKS, "fx:slide", "fx:wipe", "fx:crossfade", "fx:circle", "fx:fade-black", "fx:fade-white")


def keep_or_remove(f: Fragment, talk: Talk, strong: list[tuple[int, Selector]]) -> Wish | None:
    if is_foreign(f) or f.kinds("percent") or _tells_a_look(f):
        return None
    timed = bool(f.kinds("time")) or (talk.focus == "duration" and bool(f.kinds("num")))
    removal = _removal(f)
    if removal is None:
        return _keep(f, talk, strong, timed=timed) if strong else None
    return _remove(f, talk, strong, removal, timed=timed)


def _tells_a_look(f: Fragment) -> bool:
    """Whether it speaks of motions or transitions: "don't move the dog" removes nothing."""
    return any(a.has(*(_TAKEN_LOOKS if i in f.used else _LOOKS)) for i, a in enumerate(f.atoms))


def _remove(f: Fragment, talk: Talk, strong: list[tuple[int, Selector]], removal: int, *, timed: bool) -> Wish | None:
    owner = next(
        (a.text for a in f.atoms[:-1] if a.kind == "ref" and a.text.lower().endswith(("'s", "s'", "’s"))), None
    )
    if owner is not None:
        f.take(*range(len(f.atoms)))  # something in a photo, not the photo
        return _missing([f.text.partition(owner)[2].strip() or owner], f)
    if strong and _takes_from_within(f, removal, strong[0][0]):
        words = [a.text for a in f.atoms[removal + 1 : strong[0][0]] if a.text.lower() not in grammar("determiner")]
        f.take(*range(len(f.atoms)))
        return _missing(words, f)
    about = talk.focus or talk.context
    it = next((i for i, s in f.refs if s.has("it", "them") and s.is_weak), None)
    if it is not None and strong and it < strong[0][0] and about in _NONES:
        f.take(*range(len(f.atoms)))  # "take it off the coat": the look, not the photo
        return Wish(about, "set", strong[0][1], {about: "none"}, f.text)
    if it is not None and not strong and (about == "music" or f.kinds("num")):
        return None
    if f.atoms[removal].has("fx:cut_word") and (f.any("factor") or f.has("link:by", "thing:duration")):
        return None  # "cut the guests down to half that time"
    if timed or f.has("act:restore", "act:trim_only"):
        return None
    if strong:
        return _said_of("remove", f, strong, removal)
    weak = [(i, s) for i, s in f.refs if s.has("it", "them", "all")]
    if weak and f.unknown == [] and not f.has("thing:video"):
        f.take(weak[0][0], removal)
        return Wish("clips", "remove", weak[0][1], {"unknown": []}, f.text)
    if f.unknown and f.has("act:remove"):
        words = f.unknown
        f.take(removal, *(i for i, a in enumerate(f.atoms) if a.kind == "word"))
        return _missing(words, f)
    return None


def _missing(words: list[str], f: Fragment) -> Wish:
    """What shall go is no photo."""
    return Wish("clips", "remove", None, {"unknown": words}, f.text)


def _keep(f: Fragment, talk: Talk, strong: list[tuple[int, Selector]], *, timed: bool) -> Wish | None:
    if timed and talk.has_draft:
        return None
    only = f.has("scope:only") and not f.has("neg:no")  # "小狗就不用放了" keeps nothing
    placed = (before := f.at(strong[0][0] - 1)) is not None and before.has("link:on", "link:at") and f.has("link:on")
    if (only and placed and not f.has("act:keep")) or (talk.has_draft and f.has(*_STAYS)):
        return None  # "…, on the last photo only", "keep the card on screen twice as long"
    if (f.has("act:keep") or (only and not timed)) and not f.has("neg:nothing", "ask:can_only"):
        return _said_of("keep", f, strong)
    if talk.has_draft:
        return None
    excluding = [(i, s) for i, s in strong if s.excluding]
    if excluding and (f.has("act:build", "link:with", "act:add", "act:keep") or len(f.atoms) <= 3):
        f.take(excluding[0][0])
        return Wish("clips", "keep", excluding[0][1], {"unknown": []}, f.text)
    chosen = next(((i, s) for i, s in strong if not s.is_bare), None)
    if chosen is not None and _made_of(f, *chosen):
        f.take(chosen[0])
        return Wish("clips", "keep", chosen[1], {"unknown": []}, f.text)
    return None


def _said_of(do: str, f: Fragment, strong: list[tuple[int, Selector]], *taken: int) -> Wish:
    """The photos that are named; where it is not plain that they are a list, it is asked which of them are meant."""
    sure = all(_is_listed(f, i) for i, a in enumerate(f.atoms) if a.kind == "ref")
    f.take(*(i for i, _ in strong), *taken)
    picks = tuple(p for _, s in strong for p in s.picks)
    target = Selector(picks, tuple(p for _, s in strong for p in s.excluding))
    return Wish("clips", do if sure else "ask_which", target, {"unknown": _beside(f), "do": do}, f.text)


def _is_listed(f: Fragment, at: int) -> bool:
    """Whether no word of relation ties the reference to what is around it: "the dog before the beach"."""
    before, after = f.at(at - 1), f.at(at + 1)
    if before is not None and not is_cjk(before.text) and before.has(*_RELATIONS):
        return False
    return after is None or not is_cjk(after.text) or not after.has(*_RELATIONS)


_LEFT_IN = ("留着", "留下", "别删", "不删", "不删了", "保留", "还是留着")


def stays_in(f: Fragment) -> bool:
    """第二张要留着: that it shall stay says nothing of the others, as 只留第二张 does."""
    kept = next((i for i, a in enumerate(f.atoms) if a.text in _LEFT_IN), None)
    named = next((i for i, a in enumerate(f.atoms) if a.kind == "ref" and not a.value.is_weak), None)
    only = any(a.has("scope:only") and a.text != "就" for a in f.atoms)
    return kept is not None and named is not None and named < kept and not only and not f.has("scope:except")


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
            subject = f.at(index - 1)
            led = subject is not None and subject.kind == "ref"
            if led and (atom.text.lower() in grammar("only_before") or _needs_nothing(f, index)):
                continue  # "prom dump", "the daily don't need nothing"
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


def _needs_nothing(f: Fragment, at: int) -> bool:
    rest = [a.text.lower() for a in f.atoms[at + 1 :]]
    return "need" in f.atoms[at].text.lower() and any(w in ("nothing", "nothin", "anything", "any") for w in rest)


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
    begin = next((i for i, a in enumerate(f.atoms) if a.kind == "ref" or a.has("act:remove", "act:keep")), 0)
    return [
        a.text
        for i, a in enumerate(f.atoms[:reason])
        if a.kind == "word" and i > begin and i not in f.used and a.text.lower() not in ("'s",) and len(a.text) > 1
        if not _is_comment(f, i)
    ]


def _is_comment(f: Fragment, at: int) -> bool:
    """蓝款断货了撤下来, 白底那张平台不让放: why the photo shall go, between it and the verb. 小猫的耳朵去掉 is none."""
    before, after = f.at(at - 1), f.at(at + 1)
    if not is_cjk(f.atoms[at].text) or before is None or after is None or before.text in ("的", "上", "里"):
        return False
    return after.text in ("了", "啦") or after.has("neg:no") or before.text in ("太", "有点", "很", "不", "没")


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

"""What a message says beside its wishes: who asks for it, what is on the photos, why, and how it was before."""

from __future__ import annotations

from collections.abc import Sequence

from .fragments import Fragment
from .lexicon import grammar
from .references import Pick, Selector
from .wishes import Wish
from .words.atoms import Atom


def without_complaint(atoms: Sequence[Atom]) -> list[Atom]:
    """ "That's too long, do 4": the figure says what is wanted, the complaint but why."""
    complaints = [a for a in atoms if a.text.lower() in grammar("complaint")]
    if len(complaints) != 1:
        return list(atoms)
    figures = [a for a in atoms if a.kind in ("num", "time")]
    weak = [a for a in atoms if a.kind == "ref" and a.value.has("it", "them") and a.value.is_weak]
    rest = [a for a in atoms if a not in complaints and a not in figures and a not in weak]
    slight = ("act:build", "act:change")
    plain = all(a.is_filler or a.kind == "punct" or a.has(*slight) or a.text.lower() == "enough" for a in rest)
    if len(figures) != 1 or not plain or figures[0].start < complaints[0].start:
        return list(atoms)
    return [a for a in atoms if a not in complaints and a not in weak]


def without_old_figures(fragments: list[Fragment]) -> list[Fragment]:
    """12秒太长了，10秒就行; 每张3秒太长，改2秒: the first figure says what there is, the second what it shall be."""
    out: list[Fragment] = []
    for number, fragment in enumerate(fragments):
        after = fragments[number + 1] if number + 1 < len(fragments) else None
        complaint = next((i for i, a in enumerate(fragment.atoms) if _finds_too_much(a)), None)
        times = [] if complaint is None else [i for i in fragment.kinds("time") if i < complaint]
        if len(times) != 1:
            out.append(fragment)
            continue
        if after is None or len(after.kinds("time", "num")) != 1:
            del fragment.atoms[times[0]]  # 3秒太短了
            out.append(fragment)
            continue
        about = [a for a in fragment.atoms if a.kind == "ref" or a.any_of("scope", "thing")]
        about = [a for a in about if a is not fragment.atoms[complaint or 0] and a.kind != "time"]
        if not any(a.kind == "ref" or a.has("scope:each", "scope:total") for a in after.atoms):
            after.atoms[:0] = about
        after.before = fragment.before
    return out


def _finds_too_much(atom: Atom) -> bool:
    paces = ("act:shorten", "act:lengthen", "act:speed_up", "act:slow_down")
    return atom.has(*paces) and atom.text.startswith(("太", "有点", "有些", "偏"))


_LIKING = ("i like it", "i love it", "i like them", "i love them", "i like", "i love", "我喜欢", "喜欢")


def is_liking(fragment: Fragment, earlier: Sequence[Wish]) -> bool:
    """ "Saturation at 0.7, I like it washed out": the figure said how much, this says but why."""
    told = fragment.atoms[0].text.lower() in _LIKING or fragment.text.lower().startswith(_LIKING[:4])
    exact = bool(earlier) and earlier[-1].topic == "adjust" and not earlier[-1].args.get("vague")
    return told and exact and fragment.before in (",", "，", "because") and not fragment.strong_refs


def pass_over_speaker(fragment: Fragment) -> None:
    """ "Mom says to put her back": who says it is no photo that is meant, though she is on one."""
    if _asks_in_chinese(fragment):
        del fragment.atoms[:2]
        return
    said = next((i for i, a in enumerate(fragment.atoms[:4]) if a.text.lower() in grammar("speaking")), None)
    if said and (fragment.kinds("string") or fragment.has("scope:it")):
        return
    if said and fragment.atoms[said - 1].kind in ("ref", "word") and len(fragment.atoms) > said + 1:
        del fragment.atoms[: said + 1]


def _asks_in_chinese(fragment: Fragment) -> bool:
    """领导要一分钟的: who asks for it; though a photo is called so, 要…的 is not said of a photo."""
    who, verb = fragment.at(0), fragment.at(1)
    if who is None or verb is None or who.kind != "ref" or len(fragment.atoms) < 3:
        return False
    plain = fragment.atoms[-1].text.endswith("的") or len(verb.text) > 1  # 想要, 要求: no photo does
    wished = verb.text in grammar("asking_for") and plain
    return who.text in grammar("asker") and wished


def pass_over_theme(fragment: Fragment) -> None:
    """ "Cruise pics, title 'Welcome aboard'": what is on the photos says nothing of which, while there is no video."""
    first = fragment.atoms[0]
    if first.kind != "ref" or fragment.before or not first.value.has("unknown") or len(first.value.picks) != 1:
        return
    if first.value.picks[0].plural and not fragment.has("act:remove", "act:keep", "scope:only", "neg:no"):
        fragment.atoms[0] = first.but(value=Selector((Pick("all", plural=True),)))


def is_theme(fragment: Fragment) -> bool:
    """邮轮照片，…: what the photos are of."""
    *words, last = fragment.atoms
    return bool(words) and last.has("thing:photo") and all(a.kind == "word" or a.is_filler for a in words)

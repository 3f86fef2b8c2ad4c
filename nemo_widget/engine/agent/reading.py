"""A message -> what it wishes for: clauses are read one after another, each in the light of those before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .analysis import LONGEST_MESSAGE, spoken
from .asides import is_liking, is_theme, pass_over_speaker, pass_over_theme, without_complaint, without_old_figures
from .asking import is_outside, is_question, wants_nothing
from .carrying import Carrying, share_target
from .fragments import Fragment, fragments_of
from .gathering import (
    alike,
    by_turns,
    continued,
    gathered,
    one_each,
    says_again,
    told_apart,
    withdraw,
    without_contradictions,
)
from .lexicon import grammar
from .narrowing import excepted, kept_too, measured, narrowed, placed, shown_on, situated, timed
from .references import Selector
from .repairs import is_repair, mended
from .steps import begins_step
from .units import with_units
from .wishes import READERS, Talk, Wish
from .wishes.base import only_removes
from .words.atoms import Atom
from .words.tokens import is_cjk

MOST_WISHES = 40

_NARROWING = (excepted, narrowed, shown_on, situated, placed, measured, timed)

# What a wish of this topic leaves the conversation to be about.
_FOCUS = {"beat": "music", "duration": "duration"}


@dataclass
class Reading:
    """`language` is that of the message; `misread` are fragments in which nothing was understood."""

    language: str
    atoms: list[Atom] = field(default_factory=list)
    fragments: list[Fragment] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    misread: list[Fragment] = field(default_factory=list)
    outside: list[Fragment] = field(default_factory=list)

    def has(self, *tags: str) -> bool:
        return any(f.has(*tags) for f in self.fragments)


def read(message: str, session_language: str, names: Sequence[tuple[str, str]], talk: Talk) -> Reading:
    message = message[:LONGEST_MESSAGE]
    language, atoms = spoken(message, session_language, names, talk.texts)
    return read_atoms(language, atoms, talk)


def read_atoms(language: str, atoms: Sequence[Atom], talk: Talk) -> Reading:
    """What the atoms of a message wish for. `talk` is changed on the way."""
    atoms = without_complaint(atoms)
    reading = Reading(language, list(atoms), with_units(without_old_figures(fragments_of(atoms))))
    _Reader(reading, talk).run()
    if not talk.has_text:
        reading.wishes = gathered(reading.wishes)
    alike(reading.wishes)
    reading.wishes = continued(reading.wishes)
    one_each(reading.wishes, talk)
    if not talk.has_draft:
        reading.wishes = told_apart(reading.wishes)
    by_turns(reading.wishes)
    reading.wishes = without_contradictions(reading.wishes)
    if any(w.topic == "transition" for w in reading.wishes):
        reading.misread = [m for m in reading.misread if not _only_where(m)]
    return reading


def _only_where(fragment: Fragment) -> bool:
    """ "…, on every change", "when it switches, …": where the transition is that was wished for."""
    return fragment.has("thing:transition") and all(
        a.is_filler or a.kind == "punct" or a.has("thing:transition", "link:on", "link:at") for a in fragment.atoms
    )


class _Reader:
    """Goes through the clauses of one message once."""

    def __init__(self, reading: Reading, talk: Talk) -> None:
        self._reading, self._talk = reading, talk
        self._carrying = Carrying()
        self._correcting = False  # the clause before did nothing but take something back
        self._last: tuple[Fragment, list[Wish]] | None = None  # the last clause that wished for something
        self._step = 0
        self._spoken: Atom | None = None  # the photo that the clause before told something of: 第三张拍糊了
        self._picked: Atom | None = None  # the photos that the clause before said were the good ones
        self._thing = ""  # what the clause before spoke of without a wish: "the client hates the filter"

    def run(self) -> None:
        for fragment in self._reading.fragments:
            if len(self._reading.wishes) >= MOST_WISHES:
                break
            if is_outside(fragment):
                self._reading.outside.append(fragment)
                self._talk.focus = ""
            elif wants_nothing(fragment) and self._talk.focus != "motion":
                self._spare(fragment)
            elif not is_question(fragment):
                self._take(fragment)

    def _spare(self, fragment: Fragment) -> None:
        """ "Warm it up, but keep the sled as it is": "it" is the video, and the sled is left out."""
        last = self._talk.last[-1] if self._talk.last else None
        video = last is not None and last.target is not None and last.target.is_weak and not self._talk.touched
        if last is not None and video and fragment.strong_refs and last.topic in ("filter", "adjust", "motion", "fit"):
            last.target = None
        if not excepted(fragment, self._talk.last):
            self._carrying.leave()

    def _take(self, fragment: Fragment) -> None:
        pass_over_speaker(fragment)
        if not self._talk.has_draft:
            pass_over_theme(fragment)
        talk, earlier = self._talk, self._reading.wishes
        if kept_too(fragment, talk.last):
            self._correcting = False
            return
        repairs = self._correcting or is_repair(fragment)
        again = mended(self._last[0], fragment) if repairs and self._last is not None else None
        if again is not None and self._mend(again, fragment):
            return
        if any(changes(fragment, talk.last) for changes in _NARROWING):
            self._carrying.name_excepted(fragment)
            return
        if self._reading.wishes and fragment.before in (",", "and") and _is_spurned(fragment):
            fragment.take(*range(len(fragment.atoms)))
            return
        if is_liking(fragment, talk.last):
            fragment.take(*range(len(fragment.atoms)))
            return
        if self._spoken is not None and _is_done_to(fragment):
            rest = [a for a in fragment.atoms if not _is_that(a)]
            fragment.atoms[:] = [self._spoken, *rest] if is_cjk(fragment.text) else [*rest, self._spoken]
        elif self._thing and only_removes(fragment):
            _name_thing(fragment, self._thing)
            self._reading.misread = [m for m in self._reading.misread if not m.has(self._thing)]
        if self._picked is not None:
            _name_picked(fragment, self._picked)
        talk.correcting = self._correcting
        _turn_to_the_excepted(fragment, talk)
        wishes = _read_fragment(fragment, talk)
        self._thing = _thing_of(fragment) if not wishes else ""
        self._spoken = _photo_of(fragment) if not wishes else None
        self._picked = _picked_in(fragment) if not wishes else None
        self._carrying.settle(fragment, wishes, talk)
        if (self._correcting or any(a.has("neg:sorry") and not a.has("act:change") for a in fragment.atoms)) and wishes:
            withdraw(earlier, wishes)
        elif fragment.has("neg:sorry") and wishes:  # 标题往上挪，改成蓝色: only what is said anew
            earlier[:] = [w for w in earlier if not any(_sets_again(w, x) for x in wishes)]
        self._correcting = not wishes and _only_corrects(fragment)
        if not wishes and fragment.has("thing:transition"):
            talk.focus = "transition"
        elif not wishes and fragment.has("thing:music") and fragment.has("link:instead", "neg:no"):
            talk.focus = "music"  # 配乐别用电子的，用氛围的
        elif (
            not wishes
            and talk.context == "text"
            and any(a.text.lower() in grammar("appearing") for a in fragment.atoms)
        ):
            talk.focus = "text"  # "it disappears too quickly, make it 5 seconds"
        understood = bool(wishes) or _is_empty(fragment) or len(fragment.used) == len(fragment.atoms)
        understood = understood or (not talk.has_draft and is_theme(fragment))
        self._keep(fragment, wishes)
        if not understood:
            self._reading.misread.append(fragment)

    def _mend(self, again: Fragment, repair: Fragment) -> bool:
        """Reads the clause before once more, with what was said anew; False when that makes no sense."""
        assert self._last is not None
        withdrawn = self._last[1]
        talk = self._talk
        before = list(talk.last)
        talk.last[:] = [w for w in talk.last if w not in withdrawn]
        wishes = _read_fragment(again, talk)
        if [(w.topic, w.do) for w in wishes] != [(w.topic, w.do) for w in withdrawn]:
            talk.last[:] = before
            return False
        for wish, old in zip(wishes, withdrawn, strict=True):
            wish.target = wish.target or old.target
        self._reading.wishes[:] = [w for w in self._reading.wishes if w not in withdrawn]
        repair.take(*range(len(repair.atoms)))
        self._correcting = False
        self._keep(again, wishes)
        return True

    def _keep(self, fragment: Fragment, wishes: list[Wish]) -> None:
        if not wishes:
            return
        if begins_step(fragment, [w for w in self._reading.wishes if w.step == self._step]):
            self._step += 1
        for wish in wishes:
            wish.step = self._step
        told = self._reading.wishes
        told[:] = [w for w in told if not any(says_again(w, x) and x.topic != "clips" for x in wishes)]
        wishes[:] = [w for w in wishes if not (w.topic == "clips" and any(says_again(x, w) for x in told))]
        if not wishes:
            return
        self._reading.wishes += wishes
        self._talk.last += wishes
        self._talk.focus = _FOCUS.get(wishes[-1].topic, wishes[-1].topic)
        self._last = fragment, wishes


def _sets_again(wish: Wish, later: Wish) -> bool:
    told = {k for k, v in later.args.items() if v is not None} - {"which", "role", "place", "even"}
    return wish.topic == later.topic and not told.isdisjoint(k for k, v in wish.args.items() if v is not None)


_THINGS = (
    "thing:music",
    "thing:filter",
    "thing:transition",
    "thing:motion",
    "thing:title",
    "thing:caption",
    "thing:text",
)


def _thing_of(fragment: Fragment) -> str:
    return next((t for t in _THINGS if fragment.has(t)), "")


def _turn_to_the_excepted(fragment: Fragment, talk: Talk) -> None:
    """全部用黑白，除了第一张用暖色: what is said after the exception is said of the photo that is excepted."""
    before = talk.last[-1] if talk.last else None
    first = fragment.atoms[0]
    if before is None or first.kind != "ref" or not first.value.excluding or fragment.before not in (",", "，"):
        return
    others = any(w in first.text for w in ("其", "都", "全", "别", "剩", "余", "所有", "以外", "之外", "外"))
    if not is_cjk(first.text) or others or not (before.target is None or before.target.is_weak):
        return
    if before.topic in ("filter", "fit", "motion", "adjust", "duration", "background"):
        fragment.atoms[0] = first.but(value=Selector(first.value.excluding))


def _is_that(atom: Atom) -> bool:
    return (atom.kind == "ref" and atom.value.is_weak) or (atom.kind == "count" and atom.value == 1)


def _is_done_to(fragment: Fragment) -> bool:
    """Whether it says only what shall be done with the photo that was just spoken of: 扔掉, 去掉一张, 换成雪山."""
    if fragment.has("neg:sorry"):
        return False
    if fragment.has("act:swap_for", "act:replace") and len(fragment.strong_refs) == 1:
        at = fragment.strong_refs[0][0]
        return all(i == at or a.is_filler or a.has("act:swap_for", "act:replace") for i, a in enumerate(fragment.atoms))
    rest = Fragment([a for a in fragment.atoms if not _is_that(a)])
    return bool(rest.atoms) and only_removes(rest)


def _photo_of(fragment: Fragment) -> Atom | None:
    named = [a for a in fragment.atoms if a.kind == "ref" and not a.value.is_weak and not a.value.excluding]
    if len(named) != 1 or (not is_cjk(named[0].text) and _thing_of(fragment)):
        return None
    return named[0].but(text=named[0].text.removesuffix("'s"))  # "the soup's sold out, take it off"


def _picked_in(fragment: Fragment) -> Atom | None:
    """ "Only the 2nd and the 4th are any good", 第一张和第三张拍得好: the photos that a clause of its own speaks of."""
    named = [a for a in fragment.atoms if a.kind == "ref" and not a.value.is_weak and not a.value.excluding]
    praised = fragment.has("scope:only", "chat:praise", "act:keep") and not fragment.has("act:remove")
    return named[0] if len(named) == 1 and praised else None


def _name_picked(fragment: Fragment, picked: Atom) -> None:
    """ "… make the video out of those": those are the photos that were just spoken of."""
    at = next((i for i, a in enumerate(fragment.atoms) if a.kind == "ref" and a.value.has("them", "both")), None)
    if at is not None and fragment.has("act:build", "act:keep", "link:with", "link:from") and not fragment.any("fx"):
        fragment.atoms[at] = picked


def _name_thing(fragment: Fragment, thing: str) -> None:
    """ "… take it off": "it" is the thing that was spoken of."""
    at = next((i for i, a in enumerate(fragment.atoms) if a.kind == "ref"), None)
    named = Atom("lex", "", fragment.atoms[-1].end, fragment.atoms[-1].end, frozenset({thing}))
    fragment.atoms[at if at is not None else len(fragment.atoms) : at + 1 if at is not None else None] = [named]


def _only_corrects(fragment: Fragment) -> bool:
    """ "No", "scratch that": what follows takes the place of what went before."""
    corrections = [a for a in fragment.atoms if a.has("neg:sorry", "neg:no", "chat:no")]
    return bool(corrections) and all(a.is_filler or a in corrections or a.kind == "punct" for a in fragment.atoms)


def _pass_over_instead(fragment: Fragment, talk: Talk) -> None:
    """ "Blurred sides instead of black bars": what is not wanted any more is not read."""
    at = fragment.find("link:instead")
    if at is not None and all(a.is_filler for a in fragment.atoms[:at]):
        before = talk.last[-1].topic if talk.last and fragment.before in (",", "，") else ""
        if before in ("transition", "filter", "motion") and fragment.atoms[at].text.lower() != "not":
            fragment.take(*range(len(fragment.atoms)))  # "…, instead of that fade"
        return
    if at is not None and is_cjk(fragment.atoms[at].text) and all(a.is_filler for a in fragment.atoms[at + 1 :]):
        return  # "小狗就不用放了" names nothing that it stands instead of
    if at is not None and not any(a.kind == "string" for a in fragment.atoms) and len(fragment.strong_refs) != 2:
        fragment.take(*range(at, len(fragment.atoms)))


def _is_spurned(fragment: Fragment) -> bool:
    """ "… have them slide up, instead of that fade": a clause of its own about what is not wanted any more."""
    return fragment.atoms[0].text.lower() in ("instead of", "rather than", "in place of") and not fragment.strong_refs


_VALUES = ("type", "motion")


def _read_fragment(fragment: Fragment, talk: Talk) -> list[Wish]:
    found: list[Wish] = []
    _pass_over_instead(fragment, talk)
    named = [s for _, s in fragment.strong_refs]
    inherited = _inherited(fragment, talk)
    if inherited is not None:
        found.append(inherited)
    for reader in READERS:
        found += reader(fragment, talk)
    if is_cjk(fragment.text) and len(named) == 1 and not fragment.has("thing:video", "scope:each", "scope:total"):
        share_target(found)
    talk.negated = bool(found) and (found[-1].do == "remove" or "none" in (found[-1].args.get(k) for k in _VALUES))
    return found


def _inherited(fragment: Fragment, talk: Talk) -> Wish | None:
    """ "no music, titles": a mere noun after something was taken away goes the same way."""
    content = [a for a in fragment.atoms if not (a.is_filler and len(a.tags) == 1)]
    opens = fragment.before == "" and fragment.atoms[0].has("link:and")  # "take off the title" – "and the music"
    joined = (opens or fragment.before in ("and", "then", ",", "、", "，")) and len(content) <= 2
    if not (talk.negated and joined) or fragment.has("link:with") or fragment.kinds("string"):
        return None
    photos = bool(talk.last) and talk.last[-1].topic == "clips" and not is_cjk(fragment.text)
    bare = not any(a.text.lower() in grammar("determiner") for a in fragment.atoms)
    if photos and bare and fragment.before == "," and _thing_of(fragment):
        return None  # "skip the dog, captions please"
    for noun, topic in (
        ("thing:music", "music"),
        ("thing:title", "text"),
        ("thing:caption", "text"),
        ("thing:text", "text"),
    ):
        if fragment.has(noun) and not fragment.any("neg", "act", "music"):  # lo-fi music is no mere noun
            fragment.take(*range(len(fragment.atoms)))
            return Wish(topic, "remove", source=fragment.text)
    if fragment.has("thing:transition") and not fragment.any("fx", "act"):
        fragment.take(*range(len(fragment.atoms)))
        return Wish("transition", "set", None, {"type": "none", "duration_ms": None, "place": "into"}, fragment.text)
    if fragment.has("thing:motion", "fx:zoom", "fx:pan") and len(content) == 1:
        fragment.take(*range(len(fragment.atoms)))
        return Wish("motion", "set", None, {"motion": "none"}, fragment.text)
    bare = all(a.kind == "ref" or a.has("link:then", "link:and") for a in fragment.atoms)
    if len(fragment.strong_refs) == 1 and bare and talk.last and talk.last[-1].topic == "clips":
        index, selector = fragment.strong_refs[0]
        fragment.take(index)
        return Wish("clips", "remove", selector, {"unknown": []}, fragment.text)
    return None


def _is_empty(fragment: Fragment) -> bool:
    """Nothing in it but filling words, courtesy, and what merely says that a video is wanted."""
    return all(
        a.is_filler
        or a.kind == "punct"
        or a.has("thing:video", "thing:photo", "act:build")
        or a.kind == "ref"
        or any(t.startswith(("chat:", "ask:", "neg:sorry")) for t in a.tags)
        or a.text.lower() in grammar("go_ahead")
        for a in fragment.atoms
    )

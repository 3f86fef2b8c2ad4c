"""Atoms -> fragments: stretches of a message that speak of one wish each, more or less.

Commas, full stops and conjunctions divide; lists of clips have been joined before ("1, 3 and 4" is one atom by now).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .lexicon import grammar
from .references import Selector
from .words.atoms import Atom
from .words.tokens import is_cjk

LONGEST_FRAGMENT = 48  # atoms; no one says that much in one breath, and readers look at every pair
_DIVIDERS = frozenset(",;.!?:\n，。；！？：、…|")
_BUTS = ("but", "但", "但是", "不过")
_SENTENCE_ENDS = frozenset(".!?\n。！？")


@dataclass
class Fragment:
    """`before` is what divides it from the one before ("," or "and"); `sentence` counts sentences. Readers put the
    places of atoms that they have taken into `used`."""

    atoms: list[Atom]
    before: str = ""
    sentence: int = 0
    question: bool = False
    used: set[int] = field(default_factory=set)

    @property
    def text(self) -> str:
        return "".join((" " if a.spaced and n else "") + a.text for n, a in enumerate(self.atoms))

    def has(self, *tags: str) -> bool:
        return any(not a.tags.isdisjoint(tags) for a in self.atoms)

    def any(self, *sections: str) -> bool:
        return any(t.split(":")[0] in sections for a in self.atoms for t in a.tags)

    def find(self, *tags: str) -> int | None:
        """The place of the first unused atom with one of these tags."""
        return next((i for i, a in enumerate(self.atoms) if i not in self.used and a.has(*tags)), None)

    def kinds(self, *kinds: str) -> list[int]:
        """The places of the unused atoms of these kinds."""
        return [i for i, a in enumerate(self.atoms) if i not in self.used and a.kind in kinds]

    def values(self, section: str) -> Iterator[tuple[int, str]]:
        """(place, value) of the unused atoms with a tag of this section."""
        for index, atom in enumerate(self.atoms):
            if index not in self.used and (value := atom.one(section)) is not None:
                yield index, value

    def take(self, *places: int) -> None:
        self.used.update(places)

    @property
    def refs(self) -> list[tuple[int, Selector]]:
        return [(i, a.value) for i, a in enumerate(self.atoms) if a.kind == "ref" and i not in self.used]

    @property
    def strong_refs(self) -> list[tuple[int, Selector]]:
        return [(i, s) for i, s in self.refs if not s.is_weak]

    @property
    def unknown(self) -> list[str]:
        """Words that are in no vocabulary and that nobody has taken."""
        return [a.text for i, a in enumerate(self.atoms) if a.kind == "word" and i not in self.used]

    def at(self, index: int) -> Atom | None:
        return self.atoms[index] if 0 <= index < len(self.atoms) else None


def fragments_of(atoms: Sequence[Atom]) -> list[Fragment]:
    found: list[Fragment] = []
    current: list[Atom] = []
    before, sentence = "", 0

    def close(divider: str) -> None:
        nonlocal current, before
        if current:
            found.append(Fragment(current, before, sentence))
            current = []
            before = divider
        elif divider not in (",", "，"):
            before = divider

    gives_reason = False
    for index, atom in enumerate(atoms):
        if gives_reason:
            gives_reason = not (atom.kind == "punct" and atom.value in _DIVIDERS) and not _ends_reason(atoms, index)
            if gives_reason:
                continue
        if current and _begins_reason(atoms, index):
            gives_reason = True  # "… so people can read the code": why, not what
            continue
        if atom.kind == "punct" and atom.value in _DIVIDERS:
            close(str(atom.value))
            if atom.value in _SENTENCE_ENDS:
                if found and atom.value in ("?", "？"):
                    for fragment in found:
                        fragment.question = fragment.question or fragment.sentence == sentence
                sentence += 1
        elif (
            atom.kind == "punct"
            and atom.value in ("/", "-", "+", "&", "~")
            and atom.spaced
            and not _is_sign(atoms, index)
        ):
            close(",")
        elif atom.text.lower() == "which" and current and current[-1].kind == "ref" and len(current) > 1:
            meant = current[-1]  # "… except the tea, which should pan down"
            close("and")
            excluded = meant.value.excluding
            current.append(meant.but(value=Selector(excluded)) if excluded else meant)
        elif atom.text.lower() == "which" and not current and found and found[-1].atoms[-1].kind == "ref":
            meant = found[-1].atoms[-1]  # "… except the tea, which stays still"
            excluded = meant.value.excluding
            current.append(meant.but(value=Selector(excluded)) if excluded else meant)
        elif len(current) > 1 and _draws_conclusion(atoms, index):
            close("so")
        elif current and atom.kind == "lex" and atom.text.lower() in grammar("repair"):
            close("repair")
            current.append(atom)
        elif _divides(atoms, index) and not _only_topic(current, atom):
            close("then" if atom.has("link:then") else "but" if atom.text.lower() in _BUTS else "and")
            if atom.has("link:then", "act:add") or (atom.has("link:end") and is_cjk(atom.text)):
                current.append(atom)
        else:
            current.append(atom)
            if _in_that_order(current):
                close(",")  # "jade, opal, ruby in that order with wipes"
            elif len(current) >= LONGEST_FRAGMENT:
                close(",")
    close("")
    return _merged([part for fragment in found for part in _apart(fragment)])


def _in_that_order(clause: Sequence[Atom]) -> bool:
    words = [a.text.lower() for a in clause[-3:]]
    return words in (["in", "that", "order"], ["in", "this", "order"]) and any(a.kind == "ref" for a in clause)


def _begins_reason(atoms: Sequence[Atom], at: int) -> bool:
    """ "So that …", "so people can …": what follows says what a wish is good for."""
    word, following = atoms[at].text.lower(), [a.text.lower() for a in atoms[at + 1 : at + 6]]
    if word in grammar("because") and following and not any(a.kind == "string" for a in atoms[at:]):
        return word != "since" or atoms[at + 1].kind not in ("time", "num", "ordinal")
    if word == "so that" or (word == "so" and following[:1] == ["that"]):
        return True
    return word == "so" and len(following) > 1 and any(w in grammar("so_what") for w in following[1:])


def _ends_reason(atoms: Sequence[Atom], at: int) -> bool:
    """ "… cos it is dark and make the second longer": a conjunction with a verb of wishing behind it goes on."""
    after = atoms[at + 1] if at + 1 < len(atoms) else None
    return atoms[at].has("link:and", "link:then") and after is not None and after.has(*_WISHING)


_WISHING = ("act:build", "act:add", "act:remove", "act:change", "act:move", "act:keep", "act:start_with",
            "act:end_with", "act:swap", "act:write", "act:call", "act:trim", "act:mute")  # fmt: skip


def _draws_conclusion(atoms: Sequence[Atom], at: int) -> bool:
    """ "Lola is the star so start with her": what goes before says why, what follows is a wish."""
    if atoms[at].text.lower() != "so" or at + 1 >= len(atoms):
        return False
    first = atoms[at + 1]
    if first.has("scope:it", "scope:them") or first.text.lower() in ("i", "we", "he'd", "she'd", "please", "let's"):
        return any(a.any_of("act", "fx", "filter", "fit") for a in atoms[at + 1 : at + 8])
    return first.has(*_WISHING) or (first.kind in ("name", "ref") and not atoms[at - 1].is_filler)


_ASIDES = ("顺便", "顺带", "同时", "还要", "并", "并且")


def _only_topic(current: Sequence[Atom], link: Atom) -> bool:
    """那张顺便改成黑白: so far the clause has but named what it is about."""
    return bool(current) and link.text in _ASIDES and all(a.kind == "ref" or a.is_filler for a in current)


def _apart(fragment: Fragment) -> list[Fragment]:
    """Divides what adds photos from what comes with them: "add the new photos with the title 'X'"."""
    atoms = fragment.atoms
    new = next((i for i, a in enumerate(atoms) if a.kind == "ref" and a.value.has("new")), None)
    if new is None or not any(a.has("act:add") for a in atoms[:new]):
        return [fragment]
    at = next((i for i in range(new + 1, len(atoms)) if atoms[i].has("link:with", "act:add")), None)
    if at is None or not any(a.kind in ("string", "lex", "ref") and not a.is_filler for a in atoms[at + 1 :]):
        return [fragment]
    second = Fragment(atoms[at:], "and", fragment.sentence, fragment.question)
    return [Fragment(atoms[:at], fragment.before, fragment.sentence, fragment.question), second]


_TEXT_NOUNS = ("thing:title", "thing:caption", "thing:text")


def _merged(fragments: list[Fragment]) -> list[Fragment]:
    """Joins what a comma divides though it is one wish: "on the last photo, 'The end'", "片尾加个字幕，写“再见”"."""
    out: list[Fragment] = []
    for fragment in fragments:
        last = out[-1] if out else None
        near = last is not None and (last.sentence == fragment.sentence or _announces_order(last, fragment))
        if last is not None and near and _belongs(last, fragment):
            last.atoms += fragment.atoms
            last.question = last.question or fragment.question
        else:
            out.append(fragment)
    return out


def _announces_order(first: Fragment, second: Fragment) -> bool:
    """ "Wrong order. Drill, saw, hammer"."""
    return first.has("act:arrange", "thing:order") and not first.refs and all(a.kind == "ref" for a in second.atoms)


def _is_sign(atoms: Sequence[Atom], at: int) -> bool:
    """The plus of "+20%"."""
    after = atoms[at + 1] if at + 1 < len(atoms) else None
    return after is not None and after.kind in ("num", "percent", "time") and not after.spaced


def _is_sequence(first: Fragment, second: Fragment) -> bool:
    """ "Kitchen, then garden, then the rest": nothing but clips, one after another."""

    def bare(f: Fragment) -> bool:
        return bool(f.refs) and all(
            a.kind == "ref" or a.is_filler or a.has("link:then", "act:arrange") for a in f.atoms
        )

    return bare(first) and bare(second) and (second.before == "then" or second.has("link:then"))


def _belongs(first: Fragment, second: Fragment) -> bool:
    if _is_sequence(first, second):
        first.atoms.append(Atom("lex", "", first.atoms[-1].end, first.atoms[-1].end, frozenset({"act:arrange"})))
        return True
    if first.has("act:restore") and first.strong_refs and second.has("link:start", "link:end") and not second.refs:
        return _is_adverbial(second)  # "the bench back in, at the end"
    beside = second.atoms[0].has("link:before", "link:after", "link:between") and second.strong_refs
    if first.has("act:restore") and first.strong_refs and beside and len(second.atoms) <= 2:
        return True  # "the crow back in, between the swan and the heron"
    texty = bool(second.kinds("string")) or second.has(*_TEXT_NOUNS)
    if first.has("act:arrange") and not first.refs and all(a.kind == "ref" for a in second.atoms):
        return True
    if second.before in (":", "：") and _is_key(first):
        return True
    if _is_adverbial(first):
        timed = any(first.atoms[i].has("point") for i in first.kinds("time")) or len(first.kinds("time")) == 2
        ends = first.has("link:start", "link:end", "link:whole") and not first.refs and not first.kinds("time")
        if texty and (timed or ends or _times_at_an_end(first)):
            return True
        moved = len(first.refs) > 1 and any(s.is_bare for _, s in first.refs)  # "the sofa first, all in sepia"
        placed = (moved or first.has("link:start", "link:end")) and not texty
        placed = placed or (
            first.any("position") and second.any("ratio", "sure", "music")
        )  # "both top centre, vertical"
        only_refs = bool(first.strong_refs) and not first.kinds("time") and not placed
        return (
            only_refs
            and not second.has("neg:nothing")
            and not second.strong_refs
            and not second.has("link:then", "thing:video")
            and not _only_filler(second)
        )
    announced = first.has(*_TEXT_NOUNS) and not first.kinds("string") and not first.any("neg")
    if announced and second.before in (":", "：") and second.kinds("string"):
        return True
    if (
        announced
        and second.kinds("string")
        and first.has(
            "act:add",
            "act:write",
            "act:call",
            "act:build",
            "act:change",
            "link:start",
            "link:end",
            "link:on",
            "link:whole",
        )
    ):
        return not second.has(*_TEXT_NOUNS, "act:add") or second.has("act:write")
    return False


_KEYS = ("thing:music", "thing:transition", "thing:filter", "thing:motion", "thing:ratio", "thing:duration",
         "thing:fit", "thing:background",
         "thing:volume", "thing:fps", "thing:resolution")  # fmt: skip


def _is_key(fragment: Fragment) -> bool:
    """ "Music: none", "Transition: fade": a noun and nothing else before the colon."""
    if fragment.has("thing:transition") and fragment.refs and not fragment.any("fx"):
        return True  # "a transition between the Alps and Bern: wipe up"
    each = fragment.has("scope:each", "thing:duration")  # "per photo: 4 s"
    keys = (*_KEYS, "scope:each", "thing:photo") if each else _KEYS
    return fragment.has(*keys) and all(a.is_filler or a.has(*keys) for a in fragment.atoms)


def _is_adverbial(fragment: Fragment) -> bool:
    """Whether it says only when or where: times, clips, beginning and end."""
    if not fragment.atoms:
        return False
    return (
        all(
            a.kind in ("time", "ref")
            or a.is_filler
            or any(t.startswith(("link:", "position:", "ordinal:")) for t in a.tags)
            or (a.kind == "punct" and a.value in ("-", "~"))
            for a in fragment.atoms
        )
        and not fragment.any("act", "fx", "filter", "ratio", "neg", "music")
        and not fragment.has("scope:only", "scope:except")
        and not fragment.atoms[-1].has("neg:nothing")
    )


def _times_at_an_end(fragment: Fragment) -> bool:
    """ "the last two seconds", "前三秒"."""
    return bool(fragment.kinds("time")) and (
        fragment.has("ordinal:1", "ordinal:-1", "link:start", "link:end")
        or any(a.text in ("前", "后", "头") for a in fragment.atoms)
    )


def _only_filler(fragment: Fragment) -> bool:
    return all(a.is_filler or a.kind == "punct" for a in fragment.atoms)


def _divides(atoms: Sequence[Atom], at: int) -> bool:
    atom = atoms[at]
    if atom.kind != "lex" or (atom.text == "+" and _is_sign(atoms, at)):
        return False
    if atom.text.lower() == "plus" and at + 1 < len(atoms) and atoms[at + 1].kind == "percent":
        return False  # "brightness plus 10%"
    if is_cjk(atom.text):
        last_of_all = atom.spaced and atom.text == "最后" and at + 1 < len(atoms) and atoms[at + 1].kind == "ref"
        return last_of_all or atom.text in grammar("conjunction_zh")
    after = atoms[at + 1] if at + 1 < len(atoms) else None
    if (
        at
        and after is not None
        and atoms[at - 1].kind == after.kind == "time"
        and any(a.has("link:between", "link:from") for a in atoms[max(0, at - 3) : at])
    ):
        return False  # "between 3 s and 6 s"
    if atom.text.lower() in grammar("conjunction") and not (atom.has("link:on") and atom.is_filler):
        return True
    if atom.has("scope:except") and any(a.of("fx") or a.of("filter") for a in atoms[at + 1 : at + 4]):
        return True  # "all cuts except a crossfade into the last one"
    if atom.text.lower() == "so" and at and after is not None and after.text.lower() in grammar("so_who"):
        return True  # "the fish died, so he'd better come out"
    if atom.text.lower() == "n" and after is not None and after.any_of("act"):
        return True
    return atom.has("link:and", "link:then") and atom.text.lower() not in (
        "also",
        "next",
        "later",
        "together with",
        "as well as",
        "along with",
        "außerdem",
        "auch",
        "aussi",
        "también",
        "además",
        "n",
        ">",
    )

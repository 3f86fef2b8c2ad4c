"""A message -> its atoms, and the language in which it is spoken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from .language import language_of
from .lexicon import grammar
from .lexicon.lexicon import Lexicon, lexicon_for, stem
from .literals import with_literals
from .pauses import with_pauses
from .references import name_parts, with_references
from .words.atoms import Atom, atoms_of
from .words.chinese import with_chinese
from .words.english import with_english
from .words.quantities import with_quantities
from .words.tokens import is_cjk, tokenise

LONGEST_MESSAGE = 4000  # characters


def analyse(message: str, language: str, names: Sequence[tuple[str, str]], texts: Sequence[str] = ()) -> list[Atom]:
    """The atoms of a message; `names` are (file name, hash) of the uploads, `texts` what stands on the video."""
    lexicon = lexicon_for(language)
    parts, common = name_parts(names)
    tokens = tokenise(message, names, lexicon.is_phrase)
    atoms = with_chinese(with_quantities(atoms_of(tokens, language, parts, common), language))
    atoms = _meanwhile(_lasting(_verbs_joined(with_english(atoms), lexicon)))
    return with_pauses(with_references(with_literals(atoms, message, texts)))


def spoken(
    message: str, session_language: str, names: Sequence[tuple[str, str]], texts: Sequence[str]
) -> tuple[str, list[Atom]]:
    """The language of the message and its atoms. The words of a title and the names of files are in whatever language
    they are in; those around them tell which one the person speaks."""
    language = language_of(message, session_language)
    atoms = analyse(message, language, names, texts)
    around = list(message)
    for start, end in _foreign(atoms, message):
        around[start:end] = " " * (end - start)
    spoken = "".join(around)
    if spoken != message and any(c.isalpha() for c in spoken):
        other = language_of(spoken, session_language)
        if other != language:
            return other, analyse(message, other, names, texts)
    return language, atoms


def _foreign(atoms: Sequence[Atom], message: str) -> Iterator[tuple[int, int]]:
    """The places of titles, and of names that are in Chinese."""
    for atom in atoms:
        if atom.kind == "string":
            yield atom.start, atom.end
        elif atom.kind == "ref":
            for pick in (*atom.value.picks, *atom.value.excluding):
                at = message.find(pick.text, atom.start, atom.end) if pick.kind == "name" and is_cjk(pick.text) else -1
                if at >= 0:
                    yield at, at + len(pick.text)


def spoken_language(message: str, session_language: str) -> str:
    """The language in which a message is to be answered."""
    return spoken(message[:LONGEST_MESSAGE], session_language, (), ())[0]


def _verbs_joined(atoms: Sequence[Atom], lexicon: Lexicon) -> list[Atom]:
    """ "take the dog out": the verb means what "take out" means."""
    out = list(atoms)
    for index, verb in enumerate(out):
        if verb.kind not in ("lex", "word") or verb.text.lower() not in grammar("separable"):
            continue
        for later in range(index + 2, min(len(out), index + 8)):
            particle = out[later]
            divides = particle.has("link:and") or (particle.kind == "punct" and particle.value not in ("-", "#", "."))
            if divides and not _goes_on(out, later + 1):
                break
            if particle.text.lower() in grammar("particle"):
                words = [verb.text.lower(), particle.text.lower()]
                found = lexicon.match(words, [stem(w) for w in words], 0)
                if found is not None and found.length == 2:
                    out[index] = verb.but(kind="lex", value=None, tags=found.tags)
                    out[later] = particle.but(kind="lex", value=None, tags=frozenset({"filler"}))
                break
    return out


_BEFORE_THE_LAST = ("link:for", "link:on", "link:at", "link:and", "link:from", "link:with", "scope:only")


def _lasting(atoms: Sequence[Atom]) -> list[Atom]:
    """ "Make it last 5 seconds": a verb, not the end of anything."""
    out = list(atoms)
    for index, (atom, after) in enumerate(pairwise(out)):
        if atom.text.lower() == "over the last" and after.kind == "time":
            out[index] = atom.but(tags=frozenset({"link:on", "ordinal:-1"}))  # "over the last 3 seconds"
    for index, (before, atom, after) in enumerate(zip(out, out[1:], out[2:], strict=False), 1):
        if atom.text.lower() != "last" or after.kind != "time" or before.kind == "punct":
            continue
        if not (before.text.lower() in grammar("determiner") or before.has(*_BEFORE_THE_LAST)):
            out[index] = atom.but(tags=frozenset({"thing:duration"}))
    return out


_WHILE = ("while", "whilst", "when", "as long as")


def _meanwhile(atoms: Sequence[Atom]) -> list[Atom]:
    """ "… while the kitchen is showing": on the kitchen."""
    out = list(atoms)
    for at, atom in enumerate(out):
        if atom.text.lower() in _WHILE:
            end = next((i for i in range(at + 2, min(len(out), at + 6)) if out[i].text.lower() in _SHOWING), None)
            if end is not None and any(a.kind == "name" or a.has("thing:photo") for a in out[at + 1 : end]):
                out[at] = atom.but(kind="lex", value=None, tags=frozenset({"link:on", "filler"}))
                out[end] = out[end].but(kind="lex", value=None, tags=frozenset({"filler"}))
    return out


_SHOWING = ("showing", "shown", "shows", "up", "visible", "on", "playing", "appears", "displayed", "there")


def _goes_on(atoms: Sequence[Atom], at: int) -> bool:
    """Whether "and" goes on with what the verb takes: "take the dog and the boat out"."""
    while at < len(atoms) and atoms[at].text.lower() in grammar("determiner"):
        at += 1
    return at < len(atoms) and (atoms[at].kind in ("name", "num", "ordinal") or bool(atoms[at].of("ordinal")))

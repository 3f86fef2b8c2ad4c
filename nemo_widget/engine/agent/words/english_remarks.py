"""What is said in English of the photos, or of who asks, and wishes for nothing by itself: "they are from 1952", "Mom
says", "the storm photo's pretty dark"."""

from __future__ import annotations

from collections.abc import Sequence

from .atoms import Atom
from .neighbours import FILLER, ends, opens, peek, run_of, word_at

_COPULAS = ("is", "are", "was", "were", "came", "'re", "they're", "it's", "that's", "re")


def without_origins(atoms: Sequence[Atom]) -> list[Atom]:
    """Leaves out where photos are from: "These are from 1952, …", "it's from the bus trip"."""
    out: list[Atom] = []
    at = 0
    while at < len(atoms):
        if (used := _origin(atoms, at)) and opens(atoms, at):
            at += used
        else:
            out.append(atoms[at])
            at += 1
    return out


def _origin(atoms: Sequence[Atom], at: int) -> int:
    subject, verb = atoms[at], at + 1
    if word_at(atoms, at) in ("they're", "it's"):
        verb = at
    elif not (subject.has("scope:them", "scope:it", "thing:photo") or word_at(atoms, at) in ("these", "they", "this")):
        return 0
    if word_at(atoms, verb) not in _COPULAS:
        return 0
    link = verb + 1
    while word_at(atoms, link) in ("all", "mostly", "just", "only"):
        link += 1
    if word_at(atoms, link) not in ("from", "of") or (behind := peek(atoms, link + 1)) is None or ends(behind):
        return 0
    end = link + 1
    while not ends(peek(atoms, end)) and not atoms[end].has("link:and", "link:then", "link:instead"):
        if word_at(atoms, end) in ("so", "but"):
            break
        end += 1
    told = atoms[link + 1 : end]
    plain = all(a.kind in ("name", "num", "word", "ordinal") or a.is_filler or a.value is not None for a in told)
    return end - at if plain else 0


def _quoted_figure(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """The figure of "did I say 4? I meant 6", "I said 4": what is taken back, no words to be written."""
    if word_at(atoms, at) not in ("say", "said"):
        return None
    if word_at(atoms, at - 1) != "i" or not (word_at(atoms, at - 2) == "did" or word_at(atoms, at) == "said"):
        return None
    figure = peek(atoms, at + 1)
    if figure is None or figure.kind not in ("num", "time", "percent") or not _takes_back(atoms[at + 2 : at + 5]):
        return None
    return [run_of(atoms, at, 2, "lex", "filler")], 2


def _takes_back(behind: Sequence[Atom]) -> bool:
    return any(a.has("neg:sorry") or a.text.lower() in ("meant", "mean") for a in behind)


_SAYING = ("says", "said", "say", "reckons", "thinks", "insists", "swears", "told me", "keeps saying", "claims")

_GOING_ON = ("i", "we", "it", "it's", "you", "to", "that", "he", "she", "they", "this", "these", "i'd", "we'd")


def _reported(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Mom says I have to put her back", "now Harold says it drags": who speaks is in no photo and writes nothing."""
    end = at + (word_at(atoms, at) in ("my", "the", "our", "now"))
    speaker = peek(atoms, end)
    begins = opens(atoms, at) or word_at(atoms, at - 1) in ("but", "so", "now", "ok", "well", "though")
    if speaker is None or not begins or not (speaker.kind in ("name", "word") or word_at(atoms, end) in ("he", "she")):
        return None
    follows = peek(atoms, end + 2)
    if word_at(atoms, end + 1) not in _SAYING or follows is None or follows.kind in ("string", "punct"):
        return None
    person = (speaker.kind == "word" and word_at(atoms, at) in ("my", "our")) or word_at(atoms, end) in ("he", "she")
    if not person and follows.text.lower() not in _GOING_ON:
        return None
    if follows.text[:1].isupper() and follows.text != "I":
        return None  # "beach says It was hot"
    return [a.but(kind="lex", value=None, tags=FILLER) for a in atoms[at : end + 2]], end + 2 - at


def _as_it_is(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Keep the sled as it is": how it is shall stay; nothing is said of the other photos."""
    words = [word_at(atoms, i) for i in range(at, at + 3)]
    still = words[0] == "as" and words[1] in ("it", "they", "he", "she") and words[2] in ("is", "are", "was", "were")
    kept = any(a.has("act:keep") or a.text.lower() in ("leave", "let") for a in atoms[max(0, at - 5) : at])
    return ([run_of(atoms, at, 3, "lex", "neg:nothing")], 3) if still and kept else None


def _had_better(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "He'd better come out" takes nothing back."""
    if word_at(atoms, at) != "better" or not (word_at(atoms, at - 1).endswith("'d") or word_at(atoms, at - 1) == "had"):
        return None
    return [atoms[at].but(tags=FILLER)], 1


_LOOKS_SO = ("is", "are", "was", "were", "looks", "look", "looked", "came out", "out", "seems", "seem", "feels", "'s")

_REMEDIES = {"dark": "act:brighter", "gloomy": "act:brighter", "dim": "act:brighter", "murky": "act:brighter",
             "bright": "act:darker", "washed out": "act:more_saturation", "dull": "act:more_saturation",
             "faded": "act:more_saturation", "flat": "act:more_contrast"}  # fmt: skip


def _complaint(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "The storm photo's pretty dark": how it is, not how it shall be."""
    if word_at(atoms, at) in _SIZES:
        return _size_complaint(atoms, at)
    remedy = _REMEDIES.get(word_at(atoms, at))
    if remedy is None or atoms[at].kind not in ("lex", "word"):
        return None
    before = at - 1
    while before >= 0 and (word_at(atoms, before) in _INTENSIFIERS or atoms[before].has("degree:lot", "degree:little")):
        before -= 1
    said = word_at(atoms, before)
    stated = said in _LOOKS_SO or said.endswith(("'s", "’s"))
    wished = any(word_at(atoms, i) in ("should", "must", "shall", "so", "make") for i in (before - 1, before - 2))
    if not stated or wished or not _ends_statement(atoms, at + 1) or not _of_photos(atoms[:at]):
        return None
    return [atoms[at].but(kind="lex", value=None, tags=frozenset({remedy, "complaint"}))], 1


_SIZES = {"small": "act:bigger", "tiny": "act:bigger", "big": "act:smaller", "large": "act:smaller",
          "huge": "act:smaller"}  # fmt: skip


def _size_complaint(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "The text is a bit small": it shall be bigger."""
    before = at - 1
    while before >= 0 and (word_at(atoms, before) in _INTENSIFIERS or atoms[before].has("degree:lot", "degree:little")):
        before -= 1
    noun = peek(atoms, before - 1)
    texts = noun is not None and noun.has("thing:title", "thing:caption", "thing:text")
    if (
        not texts
        or word_at(atoms, before) not in ("is", "looks", "are", "look", "seems")
        or not _ends_statement(atoms, at + 1)
    ):
        return None
    tag = _SIZES[word_at(atoms, at)]
    return [atoms[at].but(text=f"too {atoms[at].text}", tags=frozenset({tag}))], 1


def _of_photos(before: Sequence[Atom]) -> bool:
    """Whether the clause so far speaks of photos and of nothing else that may be dull or flat."""
    start = next((i for i in range(len(before) - 1, -1, -1) if ends(before[i])), -1)
    elsewhere = ("thing:music", "thing:title", "thing:caption", "thing:text", "thing:transition", "thing:motion")
    return not any(a.has(*elsewhere) and not a.is_filler for a in before[start + 1 :])


_INTENSIFIERS = ("pretty", "a bit", "a little", "quite", "rather", "so", "very", "really", "too", "kinda", "kind of",
                 "awfully", "terribly", "way", "a tad", "awful", "all", "just", "bit")  # fmt: skip


def _ends_statement(atoms: Sequence[Atom], at: int) -> bool:
    after = peek(atoms, at)
    if after is not None and after.is_filler and len(after.tags) == 1 and ends(peek(atoms, at + 1)):
        return True  # "… a bit flat tbh"
    return ends(after) or word_at(atoms, at) in ("eh", "and", "but", "so", "there", "lah", "though", "tho")


def _is_what_i_meant(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Sorry, the daisy is what I meant": the same as "I meant the daisy"."""
    last = at + 2 + (word_at(atoms, at + 1) == "the" and word_at(atoms, at + 2) == "one")
    if word_at(atoms, at) not in ("is", "was", "'s") or word_at(atoms, last) not in (
        "i meant",
        "i mean",
        "i was after",
    ):
        return None
    if last == at + 2 and word_at(atoms, at + 1) not in ("what", "the one", "which"):
        return None
    return [run_of(atoms, at, last + 1 - at, "lex", "neg:sorry")], last + 1 - at


JOINS = (_is_what_i_meant, _reported, _as_it_is, _had_better, _complaint, _quoted_figure)

"""English nouns and pronouns whose neighbours tell what they mean here: "from one animal to the next" is a transition,
and "he" is in the photo that was spoken of."""

from __future__ import annotations

from collections.abc import Sequence

from ..lexicon.lexicon import grammar
from .atoms import Atom
from .neighbours import FILLER, ends, is_photo, opens, peek, run_of, word_at


def _changeover(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "From one animal to the next", "one photo in the other", "when it changes over": where a transition is."""
    lead = word_at(atoms, at)
    if lead == "when" or lead == "as" or lead == "whenever":
        verb = at + 2
        if word_at(atoms, at + 1) not in ("it", "they", "the") or word_at(atoms, verb) not in _CHANGING:
            return None
        used = 3 + (word_at(atoms, at + 3) == "over")
        return [run_of(atoms, at, used, "lex", "thing:transition")], used
    start = at + (lead == "from")
    if word_at(atoms, start) not in ("one", "each", "every") and not _is_one(peek(atoms, start)):
        return None
    end = start + 1
    while end < start + 1 + MOST_BETWEEN and (atom := peek(atoms, end)) is not None and _is_between(atom):
        end += 1
    if word_at(atoms, end) not in ("to", "into", "in") and not (lead == "from" and word_at(atoms, end) == "onto"):
        return None
    if word_at(atoms, end) == "in" and lead == "from":
        return None
    determined = word_at(atoms, end + 1) in ("the", "an", "a")
    last = end + 1 + determined
    if word_at(atoms, last) not in ("next", "other", "another", "the next", "the other", "next one"):
        return None
    if lead != "from" and word_at(atoms, last) == "next one":
        return None
    last += 1
    if (noun := peek(atoms, last)) is not None and (noun.has("thing:photo") or word_at(atoms, last) == "one"):
        last += 1
    return [run_of(atoms, at, last - at, "lex", "thing:transition")], last - at


_CHANGING = ("changes", "change", "switches", "switch", "swaps", "moves", "flips", "goes")

MOST_BETWEEN = 3  # words


def _is_one(atom: Atom | None) -> bool:
    return atom is not None and atom.text.lower() in ("one", "each one", "each photo", "every photo", "each picture")


def _is_between(atom: Atom) -> bool:
    return atom.kind in ("word", "name") or (atom.kind == "lex" and atom.has("thing:photo"))


def _show(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "A little show", "photo show": a noun; "show the dog" is a verb."""
    if word_at(atoms, at) != "show" or not atoms[at].is_filler:
        return None
    led = any(word_at(atoms, i) in ("a", "the", "my", "our", "little", "a little", "nice", "this") for i in (at - 1,))
    led = led or (is_photo(peek(atoms, at - 1)) and not word_at(atoms, at - 1).endswith("s"))
    after = peek(atoms, at + 1)
    if not led or (after is not None and (after.kind == "name" or after.has("scope:all", "scope:each", "scope:it"))):
        return None
    return [atoms[at].but(tags=frozenset({"thing:video"}))], 1


def _dump(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Prom dump", "photo dump": what is posted, not what is done."""
    before = peek(atoms, at - 1)
    if word_at(atoms, at) != "dump" or before is None or not (before.kind in ("name", "word") or is_photo(before)):
        return None
    if not ends(peek(atoms, at + 1)) and not atoms[at + 1].has("link:with", "chat:thanks", "link:for"):
        return None
    return [atoms[at].but(tags=frozenset({"thing:video"}))], 1


_GETTING = ("gets", "get", "needs", "should", "goes", "comes", "stays", "has", "must", "can", "shall", "leads", "opens")


def _person(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "She only gets half a second", "he'd better come out": who is in the photo that was spoken of."""
    word = word_at(atoms, at)
    led = word_at(atoms, at - 1) in ("keep", "put", "leave", "have", "move", "make", "place")
    placed = (after := peek(atoms, at + 1)) is not None and (after.any_of("ordinal") or after.kind == "ordinal")
    if word in ("her", "his") and led and placed and ends(peek(atoms, at + 2)):
        return [atoms[at].but(kind="lex", text="it", value=None, tags=frozenset({"scope:it"}))], 1  # "keep her last"
    if word in ("he'd", "she'd") and word_at(atoms, at + 1).startswith("better"):
        return [atoms[at].but(kind="lex", value=None, tags=frozenset({"scope:it"}))], 1
    if word not in ("he", "she"):
        return None
    verb = at + 1
    while word_at(atoms, verb) in ("only", "just", "also"):
        verb += 1
    if word_at(atoms, verb) not in _GETTING:
        return None
    return [atoms[at].but(kind="lex", value=None, tags=frozenset({"scope:it"}))], 1


_EFFECTS = ("fade", "slide", "wipe", "dissolve", "crossfade", "cross fade", "transition", "blur", "zoom", "zooming",
            "pan", "panning", "effect", "swipe", "cut")  # fmt: skip

_BEFORE_A_NOUN = ("link:from", "link:instead", "act:remove", "neg:no", "link:with")


def _effect_meant(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "None of that zooming", "that slide, could it …": the effect that there is, and no photo is pointed at."""
    if word_at(atoms, at) not in ("that", "this", "those", "these") or word_at(atoms, at + 1) not in _EFFECTS:
        return None
    before, after = peek(atoms, at - 1), peek(atoms, at + 2)
    led = opens(atoms, at) or (before is not None and before.has(*_BEFORE_A_NOUN))
    if not led:
        return None
    effect = atoms[at + 1]
    told = ends(after) or word_at(atoms, at + 2) in ("is", "should", "could", "can", "must", "needs", "has")
    if opens(atoms, at) and told and effect.any_of("fx") and not effect.has("thing:motion", "fx:zoom", "fx:pan"):
        effect = effect.but(tags=frozenset({"thing:transition"}))
    return [atoms[at].but(tags=FILLER), effect], 2


_SUBJECT_OF = ("gets", "get", "should", "should be", "should go", "needs", "goes", "comes", "stays", "has", "leads")


def _name_as_subject(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Before gets 3 secs", "iris should be in there twice": a word of the vocabulary that is a file's name, too."""
    atom = atoms[at]
    if atom.kind != "lex" or atom.value is None or not opens(atoms, at) or word_at(atoms, at + 1) not in _SUBJECT_OF:
        return None
    if atom.text.lower() in grammar("core_noun"):
        return None
    return [atom.but(kind="name", tags=frozenset())], 1


def _some_music(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Some guitar", "something calmer": a kind of music and no thing in a photo."""
    tune = atoms[at]
    if tune.kind != "lex" or tune.value is not None or not tune.any_of("music") or tune.any_of("sure", "filter"):
        return None
    led = word_at(atoms, at - 1) in ("some", "bit of", "something") or (
        word_at(atoms, at - 1) == "of" and word_at(atoms, at - 2) in ("bit", "a bit")
    )
    before = peek(atoms, at - 1)
    soft = before is not None and (before.any_of("degree", "music") or before.kind == "word")
    led = led or (soft and word_at(atoms, at - 2) == "some")  # "some gentle guitar"
    led = led or (word_at(atoms, at - 1) in ("soft", "gentle", "quiet", "mellow", "calm") and opens(atoms, at - 1))
    after = peek(atoms, at + 1)
    if not led or (after is not None and after.any_of("thing")):
        return None
    return [tune.but(tags=tune.tags | {"sure:music"})], 1


def _all_bar(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "All of them bar the blurry one", "every photo minus the dog": an exception."""
    before, after = peek(atoms, at - 1), peek(atoms, at + 1)
    if (
        word_at(atoms, at) not in ("bar", "barring", "minus", "sans", "less", "without")
        or before is None
        or after is None
    ):
        return None
    every = before.has("scope:all", "scope:each") or word_at(atoms, at - 1) in ("everything", "everyone", "all")
    clause = next((i for i in range(at - 1, -1, -1) if ends(atoms[i])), -1)
    said = atoms[max(clause + 1, at - 6) : at]
    every = every or (any(a.has("scope:all", "scope:each") for a in said) and not any(a.kind == "time" for a in said))
    photo = after.kind in ("name", "ordinal") or after.text.lower() in grammar("determiner")
    noun = peek(atoms, at + 2)
    if not every or not photo or after.any_of("fx"):
        return None
    told = noun is None or noun.value is not None or noun.kind == "ordinal" or noun.any_of("ordinal") or is_photo(noun)
    if not told and noun is not None and noun.any_of("fx", "music", "filter", "thing"):
        return None  # "all photos without the transitions"
    return [atoms[at].but(kind="lex", value=None, tags=frozenset({"scope:except"}))], 1


JOINS = (_all_bar, _some_music, _changeover, _show, _dump, _person, _effect_meant, _name_as_subject)

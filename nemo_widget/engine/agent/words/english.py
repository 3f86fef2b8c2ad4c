"""What English puts together freely, read by how it is built before references are looked for: "from one animal to the
next", "make that one", "she only gets …", "they are from 1952".

A list of such phrases would never end; the words around a word tell what it is here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..lexicon.lexicon import grammar
from .atoms import Atom
from .tokens import is_cjk

_FILLER = frozenset({"filler"})
MOST_BETWEEN = 3  # words


def with_english(atoms: Sequence[Atom]) -> list[Atom]:
    atoms = _without_origins(atoms)
    out: list[Atom] = []
    at = 0
    while at < len(atoms):
        found, used = next(_joins(atoms, at), ([atoms[at]], 1))
        out += found
        at += used
    return out


def _joins(atoms: Sequence[Atom], at: int) -> Iterator[tuple[list[Atom], int]]:
    if is_cjk(atoms[at].text):
        return
    for join in _JOINS:
        if (found := join(atoms, at)) is not None:
            yield found


def _peek(atoms: Sequence[Atom], at: int) -> Atom | None:
    return atoms[at] if 0 <= at < len(atoms) else None


def _word(atoms: Sequence[Atom], at: int) -> str:
    atom = _peek(atoms, at)
    return atom.text.lower() if atom is not None else ""


def _run(atoms: Sequence[Atom], at: int, used: int, kind: str, *tags: str, value: object = None) -> Atom:
    run = atoms[at : at + used]
    text = "".join((" " if a.spaced and n else "") + a.text for n, a in enumerate(run))
    return Atom(kind, text, run[0].start, run[-1].end, frozenset(tags), value, run[0].spaced)


def _ends(atom: Atom | None) -> bool:
    return atom is None or (atom.kind == "punct" and atom.value != "#")


def _opens(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a clause begins at `at`."""
    before = _peek(atoms, at - 1)
    return _ends(before) or (before is not None and before.has("link:and", "link:then"))


# -- what is said of the photos and wishes for nothing -----------------------------------------------------------------

_COPULAS = ("is", "are", "was", "were", "came", "'re", "they're", "it's", "that's", "re")


def _without_origins(atoms: Sequence[Atom]) -> list[Atom]:
    """Leaves out where photos are from: "These are from 1952, …", "it's from the bus trip"."""
    out: list[Atom] = []
    at = 0
    while at < len(atoms):
        if (used := _origin(atoms, at)) and _opens(atoms, at):
            at += used
        else:
            out.append(atoms[at])
            at += 1
    return out


def _origin(atoms: Sequence[Atom], at: int) -> int:
    subject, verb = atoms[at], at + 1
    if _word(atoms, at) in ("they're", "it's"):
        verb = at
    elif not (subject.has("scope:them", "scope:it", "thing:photo") or _word(atoms, at) in ("these", "they", "this")):
        return 0
    if _word(atoms, verb) not in _COPULAS:
        return 0
    link = verb + 1
    while _word(atoms, link) in ("all", "mostly", "just", "only"):
        link += 1
    if _word(atoms, link) not in ("from", "of") or (behind := _peek(atoms, link + 1)) is None or _ends(behind):
        return 0
    end = link + 1
    while not _ends(_peek(atoms, end)) and not atoms[end].has("link:and", "link:then", "link:instead"):
        if _word(atoms, end) in ("so", "but"):
            break
        end += 1
    told = atoms[link + 1 : end]
    plain = all(a.kind in ("name", "num", "word", "ordinal") or a.is_filler or a.value is not None for a in told)
    return end - at if plain else 0


def _quoted_figure(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """The figure of "did I say 4? I meant 6", "I said 4": what is taken back, no words to be written."""
    if _word(atoms, at) not in ("say", "said"):
        return None
    if _word(atoms, at - 1) != "i" or not (_word(atoms, at - 2) == "did" or _word(atoms, at) == "said"):
        return None
    figure = _peek(atoms, at + 1)
    if figure is None or figure.kind not in ("num", "time", "percent") or not _takes_back(atoms[at + 2 : at + 5]):
        return None
    return [_run(atoms, at, 2, "lex", "filler")], 2


def _takes_back(behind: Sequence[Atom]) -> bool:
    return any(a.has("neg:sorry") or a.text.lower() in ("meant", "mean") for a in behind)


_SAYING = ("says", "said", "say", "reckons", "thinks", "insists", "swears", "told me", "keeps saying", "claims")
_GOING_ON = ("i", "we", "it", "it's", "you", "to", "that", "he", "she", "they", "this", "these", "i'd", "we'd")


def _reported(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Mom says I have to put her back", "now Harold says it drags": who speaks is in no photo and writes nothing."""
    end = at + (_word(atoms, at) in ("my", "the", "our", "now"))
    speaker = _peek(atoms, end)
    opens = _opens(atoms, at) or _word(atoms, at - 1) in ("but", "so", "now", "ok", "well", "though")
    if speaker is None or not opens or not (speaker.kind in ("name", "word") or _word(atoms, end) in ("he", "she")):
        return None
    follows = _peek(atoms, end + 2)
    if _word(atoms, end + 1) not in _SAYING or follows is None or follows.kind in ("string", "punct"):
        return None
    person = (speaker.kind == "word" and _word(atoms, at) in ("my", "our")) or _word(atoms, end) in ("he", "she")
    if not person and follows.text.lower() not in _GOING_ON:
        return None
    if follows.text[:1].isupper() and follows.text != "I":
        return None  # "beach says It was hot"
    return [a.but(kind="lex", value=None, tags=_FILLER) for a in atoms[at : end + 2]], end + 2 - at


def _should_go(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "It should go through white", "the dog must go before the cat": a place, or a way; nothing is thrown out."""
    verb, after = atoms[at], _peek(atoms, at + 1)
    if not verb.has("act:remove") or not _word(atoms, at).endswith(" go") or after is None or _ends(after):
        return None
    determined = _peek(atoms, at + 2) if after.text.lower() in ("the", "in", "at") else None
    tied = after.any_of("fx", "dir", "ordinal") or after.has("link:to", "link:before", "link:after", "link:between")
    tied = tied or after.has("link:start", "link:end") or after.kind == "ordinal"
    tied = tied or (determined is not None and determined.has("link:start", "link:end", "position:center"))
    return ([verb.but(tags=frozenset({"act:move"}))], 1) if tied else None


def _gone_by(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "The title should be gone by second 4": until when it is there; nothing is taken off."""
    verb, link = atoms[at], _word(atoms, at + 1)
    if not verb.has("act:remove") or not _word(atoms, at).endswith(" gone") or link not in ("by", "at", "after"):
        return None
    moment = _peek(atoms, at + 2)
    timed = moment is not None and (moment.kind in ("time", "num") or _word(atoms, at + 2) == "second")
    return ([verb.but(text="gone", tags=_FILLER)], 1) if timed else None


def _lasts(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Make the oak last twice as long", "the pine should last longer": a verb, no place at the end."""
    before, after = _peek(atoms, at - 1), _peek(atoms, at + 1)
    if _word(atoms, at) != "last" or before is None or after is None:
        return None
    subject = before.kind == "name" or before.value is not None or before.has("scope:it", "scope:them", "thing:photo")
    subject = subject or _word(atoms, at - 1) in ("one", "should", "must", "to", "can", "could", "shall", "will")
    lasting = after.any_of("factor") or after.kind == "factor" or after.has("act:lengthen", "act:shorten")
    lasting = lasting or _word(atoms, at + 1) in ("half as", "as long") or _word(atoms, at + 2) in ("times", "as")
    return ([atoms[at].but(kind="lex", value=None, tags=_FILLER)], 1) if subject and lasting else None


def _as_it_is(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Keep the sled as it is": how it is shall stay; nothing is said of the other photos."""
    words = [_word(atoms, i) for i in range(at, at + 3)]
    still = words[0] == "as" and words[1] in ("it", "they", "he", "she") and words[2] in ("is", "are", "was", "were")
    kept = any(a.has("act:keep") or a.text.lower() in ("leave", "let") for a in atoms[max(0, at - 5) : at])
    return ([_run(atoms, at, 3, "lex", "neg:nothing")], 3) if still and kept else None


def _had_better(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "He'd better come out" takes nothing back."""
    if _word(atoms, at) != "better" or not (_word(atoms, at - 1).endswith("'d") or _word(atoms, at - 1) == "had"):
        return None
    return [atoms[at].but(tags=_FILLER)], 1


_LOOKS_SO = ("is", "are", "was", "were", "looks", "look", "looked", "came out", "out", "seems", "seem", "feels", "'s")
_REMEDIES = {"dark": "act:brighter", "gloomy": "act:brighter", "dim": "act:brighter", "murky": "act:brighter",
             "bright": "act:darker", "washed out": "act:more_saturation", "dull": "act:more_saturation",
             "faded": "act:more_saturation", "flat": "act:more_contrast"}  # fmt: skip


def _complaint(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "The storm photo's pretty dark": how it is, not how it shall be."""
    if _word(atoms, at) in _SIZES:
        return _size_complaint(atoms, at)
    remedy = _REMEDIES.get(_word(atoms, at))
    if remedy is None or atoms[at].kind not in ("lex", "word"):
        return None
    before = at - 1
    while before >= 0 and (_word(atoms, before) in _INTENSIFIERS or atoms[before].has("degree:lot", "degree:little")):
        before -= 1
    said = _word(atoms, before)
    stated = said in _LOOKS_SO or said.endswith(("'s", "’s"))
    wished = any(_word(atoms, i) in ("should", "must", "shall", "so", "make") for i in (before - 1, before - 2))
    if not stated or wished or not _ends_statement(atoms, at + 1) or not _of_photos(atoms[:at]):
        return None
    return [atoms[at].but(kind="lex", value=None, tags=frozenset({remedy, "complaint"}))], 1


_SIZES = {"small": "act:bigger", "tiny": "act:bigger", "big": "act:smaller", "large": "act:smaller",
          "huge": "act:smaller"}  # fmt: skip


def _size_complaint(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "The text is a bit small": it shall be bigger."""
    before = at - 1
    while before >= 0 and (_word(atoms, before) in _INTENSIFIERS or atoms[before].has("degree:lot", "degree:little")):
        before -= 1
    noun = _peek(atoms, before - 1)
    texts = noun is not None and noun.has("thing:title", "thing:caption", "thing:text")
    if (
        not texts
        or _word(atoms, before) not in ("is", "looks", "are", "look", "seems")
        or not _ends_statement(atoms, at + 1)
    ):
        return None
    tag = _SIZES[_word(atoms, at)]
    return [atoms[at].but(text=f"too {atoms[at].text}", tags=frozenset({tag}))], 1


def _of_photos(before: Sequence[Atom]) -> bool:
    """Whether the clause so far speaks of photos and of nothing else that may be dull or flat."""
    start = next((i for i in range(len(before) - 1, -1, -1) if _ends(before[i])), -1)
    elsewhere = ("thing:music", "thing:title", "thing:caption", "thing:text", "thing:transition", "thing:motion")
    return not any(a.has(*elsewhere) and not a.is_filler for a in before[start + 1 :])


_INTENSIFIERS = ("pretty", "a bit", "a little", "quite", "rather", "so", "very", "really", "too", "kinda", "kind of",
                 "awfully", "terribly", "way", "a tad", "awful", "all", "just", "bit")  # fmt: skip


def _ends_statement(atoms: Sequence[Atom], at: int) -> bool:
    after = _peek(atoms, at)
    if after is not None and after.is_filler and len(after.tags) == 1 and _ends(_peek(atoms, at + 1)):
        return True  # "… a bit flat tbh"
    return _ends(after) or _word(atoms, at) in ("eh", "and", "but", "so", "there", "lah", "though", "tho", "though")


# -- nouns, verbs and pronouns that their neighbours tell apart --------------------------------------------------------


def _changeover(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "From one animal to the next", "one photo in the other", "when it changes over": where a transition is."""
    lead = _word(atoms, at)
    if lead == "when" or lead == "as" or lead == "whenever":
        verb = at + 2
        if _word(atoms, at + 1) not in ("it", "they", "the") or _word(atoms, verb) not in _CHANGING:
            return None
        used = 3 + (_word(atoms, at + 3) == "over")
        return [_run(atoms, at, used, "lex", "thing:transition")], used
    start = at + (lead == "from")
    if _word(atoms, start) not in ("one", "each", "every") and not _is_one(_peek(atoms, start)):
        return None
    end = start + 1
    while end < start + 1 + MOST_BETWEEN and (atom := _peek(atoms, end)) is not None and _is_between(atom):
        end += 1
    if _word(atoms, end) not in ("to", "into", "in") and not (lead == "from" and _word(atoms, end) == "onto"):
        return None
    if _word(atoms, end) == "in" and lead == "from":
        return None
    determined = _word(atoms, end + 1) in ("the", "an", "a")
    last = end + 1 + determined
    if _word(atoms, last) not in ("next", "other", "another", "the next", "the other", "next one"):
        return None
    if lead != "from" and _word(atoms, last) not in ("next", "other", "another", "the next", "the other"):
        return None
    last += 1
    if (noun := _peek(atoms, last)) is not None and (noun.has("thing:photo") or _word(atoms, last) == "one"):
        last += 1
    return [_run(atoms, at, last - at, "lex", "thing:transition")], last - at


_CHANGING = ("changes", "change", "switches", "switch", "swaps", "moves", "flips", "goes")


def _is_one(atom: Atom | None) -> bool:
    return atom is not None and atom.text.lower() in ("one", "each one", "each photo", "every photo", "each picture")


def _is_between(atom: Atom) -> bool:
    return atom.kind in ("word", "name") or (atom.kind == "lex" and atom.has("thing:photo"))


def _make_that(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Make that one stay longer" takes nothing back."""
    if _word(atoms, at) != "make that" or not (_word(atoms, at + 1) == "one" or _is_photo(_peek(atoms, at + 1))):
        return None
    verb, one = atoms[at], atoms[at + 1]
    cut = verb.start + len("make")
    that = Atom("lex", f"that {one.text}", cut + 1, one.end, frozenset({"scope:it"}), None, True)
    return [verb.but(text=verb.text[:4], end=cut, tags=frozenset({"act:build", "filler"})), that], 2


def _is_photo(atom: Atom | None) -> bool:
    return atom is not None and atom.kind == "lex" and atom.has("thing:photo")


def _sort_of(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "The dreamy sort" sorts nothing."""
    if _word(atoms, at) != "sort" or not atoms[at].has("act:sort"):
        return None
    if not any(_word(atoms, i) in ("the", "a", "some", "any", "that", "this") for i in (at - 1, at - 2, at - 3)):
        return None
    return [atoms[at].but(tags=_FILLER)], 1


def _show(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "A little show", "photo show": a noun; "show the dog" is a verb."""
    if _word(atoms, at) != "show" or not atoms[at].is_filler:
        return None
    led = any(_word(atoms, i) in ("a", "the", "my", "our", "little", "a little", "nice", "this") for i in (at - 1,))
    led = led or (_is_photo(_peek(atoms, at - 1)) and not _word(atoms, at - 1).endswith("s"))
    after = _peek(atoms, at + 1)
    if not led or (after is not None and (after.kind == "name" or after.has("scope:all", "scope:each", "scope:it"))):
        return None
    return [atoms[at].but(tags=frozenset({"thing:video"}))], 1


def _dump(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Prom dump", "photo dump": what is posted, not what is done."""
    before = _peek(atoms, at - 1)
    if _word(atoms, at) != "dump" or before is None or not (before.kind in ("name", "word") or _is_photo(before)):
        return None
    if not _ends(_peek(atoms, at + 1)) and not atoms[at + 1].has("link:with", "chat:thanks", "link:for"):
        return None
    return [atoms[at].but(tags=frozenset({"thing:video"}))], 1


_GETTING = ("gets", "get", "needs", "should", "goes", "comes", "stays", "has", "must", "can", "shall", "leads", "opens")


def _person(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "She only gets half a second", "he'd better come out": who is in the photo that was spoken of."""
    word = _word(atoms, at)
    led = _word(atoms, at - 1) in ("keep", "put", "leave", "have", "move", "make", "place")
    placed = (after := _peek(atoms, at + 1)) is not None and (after.any_of("ordinal") or after.kind == "ordinal")
    if word in ("her", "his") and led and placed and _ends(_peek(atoms, at + 2)):
        return [atoms[at].but(kind="lex", text="it", value=None, tags=frozenset({"scope:it"}))], 1  # "keep her last"
    if word in ("he'd", "she'd") and _word(atoms, at + 1).startswith("better"):
        return [atoms[at].but(kind="lex", value=None, tags=frozenset({"scope:it"}))], 1
    if word not in ("he", "she"):
        return None
    verb = at + 1
    while _word(atoms, verb) in ("only", "just", "also"):
        verb += 1
    if _word(atoms, verb) not in _GETTING:
        return None
    return [atoms[at].but(kind="lex", value=None, tags=frozenset({"scope:it"}))], 1


_EFFECTS = ("fade", "slide", "wipe", "dissolve", "crossfade", "cross fade", "transition", "blur", "zoom", "zooming",
            "pan", "panning", "effect", "swipe", "cut")  # fmt: skip
_BEFORE_A_NOUN = ("link:from", "link:instead", "act:remove", "neg:no", "link:with")


def _effect_meant(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "None of that zooming", "that slide, could it …": the effect that there is, and no photo is pointed at."""
    if _word(atoms, at) not in ("that", "this", "those", "these") or _word(atoms, at + 1) not in _EFFECTS:
        return None
    before, after = _peek(atoms, at - 1), _peek(atoms, at + 2)
    led = _opens(atoms, at) or (before is not None and before.has(*_BEFORE_A_NOUN))
    if not led:
        return None
    effect = atoms[at + 1]
    told = _ends(after) or _word(atoms, at + 2) in ("is", "should", "could", "can", "must", "needs", "has")
    if _opens(atoms, at) and told and effect.any_of("fx") and not effect.has("thing:motion", "fx:zoom", "fx:pan"):
        effect = effect.but(tags=frozenset({"thing:transition"}))
    return [atoms[at].but(tags=_FILLER), effect], 2


_SUBJECT_OF = ("gets", "get", "should", "should be", "should go", "needs", "goes", "comes", "stays", "has", "leads")


def _name_as_subject(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Before gets 3 secs", "iris should be in there twice": a word of the vocabulary that is a file's name, too."""
    atom = atoms[at]
    if atom.kind != "lex" or atom.value is None or not _opens(atoms, at) or _word(atoms, at + 1) not in _SUBJECT_OF:
        return None
    if atom.text.lower() in grammar("core_noun"):
        return None
    return [atom.but(kind="name", tags=frozenset())], 1


def _put_on(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Chuck some guitar on it": what is thrown on is added."""
    if _word(atoms, at) not in ("chuck", "throw", "bung", "lob", "sling") or not _opens(atoms, at):
        return None
    for later in range(at + 1, min(len(atoms), at + 6)):
        if _ends(atoms[later]) or atoms[later].kind == "name":
            return None
        if _word(atoms, later) in ("on", "in", "onto") and later > at + 1:
            return [atoms[at].but(kind="lex", value=None, tags=frozenset({"act:add"}))], 1
    return None


def _some_music(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Some guitar", "something calmer": a kind of music and no thing in a photo."""
    tune = atoms[at]
    if tune.kind != "lex" or tune.value is not None or not tune.any_of("music") or tune.any_of("sure", "filter"):
        return None
    led = _word(atoms, at - 1) in ("some", "bit of", "something") or (
        _word(atoms, at - 1) == "of" and _word(atoms, at - 2) in ("bit", "a bit")
    )
    before = _peek(atoms, at - 1)
    soft = before is not None and (before.any_of("degree", "music") or before.kind == "word")
    led = led or (soft and _word(atoms, at - 2) == "some")  # "some gentle guitar"
    led = led or (_word(atoms, at - 1) in ("soft", "gentle", "quiet", "mellow", "calm") and _opens(atoms, at - 1))
    after = _peek(atoms, at + 1)
    if not led or (after is not None and after.any_of("thing")):
        return None
    return [tune.but(tags=tune.tags | {"sure:music"})], 1


_DROPPING = ("drop", "pull", "bring", "take", "knock", "throw", "stick")


def _dropped_to(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Drop the title to the bottom", "drop the dog to the end": it moves there and is not thrown out."""
    if _word(atoms, at) not in _DROPPING or not atoms[at].has("act:remove"):
        return None
    for later in range(at + 1, min(len(atoms), at + 7)):
        if _ends(atoms[later]) or atoms[later].has("link:and"):
            return None
        if _word(atoms, later) in ("to", "down to", "onto", "into") and later > at + 1:
            place = _peek(atoms, later + 1 + (_word(atoms, later + 1) in ("the", "a", "second")))
            if place is None:
                return None
            if place.any_of("position", "ordinal") or place.has("link:start", "link:end") or place.kind == "ordinal":
                return [atoms[at].but(tags=frozenset({"act:move"}))], 1
            if place.kind in ("percent", "num"):
                return [atoms[at].but(tags=frozenset({"act:lower"}))], 1
            return None
        if atoms[later].has("link:start", "link:end") and _word(atoms, later).startswith("to the"):
            return [atoms[at].but(tags=frozenset({"act:move"}))], 1
    return None


def _begin_and_end(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Begin and end with the logo": it is there twice."""
    starts = _word(atoms, at) in ("begin", "start", "open", "opens", "starts", "begins")
    ends = _word(atoms, at + 2).split()[:1] in (["end"], ["finish"], ["close"], ["ends"], ["closes"])
    if not starts or not ends or _word(atoms, at + 1) not in ("and", "&", "n") or not atoms[at + 2].has("act:end_with"):
        return None
    return [_run(atoms, at, 3, "lex", "act:start_with", "both_ends")], 3


def _all_bar(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "All of them bar the blurry one", "every photo minus the dog": an exception."""
    before, after = _peek(atoms, at - 1), _peek(atoms, at + 1)
    if (
        _word(atoms, at) not in ("bar", "barring", "minus", "sans", "less", "without")
        or before is None
        or after is None
    ):
        return None
    every = before.has("scope:all", "scope:each") or _word(atoms, at - 1) in ("everything", "everyone", "all")
    clause = next((i for i in range(at - 1, -1, -1) if _ends(atoms[i])), -1)
    said = atoms[max(clause + 1, at - 6) : at]
    every = every or (any(a.has("scope:all", "scope:each") for a in said) and not any(a.kind == "time" for a in said))
    photo = after.kind in ("name", "ordinal") or after.text.lower() in grammar("determiner")
    noun = _peek(atoms, at + 2)
    if not every or not photo or after.any_of("fx"):
        return None
    told = noun is None or noun.value is not None or noun.kind == "ordinal" or noun.any_of("ordinal") or _is_photo(noun)
    if not told and noun is not None and noun.any_of("fx", "music", "filter", "thing"):
        return None  # "all photos without the transitions"
    return [atoms[at].but(kind="lex", value=None, tags=frozenset({"scope:except"}))], 1


def _is_what_i_meant(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], int] | None:
    """ "Sorry, the daisy is what I meant": the same as "I meant the daisy"."""
    last = at + 2 + (_word(atoms, at + 1) == "the" and _word(atoms, at + 2) == "one")
    if _word(atoms, at) not in ("is", "was", "'s") or _word(atoms, last) not in ("i meant", "i mean", "i was after"):
        return None
    if last == at + 2 and _word(atoms, at + 1) not in ("what", "the one", "which"):
        return None
    return [_run(atoms, at, last + 1 - at, "lex", "neg:sorry")], last + 1 - at


_JOINS = (
    _is_what_i_meant,
    _all_bar,
    _dropped_to, _begin_and_end,
    _reported, _put_on, _some_music, _changeover, _should_go, _gone_by, _lasts, _as_it_is, _make_that, _sort_of, _show,
    _dump, _person, _had_better, _complaint, _quoted_figure, _effect_meant, _name_as_subject,
)  # fmt: skip

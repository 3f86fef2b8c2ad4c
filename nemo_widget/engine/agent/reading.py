"""A message -> what it wishes for: fragments are read one after another, each in the light of those before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .carrying import Carrying
from .fragments import Fragment, fragments_of
from .language import language_of
from .lexicon import grammar
from .lexicon.lexicon import Lexicon, lexicon_for, stem
from .literals import with_literals
from .references import Pick, Selector, name_parts, with_references
from .wishes import READERS, Talk, Wish
from .words.atoms import Atom, atoms_of
from .words.quantities import with_quantities
from .words.tokens import is_cjk, tokenise

LONGEST_MESSAGE = 4000  # characters
MOST_WISHES = 40

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


def analyse(message: str, language: str, names: Sequence[tuple[str, str]], texts: Sequence[str] = ()) -> list[Atom]:
    """The atoms of a message; `names` are (file name, hash) of the uploads, `texts` what stands on the video."""
    lexicon = lexicon_for(language)
    parts = name_parts(names)
    tokens = tokenise(message, names, lexicon.is_phrase)
    atoms = with_quantities(atoms_of(tokens, language, parts), language)
    return with_references(with_literals(_verbs_joined(atoms, lexicon), message, texts))


def _spoken(
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
    return _spoken(message[:LONGEST_MESSAGE], session_language, (), ())[0]


def _verbs_joined(atoms: Sequence[Atom], lexicon: Lexicon) -> list[Atom]:
    """ "take the dog out": the verb means what "take out" means."""
    out = list(atoms)
    for index, verb in enumerate(out):
        if verb.kind != "lex" or verb.text.lower() not in grammar("separable"):
            continue
        for later in range(index + 2, min(len(out), index + 8)):
            particle = out[later]
            if particle.kind == "punct" or particle.has("link:and"):
                break
            if particle.text.lower() in grammar("particle"):
                words = [verb.text.lower(), particle.text.lower()]
                found = lexicon.match(words, [stem(w) for w in words], 0)
                if found is not None and found.length == 2:
                    out[index] = verb.but(tags=found.tags)
                    out[later] = particle.but(tags=frozenset({"filler"}))
                break
    return out


def read(message: str, session_language: str, names: Sequence[tuple[str, str]], talk: Talk) -> Reading:
    message = message[:LONGEST_MESSAGE]
    language, atoms = _spoken(message, session_language, names, talk.texts)
    reading = Reading(language, atoms, fragments_of(atoms))
    correcting, carrying = False, Carrying()
    for fragment in reading.fragments:
        if len(reading.wishes) >= MOST_WISHES:
            break
        if is_outside(fragment):
            reading.outside.append(fragment)
            talk.focus = ""
            continue
        if _is_question(fragment) or _wants_nothing(fragment):
            continue
        if _excepts(fragment, talk.last):
            continue
        wishes = _read_fragment(fragment, talk)
        carrying.settle(fragment, wishes, talk)
        if (correcting or fragment.has("neg:sorry")) and wishes:
            _withdraw(reading.wishes, wishes)
        correcting = not wishes and _only_corrects(fragment)
        reading.wishes += wishes
        talk.last += wishes
        if wishes:
            talk.focus = _FOCUS.get(wishes[-1].topic, wishes[-1].topic)
        elif not _is_empty(fragment):
            reading.misread.append(fragment)
    if not talk.has_text:
        reading.wishes = _gathered(reading.wishes)
    _one_each(reading.wishes, talk)
    reading.wishes = _without_contradictions(reading.wishes)
    return reading


def _only_corrects(fragment: Fragment) -> bool:
    """ "No", "scratch that": what follows takes the place of what went before."""
    return all(a.is_filler or a.has("neg:sorry", "neg:no", "chat:no") for a in fragment.atoms)


def _excepts(fragment: Fragment, earlier: list[Wish]) -> bool:
    """ "… monochrome, except for the garden": narrows the wish before."""
    if len(fragment.atoms) != 1 or fragment.atoms[0].kind != "ref" or not earlier or earlier[-1].target is not None:
        return False
    selector: Selector = fragment.atoms[0].value
    if not selector.excluding or earlier[-1].topic not in (
        "filter",
        "motion",
        "fit",
        "adjust",
        "transition",
        "duration",
    ):
        return False
    earlier[-1].target = selector
    return True


def _pass_over_instead(fragment: Fragment) -> None:
    """ "Blurred sides instead of black bars": what is not wanted any more is not read."""
    at = fragment.find("link:instead")
    if at is not None and not any(a.kind == "string" for a in fragment.atoms):
        fragment.take(*range(at, len(fragment.atoms)))


def _read_fragment(fragment: Fragment, talk: Talk) -> list[Wish]:
    found: list[Wish] = []
    _pass_over_instead(fragment)
    inherited = _inherited(fragment, talk)
    if inherited is not None:
        found.append(inherited)
    for reader in READERS:
        found += reader(fragment, talk)
    talk.negated = bool(found) and found[-1].do == "remove"
    return found


def _inherited(fragment: Fragment, talk: Talk) -> Wish | None:
    """ "no music, titles": a mere noun after something was taken away goes the same way."""
    joined = fragment.before in ("and", ",", "、", "，") and len(fragment.atoms) <= 2
    if not (talk.negated and joined) or fragment.has("link:with"):
        return None
    for noun, topic in (
        ("thing:music", "music"),
        ("thing:title", "text"),
        ("thing:caption", "text"),
        ("thing:text", "text"),
    ):
        if fragment.has(noun) and not fragment.any("neg", "act"):
            fragment.take(*range(len(fragment.atoms)))
            return Wish(topic, "remove", source=fragment.text)
    if fragment.has("thing:transition") and not fragment.any("fx", "act"):
        fragment.take(*range(len(fragment.atoms)))
        return Wish("transition", "set", None, {"type": "none", "duration_ms": None, "place": "into"}, fragment.text)
    if fragment.has("thing:motion", "fx:zoom", "fx:pan") and len(fragment.atoms) == 1:
        fragment.take(0)
        return Wish("motion", "set", None, {"motion": "none"}, fragment.text)
    if fragment.strong_refs and len(fragment.atoms) == 1 and talk.last and talk.last[-1].topic == "clips":
        index, selector = fragment.strong_refs[0]
        fragment.take(index)
        return Wish("clips", "remove", selector, {"unknown": []}, fragment.text)
    return None


def is_outside(fragment: Fragment) -> bool:
    """Whether the fragment asks for something that is not video editing at all."""
    if not fragment.any("outside"):
        return False
    if fragment.kinds("string") or fragment.has("thing:title", "thing:caption"):
        return any(
            a.has("outside:voice", "outside:generate", "outside:retouch") for a in fragment.atoms
        ) and not fragment.kinds("string")
    return True


_ASKING = (
    "ask:how_long",
    "ask:how_many",
    "ask:what",
    "ask:why",
    "ask:loud",
    "ask:ratio",
    "ask:summary",
    "ask:options",
    "ask:how",
    "ask:capabilities",
)
_DOING = ("act:add", "act:remove", "act:build", "act:move", "act:change", "act:swap", "act:keep", "act:write")
_AUXILIARIES = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "does",
        "did",
        "has",
        "have",
        "am",
        "isn't",
        "aren't",
        "do",
        "ist",
        "sind",
        "est",
        "es",
    ]
)


def _is_question(fragment: Fragment) -> bool:
    """A question about what there is, rather than a wish that is put as one."""
    if fragment.has("ask:can"):
        return False
    first = fragment.atoms[0].text.lower() if fragment.atoms else ""
    if fragment.has(*_ASKING):
        doing = fragment.has("act:add", "act:remove", "act:swap", "act:build") and not fragment.question
        return not doing
    if fragment.question and first in _AUXILIARIES:
        return True
    last = fragment.atoms[-1] if fragment.atoms else None
    return (
        last is not None and last.text in ("吗", "么") and any(a.text in ("是", "有", "还有") for a in fragment.atoms)
    )


def is_question(fragment: Fragment) -> bool:
    return _is_question(fragment)


def _wants_nothing(fragment: Fragment) -> bool:
    """ "Don't change anything yet"; but "hold on the beach for 5 seconds" is a wish."""
    return fragment.has("neg:nothing") and not (fragment.kinds("time") and fragment.refs)


def _is_empty(fragment: Fragment) -> bool:
    """Nothing in it but filling words, courtesy, and what merely says that a video is wanted."""
    return all(
        a.is_filler
        or a.kind == "punct"
        or a.has("thing:video", "thing:photo", "act:build")
        or a.kind == "ref"
        or any(t.startswith(("chat:", "ask:", "neg:sorry")) for t in a.tags)
        for a in fragment.atoms
    )


_SLOTS = {
    "duration": "duration",
    "canvas": "canvas",
    "music": "music",
    "text": "text",
    "filter": "filter",
    "transition": "transition",
    "motion": "motion",
    "fit": "fit",
}


def _withdraw(earlier: list[Wish], later: Sequence[Wish]) -> None:
    """ "8 seconds … scratch that, 20": what is corrected was never wished for."""
    slots = {_SLOTS.get(w.topic, w.topic) for w in later}
    earlier[:] = [
        w
        for w in earlier
        if _SLOTS.get(w.topic, w.topic) not in slots
        or (w.topic == "text" and w.do == "add" and any(x.do == "change" for x in later))
    ]


def _without_contradictions(wishes: list[Wish]) -> list[Wish]:
    """ "my own song, not the built-in music": to set something and to take it away is to set it."""
    wishes = [w for i, w in enumerate(wishes) if not any(_says_again(w, x) for x in wishes[i + 1 :])]
    if any(w.topic == "music" and w.do == "set" for w in wishes):
        wishes = [w for w in wishes if not (w.topic == "music" and w.do == "default")]
    sets_music = any(w.topic == "music" and w.do in ("set", "default") for w in wishes)
    return [w for w in wishes if not (sets_music and w.topic == "music" and w.do in ("remove", "not_builtin"))]


def _gathered(wishes: list[Wish]) -> list[Wish]:
    """ "Red title, bottom left, it says 'Sale'": how a text shall look may be said before its words."""
    added = next((w for w in wishes if w.topic == "text" and w.do == "add"), None)
    if added is None:
        return wishes
    early = [
        w
        for w in wishes[: wishes.index(added)]
        if w.topic == "text" and w.do in ("change", "ask") and not w.args.get("text")
    ]
    for wish in early:
        added.args = {
            **{k: v for k, v in wish.args.items() if k != "which" and v is not None},
            **{k: v for k, v in added.args.items() if v is not None},
        }
    late = [w for w in wishes if w.topic == "text" and w.do == "ask" and w not in early]
    return [w for w in wishes if w not in early and w not in late]


def _says_again(wish: Wish, later: Wish) -> bool:
    """ "A bit dark, brighten it": a complaint and its remedy are one wish."""
    if (wish.topic, wish.do, wish.target) != (later.topic, later.do, later.target) or wish.source == later.source:
        return False
    for key in ("factor", "volume_factor"):
        a, b = wish.args.get(key), later.args.get(key)
        if a is not None and b is not None and set(wish.args) == set(later.args):
            return (a > 1) == (b > 1) and wish.args.get("what") == later.args.get("what")
    return False


def _one_each(wishes: list[Wish], talk: Talk) -> None:
    """ "Captions: one, two, three" for three photos: each gets its own."""
    captions = [w for w in wishes if w.topic == "text" and w.do == "add" and w.args.get("role") == "caption"]
    captions = [w for w in captions if w.target is None and "time" not in w.args]
    if len(captions) >= 2 and len(captions) == talk.clip_count:
        for number, wish in enumerate(captions, 1):
            wish.target = Selector((Pick("ordinal", number),))

"""Messages that say only a part, after a message that they complete: "double that", "go up to 60", "to the beginning".

What is missing is taken from the message before: the thing that it spoke of, or, when it could not be done, all of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from .analysis import analyse
from .edits import Adjust, ChangeMusic, Edit, SetCanvas, SetMusic, SetTransition, SetTransitionDuration
from .fragments import fragments_of
from .reading import Reading, read_atoms
from .repairs import mended
from .situation import Situation, Turn
from .wishes import Talk
from .words.atoms import Atom

MOST_ATOMS = 8  # a message that says more than that says all
_QUANTITIES = ("num", "time", "percent", "factor")
_THINGS = ("fps", "brightness", "contrast", "saturation", "volume", "transition")


def completed(reading: Reading, situation: Situation, names: Sequence[tuple[str, str]], talk: Talk) -> Reading | None:
    """The reading of the message together with what it leaves out; None when that makes no sense either."""
    last = situation.turns[-1] if situation.turns else None
    if last is None or reading.wishes or reading.outside or not 0 < len(reading.atoms) <= MOST_ATOMS:
        return None
    if any(f.question for f in reading.fragments) or reading.has("act:undo", "act:redo", "neg:nothing"):
        return None
    return _about_the_thing(reading, last, names, talk) or _said_again(reading, last, names, talk)


def _about_the_thing(reading: Reading, last: Turn, names: Sequence[tuple[str, str]], talk: Talk) -> Reading | None:
    """ "Double that", "set it to 1.2": of the thing that was changed, or asked about, last."""
    at = next((i for i, a in enumerate(reading.atoms) if _says_how_much(a)), None)
    if at is None:
        return None
    thing = _thing_of(last.edits) or _thing_in(analyse(last.message, reading.language, names))
    if thing is None:
        return None
    noun = Atom("lex", "", reading.atoms[at].start, reading.atoms[at].start, frozenset({f"thing:{thing}"}))
    atoms = [*reading.atoms[:at], noun, *reading.atoms[at:]]
    return _with_wishes(read_atoms(reading.language, atoms, talk.anew()))


def _says_how_much(atom: Atom) -> bool:
    return atom.kind in _QUANTITIES or atom.one("factor") is not None or atom.has("act:raise", "act:lower")


def _thing_of(edits: Sequence[Edit]) -> str | None:
    for edit in reversed(edits):
        if isinstance(edit, Adjust):
            return edit.what
        if isinstance(edit, SetTransition | SetTransitionDuration):
            return "transition"
        if isinstance(edit, SetMusic | ChangeMusic):
            return "volume"
        if isinstance(edit, SetCanvas) and edit.fps is not None:
            return "fps"
    return None


def _thing_in(atoms: Sequence[Atom]) -> str | None:
    if any(a.kind == "fps" for a in atoms):
        return "fps"
    return next((t for t in _THINGS if any(a.has(f"thing:{t}") for a in atoms)), None)


def _said_again(reading: Reading, last: Turn, names: Sequence[tuple[str, str]], talk: Talk) -> Reading | None:
    """ "The eighth in black and white" (there is none), "the third, then"; "move the dog", "to the beginning"."""
    atoms = analyse(last.message, reading.language, names, talk.texts)
    fragments = fragments_of(atoms)
    if not fragments or any(f.question for f in fragments):
        return None
    for fragment in reversed(fragments):
        for repair in reading.fragments:
            again = mended(fragment, repair)
            if again is not None:
                return _with_wishes(read_atoms(reading.language, again.atoms, talk.anew()))
    if last.edits:
        return None
    shift = max(a.end for a in atoms) + 1
    rest = [a.but(start=a.start + shift, end=a.end + shift, spaced=True) for a in reading.atoms]
    return _with_wishes(read_atoms(reading.language, [*atoms, *rest], talk.anew()))


def _with_wishes(reading: Reading) -> Reading | None:
    return reading if reading.wishes else None

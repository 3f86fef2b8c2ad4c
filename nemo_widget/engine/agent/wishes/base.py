"""What a fragment of a message wishes for, before it is known which clips and texts that concerns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ..fragments import Fragment
from ..lexicon import grammar
from ..references import Selector
from ..words.atoms import Atom

TOPICS_WITH_HEADS = (
    "thing:music",
    "thing:transition",
    "thing:motion",
    "thing:filter",
    "thing:title",
    "thing:caption",
    "thing:text",
    "thing:volume",
    "thing:photo",
)


@dataclass
class Wish:
    """`topic` is what it is about, `do` what shall happen to it, `args` with what; `target` which clips.
    Wishes of a later `step` speak of the video as those before leave it."""

    topic: str
    do: str
    target: Selector | None = None
    args: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    step: int = 0


@dataclass
class Talk:
    """What the readers remember from one fragment to the next, and what they know of the conversation."""

    has_draft: bool = False
    has_audio: bool = False
    films: frozenset[str] = frozenset()  # the video clips among the uploads
    has_text: bool = False
    has_music: bool = False
    clip_count: int = 0
    audio: frozenset[str] = frozenset()
    context: str = ""  # the topic of the last message that changed something
    focus: str = ""  # the topic of the fragment before
    last: list[Wish] = field(default_factory=list)
    negated: bool = False  # the fragment before took something away
    removed: bool = False  # the last message took photos away
    touched: int = 0  # how many photos the last message changed, when it did not change all
    correcting: bool = False  # the clause before did nothing but take something back
    texts: tuple[str, ...] = ()  # what stands on the video

    def anew(self) -> Talk:
        """The same knowledge at the beginning of a message."""
        return replace(self, focus="", last=[], negated=self.negated)

    @property
    def topic(self) -> str:
        return self.focus or self.context


def negation_of(f: Fragment, at: int) -> bool:
    """Whether the word at `at` is denied: "no music", "without any music", "音乐不要", "take the music off"."""
    for index in range(at - 1, max(-1, at - 7), -1):
        atom = f.atoms[index]
        if _denies(atom):
            return not (atom.has("act:quieter") and not atom.has("neg:no"))
        if atom.kind == "ref" and (atom.value.is_weak or f.atoms[index + 1].text == "的"):
            continue  # 取消第三张的滤镜
        if (
            atom.kind in ("string", "ref", "time")
            or atom.has("link:with")
            or (atom.has(*TOPICS_WITH_HEADS) and not atom.has("link:on") and not _listed(f, index, at))
        ):
            break
    for index in range(at + 1, min(len(f.atoms), at + 7)):
        atom = f.atoms[index]
        if _denies(atom) and (index == len(f.atoms) - 1 or not _governs(f, index)):
            return True
        if atom.kind in ("string", "time", "percent") or (atom.has(*TOPICS_WITH_HEADS) and not _listed(f, at, index)):
            break
    return False


def _denies(atom: Atom) -> bool:
    return atom.has("neg:no", "act:remove") and not atom.has("degree:low") and atom.kind == "lex"


def _listed(f: Fragment, a: int, b: int) -> bool:
    """Whether there is nothing but "and" or "or" between the two places."""
    return all(x.has("link:and", "link:or", "filler") for x in f.atoms[a + 1 : b]) and b - a <= 3


def _governs(f: Fragment, at: int) -> bool:
    """Whether the negation at `at` has something after it that it denies rather than what was before."""
    return any(a.kind in ("ref", "string", "lex", "name") and not a.is_filler for a in f.atoms[at + 1 : at + 4])


def only_removes(f: Fragment) -> bool:
    """ "Remove it", "去掉": a verb of removing and nothing that says what."""
    verbs = [a for a in f.atoms if a.has("act:remove")]
    slight = ("act:remove", "neg:no", "neg:sorry")
    rest = [a for a in f.atoms if not (a.is_filler or a.has(*slight) or a.kind == "punct")]
    rest = [a for a in rest if a.text.lower() not in grammar("entirely")]
    return bool(verbs) and all(a.kind == "ref" and a.value.has("it", "them") for a in rest)

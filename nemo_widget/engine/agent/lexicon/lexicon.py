from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from ..words.tokens import is_cjk, words_of

LANGUAGES = ("en", "zh", "ja", "es", "de", "fr")
_EXACT = (
    "scope",
    "ordinal",
)  # sections whose phrases are meant as they stand: "the pictures" are all, "the picture" is one
_FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar is a string: "no" is a word, not False


class Match(NamedTuple):
    """A phrase found in the text: how many tokens it covers and what it may mean."""

    length: int
    tags: frozenset[str]


@dataclass
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()


def stem(word: str) -> str:
    """An English word without its plural, -ing or -ed, roughly; only good for comparing with other stems."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending, shortest in (("ing", 6), ("ed", 5)):
        if word.endswith(ending) and len(word) >= shortest:
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            return word.rstrip("e")
    if len(word) > 4 and word.endswith(("shes", "ches", "sses", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word.rstrip("e") if len(word) > 3 else word


class _Vocabulary:
    """What one file holds: a trie of its phrases as they are written, and one of their stems."""

    def __init__(self, language: str) -> None:
        self.exact, self.stems = _Node(), _Node()
        self.words: dict[str, int] = {}
        self.fillers: set[str] = set()
        sections = yaml.load((_FOLDER / f"{language}.yaml").read_text("utf-8"), Loader=_LOADER)  # noqa: S506  # makes strings only
        self.spelling = {odd: word for word, forms in sections.pop("spelling", {}).items() for odd in forms}
        self.grammar = {name: frozenset(words) for name, words in sections.pop("grammar", {}).items()}
        for section, values in sections.items():
            if section == "filler":
                values = {"": values}
            for value, phrases in values.items():
                tag = f"{section}:{value}" if value else section
                for phrase in phrases:
                    words = words_of(phrase)
                    self._insert(words, tag, inflected=section not in _EXACT)
                    if not value:
                        self.fillers.add(" ".join(words))

    def _insert(self, words: Sequence[str], tag: str, *, inflected: bool) -> None:
        roots = ((self.exact, words), (self.stems, [stem(w) for w in words]))
        for root, path in roots if inflected else roots[:1]:
            node = root
            for word in path:
                node = node.children.setdefault(word, _Node())
            node.tags |= {tag}
        for word in words:
            if not is_cjk(word) and word.isalpha():
                self.words[word] = self.words.get(word, 0) + 1

    def match(self, words: Sequence[str], stems: Sequence[str], at: int) -> Match | None:
        """The longest phrase that starts at `words[at]`; listed forms go before inflected ones."""
        exact, inflected = _longest(self.exact, words, at), _longest(self.stems, stems, at)
        if exact and inflected:
            return exact if exact.length >= inflected.length else inflected
        return exact or inflected


def _longest(root: _Node, words: Sequence[str], at: int) -> Match | None:
    node, best = root, None
    for index in range(at, len(words)):
        found = node.children.get(words[index])
        if found is None:
            break
        node = found
        if node.tags:
            best = Match(index - at + 1, node.tags)
    return best


@lru_cache(maxsize=len(LANGUAGES))
def _vocabulary(language: str) -> _Vocabulary:
    return _Vocabulary(language)


@lru_cache(maxsize=64)
def grammar(name: str) -> frozenset[str]:
    """A list of words with a part in the sentence's build, from the English or the Chinese file."""
    return _vocabulary("en").grammar.get(name) or _vocabulary("zh").grammar[name]


def spelling() -> Mapping[str, str]:
    """Words that are written in another way than they are listed -> the listed ones."""
    return _vocabulary("en").spelling


class Lexicon:
    """The phrases of one language, and those of English, which people mix in; its own meaning of a phrase wins."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.own = _vocabulary(language)
        self._layers = [self.own] if language == "en" else [self.own, _vocabulary("en")]

    @cached_property
    def words(self) -> dict[str, int]:
        """Every Latin word of the vocabulary and in how many phrases it stands."""
        found: dict[str, int] = {}
        for layer in self._layers:
            for word, uses in layer.words.items():
                found[word] = found.get(word, 0) + uses
        return found

    @cached_property
    def _stemmed(self) -> frozenset[str]:
        return frozenset(map(stem, self.words))

    def match(self, words: Sequence[str], stems: Sequence[str], at: int) -> Match | None:
        """The longest phrase that starts at `words[at]` (`stems` are the same words' stems)."""
        best: Match | None = None
        for layer in self._layers:
            found = layer.match(words, stems, at)
            if found and (best is None or found.length > best.length):
                best = found
        return best

    def is_phrase(self, text: str) -> bool:
        """Whether the whole text is one phrase of the vocabulary."""
        words = words_of(text)
        found = self.match(words, words, 0) if words else None
        return found is not None and found.length == len(words)

    def knows(self, word: str) -> bool:
        """Whether the word, or another form of it, stands in some phrase."""
        return word in self.words or stem(word) in self._stemmed


@lru_cache(maxsize=len(LANGUAGES))
def lexicon_for(language: str) -> Lexicon:
    """The vocabulary for a language of `LANGUAGES`."""
    return Lexicon(language)

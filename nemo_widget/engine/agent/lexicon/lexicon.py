from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from ..words.tokens import is_cjk, words_of

LANGUAGES = ("en", "zh", "ja", "es", "de", "fr")
_FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar is a string: "no" is a word, not False


class Match(NamedTuple):
    """A phrase found in the text: how many tokens it covers and what it may mean."""

    length: int
    tags: frozenset[str]


@dataclass
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    rank: int = 0


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


class Lexicon:
    """The phrases of one language, over those of another that people mix in (a later file's meaning wins)."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)
        self._exact = _Node()
        self._stems = _Node()
        self.words: dict[str, int] = {}
        self.fillers: set[str] = set()
        for rank, language in enumerate(languages):
            self._load(language, rank)

    def _load(self, language: str, rank: int) -> None:
        sections = yaml.load((_FOLDER / f"{language}.yaml").read_text("utf-8"), Loader=_LOADER)  # noqa: S506
        for section, values in sections.items():
            if section == "filler":
                self.fillers.update(" ".join(words_of(p)) for p in values)
                values = {"": values}
            for value, phrases in values.items():
                tag = f"{section}:{value}" if value else section
                for phrase in phrases:
                    self._insert(words_of(phrase), tag, rank)

    def _insert(self, words: list[str], tag: str, rank: int) -> None:
        for root, path in ((self._exact, words), (self._stems, [stem(w) for w in words])):
            node = root
            for word in path:
                node = node.children.setdefault(word, _Node())
            if node.tags and node.rank < rank:
                node.tags = set()
            node.rank = rank
            node.tags.add(tag)
        for word in words:
            if not is_cjk(word) and word.isalpha():
                self.words[word] = self.words.get(word, 0) + 1

    def match(self, words: Sequence[str], stems: Sequence[str], at: int) -> Match | None:
        """The longest phrase that starts at `words[at]`; listed forms go before inflected ones."""
        exact = self._longest(self._exact, words, at)
        inflected = self._longest(self._stems, stems, at)
        if exact and inflected:
            return exact if exact.length >= inflected.length else inflected
        return exact or inflected

    @staticmethod
    def _longest(root: _Node, words: Sequence[str], at: int) -> Match | None:
        node, best = root, None
        for index in range(at, len(words)):
            found = node.children.get(words[index])
            if found is None:
                break
            node = found
            if node.tags:
                best = Match(index - at + 1, frozenset(node.tags))
        return best

    def is_phrase(self, text: str) -> bool:
        """Whether the whole text is one phrase of the vocabulary."""
        words = words_of(text)
        found = self.match(words, words, 0) if words else None
        return found is not None and found.length == len(words)

    def knows(self, word: str) -> bool:
        """Whether the word, or another form of it, stands in some phrase."""
        return word in self.words or stem(word) in self._stemmed

    @property
    def _stemmed(self) -> set[str]:
        if not hasattr(self, "_stem_set"):
            self._stem_set = {stem(w) for w in self.words}
        return self._stem_set


@lru_cache(maxsize=len(LANGUAGES))
def lexicon_for(language: str) -> Lexicon:
    """The vocabulary for a language of `LANGUAGES`; every language understands English words in between."""
    return Lexicon(["en"] if language == "en" else ["en", language])

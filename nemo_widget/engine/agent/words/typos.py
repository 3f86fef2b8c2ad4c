"""Misspelt words, by edit distance against a vocabulary: one slip in a short word, two in a long one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

SHORTEST = 4
SHORTEST_FOR_TWO = 8
LONGEST = 24


def _without_one(word: str) -> Iterator[str]:
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]


def _shortened(word: str, slips: int) -> set[str]:
    """The word and all that remains of it when up to `slips` letters are left out."""
    found = {word}
    layer = {word}
    for _ in range(slips):
        layer = {w for longer in layer for w in _without_one(longer)}
        found |= layer
    return found


def _allowed(word: str) -> int:
    return 2 if len(word) >= SHORTEST_FOR_TWO else 1


class Spelling:
    """Words that may be meant, indexed by what remains of them when letters are left out, so that a look-up costs the
    same however large the vocabulary is."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self._uses = vocabulary
        self._index: dict[str, list[str]] = {}
        for word in vocabulary:
            if SHORTEST <= len(word) <= LONGEST:
                for form in _shortened(word, _allowed(word)):
                    self._index.setdefault(form, []).append(word)

    def correct(self, word: str, known: Iterable[str] = ()) -> str | None:
        """The word that was meant; None when there is none near enough. The first letter is taken to be right."""
        if not SHORTEST <= len(word) <= LONGEST or word in known:
            return None
        slips = _allowed(word)
        candidates = {c for form in _shortened(word, slips) for c in self._index.get(form, ()) if c[0] == word[0]}
        ranked = sorted(
            (distance, -self._uses[c], c)
            for c in candidates
            if (distance := edit_distance(word, c)) <= min(slips, _allowed(c))
            and len(c) >= SHORTEST
            and not _is_another_word(word, c)
        )
        return ranked[0][2] if ranked else None


def _is_another_word(word: str, candidate: str) -> bool:
    """Four letters of which one is exchanged are too often a word of their own: "sale" is not "same"."""
    return len(word) == len(candidate) == SHORTEST and sorted(word) != sorted(candidate)


def edit_distance(a: str, b: str) -> int:
    """Letters inserted, left out, exchanged, or swapped with their neighbour."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        now = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]

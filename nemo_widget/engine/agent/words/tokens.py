"""Text -> tokens: words, single Chinese or Japanese characters, numbers, quoted strings, file names, punctuation.

Everything here takes time linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from .fold import Folded, fold

Kind = Literal["word", "cjk", "number", "pair", "size", "color", "string", "name", "punct", "other"]

CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CJK_CHAR = re.compile(f"[{CJK}]")

# The order matters: the first that fits is taken. No alternative repeats another's repetition.
_TOKEN = re.compile(
    rf"""
    (?P<color>\#[0-9a-f]{{6}}(?![0-9a-z]))
  | (?P<string>[@\#][a-z_][a-z0-9_.]*[a-z0-9_])
  | (?P<size>\d{{3,4}}\s?[x×*]\s?\d{{3,4}}(?!\d))
  | (?P<pair>\d{{1,3}}(?:[:：]\d{{1,3}}(?!\d)|\s?[:：]\s?\d{{1,3}}(?!\d|\s?(?:s|secs?|seconds?)\b|\s?秒)))
  | (?P<number>\d+(?:\.\d+)?|(?<![\w.])\.\d+)
  | (?P<cjk>[{CJK}])
  | (?P<word>[^\W\d_{CJK}]+(?:'[^\W\d_{CJK}]+)?)
  | (?P<space>\s+)
  | (?P<punct>[.,;:!?。、！？；：，…~\-/+&#%|()\[\]*=×°>→]|\n)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_CLOSERS: dict[str, str] = {
    "“": "”“",
    "„": "“”",
    "‟": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "〝": "〞",
    '"': '"”',
    "＂": "＂",
    "‘": "’",
    "'": "'",
    "`": "`",
}
_APOSTROPHES = "'‘`"
LONGEST_STRING = 300
_ELISIONS = {"l", "d", "j", "qu", "c", "n", "m", "s", "t", "jusqu", "lorsqu"}


@dataclass(frozen=True)
class Token:
    """`text` as it was written, `norm` folded, `start` and `end` in the original. `spaced`: white space before it."""

    kind: Kind
    text: str
    norm: str
    start: int
    end: int
    spaced: bool = False
    names: tuple[str, ...] = ()


# What makes of a quoted word a file's name rather than a text: “模糊”那张
_CLIP_NOUN = re.compile(r"(?:的)?[那这]一?[张幅]|\s+(?:photo|picture|image|pic)\b(?!\s+(?:caption|title))", re.I)


def is_cjk(text: str) -> bool:
    return bool(_CJK_CHAR.search(text))


def tokenise(
    original: str, names: Iterable[tuple[str, str]] = (), is_word: Callable[[str], bool] = lambda _: False
) -> list[Token]:
    """`names` are (file name, upload hash): where one stands in the text, whole, it is one token. A Chinese name that
    `is_word` of the vocabulary, too ("片头"), is not taken without its extension: the words around it decide later."""
    spans = sorted(_strings(original), key=lambda s: s[0])
    every_name = _by_folded(names)
    by_name = {form: found for form, found in every_name.items() if found[1] or not (is_cjk(form) and is_word(form))}
    tokens: list[Token] = []
    at = 0
    for start, end, inner_start, inner_end in spans:
        tokens += _plain(original, at, start, by_name)
        inner = original[inner_start:inner_end].strip()
        spaced = start > 0 and original[start - 1].isspace()
        known = every_name.get(fold(inner))
        kind: Kind = "name" if known and (known[1] or _CLIP_NOUN.match(original, end)) else "string"
        tokens.append(Token(kind, inner, fold(inner), start, end, spaced, known[0] if known else ()))
        at = end
    return tokens + _plain(original, at, len(original), by_name)


def words_of(text: str) -> list[str]:
    """The folded words, characters and numbers of a phrase, as a lexicon is keyed."""
    return [t.norm for t in _plain(text, 0, len(text), {}) if t.kind != "other"]


# -- quoted strings ------------------------------------------------------------------------------------------------


def _strings(text: str) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, inner start, inner end) of every quoted string; an opening mark without a closing one is skipped."""
    at = 0
    while at < len(text):
        char = text[at]
        closers = _CLOSERS.get(char)
        end = _closing(text, at, closers) if closers else -1
        if end < 0:
            at += 1
            continue
        yield at, end + 1, at + 1, end
        at = end + 1


def _closing(text: str, at: int, closers: str) -> int:
    """Where the string that opens at `at` closes; -1 when it doesn't, or is empty, or is but an apostrophe."""
    apostrophe = text[at] in _APOSTROPHES
    if apostrophe and at > 0 and text[at - 1].isalnum() and not is_cjk(text[at - 1]):
        return -1
    limit = min(len(text), at + LONGEST_STRING + 2)
    if text[at] == '"' and text.find('"', at + 1, limit) > 0:
        closers = '"'  # a straight quote is closed by a curly one only for want of another
    for end in range(at + 1, limit):
        if text[end] in closers:
            inside_word = end + 1 < len(text) and text[end + 1].isalnum() and not is_cjk(text[end + 1])
            if apostrophe and inside_word and text[end - 1].isalnum():
                continue
            return end if text[at + 1 : end].strip() else -1
        if text[end] == "\n" and apostrophe:
            return -1
    return -1


# -- file names ----------------------------------------------------------------------------------------------------


def _by_folded(names: Iterable[tuple[str, str]]) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Folded name, with and without its extension -> (the hashes that bear it, whether it is the full name)."""
    found: dict[str, tuple[tuple[str, ...], bool]] = {}
    for name, key in names:
        full = fold(name)
        stem = full.rpartition(".")[0] or full
        for form, whole in ((full, True), (stem, False)):
            if form.strip():
                hashes, was_whole = found.get(form, ((), whole))
                found[form] = ((*hashes, key) if key not in hashes else hashes, was_whole or whole)
    return found


def _distinctive(form: str, whole: bool) -> bool:
    """Whether a name can be found as a mere substring: with its extension, or with a digit or several parts in it."""
    return whole or any(c.isdigit() or c in " _-" for c in form) or is_cjk(form)


def _name_spans(
    folded: str, by_name: dict[str, tuple[tuple[str, ...], bool]]
) -> list[tuple[int, int, tuple[str, ...]]]:
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    covered = bytearray(len(folded))
    for form in sorted(by_name, key=len, reverse=True):
        hashes, whole = by_name[form]
        if len(form) < 2 or form not in folded or not _distinctive(form, whole):
            continue
        at = folded.find(form)
        while at >= 0:
            end = at + len(form)
            if not any(covered[at:end]) and _alone(folded, at, end):
                spans.append((at, end, hashes))
                covered[at:end] = b"\1" * (end - at)
            at = folded.find(form, end)
    return sorted(spans)


def _alone(text: str, start: int, end: int) -> bool:
    """Whether the stretch is not merely a part of a longer word or number."""
    return not (_joined(text, start - 1, start) or _joined(text, end - 1, end))


def _joined(text: str, a: int, b: int) -> bool:
    if a < 0 or b >= len(text):
        return False
    left, right = text[a], text[b]
    if not (left.isalnum() or left == "_") or not (right.isalnum() or right == "_"):
        return False
    if is_cjk(left) or is_cjk(right):
        return left.isdigit() and right.isdigit()
    return True


# -- the rest ------------------------------------------------------------------------------------------------------


def _plain(original: str, start: int, end: int, by_name: dict[str, tuple[tuple[str, ...], bool]]) -> list[Token]:
    if start >= end:
        return []
    folded = Folded.of(original[start:end])
    tokens: list[Token] = []
    at = 0
    for name_start, name_end, hashes in _name_spans(folded.text, by_name):
        tokens += _scan(folded, at, name_start, start)
        a, b = folded.origin[name_start], folded.origin[name_end]
        spaced = name_start > 0 and folded.text[name_start - 1].isspace()
        tokens.append(
            Token(
                "name",
                original[start + a : start + b],
                folded.text[name_start:name_end],
                start + a,
                start + b,
                spaced,
                hashes,
            )
        )
        at = name_end
    return tokens + _scan(folded, at, len(folded.text), start)


def _scan(folded: Folded, start: int, end: int, shift: int) -> list[Token]:
    tokens: list[Token] = []
    spaced = start > 0 and folded.text[start - 1].isspace()
    at = start
    while at < end:
        match = _TOKEN.match(folded.text, at, end)
        assert match is not None  # `other` takes any character
        at = match.end()
        kind = match.lastgroup
        if kind == "space":
            spaced = True
            if "\n" in match.group():
                tokens.append(_token("punct", folded, match.start(), at, shift, False, "\n"))
            continue
        if kind == "word" and "'" in match.group():
            tokens += _split_elision(folded, match.start(), at, shift, spaced)
        elif kind == "punct" and match.group() == "-" and not _is_range_dash(folded.text, match.start(), at):
            pass  # a hyphen within words: "lo-fi" is two words
        else:
            tokens.append(_token(kind, folded, match.start(), at, shift, spaced, match.group()))  # type: ignore[arg-type]  # a group of _TOKEN
        spaced = False
    return tokens


def _is_range_dash(text: str, start: int, end: int) -> bool:
    """A dash between two numbers, or with space around it; not the hyphen of a compound."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isspace() and after.isspace():
        return True
    return (before.isdigit() or before == "s") and after.isdigit()


def _split_elision(folded: Folded, start: int, end: int, shift: int, spaced: bool) -> list[Token]:
    """ "l'image" is two words, "don't" is one."""
    word = folded.text[start:end]
    left, _, right = word.partition("'")
    cut = start + len(left) + 1
    if left in _ELISIONS and len(right) > 2:
        return [
            _token("word", folded, start, cut, shift, spaced, left),
            _token("word", folded, cut, end, shift, False, right),
        ]
    return [_token("word", folded, start, end, shift, spaced, word)]


def _token(kind: Kind, folded: Folded, start: int, end: int, shift: int, spaced: bool, norm: str) -> Token:
    if kind == "word":
        norm = norm.replace("'", "")  # "dont" is "don't"
    a = folded.origin[start]
    b = max(a + 1, folded.origin[end])  # one character may have been folded to several
    return Token(kind, folded.original[a:b], norm, shift + a, shift + b, spaced)

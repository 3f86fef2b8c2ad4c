"""Tokens -> atoms: the smallest parts that mean something, with everything they may mean as tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..lexicon.lexicon import Lexicon, Match, grammar, lexicon_for, spelling, stem
from . import numerals
from .fold import fold
from .tokens import Token, is_cjk
from .typos import Spelling

_FOLDER = Path(__file__).parent.parent / "lexicon"

LARGEST = 1e9  # number that is told from larger ones: no length, size or place needs more


@dataclass(frozen=True)
class Atom:
    """`kind`: lex (a phrase of the vocabulary), num, time (ms), percent, factor, ordinal, count, pair (a:b), size
    (w, h), color, string (a quoted text), name (a file), ref (clips), word (unknown), punct.

    `text` is what was written, `start` and `end` its place in the message."""

    kind: str
    text: str
    start: int
    end: int
    tags: frozenset[str] = frozenset()
    value: Any = None
    spaced: bool = False

    def has(self, *tags: str) -> bool:
        return not self.tags.isdisjoint(tags)

    def of(self, section: str) -> list[str]:
        """The values of its tags of this section, sorted."""
        if not self.tags:
            return []
        prefix = section + ":"
        found = [t[len(prefix) :] for t in self.tags if t.startswith(prefix)]
        return sorted(found) if len(found) > 1 else found

    def any_of(self, *sections: str) -> bool:
        """Whether it has a tag of one of these sections."""
        return any(t.partition(":")[0] in sections for t in self.tags)

    def one(self, section: str) -> str | None:
        values = self.of(section)
        return values[0] if values else None

    @property
    def is_filler(self) -> bool:
        return "filler" in self.tags

    def but(self, **changes: Any) -> Atom:
        return replace(self, **changes)


@lru_cache(maxsize=8)
def _spelling(language: str) -> Spelling:
    latin = language if language in ("es", "de", "fr") else "en"
    return Spelling(lexicon_for(latin).words) if latin == language else _spelling(latin)


def atoms_of(
    tokens: Sequence[Token],
    language: str,
    parts: Mapping[str, frozenset[str]],
    common: frozenset[str] = frozenset(),
) -> list[Atom]:
    """`parts` are words that occur in file names -> the hashes of those files. `common` are those that all of them
    share ("fig" of fig1, fig2, fig3): they name no file, they are a word for a photo."""
    lexicon = lexicon_for(language)
    whole = _decompounded(_together(tokens), language, lexicon)
    tokens = [
        t if language != "de" and _is_proper(whole, n) else _respelt(t, lexicon, language, parts)
        for n, t in enumerate(whole)
    ]
    words = [t.norm if t.kind not in ("string", "name") else "\0" for t in tokens]
    stems = [stem(w) for w in words]
    atoms: list[Atom] = []
    at = 0
    while at < len(tokens):
        unlisted = tokens[at].kind == "word" and (
            lexicon.match(words, stems, at) is None
            or (words[at] in common and lexicon.match(words, ["\0"] * len(stems), at) is None)
        )
        if unlisted and _shares(words[at], common):
            atoms.append(_atom("lex", tokens, at, 1, frozenset({"thing:photo"})))
            at += 1
            continue
        atom, used = _next(tokens, words, stems, at, lexicon, parts)
        if atom is not None:
            atoms.append(atom)
        at += used
    return _joined(atoms)


def _shares(word: str, common: frozenset[str]) -> bool:
    """ "figure", "figures", "figs" for files that are all called fig."""
    return any(word.startswith(c) and (word == c or len(c) >= 3) for c in common)


def _together(tokens: Sequence[Token]) -> list[Token]:
    """ "b4" is one word, as it is listed."""
    out: list[Token] = []
    for token in tokens:
        last = out[-1] if out else None
        if last is not None and token.kind == "number" and not token.spaced and last.norm + token.norm in spelling():
            both = last.norm + token.norm
            out[-1] = replace(last, kind="word", text=last.text + token.text, norm=both, end=token.end)
        elif last is not None and token.norm in grammar("too_much") and last.norm == "to" and _intensifies(out):
            out[-1] = replace(last, norm="too")  # "its way to fast"
            out.append(token)
        else:
            out.append(token)
    return out


def _intensifies(tokens: Sequence[Token]) -> bool:
    return len(tokens) > 1 and tokens[-2].norm in grammar("before_too")


_SECOND_HALVES = ("video", "videos", "film", "musik", "bilder", "bild", "format", "titel", "filter")


def _decompounded(tokens: Sequence[Token], language: str, lexicon: Lexicon) -> list[Token]:
    """ "Hochkantvideo" is two words, if the first half is known."""
    if language != "de":
        return list(tokens)
    out: list[Token] = []
    for token in tokens:
        half = next((h for h in _SECOND_HALVES if token.norm.endswith(h) and token.norm != h), None)
        first = token.norm[: -len(half)] if half else ""
        known = next((w for w in (first, first.removesuffix("s")) if w and lexicon.knows(w)), None)
        if token.kind != "word" or half is None or known is None or lexicon.match([token.norm], [token.norm], 0):
            out.append(token)
            continue
        cut = token.end - len(half)
        out.append(replace(token, text=token.text[: -len(half)], norm=known, end=cut))
        out.append(replace(token, text=token.text[-len(half) :], norm=half, start=cut, spaced=True))
    return out


def _is_proper(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word is written with a capital within a sentence that has none: a name, or the words of a title."""
    token, before = tokens[at], tokens[at - 1] if at else None
    if token.kind != "word" or not token.text[:1].isupper() or (token.text.isupper() and len(token.text) > 3):
        return False
    return before is not None and before.kind == "word" and before.text.islower()


@lru_cache(maxsize=1)
def _other_words() -> frozenset[str]:
    """Words that are spelt right though no vocabulary has them: what photos show, and everyday words."""
    things = (_FOLDER / "things.txt").read_text("utf-8").splitlines()
    listed = [w for line in things if not line.startswith("#") for w in line.replace(",", " ").split()]
    return frozenset(map(fold, listed)) | grammar("spelt_right")


def _respelt(token: Token, lexicon: Lexicon, language: str, parts: Mapping[str, frozenset[str]]) -> Token:
    if token.kind == "word" and token.norm in spelling() and token.norm not in parts:
        return replace(token, norm=spelling()[token.norm])
    if token.kind != "word" or lexicon.knows(token.norm) or token.norm in parts or stem(token.norm) in parts:
        return token
    if token.norm in _other_words() or stem(token.norm) in _other_words():
        return token
    meant = _spelling(language).correct(token.norm)
    return replace(token, norm=meant) if meant else token


def _next(
    tokens: Sequence[Token],
    words: Sequence[str],
    stems: Sequence[str],
    at: int,
    lexicon: Lexicon,
    parts: Mapping[str, frozenset[str]],
) -> tuple[Atom | None, int]:
    token = tokens[at]
    if token.kind == "string":
        return _atom("string", tokens, at, 1, value=token.text, parts_of=_names(token.norm, parts)), 1
    if token.kind == "name":
        return _atom("name", tokens, at, 1, value=frozenset(token.names)), 1
    found = lexicon.match(words, stems, at)
    if found is not None and found.length == 2 and _is_broken(tokens, at):
        found = lexicon.match(words[: at + 1], stems[: at + 1], at)
    if token.kind == "cjk" and (doubled := _doubled(words, at, lexicon)) is not None:
        return _atom("lex", tokens, at, 4, doubled), 4
    if token.kind == "cjk" and found is not None:
        found = _without_remainder(found, tokens, words, stems, at, lexicon, parts)
    numeral = numerals.read(words, at) if token.kind == "cjk" else None
    if numeral and (found is None or numeral[1] >= found.length):
        return _atom("num", tokens, at, numeral[1], value=numeral[0]), numeral[1]
    named = None if _is_place(words, stems, at, lexicon) else _name_part(words, stems, at, parts)
    if named and (found is None or named[1] > found.length):
        return _atom("name", tokens, at, named[1], value=named[0]), named[1]
    if found and named and len(token.norm) == 1 and token.norm in _LETTER_WORDS and not _stands_alone(tokens, at):
        named = None
    if found and named and found.length == named[1] == 1 and lexicon.match(words[at : at + 1], ["\0"], 0) is None:
        return _atom("name", tokens, at, 1, value=named[0]), 1  # "wave" is the file, not another form of "wav"
    if found and named and _is_letter(token, tokens, at):
        return _atom("name", tokens, at, 1, value=named[0]), 1
    if found:
        value = named[0] if named else None
        number = next((t for t in found.tags if t.startswith("number:")), None)
        if number:
            return _atom("num", tokens, at, found.length, found.tags, float(number[7:])), found.length
        return _atom("lex", tokens, at, found.length, found.tags, value), found.length
    if token.kind == "number":
        return _atom("num", tokens, at, 1, value=min(float(token.norm), LARGEST)), 1
    if token.kind == "pair":
        a, b = token.norm.replace("：", ":").split(":")
        return _atom("pair", tokens, at, 1, value=(int(a), int(b))), 1
    if token.kind == "size":
        digits = "".join(c if c.isdigit() else " " for c in token.norm).split()
        return _atom("size", tokens, at, 1, value=(int(digits[0]), int(digits[1]))), 1
    if token.kind == "color":
        return _atom("color", tokens, at, 1, value=token.norm), 1
    if token.kind == "word" and (loose := _loose_name(token.norm, parts)):
        return _atom("name", tokens, at, 1, value=loose), 1
    if token.kind in ("word", "cjk"):
        return _atom("word", tokens, at, 1, value=token.norm), 1
    if token.kind == "punct":
        return _atom("punct", tokens, at, 1, value=token.norm), 1
    return None, 1


def _doubled(words: Sequence[str], at: int, lexicon: Lexicon) -> frozenset[str] | None:
    """What 安安静静 may mean: what 安静 does."""
    run = list(words[at : at + 4])
    if len(run) < 4 or run[0] != run[1] or run[2] != run[3] or run[0] == run[2] or not all(map(is_cjk, run)):
        return None
    single = [run[0], run[2]]
    if (whole := lexicon.match(words, words, at)) is not None and whole.length >= 4:
        return None
    found = lexicon.match(single, single, 0)
    return found.tags if found is not None and found.length == 2 else None


def _is_broken(tokens: Sequence[Token], at: int) -> bool:
    """Whether two tokens are no phrase though they are spelt like one: "70 s" is no decade, "No." no number's sign."""
    first, second = tokens[at], tokens[at + 1]
    if first.kind == "number":
        return second.norm == "s" and second.spaced
    behind = tokens[at + 2] if at + 2 < len(tokens) else None
    return (first.norm, second.norm) == ("no", ".") and (behind is None or behind.kind != "number")


def _is_letter(token: Token, tokens: Sequence[Token], at: int) -> bool:
    """Whether a letter is meant as the file of that name: "p and q", not the p of 720p, nor an article."""
    unit = at > 0 and tokens[at - 1].kind == "number"
    if len(token.norm) != 1 or not token.norm.isascii() or unit:
        return False
    return token.norm not in _LETTER_WORDS or _stands_alone(tokens, at)


_LETTER_WORDS = "ain"  # letters that are words: an article, a pronoun, short for "and"
_BEHIND_A_NAME = frozenset(["goes", "comes", "to", "at", "first", "last", "second", "third", "before", "after",
                            "should", "for", "in", "into", "from", "with", "and", "&", "is", "longer", "shorter",
                            "out", "away", "off", "back", "please", "only", "again", "then"])  # fmt: skip


def _stands_alone(tokens: Sequence[Token], at: int) -> bool:
    """ "Remove a", "a goes last": no article, pronoun or "and" stands like this."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    if behind is None or behind.kind == "punct":
        return at > 0 and tokens[at - 1].kind != "punct"
    return behind.norm in _BEHIND_A_NAME and not (tokens[at].norm == "n" and at > 0 and behind.norm == "then")


def _without_remainder(
    found: Match,
    tokens: Sequence[Token],
    words: Sequence[str],
    stems: Sequence[str],
    at: int,
    lexicon: Lexicon,
    parts: Mapping[str, frozenset[str]],
) -> Match:
    """The longest phrase, or a shorter one when the longest leaves half a word behind: 显示|全程, not 显示全|程."""
    end = at + found.length
    behind = lexicon.match(words, stems, end) if end < len(tokens) and tokens[end].kind == "cjk" else None
    if found.length == 2 and behind is not None and behind.length == 1 and not tokens[end].spaced:
        second = lexicon.match(words, stems, at + 1)  # 放|上方, not 放上|方
        first = lexicon.match(words[: at + 1], stems[: at + 1], at)
        if first is not None and second is not None and second.length == 2 and _is_whole(tokens, at + 3):
            return first
    if end < len(tokens) and words[end] in ("秒", "分") and words[end - 1] in ("半", "一") and not tokens[end].spaced:
        shorter = lexicon.match(words[: end - 1], stems[: end - 1], at)  # 减|半秒, not 减半|秒
        if shorter is not None and shorter.length == found.length - 1:
            return shorter
    if (
        end >= len(tokens)
        or tokens[end].kind != "cjk"
        or tokens[end].spaced
        or _is_known(words, stems, end, lexicon, parts)
    ):
        return found
    for length in range(found.length - 1, 0, -1):
        shorter = lexicon.match(words[: at + length], stems[: at + length], at)
        rest = lexicon.match(words, stems, at + length)
        if shorter is not None and shorter.length == length and rest is not None and at + length + rest.length > end:
            return shorter
    return found


def _is_whole(tokens: Sequence[Token], at: int) -> bool:
    """Whether nothing of a Chinese word is left at `at`: the clause ends there, or other writing begins."""
    return at >= len(tokens) or tokens[at].kind != "cjk"


def _is_known(
    words: Sequence[str], stems: Sequence[str], at: int, lexicon: Lexicon, parts: Mapping[str, frozenset[str]]
) -> bool:
    return bool(lexicon.match(words, stems, at) or numerals.read(words, at) or _name_part(words, stems, at, parts))


def _is_place(words: Sequence[str], stems: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """ "Position 3" is a place, even if there is a file 3.jpg."""
    before = lexicon.match(words, stems, at - 1) if at and words[at].isdigit() else None
    return before is not None and before.length == 1 and "link:place" in before.tags


def _name_part(
    words: Sequence[str], stems: Sequence[str], at: int, parts: Mapping[str, frozenset[str]]
) -> tuple[frozenset[str], int] | None:
    """The longest stretch from `at` that is a part of some file's name."""
    best: tuple[frozenset[str], int] | None = None
    form = ""
    for index in range(at, min(len(words), at + 8)):
        form += words[index]
        hashes = parts.get(form) or (parts.get(stems[index]) if index == at else None)
        if hashes:
            best = hashes, index - at + 1
    return best


def _loose_name(word: str, parts: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
    """Files whose name an unknown word extends, or begins: "bedrooms" for bed-1, "light" for lighthouse."""
    for part, hashes in parts.items():
        short, long = sorted((word, part), key=len)
        if len(short) >= 3 and short.isalpha() and long.startswith(short) and (word == long or len(short) >= 4):
            return hashes
    return None


def _names(norm: str, parts: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
    return parts.get(norm.replace(" ", "")) or parts.get(norm)


def _atom(
    kind: str,
    tokens: Sequence[Token],
    at: int,
    used: int,
    tags: frozenset[str] = frozenset(),
    value: Any = None,
    parts_of: frozenset[str] | None = None,
) -> Atom:
    run = tokens[at : at + used]
    known = kind in ("lex", "num") and is_cjk(run[0].text)  # in the characters of the vocabulary
    text = "".join((" " if t.spaced and n else "") + (t.norm if known else t.text) for n, t in enumerate(run))
    extra = frozenset({"names:" + h for h in parts_of}) if parts_of else frozenset()
    return Atom(kind, text, run[0].start, run[-1].end, tags | extra, value, run[0].spaced)


def _joined(atoms: Sequence[Atom]) -> list[Atom]:
    """Neighbouring unknown Chinese characters are one unknown word."""
    out: list[Atom] = []
    for atom in atoms:
        last = out[-1] if out else None
        if (
            atom.kind == "word"
            and last
            and last.kind == "word"
            and last.end == atom.start
            and ord(atom.text[0]) > 0x2E80
        ):
            out[-1] = last.but(text=last.text + atom.text, end=atom.end, value=f"{last.value}{atom.value}")
        else:
            out.append(atom)
    return out

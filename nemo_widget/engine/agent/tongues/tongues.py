from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

TONGUES = ("ja", "es", "de", "fr")
_LONGEST = 400  # characters of a sentence that is looked up
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SLOT = re.compile(r"\{(\w+)\}")
_FIGURES = re.compile(r"[\d.,:–×%+/\- ]+( s)?")
_NAMES = re.compile(r"“[^”]*”(?:(?:, | and )“[^”]*”)*(?: and \d+ more)?")
_MORE = re.compile(r" and (\d+) more$")


@dataclass(frozen=True)
class _Tongue:
    words: dict[str, str]
    sentences: tuple[tuple[re.Pattern[str], str], ...]

    def value(self, name: str, text: str) -> str | None:
        """What a slot stands for, in the language; None when that is not known."""
        if name.startswith("text"):
            return text
        if text in self.words:
            return self.words[text]
        if _FIGURES.fullmatch(text):
            return text.replace(" s", self.words[" s"]).replace(".", self.words["decimal"])
        return self._names(text) if _NAMES.fullmatch(text) else None

    def _names(self, text: str) -> str:
        more = _MORE.search(text)
        head = text[: more.start()] if more else text
        head = head.replace("” and “", f"”{self.words[' and ']}“").replace("”, “", f"”{self.words[', ']}“")
        return head + (self.words[" and N more"].replace("N", more[1]) if more else "")

    def said(self, sentence: str) -> str | None:
        """A sentence or a part of one, without its full stop."""
        if not sentence or len(sentence) > _LONGEST:
            return None
        for pattern, other in self.sentences:
            if found := pattern.fullmatch(sentence):
                values = {name: self.value(name, text) for name, text in found.groupdict().items()}
                if None not in values.values():
                    return other.format_map(values)
        return self.words.get(sentence)


@lru_cache(maxsize=len(TONGUES))
def _tongue(language: str) -> _Tongue:
    text = (Path(__file__).parent / f"{language}.yaml").read_text("utf-8")
    loaded = yaml.load(text, Loader=_LOADER)  # noqa: S506  # makes strings only
    patterns = ((_pattern(english), other) for english, other in loaded["sentences"].items())
    return _Tongue(loaded["words"], tuple(patterns))


def _pattern(english: str) -> re.Pattern[str]:
    parts = _SLOT.split(english)
    return re.compile("".join(f"(?P<{p}>.+?)" if n % 2 else re.escape(p) for n, p in enumerate(parts)), re.DOTALL)


def spoken(text: str, language: str) -> str | None:
    """The English answer `text` in one of `TONGUES`; None when a part of it is not known."""
    tongue = _tongue(language)
    stop, semicolon, gap = (tongue.words[w] for w in (".", "; ", " "))
    out: list[str] = []
    for sentence, end in _sentences(text):
        whole = _part(sentence, tongue)
        if whole is None:
            parts = [_part(part, tongue) for part in _split(sentence, "; ")]
            if None in parts:
                return None
            whole = semicolon.join(map(str, parts))
        out.append(whole[:1].upper() + whole[1:] + (stop if end == "." else tongue.words.get(end, end)))
    return gap.join(out)


def _part(part: str, tongue: _Tongue) -> str | None:
    small = part[:1].lower() + part[1:]
    said = tongue.said(part) or tongue.said(small)
    if said is not None:
        return said
    listed = [tongue.said(p) or tongue.said(p[:1].lower() + p[1:]) for p in _split(part, ", ")]
    return tongue.words[", "].join(str(p) for p in listed) if len(listed) > 1 and None not in listed else None


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """(sentence, its closing mark)."""
    rest = text.strip()
    depth = begin = 0
    for at, char in enumerate(rest):
        depth += (char in "“‘(") - (char in "”’)")
        last = at + 1 == len(rest)
        if char in ".!?" and depth <= 0 and (last or rest[at + 1] == " "):
            yield rest[begin:at], char
            begin = at + 2
    if begin < len(rest):
        yield rest[begin:], ""


def _split(text: str, mark: str) -> list[str]:
    """The parts between the marks that stand outside quotation marks and brackets."""
    parts: list[str] = []
    depth = begin = 0
    for at, char in enumerate(text):
        depth += (char in "“‘(") - (char in "”’)")
        if depth <= 0 and text.startswith(mark, at):
            parts.append(text[begin:at])
            begin = at + len(mark)
    return [*parts, text[begin:]]

"""What went wrong, in the language of the person.

Errors are raised where they arise, in English; there nobody knows in which language the person speaks. On their way out
their sentences are looked up in a catalogue. Everything that is in no catalogue stays as it is: a sentence in the wrong
language still says more than none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .errors import NemoError
from .errors_zh import SENTENCES

_PLACEHOLDER = re.compile(r"\\\{([A-Za-z])\\\}")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


def spoken(text: str, language: str) -> str:
    """`text`, one or several sentences of ours, in `language` ("zh-CN", …) as far as we speak it."""
    if not language.lower().startswith("zh"):
        return text
    return _in_chinese(text) or text


def speak(error: NemoError, language: str) -> NemoError:
    """The same error, from now on in `language`."""
    error.what, error.next_step = spoken(error.what, language), spoken(error.next_step, language)
    error.args = (error.what, error.next_step)
    return error


def _in_chinese(text: str) -> str | None:
    """None when there is no sentence of ours in it. Of several, each is said as well as it can be."""
    for end in _SENTENCE_END.finditer(text):  # a full stop may also be that of a name
        first = _match(text[: end.start()])
        if first is not None:
            rest = text[end.end() :]
            return first + (_in_chinese(rest) or f" {rest}")
    return _match(text)


def _match(text: str) -> str | None:
    """The Chinese of one sentence; of several that fit, the one that leaves least to its placeholders."""
    if text in SENTENCES:
        return SENTENCES[text]
    for pattern, chinese in _patterns():
        if found := pattern.fullmatch(text):
            values = {
                name: (_in_chinese(value) or value) if name.isupper() else value
                for name, value in found.groupdict().items()
            }
            return chinese.format(**values)
    return None


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    templates = [(english, chinese) for english, chinese in SENTENCES.items() if "{" in english]
    templates.sort(key=lambda each: -len(re.sub(r"\{\w\}", "", each[0])))
    return [
        (re.compile(_PLACEHOLDER.sub(r"(?P<\1>.+?)", re.escape(english)), re.DOTALL), chinese)
        for english, chinese in templates
    ]

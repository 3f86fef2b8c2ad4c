"""Which language a message is written in."""

from __future__ import annotations

from functools import lru_cache

from .lexicon.lexicon import LANGUAGES, lexicon_for
from .words.fold import fold
from .words.tokens import is_cjk, words_of

_LATIN = ("en", "es", "de", "fr")


def base_language(code: str) -> str:
    """ "zh-TW" -> "zh"; English for what is not known."""
    base = code.replace("_", "-").split("-")[0].lower()
    return base if base in LANGUAGES else "en"


@lru_cache(maxsize=4)
def _own_words(language: str) -> frozenset[str]:
    """Single words that only this language's file holds."""
    own, english = lexicon_for(language).own, lexicon_for("en").own
    words = set(own.words) | own.fillers
    return frozenset(words if language == "en" else words - set(english.words) - english.fillers)


def language_of(message: str, session: str) -> str:
    """One of `LANGUAGES`. The session's language decides where the words do not."""
    folded = fold(message)
    if any("\u3040" <= c <= "\u30ff" for c in folded):
        return "ja"
    if is_cjk(folded):
        return (
            "ja"
            if base_language(session) == "ja"
            and not any("\u4e00" <= c <= "\u9fff" and c in "的了吗把个张这们" for c in folded)
            else "zh"
        )
    words = [w for w in words_of(message[:600]) if w.isalpha()]
    if not words:
        return base_language(session)
    scores = {language: sum(w in _own_words(language) for w in words) for language in _LATIN}
    base = base_language(session)
    if base in scores and base != "en":
        scores[base] += 1
    others = {k: v for k, v in scores.items() if k != "en" and v > 0}
    if not others:
        return "en"
    best = max(others, key=lambda k: others[k])
    english = sum(w in lexicon_for("en").own.words for w in words if w not in _native(best))
    return best if others[best] * 2 >= english else "en"


@lru_cache(maxsize=4)
def _native(language: str) -> frozenset[str]:
    return frozenset(lexicon_for(language).own.words) | frozenset(lexicon_for(language).own.fillers)

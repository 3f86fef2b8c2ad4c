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
    english = lexicon_for("en").words
    own = lexicon_for(language)
    words = set(own.words) | own.fillers
    return frozenset(w for w in words if language == "en" or w not in english and w not in lexicon_for("en").fillers)


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
        base = base_language(session)
        return base
    scores = {language: sum(w in _own_words(language) for w in words) for language in _LATIN}
    base = base_language(session)
    if base in scores and base != "en":
        scores[base] += 1
    english = sum(w in lexicon_for("en").words or w in lexicon_for("en").fillers for w in words)
    others = {k: v for k, v in scores.items() if k != "en" and v > 0}
    best = max(others, key=lambda k: others[k], default="en")
    if best == "en" or others[best] * 2 < english - sum(w in _shared() for w in words):
        return "en" if base in ("zh", "ja", "en") or best == "en" else best if others.get(best, 0) > 1 else "en"
    return best


@lru_cache(maxsize=1)
def _shared() -> frozenset[str]:
    """Words that English shares with a neighbour, which speak for neither."""
    english = set(lexicon_for("en").words) | lexicon_for("en").fillers
    return frozenset(
        w
        for language in ("es", "de", "fr")
        for w in lexicon_for(language).words
        if w in english and w in _native(language)
    )


@lru_cache(maxsize=4)
def _native(language: str) -> frozenset[str]:
    from .lexicon.lexicon import Lexicon

    return frozenset(Lexicon([language]).words)

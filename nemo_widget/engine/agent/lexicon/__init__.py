"""The vocabularies: one YAML file a language, which needs no knowledge of Python to extend.

A phrase leads to tags "section:value" ("fx:crossfade", "act:remove"); the same phrase may have several.
"""

from __future__ import annotations

from .lexicon import LANGUAGES, Lexicon, Match, grammar, lexicon_for

__all__ = ["LANGUAGES", "Lexicon", "Match", "grammar", "lexicon_for"]

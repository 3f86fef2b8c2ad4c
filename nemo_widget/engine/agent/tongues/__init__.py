"""Answers in Japanese, Spanish, German and French: what is said in English, put into other words.

A file a language, which needs no knowledge of Python to extend. `sentences` leads from an English sentence (without its
full stop, small at the beginning) to the same in the language; a name in braces stands for what changes. What it stands
for is a word of `words`, a list of files, a figure, or, where the name begins with "text", whatever it is. An answer in
which one sentence is not known is given in English as a whole.
"""

from __future__ import annotations

from .tongues import TONGUES, spoken

__all__ = ["TONGUES", "spoken"]

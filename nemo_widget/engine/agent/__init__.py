"""The agent: words -> typed edits -> a new draft, offline, in milliseconds, without a model.

    message -> words/ (fold, tokens, atoms, quantities) -> literals, references -> fragments -> wishes/ (what is wished
    for) -> plans/ (what that means for this draft) -> edits/ (data that changes a draft) -> replies

The vocabularies are data, a file a language, in `lexicon/`. What is not understood changes nothing and is said.
"""

from __future__ import annotations

from .edits import EDITS, Edit
from .proposal import Proposal
from .respond import apply, goes_by_the_book, prepare, respond
from .situation import AgentAsset, Answer, Situation, Turn, ratio_of

__all__ = [
    "EDITS",
    "AgentAsset",
    "Answer",
    "Edit",
    "Proposal",
    "Situation",
    "Turn",
    "apply",
    "goes_by_the_book",
    "prepare",
    "ratio_of",
    "respond",
]

"""A language model that reads what people write, for those who have one. Off unless the environment names it.

    message + what is on the timeline -> briefing -> endpoint (OpenAI's chat protocol) -> answers -> a proposal

What comes back is data that nobody trusts: it is validated by the types that the parser's edits have, and what it names
has to be there. Whatever goes wrong, the parser answers instead and says so. Photos are never sent, only names.
"""

from __future__ import annotations

from .model import LanguageModel
from .settings import ModelSettings

__all__ = ["LanguageModel", "ModelSettings"]

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anyio
from pydantic import ValidationError

from ..edits import EDITS, Edit, Said
from ..proposal import UNREADABLE, Proposal
from ..situation import Situation
from . import briefing
from .answers import Spoken, Unreadable, parsed, spoken, unfenced
from .endpoint import Endpoint, Mode, ModelFailed, NotSupported
from .schema import MOST_WORDS, TOOL, tool
from .settings import ModelSettings

MOST_EDITS = 100
SLOW = Said("The language model did not answer in time", "语言模型没有及时回答")


class LanguageModel:
    """Asks a model what to do about a message. It remembers in which mode the model can be asked."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._endpoint = Endpoint(settings)
        self._mode = Mode.TOOLS

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> LanguageModel | None:
        """The model that `NEMO_LLM_URL` and `NEMO_LLM_MODEL` name; None unless both are set."""
        settings = ModelSettings.from_environment(environment)
        return None if settings is None else cls(settings)

    @property
    def is_local(self) -> bool:
        """Whether the words stay on this machine."""
        return self._settings.is_local

    @property
    def host(self) -> str:
        return self._settings.host

    async def propose(self, message: str, situation: Situation) -> Proposal:
        """What the model would do; a proposal with a `fault` when it fails. To cancel it is to hang up."""
        if self._settings.mistake:
            return Proposal(fault=Said(self._settings.mistake, self._settings.mistake))
        try:
            with anyio.fail_after(self._settings.deadline_s):
                answer = spoken(await self._ask(message, situation))
            return _proposal(answer, briefing.aliases(situation))
        except ModelFailed as failure:
            return Proposal(fault=failure.said)
        except TimeoutError:
            return Proposal(fault=SLOW)
        except (Unreadable, ValidationError):
            return Proposal(fault=UNREADABLE)

    async def close(self) -> None:
        await self._endpoint.close()

    async def _ask(self, message: str, situation: Situation) -> bytes:
        for mode in list(Mode)[self._mode.value - 1 :]:
            in_words = mode is not Mode.TOOLS
            try:
                body = await self._endpoint.ask(mode, briefing.messages(message, situation, schema=in_words), tool())
            except NotSupported:
                continue
            self._mode = mode
            return body
        raise AssertionError("plain text is always supported, or has failed")


def _proposal(answer: Spoken, media: dict[str, str]) -> Proposal:
    """Raises: `Unreadable`, `ValidationError`."""
    given = [parsed(call.arguments) for call in answer.calls]
    words = answer.text
    if any(call.name != TOOL for call in answer.calls):
        raise Unreadable
    if not given and unfenced(words).startswith("{"):
        given, words = [parsed(unfenced(words))], ""
    items = [item for one in given for item in _items(one)]
    words = " ".join([words, *(str(one.get("reply") or "") for one in given)])
    edits = _edits(items, media)
    words = _plain(words)[:MOST_WORDS]
    if not edits and not words:
        raise Unreadable
    return Proposal(edits, words)


def _plain(words: str) -> str:
    """One line of text, without what is not to be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def _items(given: dict[str, Any]) -> list[Any]:
    items = given.get("edits", [])
    if not isinstance(items, list) or len(items) > MOST_EDITS:
        raise Unreadable
    return items


def _edits(items: list[Any], media: dict[str, str]) -> tuple[Edit, ...]:
    """Typed edits, with the uploads' hashes in place of the names that the model knows them by."""
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise Unreadable
        if item.get("kind") == "add_text":
            item["id"] = f"new text {number}"
        if isinstance(source := item.get("source"), str):
            item["source"] = media.get(source, source)
        if isinstance(sources := item.get("sources"), list):
            item["sources"] = [media.get(s, s) if isinstance(s, str) else s for s in sources]
    return tuple(EDITS.validate_python(items))

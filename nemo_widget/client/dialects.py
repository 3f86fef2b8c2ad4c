"""The `data` of an event, in either dialect of the wire → what it says, in one vocabulary.

The typed dialect sends deltas only. The ADK dialect sends deltas (`partial: true`) and later the whole text again; so a
`TextWhole` closes what the `TextDelta`s before it began.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TextDelta:
    """More text of the answer. `closes_itself`: the dialect repeats no whole text, so this is final as it stands.

    `speaker` tells agents apart that speak at the same time.
    """

    text: str
    closes_itself: bool = False
    speaker: str = ""


@dataclass(frozen=True)
class TextWhole:
    """The whole text of one model call, or nothing when it ends. Repeats its deltas, if there were any."""

    text: str
    speaker: str = ""


@dataclass(frozen=True)
class Thinking:
    """The model reasons; never shown as the answer."""


@dataclass(frozen=True)
class ToolCall:
    name: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ToolResult:
    name: str


@dataclass(frozen=True)
class Heartbeat:
    """The back end is alive, nothing more."""


@dataclass(frozen=True)
class StateDelta:
    """What the back end wants to be known beside the text, such as `next_steps`."""

    values: Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """The back end says that something went wrong. `code` as it gave it, `message` possibly raw."""

    code: str
    message: str


StreamEvent = TextDelta | TextWhole | Thinking | ToolCall | ToolResult | Heartbeat | StateDelta | Fault

KEEPS_CONTENT = {"MAX_TOKENS"}  # no fault: the answer ends there, and what was said of it holds

_RAW_ERROR = re.compile(r'^\s*\{\s*"error"\s*:\s*"?(?P<text>.*?)"?\s*\}?\s*$', re.DOTALL)


def read_event(data: str) -> list[StreamEvent]:
    """What one event says; nothing when it is of a kind that we do not know."""
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        raw = _RAW_ERROR.match(data)  # older servers put the message in unescaped
        if raw:
            return [Fault("", raw["text"])]
        _log.debug("an event that is not JSON was dropped (%d characters)", len(data))
        return []
    if not isinstance(body, dict):
        return []
    if isinstance(body.get("type"), str):
        return list(_typed(body))
    return list(_adk(body))


def joined(events: Iterable[StreamEvent]) -> Iterator[StreamEvent]:
    """The same events, with deltas of one speaker that follow each other as one delta."""
    first: TextDelta | None = None
    texts: list[str] = []
    for event in events:
        if isinstance(event, TextDelta):
            if first and (event.speaker, event.closes_itself) == (first.speaker, first.closes_itself):
                texts.append(event.text)
                continue
            if first:
                yield replace(first, text="".join(texts))
            first, texts = event, [event.text]
            continue
        if first:
            yield replace(first, text="".join(texts))
            first = None
        yield event
    if first:
        yield replace(first, text="".join(texts))


def _typed(body: Mapping[str, Any]) -> Iterator[StreamEvent]:
    kind = body["type"]
    if kind == "text":
        content = body.get("content")
        if isinstance(content, str) and content:
            yield TextDelta(content, closes_itself=True)
    elif kind == "tool_call":
        yield ToolCall(str(body.get("name", "")), _mapping(body.get("args")))
    elif kind == "tool_result":
        yield ToolResult(str(body.get("name", "")))
    elif kind == "heartbeat":
        yield Heartbeat()
    elif kind == "error":
        yield _fault({**body, "message": body.get("message") or body.get("content") or ""})
    else:
        _log.debug("an event of an unknown type was ignored: %.40s", kind)


def _adk(body: Mapping[str, Any]) -> Iterator[StreamEvent]:
    partial = body.get("partial") is True
    content = _mapping(body.get("content"))
    parts = [part for part in _list(content.get("parts")) if isinstance(part, dict)]
    said = [part for part in parts if not part.get("thought")]
    if len(said) < len(parts):
        yield Thinking()
    if content.get("role") != "user":
        texts = [text for part in said if isinstance(text := part.get("text"), str)]
        text, speaker = "".join(texts), f"{body.get('author', '')} {body.get('branch', '')}"
        if partial and text:
            yield TextDelta(text, speaker=speaker)
        elif not partial and (texts or body.get("finishReason") or body.get("turnComplete")):
            yield TextWhole(text, speaker)
    if not partial:
        for part in parts:
            call, result = part.get("functionCall"), part.get("functionResponse")
            if isinstance(call, dict):
                yield ToolCall(str(call.get("name", "")), _mapping(call.get("args")))
            if isinstance(result, dict):
                yield ToolResult(str(result.get("name", "")))
    if delta := _mapping(_mapping(body.get("actions")).get("stateDelta")):
        yield StateDelta(delta)
    if code := body.get("errorCode"):
        yield Fault(str(code), str(body.get("errorMessage") or ""))
    elif body.get("error"):
        yield _fault(body)


def _fault(body: Mapping[str, Any]) -> Fault:
    """`error` is a sentence, or holds code and message by itself, which then stand beside it no more."""
    error = body.get("error")
    fields = {**body, **_mapping(error)}
    said = fields.get("message") or ("" if isinstance(error, dict) else error)
    return Fault(str(fields.get("code") or ""), str(said or ""))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []

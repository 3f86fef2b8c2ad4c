from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_decoder = json.JSONDecoder()
_SPACE = " \t\r\n"


@dataclass(frozen=True)
class State:
    """A session's state. `draft_json` is the draft's own text in the answer, character for character: that is what
    an export sends, because a draft of another back end may hold what no parser gives back unchanged."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    draft_json: str | None = None

    @property
    def draft(self) -> dict[str, Any] | None:
        draft = self.fields.get("draft")
        return draft if isinstance(draft, dict) and draft else None

    @property
    def bind_id(self) -> str | None:
        """What links an anonymous person's registration to this session, where the back end says it."""
        found = next((self.fields[name] for name in ("bind_id", "bindId", "bind") if self.fields.get(name)), None)
        return found if isinstance(found, str) else None

    @property
    def language_model(self) -> str | None:
        """The host that reads messages for the back end; None when it reads them itself, or does not say."""
        host = self.fields.get("language_model")
        return host if isinstance(host, str) and host else None

    @property
    def is_ready_for_export(self) -> bool:
        tracks = (self.draft or {}).get("t")
        return isinstance(tracks, list) and any(isinstance(t, dict) and t.get("sg") for t in tracks)


def read_state(text: str) -> State:
    """The state in the text of an answer, with or without an envelope."""
    body = json.loads(text)
    for path in (("data", "state"), ("state",), ("data",), ()):
        fields = _at(body, path)
        if isinstance(fields, dict):
            return State(fields, raw_member(text, (*path, "draft")))
    return State()


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def raw_member(text: str, path: tuple[str, ...]) -> str | None:
    """The text of the value at `path` in the JSON object `text`; None when there is none. `text` is valid JSON."""
    span = (_skip(text, 0), len(text))
    for key in path:
        found = _member(text, span[0], key)
        if found is None:
            return None
        span = found
    return text[slice(*span)]


def _member(text: str, at: int, wanted: str) -> tuple[int, int] | None:
    """(start, end) of the value of `wanted` in the object that begins at `at`; the last one, as parsers take it."""
    if text[at] != "{":
        return None
    found = None
    at = _skip(text, at + 1)
    while text[at] == '"':
        key, at = _decoder.raw_decode(text, at)
        start = _skip(text, _skip(text, at) + 1)  # past the colon
        _, end = _decoder.raw_decode(text, start)
        if key == wanted:
            found = (start, end)
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found


def _skip(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at

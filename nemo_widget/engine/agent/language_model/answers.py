"""The body of an answer -> what the model said and called, whether it came whole or as a stream of deltas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_FENCE = "```"


class Unreadable(Exception):
    """Not an answer of this protocol, or JSON that is none."""


@dataclass
class Call:
    name: str = ""
    arguments: str = ""


@dataclass
class Spoken:
    """`text` is what the model said beside its calls, without its thoughts."""

    text: str = ""
    calls: list[Call] = field(default_factory=list)


def spoken(body: bytes) -> Spoken:
    """Raises: `Unreadable`."""
    text = body.decode("utf-8", "replace")
    said: list[str] = []
    calls: dict[int, Call] = {}
    chunks = [parsed(text)] if text.lstrip().startswith("{") else list(_events(text))
    if not chunks:
        raise Unreadable
    for chunk in chunks:
        message = _message(chunk)
        said.append(_text(message.get("content")))
        for at, call in enumerate(_list(message.get("tool_calls"))):
            _add(calls, call, at)
    return Spoken(_THOUGHTS.sub("", "".join(said)).strip(), [calls[index] for index in sorted(calls)])


def unfenced(text: str) -> str:
    """JSON without the fence that models like to put around it."""
    if len(text) < 2 * len(_FENCE) or not (text.startswith(_FENCE) and text.endswith(_FENCE)):
        return text
    return text[len(_FENCE) : -len(_FENCE)].removeprefix("json").strip()


def parsed(text: str) -> dict[str, Any]:
    """The JSON object. Raises: `Unreadable`, also for half characters, which no draft can hold."""
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(value, dict):
        raise Unreadable
    return value


def _events(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        data = line.removeprefix("data:").strip() if line.startswith("data:") else ""
        if data and data != "[DONE]":
            yield parsed(data)


def _message(chunk: dict[str, Any]) -> dict[str, Any]:
    """What the chunk adds: a `delta` in a stream, the whole `message` otherwise. One without choices adds nothing."""
    if chunk.get("error"):
        raise Unreadable
    choices = _list(chunk.get("choices"))
    first = choices[0] if choices and isinstance(choices[0], dict) else {}
    message = first.get("delta") or first.get("message") or {}
    if not isinstance(message, dict):
        raise Unreadable
    return message


def _add(calls: dict[int, Call], given: Any, at: int) -> None:
    function = given.get("function") if isinstance(given, dict) else None
    if not isinstance(function, dict):
        raise Unreadable
    index = given.get("index")
    call = calls.setdefault(index if isinstance(index, int) else at, Call())
    call.name += _text(function.get("name"))
    arguments = function.get("arguments")
    call.arguments += json.dumps(arguments) if isinstance(arguments, dict) else _text(arguments)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

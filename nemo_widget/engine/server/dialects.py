"""What happens in a turn, and how the two dialects of the wire say it."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from nemo_widget.model.conversation import Button

AUTHOR = "nemo_agent"


@dataclass(frozen=True)
class ToolCall:
    id: str
    name: str
    args: dict[str, Any]


@dataclass(frozen=True)
class ToolResult:
    id: str
    name: str
    result: dict[str, Any]


@dataclass(frozen=True)
class Answered:
    """The whole answer. A dialect sends it in pieces."""

    text: str
    next_steps: list[Button]


@dataclass(frozen=True)
class Failed:
    """The turn changed nothing. `message` is a sentence for a person."""

    message: str


TurnEvent = ToolCall | ToolResult | Answered | Failed


class Dialect(Protocol):
    """Puts events into `data:` frames. `heartbeat` is the frame that says no more than "still here"."""

    heartbeat: str

    def frames(self, event: TurnEvent) -> Iterator[str]: ...


@dataclass
class Adk:
    """Events as a Google ADK server sends them; the heartbeat is the gateway's empty `data:` line."""

    heartbeat: str = "data:\n\n"
    invocation: str = field(default_factory=lambda: f"e-{uuid.uuid4()}")

    def frames(self, event: TurnEvent) -> Iterator[str]:
        if isinstance(event, ToolCall):
            call = {"id": event.id, "name": event.name, "args": event.args}
            yield self._event(_content("model", {"functionCall": call}), longRunningToolIds=[])
        elif isinstance(event, ToolResult):
            response = {"id": event.id, "name": event.name, "response": event.result}
            yield self._event(_content("user", {"functionResponse": response}))
        elif isinstance(event, Answered):
            for piece in pieces(event.text):
                yield self._event(_content("model", {"text": piece}), partial=True)
            next_steps = {"next_steps": [button.model_dump() for button in event.next_steps]}
            whole = _content("model", {"text": event.text})
            yield self._event(whole, next_steps, partial=False, finishReason="STOP")
        else:
            yield self._event({"errorCode": "INTERNAL", "errorMessage": event.message})

    def _event(self, body: dict[str, Any], state_delta: dict[str, Any] | None = None, **more: object) -> str:
        actions = {
            "stateDelta": state_delta or {},
            "artifactDelta": {},
            "requestedAuthConfigs": {},
            "requestedToolConfirmations": {},
        }
        head = {"invocationId": self.invocation, "author": AUTHOR, "actions": actions}
        return frame({**body, **more, **head, "id": str(uuid.uuid4()), "timestamp": time.time()})


@dataclass
class Typed:
    """Events with a `type`."""

    heartbeat: str = 'data: {"type":"heartbeat"}\n\n'

    def frames(self, event: TurnEvent) -> Iterator[str]:
        if isinstance(event, ToolCall):
            yield frame({"type": "tool_call", "name": event.name, "args": event.args})
        elif isinstance(event, ToolResult):
            yield frame({"type": "tool_result", "name": event.name, "result": event.result})
        elif isinstance(event, Answered):
            for piece in pieces(event.text):
                yield frame({"type": "text", "content": piece})
        else:
            yield frame({"error": event.message})


def frame(value: dict[str, Any]) -> str:
    """One `data:` frame. The line ends that JSON leaves alone are escaped, as some readers split lines at them."""
    line = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for mark in ("\x85", "\u2028", "\u2029"):
        line = line.replace(mark, f"\\u{ord(mark):04x}")
    return f"data: {line}\n\n"


def pieces(text: str) -> Iterator[str]:
    """The text as words with the space after them; where no spaces are written, a few characters at a time."""
    start = 0
    for at, character in enumerate(text):
        length = at + 1 - start
        if character.isspace() or (ord(character) >= 0x2E80 and length >= 3) or length >= 24:
            yield text[start : at + 1]
            start = at + 1
    if start < len(text):
        yield text[start:]


def _content(role: str, *parts: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"parts": list(parts), "role": role}}

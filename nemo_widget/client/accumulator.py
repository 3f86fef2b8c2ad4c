from __future__ import annotations

from typing import Any

from .dialects import Fault, StateDelta, StreamEvent, TextDelta, TextWhole, ToolCall, ToolResult

_KEEPS_CONTENT = {"MAX_TOKENS"}


class Accumulator:
    """Builds up the answer of one turn from its events, so that nothing doubles and nothing shrinks.

    `feed` gives the text to add to what is shown. `is_whole` tells whether the answer had come to its end when the
    stream did: a clean end after deltas alone is a cut.
    """

    def __init__(self) -> None:
        self.text = ""
        self.is_cut = False  # set by who saw the connection break
        self.tools: list[str] = []
        self.fault: Fault | None = None
        self.state_delta: dict[str, Any] = {}
        self._open = ""  # deltas of the present model call, which its whole text will repeat
        self._tool_is_busy = False
        self._seen_answer = False
        self._break = False  # the next text is of another model call

    @property
    def is_whole(self) -> bool:
        return self._seen_answer and not (self._open or self._tool_is_busy or self.is_cut)

    @property
    def is_empty(self) -> bool:
        """Nothing at all has come, neither text nor a tool's work nor an error."""
        return not (self.text or self.tools or self.fault or self._seen_answer)

    def feed(self, event: StreamEvent) -> str:
        """Takes one event; returns what it adds to the text."""
        if isinstance(event, TextDelta):
            self._seen_answer = True
            if event.closes_itself:
                return self._add(event.text)
            self._open += event.text
            return self._add(event.text)
        if isinstance(event, TextWhole):
            return self._close(event.text)
        if isinstance(event, ToolCall):
            self._tool_is_busy = True
            self.tools.append(event.name)
        elif isinstance(event, ToolResult):
            self._tool_is_busy = False
            self._seen_answer = self._break = True
        elif isinstance(event, StateDelta):
            self.state_delta.update(event.values)
        elif isinstance(event, Fault) and event.code not in _KEEPS_CONTENT and self.fault is None:
            self.fault = event
        return ""

    def _close(self, whole: str) -> str:
        """The whole text of a call: only what its deltas have not yet brought is new."""
        shown, self._open = self._open, ""
        self._seen_answer = True
        rest = whole[len(shown) :] if whole.startswith(shown) else ""  # what is shown never shrinks
        added = self._add(rest) if rest else ""
        self._break = True
        return added

    def _add(self, text: str) -> str:
        apart = "\n\n" if self._break and self.text and not self.text[-1].isspace() else ""
        self._break = self._tool_is_busy = False
        self.text += apart + text
        return apart + text

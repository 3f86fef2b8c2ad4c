from __future__ import annotations

import re
from typing import Any

from .dialects import KEEPS_CONTENT, Fault, StateDelta, StreamEvent, TextDelta, TextWhole, ToolCall, ToolResult

_HALF = re.compile("[\ud800-\udfff]")


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
        self._open: dict[str, str] = {}  # speaker → deltas of the present model call, which its whole text will repeat
        self._ended: set[str] = set()  # speakers whose call ended without a repetition, which may still come
        self._speaker = ""
        self._half = ""  # half a character, such as some gateways cut an emoji into
        self._tool_is_busy = False
        self._seen_answer = False
        self._break = False  # the next text is of another model call

    @property
    def is_whole(self) -> bool:
        return self._seen_answer and not (self._open.keys() - self._ended or self._tool_is_busy or self.is_cut)

    @property
    def is_empty(self) -> bool:
        """Nothing at all has come, neither text nor a tool's work nor an error."""
        return not (self.text or self.tools or self.fault or self._seen_answer)

    def feed(self, event: StreamEvent) -> str:
        """Takes one event; returns what it adds to the text."""
        if isinstance(event, TextDelta):
            return self._grow(event)
        if isinstance(event, TextWhole):
            return self._close(event.text, event.speaker)
        if isinstance(event, ToolCall):
            self._tool_is_busy = True
            self.tools.append(event.name)
        elif isinstance(event, ToolResult):
            self._open.clear()  # a tool is at work only when the model call that wanted it has ended
            self._ended.clear()
            self._tool_is_busy = False
            self._seen_answer = self._break = True
        elif isinstance(event, StateDelta):
            self.state_delta.update(event.values)
        elif isinstance(event, Fault):
            if event.code in KEEPS_CONTENT:
                self._ended.update(self._open)  # that was all of it
            elif self.fault is None:
                self.fault = event
        return ""

    def _grow(self, delta: TextDelta) -> str:
        self._seen_answer = True
        text, speaker = self._whole_characters(delta.text), delta.speaker
        if speaker in self._ended:
            self._ended.discard(speaker)
            self._open.pop(speaker, None)
        if not delta.closes_itself:
            self._open[speaker] = self._open.get(speaker, "") + text
        return self._add(text, speaker)

    def _close(self, whole: str, speaker: str) -> str:
        """The whole text of a call: only what its deltas have not yet brought is new."""
        if not whole:
            self._ended.update(self._open.keys() & {speaker})
            return ""
        if speaker not in self._open:  # its deltas may not have said who spoke
            speaker = next((s for s, text in self._open.items() if whole.startswith(text)), speaker)
        self._half, self._seen_answer = "", True
        self._ended.discard(speaker)
        shown, whole = self._open.pop(speaker, ""), self._whole_characters(whole)
        if not whole.startswith(shown):  # some begin the repetition without the line ends that came first
            shown, whole = shown.lstrip(), whole.lstrip()
        rest = whole[len(shown) :] if whole.startswith(shown) else ""  # what is shown never shrinks
        added = self._add(rest, speaker)
        self._break = True
        return added

    def _add(self, text: str, speaker: str) -> str:
        if not text:
            return ""
        if speaker != self._speaker:
            self._speaker, self._break = speaker, True
        apart = "\n\n" if self._break and self.text and not self.text[-1].isspace() else ""
        self._break = self._tool_is_busy = False
        self.text += apart + text
        return apart + text

    def _whole_characters(self, text: str) -> str:
        """`text` without half a character at its end, which waits for its other half; one that stays alone is "?"."""
        text, self._half = self._half + text, ""
        if not _HALF.search(text):
            return text
        if "\ud800" <= text[-1] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

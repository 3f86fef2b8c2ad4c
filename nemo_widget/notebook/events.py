"""What happens in a session, merged and numbered for the page.

The IOPub channel drops widget messages above 1000 a second, and each one costs the page's main thread: the events of
one thirtieth of a second go out together, and those that a later one makes needless don't go at all.

Each message of Jupyter's is some 700 bytes before there is anything in it. The longer an answer has become, the longer
its next words are gathered, so that a long one costs little more than its text, and a short one is seen to grow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from nemo_widget.model.conversation import (
    ChatMessage,
    Event,
    MediaChanged,
    MediaListed,
    MessageChanged,
    MessageRemoved,
    TextGrew,
)

from .protocol import Envelope, MessageFinished

INTERVAL_S = 1 / 30
LONGEST_INTERVAL_S = 0.5
_PER_UNIT_S = 1 / 12_000  # how much longer, for each UTF-16 unit that an answer has


class Merged:
    """A batch of events as JSON: text that grew is one event a message, a state that changed twice is told once.

    Text that has gone out, or is in the batch, is not told again with the end of its message.
    """

    def __init__(self) -> None:
        self._events: dict[object, dict[str, Any]] = {}
        self._lengths: dict[str, int] = {}  # of messages that grow, in UTF-16 units
        self._is_text_only = True

    def add(self, event: Event) -> None:
        if isinstance(event, MessageChanged) and self._has_text_of(event.message):
            self._finish(event.message)
            return
        data = event.model_dump(mode="json")
        if isinstance(event, TextGrew):
            self._lengths[event.id] = event.offset + utf16_length(event.text)
            self._grow(event, data)
            return
        self._is_text_only = False
        if isinstance(event, MessageChanged):  # holds the whole text
            self._events.pop(("delta", event.message.id), None)
        if isinstance(event, MessageRemoved):
            self._events.pop(("delta", event.id), None)
            self._lengths.pop(event.id, None)
        if isinstance(event, MediaListed):  # names those that were added before it
            self._events.pop(_key(event), None)
        self._events[_key(event)] = data  # a dict keeps the place of the first, so that lists keep their order

    @property
    def patience_s(self) -> float:
        """How long the batch may wait for more, counted from the one before it."""
        if not self._is_text_only:
            return 0.0
        longest = max((event["offset"] for event in self._events.values()), default=0)
        return min(longest * _PER_UNIT_S, LONGEST_INTERVAL_S)

    def _finish(self, message: ChatMessage) -> None:
        self._is_text_only = False
        finished = MessageFinished(id=message.id, next_steps=message.next_steps)
        self._events["finished", message.id] = finished.model_dump(mode="json")

    def _has_text_of(self, message: ChatMessage) -> bool:
        """Whether a message has come to its end, and a page that has got everything else has all of its text."""
        is_plain_end = message.done and not message.queued and message.link is None
        is_told_anyway = ("message", message.id) in self._events
        return is_plain_end and not is_told_anyway and self._lengths.get(message.id) == utf16_length(message.text)

    def _grow(self, event: TextGrew, data: dict[str, Any]) -> None:
        earlier = self._events.get(("delta", event.id))
        if earlier is None:
            self._events["delta", event.id] = data
        elif earlier["offset"] + utf16_length(earlier["text"]) == event.offset:
            earlier["text"] += event.text
        else:
            self._events["delta", event.id, event.offset] = data

    def take(self) -> list[dict[str, Any]]:
        events, self._events = list(self._events.values()), {}
        self._is_text_only = True
        return events

    def __bool__(self) -> bool:
        return bool(self._events)


class Outbox:
    """Sends envelopes, numbered without a gap. Lives on the owner loop.

    Nothing is kept or sent before somebody watches: a view that mounts asks for a snapshot first.
    """

    def __init__(self, send: Callable[[dict[str, Any]], None], interval_s: float = INTERVAL_S) -> None:
        self.n = 0
        self.watched = False
        self._send = send
        self._interval_s = interval_s
        self._merged = Merged()
        self._timer: asyncio.TimerHandle | None = None
        self._sent_at = float("-inf")

    def post(self, event: Event) -> None:
        if not self.watched:
            return
        self._merged.add(event)
        loop = asyncio.get_running_loop()
        due_at = max(self._sent_at + max(self._interval_s, self._merged.patience_s), loop.time())
        if self._timer is None or due_at < self._timer.when():
            self._stop_timer()
            self._timer = loop.call_at(due_at, self.flush)

    def flush(self) -> None:
        """Sends what has gathered, at once."""
        self._stop_timer()
        if not self._merged:
            return
        self._sent_at = asyncio.get_running_loop().time()
        self.n += 1
        self._send({**Envelope(n=self.n, events=[]).model_dump(mode="json"), "events": self._merged.take()})

    def close(self) -> None:
        self._stop_timer()
        self.watched = False
        self._merged.take()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def utf16_length(text: str) -> int:
    """As a browser counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _key(event: Event) -> object:
    if isinstance(event, MessageChanged):
        return "message", event.message.id
    if isinstance(event, MediaChanged):
        return "media", event.item.id
    if event.type == "video":
        return "video", event.video.id
    return event.type

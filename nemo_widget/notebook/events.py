"""What happens in a session, merged and numbered for the page.

The IOPub channel drops widget messages above 1000 a second, and each one costs the page's main thread: the events of
one thirtieth of a second go out together, and those that a later one makes needless don't go at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from nemo_widget.model.conversation import Event, MediaChanged, MediaListed, MessageChanged, MessageRemoved, TextGrew

from .protocol import Envelope

INTERVAL_S = 1 / 30


class Merged:
    """A batch of events as JSON: text that grew is one event a message, a state that changed twice is told once."""

    def __init__(self) -> None:
        self._events: dict[object, dict[str, Any]] = {}

    def add(self, event: Event) -> None:
        data = event.model_dump(mode="json")
        if isinstance(event, TextGrew):
            self._grow(event, data)
            return
        if isinstance(event, MessageChanged):  # holds the whole text
            self._events.pop(("delta", event.message.id), None)
        if isinstance(event, MessageRemoved):
            self._events.pop(("delta", event.id), None)
        if isinstance(event, MediaListed):  # names those that were added before it
            self._events.pop(_key(event), None)
        self._events[_key(event)] = data  # a dict keeps the place of the first, so that lists keep their order

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
        self._next_at = 0.0

    def post(self, event: Event) -> None:
        if not self.watched:
            return
        self._merged.add(event)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(self._next_at, loop.time()), self.flush)

    def flush(self) -> None:
        """Sends what has gathered, at once."""
        self._stop_timer()
        if not self._merged:
            return
        self._next_at = asyncio.get_running_loop().time() + self._interval_s
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

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from concurrent.futures import Future
from typing import Any

from nemo_widget.model.reply import Reply


class Turn:
    """A message on its way to an answer. Await it, on any loop, for the `Reply`; or `cancel()` it, from any thread.

    `message_id` is the message's in the conversation, `text` what was said, `queued` whether an answer before it is
    still being given. Code without a loop waits for `future`.
    Awaiting raises what kept the answer from coming: `Cancelled`, `TurnFailed`, or another `NemoError`.
    """

    def __init__(self, message_id: str, text: str, stop: Callable[[Turn], None]) -> None:
        self.message_id = message_id
        self.text = text
        self.queued = False
        self.future: Future[Reply] = Future()
        self.future.set_running_or_notify_cancel()  # only `cancel()` stops a turn, not the end of one who waits for it
        self._loop = asyncio.get_running_loop()
        self._stop = stop

    def __await__(self) -> Generator[Any, None, Reply]:
        return asyncio.wrap_future(self.future).__await__()

    @property
    def done(self) -> bool:
        return self.future.done()

    def cancel(self) -> None:
        """Stops it: what is shown of the answer stays, and the session goes on. Does nothing when it is done."""
        if not self.done:
            self._loop.call_soon_threadsafe(self._stop, self)

    def __repr__(self) -> str:
        state = "done" if self.done else "queued" if self.queued else "running"
        return f"Turn({self.text!r}, {state})"

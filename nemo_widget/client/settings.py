from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import anyio


@dataclass(frozen=True)
class ClientSettings:
    """Limits and waits of the wire, in seconds. `sleep` does the waiting, so that a test can do without it.

    A chat has no read timeout short of `chat_silence_s`: an ADK server sends nothing for as long as its agent works.
    `gather_s`: after an event that had to be waited for, those that follow it within this time are read at once. At 200
    words a second, to wake up for each costs several times what is done with them all.
    """

    connect_s: float = 10.0
    answer_s: float = 60.0
    chat_silence_s: float = 900.0
    gather_s: float = 0.15
    tries: int = 4
    backoff_s: float = 0.5
    rate_limit_s: float = 30.0
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep

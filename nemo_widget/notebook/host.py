"""Where this Python runs, and what that place can bear."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

_MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much goes through the comm at once: `chunk_bytes` a message either way, `window` chunks up unacknowledged.

    JupyterLab drops the websocket at 10 MiB a message and the page stutters well before that; Colab stops at 1 MB,
    base64 included. More on their way than this made uploads no faster, and the page stutter more.
    """

    chunk_bytes: int = _MIB // 2
    window: int = 12


def limits() -> Limits:
    return Limits(chunk_bytes=_MIB // 4, window=4) if in_colab() else Limits()


def in_colab() -> bool:
    return "google.colab" in sys.modules


def kernel() -> Any | None:
    """The ipykernel of this process, None outside of one. Imports nothing that is not there already."""
    module = sys.modules.get("ipykernel.kernelbase")
    if module is None or not module.Kernel.initialized():
        return None
    return module.Kernel.instance()


def in_context(function: Callable[..., None]) -> Callable[..., None]:
    """`function`, to be called later from one other thread, in the context of this moment.

    ipykernel 7.0 finds the cell that a message belongs to in a context variable, which a thread of ours has not.
    """
    context = copy_context()
    return lambda *args: context.run(function, *args)


def any_loop_may_answer(comm: Any) -> None:
    """Lets clicks arrive on whatever thread the page chose, even while a cell computes.

    ipykernel 7.4 hands a comm's messages to the loop that last published on it, which is the cell's own; ours only
    enqueue, so that any loop will do.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = None

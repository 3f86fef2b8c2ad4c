"""Waiting for a condition, never for a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def wait_until(condition: Callable[[], Result | None], *, timeout_s: float = 60, what: str = "") -> Result:
    """The first true value of `condition`. Raises `AssertionError` when it stays false for `timeout_s` seconds."""
    deadline = time.monotonic() + timeout_s
    while True:
        if value := condition():
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout_s} s in vain for {what or condition}")
        time.sleep(0.02)

"""The wire's far end: the protocol over HTTP, and nothing more."""

from __future__ import annotations

from .process import CannotStart, run_for_parent, serve

__all__ = ["CannotStart", "run_for_parent", "serve"]

"""The wire's far end: the protocol over HTTP, and nothing more."""

from __future__ import annotations

from .process import run_for_parent, serve

__all__ = ["run_for_parent", "serve"]

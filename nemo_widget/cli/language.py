"""In which language the shell's commands speak to whoever runs them."""

from __future__ import annotations

import argparse
import os


def language_for(options: argparse.Namespace) -> str:
    """A code such as "zh-CN": of `--language`, else that of what is said, else that of the shell."""
    if given := getattr(options, "language", None):
        return str(given)
    if said := " ".join(getattr(options, "say", ())):
        from ..session.language import language_of

        return language_of(said)
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return locale.partition(".")[0].partition("@")[0].replace("_", "-") or "en"

"""What a notebook is given to show: the page's half of the widget, and what stands in for it without one."""

from __future__ import annotations

from html import escape
from pathlib import Path

from nemo_widget.model.errors import NemoError

_STATIC = Path(__file__).parent.parent / "static"


def bundle() -> tuple[str, str]:
    """(JavaScript, CSS) of the widget; empty where they are not built, because plain Python goes without."""
    return _read("widget.js"), _read("widget.css")


def not_built() -> NemoError:
    return NemoError(
        "The part of the widget that runs in the page is not built.",
        "Install nemo_widget again, or run `python js/build.py` in its source folder; then restart the kernel.",
    )


def static_html(title: str, summary: str) -> str:
    """Shown where the widget cannot be: a notebook opened without its kernel, a converted one, a saved web page."""
    return (
        f'<div class="nemo-widget-static"><p><strong>{escape(title)}</strong></p><p>{escape(summary)}</p>'
        "<p>Run this cell to open the studio here.</p></div>"
    )


def _read(name: str) -> str:
    try:
        return (_STATIC / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""

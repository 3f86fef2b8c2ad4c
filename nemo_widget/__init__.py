"""Turn photos into a finished MP4 by chatting, inside a notebook."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model.batch import Batch
    from .model.credits import Credits
    from .model.errors import BatchFailed, NemoError
    from .model.reply import Reply
    from .model.timeline import Timeline
    from .model.video import Video
    from .notebook.studio import Studio
    from .profiles.loader import skills
    from .session.turn import Turn

__version__ = "0.1.0"

# Without a handler Python prints what is logged, and from a thread that lands in whatever cell runs.
logging.getLogger(__name__).addHandler(logging.NullHandler())

__all__ = ["Batch", "BatchFailed", "Credits", "NemoError", "Reply", "Studio", "Timeline", "Turn", "Video", "skills"]

_HOMES = {
    "Batch": "model.batch",
    "BatchFailed": "model.errors",
    "Credits": "model.credits",
    "NemoError": "model.errors",
    "Reply": "model.reply",
    "Studio": "notebook.studio",
    "Timeline": "model.timeline",
    "Turn": "session.turn",
    "Video": "model.video",
    "skills": "profiles.loader",
}


def __getattr__(name: str) -> Any:
    """Public names are imported on first use, so that `import nemo_widget` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)

"""A conversation: routed, translated, compared, recovered. Everything of it lives on the loop of `runtime()`."""

from .backend import needs_token
from .resuming import shelf_of
from .runtime import Runtime, runtime
from .session import Session
from .settings import Settings, Waits
from .turn import Turn

__all__ = ["Runtime", "Session", "Settings", "Turn", "Waits", "needs_token", "runtime", "shelf_of"]

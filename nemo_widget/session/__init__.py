"""A conversation: routed, translated, compared, recovered. Everything of it lives on the loop of `runtime()`."""

from .backend import needs_token
from .runtime import Runtime, runtime
from .session import Session, shelf_of
from .settings import Settings, Waits
from .turn import Turn

__all__ = ["Runtime", "Session", "Settings", "Turn", "Waits", "needs_token", "runtime", "shelf_of"]

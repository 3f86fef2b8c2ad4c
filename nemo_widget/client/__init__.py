"""The near end of the wire: one async class, `Client`, and the layers below it."""

from .auth import FixedToken, Tokens
from .client import Client
from .settings import ClientSettings

__all__ = ["Client", "ClientSettings", "FixedToken", "Tokens"]

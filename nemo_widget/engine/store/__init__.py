"""What the engine remembers: sessions with their drafts, uploads, renders, tokens. SQLite and files in one folder."""

from __future__ import annotations

from .jobs import Job
from .sessions import Conflict, Moment, Session, Situation
from .store import Store
from .tokens import TooManyTokens
from .uploads import Media, Upload, Uploads

__all__ = ["Conflict", "Job", "Media", "Moment", "Session", "Situation", "Store", "TooManyTokens", "Upload", "Uploads"]

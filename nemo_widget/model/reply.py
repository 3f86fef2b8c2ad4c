from __future__ import annotations

from pydantic import BaseModel

from .conversation import Intent


class Reply(BaseModel):
    """The whole answer to a message: its `text`, what changed on the timeline as sentences, and how it was routed."""

    text: str
    changes: list[str] = []
    intent: Intent = "chat"

    def __str__(self) -> str:
        return self.text

from __future__ import annotations

from pydantic import BaseModel


class Credits(BaseModel):
    """What can be spent, what running work holds back, and both together. `unlimited` on the local engine."""

    available: float
    frozen: float
    total: float
    unlimited: bool = False

    def __str__(self) -> str:
        if self.unlimited:
            return "No credits needed: this machine does the work."
        return f"{self.available:g} credits available, {self.frozen:g} frozen, {self.total:g} in total."

from __future__ import annotations

from nemo_widget.model.errors import Cancelled, NemoError


class RenderError(NemoError):
    """The video cannot be made. `str()` is one or two plain sentences that name the clip or the reason."""


class RenderCancelled(Cancelled):
    """The render was stopped by the one who asked for it."""

    def __init__(self, what: str = "The render was cancelled.", next_step: str = "") -> None:
        super().__init__(what, next_step)

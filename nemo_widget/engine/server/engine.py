from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from nemo_widget.engine.store import Store

from .farm import Farm
from .guard import Guard
from .turns import Turns


@dataclass(frozen=True)
class Engine:
    """What the endpoints work with. One an app."""

    store: Store
    guard: Guard
    turns: Turns
    farm: Farm


def _engine(request: Request) -> Engine:
    return cast(Engine, request.app.state.engine)


TheEngine = Annotated[Engine, Depends(_engine)]

"""Sessions, their state, and credits."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Field

from nemo_widget.engine.store.tokens import FIRST_CREDITS

from .auth import Owner, session_of
from .bodies import json_body
from .engine import TheEngine
from .envelopes import ok
from .uploads import describe

router = APIRouter(prefix="/api")


class NewTask(BaseModel):
    task_name: str = Field("project", max_length=200)
    language: str = Field("en", max_length=35)


@router.post("/tasks/me/with-session/nemo_agent")
def create(
    engine: TheEngine,
    owner: Owner,
    body: Annotated[NewTask, Depends(json_body(NewTask))],
    x_skill_source: Annotated[str, Header()] = "",
) -> dict[str, Any]:
    session = engine.store.sessions.create(
        owner, task_name=body.task_name, language=body.language, skill=x_skill_source[:200]
    )
    engine.farm.warm()
    return ok({"task_id": session.task_id, "session_id": session.id, "user_id": owner})


@router.get("/state/nemo_agent/me/{session_id}/latest")
def state(request: Request, engine: TheEngine, owner: Owner, session_id: str) -> dict[str, Any]:
    session_of(engine, owner, session_id)
    moment = engine.store.sessions.moment(session_id)
    undo, redo = engine.store.sessions.steps(session_id)
    media = engine.store.uploads.of_session(session_id)
    return ok(
        {
            "state": {
                "draft": moment.draft,
                "canvas_config": moment.canvas.model_dump(),
                "history": {"undo": undo, "redo": redo},
                "language_model": engine.turns.model_host,
                "video_infos": [describe(request, item) for item in media],
                "generated_media": [],
                "video_analyses": [],
            }
        }
    )


@router.get("/credits/balance/simple")
def credits_left(owner: Owner) -> dict[str, Any]:
    """Nothing that this engine does is charged, so what an anonymous user got is what they keep."""
    return ok({"available": FIRST_CREDITS, "frozen": 0.0, "total": FIRST_CREDITS, "unlimited": True})

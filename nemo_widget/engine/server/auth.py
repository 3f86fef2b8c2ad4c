from __future__ import annotations

import math
import uuid
from datetime import datetime, timezone
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel

from nemo_widget.engine.store import Session, TooManyTokens

from .bodies import json_body
from .engine import TheEngine
from .envelopes import Refusal, bad_token, no_session, ok

router = APIRouter(prefix="/api/auth")


def _owner(engine: TheEngine, authorization: Annotated[str, Header()] = "") -> str:
    owner = engine.guard.owner(authorization, engine.store)
    if owner is None:
        raise bad_token()
    return owner


Owner = Annotated[str, Depends(_owner)]


def session_of(engine: TheEngine, owner: str, session_id: str) -> Session:
    """Raises: `Refusal` 1002 for a session that does not exist or is somebody else's."""
    session = engine.store.sessions.get(session_id, owner)
    if session is None:
        raise no_session()
    return session


@router.post("/anonymous-token")
def anonymous_token(request: Request, engine: TheEngine, x_client_id: Annotated[str, Header()] = "") -> dict[str, Any]:
    if not engine.guard.anonymous:
        raise Refusal(403, 403, "This engine gives out no anonymous tokens. Use the token that it was started with.")
    try:
        client_id = str(uuid.UUID(x_client_id))
    except ValueError:
        raise Refusal(400, 400, "The header X-Client-Id is missing or is not a UUID.") from None
    address = request.client.host if request.client else "127.0.0.1"
    try:
        issued = engine.store.tokens.issue(client_id, address)
    except TooManyTokens as error:
        message = "No further anonymous token is given this week. Use the one you have."
        raise Refusal(429, 429, message, {"Retry-After": str(math.ceil(error.retry_after_s))}) from None
    expires = datetime.fromtimestamp(issued.expires_at, timezone.utc).isoformat(timespec="seconds")
    return ok({"token": issued.token, "user_id": issued.owner, "credits": issued.credits, "expires_at": expires})


class ClaimBody(BaseModel):
    task_id: str
    session_id: str


@router.post("/claim-token")
def claim_token(
    engine: TheEngine, owner: Owner, body: Annotated[ClaimBody, Depends(json_body(ClaimBody))]
) -> dict[str, Any]:
    if session_of(engine, owner, body.session_id).task_id != body.task_id:
        raise no_session()
    token, expires_in = engine.store.tokens.claim(body.session_id)
    return ok({"claim_token": token, "expires_in": expires_in})

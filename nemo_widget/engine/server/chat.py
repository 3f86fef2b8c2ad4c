from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from .auth import Owner, session_of
from .bodies import json_body
from .dialects import Adk, Answered, Dialect, Typed
from .engine import TheEngine
from .envelopes import bad_request
from .turns import Events, RunningTurn

router = APIRouter()

MAX_MESSAGE_CHARACTERS = 10_000
HEARTBEAT_S = 10.0
# A person reads along as the answer grows; an answer that takes no time to make still takes this long to be read out.
_PIECE_S = 0.015
_ANSWER_S = 0.5


class Part(BaseModel):
    text: str = ""


class NewMessage(BaseModel):
    parts: list[Part]


class RunBody(BaseModel):
    app_name: Literal["nemo_agent"]
    user_id: str
    session_id: str
    new_message: NewMessage


@router.post("/run_sse")
async def run_sse(
    engine: TheEngine,
    owner: Owner,
    body: Annotated[RunBody, Depends(json_body(RunBody))],
    x_nemo_dialect: Annotated[str, Header()] = "",
) -> StreamingResponse:
    session = await asyncio.to_thread(session_of, engine, owner, body.session_id)
    message = "\n".join(part.text for part in body.new_message.parts if part.text).strip()
    if not message:
        raise bad_request("The message is empty.")
    if len(message) > MAX_MESSAGE_CHARACTERS:
        raise bad_request(f"The message is too long; at most {MAX_MESSAGE_CHARACTERS} characters are read.")
    dialect: Dialect = Typed() if x_nemo_dialect.lower() == "typed" else Adk()
    turn = engine.turns.start(session, message)
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(_told(turn, dialect), media_type="text/event-stream", headers=headers)


async def _told(turn: RunningTurn, dialect: Dialect) -> AsyncIterator[str]:
    try:
        async for text in stream(turn.events, dialect):
            yield text
    finally:  # the end, or the client has gone
        turn.leave()


async def stream(events: Events, dialect: Dialect, heartbeat_s: float = HEARTBEAT_S) -> AsyncIterator[str]:
    """The frames of a turn, with a heartbeat each time that nothing has happened for `heartbeat_s` seconds."""
    while True:
        coming = asyncio.ensure_future(events.get())
        try:
            while not (await asyncio.wait({coming}, timeout=heartbeat_s))[0]:
                yield dialect.heartbeat
        finally:
            coming.cancel()
        event = coming.result()
        if event is None:
            return
        frames = list(dialect.frames(event))
        pause_s = min(_PIECE_S, _ANSWER_S / len(frames)) if isinstance(event, Answered) else 0.0
        for frame in frames:
            yield frame
            await asyncio.sleep(pause_s)

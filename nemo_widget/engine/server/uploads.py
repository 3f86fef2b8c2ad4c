from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request

from nemo_widget.engine.store import Media, Upload

from .auth import Owner, session_of
from .engine import Engine, TheEngine
from .envelopes import Refusal, ok
from .multipart import Received, Receiver
from .probe import examine

router = APIRouter()

_BATCH_BYTES = 1024 * 1024


@router.post("/api/upload-video/nemo_agent/me/{session_id}")
async def upload(request: Request, engine: TheEngine, owner: Owner, session_id: str) -> dict[str, Any]:
    """Takes files into a session, all of a request or none."""
    await asyncio.to_thread(session_of, engine, owner, session_id)
    if request.headers.get("content-type", "").startswith("application/json"):
        raise Refusal(
            4001,
            415,
            "This engine works offline and fetches no web addresses. Download the file, then upload it from your disk.",
        )
    receiver = Receiver(request.headers.get("content-type", ""), engine.store.uploads.begin)
    try:
        async for batch in _batches(request.stream()):
            await asyncio.to_thread(receiver.write, batch)
        media = await asyncio.to_thread(_take, engine, session_id, receiver.finish())
    finally:
        receiver.close()
        for path in receiver.begun:
            path.unlink(missing_ok=True)
    return ok({"files": [describe(request, item) for item in media], "session_state_applied": True})


def describe(request: Request, media: Media) -> dict[str, Any]:
    """A file as the wire shows it; `duration` in seconds."""
    upload = media.upload
    return {
        "filename": media.name,
        "file_type": upload.kind,
        "cdn_url": str(request.base_url) + f"files/{upload.hash}",
        "duration": None if upload.duration_ms is None else upload.duration_ms / 1000,
        "width": upload.width,
        "height": upload.height,
        "fps": upload.fps,
        "hash": upload.hash,
    }


def _take(engine: Engine, session_id: str, received: list[Received]) -> list[Media]:
    uploads = engine.store.uploads
    media = [Media(file.name, _examined(engine, file)) for file in received]
    for file, item in zip(received, media, strict=True):
        uploads.keep(file.path, item.upload)
    uploads.add(session_id, media)
    return media


def _examined(engine: Engine, file: Received) -> Upload:
    """The same bytes are examined once, whoever sent them before."""
    return engine.store.uploads.known(file.hash) or examine(file.path, file.name, file.hash)


async def _batches(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The body in pieces that are worth a hop to another thread."""
    batch = bytearray()
    async for piece in body:
        batch += piece
        if len(batch) >= _BATCH_BYTES:
            yield bytes(batch)
            batch.clear()
    if batch:
        yield bytes(batch)

"""What a page needs to play the draft before it is rendered: its sound, and small films of the clips that move."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import ValidationError

from nemo_widget.model.draft import Draft
from nemo_widget.model.errors import NemoError

from . import assets
from .auth import Owner, session_of
from .engine import Engine, TheEngine
from .envelopes import Refusal

router = APIRouter(prefix="/api/preview")

# Each of them takes a whole core. Who waits for it does so on the loop: the threads are for those who need not wait.
_one_sound_at_a_time = asyncio.Lock()
_one_film_at_a_time = asyncio.Lock()


@router.get("/sound/nemo_agent/me/{session_id}")
async def sound(engine: TheEngine, owner: Owner, session_id: str) -> Response:
    """The soundtrack of the draft as it is now, an MP3; 204 when nothing sounds."""
    await asyncio.to_thread(session_of, engine, owner, session_id)
    async with _one_sound_at_a_time:  # who has waited gets the newest draft's, and no work is done for those between
        return await asyncio.to_thread(_sound, engine, owner, session_id)


def _sound(engine: Engine, owner: str, session_id: str) -> Response:
    from nemo_widget.engine.render.preview import preview_sound, sound_of

    try:
        draft = Draft.model_validate(engine.store.sessions.moment(session_id).draft or {})
        if assets.missing(draft, engine.store.uploads, owner):
            return Response(status_code=204)
        job = sound_of(draft, assets.paths(draft, engine.store.uploads))
        if job is None:
            return Response(status_code=204)
        return _kept(engine, f"{job.key}-preview", lambda: preview_sound(job), "audio/mpeg")
    except ValidationError:
        return Response(status_code=204)
    except NemoError as error:
        raise Refusal(409, 409, str(error)) from None


@router.get("/film/{hash_}")
async def film(engine: TheEngine, owner: Owner, hash_: str) -> Response:
    """A small film of an upload that moves, an MP4 without sound."""
    path = await asyncio.to_thread(_moving, engine, owner, hash_)
    async with _one_film_at_a_time:
        return await asyncio.to_thread(_film, engine, hash_, path)


def _moving(engine: Engine, owner: str, hash_: str) -> Path:
    """The file of an upload that moves. Raises: `Refusal` where there is none such."""
    from nemo_widget.engine.render.preview import moves

    found = engine.store.uploads.of_owner(owner, hash_)
    path = engine.store.uploads.path(found) if found else None
    if found is None or path is None or not path.is_file() or not moves(found.kind, path):
        raise Refusal(404, 404, "There is no such film.")
    return path


def _film(engine: Engine, hash_: str, path: Path) -> Response:
    from nemo_widget.engine.render.preview import preview_film
    from nemo_widget.engine.render.version import engine_version

    try:
        key = f"{hash_}-{engine_version()}-film"
        return _kept(engine, key, lambda: preview_film(path, "The clip"), "video/mp4")
    except NemoError as error:
        raise Refusal(409, 409, str(error)) from None


def _kept(engine: Engine, key: str, make: Callable[[], bytes], mime: str) -> Response:
    """What was made before, or is made now."""
    from nemo_widget.engine.render import ChunkCache

    cache = ChunkCache(engine.store.chunks)
    content = cache.get(key)
    if content is None:
        content = make()
        cache.put(key, content)
    headers = {"ETag": f'"{key}"', "Cache-Control": "private", "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=mime, headers=headers)

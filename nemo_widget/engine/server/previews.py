"""What a page needs to play the draft before it is rendered: its sound, and small films of the clips that move."""

from __future__ import annotations

import threading
from collections.abc import Callable

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

# each of them takes a whole core
_one_sound_at_a_time = threading.Lock()
_one_film_at_a_time = threading.Lock()


@router.get("/sound/nemo_agent/me/{session_id}")
def sound(engine: TheEngine, owner: Owner, session_id: str) -> Response:
    """The soundtrack of the draft as it is now, an MP3; 204 when nothing sounds."""
    session_of(engine, owner, session_id)
    with _one_sound_at_a_time:  # who has waited gets the newest draft's, and no work is done for those between
        try:
            return _sound(engine, owner, session_id)
        except ValidationError:
            return Response(status_code=204)
        except NemoError as error:
            raise Refusal(409, 409, str(error)) from None


def _sound(engine: Engine, owner: str, session_id: str) -> Response:
    from nemo_widget.engine.render.preview import preview_sound, sound_of

    draft = Draft.model_validate(engine.store.sessions.moment(session_id).draft or {})
    if assets.missing(draft, engine.store.uploads, owner):
        return Response(status_code=204)
    job = sound_of(draft, assets.paths(draft, engine.store.uploads))
    if job is None:
        return Response(status_code=204)
    return _kept(engine, f"{job.key}-preview", lambda: preview_sound(job), "audio/mpeg")


@router.get("/film/{hash_}")
def film(engine: TheEngine, owner: Owner, hash_: str) -> Response:
    """A small film of an upload that moves, an MP4 without sound."""
    from nemo_widget.engine.render.preview import moves, preview_film
    from nemo_widget.engine.render.version import engine_version

    found = engine.store.uploads.of_owner(owner, hash_)
    path = engine.store.uploads.path(found) if found else None
    if found is None or path is None or not path.is_file() or not moves(found.kind, path):
        raise Refusal(404, 404, "There is no such film.")
    try:
        with _one_film_at_a_time:
            return _kept(
                engine, f"{found.hash}-{engine_version()}-film", lambda: preview_film(path, "The clip"), "video/mp4"
            )
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

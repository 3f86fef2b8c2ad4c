from __future__ import annotations

from fastapi import FastAPI
from starlette.types import ASGIApp

from nemo_widget import __version__

from . import auth, chat, doors, envelopes, files, previews, renders, tasks, uploads
from .engine import Engine
from .faults import Misbehaving


def create_app(engine: Engine, *, faults: bool = False) -> ASGIApp:
    """The protocol over an engine. It names no other origin that might read its answers (no CORS), and lists no API."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.engine = engine
    envelopes.install(app)
    for room in (auth, tasks, uploads, chat, renders, files, previews):
        app.include_router(room.router)

    @app.get("/api/health")
    async def health() -> dict[str, str]:
        return {"status": "ok", "version": __version__}

    inside = Misbehaving(app, engine) if faults else app
    return doors.only_who_means_us(doors.hears_out_the_refused(inside), engine.guard)

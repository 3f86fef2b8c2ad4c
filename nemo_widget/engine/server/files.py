"""Uploaded files and finished videos, with byte ranges."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import FileResponse

from .auth import Owner
from .engine import TheEngine
from .envelopes import Refusal

router = APIRouter()

_HEADERS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}


@router.api_route("/files/{hash_}", methods=["GET", "HEAD"])
def upload(engine: TheEngine, owner: Owner, hash_: str) -> FileResponse:
    found = engine.store.uploads.of_owner(owner, hash_)
    path = engine.store.uploads.path(found) if found else None
    if found is None or path is None or not path.is_file():
        raise Refusal(404, 404, "There is no such file.")
    cached = {"ETag": f'"{found.hash}"', "Cache-Control": "private, max-age=31536000, immutable"}
    return FileResponse(path, media_type=found.mime, headers=_HEADERS | cached)


@router.api_route("/api/render/proxy/{id_}/download", methods=["GET", "HEAD"])
def video(engine: TheEngine, owner: Owner, id_: str) -> FileResponse:
    job = engine.store.jobs.get(owner, id_)
    if job is None:
        raise Refusal(404, 404, "There is no such export.")
    if job.status != "completed":
        raise Refusal(409, 409, "The video is not finished yet. Ask for its status first.")
    path = engine.store.jobs.path(job)
    if not path.is_file():
        raise Refusal(410, 410, "The video has been removed from this machine. Export it again.")
    headers = _HEADERS | {"ETag": f'"{job.uid}"', "Cache-Control": "private"}
    return FileResponse(path, media_type=job.wishes.type.mime, filename=f"{job.id}{path.suffix}", headers=headers)

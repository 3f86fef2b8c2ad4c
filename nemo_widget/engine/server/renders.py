from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError

from nemo_widget.engine.store import Job
from nemo_widget.model.bounds import beyond_bounds
from nemo_widget.model.draft import Draft, Fps
from nemo_widget.model.errors import OutputError
from nemo_widget.model.output import SHORT_SIDES_PX, Audio, Format, Quality, Wishes

from . import assets
from .auth import Owner, session_of
from .bodies import in_words, json_body
from .engine import Engine, TheEngine
from .envelopes import Refusal, bad_request, done

router = APIRouter(prefix="/api/render/proxy/lambda")

_ATTRIBUTION = ("X-Skill-Source", "X-Skill-Version", "X-Skill-Platform")
MOST_UNFINISHED = 100
_MAX_DRAFT_BYTES = 8 * 1024 * 1024
_NAMED_SIDES = {"2k": 1440, "4k": 2160, "uhd": 2160, "hd": 720, "fullhd": 1080}


def _short_side(value: object) -> object:
    """1080, "1080", "1080p" or "4K" as the short side in pixels."""
    if isinstance(value, str):
        name = value.strip().lower()
        digits = re.fullmatch(r"(\d{1,5})p?", name)
        return int(digits[1]) if digits else _NAMED_SIDES.get(name, value)
    return value


def _even(value: int | None) -> int | None:
    return value if value is None else value // 2 * 2


class OutputBody(BaseModel):
    """What the file shall be, as a request may say it; `Wishes` is what is meant."""

    format: Format = "mp4"
    audio: Audio | None = None
    quality: Quality = "high"
    resolution: Annotated[
        Annotated[int, Field(ge=SHORT_SIDES_PX[0], le=SHORT_SIDES_PX[1])] | None,
        BeforeValidator(_short_side),
        AfterValidator(_even),
    ] = None
    fps: Fps | None = None

    @property
    def wishes(self) -> Wishes:
        """Raises: `Refusal` for what does not go together."""
        try:
            return Wishes.of(**self.model_dump())
        except OutputError as error:
            raise bad_request(str(error)) from None


class RenderBody(BaseModel):
    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,100}$")
    session_id: str = Field(alias="sessionId")
    draft: dict[str, Any] | None
    output: OutputBody = OutputBody()


def _attributed(request: Request) -> None:
    if not all(request.headers.get(name, "").strip() for name in _ATTRIBUTION):
        raise Refusal(402, 402, f"The export is refused: it needs the headers {', '.join(_ATTRIBUTION)}.")


@router.post("")
def order(
    request: Request,
    engine: TheEngine,
    owner: Owner,
    _: Annotated[None, Depends(_attributed)],
    body: Annotated[RenderBody, Depends(json_body(RenderBody, _MAX_DRAFT_BYTES))],
) -> dict[str, Any]:
    session_of(engine, owner, body.session_id)
    draft = _valid(body.draft)
    gone = assets.missing(draft, engine.store.uploads, owner)
    if gone:
        raise bad_request(f"{gone} is on the timeline, but its file is not here any more. Upload it again.")
    if engine.store.jobs.unfinished(owner) >= MOST_UNFINISHED and engine.store.jobs.get(owner, body.id) is None:
        raise Refusal(429, 429, "Too many exports wait to be made. Wait for them first.", {"Retry-After": "30"})
    job, is_new = engine.store.jobs.create(owner, body.id, body.session_id, body.draft or {}, body.output.wishes)
    if is_new:
        engine.farm.do(job)
    elif (job.session_id, job.draft) != (body.session_id, body.draft):
        raise Refusal(409, 409, "There is another export with that id. Use a new one.")
    return done(_told(request, job))


@router.get("/{id_}")
def poll(request: Request, engine: TheEngine, owner: Owner, id_: str) -> dict[str, Any]:
    """Where an export is. One that its engine left behind when it died goes on here and now."""
    job = _job(engine, owner, id_)
    if job.running and engine.store.jobs.adopt(job):
        engine.farm.do(job)
    return {"success": True, **_told(request, _job(engine, owner, id_))}


@router.post("/{id_}/cancel")
def cancel(request: Request, engine: TheEngine, owner: Owner, id_: str) -> dict[str, Any]:
    job = _job(engine, owner, id_)
    engine.store.jobs.cancel(job.uid)
    engine.farm.cancel(job.uid)
    return done(_told(request, _job(engine, owner, id_)))


def _job(engine: Engine, owner: str, id_: str) -> Job:
    job = engine.store.jobs.get(owner, id_)
    if job is None:
        raise Refusal(404, 404, "There is no such export.")
    return job


def _told(request: Request, job: Job) -> dict[str, Any]:
    """An export as the wire shows it. `cancelled` tells a wanted end from a failure, which the wire calls the same."""
    told: dict[str, Any] = {"id": job.id, "status": job.status, "progress": round(job.progress * 100)}
    if job.status == "completed":
        told["output"] = {"url": f"{request.base_url}api/render/proxy/{job.id}/download"}
    if job.status == "failed":
        told |= {"error": job.error, "cancelled": job.cancelled}
    return told


def _valid(json: Mapping[str, Any] | None) -> Draft:
    """Raises: `Refusal` that says in words what is wrong, and where."""
    if not json:
        raise bad_request("The timeline is empty. Add photos and say what to make of them first.")
    try:
        draft = Draft.model_validate(json)
    except ValidationError as error:
        raise bad_request(f"The timeline cannot be rendered: {in_words(error)}.") from None
    if beyond := beyond_bounds(draft):
        raise bad_request(beyond)
    return draft

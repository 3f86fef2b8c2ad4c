from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel

JobStatus = Literal["pending", "processing", "completed", "failed", "cancelled"]

_STATUS: dict[str, JobStatus] = {
    "pending": "pending",
    "queued": "pending",
    "processing": "processing",
    "running": "processing",
    "rendering": "processing",
    "completed": "completed",
    "complete": "completed",
    "done": "completed",
    "failed": "failed",
    "error": "failed",
    "cancelled": "cancelled",
    "canceled": "cancelled",
}


class Job(BaseModel):
    """How a render stands. `progress` 0 to 1; `url` of the MP4 once it is completed, possibly relative."""

    id: str
    status: JobStatus
    progress: float = 0.0
    url: str | None = None
    error: str | None = None


def read_job(body: object, job_id: str) -> Job:
    """A job in either shape of the wire: its fields at the top level, or in `data`."""
    top = body if isinstance(body, Mapping) else {}
    fields: dict[str, Any] = {**top, **_mapping(top.get("data"))}
    status = _STATUS.get(str(fields.get("status", "")).lower(), "processing")
    progress = fields.get("progress")
    share = float(progress) / 100 if isinstance(progress, int | float) else 0.0
    error = fields.get("error")
    return Job(
        id=str(fields.get("id") or job_id),
        status=status,
        progress=1.0 if status == "completed" else min(max(share, 0.0), 1.0),
        url=_mapping(fields.get("output")).get("url") or fields.get("outputUrl"),
        error=str(_mapping(error).get("message") or "") if isinstance(error, Mapping) else error,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}

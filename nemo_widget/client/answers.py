from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, SecretStr

from nemo_widget.model.media import MediaKind


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class AnonymousToken(_Answer):
    token: SecretStr
    user_id: str = ""
    credits: float = 0
    expires_at: datetime | float | None = None


class OpenedSession(_Answer):
    """`bind_id` goes into the registration link of an anonymous person."""

    task_id: str = ""
    session_id: str
    user_id: str | None = None
    bind_id: str | None = None


class Uploaded(_Answer):
    """What the back end made of a file. `duration` in seconds, `width` and `height` in pixels."""

    filename: str = ""
    file_type: MediaKind | None = None
    hash: str | None = None
    cdn_url: str | None = None
    duration: float | None = None
    width: int | None = None
    height: int | None = None

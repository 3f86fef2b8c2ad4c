"""What a message asks for and the back end's agent is not needed for: an export, credits, the timeline, more files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nemo_widget.model.conversation import MediaItem
from nemo_widget.model.credits import Credits

from .routing import Route, is_url
from .wording import phrase

if TYPE_CHECKING:
    from .session import Session


async def done_directly(session: Session, where: Route) -> str:
    """Does it; what to say of it.

    Raises: what the session's method of that name raises.
    """
    if where.intent == "export":
        video = await session.export(resolution=where.resolution, fps=where.fps, format=where.format, audio=where.audio)
        size = {"width": video.width, "height": video.height, "seconds": f"{round(video.duration_s, 1):g}"}
        return phrase(session.language, "exported", **size)
    if where.intent == "credits":
        return _credits_line(await session.credits(), session.language)
    if where.intent == "status":
        return str(await session.refresh())
    return await _add(session, where.files)


async def _add(session: Session, files: Sequence[str]) -> str:
    if not files:
        return phrase(session.language, "upload_how")
    items: list[MediaItem] = []
    added = (_added(session, file) for file in files)
    for result in await asyncio.gather(*added, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result
        items += result
    return phrase(session.language, "upload_done", names=", ".join(item.name for item in items))


async def _added(session: Session, file: str) -> list[MediaItem]:
    return await session.upload_urls([file]) if is_url(file) else [await session.upload(_at_home(file))]


def _at_home(path: str) -> Path:
    """`~` is the person's own folder."""
    return Path(path).expanduser()


def _credits_line(credits: Credits, language: str) -> str:
    if credits.unlimited:
        return phrase(language, "credits_unlimited")
    amounts = {key: f"{getattr(credits, key):g}" for key in ("available", "frozen", "total")}
    return phrase(language, "credits", **amounts)

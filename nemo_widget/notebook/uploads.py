"""Many sources at once: what one of them lacks is no loss to the others."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from nemo_widget.model.conversation import MediaItem
from nemo_widget.model.errors import AuthError, BackendUnreachable, BadMedia, EngineFailed, NemoError
from nemo_widget.session import Session
from nemo_widget.session.fetch import name_of

from .sources import LocalFile, Source, Unusable, Url

_NAMED_AT_MOST = 5


async def upload_all(session: Session, sources: Sequence[Source]) -> list[MediaItem]:
    """The media items in the order of the sources, which is also the order in which they arrive.

    Raises: a `NemoError` naming those that failed, after all were tried.
    """
    try:
        results = await asyncio.gather(*(_upload(session, source) for source in sources), return_exceptions=True)
    finally:
        for source in sources:
            if isinstance(source, LocalFile) and source.temporary:
                source.path.unlink(missing_ok=True)
    items: list[MediaItem] = []
    failures: list[tuple[str, NemoError]] = []
    for source, result in zip(sources, results, strict=True):
        if isinstance(result, NemoError):
            failures.append((_name(source), result))
        elif isinstance(result, BaseException):
            raise result
        else:
            items.extend(result)
    if failures:
        raise _summed_up(failures, len(sources))
    return items


async def _upload(session: Session, source: Source) -> list[MediaItem]:
    if isinstance(source, Unusable):
        raise source.error
    if isinstance(source, Url):
        return await session.upload_urls([source.url])
    return [await session.upload(source.path, name=source.name, delete_after=source.temporary)]


def _summed_up(failures: list[tuple[str, NemoError]], total: int) -> NemoError:
    whole = (error for _, error in failures if isinstance(error, AuthError | BackendUnreachable | EngineFailed))
    if (error := next(whole, None)) or len(failures) == 1:
        return error or failures[0][1]
    sentences = [e.what if n in e.what else f"{n}: {e.what}" for n, e in failures[:_NAMED_AT_MOST]]
    if len(failures) > _NAMED_AT_MOST:
        sentences.append(f"and {len(failures) - _NAMED_AT_MOST} more.")
    next_steps = {error.next_step for _, error in failures}
    return BadMedia(
        f"{len(failures)} of {total} could not be added. {' '.join(sentences)}",
        next_steps.pop() if len(next_steps) == 1 else "Replace those or leave them out; all others are in.",
    )


def _name(source: Source) -> str:
    """Of an address its last part alone: what is behind it may be a key."""
    return name_of(source.url) if isinstance(source, Url) else source.name

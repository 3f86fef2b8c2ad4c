"""Many videos, one after the other, in one conversation: each row has its own pictures, wish and render."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import anyio.to_thread

from nemo_widget.model.batch import Batch
from nemo_widget.model.errors import (
    AuthError,
    BackendUnreachable,
    BadMedia,
    BatchFailed,
    Cancelled,
    EngineFailed,
    NemoError,
    OutOfCredits,
    OutputError,
    PlanRequired,
)
from nemo_widget.model.output import Wishes
from nemo_widget.model.reply import Reply
from nemo_widget.model.video import Video
from nemo_widget.session import Session
from nemo_widget.session.output import check_output

from .rows import Row
from .sources import Source
from .uploads import upload_all

_ENDS_ALL = (AuthError, BackendUnreachable, EngineFailed, OutOfCredits, PlanRequired, Cancelled)
_NAMED_AT_MOST = 5


async def make_all(
    session: Session,
    rows: Sequence[Row],
    collect: Callable[[Iterable[Any]], Iterable[Source]],
    told: Callable[[Row, Reply], None] = lambda row, reply: None,
    **wanted: Any,
) -> Batch:
    """Makes the video of every row; `wanted` is as `Session.export` takes it. `told` hears each answer.

    What is wrong with one row costs no other; without a connection or credits it ends there.
    Raises: `BatchFailed` at the end, with those that were made; `OutputError` before the first when a place is wrong.
    """
    for row in rows:
        await anyio.to_thread.run_sync(_prepare, row.path, Wishes.of(row.path, **wanted))
    made: list[Video | None] = [None] * len(rows)
    replies: list[Reply] = []
    failures: list[tuple[Row, NemoError]] = []
    for place, row in enumerate(rows):
        try:
            reply = await _ask(session, row, collect)
            told(row, reply)
            made[place] = await session.export(row.path, **wanted)
            replies.append(reply)
        except NemoError as error:
            failures.append((row, error))
            if isinstance(error, _ENDS_ALL):
                break
    if failures:
        raise _summed_up(failures, made)
    return Batch((video for video in made if video is not None), replies)


async def _ask(session: Session, row: Row, collect: Callable[[Iterable[Any]], Iterable[Source]]) -> Reply:
    if not row.media:
        raise BadMedia("There is no picture in it.", "Fill it in, or leave the row out.")
    sources = await anyio.to_thread.run_sync(lambda: list(collect(row.media)))
    items = await upload_all(session, sources)
    reply = await session.begin_video(items)
    return await session.send(row.say) if row.say else reply


def _prepare(path: Path, wishes: Wishes) -> None:
    """Makes the folder and looks whether a video can go there; whether there is room is asked at each export."""
    folder = path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f'The folder "{folder.name}" cannot be made ({error.strerror}).', "Choose another one."
        ) from None
    check_output(path, 0, lambda _: sys.maxsize, wishes.format)


def _summed_up(failures: Sequence[tuple[Row, NemoError]], made: Sequence[Video | None]) -> BatchFailed:
    missing = sum(video is None for video in made)
    sentences = [f"Row {row.n}: {error.what}" for row, error in failures[:_NAMED_AT_MOST]]
    if len(failures) > _NAMED_AT_MOST:
        sentences.append(f"and {len(failures) - _NAMED_AT_MOST} more.")
    ended = failures[-1][1] if isinstance(failures[-1][1], _ENDS_ALL) else None
    next_step = "Mend those rows and run it again: what has not changed takes a moment only."
    return BatchFailed(
        f"{missing} of {len(made)} videos could not be made. {' '.join(sentences)}",
        ended.next_step if ended is not None else next_step,
        videos=made,
    )

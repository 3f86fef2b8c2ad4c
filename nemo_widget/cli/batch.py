"""`nemo-widget batch`: a table in, a video for each of its rows out."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.errors import NemoError
from .language import language_for
from .make import OUTPUT, print_made
from .terminal import Terminal, wait_for

if TYPE_CHECKING:
    from ..model.batch import Batch


def batch(options: argparse.Namespace) -> int:
    from ..model.errors import BatchFailed

    try:
        made = wait_for(_make_videos(options))
    except BatchFailed as failed:
        for video in filter(None, failed.videos):
            print_made(video)
        raise
    for video in made:
        print_made(video)
    return 0


async def _make_videos(options: argparse.Namespace) -> Batch:
    from ..notebook.batch import make_all
    from ..notebook.rows import rows_of
    from ..notebook.sources import Sources
    from ..session import Session, Settings

    columns = options.media or ["media"]
    text = "\n".join(options.say) if options.say else None
    rows = rows_of(_table(options.table, columns), columns, text, options.output or "video-{n}.mp4")
    session = Session(Settings(skill=options.skill, backend=options.backend, language=options.language))
    session.suggest_language(language_for(options))
    wanted = {name: getattr(options, name) for name in OUTPUT}
    with Terminal(session) as terminal:
        try:
            return await make_all(
                session,
                rows,
                Sources(Path()).collect,
                lambda row, reply: terminal.write(f"{row.path.name}: {reply.text}"),
                **wanted,
            )
        finally:
            await session.close()


def _table(path: Path, media: list[str]) -> list[dict[str, str]]:
    """The rows of a CSV; pictures are looked for beside it. Raises: `NemoError` when it cannot be read."""
    try:
        with path.expanduser().open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t" if path.suffix.lower() == ".tsv" else ","))
    except FileNotFoundError:
        raise NemoError(f"There is no file {path.name}.", "Check the path.") from None
    except OSError as error:
        raise NemoError(f"{path.name} cannot be read ({error.strerror}).", "Choose another file.") from None
    except (UnicodeDecodeError, csv.Error):
        raise NemoError(f"{path.name} is no table.", "Save it as CSV, in UTF-8.") from None
    folder = path.expanduser().parent
    for row in rows:
        row.pop(None, None)  # cells beyond the last column
        for column in media:
            if (cell := (row.get(column) or "").strip()) and "://" not in cell:
                row[column] = str(folder / Path(cell).expanduser())
    return rows

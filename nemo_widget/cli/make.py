"""`nemo-widget make`: photos and words in, a video out, with a progress bar."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .language import language_for
from .terminal import Terminal, harmless, wait_for

if TYPE_CHECKING:
    from ..model.video import Video

OUTPUT = ("format", "audio", "resolution", "fps", "quality")


def make(options: argparse.Namespace) -> int:
    print_made(wait_for(_make_video(options)))
    return 0


def print_made(video: Video) -> None:
    made = f"{video.path} · {video.width}×{video.height} · {round(video.duration_s, 1):g} s"
    print(harmless(made), file=sys.stderr)


async def _make_video(options: argparse.Namespace) -> Video:
    from ..model.output import Wishes
    from ..notebook.sources import Sources
    from ..notebook.uploads import upload_all
    from ..session import Session, Settings
    from ..session.output import check_output
    from ..session.wording import phrase

    wanted = {name: getattr(options, name) for name in OUTPUT}
    wishes = Wishes.of(options.output, **wanted)  # before minutes of work
    output = options.output or Path(f"video.{wishes.format}")
    settings = Settings(skill=options.skill, backend=options.backend, language=options.language)
    session = Session(settings)
    session.suggest_language(language_for(options))
    with Terminal(session) as terminal:
        try:
            check_output(output, 0, settings.free_bytes, wishes.format)
            await upload_all(session, list(Sources(Path()).collect(options.media)))
            for text in options.say or [phrase(session.language, "say_make")]:
                terminal.write((await session.send(text)).text)
            return await session.export(output, **wanted)
        finally:
            await session.close()

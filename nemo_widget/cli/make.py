"""`nemo-widget make`: photos and words in, a video out, with a progress bar."""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from .language import language_for

if TYPE_CHECKING:
    from ..model.conversation import Event
    from ..model.video import Video
    from ..session import Session

_CLEAN_END_S = 5.0


def make(options: argparse.Namespace) -> int:
    from ..session import runtime

    ended = threading.Event()

    async def work() -> Video:
        try:
            return await _make_video(options)
        finally:
            ended.set()

    future = runtime().submit(work())
    try:
        video = future.result()
    except KeyboardInterrupt:
        future.cancel()
        ended.wait(_CLEAN_END_S)
        raise
    print(f"{video.path} · {video.width}×{video.height} · {round(video.duration_s, 1):g} s", file=sys.stderr)
    return 0


async def _make_video(options: argparse.Namespace) -> Video:
    from ..model.output import Wishes
    from ..notebook.sources import Sources
    from ..notebook.uploads import upload_all
    from ..session import Session, Settings
    from ..session.output import check_output
    from ..session.wording import phrase

    wanted = {name: getattr(options, name) for name in ("format", "audio", "resolution", "fps", "quality")}
    wishes = Wishes.of(options.output, **wanted)  # before minutes of work
    output = options.output or Path(f"video.{wishes.format}")
    settings = Settings(skill=options.skill, backend=options.backend, language=options.language)
    session = Session(settings)
    session.suggest_language(language_for(options))
    with _Terminal(session) as terminal:
        try:
            check_output(output, 0, settings.free_bytes, wishes.format)
            await upload_all(session, list(Sources(Path()).collect(options.media)))
            for text in options.say or [phrase(session.language, "say_make")]:
                terminal.write((await session.send(text)).text)
            return await session.export(output, **wanted)
        finally:
            await session.close()


class _Terminal:
    """Shows a session's answers on stdout and the progress of its work as one bar on stderr."""

    def __init__(self, session: Session) -> None:
        from tqdm import tqdm

        self._bar = tqdm(
            total=100,
            file=sys.stderr,
            leave=False,
            bar_format="{desc:<24}{bar}{n:4.0f}%",
            dynamic_ncols=True,
            delay=0.5,
        )
        self._session = session
        self._stop_listening = session.listen(self._show)

    def __enter__(self) -> _Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop_listening()
        self._bar.close()

    def write(self, text: str) -> None:
        self._bar.write(text, file=sys.stdout)

    def _show(self, event: Event) -> None:
        from ..session.wording import phrase

        if event.type == "message" and event.message.role == "notice":
            self.write(" ".join(filter(None, (event.message.text, event.message.link))))
        elif event.type == "media" and event.item.status == "sending":
            self._progress(phrase(self._session.language, "adding", file=event.item.name)[:24], event.item.progress)
        elif event.type == "export" and event.export.state in ("rendering", "downloading"):
            self._progress(event.export.label[:24], event.export.progress)

    def _progress(self, label: str, share: float) -> None:
        self._bar.set_description_str(label, refresh=False)
        self._bar.n = 100 * share
        self._bar.refresh()

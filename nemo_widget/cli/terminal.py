"""A session in a terminal: its answers on stdout, the progress of its work as one bar on stderr."""

from __future__ import annotations

import re
import sys
from collections.abc import Coroutine
from threading import Event as Flag
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from ..model.conversation import Event
    from ..session import Session

_T = TypeVar("_T")
_CLEAN_END_S = 5.0
# what a terminal takes for a command, and marks that turn the direction of what follows
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def harmless(text: str) -> str:
    """Text as a terminal may be given it: the names of files, and what a back end says, come from anywhere."""
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)


def wait_for(work: Coroutine[Any, Any, _T]) -> _T:
    """Its result. After Ctrl-C it has a moment to end cleanly."""
    from ..session import runtime

    ended = Flag()

    async def to_its_end() -> _T:
        try:
            return await work
        finally:
            ended.set()

    future = runtime().submit(to_its_end())
    try:
        return future.result()
    except KeyboardInterrupt:
        future.cancel()
        ended.wait(_CLEAN_END_S)
        raise


class Terminal:
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

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop_listening()
        self._bar.close()

    def write(self, text: str) -> None:
        self._bar.write(harmless(text), file=sys.stdout)

    def _show(self, event: Event) -> None:
        from ..session.wording import phrase

        if event.type == "message" and event.message.role == "notice":
            self.write(" ".join(filter(None, (event.message.text, event.message.link))))
        elif event.type == "media" and event.item.status == "sending":
            self._progress(phrase(self._session.language, "adding", file=event.item.name)[:24], event.item.progress)
        elif event.type == "export" and event.export.state in ("rendering", "downloading"):
            self._progress(event.export.label[:24], event.export.progress)

    def _progress(self, label: str, share: float) -> None:
        self._bar.set_description_str(harmless(label), refresh=False)
        self._bar.n = 100 * share
        self._bar.refresh()

"""The public class: a widget in a notebook, a plain object elsewhere. It holds no state but the way to the session."""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import anywidget
import traitlets
from pydantic import SecretStr

from nemo_widget.model.batch import Batch
from nemo_widget.model.conversation import MediaItem
from nemo_widget.model.credits import Credits
from nemo_widget.model.errors import NemoError
from nemo_widget.model.listing import Listing
from nemo_widget.model.output import Audio, Format, Quality
from nemo_widget.model.past import PastSession
from nemo_widget.model.reply import Reply
from nemo_widget.model.speech import speak
from nemo_widget.model.timeline import Timeline
from nemo_widget.model.video import Video
from nemo_widget.profiles import load_skill
from nemo_widget.session import Session, Settings, Turn, needs_token, runtime, shelf_of

from . import colab, host, page, pump
from .batch import make_all
from .bridge import Bridge
from .rows import rows_of
from .scratch import Scratch
from .sources import Sources
from .uploads import upload_all

T = TypeVar("T")

_CLOSE_S = 5.0


class Studio(anywidget.AnyWidget):  # type: ignore[misc]  # it has no types
    """Photos to video by chatting. Show it in a cell, or use it from Python alone.

    `skill` is the name of one of the five skills or the path of a SKILL.md. `backend` is "local" (this machine, free,
    offline), "cloud" or a URL; without one it is the cloud when `NEMO_TOKEN` or `NEMO_API_URL` is set, else local.
    `token` is for a remote back end; without one, the cloud gets `NEMO_TOKEN` from the environment or from Colab's
    secrets, else an anonymous one. `language` is a code such as "en" or "zh-CN"; without one, that of the first
    message.

    Methods that wait raise a `NemoError`, one sentence with the next step; after `close` all do. Interrupting the cell
    stops what it waits for, in the back end too.

    Raises: `SkillError`, `AuthError` for what cannot be a token, `NemoError` for a back end that is none of these.
    """

    _esm = traitlets.Unicode("").tag(sync=True)
    _css = traitlets.Unicode("").tag(sync=True)
    language = traitlets.Unicode("").tag(sync=True)
    theme = traitlets.Enum(["auto", "light", "dark"], "auto").tag(sync=True)
    skill_title = traitlets.Unicode("").tag(sync=True)

    _bridge: Bridge | None = None

    def __init__(
        self,
        skill: str | Path = "best-image-to-video",
        backend: str | None = None,
        token: str | None = None,
        language: str | None = None,
    ) -> None:
        with _in_words_of(lambda: language or "en"):
            if not token and needs_token(backend, load_skill(skill)):
                token = colab.secret("NEMO_TOKEN")
            secret = SecretStr(token) if token else None
            settings = Settings(skill=skill, backend=backend, token=secret, language=language)
            session = _on_owner(lambda: Session(settings))
        esm, css = page.bundle()
        super().__init__(_esm=esm, _css=css, language=language or "", skill_title=session.skill.title)
        self._scratch = Scratch()
        self._sources: Sources | None = None
        send = host.in_context(super().send)
        replaced = host.in_context(self._session_replaced)
        self._bridge = bridge = _on_owner(lambda: Bridge(session, send, self._scratch, host.limits(), replaced))
        host.any_loop_may_answer(self.comm)
        self.on_msg(lambda _, content, buffers: bridge.receive(content, buffers))

    @classmethod
    def sessions(cls) -> Listing[PastSession]:
        """The conversations that are kept on this machine, the latest first: what `resume` may be given."""
        return shelf_of(Settings()).list()

    @classmethod
    def resume(cls, session: str | PastSession | None = None, *, token: str | None = None) -> Studio:
        """Goes on with an earlier conversation, such as that of a kernel that has ended: one of `sessions`, by its id.

        Without one it is the last that no kernel has open. Chat, files and timeline are there again; an export that was
        under way is waited for in the background and put where it was to go (`wait` waits for it). A conversation with
        the cloud needs its token again, if it was not an anonymous one or `NEMO_TOKEN`.

        Raises: `SessionGone` when there is none such, `SkillError`, `AuthError`, `BackendUnreachable`.
        """
        id = session.id if isinstance(session, PastSession) else session
        if not token and shelf_of(Settings()).of_cloud(id):
            token = colab.secret("NEMO_TOKEN")
        studio = cls(token=token)
        assert studio._bridge is not None
        try:
            studio._wait(studio._bridge.resume(id, token=SecretStr(token) if token else None))
        except BaseException:
            studio.close()
            raise
        return studio

    def wait(self) -> list[Video]:
        """Waits until nothing is under way, neither files nor answers nor exports; then the finished videos."""
        return self._wait(self._open_session().settled())

    def upload(self, *sources: Any) -> list[MediaItem]:
        """Adds pictures, videos and music, and waits until the back end has them; in the order given.

        A source is a path, a folder, a pattern ("shots/*.jpg"), a URL, bytes, an open file, a PIL image, a numpy array
        (h, w), (h, w, 3 or 4) or (n, h, w, 3 or 4) of uint8 or floats 0 to 1, a matplotlib figure or axes, an
        ipywidgets FileUpload or Image, or an iterable of these, a pandas Series among them.

        Raises: `NemoError` that names those that could not be added; all others are.
        """
        session = self._open_session()
        with self._in_words():
            found = list(self._files().collect(sources))
        return self._wait(upload_all(session, found))

    def ask(self, text: str) -> Reply:
        """Says something and waits for the answer, which also streams into the widget.

        Raises: `NemoError` when there is no answer, `Cancelled` when it was stopped.
        """
        turn = self.send(text)
        with self._in_words():
            return pump.wait(turn.future, on_interrupt=turn.cancel)

    def send(self, text: str) -> Turn:
        """Says something without waiting: `reply = await studio.send("…")`, or later. Queued behind a running one.

        Only `turn.cancel()` stops it; one who waits for it and gives up does not.
        Raises: `NemoError` when there is nothing in `text`. What goes wrong with the answer, awaiting the turn raises.
        """
        session = self._open_session()
        with self._in_words():
            return _on_owner(lambda: session.send(text))

    @property
    def timeline(self) -> Timeline:
        """The timeline as last heard of; its `str` is the summary line."""
        return self._open_session().timeline

    @property
    def media(self) -> list[MediaItem]:
        """What was added, in order."""
        return list(self._open_session().media)

    def credits(self) -> Credits:
        """What can be spent. Raises: `NemoError`."""
        return self._wait(self._open_session().credits())

    def export(
        self,
        path: str | Path | None = None,
        *,
        resolution: int | None = None,
        fps: int | None = None,
        quality: Quality = "high",
        format: Format | None = None,
        audio: Audio | None = None,
    ) -> Video:
        """Makes the video and waits for it. It goes to `path`, if given, and shows itself as the cell's result.

        `resolution` is the short side in pixels (1080, 2160) and `fps` the frame rate; without them the canvas's own.
        `quality` is "fast", "high" or "best": see `nemo_widget.engine.render.Output` for what each costs.
        `format` is "mp4", "webm" or "gif"; without it the end of `path` says, else MP4. A WebM takes several times as
        long; a GIF is small, has few frames and no sound. `audio="mp3"` gives an MP4 the sound that VS Code's notebooks
        can play.

        Raises: `NothingToExport`, `OutputError`, `RenderFailed`, `Cancelled` or another `NemoError`.
        """
        session = self._open_session()
        target = Path(path).expanduser() if path is not None else None
        work = session.export(target, resolution=resolution, fps=fps, quality=quality, format=format, audio=audio)
        return self._wait(work, on_interrupt=session.cancel_export)

    def batch(
        self,
        rows: Any,
        *,
        media: str | Sequence[str] = "media",
        say: str | None = None,
        path: str | Path = "video-{n}.mp4",
        resolution: int | None = None,
        fps: int | None = None,
        quality: Quality = "high",
        format: Format | None = None,
        audio: Audio | None = None,
    ) -> Batch:
        """Makes one video after the other in this conversation, each from pictures and wishes of its own.

        `rows` is a pandas or polars table, or a list of dictionaries, of pairs (pictures, text), or of pictures alone.
        `media` names the column of the pictures, or several of them; what is in it is as for `upload`, or a list of
        that. `say` and `path` are filled from each row: "title '{name}'", "clips/{sku}.mp4"; `{n}` is the row's number.
        Without `say` it is the pair's text, or the column `say`. Folders are made; the rest is as for `export`.

        Shows itself as a gallery. Interrupting the cell keeps what is finished.
        Raises: `BatchFailed`, which names the rows that failed and has the videos of all others; `NemoError` for a
        column that is not there, `OutputError` for a place that is no good, before anything is made.
        """
        session = self._open_session()
        wanted: dict[str, Any] = {"resolution": resolution, "fps": fps, "quality": quality}
        wanted |= {"format": format, "audio": audio}
        with self._in_words():
            found = rows_of(rows, media, say, path)

        def stop() -> None:
            session.stop()
            session.cancel_export()

        return self._wait(make_all(session, found, self._files().collect, **wanted), on_interrupt=stop)

    def claim_link(self) -> str | None:
        """The page where what was made in the cloud without an account becomes yours; None where there is no need.

        Whoever has the link can claim it: keep it to yourself. Raises: `NemoError`.
        """
        return self._wait(self._open_session().claim_url())

    def cancel(self) -> None:
        """Stops the answer and the export that are under way, if any."""
        session = self._open_session()
        runtime().call_soon(session.stop)
        runtime().call_soon(session.cancel_export)

    def close(self) -> None:
        """Ends the session's connection and takes the widget off the page. What was made stays."""
        self._end(wait_s=_CLOSE_S)

    def __del__(self) -> None:
        if not sys.is_finalizing():  # an export outlives the kernel, and is found again
            self._end(wait_s=0)

    def __repr__(self) -> str:
        if self._bridge is None:
            return "Studio(closed)"
        session = self._bridge.session
        return f"Studio(skill={session.skill.name!r}): {session.timeline}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if self._bridge is None:  # a closed widget has no model that a page could show
            return {"text/plain": repr(self)}, {}
        if not self._esm:
            raise page.not_built()
        data, metadata = super()._repr_mimebundle_(**kwargs)
        summary = str(self._bridge.session.timeline)
        return {**data, "text/html": page.static_html(self.skill_title, summary)}, metadata

    if hasattr(anywidget.AnyWidget, "_ipython_display_"):  # ipywidgets 7, Colab's: it never asks for a bundle

        def _ipython_display_(self, **kwargs: Any) -> None:
            from IPython.display import display

            data, metadata = self._repr_mimebundle_()
            display(data, metadata=metadata, raw=True)
            if self._bridge is not None:
                self._handle_displayed(**kwargs)

    def _wait(self, work: Coroutine[Any, Any, T], on_interrupt: Callable[[], None] | None = None) -> T:
        future = runtime().submit(work)
        stop = on_interrupt or future.cancel
        with self._in_words():
            return pump.wait(future, on_interrupt=lambda: runtime().call_soon(stop))

    def _files(self) -> Sources:
        if self._sources is None:
            self._sources = Sources(self._scratch.folder)
        return self._sources

    def _in_words(self) -> AbstractContextManager[None]:
        session = self._bridge.session if self._bridge else None
        return _in_words_of(lambda: session.language if session else "en")  # the first message is what tells it

    def _open_session(self) -> Session:
        if self._bridge is None:
            raise NemoError("This studio is closed.", "Make a new one with Studio().")
        return self._bridge.session

    def _session_replaced(self, session: Session) -> None:
        self.skill_title = session.skill.title

    def _end(self, *, wait_s: float) -> None:
        bridge, self._bridge = self._bridge, None
        if bridge is not None:

            async def end() -> None:
                bridge.close()
                await bridge.session.close()

            future = runtime().submit(end())
            if wait_s:
                with suppress(Exception):
                    future.result(wait_s)
            self._scratch.close()
        super().close()


@contextmanager
def _in_words_of(language: Callable[[], str]) -> Iterator[None]:
    """What goes wrong inside is said in that language."""
    try:
        yield
    except NemoError as error:
        speak(error, language())
        raise


def _on_owner(make: Callable[[], T]) -> T:
    """Runs a quick function on the owner loop. Raises: what it raises."""

    async def run() -> T:
        return make()

    try:
        return runtime().submit(run()).result()
    except KeyboardInterrupt:
        raise pump.Interrupted from None

"""Rendering ahead: while a person reads or types, idle cores render what an export of the draft would have to render.

It is on by default for the engine of a notebook, whose machine is the person's own and would otherwise do nothing at
that time: an export then takes less than a second. It costs electricity for drafts that are never exported, so it
waits until a draft has been still, stands back for every other process, and does nothing on battery. For a team's
engine it is off by default, since there is always somebody else's export to do.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nemo_widget.engine.store import Store
from nemo_widget.model.draft import Draft
from nemo_widget.model.errors import NemoError

from . import assets
from .power import on_battery

if TYPE_CHECKING:
    from nemo_widget.engine.render import RenderPool

SETTING = "NEMO_RENDER_AHEAD"

logger = logging.getLogger("nemo_widget.engine")


def is_wanted(environment: Mapping[str, str], *, otherwise: bool) -> bool:
    """What `NEMO_RENDER_AHEAD` says: 0, off, no or false; 1, on, yes or true."""
    said = environment.get(SETTING, "").strip().lower()
    return said in ("1", "on", "yes", "true") if said else otherwise


class Ahead:
    """Renders the draft of the session that was edited last into the cache of chunks, in processes of its own.

    It begins when a draft has been still for `still_s` seconds and nothing is `held`, and is stopped at once, its
    processes being ended, when something is. They end too when there is nothing left to do.
    """

    def __init__(
        self, store: Store, *, wanted: bool, still_s: float = 2.0, on_battery: Callable[[], bool] = on_battery
    ) -> None:
        self._store = store
        self._wanted = wanted
        self._still_s = still_s
        self._on_battery = on_battery
        self._changed = threading.Condition()
        self._session: str | None = None
        self._edits = 0
        self._held = 0
        self._stop = threading.Event()
        self._pool: RenderPool | None = None
        self._started = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """While an answer or an export is being made: it has all the cores."""
        self.hold()
        try:
            yield
        finally:
            self.release()

    def hold(self) -> None:
        with self._changed:
            self._held += 1
            self._stop.set()
            if self._pool is not None:
                self._pool.kill()
            self._changed.notify_all()

    def release(self) -> None:
        with self._changed:
            self._held -= 1
            self._changed.notify_all()

    def edited(self, session_id: str) -> None:
        """A session has another draft than before."""
        if not self._wanted:
            return
        with self._changed:
            self._session = session_id
            self._edits += 1
            self._changed.notify_all()
            if not self._started:
                self._started = True
                threading.Thread(target=self._run, name="nemo-render-ahead", daemon=True).start()

    def _run(self) -> None:
        while True:
            session_id = self._next()
            try:
                if not self._on_battery():
                    self._render(session_id)
            except NemoError:
                pass  # stopped; or the draft cannot be rendered, and an export will say so
            except Exception:
                logger.exception("rendering ahead failed")
            with self._changed:
                if self._session == session_id and not self._stop.is_set():
                    self._session = None

    def _next(self) -> str:
        """The session whose draft has been still for long enough."""
        with self._changed:
            while True:
                self._changed.wait_for(lambda: self._session is not None and not self._held)
                session_id = self._session
                edits = self._edits

                def moved_on(edits: int = edits) -> bool:
                    return self._held > 0 or self._edits != edits

                if session_id is not None and not self._changed.wait_for(moved_on, self._still_s):
                    self._stop.clear()
                    return session_id

    def _render(self, session_id: str) -> None:
        from nemo_widget.engine.render import ChunkCache, Output, make_executor, render_ahead

        moment = self._store.sessions.moment(session_id)
        if moment.draft is None:
            return
        draft = Draft.model_validate(moment.draft)
        wishes = self._store.jobs.last_wishes(session_id)
        pool = self._pool = make_executor(low_priority=True)
        try:
            render_ahead(
                draft,
                assets.paths(draft, self._store.uploads),
                ChunkCache(self._store.chunks),
                output=Output.of(wishes),
                executor=pool,
                cancelled=self._stop,
            )
        finally:
            self._pool = None
            pool.kill()

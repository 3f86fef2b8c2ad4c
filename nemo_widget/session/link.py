from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlencode

import anyio.to_thread

from nemo_widget.client import Client, FixedToken, Tokens
from nemo_widget.client.state import State
from nemo_widget.client.transport import is_loopback
from nemo_widget.model.conversation import Connection
from nemo_widget.model.errors import (
    BackendFailed,
    BackendUnreachable,
    Cancelled,
    NemoError,
    OutOfCredits,
    PlanRequired,
    SessionGone,
)
from nemo_widget.model.speech import spoken
from nemo_widget.profiles import Skill, attribution_headers

from .anonymous import AnonymousTokens
from .backend import Backend
from .board import Board
from .local import LocalEngine, local_engine
from .settings import Settings
from .wording import phrase

_T = TypeVar("_T")


class Link:
    """A session's connection to its back end: opened on first use, and mended where that is safe.

    A local engine that has died is started again. A session that the back end no longer knows is replaced by a new
    one, and the person is told.
    """

    def __init__(self, settings: Settings, skill: Skill, backend: Backend, board: Board) -> None:
        self.backend = backend
        self.session_id: str | None = None
        self.task_id = ""
        self.bind_id: str | None = None
        board.language = settings.language or "en"
        self._settings = settings
        self._skill = skill
        self._board = board
        self._engine: LocalEngine | None = local_engine(settings.data_dir) if backend.kind == "local" else None
        self._run = 0
        self._client: Client | None = None
        self._lock = asyncio.Lock()
        self._is_closed = False
        self._failure = ""
        self._model = ""
        self.on_open: Callable[[], None] = lambda: None

    @property
    def language(self) -> str:
        return self._board.language

    async def ready(self) -> tuple[Client, str]:
        """The client and the session's id, connected now if need be."""
        async with self._lock:
            if self._is_closed:
                raise Cancelled("The studio was closed.")
            try:
                client = await self._connect()
                if self.session_id is None:
                    await self._open(client)
            except NemoError as error:
                self._failure = error.what
                self._board.set_connection(self._connection("failed"))
                raise
            self._board.set_connection(self._connection("ready"))
            assert self.session_id is not None
            return client, self.session_id

    async def connected(self) -> None:
        """Connects, and begins no session yet: in which language, the first message will say."""
        async with self._lock:
            if self._is_closed:
                raise Cancelled("The studio was closed.")
            try:
                client = await self._connect()
                if self._engine is None:
                    with contextlib.suppress(BackendFailed):  # any answer shows that somebody is there
                        await client.credits()
            except NemoError as error:
                self._failure = error.what
                self._board.set_connection(self._connection("failed"))
                raise
            self._board.set_connection(self._connection("ready"))

    def speak(self, language: str) -> None:
        """From now on in this language."""
        self._board.language = language
        if self._board.connection.state != "idle":
            self._board.set_connection(self._connection(self._board.connection.state))

    async def call(self, do: Callable[[Client, str], Awaitable[_T]]) -> _T:
        """Does `do` with the client and the session's id, and once more after mending what can be mended.

        Only for what may be done twice, or fails before it is begun.
        """
        client, session_id = await self.ready()
        try:
            return await do(client, session_id)
        except SessionGone:
            await self.replace_session(session_id)
        except BackendUnreachable:
            if not await self.restart_if_dead():
                raise
        return await do(*await self.ready())

    async def state(self) -> State:
        state = await self.call(lambda client, session_id: client.state(session_id))
        self.bind_id = self.bind_id or state.bind_id
        self._read_by(state.language_model)
        self._board.set_connection(self._connection("ready"))
        return state

    @property
    def is_anonymous(self) -> bool:
        """Whether somebody whom the cloud does not know is at work there."""
        return self.backend.kind == "cloud" and self.backend.token is None

    async def claim_url(self) -> str | None:
        """The page where a person makes this session their own; None where there is nothing to claim.

        It opens the session to whoever has it. Raises: what a connection raises.
        """
        client, session_id = await self.ready()
        if not (self.is_anonymous and self.task_id):
            return None
        token = await client.claim_token(self.task_id, session_id)
        return f"{self.backend.web_url}/workspace/claim?{urlencode({'ct': token})}" if token else None

    async def replace_session(self, gone: str) -> None:
        """Forgets the session `gone`, unless that has been done already, and tells what is lost with it."""
        if self.session_id != gone:
            return
        self.session_id = None
        self._board.say("notice", phrase(self.language, "session_gone"))
        for item in self._board.media:
            if item.status == "ready":
                item.status, item.hash = "failed", None
                item.error = f"{item.name} belonged to the old conversation. Add it again."
                self._board.media_changed(item)

    async def restart_if_dead(self) -> bool:
        """Whether the local engine had died and runs again now."""
        engine = self._engine
        if engine is None:
            return False
        async with self._lock:
            if engine.run == self._run and not await anyio.to_thread.run_sync(engine.has_died, 2.0):
                return False
            await self._connect()
        return True

    def with_link(self, error: NemoError) -> NemoError:
        """The error, with the way to register where an anonymous person needs that to go on."""
        if self.is_anonymous and isinstance(error, OutOfCredits | PlanRequired):
            error.next_step = "Register to go on; what you have made stays yours."
            error.link = (
                f"{self.backend.web_url}/?{urlencode({'bind': self.bind_id})}"
                if self.bind_id
                else (self.backend.web_url)
            )
        return error

    async def close(self) -> None:
        """For good: what still wants to use it is told so."""
        self._is_closed = True
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _connect(self) -> Client:
        if self._engine is not None:
            return await self._connect_local(self._engine)
        if self._client is None:
            self._board.set_connection(self._connection("connecting"))
            assert self.backend.url is not None
            self._client = self._make_client(self.backend.url, self._tokens(self.backend.url))
        return self._client

    async def _connect_local(self, engine: LocalEngine) -> Client:
        """The client of the engine as it runs now: each of its runs has a port and a secret of its own."""
        if self._client is None or engine.run != self._run or engine.has_died(0):
            self._board.set_connection(self._connection("connecting"))
            start_s = self._settings.waits.engine_start_s
            endpoint = await anyio.to_thread.run_sync(engine.ensure, start_s)
            if self._client is not None:
                await self._client.close()
                self._board.say("notice", phrase(self.language, "engine_restarted"))
            self._run = endpoint.run
            self._read_by(endpoint.language_model)
            self._client = self._make_client(endpoint.url, FixedToken(endpoint.secret))
        return self._client

    def _make_client(self, url: str, tokens: Tokens) -> Client:
        settings = self._settings.client
        if self._engine is not None:  # nothing between us and it can be in trouble for a while: it runs or has died
            settings = replace(settings, tries=2, backoff_s=0.1, gather_s=0.03)
        return Client(url, tokens, attribution_headers(self._skill), settings=settings)

    def _tokens(self, url: str) -> Tokens:
        if self.backend.token:
            return FixedToken(self.backend.token)
        return AnonymousTokens(
            url, attribution_headers(self._skill), web_url=self.backend.web_url, settings=self._settings.client
        )

    async def _open(self, client: Client) -> None:
        try:
            opened = await client.open_session(self.language)
        except BackendUnreachable:
            if self._engine is None or not await anyio.to_thread.run_sync(self._engine.has_died, 2.0):
                raise
            opened = await (await self._connect()).open_session(self.language)
        self.session_id, self.task_id, self.bind_id = opened.session_id, opened.task_id, opened.bind_id
        self.on_open()

    def _connection(self, state: str) -> Connection:
        remote = self.backend.is_remote
        if state == "connecting":
            label = phrase(self.language, "connecting" if self._engine is None else "starting_engine")
        elif state == "failed":
            label = f"{phrase(self.language, 'failed')} · {spoken(self._failure, self.language)}"
        else:
            name = ("remote" if remote else "local") + ("_model" if self._model else "")
            label = phrase(self.language, name, host=self.backend.host, model=self._model)
        told = {"state": state, "label": label, "remote": remote, "language_model": self._model}
        return Connection.model_validate({**told, "host": self.backend.host if remote else ""})

    def _read_by(self, model_host: str | None) -> None:
        """Who reads messages for the back end. One on its own machine is no third, and an offline skill asks none."""
        elsewhere = model_host and not self._skill.offline and not is_loopback(model_host)
        self._model = model_host if model_host and elsewhere else ""

"""Anonymous tokens of the cloud: one a client id in seven days, so it is kept on disk and shared by all sessions."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from pathlib import Path

import anyio
import httpx
from filelock import FileLock, Timeout
from pydantic import BaseModel, SecretStr, ValidationError

from nemo_widget.client import ClientSettings
from nemo_widget.client.answers import AnonymousToken
from nemo_widget.client.faults import ClientIdMissing, from_httpx, raise_for
from nemo_widget.client.transport import is_loopback
from nemo_widget.model.errors import AuthError, BackendFailed, RateLimited
from nemo_widget.model.folders import make_private

_SEVEN_DAYS_S = 7 * 24 * 3600.0
_EARLY_S = 3600.0  # a token that ends within the hour is not begun with
_LONGEST_WAIT_S = 120.0
_LOCK_S = 90.0


def config_dir() -> Path:
    """`~/.config/nemovideo`, where the other tools of the service keep the client id too; or `NEMO_CONFIG_DIR`."""
    named = os.environ.get("NEMO_CONFIG_DIR")
    return Path(named).expanduser() if named else Path.home() / ".config" / "nemovideo"


class _Cached(BaseModel):
    token: SecretStr
    expires_at: float
    base_url: str


class AnonymousTokens:
    """The anonymous token of `base_url`, from the cache while it is valid, else a new one.

    Of all processes that look for one at the same time, one asks for it and the others find what it got. `headers` go
    out with the request. `web_url` is where a person may register when there is none to be had.
    """

    def __init__(
        self,
        base_url: str,
        headers: Mapping[str, str],
        *,
        web_url: str | None = None,
        folder: Path | None = None,
        settings: ClientSettings | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._base_url = base_url
        self._headers = headers
        self._web_url = web_url
        self._settings = settings or ClientSettings()
        self._folder = folder or config_dir()
        self._transport = transport
        self._now = now
        self._token: SecretStr | None = None
        self._lock = asyncio.Lock()

    async def current(self) -> SecretStr:
        async with self._lock:
            if self._token is None:
                self._token = await self._found(None)
            return self._token

    async def renewed(self, rejected: SecretStr) -> SecretStr | None:
        async with self._lock:
            if self._token is None or self._token == rejected:
                self._token = await self._found(rejected)
            return self._token

    async def _found(self, rejected: SecretStr | None) -> SecretStr:
        if cached := self._cached(rejected):
            return cached
        async with self._alone():
            return self._cached(rejected) or await self._new()

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Only one process at a time is inside, where the disk knows locks."""
        lock = FileLock(self._folder / "token.lock", timeout=0, mode=0o600, thread_local=False)
        try:
            with contextlib.suppress(OSError, NotImplementedError), anyio.move_on_after(_LOCK_S):
                make_private(self._folder)
                while not lock.is_locked:
                    with contextlib.suppress(Timeout):
                        lock.acquire()
                        break
                    await anyio.sleep(0.05)
            yield
        finally:
            lock.release()

    async def _new(self) -> SecretStr:
        """Asks for one, and once more when that can help: under a new id, or after a wait."""
        try:
            return await self._ask()
        except ClientIdMissing:
            with contextlib.suppress(OSError):
                (self._folder / "client_id").unlink()
        except RateLimited as limit:
            if limit.retry_after_s > _LONGEST_WAIT_S:  # it had its token of the week, and lost it
                raise self._no_more() from None
            await self._settings.sleep(limit.retry_after_s)
        try:
            return await self._ask()
        except RateLimited:
            raise self._no_more() from None

    def _no_more(self) -> RateLimited:
        return RateLimited(
            "No further free token is given to this machine for now.",
            "Register and give your own as token=… or NEMO_TOKEN, or use backend='local'.",
            link=self._web_url,
        )

    def _cached(self, rejected: SecretStr | None) -> SecretStr | None:
        try:
            cached = _Cached.model_validate_json((self._folder / "token.json").read_bytes())
        except (OSError, ValidationError):
            return None
        if cached.base_url != self._base_url or cached.expires_at - _EARLY_S < self._now():
            return None
        return None if cached.token == rejected else cached.token

    async def _ask(self) -> SecretStr:
        by_proxy = not is_loopback(httpx.URL(self._base_url).host)
        async with httpx.AsyncClient(
            base_url=self._base_url, transport=self._transport, timeout=60, trust_env=by_proxy
        ) as http:
            try:
                headers = {**self._headers, "X-Client-Id": self._client_id()}
                response = await http.post("/api/auth/anonymous-token", headers=headers)
            except httpx.HTTPError as error:
                raise from_httpx(error, http.base_url.host) from None
        try:
            body = response.json()
        except ValueError:
            body = None
        if response.status_code in (401, 403, 404):
            raise AuthError(
                f"{http.base_url.host} asks for a token.", "Give it as token=…, or set NEMO_API_URL and NEMO_TOKEN."
            )
        raise_for(response, body)
        try:
            answer = AnonymousToken.model_validate(body.get("data", body) if isinstance(body, dict) else body)
        except ValidationError:
            raise BackendFailed("The back end gave no token.", "Try again in a minute.") from None
        self._keep(answer)
        return answer.token

    def _keep(self, answer: AnonymousToken) -> None:
        cached = _Cached(
            token=answer.token,
            expires_at=_seconds(answer.expires_at) or self._now() + _SEVEN_DAYS_S,
            base_url=self._base_url,
        )
        with contextlib.suppress(OSError):  # a home that cannot be written costs a token, not the session
            fields = {**cached.model_dump(), "token": cached.token.get_secret_value()}
            _write_private(self._folder / "token.json", json.dumps(fields))

    def _client_id(self) -> str:
        path = self._folder / "client_id"
        with contextlib.suppress(OSError, ValueError):
            return str(uuid.UUID(path.read_text(encoding="ascii").strip()))
        client_id = str(uuid.uuid4())
        with contextlib.suppress(OSError):
            _write_private(path, client_id)
        return client_id


def _seconds(moment: datetime | float | None) -> float | None:
    if isinstance(moment, datetime):
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
    return moment


def _write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner can read, whole or not at all."""
    make_private(path.parent)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as opened:
        opened.write(text)
    part.replace(path)

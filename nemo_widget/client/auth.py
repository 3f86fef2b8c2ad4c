from __future__ import annotations

from collections.abc import Generator
from typing import Protocol

import httpx
from pydantic import SecretStr


class Tokens(Protocol):
    """Where the bearer token comes from."""

    async def current(self) -> SecretStr: ...

    async def renewed(self, rejected: SecretStr) -> SecretStr | None:
        """Another token in place of one that the back end has `rejected`; None when there is no other."""
        ...


class FixedToken:
    """A token that is never replaced: the person's own, or the secret of the local engine."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    async def current(self) -> SecretStr:
        return self._token

    async def renewed(self, rejected: SecretStr) -> SecretStr | None:
        return None


class BearerAuth(httpx.Auth):
    """Adds the token to requests to `origin`, and to no other host."""

    def __init__(self, origin: httpx.URL, token: SecretStr) -> None:
        self._origin = origin
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if same_origin(request.url, self._origin):
            request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        yield request


def same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    return _origin(one) == _origin(other)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)

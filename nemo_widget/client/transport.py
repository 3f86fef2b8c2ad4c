from __future__ import annotations

import random
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from ipaddress import ip_address
from typing import Any

import httpx

from nemo_widget.model.errors import BackendFailed, BackendUnreachable, RateLimited

from .auth import BearerAuth, Tokens, same_origin
from .faults import NotSent, from_httpx, raise_for
from .gathering import gathered
from .settings import ClientSettings
from .sse import read_data

_LONGEST_WAIT_S = 120.0


class Transport:
    """Requests to one back end: attribution, token, repetition, and errors in our own terms.

    The token goes out in its header only and to `base` only, redirects included. What is `idempotent` is repeated on a
    5xx answer or a broken connection; all else only when the back end cannot have seen it, or said that it did nothing.
    """

    def __init__(
        self,
        base: httpx.URL,
        tokens: Tokens,
        headers: Mapping[str, str],
        settings: ClientSettings,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self.base = base
        self.settings = settings
        self._tokens = tokens
        self._attribution = dict(headers)
        self._http = httpx.AsyncClient(
            base_url=base,
            headers={"Accept": "application/json"},
            timeout=httpx.Timeout(settings.answer_s, connect=settings.connect_s),
            transport=transport,
            event_hooks={"request": [self._among_strangers]},
            trust_env=not is_loopback(base.host),  # a proxy has no business between us and this machine
        )

    async def close(self) -> None:
        await self._http.aclose()

    def build(self, method: str, url: str, **request: Any) -> httpx.Request:
        built = self._http.build_request(method, url, **request)
        built.headers.update(self._attribution)
        return built

    async def _among_strangers(self, request: httpx.Request) -> None:
        """Another host learns nothing about us, be it that an answer or a redirect has led there."""
        if not same_origin(request.url, self.base):
            for name in ("Authorization", *self._attribution):
                request.headers.pop(name, None)

    async def json(self, method: str, path: str, *, idempotent: bool = False, **request: Any) -> Any:
        response = await self.request(method, path, idempotent=idempotent, **request)
        return json_of(response)

    async def request(self, method: str, path: str, *, idempotent: bool, **request: Any) -> httpx.Response:
        """One call of an endpoint, repeated where that is safe; raises unless the answer is a good one."""
        for attempt in range(self.settings.tries):
            last = attempt + 1 == self.settings.tries
            try:
                response = await self.send(self.build(method, path, **request))
            except BackendUnreachable as error:
                if last or not (idempotent or isinstance(error, NotSent)):
                    raise
            else:
                if response.status_code < 500 or last or not idempotent:
                    body = json_of(response)
                    raise_for(response, body)
                    if body is None:
                        raise BackendFailed("The back end's answer cannot be read.", "Try again in a minute.")
                    return response
            await self.settings.sleep(self.settings.backoff_s * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311
        raise AssertionError("tries is at least 1")

    async def send(
        self, request: httpx.Request, *, stream: bool = False, follow_redirects: bool = False
    ) -> httpx.Response:
        """Sends with the token; renews the token once when it is refused, and waits once when we are too fast.

        Both are answers of a back end that has not done the work, so that repeating it is safe for all requests.
        """
        token = await self._tokens.current()
        renewed = waited = False
        while True:
            response = await self._send_once(request, BearerAuth(self.base, token), stream, follow_redirects)
            code = await self._refusal(response)
            if code == 1001 and not renewed:
                renewed = True
                other = await self._tokens.renewed(token)
                if other is not None:
                    token = other
                    continue
            elif code == 429 and not waited:
                waited = True
                try:
                    raise_for(response, json_of(response))
                except RateLimited as limit:
                    has_own = "retry-after" in response.headers
                    wait_s = limit.retry_after_s if has_own else self.settings.rate_limit_s
                    if wait_s <= _LONGEST_WAIT_S:
                        await self.settings.sleep(wait_s)
                        continue
            return response

    async def _send_once(
        self, request: httpx.Request, auth: httpx.Auth, stream: bool, follow_redirects: bool
    ) -> httpx.Response:
        try:
            return await self._http.send(request, auth=auth, stream=stream, follow_redirects=follow_redirects)
        except httpx.HTTPError as error:
            raise from_httpx(error, self._name(request.url)) from None
        except httpx.InvalidURL:
            raise BackendFailed("The back end named an address that is none.", "Try again.") from None

    async def _refusal(self, response: httpx.Response) -> int:
        """1001 or 429 when the answer says so, 0 otherwise. Of a stream the body is read only if it is an error."""
        kind = response.headers.get("content-type", "")
        if not same_origin(response.url, self.base) or (response.status_code < 400 and "json" not in kind):
            return 0
        if not response.is_closed:
            await self.read(response)
        body = json_of(response)
        code = body.get("code") if isinstance(body, Mapping) else None
        if code in (1001, "1001") or response.status_code == 401:
            return 1001
        return 429 if code in (429, "429") or response.status_code == 429 else 0

    async def read(self, response: httpx.Response) -> None:
        try:
            await response.aread()
        except httpx.HTTPError as error:
            raise from_httpx(error, self._name(response.url)) from None

    async def data(self, response: httpx.Response) -> AsyncGenerator[list[str], None]:
        """The data of the events of a stream, in lists of those that are here together."""
        try:
            async with aclosing(gathered(read_data(response), self.settings.gather_s)) as lists:
                async for data in lists:
                    yield data
        except httpx.HTTPError as error:
            raise from_httpx(error, self._name(response.url)) from None

    def _name(self, url: httpx.URL) -> str:
        return "The local engine" if is_loopback(url.host) else url.host


def is_loopback(host: str | None) -> bool:
    """Whether what is sent to `host` stays on the machine that sends it."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def json_of(response: httpx.Response) -> Any:
    """The JSON of the answer; None when it is none (HTML of a proxy, nothing at all)."""
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None

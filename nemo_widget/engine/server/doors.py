"""What every request passes on its way in and out, before there is any endpoint."""

from __future__ import annotations

import time

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .guard import Guard, is_from_a_page

_DRAIN_BYTES = 128 * 1024 * 1024
_DRAIN_S = 10.0


def only_who_means_us(app: ASGIApp, guard: Guard) -> ASGIApp:
    """Refuses requests that were sent to another host name than this engine's, or by a page of another site."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            host = headers.get("host", "")
            message = None
            if not guard.knows_host(host):
                message = "This engine does not answer to that host name. Use the address that it printed."
            elif is_from_a_page(headers.get("origin"), headers.get("sec-fetch-site"), host):
                message = "This engine does not answer to web pages of other sites."
            if message is not None:
                await JSONResponse({"code": 403, "message": message}, 403)(scope, receive, send)
                return
        await app(scope, receive, send)

    return door


def hears_out_the_refused(app: ASGIApp) -> ASGIApp:
    """Lets a refused sender come to its end, within bounds: one that is cut off while it sends may miss the reason."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        ended = False

        async def noting_the_end() -> Message:
            nonlocal ended
            message = await receive()
            ended = not message.get("more_body", False)
            return message

        async def after_the_end(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                left_bytes, deadline = _DRAIN_BYTES, time.monotonic() + _DRAIN_S
                while not ended and left_bytes > 0 and time.monotonic() < deadline:
                    left_bytes -= len((await noting_the_end()).get("body", b""))
            await send(message)

        await app(scope, noting_the_end, after_the_end)

    return door

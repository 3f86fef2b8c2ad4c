"""What every request passes on its way in and out, before there is any endpoint."""

from __future__ import annotations

import time

from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .guard import Guard

_DRAIN_BYTES = 128 * 1024 * 1024
_DRAIN_S = 10.0


def only_known_hosts(app: ASGIApp, guard: Guard) -> ASGIApp:
    """Refuses requests that were sent to another host name than this engine's."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            host = next((value.decode("latin-1") for key, value in scope["headers"] if key == b"host"), "")
            if not guard.knows_host(host):
                message = "This engine does not answer to that host name. Use the address that it printed."
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

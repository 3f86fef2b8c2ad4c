"""Misbehaviour on demand, so that the near side can be tested against what other back ends do.

It is there only in a process that was started with `--faults`. `POST /faults` with {"fault": …, "times": n} makes the
next n requests that the fault concerns go wrong; {"fault": "code", "path": …, "code": …, "status": …} answers any path
with a code of the wire. All else passes untouched.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi.responses import JSONResponse
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .engine import Engine

_CHAT = "/run_sse"
_POLL = "/api/render/proxy/lambda/"
_STATE = "/api/state/"
_LATER = "add lo-fi music"
_NOISE = " I ran into a temporary issue, please try again."
_HEARTBEAT_S = 0.05

Json = dict[str, Any]
Frames = Callable[[Json], list[bytes]]


class Misbehaving:
    """The app, and what is to go wrong with it."""

    def __init__(self, app: ASGIApp, engine: Engine) -> None:
        self._app = app
        self._engine = engine
        self._planned: list[Json] = []
        self._second_stage: Callable[[], Awaitable[None]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] == "/faults":
            await self._plan(scope, receive, send)
        elif scope["path"].startswith(_STATE) and self._second_stage:
            second_stage, self._second_stage = self._second_stage, None
            await self._app(scope, receive, send)
            await second_stage()
        elif (fault := self._due(scope["path"])) is None:
            await self._app(scope, receive, send)
        elif fault["fault"] == "code":
            body = {"code": fault["code"], "message": "as asked for"}
            await JSONResponse(body, fault.get("status", 200))(scope, receive, send)
        elif fault["fault"] == "heartbeats":
            await _heartbeats(receive, send)
        elif scope["path"] == _CHAT:
            await self._chat(fault["fault"], scope, receive, send)
        else:
            await self._app(scope, receive, _each_body(send, lambda body: _render(fault["fault"], body)))

    async def _plan(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if self._engine.guard.owner(request.headers.get("authorization", ""), self._engine.store) is None:
            await JSONResponse({"code": 1001}, 401)(scope, receive, send)
            return
        fault: Json = await request.json()
        self._planned = [*self._planned, {"times": 1, **fault}] if fault.get("fault") else []
        await JSONResponse({"code": 0})(scope, receive, send)

    def _due(self, path: str) -> Json | None:
        for fault in self._planned:
            about = fault.get("path") or (_POLL if fault["fault"] in _RENDERS else _CHAT)
            if fault["times"] > 0 and path.startswith(about):
                fault["times"] -= 1
                return fault
        return None

    async def _chat(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        body = await Request(scope, receive).body()
        frames = _FRAMES[name]

        def changed(raw: bytes) -> bytes:
            data = raw.decode().removeprefix("data:").strip()
            return b"".join(frames(json.loads(data))) if data else raw

        await self._app(scope, _replay(body, receive), _each_body(send, changed))
        if name == "two-stage":  # what is added on its own, when the answer and the state after it have been given
            asked = json.loads(body)
            asked["new_message"]["parts"] = [{"text": _LATER}]
            again = _replay(json.dumps(asked).encode(), receive)
            self._second_stage = lambda: self._app(scope, again, _unheard)


def _silent(event: Json) -> list[bytes]:
    """The work, without a word."""
    return [] if _is_text(event) else [_frame(event)]


def _no_final(event: Json) -> list[bytes]:
    return [_frame(event)] if event.get("partial") or not _is_text(event) else []


def _error_frames(event: Json) -> list[bytes]:
    """One fault, told in both ways."""
    if not _is_text(event):
        return [_frame(event)]
    both: tuple[Json, ...] = ({"errorCode": "INTERNAL", "errorMessage": "boom {x}"}, {"error": "ValueError: boom {x}"})
    return [] if event.get("partial") else [_frame(one) for one in both]


def _raw_error(event: Json) -> list[bytes]:
    """Not JSON, over two lines, as older servers send it."""
    if not _is_text(event):
        return [_frame(event)]
    return [] if event.get("partial") else [b'data: {"error": "ValueError: said "no"\n  at line 7"}\n\n']


def _temporary_issue(event: Json) -> list[bytes]:
    if not _is_text(event) or event.get("partial"):
        return [_frame(event)]
    noise: Json = {**event, "partial": True, "content": {"role": "model", "parts": [{"text": _NOISE}]}}
    whole: Json = {**event, "content": {"role": "model", "parts": [{"text": f"{_text(event)}{_NOISE}"}]}}
    return [_frame(noise), _frame(whole)]


def _generation(event: Json) -> list[bytes]:
    """As if the tool were one that generates."""
    for part in (event.get("content") or {}).get("parts", []):
        for kind in ("functionCall", "functionResponse"):
            if kind in part:
                part[kind]["name"] = "generate_video"
    return [_frame(event)]


_FRAMES: Mapping[str, Frames] = {
    "silent": _silent,
    "no-final": _no_final,
    "error-frames": _error_frames,
    "raw-error": _raw_error,
    "temporary-issue": _temporary_issue,
    "two-stage": _generation,
}
_RENDERS = ("render-fails", "render-stalls", "broken-url")


def _render(name: str, body: bytes) -> bytes:
    job: Json = json.loads(body)
    if name == "render-fails":
        job |= {"status": "failed", "error": "The codec stopped."}
    elif name == "render-stalls":
        job = {"success": True, "id": job["id"], "status": "processing", "progress": 10}
    elif "output" in job:
        job["output"]["url"] = job["output"]["url"].replace("/download", "/nowhere")
    return json.dumps(job).encode()


async def _heartbeats(receive: Receive, send: Send) -> None:
    """For as long as anybody listens."""
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    while (await receive()).get("more_body"):
        pass
    gone = asyncio.ensure_future(receive())
    while not (await asyncio.wait({gone}, timeout=_HEARTBEAT_S))[0]:
        await send({"type": "http.response.body", "body": b"data:\n\n", "more_body": True})


def _each_body(send: Send, changed: Callable[[bytes], bytes]) -> Send:
    async def changing(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(name, value) for name, value in message["headers"] if name != b"content-length"]
            message = {**message, "headers": headers}
        elif message.get("body"):
            message = {**message, "body": changed(message["body"])}
        await send(message)

    return changing


def _replay(body: bytes, receive: Receive) -> Receive:
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _unheard(_: Message) -> None:
    return


def _is_text(event: Json) -> bool:
    return bool(_text(event))


def _text(event: Json) -> str:
    return "".join(str(part.get("text", "")) for part in (event.get("content") or {}).get("parts", []))


def _frame(event: Json) -> bytes:
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()

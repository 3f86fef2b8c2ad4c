"""The shapes of an answer, and of a refusal.

A refusal is raised as `Refusal` (or as one of the model's own errors) wherever it is noticed; which envelope it goes
out in depends on the endpoint alone, so it is decided here.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from nemo_widget.model.errors import BadMedia, MediaTooLarge, UnsupportedMedia
from nemo_widget.model.folders import NO_ROOM
from nemo_widget.model.media import TYPES

_RENDERS = "/api/render/"
_CHAT = "/run_sse"

logger = logging.getLogger("nemo_widget.engine")


class Refusal(Exception):
    """`code` is the wire's, `status` HTTP's, `message` a sentence for a person with what to do next."""

    def __init__(self, code: int, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message
        self.headers = headers


def bad_token() -> Refusal:
    return Refusal(1001, 401, "The token is missing, wrong or expired.", {"WWW-Authenticate": "Bearer"})


def no_session() -> Refusal:
    return Refusal(1002, 404, "There is no such session. Open a new one.")


def bad_request(message: str) -> Refusal:
    return Refusal(422, 422, message)


def too_large(message: str) -> Refusal:
    return Refusal(413, 413, message)


def ok(data: Mapping[str, Any]) -> dict[str, Any]:
    """Envelope 1."""
    return {"code": 0, "message": "ok", "data": data}


def done(data: Mapping[str, Any]) -> dict[str, Any]:
    """Envelope 2, of the render endpoints."""
    return {"success": True, "data": data}


def install(app: FastAPI) -> None:
    """Makes every failure an answer in the right envelope, with a sentence and nothing of the machine in it."""

    async def refused(request: Request, error: Exception) -> JSONResponse:
        return _answer(request.url.path, as_refusal(error))

    async def broken(request: Request, error: Exception) -> JSONResponse:
        logger.error("a request to %s failed", request.scope["path"], exc_info=error)
        return _answer(request.url.path, as_refusal(error))

    async def gone(request: Request, error: Exception) -> Response:
        return Response(status_code=499)  # nobody is there to read it

    app.add_exception_handler(ClientDisconnect, gone)
    for refusal in (Refusal, BadMedia, MediaTooLarge, HTTPException):
        app.add_exception_handler(refusal, refused)
    for fault in (OSError, sqlite3.Error, Exception):
        app.add_exception_handler(fault, broken)


def as_refusal(error: Exception) -> Refusal:
    """How an error that ended a request is told to whoever sent the request."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, MediaTooLarge):
        return Refusal(4002, 413, str(error))
    if isinstance(error, UnsupportedMedia):
        # The sentence of the model names what a person may choose, some of which the client converts first.
        return Refusal(4001, 415, f"{error.what} {accepted()}")
    if isinstance(error, BadMedia):
        return Refusal(4001, 415, str(error))
    if isinstance(error, HTTPException):
        return Refusal(error.status_code, error.status_code, f"{error.detail}.", error.headers)
    if disk_is_full(error):
        return Refusal(507, 507, "The disk is full or cannot be written. Free some space, then try again.")
    return Refusal(500, 500, "The engine ran into a fault of its own. Try again; if it stays, start the engine anew.")


def accepted() -> str:
    names = dict.fromkeys("JPG" if t.format == "jpeg" else t.format.upper() for t in TYPES.values() if t.on_wire)
    return f"Accepted are {', '.join(names)}."


def disk_is_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    # SQLite calls it an I/O error when not the disk but this person's share of it is used up
    said = ("disk is full", "disk I/O error")
    return isinstance(error, sqlite3.OperationalError) and any(words in str(error) for words in said)


def _answer(path: str, refusal: Refusal) -> JSONResponse:
    return JSONResponse(_body(path, refusal), refusal.status, headers=dict(refusal.headers or {}))


def _body(path: str, refusal: Refusal) -> dict[str, Any]:
    if path.startswith(_RENDERS):
        return {"success": False, "error": refusal.message, "code": refusal.code}
    if path == _CHAT and refusal.code != 1001:  # the chat endpoint is ADK's, behind the gateway's token check
        return {"detail": "Session not found" if refusal.code == 1002 else refusal.message}
    return {"code": refusal.code, "message": refusal.message}

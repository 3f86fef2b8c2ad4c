from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from .envelopes import bad_request, too_large

MAX_JSON_BYTES = 1024 * 1024

Body = TypeVar("Body", bound=BaseModel)


def json_body(shape: type[Body], limit_bytes: int = MAX_JSON_BYTES) -> Callable[[Request], Awaitable[Body]]:
    """A dependency that gives the request's JSON body, which is never read beyond `limit_bytes`.

    It raises `Refusal` 413 for more than that, 422 for what is not JSON or not of that shape.
    """

    async def read(request: Request) -> Body:
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > limit_bytes:
                raise too_large(f"The request is too large; at most {limit_bytes // 2**20} MB are accepted.")
        return _parsed(bytes(body), shape)

    return read


def _parsed(body: bytes, shape: type[Body]) -> Body:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise bad_request("The request is not valid JSON.") from None
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        raise bad_request(f"The request is not of the right form: {in_words(error)}.") from None


def in_words(error: ValidationError, most: int = 3) -> str:
    """Where and why a value is not of its shape, without showing the value."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    told = [f"{' → '.join(map(str, f['loc'])) or 'the whole'}: {_lower(f['msg'])}" for f in faults[:most]]
    return "; ".join(told) + (f"; and {len(faults) - most} more" if len(faults) > most else "")


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]

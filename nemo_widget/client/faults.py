"""From what the back end says went wrong to one of our errors: the table of codes, and all shapes of error bodies."""

from __future__ import annotations

import re

import httpx

from nemo_widget.model.errors import (
    AuthError,
    BackendFailed,
    BackendUnreachable,
    MediaTooLarge,
    NemoError,
    OutOfCredits,
    PlanRequired,
    RateLimited,
    SessionGone,
    UnsupportedMedia,
)
from nemo_widget.model.media import MAX_UPLOAD_BYTES

WIRE_NAMES = "MP4, MOV, AVI, WEBM, MKV, JPG, PNG, GIF, WEBP, MP3, WAV, M4A, AAC"

_BY_STATUS = {401: 1001, 403: 1001, 402: 402, 413: 4002, 415: 4001, 429: 429}
_SESSION_GONE = re.compile(r"session\b.*\bnot found", re.IGNORECASE)
_NOT_FOR_PEOPLE = re.compile(r"[{}<>\[\]]|traceback|exception|error:|nmv_|clm_|bearer|/\w+/\w+|\w{40,}", re.IGNORECASE)
_SENTENCE_ENDS = tuple(".!?。！？")


class NotSent(BackendUnreachable):
    """No connection came about: the back end has not seen the request, which may be sent again."""


class ConnectionCut(BackendUnreachable):
    """The connection broke after the request may have been seen: only what is idempotent may be sent again."""


class ClientIdMissing(BackendFailed):
    """The anonymous-token endpoint wants an `X-Client-Id` (400)."""


def plain(message: object) -> str:
    """`message` if it is a sentence for people; empty if it smells of code, JSON, HTML, a path or a key."""
    if not isinstance(message, str):
        return ""
    text = " ".join(message.split())
    return "" if len(text) > 300 or _NOT_FOR_PEOPLE.search(text) else text


def error_of(code: int, message: object = "", *, retry_after_s: float | None = None) -> NemoError:
    """The error that `code` of the wire stands for."""
    said = plain(message)
    if code == 1001:
        return AuthError(
            "The token is not valid or has expired.",
            "Give a new one as token=… or NEMO_TOKEN, or leave it out to go on without.",
        )
    if code == 1002:
        return SessionGone("The back end no longer knows this conversation.", "A new one is needed.")
    if code == 2001:
        return OutOfCredits("There are no credits left.", "Top up your account to go on.")
    if code == 4001:
        return UnsupportedMedia(*said_or(said, "This type of file cannot be used.", f"Accepted are {WIRE_NAMES}."))
    if code == 4002:
        advice = f"At most {MAX_UPLOAD_BYTES // 2**20} MB are accepted: compress it or trim it first."
        return MediaTooLarge(*said_or(said, "This file is too large.", advice))
    if code == 402:
        return PlanRequired(
            "Your plan does not allow this export; it is the plan, not the credits.", "Register or upgrade."
        )
    if code == 429:
        wait_s = 30.0 if retry_after_s is None else retry_after_s
        return RateLimited("The back end gets too many requests.", f"Wait {wait_s:.0f} seconds.", retry_after_s=wait_s)
    if code == 400 and "client-id" in str(message).lower().replace(" ", "-"):
        return ClientIdMissing("The back end asks for a client id.", "Try again.")
    if 500 <= code < 600:
        sentence = said if said.endswith(_SENTENCE_ENDS) else ""  # not "Internal Server Error"
        return BackendFailed(*said_or(sentence, "The back end has a problem of its own.", "Try again in a minute."))
    if said:
        return BackendFailed(said if said.endswith(_SENTENCE_ENDS) else f"{said}.")
    return BackendFailed("The back end could not do this.", "Try again, or say it differently.")


def said_or(said: str, what: str, next_step: str) -> tuple[str, str]:
    """(what, next step): what the back end said, with its own advice when it gives any, else ours."""
    advises = len(re.findall(r"[.!?](?:\s|$)|[。！？]", said)) > 1
    return said or what, "" if advises else next_step


def raise_for(response: httpx.Response, body: object) -> None:
    """Raises what `body`, the answer's JSON (None when it is none), says went wrong. Returns when nothing did."""
    status = response.status_code
    fields = body if isinstance(body, dict) else {}
    code = _whole(fields.get("code"))
    message = fields.get("message") or fields.get("msg") or fields.get("error") or fields.get("detail")
    if code:
        raise error_of(code, message, retry_after_s=_retry_after_s(response))
    if fields.get("success") is False:
        raise error_of(_BY_STATUS.get(status, 0), message, retry_after_s=_retry_after_s(response))
    if status < 400:
        return
    if status == 404 and isinstance(message, str) and _SESSION_GONE.search(message):
        raise error_of(1002)
    if status == 422 or isinstance(fields.get("detail"), list):
        raise BackendFailed(
            "The back end did not understand the request; this is a mistake in nemo_widget.", "Please report it."
        )
    said = "" if message == httpx.codes.get_reason_phrase(status) else message  # "Not Found" says nothing to a person
    raise error_of(_BY_STATUS.get(status, status), said, retry_after_s=_retry_after_s(response))


def from_httpx(error: httpx.HTTPError, host: str) -> BackendUnreachable:
    """A failure of the transport in plain words."""
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)):
        return NotSent(f"{host} cannot be reached.", "Check the connection and try again.")
    if isinstance(error, httpx.TimeoutException):
        return ConnectionCut(f"{host} does not answer.", "Try again in a minute.")
    return ConnectionCut(f"The connection to {host} broke.", "Try again.")


def _whole(value: object) -> int:
    try:
        return int(value)  # type: ignore[call-overload, no-any-return]  # what is no number is no code
    except (TypeError, ValueError):
        return 0


def _retry_after_s(response: httpx.Response) -> float | None:
    """`Retry-After` in seconds; its form as a date is taken for the default."""
    value = response.headers.get("retry-after", "")
    return float(value) if value.isascii() and value.isdigit() else None

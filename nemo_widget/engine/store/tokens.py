from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address

from .db import Database

TOKEN_LIFE_S = 7 * 24 * 3600
FIRST_CREDITS = 100.0
TOKENS_PER_ADDRESS = 10


class TooManyTokens(Exception):
    """A client or an address has had its share. `retry_after_s` seconds until the next one is given."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class AnonymousToken:
    token: str = field(repr=False)
    owner: str
    credits: float
    expires_at: float


class Tokens:
    """Anonymous tokens and claim tokens, kept as hashes only: a copy of the database opens nothing."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._db = database
        self._clock = clock

    def issue(self, client_id: str, address: str) -> AnonymousToken:
        """A new token: one a client id in seven days, ten an address in seven days.

        Addresses of this machine are not counted: whoever is on it could ask under any client id anyway.
        Raises `TooManyTokens`.
        """
        now = self._clock()
        token = AnonymousToken(
            "nmv_usr_" + secrets.token_urlsafe(32), "anon_" + uuid.uuid4().hex, FIRST_CREDITS, now + TOKEN_LIFE_S
        )
        with self._db.transaction() as connection:
            connection.execute("DELETE FROM anonymous WHERE expires_at <= ?", (now,))
            of_client = connection.execute(
                "SELECT min(expires_at) FROM anonymous WHERE client_id = ?", (client_id,)
            ).fetchone()[0]
            if of_client is not None:
                raise TooManyTokens(of_client - now)
            if not _is_this_machine(address):
                count, first_end = connection.execute(
                    "SELECT count(*), min(expires_at) FROM anonymous WHERE address = ?", (address,)
                ).fetchone()
                if count >= TOKENS_PER_ADDRESS:
                    raise TooManyTokens(first_end - now)
            connection.execute(
                "INSERT INTO anonymous VALUES (?, ?, ?, ?, ?, ?, ?)",
                (digest(token.token), token.owner, client_id, address, token.credits, now, token.expires_at),
            )
        return token

    def owner(self, token: str) -> str | None:
        """Whose token it is; None if nobody's, or if it has expired."""
        row = self._db.row(
            "SELECT owner FROM anonymous WHERE token_hash = ? AND expires_at > ?", digest(token), self._clock()
        )
        return row["owner"] if row else None

    def claim(self, session_id: str) -> tuple[str, int]:
        """A claim token for a session, and how many seconds it is good for."""
        token = "clm_" + secrets.token_urlsafe(24)
        with self._db.transaction() as connection:
            connection.execute(
                "INSERT INTO claim VALUES (?, ?, ?)", (digest(token), session_id, self._clock() + TOKEN_LIFE_S)
            )
        return token, TOKEN_LIFE_S


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:  # whatever a proxy in front of us has put there
        return False


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()

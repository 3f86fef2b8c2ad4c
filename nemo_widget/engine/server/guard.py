"""Who may come in: the secret's holder as "local", and, where that is opened, anonymous users as themselves."""

from __future__ import annotations

import hashlib
import hmac
import socket
from dataclasses import dataclass, field
from ipaddress import ip_address

from nemo_widget.engine.store import Store

LOCAL = "local"


@dataclass(frozen=True)
class Guard:
    """Only the secret's hash is kept, so that no log, repr or dump can hold the secret."""

    secret_hash: bytes = field(repr=False)
    hosts: frozenset[str]
    any_address: bool
    anonymous: bool

    @classmethod
    def of(cls, secret: str, bound_host: str, *, anonymous: bool = False) -> Guard:
        """A guard for an engine that listens on `bound_host`."""
        wildcard = is_wildcard(bound_host)
        name = socket.gethostname().lower()
        names = {name, f"{name}.local"} if wildcard else set()
        return cls(
            _hash(secret),
            frozenset({"localhost", bound_host.lower(), *names}),
            any_address=wildcard,
            anonymous=anonymous,
        )

    def owner(self, authorization: str, store: Store) -> str | None:
        """The owner whom an Authorization header speaks for; None if the token is not one of ours."""
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            return None
        if hmac.compare_digest(_hash(token), self.secret_hash):
            return LOCAL
        return store.tokens.owner(token) if self.anonymous else None

    def knows_host(self, host_header: str) -> bool:
        """Whether a request was meant for this engine.

        A page of another site can point its own host name at 127.0.0.1 (DNS rebinding) and would then be of the same
        origin as the engine; its Host header gives it away.
        """
        name = _host_name(host_header)
        if name in self.hosts:
            return True
        try:
            address = ip_address(name)
        except ValueError:
            return False
        return self.any_address or address.is_loopback


def is_from_a_page(origin: str | None, fetch_site: str | None, host_header: str) -> bool:
    """Whether a browser says that a page of somebody else's sent the request.

    Such a page could read no answer, and knows no token; it has no business here at all.
    """
    if fetch_site not in (None, "same-origin", "none"):
        return True
    return origin is not None and origin.partition("://")[2] != host_header


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_wildcard(host: str) -> bool:
    """Whether binding to `host` means all addresses of this machine."""
    return host in ("0.0.0.0", "::")  # noqa: S104  # compared with, not bound to


def _host_name(header: str) -> str:
    header = header.strip().lower()
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0]


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()

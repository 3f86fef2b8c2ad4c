from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from pydantic import SecretStr

URL, MODEL, KEY, DEADLINE = "NEMO_LLM_URL", "NEMO_LLM_MODEL", "NEMO_LLM_KEY", "NEMO_LLM_DEADLINE_S"
_ENDPOINT = "/chat/completions"


@dataclass(frozen=True)
class ModelSettings:
    """Which model is asked, where, and for how long at most. `url` is that of the chat endpoint itself.

    `mistake` says which setting cannot be meant, as a sentence that holds none of them; nothing is asked then.
    """

    url: str = field(repr=False)  # a path or a query may hold a key of its own
    model: str
    key: SecretStr | None = field(default=None, repr=False)
    deadline_s: float = 60.0
    mistake: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> ModelSettings | None:
        """What `NEMO_LLM_URL`, `NEMO_LLM_MODEL`, and if need be `NEMO_LLM_KEY` and `NEMO_LLM_DEADLINE_S` say; None
        when there is no URL or no model."""
        url, model, key = (environment.get(name, "").strip() for name in (URL, MODEL, KEY))
        if not url or not model:
            return None
        try:
            secret = SecretStr(_plain(key)) if key else None
            return cls(_endpoint(url), model, secret, _seconds(environment.get(DEADLINE, "")))
        except ValueError as error:
            return cls("", model, mistake=str(error))

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def is_local(self) -> bool:
        """Whether the words stay on this machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def _endpoint(url: str) -> str:
    """ "http://localhost:11434" and "…/v1" as well as the whole address."""
    wrong = f"{URL} is not an address such as http://localhost:11434/v1"
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise ValueError(wrong) from None
    if not known or parts.username or parts.password or not url.isprintable():
        raise ValueError(wrong)
    path = parts.path.rstrip("/")
    if not path.endswith(_ENDPOINT):
        path = (path or "/v1") + _ENDPOINT
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def _plain(key: str) -> str:
    if not (key.isascii() and key.isprintable()):
        raise ValueError(f"{KEY} holds characters that no key has")
    return key


def _seconds(said: str) -> float:
    if not said.strip():
        return ModelSettings.deadline_s
    try:
        seconds = float(said)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= 600:
        raise ValueError(f"{DEADLINE} is not a number of seconds from 1 to 600")
    return seconds

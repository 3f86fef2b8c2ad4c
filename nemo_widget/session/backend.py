from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from nemo_widget.client.auth import same_origin
from nemo_widget.client.transport import is_loopback
from nemo_widget.model.errors import AuthError, NemoError
from nemo_widget.profiles import Skill

CLOUD_URL = "https://mega-api-prod.nemovideo.ai"
WEB_URL = "https://nemovideo.com"


@dataclass(frozen=True)
class Backend:
    """Which back end a session talks to. `url` is None for the local engine, which says its own when it runs.

    `token` is the person's own, None for an anonymous one. That of the environment is for the cloud alone; another
    server gets the one that it was given by name. `poll_s`: first and longest wait between looks at a render.
    """

    kind: Literal["local", "cloud", "url"]
    url: str | None
    token: SecretStr | None
    poll_s: tuple[float, float]
    web_url: str = WEB_URL

    @property
    def is_remote(self) -> bool:
        """Photos leave this machine."""
        return self.url is not None and not is_loopback(urlsplit(self.url).hostname)

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "") if self.url else ""


def choose_backend(
    backend: str | None, token: SecretStr | None, skill: Skill, environ: Mapping[str, str] = os.environ
) -> Backend:
    """The back end that was asked for; without a word, the cloud if a token or `NEMO_API_URL` is there, else local.

    An offline skill stays on this machine unless another back end is named.
    Raises: `AuthError` for what cannot be a token, `NemoError` when `backend` is neither "local", "cloud" nor a URL.
    """
    web_url = environ.get("NEMO_WEB_URL", "").strip().rstrip("/") or WEB_URL
    local = Backend("local", None, None, (0.2, 2.0), web_url)
    if backend == "local" or (backend is None and skill.offline):
        return local
    given, of_cloud = _token(token.get_secret_value() if token else ""), _token(environ.get("NEMO_TOKEN", ""))
    if backend is None and not (given or of_cloud or environ.get("NEMO_API_URL", "").strip()):
        return local
    cloud = _checked(cloud_url(environ))
    if backend in (None, "cloud"):
        return Backend("cloud", cloud, given or of_cloud, _polling(cloud), web_url)
    url = _checked(backend)
    same = same_origin(httpx.URL(url), httpx.URL(cloud))
    if same:
        return Backend("cloud", url, given or of_cloud, _polling(url), web_url)
    return Backend("url", url, given, _polling(url), web_url)


def needs_token(backend: str | None, skill: Skill, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether it is the cloud that is to be talked to, and the environment has no token for it.

    Raises: as `choose_backend`.
    """
    chosen = choose_backend(backend, None, skill, environ)
    return chosen.kind == "cloud" and chosen.token is None


def cloud_url(environ: Mapping[str, str] = os.environ) -> str:
    """Where the cloud is: `NEMO_API_URL`, or the service's own address."""
    return environ.get("NEMO_API_URL", "").strip().rstrip("/") or CLOUD_URL


def _token(pasted: str) -> SecretStr | None:
    token = pasted.strip()
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise AuthError("The token holds characters that no token has.", "Copy it again, alone and whole.")
    return SecretStr(token) if token else None


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise NemoError('The back end is "local", "cloud" or a URL such as https://example.org.', "Choose one of them.")
    return url.rstrip("/")


def _polling(url: str) -> tuple[float, float]:
    """Every 30 s against the cloud, which asks for it; a server of one's own bears more."""
    host = urlsplit(url).hostname
    if is_loopback(host):
        return 0.2, 2.0
    return (30.0, 30.0) if host == urlsplit(CLOUD_URL).hostname else (1.0, 5.0)

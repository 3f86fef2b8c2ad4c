from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit

import anyio
import httpx

from nemo_widget.model.errors import BadMedia, MediaTooLarge
from nemo_widget.model.media import MAX_UPLOAD_BYTES, sniff

_REDIRECTS = 5
_LONGEST_S = 600.0  # a server that gives a byte now and then would else hold up all that is added after it


def name_of(url: str) -> str:
    """What a file from `url` is called for people: the last part of its path, or its host."""
    parts = urlsplit(url)
    return unquote(Path(parts.path).name) or parts.hostname or "link"


async def fetch(
    url: str, target: Path, transport: httpx.AsyncBaseTransport | None = None, longest_s: float = _LONGEST_S
) -> None:
    """Writes what `url` answers to `target`: at most as much as may be uploaded, and never with a token.

    Raises: `BadMedia` when the address is wrong, answers an error or a web page, leads from the Internet into the
    network around this machine, or takes more than `longest_s` seconds; `MediaTooLarge`.
    """
    name = name_of(url)
    if urlsplit(url).scheme not in ("http", "https"):
        raise BadMedia(f"{name} is not a web address.", "Give one that begins with https://.")
    too_large = MediaTooLarge(f"{name} has more than {MAX_UPLOAD_BYTES // 2**20} MB.", "Compress it or trim it first.")
    try:
        with anyio.fail_after(longest_s):
            async with httpx.AsyncClient(transport=transport, timeout=30) as http, _answer(http, url) as response:
                if response.status_code >= 400:
                    raise BadMedia(
                        f"{name} is not there: its server answers {response.status_code}.", "Check the address."
                    )
                length = response.headers.get("content-length", "")
                if length.isdigit() and int(length) > MAX_UPLOAD_BYTES:
                    raise too_large
                size_bytes, head = 0, b""
                async with await anyio.open_file(target, "wb") as file:
                    async for chunk in response.aiter_bytes():
                        size_bytes += len(chunk)
                        if size_bytes > MAX_UPLOAD_BYTES:
                            raise too_large
                        head = (head + chunk)[:64] if len(head) < 64 else head
                        await file.write(chunk)
                is_page = response.headers.get("content-type", "").lower().startswith("text/html")
    except (httpx.HTTPError, httpx.InvalidURL):
        raise BadMedia(f"{name} could not be fetched.", "Check the address and the connection.") from None
    except TimeoutError:
        raise BadMedia(f"{name} takes too long to arrive.", "Download it, then add the file.") from None
    if is_page and sniff(head) is None:
        raise BadMedia(f"{name} is a web page, not a picture.", "Give the address of the picture itself.")


@asynccontextmanager
async def _answer(http: httpx.AsyncClient, url: str) -> AsyncIterator[httpx.Response]:
    """The answer at the end of all redirects. What is said along the way is not read, however long it is."""
    request = http.build_request("GET", url, headers={"Accept": "image/*, video/*, audio/*"})
    began_inside = await _is_inside(request.url.host)
    for _ in range(_REDIRECTS + 1):
        response = await http.send(request, stream=True)
        try:
            if response.next_request is None:
                yield response
                return
        finally:
            await response.aclose()
        request = response.next_request
        if not began_inside and await _is_inside(request.url.host):
            raise BadMedia(
                f"{name_of(url)} leads into the network of this machine.", "Download it yourself, then add the file."
            )
    raise BadMedia(f"{name_of(url)} leads from one address to the next.", "Give the address of the picture itself.")


async def _is_inside(host: str) -> bool:
    """Whether it is this machine or one of the network around it. A page on the Internet has no business there."""
    try:
        found = await anyio.getaddrinfo(host, None)
    except (OSError, UnicodeError):  # who knows the way to it will tell
        return False
    return any(not ip_address(str(address[0]).partition("%")[0]).is_global for *_, address in found)

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import anyio
import httpx

from nemo_widget.model.errors import BadMedia, MediaTooLarge
from nemo_widget.model.media import MAX_UPLOAD_BYTES, sniff

_REDIRECTS = 5


def name_of(url: str) -> str:
    """What a file from `url` is called for people: the last part of its path, or its host."""
    parts = urlsplit(url)
    return unquote(Path(parts.path).name) or parts.hostname or "link"


async def fetch(url: str, target: Path, transport: httpx.AsyncBaseTransport | None = None) -> None:
    """Writes what `url` answers to `target`: at most as much as may be uploaded, and never with a token.

    Raises: `BadMedia` when the address is wrong, answers an error or a web page; `MediaTooLarge`.
    """
    name = name_of(url)
    if urlsplit(url).scheme not in ("http", "https"):
        raise BadMedia(f"{name} is not a web address.", "Give one that begins with https://.")
    too_large = MediaTooLarge(f"{name} has more than {MAX_UPLOAD_BYTES // 2**20} MB.", "Compress it or trim it first.")
    try:
        async with (
            httpx.AsyncClient(transport=transport, follow_redirects=True, max_redirects=_REDIRECTS, timeout=30) as http,
            http.stream("GET", url, headers={"Accept": "image/*, video/*, audio/*"}) as response,
        ):
            if response.status_code >= 400:
                raise BadMedia(f"{name} is not there: its server answers {response.status_code}.", "Check the address.")
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
    if is_page and sniff(head) is None:
        raise BadMedia(f"{name} is a web page, not a picture.", "Give the address of the picture itself.")

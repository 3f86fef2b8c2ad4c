"""What a web address answers, on its way to a file."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from nemo_widget.model.errors import BadMedia
from nemo_widget.session.fetch import fetch
from tests.client.wire_server import Asked, WireServer, http

pytestmark = pytest.mark.anyio

GIF = b"GIF89a" + bytes(100)


def moved(to: str) -> bytes:
    return http(b"", 302, location=to)


async def test_redirects_are_followed(server: WireServer, tmp_path: Path) -> None:
    server.on("GET", "/a", moved("/b"))
    server.on("GET", "/b", moved(f"{server.url}/c.gif"))
    server.on("GET", "/c.gif", http(GIF, content_type="image/gif"))
    await fetch(f"{server.url}/a", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == GIF


async def test_what_a_redirect_says_is_not_read(server: WireServer, tmp_path: Path) -> None:
    async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: /c.gif\r\nContent-Length: 1000000000\r\n\r\n")
        await writer.drain()
        await asked.gone()

    server.on("GET", "/a", endless)
    server.on("GET", "/c.gif", http(GIF, content_type="image/gif"))
    await fetch(f"{server.url}/a", tmp_path / "a", longest_s=20)
    assert (tmp_path / "a").read_bytes() == GIF


@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("file:///etc/passwd", "could not be fetched"),
        ("http://127.0.0.1:{port}/c.gif", "leads into the network"),
        ("http://localhost:{port}/c.gif", "leads into the network"),
        ("http://[::1]:{port}/c.gif", "leads into the network"),
        ("http://2130706433:{port}/c.gif", "leads into the network"),
        ("http://169.254.169.254/latest/meta-data", "leads into the network"),
        ("http://10.0.0.1/c.gif", "leads into the network"),
        ("/a", "from one address to the next"),
    ],
)
async def test_a_page_on_the_internet_leads_nowhere_else(
    server: WireServer, tmp_path: Path, to: str, says: str
) -> None:
    """The first address is of the Internet, so it is played by a transport; where it leads is real."""
    server.on("GET", "/c.gif", http(GIF, content_type="image/gif"))
    to = to.replace("{port}", server.url.rpartition(":")[2])

    class Internet(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if str(request.url) == "http://93.184.215.14/a":
                return httpx.Response(302, headers={"Location": to})
            return await super().handle_async_request(request)

    with pytest.raises(BadMedia, match=says):
        await fetch("http://93.184.215.14/a", tmp_path / "a", Internet())
    assert server.asked == []


async def test_a_server_that_dawdles_is_given_up(server: WireServer, tmp_path: Path) -> None:
    async def drip(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"G")
            await writer.drain()
            await asyncio.sleep(0.01)

    server.on("GET", "/a", drip)
    with pytest.raises(BadMedia, match="takes too long"):
        await fetch(f"{server.url}/a", tmp_path / "a", longest_s=0.3)

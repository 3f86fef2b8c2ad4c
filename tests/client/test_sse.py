"""Bytes → the data of each event, however the bytes are split."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from nemo_widget.client.sse import is_event_stream, read_data

pytestmark = pytest.mark.anyio


class Pieces(httpx.AsyncByteStream):
    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


async def data_of(*pieces: bytes, content_type: str = "text/event-stream") -> list[str]:
    response = httpx.Response(200, headers={"content-type": content_type}, stream=Pieces(list(pieces)))
    return [data async for data in read_data(response)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"data: one\n\ndata: two\n\n", ["one", "two"]),
        (b"data: one\r\n\r\ndata: two\r\n\r\n", ["one", "two"]),
        (b"data: one\r\rdata: two\r\r", ["one", "two"]),
        (b"\xef\xbb\xbfdata: first behind a BOM\n\n", ["first behind a BOM"]),
        ("data: a\u2028b\u2029c\u0085d\n\n".encode(), ["a\u2028b\u2029c\u0085d"]),
        (b"data:\n\ndata: \n\ndata: x\n\n", ["x"]),
        (b"id: 1\ndata: x\n\n: comment\n\n: another\n\n", ["x"]),
        (b"data: two\ndata: lines\n\n", ["two\nlines"]),
        ("data: 你好 🌍\n\n".encode(), ["你好 🌍"]),
        (b"", []),
    ],
)
async def test_events_are_read_at_any_split_of_the_bytes(raw: bytes, expected: list[str]) -> None:
    assert await data_of(raw) == expected
    assert await data_of(*(raw[i : i + 1] for i in range(len(raw)))) == expected
    for cut in range(1, len(raw)):
        assert await data_of(raw[:cut], raw[cut:]) == expected


async def test_an_event_of_8_mb_is_read() -> None:
    text = "x" * (8 * 1024 * 1024)
    raw = f"data: {json.dumps({'t': text})}\n\n".encode()
    (data,) = await data_of(*(raw[i : i + 65536] for i in range(0, len(raw), 65536)))
    assert json.loads(data)["t"] == text


async def test_the_content_type_counts_in_any_case_and_the_charset_is_utf8() -> None:
    response = httpx.Response(200, headers={"content-type": "Text/Event-Stream; charset=latin-1"})
    assert is_event_stream(response)
    assert not is_event_stream(httpx.Response(200, headers={"content-type": "text/html"}))
    raw = "data: é\n\n".encode()
    assert await data_of(raw, content_type="Text/Event-Stream; charset=latin-1") == ["é"]

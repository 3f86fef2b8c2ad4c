"""Bytes → the data of each event, however the bytes are split."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from itertools import pairwise

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_widget.client.dialects import Fault, read_event
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


_LINE_ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])
_NOISE = st.sampled_from([b"", b": comment", b"data:", b"id: 7", b"event: ping", b"retry: 5", b"nonsense"])


@given(
    payloads=st.lists(
        st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1), max_size=4
    ),
    end=_LINE_ENDS,
    noise=st.lists(_NOISE, min_size=4, max_size=4),
    cuts=st.lists(st.integers(0, 300), max_size=6),
)
def test_whatever_stands_between_and_however_it_is_cut(
    payloads: list[str], end: bytes, noise: list[bytes], cuts: list[int]
) -> None:
    raw = b"".join(
        (between + end + end if between else b"") + b"data: " + payload.encode() + end + end
        for payload, between in zip(payloads, noise, strict=False)
    )
    at = [0, *sorted(cuts), len(raw)]
    pieces = [raw[one:other] for one, other in pairwise(at)]
    read = anyio.run(lambda: data_of(*pieces))
    assert read == [payload for payload in payloads if payload.strip()]


async def test_an_unescaped_error_that_spills_over_the_next_lines_is_one_error() -> None:
    raw = b'data: {"error": "ValueError: say "hi"\nTraceback: at {x}\n\nmore: of it"}\n\ndata: {"type":"heartbeat"}\n\n'
    events = [event for data in await data_of(raw) for event in read_event(data)]
    faults = [event for event in events if isinstance(event, Fault)]
    assert len(faults) == 1
    assert len(events) == 2

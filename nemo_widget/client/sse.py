"""The bytes of an event stream → the `data` of each event. Splitting into lines and events is httpx-sse's work."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

import httpx
from httpx_sse import EventSource

EVENT_STREAM = "text/event-stream"


def is_event_stream(response: httpx.Response) -> bool:
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower() == EVENT_STREAM


async def read_data(response: httpx.Response) -> AsyncGenerator[str, None]:
    """The data of each event that has any. The caller has checked the status and `is_event_stream`.

    Comments, empty `data:` lines and the phantom event after an `id:` carry no data and are dropped.
    """
    response.headers["content-type"] = EVENT_STREAM  # httpx-sse compares it case-sensitively
    response.encoding = "utf-8-sig"  # what the standard asks for: UTF-8, and a BOM is not part of the first line
    async with aclosing(EventSource(response).aiter_sse()) as events:
        async for event in events:
            if event.data.strip():
                yield event.data

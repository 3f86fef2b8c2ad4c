from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.client.wire_server import WireServer


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def server() -> AsyncIterator[WireServer]:
    async with WireServer() as running:
        yield running

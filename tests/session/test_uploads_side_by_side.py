"""Several files are on their way at once, within limits, and still arrive in their order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nemo_widget.model.errors import NemoError
from tests.client.wire_server import Asked, WireServer, adk, json_reply, stream
from tests.session.scripted import Conversation, serve, until
from tests.session.test_cost import wav
from tests.session.test_uploads import UPLOAD, name_in, picture, taken

pytestmark = pytest.mark.anyio

MB = 2**20


class Meter:
    """A line to a server that counts what goes up each connection, in bytes."""

    def __init__(self, url: str) -> None:
        self._port = int(url.rpartition(":")[2])
        self.sent: list[int] = []

    async def __aenter__(self) -> Meter:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    def with_more_than(self, size_bytes: int) -> int:
        return sum(sent > size_bytes for sent in self.sent)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_connection("127.0.0.1", self._port)
        at = len(self.sent)
        self.sent.append(0)

        async def up() -> None:
            while piece := await reader.read(65536):
                self.sent[at] += len(piece)
                ours.write(piece)

        async def down() -> None:
            while piece := await theirs.read(65536):
                writer.write(piece)

        with contextlib.suppress(ConnectionError):
            await asyncio.wait({asyncio.create_task(up()), asyncio.create_task(down())}, return_when="FIRST_COMPLETED")
        ours.close()
        writer.close()


@pytest.fixture
async def meter(server: WireServer) -> AsyncIterator[Meter]:
    serve(server, stream(adk("Done.")))
    async with Meter(server.url) as metered:
        yield metered


@pytest.fixture
async def talk(server: WireServer, meter: Meter, tmp_path: Path) -> AsyncIterator[Conversation]:
    class Metered:
        url = meter.url

    conversation = Conversation(Metered(), tmp_path / "data")  # type: ignore[arg-type]
    await conversation.session.connect()
    yield conversation
    await conversation.session.close()


class SlowFirst:
    """Answers the first file when it is told to, and the others at once."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.reply = taken

    async def __call__(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await self.go.wait()
        await self.reply(asked, writer)


def photos(folder: Path, names: str) -> list[Path]:
    return [picture(folder, f"{name}.jpg", (400, 300)) for name in names]


async def test_three_small_files_are_on_their_way_and_arrive_in_order(
    server: WireServer, meter: Meter, talk: Conversation, tmp_path: Path
) -> None:
    first, paths = SlowFirst(), photos(tmp_path, "abcde")
    server.on(*UPLOAD, first, taken)
    smallest = min(path.stat().st_size for path in paths)
    sending = [asyncio.create_task(talk.session.upload(path)) for path in paths]
    await until(lambda: meter.with_more_than(smallest) == 3 and server.of(*UPLOAD))
    assert [name_in(a) for a in server.of(*UPLOAD)] == ["a.jpg"]  # of the others all has come but the end
    assert meter.with_more_than(0) <= 4  # three files, and the connection that opened the session
    first.go.set()
    await asyncio.gather(*sending)
    assert [name_in(a) for a in server.of(*UPLOAD)] == ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"]


async def test_one_that_fails_keeps_nobody_waiting_and_lets_nobody_pass(
    server: WireServer, meter: Meter, talk: Conversation, tmp_path: Path
) -> None:
    first, paths = SlowFirst(), photos(tmp_path, "abcd")
    (tmp_path / "b.jpg").write_bytes(b"words")
    server.on(*UPLOAD, first, json_reply({"code": 4001}, 415), taken)
    sending = [asyncio.create_task(talk.session.upload(path)) for path in paths]
    await until(lambda: server.of(*UPLOAD))
    first.go.set()
    results = await asyncio.gather(*sending, return_exceptions=True)
    assert [isinstance(result, NemoError) for result in results] == [False, True, True, False]
    assert [name_in(a) for a in server.of(*UPLOAD)] == ["a.jpg", "c.jpg", "d.jpg"]


async def test_a_large_file_travels_alone(server: WireServer, meter: Meter, talk: Conversation, tmp_path: Path) -> None:
    first = SlowFirst()
    server.on(*UPLOAD, first, taken)
    large = tmp_path / "large.wav"
    wav(large, 5 * MB)
    paths = [large, *photos(tmp_path, "ab")]
    sending = [asyncio.create_task(talk.session.upload(path)) for path in paths]
    await until(lambda: server.of(*UPLOAD))
    assert meter.with_more_than(10_000) == 1
    first.go.set()
    await asyncio.gather(*sending)
    assert [name_in(a) for a in server.of(*UPLOAD)] == ["large.wav", "a.jpg", "b.jpg"]

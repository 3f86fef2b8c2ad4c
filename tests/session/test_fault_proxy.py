"""The line between a session and its engine breaks in every way: the right state or the right sentence, and the
engine's own records tell that no message came twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from nemo_widget.model.errors import BackendUnreachable, TurnFailed
from tests.client.wire_server import Asked, WireServer
from tests.engine.engine_process import ATTRIBUTION, EngineProcess, message
from tests.session.fault_proxy import (
    Fault,
    FaultProxy,
    bad_gateway,
    broken_gzip,
    cut_after,
    drips,
    stalls_after,
    truncated_gzip,
)
from tests.session.passing import Time
from tests.session.scripted import CHAT, ONE, OPEN, STATE, TWO, Conversation, serve, until
from tests.session.with_engine import Talk

pytestmark = pytest.mark.anyio

ASK = "make a 4-second video"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    with EngineProcess(tmp_path_factory.mktemp("behind-a-proxy")) as process:
        yield process


@pytest.fixture
async def proxy(engine: EngineProcess) -> AsyncIterator[FaultProxy]:
    async with FaultProxy(engine.url) as running:
        yield running


@pytest.fixture
def photo(photos: list[Path]) -> tuple[str, bytes]:
    return photos[0].name, photos[0].read_bytes()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def talk(
    engine: EngineProcess, proxy: FaultProxy, tmp_path: Path, time: Time, photos: list[Path]
) -> AsyncIterator[Talk]:
    talking = Talk(engine, tmp_path, proxy.url, clock=time.clock)
    await talking.session.upload(photos[0])
    yield talking
    await talking.session.close()


@pytest.mark.parametrize(
    "fault",
    [
        cut_after(0),
        cut_after(0, reset=True),
        cut_after(60),
        cut_after(900),
        cut_after(900, reset=True),
        bad_gateway,
        truncated_gzip,
        broken_gzip,
    ],
    ids=["closed", "reset", "in the head", "in the text", "reset in the text", "502", "half a gzip", "no gzip"],
)
async def test_the_work_is_found_done(talk: Talk, proxy: FaultProxy, fault: Fault) -> None:
    proxy.fault = fault
    reply = await talk.session.send(ASK)
    assert "Added astronaut.jpg." in reply.changes
    assert "The connection broke, but the work was done:" in reply.text or "Done:" in reply.text
    assert not any(raw in reply.text for raw in ("data:", "{", "<html"))
    assert talk.received == [ASK]
    proxy.fault = None
    assert (await talk.session.send("add the title 'Hello'")).changes
    assert len(talk.received) == 2


@pytest.mark.parametrize("fault", [cut_after(0), cut_after(0, reset=True), bad_gateway])
async def test_where_nothing_was_done_it_is_said_and_a_retry_offered(
    talk: Talk, proxy: FaultProxy, fault: Fault
) -> None:
    async def nothing(answer: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        await fault(_ended(), to)

    proxy.fault, proxy.swallows = nothing, True
    with pytest.raises(TurnFailed, match="nothing was changed"):
        await talk.session.send(ASK)
    assert talk.slept.seconds == [5.0, 15.0, 40.0, 90.0, 150.0]
    assert talk.received == []
    assert [step.say for step in talk.session.messages[-1].next_steps] == [ASK]


async def test_a_slow_drip_is_an_answer_like_any_other(talk: Talk, proxy: FaultProxy) -> None:
    proxy.fault = drips
    reply = await talk.session.send(ASK)
    assert reply.changes
    assert "connection broke" not in reply.text
    assert talk.received == [ASK]


async def test_a_line_that_stalls_is_left_when_the_turn_has_taken_too_long(
    talk: Talk, proxy: FaultProxy, time: Time
) -> None:
    proxy.fault = stalls_after(1200)
    turn = talk.session.send(ASK)
    await until(lambda: talk.received)
    await until(lambda: talk.session.activity == "Editing the timeline…")
    await time.passes(601)
    reply = await turn
    assert "Added astronaut.jpg." in reply.changes
    assert talk.received == [ASK]


async def test_a_back_end_that_refuses_was_told_nothing(talk: Talk, proxy: FaultProxy) -> None:
    await talk.session.connect()
    proxy.refuse()
    with pytest.raises(BackendUnreachable, match="cannot be reached"):
        await talk.session.send(ASK)
    assert talk.received == []


@pytest.mark.parametrize(("dialect", "step"), [("typed", 1), ("adk", 7)])
async def test_a_turn_may_be_cut_after_every_single_byte(
    engine: EngineProcess, server: WireServer, tmp_path: Path, photo: tuple[str, bytes], dialect: str, step: int
) -> None:
    """The bytes are a real engine's, heads and all, played again. Of the long-winded dialect it is every seventh."""
    recorded = await record(engine, *photo, dialect)
    talk = Conversation(server, tmp_path)
    size_bytes, has_come = 0, False

    async def cut(_: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal has_come
        has_come = True
        writer.write(recorded[:size_bytes])
        await writer.drain()
        writer.close()

    async def state(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(TWO if has_come else ONE)
        await writer.drain()

    serve(server, cut)
    server.on(*STATE, state)
    size_bytes = len(recorded)
    whole = (await talk.session.send("add the dog")).text
    assert len(whole.split()) > 3
    heard: set[str] = set()
    for size_bytes in range(0, len(recorded), step):
        has_come = False
        server.asked.clear()
        reply = await talk.session.send("add the dog")
        assert [a.path for a in server.asked].count(CHAT[1]) == 1, size_bytes
        assert reply.changes == ["Added dog.jpg.", "The video now lasts 6 s."], size_bytes
        shown = reply.text.partition("The connection broke")[0].partition("Done:")[0].rstrip()
        assert whole.startswith(shown), size_bytes
        assert not set("{}") & set(reply.text), size_bytes
        heard.add(shown)
        del talk.session.messages[:], talk.events[:]
    assert len(heard) > 1
    assert server.of(*OPEN) == []
    await talk.session.close()


async def record(engine: EngineProcess, name: str, photo: bytes, dialect: str) -> bytes:
    """The answer to one short message, as it came over the wire."""
    session = engine.session()
    engine.upload(session, (name, photo))
    for step in (ASK, "undo"):
        engine.say(session, step)
    async with FaultProxy(engine.url) as proxy:
        taped = bytearray()

        async def tape(answer: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
            while piece := await answer.read(65536):
                taped.extend(piece)
                to.write(piece)

        proxy.fault = tape
        headers = {"Authorization": f"Bearer {engine.secret}", **ATTRIBUTION, "X-Nemo-Dialect": dialect}
        async with httpx.AsyncClient(headers=headers, timeout=30) as client:
            await client.post(f"{proxy.url}/run_sse", json=message(session, "redo"))
    return bytes(taped)


def _ended() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    reader.feed_eof()
    return reader

"""The limits of a turn, by a clock of the test's own: fifteen minutes in all, ten of heartbeats, two of silence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nemo_widget.model.errors import TurnFailed
from tests.client.wire_server import Asked, WireServer, chunk, typed
from tests.session.passing import Time
from tests.session.scripted import CHAT, ONE, Conversation, serve, until

pytestmark = pytest.mark.anyio

MINUTE_S = 60.0
HEARTBEAT = typed(type="heartbeat")


class Line:
    """A stream that says what the test puts in, and knows when the other side has closed it."""

    def __init__(self) -> None:
        self.is_open = asyncio.Event()
        self.closed = asyncio.Event()
        self._words: asyncio.Queue[bytes] = asyncio.Queue()

    async def __call__(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        self.is_open.set()
        gone = asyncio.create_task(asked.gone())
        while not gone.done():
            word = asyncio.create_task(self._words.get())
            await asyncio.wait({gone, word}, return_when=asyncio.FIRST_COMPLETED)
            if word.done():
                writer.write(chunk(word.result()))
            word.cancel()
        self.closed.set()
        writer.close()

    def say(self, word: bytes) -> None:
        self._words.put_nowait(word)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def line(server: WireServer) -> Line:
    line = Line()
    serve(server, line, ONE)
    return line


@pytest.fixture
async def talk(server: WireServer, tmp_path: Path, time: Time) -> AsyncIterator[Conversation]:
    conversation = Conversation(server, tmp_path, clock=time.clock)
    yield conversation
    await conversation.session.close()


def labels(talk: Conversation) -> list[str]:
    return [event.label or "" for event in talk.events if event.type == "activity"]


async def hear(talk: Conversation, line: Line, word: str) -> None:
    line.say(typed(type="text", content=f"{word}. "))
    await until(lambda: any(word in text for text in talk.said("assistant")))


async def test_ten_minutes_of_heartbeats_end_a_turn_and_close_its_stream(
    server: WireServer, talk: Conversation, line: Line, time: Time
) -> None:
    turn = talk.session.send("add the dog")
    await line.is_open.wait()
    for _ in range(9):
        line.say(HEARTBEAT)
        await time.passes(MINUTE_S)
    assert not turn.done
    assert [label for label in labels(talk) if label.startswith("⏳")] == [
        f"⏳ Still working… ({minutes} min)" for minutes in (2, 4, 6, 8)
    ]
    await time.passes(MINUTE_S)
    with pytest.raises(TurnFailed):
        await turn
    await asyncio.wait_for(line.closed.wait(), 60)
    assert len(server.of(*CHAT)) == 1


async def test_a_turn_ends_after_fifteen_minutes_though_words_still_come(
    server: WireServer, talk: Conversation, line: Line, time: Time
) -> None:
    turn = talk.session.send("add the dog")
    await line.is_open.wait()
    for minute in range(14):
        await hear(talk, line, f"word{minute}")
        await time.passes(MINUTE_S)
    assert not turn.done
    assert not any(label.startswith("⏳") for label in labels(talk))
    await time.passes(MINUTE_S)
    with pytest.raises(TurnFailed):
        await turn
    await asyncio.wait_for(line.closed.wait(), 60)
    assert "word13" in talk.said("assistant")[0]
    assert len(server.of(*CHAT)) == 1


async def test_a_word_after_a_silence_takes_the_notice_away(talk: Conversation, line: Line, time: Time) -> None:
    turn = talk.session.send("add the dog")
    await line.is_open.wait()
    await time.passes(2 * MINUTE_S)
    assert labels(talk)[-1] == "⏳ Still working… (2 min)"
    await hear(talk, line, "Here")
    assert labels(talk)[-1] == "Thinking…"
    turn.cancel()
    await asyncio.wait_for(line.closed.wait(), 60)

"""What is done for an answer of many small pieces; the seconds that it takes are `tests.benchmarks.wire`'s."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from nemo_widget.model.conversation import MessageChanged, TextGrew
from tests.client.wire_server import WireServer, adk, stream
from tests.session.scripted import EMPTY, Conversation, serve

pytestmark = pytest.mark.anyio


def words(count: int) -> list[str]:
    return [f"word{'.' if n % 12 == 11 else ''} " for n in range(count)]


async def told(server: WireServer, folder: Path, count: int) -> tuple[list[TextGrew], list[MessageChanged]]:
    """What the listeners hear of an answer of `count` words, each an event of its own, that are all here at once."""
    text = "".join(words(count))
    frames = [adk(word, partial=True, author="agent", id="e" * 36) for word in words(count)]
    serve(server, stream(b"".join(frames), adk(text, author="agent")), EMPTY)
    conversation = Conversation(server, folder)
    try:
        reply = await conversation.session.send("tell me a long story")
        await asyncio.sleep(0)
    finally:
        await conversation.session.close()
    assert reply.text == text
    grown = [event for event in conversation.events if isinstance(event, TextGrew)]
    changed = [e for e in conversation.events if isinstance(e, MessageChanged) and e.message.role == "assistant"]
    return grown, changed


async def test_an_answer_is_told_in_fewer_pieces_than_it_has_words_and_each_letter_once(
    server: WireServer, tmp_path: Path
) -> None:
    for count in (300, 3000):
        grown, changed = await told(server, tmp_path, count)
        assert "".join(event.text for event in grown) == "".join(words(count))
        assert [event.offset for event in grown] == [sum(len(e.text) for e in grown[:n]) for n in range(len(grown))]
        assert len(grown) < count / 20
        assert len(changed) == 2, "the whole text is told when it begins and when it ends"

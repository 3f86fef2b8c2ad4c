"""What the back end sends the person to do in its own GUI: done for those who asked for it, offered to all others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nemo_widget.model.conversation import Button
from tests.client.wire_server import WireServer, adk, ok, stream
from tests.session.scripted import CHAT, ONE, RENDER, TWO, Conversation, serve
from tests.session.test_exports import Renderer
from tests.session.test_media_files import make_film

pytestmark = pytest.mark.anyio

DRAG = "Drag the second clip to the start of the timeline."


@pytest.fixture
async def talk(server: WireServer, tmp_path: Path) -> AsyncIterator[Conversation]:
    make_film(tmp_path / "film.mp4")
    Renderer(server, (tmp_path / "film.mp4").read_bytes())
    server.on("GET", "/api/credits/balance/simple", ok({"available": 80, "frozen": 20, "total": 100}))
    conversation = Conversation(server, tmp_path / "data")
    yield conversation
    await conversation.session.close()


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("make it warmer and export it", "It is warmer now. Click the Export button to save it."),
        ("调暖一点，然后导出", "已经调暖了。点击右上角的导出按钮即可保存。"),
    ],
)
async def test_an_export_that_was_asked_for_is_made(
    server: WireServer, talk: Conversation, message: str, answer: str
) -> None:
    serve(server, stream(adk(answer)), ONE, TWO)
    reply = await talk.session.send(message)
    assert len(server.of(*RENDER)) == 1
    assert len(talk.session.videos) == 1
    assert "320×240" in reply.text
    assert not any(m.next_steps for m in talk.session.messages)
    assert len(server.of(*CHAT)) == 1


async def test_an_export_that_was_not_asked_for_is_offered(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(adk("It is warmer now. Click the Export button to save it.")), ONE, TWO)
    await talk.session.send("make it warmer and add a title that says 'and export'")
    assert server.of(*RENDER) == []
    assert talk.session.messages[-1].next_steps == [Button(label="Export", say="export")]


async def test_credits_are_told_to_who_asked_for_them(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(adk("Done. Check your account for what is left.")), ONE, TWO)
    reply = await talk.session.send("add the dog, then show my credits")
    assert reply.text == "Done.\n\n80 credits available, 20 frozen, 100 in total."


async def test_an_edit_that_the_person_is_told_to_do_by_hand_is_asked_for_once_more(
    server: WireServer, talk: Conversation
) -> None:
    serve(server, stream(adk(f"Sure. {DRAG}")), ONE, ONE, ONE, TWO)
    server.on(*CHAT, stream(adk(f"Sure. {DRAG}")), stream(adk("Moved.")))
    reply = await talk.session.send("put the second clip first")
    assert [a.json["new_message"]["parts"][0]["text"] for a in server.of(*CHAT)] == [
        "put the second clip first",
        f"Do this for me: {DRAG}",
    ]
    assert reply.text == "Sure.\n\nMoved."
    assert reply.changes


async def test_a_back_end_that_insists_is_asked_no_third_time(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(adk(f"Sure. {DRAG}")), ONE)
    await talk.session.send("put the second clip first")
    assert len(server.of(*CHAT)) == 2


async def test_an_edit_by_hand_beside_what_was_done_is_offered(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(adk(f"I added it. {DRAG}")), ONE, TWO)
    await talk.session.send("add the dog")
    assert len(server.of(*CHAT)) == 1
    assert talk.session.messages[-1].next_steps == [Button(label="Do it for me", say=f"Do this for me: {DRAG}")]

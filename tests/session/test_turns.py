"""What becomes of a message: answered, queued, stopped, cut, repeated never."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nemo_widget.model.conversation import Button, MessageChanged, TextGrew, TurnChanged
from nemo_widget.model.errors import (
    BackendFailed,
    BackendUnreachable,
    Cancelled,
    NemoError,
    OutOfCredits,
    TurnFailed,
    TurnUnclear,
)
from tests.client.wire_server import Asked, WireServer, adk, http, json_reply, ok, stream, typed
from tests.session.scripted import CHAT, EMPTY, ONE, OPEN, STATE, TOKEN, TWO, Conversation, serve, until

pytestmark = pytest.mark.anyio

HELLO = (adk("Hello ", partial=True), adk("you.", partial=True), adk("Hello you."))


@pytest.fixture
async def talk(server: WireServer, tmp_path: Path) -> AsyncIterator[Conversation]:
    conversation = Conversation(server, tmp_path)
    yield conversation
    await conversation.session.close()


async def test_an_answer_grows_and_tells_what_changed(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(*HELLO), EMPTY, TWO)
    reply = await talk.session.send("two photos please")
    assert reply.text == "Hello you."
    assert reply.changes == ["Added beach.jpg, dog.jpg.", "The video now lasts 6 s."]
    assert str(talk.session.timeline) == "Timeline (1 track): 1. Video: beach.jpg (0-3s), dog.jpg (3-6s)"
    grown = [e for e in talk.events if isinstance(e, TextGrew)]
    assert "".join(e.text for e in grown) == "Hello you."
    assert [m.role for m in talk.session.messages] == ["user", "assistant"]
    assert not talk.session.running
    assert talk.session.activity is None


async def test_half_an_emoji_is_no_reason_to_fail(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(*HELLO), EMPTY, TWO)
    assert (await talk.session.send("add the title Hi \ud83d")).text == "Hello you."
    assert server.of(*CHAT)[0].json["new_message"]["parts"][0]["text"] == "add the title Hi ?"


async def test_text_is_shown_before_the_turn_ends(server: WireServer, talk: Conversation) -> None:
    closed = asyncio.Event()
    serve(server, stream(adk("First sentence. And", partial=True), stay=closed))
    turn = talk.session.send("hi")
    await until(lambda: any(isinstance(e, TextGrew) for e in talk.events))
    assert talk.said("assistant") == ["First sentence."]
    assert talk.session.running
    turn.cancel()
    with pytest.raises(Cancelled):
        await turn


async def test_offsets_count_as_a_browser_does(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(adk("🌍 one. ", partial=True), adk("two.", partial=True), adk("🌍 one. two.")))
    await talk.session.send("hi")
    grown = [(e.offset, e.text) for e in talk.events if isinstance(e, TextGrew)]
    assert "".join(text for _, text in grown) == "🌍 one. two."
    length = 0
    for offset, text in grown:
        assert offset == length
        length += len(text.encode("utf-16-le")) // 2


async def test_the_buttons_of_the_last_event(server: WireServer, talk: Conversation) -> None:
    steps = [{"label": "Add a title", "say": "add a title"}, {"broken": 1}]
    serve(server, stream(adk("Done.", actions={"stateDelta": {"next_steps": steps}})))
    await talk.session.send("hi")
    assert talk.session.messages[-1].next_steps == [Button(label="Add a title", say="add a title")]


async def test_an_edit_without_words_is_told_in_ours(server: WireServer, talk: Conversation) -> None:
    work = [typed(type="tool_call", name="edit_timeline"), typed(type="tool_result", name="edit_timeline")]
    serve(server, stream(*work), ONE, TWO)
    reply = await talk.session.send("add the dog")
    assert reply.text == "Done:\n- Added dog.jpg.\n- The video now lasts 6 s."
    assert "Editing the timeline…" in [e.label for e in talk.events if e.type == "activity"]


async def test_the_same_in_chinese(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(typed(type="tool_call", name="x"), typed(type="tool_result", name="x")), ONE, TWO)
    reply = await talk.session.send("把小狗加进去")
    assert talk.session.language == "zh-CN"
    assert reply.text == "已完成：\n- 添加了 dog.jpg。\n- 视频现在长 6 秒。"
    assert server.of(*OPEN)[0].json["language"] == "zh-CN"


async def test_a_cut_after_the_edit_is_found_done_and_nothing_is_sent_twice(
    server: WireServer, talk: Conversation
) -> None:
    serve(server, stream(adk("I am ad", partial=True), end=False), ONE, ONE, ONE, TWO)
    reply = await talk.session.send("add the dog")
    assert reply.changes == ["Added dog.jpg.", "The video now lasts 6 s."]
    assert reply.text.startswith("I am ad\n\nThe connection broke, but the work was done:")
    assert len(server.of(*CHAT)) == 1


async def test_a_clean_end_after_partials_alone_is_looked_for_too(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(adk("I am ad", partial=True)), ONE, TWO)
    reply = await talk.session.send("add the dog")
    assert reply.changes
    assert len(server.of(*CHAT)) == 1


async def test_a_cut_without_an_edit_fails_after_five_looks_and_offers_a_retry(
    server: WireServer, talk: Conversation
) -> None:
    serve(server, stream(adk("I am ad", partial=True), end=False), ONE)
    talk_waits = (5.0, 15.0, 40.0, 90.0, 150.0)
    with pytest.raises(TurnFailed, match="connection broke"):
        await talk.session.send("add the dog")
    assert len(server.of(*CHAT)) == 1
    assert len(server.of(*STATE)) == 1 + 1 + 5
    assert tuple(talk.slept.seconds) == talk_waits
    assert talk.said("assistant") == ["I am ad"]
    assert talk.session.messages[-1].role == "error"
    assert talk.session.messages[-1].next_steps == [Button(label="Try again", say="add the dog")]


async def test_where_the_state_cannot_be_read_nobody_says_that_nothing_was_done(
    server: WireServer, talk: Conversation
) -> None:
    serve(server, stream(adk("I am ad", partial=True), end=False), ONE, http(b"", 502))
    with pytest.raises(TurnUnclear, match="whether it was done cannot be seen"):
        await talk.session.send("add the dog")
    assert len(server.of(*CHAT)) == 1
    assert talk.session.messages[-1].next_steps == []  # nothing offers to do it twice


@pytest.mark.parametrize("broken", [http(b"", 502), json_reply({"detail": "no"}, 403), http(b"<html>", 200)])
async def test_an_answer_that_is_whole_is_not_called_a_failure_for_a_state_that_cannot_be_read(
    server: WireServer, talk: Conversation, broken: bytes
) -> None:
    serve(server, stream(adk("Added the dog.")), ONE, broken)
    reply = await talk.session.send("add the dog")
    assert (reply.text, reply.changes) == ("Added the dog.", [])
    assert talk.said("error") == []
    serve(server, stream(typed(type="tool_call", name="edit"), typed(type="tool_result", name="edit")), ONE, broken)
    with pytest.raises(TurnUnclear, match="what it did cannot be seen"):
        await talk.session.send("add the cat")
    assert talk.session.messages[-1].next_steps == []
    assert len(server.of(*CHAT)) == 2


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_gateway_that_gives_up_has_let_the_message_through(
    server: WireServer, talk: Conversation, status: int
) -> None:
    serve(server, http(b"<html>Gateway</html>", status, content_type="text/html"), ONE, ONE, TWO)
    assert (await talk.session.send("add the dog")).changes
    assert len(server.of(*CHAT)) == 1


@pytest.mark.parametrize("status", [502, 504])
async def test_so_has_one_that_speaks_json(server: WireServer, talk: Conversation, status: int) -> None:
    serve(server, json_reply({"message": "upstream request timeout"}, status), ONE, ONE, TWO)
    assert (await talk.session.send("add the dog")).changes
    assert len(server.of(*CHAT)) == 1


@pytest.mark.parametrize("taken", [b"HTTP/1.1 204 No Content\r\n\r\n", ok({})])
async def test_a_message_that_was_taken_without_a_stream_is_looked_for(
    server: WireServer, talk: Conversation, taken: bytes
) -> None:
    serve(server, taken, ONE, ONE, TWO)
    assert (await talk.session.send("add the dog")).changes
    assert len(server.of(*CHAT)) == 1


async def test_what_was_added_since_is_told_when_the_next_message_comes_too(server: WireServer, tmp_path: Path) -> None:
    talk = Conversation(server, tmp_path, follow_up_s=())
    made = stream(typed(type="tool_call", name="generate_video"), typed(type="text", content="Ok."))
    serve(server, made, EMPTY, ONE, TWO)
    await talk.session.send("a beach at dusk")
    serve(server, stream(*HELLO), TWO)
    assert (await talk.session.send("thanks")).changes == []
    assert talk.said("notice")[0].startswith("Added since:\n- Added dog.jpg.")
    await talk.session.close()


async def test_a_break_before_any_answer_is_a_cut(server: WireServer, talk: Conversation) -> None:
    async def drop(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.close()

    serve(server, drop, ONE, TWO)
    assert (await talk.session.send("add the dog")).changes
    assert len(server.of(*CHAT)) == 1


async def test_messages_during_a_turn_wait_and_are_answered_in_order(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(*HELLO))
    turns = [talk.session.send(text) for text in ("one", "two", "three")]
    assert [t.queued for t in turns] == [False, True, True]
    assert talk.session.queued == 2
    assert [m.queued for m in talk.session.messages if m.role == "user"] == [False, True, True]
    assert talk.said("notice") == []  # the message itself is shown as one that waits
    for turn in turns:
        await turn
    asked = [a.json["new_message"]["parts"][0]["text"] for a in server.of(*CHAT)]
    assert asked == ["one", "two", "three"]
    assert not any(m.queued for m in talk.session.messages)
    assert [e for e in talk.events if isinstance(e, TurnChanged)][-1] == TurnChanged(running=False, queued=0)


async def test_a_message_that_waits_can_be_taken_back(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(*HELLO))
    first, second = talk.session.send("one"), talk.session.send("two")
    assert talk.session.withdraw(second.message_id)
    with pytest.raises(Cancelled):
        await second
    await first
    assert not talk.session.withdraw(first.message_id)
    assert len(server.of(*CHAT)) == 1


async def test_stopping_closes_the_stream_keeps_the_text_and_goes_on(server: WireServer, talk: Conversation) -> None:
    closed = asyncio.Event()
    serve(server, stream(adk("Long story. And more ", partial=True), stay=closed))
    turn = talk.session.send("tell")
    await until(lambda: talk.said("assistant"))
    talk.session.stop()
    with pytest.raises(Cancelled):
        await turn
    await asyncio.wait_for(closed.wait(), 60)
    assert talk.said("assistant") == ["Long story. And more "]
    assert talk.said("notice") == ["Stopped."]
    assert all(m.done for m in talk.session.messages)
    serve(server, stream(*HELLO))
    assert (await talk.session.send("again")).text == "Hello you."


async def test_a_session_that_is_gone_is_replaced_and_said_so(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(*HELLO), TWO)
    await talk.session.send("one")
    server.on(*STATE, json_reply({"code": 1002, "message": "no such session"}))
    server.on(*OPEN, ok({"task_id": "t2", "session_id": "s2"}))
    server.on("GET", "/api/state/nemo_agent/me/s2/latest", EMPTY)
    await talk.session.send("two")
    assert [a.json["session_id"] for a in server.of(*CHAT)] == ["s1", "s2"]
    assert "old timeline is gone" in talk.said("notice")[0]
    assert talk.session.timeline.is_empty


async def test_a_session_that_is_gone_just_when_the_message_comes(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(*HELLO), TWO)
    server.on(*CHAT, json_reply({"detail": "Session not found: s1"}, 404), stream(*HELLO))
    server.on(*OPEN, ok({"session_id": "s1"}), ok({"session_id": "s2"}))
    server.on("GET", "/api/state/nemo_agent/me/s2/latest", EMPTY)
    assert (await talk.session.send("one")).text == "Hello you."
    assert [a.json["session_id"] for a in server.of(*CHAT)] == ["s1", "s2"]


async def test_a_fault_in_the_stream_is_one_plain_sentence(server: WireServer, talk: Conversation) -> None:
    trouble = b'data: {"error": "ValueError: boom {x} at /srv/app.py"}\n\n'
    serve(server, stream(adk("A start.", partial=False), trouble), ONE)
    with pytest.raises(TurnFailed) as raised:
        await talk.session.send("hi")
    assert "boom" not in str(raised.value)
    assert talk.said("assistant") == ["A start."]
    assert talk.said("error") == ["The back end could not finish this. Say it differently."]
    assert len(server.of(*CHAT)) == 1


@pytest.mark.parametrize(
    "frame",
    [
        {"errorCode": "2001", "errorMessage": "INSUFFICIENT"},
        {"error": {"code": 2001, "message": "INSUFFICIENT"}},
        {"type": "error", "code": 2001, "message": "INSUFFICIENT"},
        {"type": "error", "error": {"code": 2001}},
    ],
)
async def test_a_fault_code_is_understood(server: WireServer, talk: Conversation, frame: dict[str, object]) -> None:
    serve(server, stream(typed(**frame)))
    with pytest.raises(OutOfCredits):
        await talk.session.send("hi")


async def test_talk_of_another_gui_is_kept_from_the_person(server: WireServer, talk: Conversation) -> None:
    text = "Your clip is ready. Click the Export button in the top right corner to save it."
    serve(server, stream(adk(text[:30], partial=True), adk(text[30:], partial=True), adk(text)))
    reply = await talk.session.send("hi")
    assert reply.text == "Your clip is ready."
    assert talk.session.messages[-1].next_steps == [Button(label="Export", say="export")]
    assert not any("Click" in e.text for e in talk.events if isinstance(e, TextGrew))


async def test_what_a_generation_adds_later_is_told_later(server: WireServer, talk: Conversation) -> None:
    serve(
        server,
        stream(typed(type="tool_call", name="generate_video"), typed(type="text", content="Ok.")),
        EMPTY,
        ONE,
        ONE,
        TWO,
    )
    reply = await talk.session.send("a beach at dusk")
    assert reply.changes == ["Added beach.jpg.", "The video now lasts 3 s."]
    await until(lambda: talk.said("notice"))
    assert talk.said("notice")[0].startswith("Added since:\n- Added dog.jpg.")
    assert len(talk.session.timeline.clips()) == 2


async def test_intents_are_answered_without_the_agent(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(*HELLO), TWO)
    server.on("GET", "/api/credits/balance/simple", ok({"available": 80, "frozen": 20, "total": 100}))
    balance = await talk.session.send("how many credits do I have?")
    assert (balance.intent, balance.text) == ("credits", "80 credits available, 20 frozen, 100 in total.")
    tracks = await talk.session.send("show me the tracks")
    assert tracks.intent == "status"
    assert tracks.text == "Timeline (1 track): 1. Video: beach.jpg (0-3s), dog.jpg (3-6s)"
    assert (await talk.session.send("upload")).intent == "upload"
    with pytest.raises(NemoError):
        talk.session.send("   ")
    assert server.of(*CHAT) == []


async def test_an_export_of_nothing(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(*HELLO), EMPTY)
    with pytest.raises(NemoError, match="timeline is empty"):
        await talk.session.send("export")
    assert talk.session.export_state.state == "failed"
    assert talk.said("error") == ["The timeline is empty. Add photos and say what you want first."]


async def test_a_back_end_that_is_not_there_is_said_and_the_session_goes_on(
    server: WireServer, talk: Conversation
) -> None:
    server.on(*OPEN, http(b"<html>502</html>", 502, content_type="text/html"))
    with pytest.raises(BackendFailed):
        await talk.session.send("hi")
    assert talk.session.connection.state == "failed"
    serve(server, stream(*HELLO))
    await talk.session.send("hi")
    assert talk.session.connection.state == "ready"
    server.stop()
    with pytest.raises(BackendUnreachable):
        await talk.session.send("hi")


async def test_a_turn_can_be_awaited_on_another_loop(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(*HELLO))
    turn = talk.session.send("hi")

    async def wait() -> str:
        return (await turn).text

    assert await asyncio.to_thread(lambda: asyncio.run(wait())) == "Hello you."


async def test_a_listener_that_breaks_harms_nobody(server: WireServer, talk: Conversation) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("a view")

    talk.session.listen(broken)
    serve(server, stream(*HELLO))
    assert (await talk.session.send("hi")).text == "Hello you."


async def test_the_token_is_in_no_event(server: WireServer, talk: Conversation) -> None:
    serve(server, stream(*HELLO), EMPTY, TWO)
    await talk.session.send("hi")
    shown = "".join(event.model_dump_json() for event in talk.events)
    assert TOKEN not in shown + repr(talk.session._settings)
    assert any(isinstance(e, MessageChanged) for e in talk.events)

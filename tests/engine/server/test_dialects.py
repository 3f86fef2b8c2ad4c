"""How a turn's events become frames."""

from __future__ import annotations

import asyncio

import pytest

from nemo_widget.engine.server.chat import stream
from nemo_widget.engine.server.dialects import (
    Adk,
    Answered,
    Dialect,
    Failed,
    ToolCall,
    ToolResult,
    Typed,
    frame,
    pieces,
)
from nemo_widget.engine.server.turns import Events
from nemo_widget.model.conversation import Button
from tests.engine.engine_process import events_of

EVENTS = [
    ToolCall("1", "edit_timeline", {"edits": []}),
    ToolResult("1", "edit_timeline", {"status": "ok"}),
    Answered("Three photos, 5 seconds each.", [Button(label="Export", say="export")]),
]


def spoken(dialect: Dialect) -> list[dict[str, object]]:
    return events_of("".join(f for event in EVENTS for f in dialect.frames(event)))


def test_adk_partials_are_deltas_and_the_last_event_is_the_whole() -> None:
    call, result, *words, whole = spoken(Adk())
    assert call["content"]["parts"][0]["functionCall"]["name"] == "edit_timeline"  # type: ignore[index]
    assert result["content"]["parts"][0]["functionResponse"]["response"] == {"status": "ok"}  # type: ignore[index]
    assert all(word["partial"] is True for word in words)
    assert len(words) > 3
    text = "".join(word["content"]["parts"][0]["text"] for word in words)  # type: ignore[index]
    assert whole["partial"] is False
    assert whole["content"]["parts"] == [{"text": text}] == [{"text": "Three photos, 5 seconds each."}]  # type: ignore[index]
    assert whole["actions"]["stateDelta"]["next_steps"] == [{"label": "Export", "say": "export"}]  # type: ignore[index]
    assert len({event["invocationId"] for event in (call, result, *words, whole)}) == 1


def test_typed_says_the_same_with_types() -> None:
    call, result, *words = spoken(Typed())
    assert call == {"type": "tool_call", "name": "edit_timeline", "args": {"edits": []}}
    assert result == {"type": "tool_result", "name": "edit_timeline", "result": {"status": "ok"}}
    assert {word["type"] for word in words} == {"text"}
    assert "".join(str(word["content"]) for word in words) == "Three photos, 5 seconds each."


@pytest.mark.parametrize("dialect", [Adk(), Typed()])
def test_a_failure_is_an_error_event(dialect: Dialect) -> None:
    (event,) = events_of("".join(dialect.frames(Failed("Nothing was changed."))))
    assert "Nothing was changed." in (event.get("errorMessage"), event.get("error"))


@pytest.mark.parametrize(
    "text", ["", "one", "two words ", "  lead", "三张照片，每张五秒。", "a\n\nb", "x" * 100, "emoji 👨‍👩‍👧 end"]
)
def test_pieces_are_small_and_together_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert all(0 < len(piece) <= 24 for piece in pieces(text))


def test_no_frame_holds_a_line_end_of_any_kind() -> None:
    line = frame({"text": "a\nb\rc\x85d\u2028e\u2029f"})
    assert line.endswith("\n\n")
    assert len(line.rstrip("\n").splitlines()) == 1
    assert events_of(line) == [{"text": "a\nb\rc\x85d\u2028e\u2029f"}]


@pytest.mark.parametrize(("dialect", "heartbeat"), [(Adk(), "data:\n\n"), (Typed(), 'data: {"type":"heartbeat"}\n\n')])
def test_silence_is_filled_with_heartbeats_and_no_event_is_lost(dialect: Dialect, heartbeat: str) -> None:
    async def listen() -> list[str]:
        events: Events = asyncio.Queue()
        heard: list[str] = []
        async for text in stream(events, dialect, heartbeat_s=0.01):
            heard.append(text)
            if heard == [heartbeat] * 3:  # the work is done at last
                events.put_nowait(EVENTS[0])
                events.put_nowait(None)
        return heard

    heard = asyncio.run(listen())
    assert heard[:3] == [heartbeat] * 3
    assert len(events_of("".join(h for h in heard if h != heartbeat))) == 1

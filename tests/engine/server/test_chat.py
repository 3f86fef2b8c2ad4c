"""A turn over the wire."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.engine.engine_process import EngineProcess, message
from tests.waiting import wait_until

Photo = Callable[..., bytes]

MAKE = "Make a video from my photos, 2 seconds each, with the title 'Urban Dreams'"


@pytest.fixture
def with_photos(engine: EngineProcess, session: str, photo: Photo) -> str:
    engine.upload(session, ("beach.jpg", photo(1)), ("dog.jpg", photo(2)), ("cat.jpg", photo(3)))
    return session


def clips(state: dict[str, Any]) -> list[str]:
    return [s["m"]["name"] for t in (state["draft"] or {"t": []})["t"] if t["tt"] == 0 for s in t["sg"]]


def whole_text(events: list[dict[str, Any]]) -> str:
    return "".join(
        part.get("text", "") for e in events if not e.get("partial") for part in e.get("content", {}).get("parts", [])
    )


def test_a_request_changes_the_state_and_says_so_in_pieces_and_whole(engine: EngineProcess, with_photos: str) -> None:
    events = engine.say(with_photos, MAKE)
    state = engine.state(with_photos)
    assert clips(state) == ["beach.jpg", "dog.jpg", "cat.jpg"]
    assert state["draft"]["d"] == 6000
    names = [part["functionCall"]["name"] for e in events for part in e["content"]["parts"] if "functionCall" in part]
    assert names
    partials = "".join(e["content"]["parts"][0]["text"] for e in events if e.get("partial"))
    assert partials == whole_text(events) != ""
    assert [e.get("partial") for e in events].count(True) > 3
    assert all({"label", "say"} == set(step) for step in events[-1]["actions"]["stateDelta"]["next_steps"])


def test_the_typed_dialect_when_it_is_asked_for(engine: EngineProcess, with_photos: str) -> None:
    events = engine.say(with_photos, MAKE, **{"X-Nemo-Dialect": "typed"})
    kinds = [e["type"] for e in events]
    assert kinds[0] == "tool_call"
    assert kinds[1] == "tool_result"
    assert set(kinds[2:]) == {"text"}
    assert clips(engine.state(with_photos)) == ["beach.jpg", "dog.jpg", "cat.jpg"]


def test_undo_and_redo_are_exact_over_the_wire(engine: EngineProcess, with_photos: str) -> None:
    states = [engine.state(with_photos)]
    for text in (MAKE, "make it vertical", "remove the second photo"):
        engine.say(with_photos, text)
        states.append(engine.state(with_photos))
    assert len({str(s["draft"]) for s in states}) == 4
    for expected in states[2::-1]:
        engine.say(with_photos, "undo")
        now = engine.state(with_photos)
        assert (now["draft"], now["canvas_config"]) == (expected["draft"], expected["canvas_config"])
    engine.say(with_photos, "redo")
    assert engine.state(with_photos)["draft"] == states[1]["draft"]


def test_what_is_not_understood_changes_nothing_and_is_answered(engine: EngineProcess, with_photos: str) -> None:
    engine.say(with_photos, MAKE)
    before = engine.state(with_photos)
    events = engine.say(with_photos, "qwertz uiopü asdfgh")
    assert engine.state(with_photos) == before
    assert whole_text(events)


def test_a_client_that_leaves_in_mid_turn_finds_its_edit_done_once(engine: EngineProcess, with_photos: str) -> None:
    engine.say(with_photos, MAKE)
    before = engine.state(with_photos)["draft"]["d"]
    body = message(with_photos, "remove the first photo")
    with engine.client.stream("POST", "/run_sse", json=body) as answer:
        next(answer.iter_raw(1))
    wait_until(lambda: engine.state(with_photos)["draft"]["d"] != before, what="the edit")
    assert clips(engine.state(with_photos)) == ["dog.jpg", "cat.jpg"]
    engine.say(with_photos, "undo")
    assert clips(engine.state(with_photos)) == ["beach.jpg", "dog.jpg", "cat.jpg"]


def test_turns_of_one_session_run_one_after_the_other(engine: EngineProcess, with_photos: str) -> None:
    engine.say(with_photos, MAKE)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _: engine.say(with_photos, "remove the first photo"), range(2)))
    assert clips(engine.state(with_photos)) == ["cat.jpg"]
    engine.say(with_photos, "undo")
    assert clips(engine.state(with_photos)) == ["dog.jpg", "cat.jpg"]


def test_the_conversation_goes_on_in_a_new_engine(tmp_path_factory: pytest.TempPathFactory, photo: Photo) -> None:
    data = tmp_path_factory.mktemp("data")
    with EngineProcess(data) as first:
        session = first.session()
        first.upload(session, ("beach.jpg", photo(1)), ("dog.jpg", photo(2)))
        first.say(session, "make a slideshow")
        first.say(session, "make it square")
        first.kill()
    with EngineProcess(data) as second:
        assert second.state(session)["canvas_config"]["ratio"] == "1:1"
        second.say(session, "undo")
        assert second.state(session)["canvas_config"]["ratio"] == "16:9"
        assert clips(second.state(session)) == ["beach.jpg", "dog.jpg"]


def test_an_unknown_session_is_told_as_adk_does(engine: EngineProcess) -> None:
    answer = engine.client.post("/run_sse", json=message("nothing", "hello"))
    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("Session not found")


@pytest.mark.parametrize(
    "change",
    [
        {"new_message": {"parts": [{"text": "  "}]}},
        {"new_message": {"parts": []}},
        {"new_message": {"parts": [{"text": "x" * 10_001}]}},
        {"new_message": "hello"},
        {"app_name": "another_agent"},
    ],
)
def test_a_message_that_is_none_is_refused(engine: EngineProcess, session: str, change: dict[str, object]) -> None:
    answer = engine.client.post("/run_sse", json={**message(session, "hello"), **change})
    assert answer.status_code == 422
    assert isinstance(answer.json()["detail"], str)


def test_a_disk_that_is_full_is_said_and_changes_nothing(tmp_path: Path, photo: Photo) -> None:
    with EngineProcess(tmp_path, largest_file_bytes=256 * 1024) as engine:
        session = engine.session()
        engine.upload(session, ("beach.jpg", photo(1)), ("dog.jpg", photo(2)))
        engine.say(session, MAKE)
        before = engine.state(session)
        said = ""
        for _ in range(100):  # what is said is kept, until there is no room for it
            said = json.dumps(engine.say(session, "make it vertical" + " please" * 1400))
            if "disk is full" in said:
                break
            engine.say(session, "undo")
        assert "Free some space, then try again." in said
        assert engine.state(session)["draft"] == before["draft"]

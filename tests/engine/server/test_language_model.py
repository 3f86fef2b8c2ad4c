"""Turns of an engine that was given a language model in its environment."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.agent.chat_endpoint import ChatEndpoint, arguments, silent, whole
from tests.engine.engine_process import EngineProcess, message
from tests.waiting import wait_until

KEY = "sk-very-secret"
BW = {"kind": "set_filter", "filter": "bw"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ChatEndpoint]:
    server = ChatEndpoint()
    yield server
    server.close()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, endpoint: ChatEndpoint) -> Iterator[EngineProcess]:
    named = {"NEMO_LLM_URL": endpoint.url, "NEMO_LLM_MODEL": "small", "NEMO_LLM_KEY": KEY}
    with EngineProcess(tmp_path_factory.mktemp("data"), **named) as process:
        yield process


@pytest.fixture
def with_photos(engine: EngineProcess, endpoint: ChatEndpoint, photo: Callable[..., bytes]) -> str:
    session = engine.session()
    engine.upload(session, ("beach.jpg", photo(1)), ("dog.jpg", photo(2)))
    endpoint.say = whole(calls=[arguments({"kind": "build_slideshow", "sources": ["m1", "m2"]})])
    engine.say(session, "surprise me")
    endpoint.asked.clear()
    endpoint.hung_up.clear()
    return session


def filters(engine: EngineProcess, session: str) -> list[str]:
    return [s["m"]["filter"] for t in engine.state(session)["draft"]["t"] if t["tt"] == 0 for s in t["sg"]]


def text_of(events: list[dict[str, Any]]) -> str:
    return str(events[-1]["content"]["parts"][0]["text"])


def test_what_the_model_proposes_is_in_the_state_and_can_be_undone_without_it(
    engine: EngineProcess, endpoint: ChatEndpoint, with_photos: str
) -> None:
    endpoint.say = whole(calls=[arguments(BW, reply="Like Casablanca.")])
    events = engine.say(with_photos, "like an old film")
    assert filters(engine, with_photos) == ["bw", "bw"]
    assert text_of(events).endswith("Like Casablanca.")
    assert '"surprise me" -> [{"kind":"build_slideshow"' in endpoint.asked[-1].body["messages"][0]["content"]
    assert engine.state(with_photos)["language_model"] == "127.0.0.1"
    engine.say(with_photos, "undo")
    assert filters(engine, with_photos) == ["none", "none"]
    engine.say(with_photos, 'Remove "dog.jpg".')
    assert filters(engine, with_photos) == ["none"]
    assert len(endpoint.asked) == 1


def test_who_stops_waiting_hangs_up_on_the_model_and_nothing_is_done(
    engine: EngineProcess, endpoint: ChatEndpoint, with_photos: str
) -> None:
    before = engine.state(with_photos)
    endpoint.say = silent
    with engine.client.stream("POST", "/run_sse", json=message(with_photos, "like an old film")):
        wait_until(lambda: endpoint.asked, what="the question to the model")
    assert endpoint.hung_up.wait(60)
    endpoint.say = whole(calls=[arguments(BW)])
    engine.say(with_photos, "like an old film")
    assert filters(engine, with_photos) == ["bw", "bw"]
    engine.say(with_photos, "undo")
    assert engine.state(with_photos)["draft"] == before["draft"]


def test_the_key_is_nowhere_but_in_the_request(engine: EngineProcess, endpoint: ChatEndpoint, with_photos: str) -> None:
    endpoint.say = whole(text="{broken")
    events = engine.say(with_photos, "like an old film")
    assert endpoint.asked[-1].headers["Authorization"] == f"Bearer {KEY}"
    kept = b"".join(file.read_bytes() for file in engine.data.rglob("*") if file.is_file())
    command = Path(f"/proc/{engine.process.pid}/cmdline").read_bytes()
    for place in (json.dumps(events), json.dumps(engine.state(with_photos)), engine.log, str(kept), str(command)):
        assert KEY not in place


def test_a_skill_that_promises_to_stay_offline_asks_no_model_elsewhere(
    tmp_path: Path, photo: Callable[..., bytes]
) -> None:
    named = {"NEMO_LLM_URL": "http://model.invalid/v1", "NEMO_LLM_MODEL": "small"}
    with EngineProcess(tmp_path, **named) as engine:
        for skill, asks in (("image-to-video-ai-offline", False), ("best-image-to-video", True)):
            engine.client.headers["X-Skill-Source"] = skill
            session = engine.session()
            engine.upload(session, ("beach.jpg", photo(1)))
            said = text_of(engine.say(session, "make a video"))
            assert ("cannot be reached" in said) == asks
            assert engine.state(session)["draft"]["d"] == 3000

"""The real engine, told to go wrong: each time the right state or the right sentence, and no message sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from nemo_widget.model.errors import (
    AuthError,
    BackendFailed,
    NemoError,
    OutOfCredits,
    PlanRequired,
    RenderFailed,
    TurnFailed,
)
from tests.engine.engine_process import EngineProcess
from tests.session.passing import Time
from tests.session.scripted import until
from tests.session.with_engine import Talk

pytestmark = pytest.mark.anyio

ASK = "make a 4-second video"
TITLE = "add the title 'Urban Dreams'"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    with EngineProcess(tmp_path_factory.mktemp("misbehaving"), faults=True) as process:
        yield process


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def talk(engine: EngineProcess, tmp_path: Path, time: Time, photos: list[Path]) -> AsyncIterator[Talk]:
    talking = Talk(engine, tmp_path, clock=time.clock)
    await talking.session.upload(photos[0])
    yield talking
    engine.client.post("/faults", json={})
    await talking.session.close()


async def test_an_edit_without_words(talk: Talk) -> None:
    talk.fault("silent")
    reply = await talk.session.send(ASK)
    assert reply.text.startswith("Done:\n- Added astronaut.jpg.")
    assert len(talk.received) == 1


async def test_an_answer_without_its_final_event_is_looked_for(talk: Talk) -> None:
    talk.fault("no-final")
    reply = await talk.session.send(ASK)
    assert "The connection broke, but the work was done:\n- Added astronaut.jpg." in reply.text
    assert len(talk.received) == 1


@pytest.mark.parametrize("fault", ["error-frames", "raw-error"])
async def test_errors_in_the_stream(talk: Talk, fault: str) -> None:
    talk.fault(fault)
    reply = await talk.session.send(ASK)  # the edit was made before: it is told, and that is what counts
    assert any("astronaut.jpg" in change for change in reply.changes)
    assert not any(raw in "".join(talk.said("assistant")) for raw in ("boom", "ValueError", "{", "line 7"))
    talk.fault(fault)
    with pytest.raises(TurnFailed) as raised:
        await talk.session.send("what can you do?")
    assert str(raised.value) == "The back end could not finish this. Say it differently."
    assert len(talk.said("error")) == 1
    assert len(talk.received) == 2


async def test_heartbeats_and_nothing_else(talk: Talk, time: Time) -> None:
    talk.fault("heartbeats")
    turn = talk.session.send(ASK)
    await until(lambda: talk.session.activity == "Thinking…")
    while not turn.done:
        await time.passes(60)
        await asyncio.sleep(0.01)
    with pytest.raises(TurnFailed, match="nothing was changed"):
        await turn
    assert talk.received == []
    assert (await talk.session.send(ASK)).changes


async def test_a_temporary_issue_at_the_end_is_noise(talk: Talk) -> None:
    talk.fault("temporary-issue")
    reply = await talk.session.send(ASK)
    assert "temporary issue" not in reply.text
    assert reply.changes


async def test_a_generation_in_two_stages_is_told_in_two(talk: Talk) -> None:
    talk.fault("two-stage")
    reply = await talk.session.send(ASK)
    assert not any("Lo-fi" in change for change in reply.changes)
    await until(lambda: talk.said("notice") or talk.session._chat._follow_up.done())  # type: ignore[union-attr]
    if not talk.said("notice"):  # the second stage came after the last look: it is told with the next message
        await until(lambda: len(talk.received) == 2)
        await talk.session.send("thanks")
    assert talk.said("notice")[0].startswith("Added since:\n- Added the music Lo-fi")
    assert "2. BGM: Lo-fi" in str(talk.session.timeline)


@pytest.mark.parametrize(
    ("code", "status", "kind", "says"),
    [
        (1001, 401, AuthError, "Give a new one as token="),
        (2001, 200, OutOfCredits, "no credits left"),
        (402, 402, PlanRequired, "plan"),
        (429, 429, NemoError, "too many requests"),
        (500, 500, BackendFailed, "problem of its own"),
    ],
)
async def test_codes(talk: Talk, code: int, status: int, kind: type[NemoError], says: str) -> None:
    await talk.session.connect()
    talk.fault("code", times=9, path="/run_sse", code=code, status=status)
    with pytest.raises(kind, match=says):
        await talk.session.send(ASK)
    assert talk.received == []
    talk._engine.client.post("/faults", json={})
    assert (await talk.session.send(ASK)).changes
    assert len(talk.received) == 1


async def test_a_session_that_the_engine_no_longer_knows(talk: Talk) -> None:
    await talk.session.send(ASK)
    first = talk.session._link.session_id
    talk.fault("code", path="/run_sse", code=1002, status=404)
    await talk.session.send("what can you do?")
    assert talk.session._link.session_id != first
    assert "old timeline is gone" in talk.said("notice")[0]
    assert talk.received == ["what can you do?"]


async def test_a_render_that_fails_once_is_made_all_the_same(talk: Talk, tmp_path: Path) -> None:
    await talk.session.send(ASK)
    talk.fault("render-fails")
    video = await talk.session.export(tmp_path / "promo.mp4", resolution=144, quality="fast")
    assert abs(video.duration_s - 4) < 0.1
    talk.fault("render-fails", times=2)
    with pytest.raises(RenderFailed, match="The codec stopped"):
        await talk.session.export(tmp_path / "again.mp4", resolution=240, quality="fast")


async def test_a_render_that_stands_still_is_given_up(talk: Talk, time: Time, tmp_path: Path) -> None:
    await talk.session.send(ASK)
    talk.fault("render-stalls", times=10_000)
    export = asyncio.create_task(talk.session.export(tmp_path / "promo.mp4", resolution=144, quality="fast"))
    while not export.done():
        await time.passes(200)
        await asyncio.sleep(0.05)
    with pytest.raises(RenderFailed, match="not moved on"):
        await export
    assert not (tmp_path / "promo.mp4").exists()


async def test_a_video_whose_address_is_wrong_comes_from_the_back_end_itself(talk: Talk, tmp_path: Path) -> None:
    await talk.session.send(ASK)
    talk.fault("broken-url", times=10_000)
    video = await talk.session.export(tmp_path / "promo.mp4", resolution=144, quality="fast")
    assert video.path.is_file()


def test_no_engine_can_be_told_to_misbehave_that_was_not_started_for_it(tmp_path: Path) -> None:
    with EngineProcess(tmp_path) as process:
        assert process.client.post("/faults", json={"fault": "silent"}).status_code == 404


def test_nobody_without_the_token_tells_it(engine: EngineProcess) -> None:
    assert engine.stranger.post("/faults", json={"fault": "silent"}).status_code == 401

"""A session with the real engine: its process, its HTTP, its agent, its renderer."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from nemo_widget.client import Client, FixedToken
from nemo_widget.client.accumulator import Accumulator
from nemo_widget.model.conversation import Event, ExportChanged, TextGrew
from nemo_widget.model.errors import BadMedia, Cancelled, NothingToExport, UnsupportedMedia
from nemo_widget.profiles import attribution_headers, load_skill
from nemo_widget.session import Session, Settings, Waits
from nemo_widget.session.local import LocalEngine, local_engine
from tests.session.scripted import until

pytestmark = pytest.mark.anyio

ASK = "turn these into a 6-second video with crossfades, lo-fi music and the title 'Urban Dreams'"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("data")
    yield folder
    local_engine(folder).stop()


@pytest.fixture
def engine(data_dir: Path) -> LocalEngine:
    return local_engine(data_dir)


@pytest.fixture
async def session(data_dir: Path) -> AsyncIterator[Session]:
    made = Session(Settings(backend="local", data_dir=data_dir))
    yield made
    await made.close()


def kill(engine: LocalEngine) -> None:
    assert engine.pid
    os.kill(engine.pid, signal.SIGKILL)


async def test_from_photos_to_an_mp4(session: Session, photos: list[Path], tmp_path: Path) -> None:
    events: list[Event] = []
    session.listen(events.append)
    for photo in photos:
        await session.upload(photo)
    assert [item.status for item in session.media] == ["ready"] * 3
    assert session.connection.label == "on this machine · nothing is uploaded"
    assert not session.connection.remote

    reply = await session.send(ASK)
    assert reply.text
    assert any("astronaut.jpg" in change for change in reply.changes)
    assert str(session.timeline).startswith(
        "Timeline (3 tracks): 1. Video: astronaut.jpg (0-2s), coffee.jpg (2-4s), cat.png (4-6s) 2. BGM: Lo-fi (0-6s"
    )
    grown = [event for event in events if isinstance(event, TextGrew)]
    assert "".join(event.text for event in grown) == reply.text
    assert len(grown) > 3
    assert session.messages[-1].next_steps

    reply = await session.send("remove the second photo")
    assert any("coffee.jpg" in change for change in reply.changes)

    video = await session.export(tmp_path / "promo.mp4", resolution=360, quality="fast")
    assert (video.width, video.height, video.path.name) == (640, 360, "promo.mp4")
    assert abs(video.duration_s - session.timeline.duration_s) < 0.1
    shares = [event.export.progress for event in events if isinstance(event, ExportChanged)]
    assert shares == sorted(shares)
    assert session.media[0].hash
    assert (await session.thumbnail(session.media[0].hash, 200)).startswith(b"\xff\xd8\xff")
    assert (await session.credits()).unlimited


async def test_the_engine_killed_in_mid_render(
    session: Session, engine: LocalEngine, photos: list[Path], tmp_path: Path
) -> None:
    for photo in photos:
        await session.upload(photo)
    await session.send("a 12-second video with slow zooms")
    kills = 0

    def strike(event: Event) -> None:
        nonlocal kills
        if isinstance(event, ExportChanged) and event.export.progress > 0 and not kills:
            kills += 1
            kill(engine)

    session.listen(strike)
    run = engine.run
    video = await session.export(tmp_path / "promo.mp4", resolution=480, quality="fast")
    assert kills == 1
    assert engine.run == run + 1
    assert abs(video.duration_s - 12) < 0.1
    assert sum("was started again" in message.text for message in session.messages) == 1
    assert session.export_state.state == "done"


async def test_the_engine_killed_between_two_messages(
    session: Session, engine: LocalEngine, photos: list[Path]
) -> None:
    await session.upload(photos[0])
    await session.send("make a video")
    before = str(session.timeline)
    kill(engine)
    await session.send("add the title 'Hello'")
    assert str(session.timeline).startswith(before.replace("1 track", "2 tracks"))
    assert sum("was started again" in message.text for message in session.messages) == 1
    kill(engine)
    await session.upload(photos[1])
    assert (await session.credits()).unlimited


async def test_messages_queue_and_a_turn_can_be_stopped(session: Session, photos: list[Path]) -> None:
    for photo in photos:
        await session.upload(photo)
    first, second = session.send("make a video"), session.send("2 seconds a photo")
    assert second.queued
    await first
    assert (await second).changes
    assert session.timeline.duration_ms == 6000
    turn = session.send("make it black and white")
    await until(lambda: session.activity is not None)
    turn.cancel()
    with contextlib.suppress(Cancelled):  # a quick engine may have answered before
        await turn
    assert (await session.send("add the title 'Still here'")).changes


async def test_an_export_waits_in_line_behind_another_one(session: Session, data_dir: Path, photos: list[Path]) -> None:
    """The engine makes one video after the other; to wait for one's turn is not to be stuck."""
    slept_s = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal slept_s
        slept_s += seconds
        await asyncio.sleep(seconds)

    second = Session(Settings(backend="local", data_dir=data_dir, waits=Waits(render_stall_s=0.3, sleep=sleep)))
    for each, asked in ((session, "make it 100 seconds"), (second, "make it 3 seconds")):
        await each.upload(photos[0])
        await each.send(asked)
    long = asyncio.create_task(session.export(resolution=2160))
    await until(lambda: session.export_state.progress > 0)
    short = asyncio.create_task(second.export(resolution=240))
    await until(lambda: slept_s > 1.5 or short.done())
    assert not short.done()
    for each, export in ((second, short), (session, long)):
        each.cancel_export()
        with pytest.raises(Cancelled):
            await export
    await second.close()


async def test_both_dialects_say_the_same(engine: LocalEngine) -> None:
    endpoint = engine.ensure()
    heard = []
    for dialect in ("", "typed"):
        headers = {**attribution_headers(load_skill()), "X-Nemo-Dialect": dialect}
        client = Client(endpoint.url, FixedToken(endpoint.secret), headers)
        opened = await client.open_session("en")
        answer = Accumulator()
        async with client.chat(opened.session_id, "what can you do?") as events:
            async for event in events:
                answer.feed(event)
        await client.close()
        assert answer.is_whole
        heard.append(answer.text)
    assert heard[0] == heard[1] != ""


async def test_what_goes_wrong_loses_nothing(session: Session, photos: list[Path], tmp_path: Path) -> None:
    with pytest.raises(NothingToExport):
        await session.export(tmp_path / "promo.mp4")
    await session.upload(photos[0])
    for name, content, kind in (
        ("empty.jpg", b"", BadMedia),
        ("notes.jpg", b"words", BadMedia),
        ("paper.pdf", b"%PDF-1.7", UnsupportedMedia),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(kind):
            await session.upload(tmp_path / name)
    assert [item.status for item in session.media] == ["ready", "failed", "failed", "failed"]
    await session.send("make a video")
    assert [clip.name for clip in session.timeline.clips()] == ["astronaut.jpg"]

"""The bin against the real engine: the first video is made as the files lie there, under the names they were given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from nemo_widget.model.conversation import Event, MediaChanged, MediaListed
from nemo_widget.session import Session, Settings
from nemo_widget.session.local import local_engine

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("data")
    yield folder
    local_engine(folder).stop()


@pytest.fixture
async def session(data_dir: Path, photos: list[Path]) -> AsyncIterator[Session]:
    made = Session(Settings(backend="local", data_dir=data_dir))
    for photo in photos:
        await made.upload(photo)
    yield made
    await made.close()


def clips(session: Session) -> list[str]:
    return [clip.name for clip in session.timeline.clips()]


@pytest.mark.parametrize("ask", ["Make a 6-second video with crossfades", "做一个6秒的视频，交叉淡化"])
async def test_the_first_video_takes_the_files_as_they_lie_in_the_bin(session: Session, ask: str):
    events: list[Event] = []
    session.listen(events.append)
    astronaut, coffee, cat = session.media
    session.order_media([cat.id, coffee.id])
    session.remove_media(coffee.id)
    assert [item.name for item in session.media] == ["cat.png", "astronaut.jpg"]
    assert [event.ids for event in events if isinstance(event, MediaListed)][-1] == [cat.id, astronaut.id]
    await session.send(ask)
    assert clips(session) == ["cat.png", "astronaut.jpg"]
    assert all(name in session.messages[0].text for name in ("coffee.jpg", "cat.png")), "it is not said in secret"


async def test_removing_a_file_that_is_on_the_timeline_removes_its_clips(session: Session):
    await session.send("Make a 6-second video")
    session.remove_media(session.media[1].id)
    await session.send("make it 8 seconds long")  # answered after what the removal says
    assert clips(session) == ["astronaut.jpg", "cat.png"]


async def test_a_renamed_file_is_known_by_its_new_name_everywhere(session: Session):
    await session.send("Make a 6-second video")
    coffee = session.media[1]
    session.rename_media(coffee.id, "Morning")
    assert clips(session) == ["astronaut.jpg", "Morning.jpg", "cat.png"]
    reply = await session.send("move morning to the end")
    assert clips(session) == ["astronaut.jpg", "cat.png", "Morning.jpg"]
    assert "coffee" not in reply.text + " ".join(reply.changes) + str(session.timeline)
    await session.export(quality="fast", resolution=144)
    assert clips(session) == ["astronaut.jpg", "cat.png", "Morning.jpg"]
    assert '"coffee.jpg"' in str(session.draft).replace("'", '"'), "the draft stays as the back end wrote it"


async def test_what_was_taken_away_is_heard_of_no_more(session: Session, tmp_path: Path):
    events: list[Event] = []
    session.listen(events.append)
    item = session.new_media("late.jpg", 100)
    session.remove_media(item.id)
    assert [type(event) for event in events if isinstance(event, MediaChanged | MediaListed)][-1] is MediaListed
    session.media_changed(item)
    assert isinstance(events[-1], MediaListed)

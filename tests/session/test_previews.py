"""What a page can play before an export, through a session with the real engine."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import av
import pytest

from nemo_widget.model.errors import OutputError
from nemo_widget.session import Session, Settings
from nemo_widget.session.local import local_engine

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("data")
    yield folder
    local_engine(folder).stop()


@pytest.fixture
async def session(data_dir: Path) -> AsyncIterator[Session]:
    made = Session(Settings(backend="local", data_dir=data_dir))
    yield made
    await made.close()


async def test_the_sound_comes_in_pieces(session: Session, photos: list[Path]) -> None:
    for photo in photos:
        await session.upload(photo)
    await session.send("a 6-second video")
    assert (await session.preview()).missing == "silent"
    await session.send("with lo-fi music")
    told = await session.preview()
    assert told.id and (told.mime, told.missing) == ("audio/mpeg", None)
    pieces = [session.read_preview(told.id, at, 30_000) for at in range(0, told.size_bytes, 30_000)]
    assert sum(map(len, pieces)) == told.size_bytes
    with av.open(io.BytesIO(b"".join(pieces))) as file:
        assert file.duration is not None
        assert file.duration / 1e6 == pytest.approx(6, abs=0.1)
    assert (await session.preview()).id == told.id


async def test_what_is_no_film_or_no_preview_is_told(session: Session, photos: list[Path]) -> None:
    item = await session.upload(photos[0])
    assert item.hash
    assert (await session.preview(item.hash)).missing == "failed"
    assert (await session.preview("../../etc/passwd")).missing == "not-offered"
    with pytest.raises(OutputError):
        session.read_preview("gone", 0, 10)

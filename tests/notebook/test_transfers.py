"""Files arrive whole, whatever happens to their chunks on the way."""

from __future__ import annotations

import asyncio
import random
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from nemo_widget.model.conversation import MediaItem
from nemo_widget.model.errors import BadMedia, MediaTooLarge, NemoError, OutputError
from nemo_widget.model.media import MAX_UPLOAD_BYTES
from nemo_widget.model.video import Video
from nemo_widget.notebook.host import Limits
from nemo_widget.notebook.scratch import Scratch
from nemo_widget.notebook.transfers import Transfers, display_name, read_piece

DATA = random.Random(7).randbytes(10_000)
STEP = 999


def item(name: str = "beach.jpg", id: str = "i1") -> MediaItem:
    return MediaItem(id=id, name=name)


def checks(data: bytes) -> list[int]:
    return [zlib.crc32(data[at : at + STEP]) for at in range(0, len(data), STEP)]


def run(work: Callable[[Transfers], Awaitable[None]]) -> None:
    async def main() -> None:
        transfers = Transfers(Scratch(), lambda _, sentence: pytest.fail(sentence))
        await work(transfers)
        transfers.close()

    asyncio.run(main())


def test_chunks_in_any_order_twice_and_overlapping_make_the_file():
    async def work(transfers: Transfers) -> None:
        incoming = transfers.begin(item(), len(DATA))
        offsets = [*range(0, len(DATA), STEP), *range(0, len(DATA), 2 * STEP), 500]
        random.Random(1).shuffle(offsets)
        await asyncio.gather(*(incoming.write(o, memoryview(DATA)[o : o + STEP]) for o in offsets))
        assert incoming.received_bytes == len(DATA)
        assert (await transfers.take("i1", STEP, checks(DATA))).path.read_bytes() == DATA

    run(work)


def test_a_file_that_is_not_what_the_page_read_is_not_handed_on():
    told: list[str] = []

    async def main() -> None:
        transfers = Transfers(Scratch(), lambda _, sentence: told.append(sentence))
        incoming = transfers.begin(item(), len(DATA))
        await incoming.write(0, memoryview(DATA))
        with pytest.raises(BadMedia, match=r"beach\.jpg was damaged on its way"):
            await transfers.take("i1", STEP, checks(DATA[:-1] + b"?"))
        assert not incoming.path.exists()

    asyncio.run(main())
    assert told == ["beach.jpg was damaged on its way. Add it again."]


def test_a_file_with_a_gap_is_not_handed_on():
    async def work(transfers: Transfers) -> None:
        incoming = transfers.begin(item(), len(DATA))
        await incoming.write(0, memoryview(DATA)[:4000])
        await incoming.write(5000, memoryview(DATA)[5000:])
        assert incoming.received_bytes == 9000
        with pytest.raises(BadMedia, match=r"beach\.jpg did not arrive completely"):
            await transfers.take("i1", STEP, [])

    run(work)


@pytest.mark.parametrize(("offset", "length"), [(-1, 10), (9_999, 2), (20_000, 1), (0, 0), (0, 10_001)])
def test_a_chunk_outside_of_the_file_is_refused(offset: int, length: int):
    async def work(transfers: Transfers) -> None:
        incoming = transfers.begin(item(), len(DATA))
        with pytest.raises(BadMedia):
            await incoming.write(offset, memoryview(bytes(length)))
        assert incoming.path.stat().st_size == 0

    run(work)


@pytest.mark.parametrize(
    ("size_bytes", "error"),
    [(0, BadMedia), (-5, BadMedia), (MAX_UPLOAD_BYTES + 1, MediaTooLarge), (2**70, MediaTooLarge)],
)
def test_a_size_that_cannot_be_is_refused_before_a_byte_is_sent(size_bytes: int, error: type[NemoError]):
    async def work(transfers: Transfers) -> None:
        with pytest.raises(error, match=r"beach\.jpg"):
            transfers.check("beach.jpg", size_bytes)

    run(work)


def test_a_file_that_stops_arriving_is_given_up_and_leaves_nothing():
    async def main() -> str:
        sentence: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        transfers = Transfers(Scratch(), lambda _, said: sentence.set_result(said), silence_s=0.05)
        incoming = transfers.begin(item(), len(DATA))
        await incoming.write(0, memoryview(DATA)[:100])
        said = await asyncio.wait_for(sentence, 60)
        assert not incoming.path.exists()
        with pytest.raises(BadMedia, match="This upload is over"):
            transfers.get("i1")
        return said

    assert asyncio.run(main()) == "beach.jpg stopped arriving. Add it again."


def test_a_cancelled_file_leaves_nothing():
    async def work(transfers: Transfers) -> None:
        incoming = transfers.begin(item(), len(DATA))
        transfers.discard("i1")
        assert not incoming.path.exists()
        assert transfers.discard("i1") is None

    run(work)


def test_the_folder_goes_with_the_scratch():
    scratch = Scratch()
    folder = scratch.folder
    (folder / "x").write_bytes(b"1")
    scratch.close()
    assert not folder.exists()
    scratch.close()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("beach.jpg", "beach.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\cat.png", "cat.png"),
        ("a\nb\0.jpg", "ab.jpg"),
        ("日出 🎬.jpg", "日出 🎬.jpg"),
        ("", "file"),
        ("..", "file"),
        ("x" * 500 + ".jpeg", "x" * 155 + ".jpeg"),
    ],
)
def test_a_name_is_shown_without_folders_and_tricks(name: str, shown: str):
    assert display_name(name) == shown


def test_a_video_is_read_in_pieces_no_larger_than_a_chunk(tmp_path: Path):
    path = tmp_path / "out.mp4"
    path.write_bytes(DATA)
    video = Video(id="v", path=path, width=16, height=16, duration_s=1)
    limits = Limits(chunk_bytes=4096)

    async def main() -> None:
        assert await read_piece(video, 0, 10**9, limits) == DATA[:4096]
        assert await read_piece(video, 4096, 100, limits) == DATA[4096:4196]
        assert await read_piece(video, len(DATA), 100, limits) == b""
        assert await read_piece(video, -5, -5, limits) == b""
        path.unlink()
        with pytest.raises(OutputError, match=r"out\.mp4 is not there any more. Export it again."):
            await read_piece(video, 0, 1, limits)

    asyncio.run(main())

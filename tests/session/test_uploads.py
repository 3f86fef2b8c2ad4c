"""Files on their way to the back end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from nemo_widget.model.errors import BadMedia, Cancelled, MediaTooLarge, NemoError
from tests.client.wire_server import Asked, WireServer, adk, http, json_reply, ok, stream
from tests.session.scripted import CHAT, Conversation, serve

pytestmark = pytest.mark.anyio

UPLOAD = ("POST", "/api/upload-video/nemo_agent/me/s1")


@pytest.fixture
async def talk(server: WireServer, tmp_path: Path) -> AsyncIterator[Conversation]:
    serve(server, stream(adk("Done.")))
    server.on(*UPLOAD, taken)
    conversation = Conversation(server, tmp_path / "data")
    yield conversation
    await conversation.session.close()


def name_in(asked: Asked) -> str:
    return asked.body.partition(b'filename="')[2].partition(b'"')[0].decode()


async def taken(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(
        ok({"files": [{"filename": name_in(asked), "file_type": "image", "hash": f"h-{name_in(asked).split('.')[0]}"}]})
    )
    await writer.drain()


def picture(folder: Path, name: str, size: tuple[int, int] = (64, 48)) -> Path:
    path = folder / name
    Image.effect_noise(size, 80).convert("RGB").save(path)
    return path


async def test_a_photo_goes_up_and_is_known_by_its_hash(server: WireServer, talk: Conversation, tmp_path: Path) -> None:
    item = await talk.session.upload(picture(tmp_path, "beach.jpg", (1200, 800)))
    assert (item.name, item.kind, item.status, item.hash) == ("beach.jpg", "image", "ready", "h-beach")
    assert (item.width, item.height, item.progress) == (1200, 800, 1.0)
    states = [e.item.status for e in talk.events if e.type == "media"]
    assert states[0] == "waiting"
    assert states[-1] == "ready"
    assert "sending" in states
    for key in (item.id, "h-beach"):
        assert (await talk.session.thumbnail(key, 320)).startswith(b"\xff\xd8\xff")
    with pytest.raises(BadMedia):
        await talk.session.thumbnail("../../etc/passwd", 320)


async def test_photos_arrive_in_the_order_of_the_calls(server: WireServer, talk: Conversation, tmp_path: Path) -> None:
    slow = picture(tmp_path, "slow.bmp", (3000, 2000))  # has to be converted; the others need nothing
    paths = [slow, *(picture(tmp_path, f"{n}.jpg") for n in range(4))]
    await asyncio.gather(*(talk.session.upload(path) for path in paths))
    assert [name_in(a) for a in server.of(*UPLOAD)] == ["slow.jpg", "0.jpg", "1.jpg", "2.jpg", "3.jpg"]
    assert [item.name for item in talk.session.media] == ["slow.bmp", "0.jpg", "1.jpg", "2.jpg", "3.jpg"]


async def test_one_bad_file_holds_nothing_up(server: WireServer, talk: Conversation, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"words")
    results = await asyncio.gather(
        talk.session.upload(bad), talk.session.upload(picture(tmp_path, "good.jpg")), return_exceptions=True
    )
    assert isinstance(results[0], BadMedia)
    assert [item.status for item in talk.session.media] == ["failed", "ready"]
    assert "not really a JPG" in (talk.session.media[0].error or "")


async def test_a_file_that_was_made_for_this_is_removed_whatever_happens(talk: Conversation, tmp_path: Path) -> None:
    good, bad = picture(tmp_path, "good.jpg"), tmp_path / "bad.jpg"
    bad.write_bytes(b"words")
    await talk.session.upload(good, delete_after=True)
    with pytest.raises(BadMedia):
        await talk.session.upload(bad, delete_after=True)
    assert not good.exists()
    assert not bad.exists()


async def test_a_refusal_of_the_back_end_is_told_at_the_item(
    server: WireServer, talk: Conversation, tmp_path: Path
) -> None:
    server.on(*UPLOAD, json_reply({"code": 4002, "message": "too big"}))
    with pytest.raises(MediaTooLarge):
        await talk.session.upload(picture(tmp_path, "a.jpg"))
    assert talk.session.media[0].status == "failed"
    assert "200 MB" in (talk.session.media[0].error or "")


async def test_an_upload_can_be_taken_back(server: WireServer, talk: Conversation, tmp_path: Path) -> None:
    arrived = asyncio.Event()

    async def never(_: Asked, writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await _.gone()

    server.on(*UPLOAD, never)
    item = talk.session.new_media("a.jpg", 10)
    sending = asyncio.create_task(talk.session.upload(picture(tmp_path, "a.jpg"), item=item))
    await asyncio.wait_for(arrived.wait(), 60)
    talk.session.remove_media(item.id)
    with pytest.raises(Cancelled):
        await sending
    assert talk.session.media == []
    server.on(*UPLOAD, taken)
    await talk.session.upload(picture(tmp_path, "b.jpg"))


async def test_nothing_is_sent_after_the_end(server: WireServer, talk: Conversation, tmp_path: Path) -> None:
    arrived = asyncio.Event()

    async def never(asked: Asked, _: asyncio.StreamWriter) -> None:
        arrived.set()
        await asked.gone()

    server.on(*UPLOAD, never, taken)
    sending = [asyncio.create_task(talk.session.upload(picture(tmp_path, f"{name}.jpg"))) for name in "abc"]
    await asyncio.wait_for(arrived.wait(), 60)
    await talk.session.close()
    results = await asyncio.gather(*sending, return_exceptions=True)
    assert [type(result) for result in results] == [Cancelled] * 3
    assert [name_in(a) for a in server.of(*UPLOAD)] == ["a.jpg"]
    with pytest.raises(Cancelled, match="closed"):
        await talk.session.upload(picture(tmp_path, "d.jpg"))
    assert len(server.of(*UPLOAD)) == 1


async def test_a_message_waits_for_files_that_are_on_their_way(
    server: WireServer, talk: Conversation, tmp_path: Path
) -> None:
    item = talk.session.new_media("late.jpg", 10)
    turn = talk.session.send("make a video")
    await asyncio.sleep(0)
    await talk.session.upload(picture(tmp_path, "late.jpg"), item=item)
    await turn
    calls = [a.path for a in server.asked]
    assert calls.index(UPLOAD[1]) < calls.index(CHAT[1])


async def test_a_file_that_never_arrives_does_not_hold_a_message_for_ever(server: WireServer, tmp_path: Path) -> None:
    serve(server, stream(adk("Done.")))
    talk = Conversation(server, tmp_path, media_stall_s=0.1)
    talk.session.new_media("never.jpg", 10)
    assert (await talk.session.send("make a video")).text == "Done."
    await talk.session.close()


async def test_urls_are_fetched_here_for_a_back_end_on_this_machine(
    server: WireServer, talk: Conversation, tmp_path: Path
) -> None:
    async with WireServer() as web:
        content = picture(tmp_path, "cat.jpg").read_bytes()
        web.on("GET", "/pics/my%20cat.jpg", http(content, content_type="image/jpeg"))
        (item,) = await talk.session.upload_urls([f"{web.url}/pics/my%20cat.jpg"])
        assert (item.name, item.status) == ("my cat.jpg", "ready")
        assert content in server.of(*UPLOAD)[0].body
        assert "authorization" not in web.asked[0].headers


async def test_urls_arrive_in_their_order_and_one_that_fails_leaves_the_others(
    server: WireServer, talk: Conversation, tmp_path: Path
) -> None:
    content = http(picture(tmp_path, "cat.jpg").read_bytes(), content_type="image/jpeg")
    quick_was_sent = asyncio.Event()

    async def quick(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()
        quick_was_sent.set()

    async def slow(_: Asked, writer: asyncio.StreamWriter) -> None:
        await quick_was_sent.wait()
        writer.write(content)
        await writer.drain()

    async with WireServer() as web:
        web.on("GET", "/slow.jpg", slow)
        web.on("GET", "/quick.jpg", quick)
        with pytest.raises(BadMedia, match="404"):
            await talk.session.upload_urls([f"{web.url}/{name}.jpg" for name in ("slow", "gone", "quick")])
    assert [name_in(a) for a in server.of(*UPLOAD)] == ["slow.jpg", "quick.jpg"]
    assert [item.status for item in talk.session.media] == ["ready", "failed", "ready"]


async def test_a_message_adds_its_files_and_urls_in_the_order_in_which_it_names_them(
    server: WireServer, talk: Conversation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    first, last = picture(tmp_path, "first.bmp", (3000, 2000)), picture(tmp_path, "last.jpg")
    async with WireServer() as web:
        web.on("GET", "/middle.jpg", http(last.read_bytes(), content_type="image/jpeg"))
        reply = await talk.session.send(f"add {first}, {web.url}/middle.jpg and ~/last.jpg")
    assert (reply.intent, reply.text) == ("upload", "Added first.bmp, middle.jpg, last.jpg.")
    assert [name_in(a) for a in server.of(*UPLOAD)] == ["first.jpg", "middle.jpg", "last.jpg"]


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (http(b"nope", 404), "its server answers 404"),
        (http(b"<!doctype html><p>hi", content_type="text/html"), "is a web page, not a picture"),
        (http(b"words", content_type="image/jpeg"), "is not really a JPG"),
        (http(b"", content_type="image/jpeg"), "is empty"),
        (http(b"x", content_length=str(300 * 1024 * 1024)), "more than 200 MB"),
    ],
)
async def test_urls_that_give_no_picture(server: WireServer, talk: Conversation, reply: bytes, says: str) -> None:
    async with WireServer() as web:
        web.on("GET", "/cat.jpg", reply)
        with pytest.raises(NemoError, match=says):
            await talk.session.upload_urls([f"{web.url}/cat.jpg"])
    assert talk.session.media[0].status == "failed"
    assert server.of(*UPLOAD) == []


async def test_an_address_that_is_none(talk: Conversation) -> None:
    for url in ("file:///etc/passwd", "nonsense", "http://127.0.0.1:1/cat.jpg"):
        with pytest.raises(BadMedia):
            await talk.session.upload_urls([url])


async def test_a_message_that_gives_a_file_adds_it(server: WireServer, talk: Conversation, tmp_path: Path) -> None:
    reply = await talk.session.send(f"upload {picture(tmp_path, 'dog.jpg')}")
    assert (reply.intent, reply.text) == ("upload", "Added dog.jpg.")
    assert server.of(*CHAT) == []

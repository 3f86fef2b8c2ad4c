"""The client against a real server that plays what the wire may bring."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import logging
import traceback
from collections.abc import AsyncIterator
from email.parser import BytesParser
from pathlib import Path

import pytest
from pydantic import SecretStr

from nemo_widget.client import Client, ClientSettings, FixedToken
from nemo_widget.client.accumulator import Accumulator
from nemo_widget.client.dialects import TextDelta
from nemo_widget.client.faults import ConnectionCut, NotSent
from nemo_widget.client.jobs import Job
from nemo_widget.client.state import raw_member
from nemo_widget.model.errors import (
    AuthError,
    BackendFailed,
    BackendUnreachable,
    MediaTooLarge,
    NemoError,
    OutOfCredits,
    OutputError,
    PlanRequired,
    RateLimited,
    SessionGone,
    UnsupportedMedia,
)
from tests.client.wire_server import Asked, WireServer, adk, http, json_reply, ok, stream, typed

pytestmark = pytest.mark.anyio

TOKEN = "nmv_usr_very-secret-token"
ATTRIBUTION = {"X-Skill-Source": "best-image-to-video", "X-Skill-Version": "1.0.0", "X-Skill-Platform": "unknown"}
CREDITS = ("GET", "/api/credits/balance/simple")
STATE = ("GET", "/api/state/nemo_agent/me/s1/latest")
UPLOAD = ("POST", "/api/upload-video/nemo_agent/me/s1")
BALANCE = {"available": 80, "frozen": 20, "total": 100}


class Renewing(FixedToken):
    """As the anonymous token: another one when the first is refused."""

    async def renewed(self, rejected: SecretStr) -> SecretStr | None:
        self._token = SecretStr("nmv_usr_second")
        return self._token


class Slept:
    """Takes the place of waiting."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def slept() -> Slept:
    return Slept()


@pytest.fixture
async def client(server: WireServer, slept: Slept) -> AsyncIterator[Client]:
    made = Client(server.url, FixedToken(SecretStr(TOKEN)), ATTRIBUTION, settings=ClientSettings(sleep=slept))
    yield made
    await made.close()


async def said(client: Client, text: str = "hi") -> Accumulator:
    heard = Accumulator()
    async with client.chat("s1", text) as events:
        async for event in events:
            heard.feed(event)
    return heard


async def test_every_request_carries_attribution_and_token(server: WireServer, client: Client) -> None:
    server.on(*CREDITS, ok(BALANCE))
    server.on("POST", "/run_sse", stream(adk("hello")))
    assert str(await client.credits()) == "80 credits available, 20 frozen, 100 in total."
    await said(client)
    for asked in server.asked:
        assert asked.headers["authorization"] == f"Bearer {TOKEN}"
        assert {name: asked.headers[name.lower()] for name in ATTRIBUTION} == ATTRIBUTION


@pytest.mark.parametrize("body", [{"code": 0, "data": BALANCE}, {"success": True, "data": BALANCE}, BALANCE])
async def test_all_three_envelopes(server: WireServer, client: Client, body: object) -> None:
    server.on(*CREDITS, json_reply(body))
    assert (await client.credits()).available == 80


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (json_reply({"code": 1001, "message": "token expired"}), AuthError),
        (json_reply({"code": 1002, "message": "no such session"}), SessionGone),
        (json_reply({"code": 2001, "message": "insufficient"}), OutOfCredits),
        (json_reply({"code": 4001, "message": "type"}), UnsupportedMedia),
        (json_reply({"code": 4002, "message": "size"}), MediaTooLarge),
        (json_reply({"code": 402}), PlanRequired),
        (json_reply({"code": "1002"}), SessionGone),
        (json_reply({"success": False, "error": "draft is empty"}), BackendFailed),
        (json_reply({"detail": "Session not found: s1"}, 404), SessionGone),
        (json_reply({"detail": "Not Found"}, 404), BackendFailed),
        (json_reply({"detail": [{"loc": ["body"], "msg": "field required"}]}, 422), BackendFailed),
        (http(b"<html><h1>402</h1></html>", 402, content_type="text/html"), PlanRequired),
        (http(b"", 401), AuthError),
        (http(b"", 413), MediaTooLarge),
        (http(b"<html>Bad gateway</html>", 502, content_type="text/html"), BackendFailed),
        (http(b"", 200), BackendFailed),
        (http(b"{not json", 200, content_type="application/json"), BackendFailed),
        (json_reply({"code": 0, "data": {"nothing": "of use"}}), BackendFailed),
    ],
)
async def test_errors_of_every_shape_become_one_sentence(
    server: WireServer, client: Client, reply: bytes, kind: type[NemoError]
) -> None:
    server.on(*CREDITS, reply)
    with pytest.raises(kind) as raised:
        await client.credits()
    assert raised.type is kind
    sentence = str(raised.value)
    assert sentence
    assert not set(sentence) & set("{}<>[]")


async def test_sentences_of_the_back_end_are_kept_and_its_code_is_not(server: WireServer, client: Client) -> None:
    server.on(*CREDITS, json_reply({"success": False, "error": "The draft has no clips"}))
    with pytest.raises(BackendFailed, match=r"The draft has no clips\."):
        await client.credits()
    server.on(*CREDITS, json_reply({"code": 9999, "message": 'Traceback: KeyError {"a": 1} in /srv/app/x.py'}))
    with pytest.raises(BackendFailed) as raised:
        await client.credits()
    assert "Traceback" not in str(raised.value)
    server.on(*CREDITS, json_reply({"detail": "Not Found"}, 404))
    with pytest.raises(BackendFailed, match=r"could not do this\. Try again"):
        await client.credits()


@pytest.mark.parametrize(
    ("status", "code", "message", "shown"),
    [
        (507, 507, "The disk is full. Free some space.", "The disk is full. Free some space."),
        (500, 500, "Internal Server Error", "The back end has a problem of its own. Try again in a minute."),
        (415, 4001, "a.txt is text. Accepted are JPG and PNG.", "a.txt is text. Accepted are JPG and PNG."),
    ],
)
async def test_advice_of_the_back_end_is_kept_and_not_repeated(
    server: WireServer, client: Client, status: int, code: int, message: str, shown: str
) -> None:
    for _ in range(8):  # those that may pass are asked again
        server.on(*CREDITS, json_reply({"code": code, "message": message}, status))
    with pytest.raises(NemoError) as raised:
        await client.credits()
    assert str(raised.value) == shown


async def test_an_anonymous_token_is_renewed_once_and_the_call_repeated(server: WireServer) -> None:
    server.on(*CREDITS, json_reply({"code": 1001}), ok(BALANCE))
    client = Client(server.url, Renewing(SecretStr(TOKEN)), ATTRIBUTION)
    await client.credits()
    assert [a.headers["authorization"] for a in server.asked] == [f"Bearer {TOKEN}", "Bearer nmv_usr_second"]
    server.on(*CREDITS, json_reply({"code": 1001}, 401))
    with pytest.raises(AuthError):
        await client.credits()
    assert len(server.asked) == 4
    await client.close()


async def test_too_many_requests_wait_as_told_and_repeat_once(server: WireServer, client: Client, slept: Slept) -> None:
    server.on(*CREDITS, json_reply({"code": 429}, 429, retry_after="7"), ok(BALANCE))
    await client.credits()
    assert slept.seconds == [7.0]
    server.on(*CREDITS, json_reply({"detail": "slow down"}, 429))
    with pytest.raises(RateLimited):
        await client.credits()
    assert slept.seconds == [7.0, 30.0]


async def test_what_is_idempotent_is_repeated_with_growing_waits(
    server: WireServer, client: Client, slept: Slept
) -> None:
    async def drop(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server.on(*CREDITS, http(b"", 503), drop, ok(BALANCE))
    await client.credits()
    assert len(server.asked) == 3
    assert slept.seconds[0] < slept.seconds[1] * 3


async def test_a_message_that_may_have_been_seen_is_not_sent_again(server: WireServer, client: Client) -> None:
    async def drop(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.close()

    for reply in (drop, http(b"", 502)):
        server.asked.clear()
        server.on("POST", "/run_sse", reply)
        with pytest.raises(NemoError):
            await said(client)
        assert len(server.asked) == 1


async def test_a_back_end_that_is_not_there(server: WireServer, client: Client) -> None:
    server.stop()
    with pytest.raises(NotSent, match="cannot be reached"):
        await said(client)
    with pytest.raises(BackendUnreachable):
        await client.credits()


async def test_a_chat_streams_in_both_dialects(server: WireServer, client: Client) -> None:
    frames = (adk("Hel", partial=True), adk("lo", partial=True), adk("Hello", partial=False))
    server.on("POST", "/run_sse", stream(*frames), stream(typed(type="text", content="Hello")))
    for _ in range(2):
        heard = await said(client, "make it warmer")
        assert (heard.text, heard.is_whole) == ("Hello", True)
    assert server.asked[0].json == {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": "s1",
        "new_message": {"parts": [{"text": "make it warmer"}]},
    }
    assert server.asked[0].headers["accept"] == "text/event-stream"


async def test_a_chat_that_breaks_is_a_cut_and_what_came_stays(server: WireServer, client: Client) -> None:
    server.on("POST", "/run_sse", stream(adk("half of ", partial=True), end=False))
    heard = Accumulator()
    with pytest.raises(ConnectionCut):
        async with client.chat("s1", "hi") as events:
            async for event in events:
                heard.feed(event)
    assert heard.text == "half of "


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (json_reply({"detail": "Session not found"}, 404), SessionGone),
        (json_reply({"code": 2001, "message": "no credits"}), OutOfCredits),
        (http(b"<html>login</html>", 200, content_type="text/html"), BackendFailed),
    ],
)
async def test_an_answer_that_is_no_stream(
    server: WireServer, client: Client, reply: bytes, kind: type[NemoError]
) -> None:
    server.on("POST", "/run_sse", reply)
    with pytest.raises(kind):
        await said(client)


async def test_leaving_a_chat_early_closes_the_stream(server: WireServer, client: Client) -> None:
    gone = asyncio.Event()
    server.on("POST", "/run_sse", stream(adk("first ", partial=True), stay=gone))
    async with client.chat("s1", "hi") as events:
        async for _ in events:
            break
    await asyncio.wait_for(gone.wait(), 60)


@pytest.mark.parametrize("words", [5, 100])
async def test_deltas_that_are_here_together_are_one(server: WireServer, client: Client, words: int) -> None:
    """Ten bursts, each sent when the one before has been heard: the work does not grow with their words."""
    heard, burst, next_one = "", "word " * words, asyncio.Event()

    async def speak(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
        for _ in range(10):
            next_one.clear()
            writer.write(adk("word ", partial=True) * words)
            await next_one.wait()
        writer.write(adk(10 * burst))
        writer.close()

    server.on("POST", "/run_sse", speak)
    deltas = 0
    async with client.chat("s1", "hi") as events:
        async for event in events:
            if isinstance(event, TextDelta):
                deltas += 1
                heard += event.text
                if len(heard) % len(burst) == 0:
                    next_one.set()
    assert heard == 10 * burst
    assert deltas <= 30  # the first of a burst, which does not wait, the others, and once in a while some more


async def test_an_upload_is_streamed_whole_with_its_progress(
    server: WireServer, client: Client, tmp_path: Path
) -> None:
    file = tmp_path / "beach.jpg"
    file.write_bytes(bytes(range(256)) * 4096)
    server.on(*UPLOAD, ok({"files": [{"filename": "x", "file_type": "image", "hash": "h1", "width": 4, "height": 3}]}))
    seen: list[tuple[int, int]] = []
    answer = await client.upload(
        "s1", file, 'strand "süd".jpg', "image/jpeg", lambda sent, all_: seen.append((sent, all_))
    )
    assert (answer.hash, answer.width) == ("h1", 4)
    (asked,) = server.asked
    head = b"Content-Type: " + asked.headers["content-type"].encode() + b"\r\n\r\n"
    (part,) = BytesParser().parsebytes(head + asked.body).get_payload()
    content = part.get_payload(decode=True)
    assert hashlib.sha256(content).digest() == hashlib.sha256(file.read_bytes()).digest()
    assert 'name="files"; filename="strand %22süd%22.jpg"'.encode() in asked.body[:400]
    assert [sent for sent, _ in seen] == sorted({sent for sent, _ in seen})
    assert len(seen) > 2
    assert seen[-1] == (file.stat().st_size, file.stat().st_size)


async def test_a_draft_goes_out_character_for_character(server: WireServer, client: Client) -> None:
    draft = '{"t" : [{"tt":0,"sg":[{"d":1.10,"x":1e3,"m":{"n":"\\u00fc/\\/ü"}}]}],  "unknown":{"b":1,"a":2}, "d":10}'
    text = f'{{"code":0,"data":{{"state":{{"canvas_config":{{"draft":1}},"draft": {draft} ,"z":[1]}}}}}}'
    server.on(*STATE, http(text.encode(), content_type="application/json"))
    state = await client.state("s1")
    assert state.draft_json == draft
    assert state.is_ready_for_export
    server.on(
        "POST", "/api/render/proxy/lambda", json_reply({"success": True, "data": {"id": "r1", "status": "pending"}})
    )
    await client.submit_render("s1", "r1", state.draft_json, {"format": "mp4"})
    body = server.asked[-1].body.decode()
    assert raw_member(body, ("draft",)) == draft
    assert {k: v for k, v in json.loads(body).items() if k != "draft"} == {
        "id": "r1",
        "sessionId": "s1",
        "output": {"format": "mp4"},
    }


@pytest.mark.parametrize(
    "draft",
    [
        b'{"t":[],"t":[{"sg":[1]}], "a": 12345678901234567890123.10, "b": 1E400, "c": -0.0}',
        b'{\r\n\t"t" :\t[ {"sg":[{"m":{"n":"\\ud83d\\ude00 \\u2028 \xe2\x80\xa8 \\/"}}]} ]\r\n}',
        '{"t":[{"sg":[{"m":{"text":"片头 🌍","x":[[[]]],"y":{}}}]}]}'.encode(),
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=latin-1"])
async def test_a_draft_goes_out_byte_for_byte(server: WireServer, client: Client, draft: bytes, kind: str) -> None:
    server.on(*STATE, http(b'{"code": 0, "data": {"state": {"draft": ' + draft + b"}}}", content_type=kind))
    state = await client.state("s1")
    assert state.draft_json is not None
    server.on("POST", "/api/render/proxy/lambda", json_reply({"success": True, "data": {"status": "pending"}}))
    await client.submit_render("s1", "r1", state.draft_json, {"format": "mp4"})
    assert draft in server.asked[-1].body


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"id": "r1", "status": "processing", "progress": 40}, Job(id="r1", status="processing", progress=0.4)),
        ({"success": True, "data": {"status": "pending"}}, Job(id="r1", status="pending")),
        (
            {"status": "completed", "output": {"url": "https://x/y.mp4"}},
            Job(id="r1", status="completed", progress=1, url="https://x/y.mp4"),
        ),
        (
            {"success": True, "data": {"status": "completed", "outputUrl": "/y.mp4", "progress": 100}},
            Job(id="r1", status="completed", progress=1, url="/y.mp4"),
        ),
        ({"success": True, "data": {"status": "failed", "error": "no"}}, Job(id="r1", status="failed", error="no")),
    ],
)
async def test_a_render_in_both_shapes(server: WireServer, client: Client, body: object, expected: Job) -> None:
    server.on("GET", "/api/render/proxy/lambda/r1", json_reply(body))
    assert await client.render("r1") == expected


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


MP4 = bytes(range(256)) * 2000


async def test_a_download_goes_on_where_it_was_cut(server: WireServer, client: Client, tmp_path: Path) -> None:
    async def cut(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(http(MP4, etag='"v1"')[: 200 + 100_000])
        await writer.drain()
        writer.close()

    async def rest(asked: Asked, writer: asyncio.StreamWriter) -> None:
        offset = int(asked.headers["range"].removeprefix("bytes=").removesuffix("-"))
        assert offset > 50_000
        assert asked.headers["if-range"] == '"v1"'
        span = f"bytes {offset}-{len(MP4) - 1}/{len(MP4)}"
        writer.write(http(MP4[offset:], 206, content_range=span))
        await writer.drain()

    server.on("GET", "/out.mp4", cut, rest)
    target = tmp_path / "promo.mp4"
    seen: list[int] = []
    await client.download(Job(id="r1", status="completed", url="/out.mp4"), target, lambda have, _: seen.append(have))
    assert target.read_bytes() == MP4
    assert names_in(tmp_path) == ["promo.mp4"]
    assert seen[-1] == len(MP4)


async def test_a_download_that_is_cut_often_gets_there_as_long_as_it_moves_on(
    server: WireServer, client: Client, tmp_path: Path
) -> None:
    async def little(asked: Asked, writer: asyncio.StreamWriter) -> None:
        begins = int(asked.headers.get("range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        span = f"bytes {begins}-{len(MP4) - 1}/{len(MP4)}"
        whole = http(MP4[begins:], 206 if begins else 200, etag='"v1"', content_range=span if begins else "")
        writer.write(whole[: len(whole) - len(MP4[begins:]) + 60_000])
        await writer.drain()
        writer.close()

    server.on("GET", "/out.mp4", little)
    await client.download(Job(id="r1", status="completed", url="/out.mp4"), tmp_path / "promo.mp4")
    assert (tmp_path / "promo.mp4").read_bytes() == MP4
    assert len(server.asked) > 8


async def test_a_download_that_does_not_move_on_is_given_up(server: WireServer, client: Client, tmp_path: Path) -> None:
    async def nothing(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(http(MP4)[:100])
        await writer.drain()
        writer.close()

    server.on("GET", "/api/render/proxy/r1/download", nothing)
    with pytest.raises(BackendUnreachable):
        await client.download(Job(id="r1", status="completed"), tmp_path / "promo.mp4")
    assert names_in(tmp_path) == []


async def test_a_download_that_a_proxy_has_packed_is_unpacked(
    server: WireServer, client: Client, tmp_path: Path
) -> None:
    server.on("GET", "/out.mp4", http(gzip.compress(MP4), content_encoding="gzip", content_type="video/mp4"))
    await client.download(Job(id="r1", status="completed", url="/out.mp4"), tmp_path / "promo.mp4")
    assert (tmp_path / "promo.mp4").read_bytes() == MP4


async def test_a_download_that_changed_in_between_begins_again(
    server: WireServer, client: Client, tmp_path: Path
) -> None:
    async def cut(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(http(b"old" * 100_000, etag='"v1"')[:50_000])
        await writer.drain()
        writer.close()

    server.on("GET", "/out.mp4", cut, http(MP4, etag='"v2"'))
    target = tmp_path / "promo.mp4"
    await client.download(Job(id="r1", status="completed", url="/out.mp4"), target)
    assert target.read_bytes() == MP4


@pytest.mark.parametrize("told", [True, False])
async def test_a_download_that_is_larger_than_it_can_be_is_not_taken(
    server: WireServer, client: Client, tmp_path: Path, told: bool
) -> None:
    length = b"content-length: 300000\r\n" if told else b""

    async def send(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: video/mp4\r\n" + length + b"\r\n" + bytes(300_000))
        await writer.drain()
        writer.close()

    server.on("GET", "/api/render/proxy/r1/download", send)
    with pytest.raises(BackendFailed, match="far more"):
        await client.download(Job(id="r1", status="completed"), tmp_path / "video.mp4", most_bytes=100_000)
    assert names_in(tmp_path) == []


async def test_a_download_falls_back_and_a_page_is_no_video(server: WireServer, client: Client, tmp_path: Path) -> None:
    server.on("GET", "/out.mp4", http(b"<html>gone</html>", 200, content_type="text/html"))
    server.on("GET", "/api/render/proxy/r1/download", http(MP4, content_type="video/mp4"))
    target = tmp_path / "promo.mp4"
    await client.download(Job(id="r1", status="completed", url="/out.mp4"), target)
    assert target.read_bytes() == MP4


async def test_the_token_goes_to_no_other_host(server: WireServer, client: Client, tmp_path: Path) -> None:
    async with WireServer() as foreign:
        foreign.on("GET", "/file.mp4", http(MP4))
        job = Job(id="r1", status="completed", url=f"{foreign.url}/file.mp4")
        await client.download(job, tmp_path / "a.mp4")
        server.on("GET", "/out.mp4", http(b"", 302, location=f"{foreign.url}/file.mp4"))
        await client.download(Job(id="r1", status="completed", url="/out.mp4"), tmp_path / "b.mp4")
        assert (tmp_path / "b.mp4").read_bytes() == MP4
        assert len(foreign.asked) == 2
        for asked in foreign.asked:
            assert TOKEN not in str(asked)
        assert "x-skill-source" not in foreign.asked[0].headers
    assert server.of("GET", "/out.mp4")[0].headers["authorization"] == f"Bearer {TOKEN}"


async def test_a_full_disk_is_said_and_leaves_nothing(server: WireServer, client: Client, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    server.on("GET", "/out.mp4", http(MP4))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(OutputError, match=r"no room left on the disk for promo\.mp4"):
            await client.download(Job(id="r1", status="completed", url="/out.mp4"), tmp_path / "promo.mp4")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert names_in(tmp_path) == []


async def test_the_token_is_in_no_repr_log_or_exception(
    server: WireServer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.on(*CREDITS, json_reply({"code": 1001, "message": f"bad token {TOKEN}"}))
    with pytest.raises(AuthError) as raised:
        await client.credits()
    server.stop()
    with pytest.raises(BackendUnreachable) as unreachable:
        await client.credits()
    shown = "".join(
        "".join(traceback.format_exception(e.value)) + repr(e.value.__dict__) for e in (raised, unreachable)
    )
    assert TOKEN not in shown + repr(client) + repr(vars(client)) + caplog.text


async def test_a_claim_token(server: WireServer, client: Client) -> None:
    server.on("POST", "/api/auth/claim-token", ok({"claim_token": "clm_1", "expires_in": 604800}))
    assert await client.claim_token("t1", "s1") == "clm_1"
    assert server.asked[0].json == {"task_id": "t1", "session_id": "s1"}


async def test_urls_that_the_back_end_fetches_by_itself(server: WireServer, client: Client) -> None:
    server.on(*UPLOAD, ok({"files": [{"filename": "a.jpg", "hash": "h1"}, {"filename": "b.jpg", "hash": "h2"}]}))
    urls = ["https://x.test/a.jpg", "https://x.test/b.jpg"]
    assert [file.hash for file in await client.upload_urls("s1", urls)] == ["h1", "h2"]
    assert server.asked[0].json == {"urls": urls, "source_type": "url"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_another_host_carries_neither_token_nor_attribution(
    server: WireServer, client: Client, tmp_path: Path, status: int
) -> None:
    async with WireServer() as stranger:
        stranger.on("GET", "/film.mp4", http(b"film", content_type="video/mp4"))
        server.on("GET", "/out.mp4", http(b"", status, location=f"{stranger.url}/film.mp4"))
        await client.download(Job(id="r1", status="completed", url="/out.mp4"), tmp_path / "a.mp4")
        await client.download(Job(id="r1", status="completed", url=f"{stranger.url}/film.mp4"), tmp_path / "b.mp4")
        assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes() == b"film"
        assert len(stranger.asked) == 2
        for asked in stranger.asked:
            assert not {"authorization", *(name.lower() for name in ATTRIBUTION)} & set(asked.headers)
            assert TOKEN not in str(asked)
    assert server.asked[0].headers["authorization"] == f"Bearer {TOKEN}"


async def test_a_redirect_of_a_call_is_not_followed(server: WireServer, client: Client) -> None:
    """Its body may hold what is no other host's business."""
    async with WireServer() as stranger:
        for call, endpoint in ((client.credits, CREDITS), (lambda: said(client), ("POST", "/run_sse"))):
            server.on(*endpoint, http(b"", 307, location=f"{stranger.url}/x"))
            with pytest.raises(BackendFailed):
                await call()
        assert stranger.asked == []

"""The local engine in the cloud's place: an anonymous person is told how to keep what they make."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from nemo_widget.model.errors import Cancelled, OutOfCredits, PlanRequired
from nemo_widget.session import Session, Settings, shelf_of
from tests.client.wire_server import WireServer, adk, json_reply, ok, stream
from tests.session.scripted import CHAT, OPEN, RENDER, STATE, TWO, serve, until
from tests.session.test_exports import Renderer, poll
from tests.session.test_media_files import make_film

pytestmark = pytest.mark.anyio


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    command = [sys.executable, "-m", "nemo_widget.cli", "serve", "--port", "0", "--anonymous", "--data", tmp_path / "e"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        url = serving.stdout.readline().split()[-1]
        monkeypatch.setenv("NEMO_API_URL", url)
        monkeypatch.setenv("NEMO_WEB_URL", "https://web.test/")
        monkeypatch.setenv("NEMO_CONFIG_DIR", str(tmp_path / "config"))
        monkeypatch.delenv("NEMO_TOKEN", raising=False)
        yield url
        serving.terminate()


def claims(session: Session) -> list[str]:
    return [m.link for m in session.messages if m.role == "notice" and m.link]


async def test_the_claim_link_is_shown_with_the_first_file_and_with_each_video(
    cloud: str, photos: list[Path], tmp_path: Path
) -> None:
    session = Session(Settings(data_dir=tmp_path / "data"))
    for photo in photos[:2]:
        await session.upload(photo)
    await until(lambda: claims(session))
    await session.send("make a video")
    await session.export(tmp_path / "a.mp4", resolution=144, quality="fast")
    shown = claims(session)
    assert len(shown) == 2
    for link in shown:
        parts = urlsplit(link)
        assert (parts.scheme, parts.netloc, parts.path) == ("https", "web.test", "/workspace/claim")
        assert parse_qs(parts.query)["ct"][0].startswith("clm_")
    again = await session.claim_url()
    assert again and again.startswith("https://web.test/workspace/claim?ct=clm_")
    await session.close()
    tokens = [parse_qs(urlsplit(link).query)["ct"][0] for link in (*shown, again)]
    for path in (tmp_path / "data" / "sessions").iterdir():
        assert not any(token in path.read_text() for token in tokens)
    assert shelf_of(Settings(data_dir=tmp_path / "data")).of_cloud(None)


async def test_who_has_an_account_or_stays_on_this_machine_is_not_told(
    cloud: str, photos: list[Path], tmp_path: Path
) -> None:
    session = Session(Settings(backend="local", data_dir=tmp_path / "data"))
    await session.upload(photos[0])
    assert await session.claim_url() is None
    assert claims(session) == []
    await session.close()


async def test_a_service_that_gives_no_claim_costs_nothing_but_the_link(
    server: WireServer, photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(server, tmp_path, monkeypatch)
    server.on("POST", "/api/auth/claim-token", json_reply({"code": 500}, 403))
    session = Session(Settings(backend="cloud", data_dir=tmp_path))
    await session.upload(photos[0])
    await until(lambda: server.of("POST", "/api/auth/claim-token"))
    await session.send("make a video")
    assert claims(session) == []
    await session.close()


def set_up(server: WireServer, folder: Path, monkeypatch: pytest.MonkeyPatch, **opened: str) -> None:
    for name, value in {"API_URL": server.url, "WEB_URL": "https://web.test", "CONFIG_DIR": str(folder / "c")}.items():
        monkeypatch.setenv(f"NEMO_{name}", value)
    monkeypatch.delenv("NEMO_TOKEN", raising=False)
    serve(server, stream(adk("Hi.")), TWO)
    server.on(*OPEN, ok({"task_id": "t1", "session_id": "s1", **opened}))
    server.on("POST", "/api/upload-video/nemo_agent/me/s1", ok({"files": [{"filename": "x", "hash": "h"}]}))
    server.on("POST", "/api/auth/anonymous-token", ok({"token": "nmv_usr_x", "expires_at": "2999-01-01T00:00:00Z"}))


@pytest.mark.parametrize("told_by", ["create-session", "state", "nobody"])
async def test_who_has_run_out_of_credits_is_shown_where_to_register(
    server: WireServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told_by: str
) -> None:
    set_up(server, tmp_path, monkeypatch, **({"bind_id": "b 1"} if told_by == "create-session" else {}))
    if told_by == "state":
        server.on(*STATE, ok({"state": {"draft": None, "bind_id": "b 1"}}))
    server.on(*CHAT, json_reply({"code": 2001, "message": "no credits"}))
    session = Session(Settings(backend="cloud", data_dir=tmp_path))
    with pytest.raises(OutOfCredits) as raised:
        await session.send("make a video")
    wanted = "https://web.test" if told_by == "nobody" else "https://web.test/?bind=b+1"
    assert (raised.value.link, session.messages[-1].link) == (wanted, wanted)
    assert "Register" in str(raised.value)
    await session.close()


async def test_a_plan_that_does_not_allow_the_export_is_not_called_a_lack_of_credits(
    server: WireServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(server, tmp_path, monkeypatch, bind_id="b1")
    server.on(*RENDER, json_reply({"code": 402}, 402))
    session = Session(Settings(backend="cloud", data_dir=tmp_path))
    with pytest.raises(PlanRequired, match="it is the plan, not the credits") as raised:
        await session.export(tmp_path / "a.mp4")
    assert raised.value.link == "https://web.test/?bind=b1"
    await session.close()


async def test_every_request_says_which_skill_asks_and_all_but_one_bear_the_token(
    server: WireServer, photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(server, tmp_path, monkeypatch)
    monkeypatch.setenv("SKILL_SOURCE", "hub")
    make_film(tmp_path / "film.mp4")
    renderer = Renderer(server, (tmp_path / "film.mp4").read_bytes())
    server.on("POST", "/api/auth/claim-token", ok({"claim_token": "clm_x"}))
    server.on("GET", "/api/credits/balance/simple", ok({"available": 1, "frozen": 0, "total": 1}))
    session = Session(Settings(skill="image-to-video-openart", backend="cloud", data_dir=tmp_path))
    await session.connect()
    await session.upload(photos[0])
    await session.send("make a video")
    await session.export(tmp_path / "a.mp4")
    renderer.polls = [[poll("processing", 10)]]
    export = asyncio.create_task(session.export(tmp_path / "b.mp4"))
    await until(lambda: len(renderer.ids) == 2 and session.export_state.progress)
    session.cancel_export()
    with pytest.raises(Cancelled):
        await export
    await session.close()
    asked = [(each.method, each.path) for each in server.asked]
    assert len(set(asked)) >= 11
    for each in server.asked:
        assert each.headers["x-skill-source"] == "image-to-video-openart", each.path
        assert each.headers["x-skill-version"] == "1.0.0"
        assert each.headers["x-skill-platform"] == "hub"
        assert "nmv_usr_x" not in each.path
        if each.path == "/api/auth/anonymous-token":
            assert "authorization" not in each.headers
            assert each.headers["x-client-id"]
        else:
            assert each.headers["authorization"] == "Bearer nmv_usr_x", each.path
            assert "x-client-id" not in each.headers

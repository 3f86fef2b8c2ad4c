"""Anonymous tokens: one a client id, kept on disk, private."""

from __future__ import annotations

import asyncio
import stat
import time
import uuid
from pathlib import Path

import pytest
from pydantic import SecretStr

from nemo_widget.model.errors import AuthError
from nemo_widget.session.anonymous import AnonymousTokens
from tests.client.wire_server import Asked, WireServer, json_reply, ok

pytestmark = pytest.mark.anyio

ENDPOINT = ("POST", "/api/auth/anonymous-token")


def token(name: str, expires_at: object = "2999-01-01T00:00:00Z") -> bytes:
    return ok({"token": f"nmv_usr_{name}", "user_id": "anon_1", "credits": 100, "expires_at": expires_at})


async def test_one_token_for_all_and_the_next_kernel_too(server: WireServer, tmp_path: Path) -> None:
    server.on(*ENDPOINT, token("one"), token("two"))
    tokens = AnonymousTokens(server.url, folder=tmp_path)
    got = await asyncio.gather(*(tokens.current() for _ in range(5)))
    assert {t.get_secret_value() for t in got} == {"nmv_usr_one"}
    later = await AnonymousTokens(server.url, folder=tmp_path).current()
    assert later.get_secret_value() == "nmv_usr_one"
    (asked,) = server.asked
    client_id = (tmp_path / "client_id").read_text()
    assert asked.headers["x-client-id"] == str(uuid.UUID(client_id))
    assert "authorization" not in asked.headers
    for name in ("token.json", "client_id"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


async def test_sessions_that_ask_at_once_share_what_one_of_them_gets(server: WireServer, tmp_path: Path) -> None:
    refused = asyncio.Event()

    async def late(_: Asked, writer: asyncio.StreamWriter) -> None:
        await refused.wait()
        writer.write(token("one"))
        await writer.drain()

    async def only_one_a_week(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(json_reply({"code": 429, "message": "one a week"}, 429))
        await writer.drain()
        refused.set()

    server.on(*ENDPOINT, late, only_one_a_week)
    got = await asyncio.gather(*(AnonymousTokens(server.url, folder=tmp_path).current() for _ in range(2)))
    assert [t.get_secret_value() for t in got] == ["nmv_usr_one"] * 2
    assert len({asked.headers["x-client-id"] for asked in server.asked}) == 1


async def test_a_token_that_another_session_has_renewed_is_taken_over(server: WireServer, tmp_path: Path) -> None:
    server.on(*ENDPOINT, token("one"), token("two"), json_reply({"code": 429}, 429))
    ours, theirs = (AnonymousTokens(server.url, folder=tmp_path) for _ in range(2))
    old = await ours.current()
    assert await theirs.current() == old
    new = await ours.renewed(old)
    assert await theirs.renewed(old) == new


async def test_a_proxy_is_not_asked_for_a_server_on_this_machine(
    server: WireServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.on(*ENDPOINT, token("one"))
    assert (await AnonymousTokens(server.url, folder=tmp_path).current()).get_secret_value() == "nmv_usr_one"


async def test_a_refused_token_is_renewed_once_for_all(server: WireServer, tmp_path: Path) -> None:
    server.on(*ENDPOINT, token("one"), token("two"))
    tokens = AnonymousTokens(server.url, folder=tmp_path)
    first = await tokens.current()
    renewed = await asyncio.gather(*(tokens.renewed(first) for _ in range(3)))
    assert {t.get_secret_value() for t in renewed if t} == {"nmv_usr_two"}
    assert len(server.asked) == 2
    assert isinstance(renewed[0], SecretStr)


async def test_a_token_that_has_run_out_or_is_of_another_place_is_not_used(server: WireServer, tmp_path: Path) -> None:
    server.on(*ENDPOINT, token("one", time.time() + 100_000), token("two"), token("three"))
    await AnonymousTokens(server.url, folder=tmp_path).current()
    late = AnonymousTokens(server.url, folder=tmp_path, now=lambda: time.time() + 200_000)
    assert (await late.current()).get_secret_value() == "nmv_usr_two"
    async with WireServer() as other:
        other.on(*ENDPOINT, token("other"))
        assert (await AnonymousTokens(other.url, folder=tmp_path).current()).get_secret_value() == "nmv_usr_other"


async def test_a_server_that_gives_none(server: WireServer, tmp_path: Path) -> None:
    with pytest.raises(AuthError, match=r"asks for a token\. Give it as token=…, or set NEMO_TOKEN\."):
        await AnonymousTokens(server.url, folder=tmp_path).current()


async def test_broken_files_are_made_anew(server: WireServer, tmp_path: Path) -> None:
    server.on(*ENDPOINT, token("one"))
    (tmp_path / "token.json").write_text("{half")
    (tmp_path / "client_id").write_text("not a uuid")
    assert (await AnonymousTokens(server.url, folder=tmp_path).current()).get_secret_value() == "nmv_usr_one"
    uuid.UUID((tmp_path / "client_id").read_text())

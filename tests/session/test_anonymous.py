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
from tests.client.wire_server import WireServer, ok

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

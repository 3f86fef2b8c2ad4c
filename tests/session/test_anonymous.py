"""Anonymous tokens: one a client id, kept on disk, private."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
import time
import uuid
from pathlib import Path

import pytest
from pydantic import SecretStr

from nemo_widget.client import ClientSettings
from nemo_widget.model.errors import AuthError, RateLimited
from nemo_widget.session.anonymous import AnonymousTokens
from tests.client.wire_server import Asked, WireServer, json_reply, ok
from tests.session.scripted import Sleeper

pytestmark = pytest.mark.anyio

ENDPOINT = ("POST", "/api/auth/anonymous-token")


def token(name: str, expires_at: object = "2999-01-01T00:00:00Z") -> bytes:
    return ok({"token": f"nmv_usr_{name}", "user_id": "anon_1", "credits": 100, "expires_at": expires_at})


async def test_one_token_for_all_and_the_next_kernel_too(server: WireServer, tmp_path: Path) -> None:
    server.on(*ENDPOINT, token("one"), token("two"))
    tokens = AnonymousTokens(server.url, {}, folder=tmp_path)
    got = await asyncio.gather(*(tokens.current() for _ in range(5)))
    assert {t.get_secret_value() for t in got} == {"nmv_usr_one"}
    later = await AnonymousTokens(server.url, {}, folder=tmp_path).current()
    assert later.get_secret_value() == "nmv_usr_one"
    (asked,) = server.asked
    client_id = (tmp_path / "client_id").read_text()
    assert asked.headers["x-client-id"] == str(uuid.UUID(client_id))
    assert "authorization" not in asked.headers
    for name in ("token.json", "client_id"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


CHILD = """
import asyncio, sys
from pathlib import Path
from nemo_widget.session.anonymous import AnonymousTokens
tokens = AnonymousTokens(sys.argv[1], {}, folder=Path(sys.argv[2]))
print("asking", flush=True)
print(asyncio.run(tokens.current()).get_secret_value(), flush=True)
"""


async def test_processes_that_start_at_once_get_one_token(server: WireServer, tmp_path: Path) -> None:
    all_ask = asyncio.Event()
    given = 0

    async def late(_: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal given
        given += 1
        mine = token(f"number-{given}")
        await all_ask.wait()
        writer.write(mine)
        await writer.drain()

    server.on(*ENDPOINT, late)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", CHILD, server.url, str(tmp_path / "new" / "folder")),
            env=environment,
            stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout and await process.stdout.readline() == b"asking\n"
    all_ask.set()
    said = [(await process.communicate())[0] for process in processes]
    assert said == [b"nmv_usr_number-1\n"] * 3
    assert given == 1


async def test_a_process_that_died_while_it_asked_holds_up_nobody(server: WireServer, tmp_path: Path) -> None:
    asked = asyncio.Event()

    async def never(asking: Asked, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await asking.gone()
        writer.close()

    server.on(*ENDPOINT, never, token("two"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, server.url, str(tmp_path), env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    await asked.wait()
    process.kill()
    await process.wait()
    got = await AnonymousTokens(server.url, {}, folder=tmp_path).current()
    assert got.get_secret_value() == "nmv_usr_two"


async def test_a_client_id_that_is_not_taken_is_made_anew(server: WireServer, tmp_path: Path) -> None:
    server.on(*ENDPOINT, json_reply({"code": 400, "message": "Missing X-Client-Id"}, 400), token("one"))
    assert (await AnonymousTokens(server.url, {}, folder=tmp_path).current()).get_secret_value() == "nmv_usr_one"
    first, second = (asked.headers["x-client-id"] for asked in server.asked)
    assert first != second == (tmp_path / "client_id").read_text()


@pytest.mark.parametrize(("headers", "waits"), [({}, [30.0]), ({"retry_after": "7"}, [7.0])])
async def test_too_many_requests_are_waited_for_once(
    server: WireServer, tmp_path: Path, headers: dict[str, str], waits: list[float]
) -> None:
    busy = json_reply({"code": 429}, 429, **headers)
    server.on(*ENDPOINT, busy, token("one"))
    slept = Sleeper()
    tokens = AnonymousTokens(server.url, {}, folder=tmp_path, settings=ClientSettings(sleep=slept))
    assert (await tokens.current()).get_secret_value() == "nmv_usr_one"
    assert slept.seconds == waits
    server.on(*ENDPOINT, busy)
    with pytest.raises(RateLimited, match="Register and give your own") as raised:
        await AnonymousTokens(
            server.url, {}, folder=tmp_path / "b", web_url="https://web.test", settings=ClientSettings(sleep=slept)
        ).current()
    assert raised.value.link == "https://web.test"
    assert slept.seconds == waits * 2


async def test_a_week_is_not_waited_for(server: WireServer, tmp_path: Path) -> None:
    server.on(*ENDPOINT, json_reply({"code": 429}, 429, retry_after="604800"))
    slept = Sleeper()
    with pytest.raises(RateLimited, match="No further free token"):
        await AnonymousTokens(server.url, {}, folder=tmp_path, settings=ClientSettings(sleep=slept)).current()
    assert slept.seconds == []
    assert len(server.asked) == 1


async def test_a_token_that_another_session_has_renewed_is_taken_over(server: WireServer, tmp_path: Path) -> None:
    server.on(*ENDPOINT, token("one"), token("two"), json_reply({"code": 429}, 429))
    ours, theirs = (AnonymousTokens(server.url, {}, folder=tmp_path) for _ in range(2))
    old = await ours.current()
    assert await theirs.current() == old
    new = await ours.renewed(old)
    assert await theirs.renewed(old) == new


async def test_a_proxy_is_not_asked_for_a_server_on_this_machine(
    server: WireServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.on(*ENDPOINT, token("one"))
    assert (await AnonymousTokens(server.url, {}, folder=tmp_path).current()).get_secret_value() == "nmv_usr_one"


async def test_a_refused_token_is_renewed_once_for_all(server: WireServer, tmp_path: Path) -> None:
    server.on(*ENDPOINT, token("one"), token("two"))
    tokens = AnonymousTokens(server.url, {}, folder=tmp_path)
    first = await tokens.current()
    renewed = await asyncio.gather(*(tokens.renewed(first) for _ in range(3)))
    assert {t.get_secret_value() for t in renewed if t} == {"nmv_usr_two"}
    assert len(server.asked) == 2
    assert isinstance(renewed[0], SecretStr)


async def test_a_token_that_has_run_out_or_is_of_another_place_is_not_used(server: WireServer, tmp_path: Path) -> None:
    server.on(*ENDPOINT, token("one", time.time() + 100_000), token("two"), token("three"))
    await AnonymousTokens(server.url, {}, folder=tmp_path).current()
    late = AnonymousTokens(server.url, {}, folder=tmp_path, now=lambda: time.time() + 200_000)
    assert (await late.current()).get_secret_value() == "nmv_usr_two"
    async with WireServer() as other:
        other.on(*ENDPOINT, token("other"))
        assert (await AnonymousTokens(other.url, {}, folder=tmp_path).current()).get_secret_value() == "nmv_usr_other"


async def test_a_server_that_gives_none(server: WireServer, tmp_path: Path) -> None:
    with pytest.raises(AuthError, match=r"asks for a token\. Give it as token=…, or set NEMO_API_URL and NEMO_TOKEN\."):
        await AnonymousTokens(server.url, {}, folder=tmp_path).current()


async def test_broken_files_are_made_anew(server: WireServer, tmp_path: Path) -> None:
    server.on(*ENDPOINT, token("one"))
    (tmp_path / "token.json").write_text("{half")
    (tmp_path / "client_id").write_text("not a uuid")
    assert (await AnonymousTokens(server.url, {}, folder=tmp_path).current()).get_secret_value() == "nmv_usr_one"
    uuid.UUID((tmp_path / "client_id").read_text())

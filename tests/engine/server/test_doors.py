"""Who may come in."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.engine.engine_process import EngineProcess, message

SESSION_PATHS = [
    ("POST", "/api/tasks/me/with-session/nemo_agent"),
    ("GET", "/api/state/nemo_agent/me/x/latest"),
    ("POST", "/api/upload-video/nemo_agent/me/x"),
    ("GET", "/api/credits/balance/simple"),
    ("POST", "/api/auth/claim-token"),
    ("POST", "/run_sse"),
    ("POST", "/api/render/proxy/lambda"),
    ("GET", "/api/render/proxy/lambda/x"),
    ("POST", "/api/render/proxy/lambda/x/cancel"),
    ("GET", "/api/render/proxy/x/download"),
    ("GET", "/files/x"),
]


@pytest.mark.parametrize(("method", "path"), SESSION_PATHS)
@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer wrong", "Basic {secret}", "{secret}", "Bearer {secret}x"]
)
def test_without_the_secret_there_is_no_way_in(
    engine: EngineProcess, method: str, path: str, authorization: str
) -> None:
    header = {"Authorization": authorization.format(secret=engine.secret)} if authorization else {}
    answer = engine.stranger.request(method, path, headers=header)
    assert answer.status_code == 401
    assert answer.json()["code"] == 1001
    if path.startswith("/api/render"):
        assert answer.json()["success"] is False


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", ""]
)
def test_another_host_name_is_refused_even_with_the_secret(engine: EngineProcess, host: str) -> None:
    answer = engine.client.get("/api/credits/balance/simple", headers={"Host": host})
    assert answer.status_code in (400, 403)
    assert "available" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:80", "127.0.0.2"])
def test_names_of_this_machine_are_fine(engine: EngineProcess, host: str) -> None:
    assert engine.client.get("/api/health", headers={"Host": host}).status_code == 200


def test_no_other_origin_is_let_in(engine: EngineProcess) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for answer in (
        engine.client.options("/run_sse", headers=asked),
        engine.client.get("/api/credits/balance/simple", headers=asked),
        engine.client.get("/nothing", headers=asked),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "{url}", "Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
def test_a_page_of_another_site_learns_nothing_even_with_the_secret(
    engine: EngineProcess, headers: dict[str, str], status: int
) -> None:
    said = {name: value.format(url=engine.url) for name, value in headers.items()}
    answer = engine.client.get("/api/credits/balance/simple", headers=said)
    assert answer.status_code == status
    assert ("available" in answer.text) == (status == 200)
    assert engine.stranger.get("/api/health", headers=said).status_code == status


def test_it_listens_on_loopback_only(engine: EngineProcess) -> None:
    port = urlsplit(engine.url).port
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing; tells which address this machine would use
        outside = probe.getsockname()[0]
    if not outside.startswith("127."):
        with pytest.raises(OSError, match=r".+"):
            socket.create_connection((outside, port), timeout=2)


def test_who_connects_and_says_nothing_keeps_nobody_out(tmp_path: Path) -> None:
    with EngineProcess(tmp_path, few_open_files=True) as engine, contextlib.ExitStack() as idle:
        for _ in range(200):
            idle.enter_context(socket.create_connection(("127.0.0.1", urlsplit(engine.url).port or 0)))
        assert engine.client.get("/api/credits/balance/simple").status_code == 200


def test_anonymous_tokens_are_closed_under_a_parent(engine: EngineProcess) -> None:
    client_id = {"X-Client-Id": "9f8b8ab1-3c5c-4a0e-9a52-0c7d7d4d5a11"}
    answer = engine.stranger.post("/api/auth/anonymous-token", headers=client_id)
    assert answer.status_code == 403
    assert "token" not in answer.json().get("data", {})


def test_the_secret_is_in_no_log_and_no_argument(engine: EngineProcess) -> None:
    engine.client.post("/run_sse", json=message("nothing", "hello"))
    engine.client.get(f"/api/nothing?token={engine.secret}")
    assert engine.secret not in engine.log
    assert engine.secret not in " ".join(map(str, engine.process.args))  # type: ignore[arg-type]
    assert engine.secret not in engine.first_line
    assert not [p for p in engine.data.rglob("*") if p.is_file() and engine.secret.encode() in p.read_bytes()]


def test_no_engine_misbehaves_unless_it_was_started_for_that(engine: EngineProcess) -> None:
    assert engine.client.post("/faults", json={"fault": "silent"}).status_code == 404

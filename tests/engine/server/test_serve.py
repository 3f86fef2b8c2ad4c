"""The engine for a team: `nemo-widget serve`."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.engine.engine_process import ATTRIBUTION, message
from tests.waiting import wait_until


@dataclass
class Served:
    url: str
    token: str
    said: str
    process: subprocess.Popen[str]


@contextmanager
def serving(data: Path, *arguments: str) -> Iterator[Served]:
    process = subprocess.Popen(
        [sys.executable, "-m", "nemo_widget.cli", "serve", "--port", "0", "--data", str(data), *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    assert process.stdout
    said = ""
    with process:
        try:
            for line in process.stdout:
                said += line
                if "Ctrl-C" in line:
                    break
            url, token = re.search(r"http://\S+", said), re.search(r"Token: (\S+)", said)
            assert url and token, said
            yield Served(url[0], token[1], said, process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def test_it_renders_on_a_dask_cluster(tmp_path: Path, photo: Callable[..., bytes]) -> None:
    from distributed import LocalCluster

    place = {"dashboard_address": None, "local_directory": str(tmp_path / "dask")}
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, **place) as cluster,
        serving(tmp_path / "data", "--dask", cluster.scheduler_address) as served,
        httpx.Client(base_url=served.url, headers={"Authorization": f"Bearer {served.token}", **ATTRIBUTION}) as client,
    ):
        task = client.post("/api/tasks/me/with-session/nemo_agent", json={"task_name": "project", "language": "en"})
        session = task.json()["data"]["session_id"]
        files = {"files": ("a.jpg", photo(1))}
        (told,) = client.post(f"/api/upload-video/nemo_agent/me/{session}", files=files).json()["data"]["files"]
        clip = {"id": "c", "s": 0, "d": 500, "m": {"src": told["hash"], "name": "a.jpg"}}
        draft = {"d": 500, "m": {"width": 160, "height": 90, "fps": 25}, "t": [{"tt": 0, "sg": [clip]}]}
        order = {"id": "render_1", "sessionId": session, "draft": draft, "output": {"format": "mp4"}}
        assert client.post("/api/render/proxy/lambda", json=order).json()["success"]
        wait_until(
            lambda: client.get("/api/render/proxy/lambda/render_1").json()["status"] == "completed",
            timeout_s=60,
            what="the video",
        )
        (kept,) = (tmp_path / "dask").rglob(f"nemo-files-*/{told['hash']}")  # so it was a worker of the cluster
        assert kept.read_bytes() == photo(1)


def test_a_cluster_that_is_not_there_is_said_before_anything_is_served(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nemo_widget.cli", "serve", "--port", "0", "--data", str(tmp_path)]
    ended = subprocess.run(
        [*command, "--dask", "not an address"], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("nemo-widget: No Dask scheduler answers at tcp://not an address.")
    assert "Traceback" not in ended.stderr


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), "--anonymous") as served:
        yield served


def anonymous(served: Served, client_id: str | None = None) -> httpx.Response:
    headers = {"X-Client-Id": client_id} if client_id is not None else {}
    return httpx.post(f"{served.url}/api/auth/anonymous-token", headers=headers)


def test_the_printed_token_opens_it(served: Served) -> None:
    headers = {"Authorization": f"Bearer {served.token}"}
    assert httpx.get(f"{served.url}/api/credits/balance/simple", headers=headers).json()["code"] == 0


def test_an_anonymous_token_has_100_credits_and_seven_days(served: Served) -> None:
    data = anonymous(served, str(uuid.uuid4())).json()["data"]
    assert data["token"].startswith("nmv_usr_")
    assert data["user_id"].startswith("anon_")
    assert data["credits"] == 100
    left = datetime.fromisoformat(data["expires_at"]) - datetime.now(timezone.utc)
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    answer = httpx.post(
        f"{served.url}/api/tasks/me/with-session/nemo_agent",
        json={"task_name": "project"},
        headers={"Authorization": f"Bearer {data['token']}", **ATTRIBUTION},
    )
    assert answer.json()["data"]["user_id"] == data["user_id"]


@pytest.mark.parametrize("client_id", [None, "", "no-uuid"])
def test_a_client_id_is_asked_for(served: Served, client_id: str | None) -> None:
    answer = anonymous(served, client_id)
    assert answer.status_code == 400
    assert answer.json()["code"] == 400
    assert "X-Client-Id" in answer.json()["message"]


def test_a_client_id_gets_one_token_in_seven_days(served: Served) -> None:
    client_id = str(uuid.uuid4())
    assert anonymous(served, client_id).status_code == 200
    again = anonymous(served, client_id.upper())
    assert again.status_code == 429
    assert again.json()["code"] == 429
    assert 0 < int(again.headers["Retry-After"]) <= 7 * 24 * 3600


def test_users_see_nothing_of_one_another(served: Served, photo: Callable[..., bytes]) -> None:
    mine, theirs = (_client(served, anonymous(served, str(uuid.uuid4())).json()["data"]["token"]) for _ in range(2))
    with mine, theirs, _client(served, served.token) as owner:
        made, other = (
            each.post("/api/tasks/me/with-session/nemo_agent", json={}).json()["data"] for each in (mine, theirs)
        )
        session = made["session_id"]
        files = {"files": ("a.jpg", photo(1))}
        (file,) = mine.post(f"/api/upload-video/nemo_agent/me/{session}", files=files).json()["data"]["files"]
        clip = {"id": "c", "s": 0, "d": 500, "m": {"src": file["hash"], "name": "a.jpg"}}
        draft = {"d": 500, "m": {"width": 160, "height": 90, "fps": 25}, "t": [{"tt": 0, "sg": [clip]}]}
        order = {"id": "mine", "sessionId": session, "draft": draft}
        asked: list[tuple[str, str, dict[str, Any]]] = [
            ("GET", f"/api/state/nemo_agent/me/{session}/latest", {}),
            ("POST", f"/api/upload-video/nemo_agent/me/{session}", {"files": files}),
            ("POST", "/run_sse", {"json": message(session, "undo")}),
            ("POST", "/api/auth/claim-token", {"json": made}),
            ("POST", "/api/render/proxy/lambda", {"json": order}),
            ("GET", "/api/render/proxy/lambda/mine", {}),
            ("POST", "/api/render/proxy/lambda/mine/cancel", {}),
            ("GET", f"/files/{file['hash']}", {}),
            ("GET", f"/api/preview/sound/nemo_agent/me/{session}", {}),
        ]
        assert all(mine.request(method, path, **body).status_code < 300 for method, path, body in asked)
        for stranger in (theirs, owner):
            answers = [stranger.request(method, path, **body) for method, path, body in asked]
            assert [answer.status_code for answer in answers] == [404] * len(asked)
            assert stranger.get("/api/render/proxy/mine/download").status_code == 404
        with_its_file = {**order, "id": "theirs", "sessionId": other["session_id"]}
        assert theirs.post("/api/render/proxy/lambda", json=with_its_file).status_code == 422


def _client(served: Served, token: str) -> httpx.Client:
    return httpx.Client(base_url=served.url, headers={"Authorization": f"Bearer {token}", **ATTRIBUTION}, timeout=60)


def test_without_anonymous_nobody_gets_a_token(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        assert anonymous(served, str(uuid.uuid4())).status_code == 403
        assert "Warning" not in served.said


def test_another_host_is_only_served_when_asked_for_and_with_a_warning(tmp_path: Path) -> None:
    with serving(tmp_path, "--host", "0.0.0.0") as served:
        assert "Warning" in served.said
        port = served.url.rpartition(":")[2]
        known = httpx.get(f"http://127.0.0.1:{port}/api/health")
        rebound = httpx.get(f"http://127.0.0.1:{port}/api/health", headers={"Host": "evil.example"})
        assert (known.status_code, rebound.status_code) == (200, 403)


def test_a_port_that_is_taken_is_said_in_a_sentence(served: Served, tmp_path: Path) -> None:
    port = served.url.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "nemo_widget.cli", "serve", "--port", port, "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        timeout=30,
        check=False,
    )
    assert done.returncode != 0
    assert "Choose another port" in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_ends_it_quietly(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(60) == 0

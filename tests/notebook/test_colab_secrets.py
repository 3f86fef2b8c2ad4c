"""A token among Colab's secrets is taken for the cloud, when the person has granted it, and goes nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.wire_server import ok
from tests.notebook.backend import Backend, running

USERDATA = """
class SecretNotFoundError(Exception): ...
class NotebookAccessError(Exception): ...
class TimeoutException(Exception): ...
def get(name):
    print("asked for", name, flush=True)
    {body}
"""
TALK = """
import sys
import google.colab
from nemo_widget import Studio
backend = None if sys.argv[1] == "None" else sys.argv[1]
studio = Studio(backend=backend, token=sys.argv[2] or None)
print(studio.credits().available, "hush" in repr(studio) + str(studio.get_state()) + str(vars(studio)))
studio.close()
"""
CREDITS = ("GET", "/api/credits/balance/simple")
GRANTED = "return 'nmv_usr_hush'"


@pytest.fixture
def cloud() -> Iterator[Backend]:
    with running() as backend:
        anonymous = {"token": "nmv_usr_anonymous", "expires_at": "2999-01-01T00:00:00Z"}
        backend.server.on("POST", "/api/auth/anonymous-token", ok(anonymous))
        yield backend


def talk(cloud: Backend, folder: Path, body: str, backend: str = "cloud", token: str = "", **more: str) -> str:
    package = folder / "google" / "colab"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "userdata.py").write_text(USERDATA.format(body=body))
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("NEMO_")},
        "PYTHONPATH": os.pathsep.join([str(folder), *(p for p in sys.path if p)]),
        "NEMO_API_URL": cloud.url,
        "NEMO_CONFIG_DIR": str(folder / "config"),
        "NEMO_DATA_DIR": str(folder / "data"),
        **more,
    }
    done = subprocess.run(
        [sys.executable, "-c", TALK, backend, token], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def sent(cloud: Backend) -> str:
    return cloud.server.of(*CREDITS)[0].headers["authorization"]


def test_it_is_taken(cloud: Backend, tmp_path: Path) -> None:
    assert talk(cloud, tmp_path, GRANTED) == "asked for NEMO_TOKEN\n90.0 False\n"
    assert sent(cloud) == "Bearer nmv_usr_hush"


@pytest.mark.parametrize(
    "body",
    ["raise SecretNotFoundError(name)", "raise NotebookAccessError(name)", "raise TimeoutException(name)", "return ''"],
)
def test_where_there_is_none_an_anonymous_one_does(cloud: Backend, tmp_path: Path, body: str) -> None:
    assert talk(cloud, tmp_path, body) == "asked for NEMO_TOKEN\n90.0 False\n"
    assert sent(cloud) == "Bearer nmv_usr_anonymous"


def test_what_is_given_comes_first(cloud: Backend, tmp_path: Path) -> None:
    assert talk(cloud, tmp_path / "a", GRANTED, token="mine") == "90.0 False\n"
    assert talk(cloud, tmp_path / "b", GRANTED, NEMO_TOKEN="of-the-environment") == "90.0 False\n"
    assert [asked.headers["authorization"] for asked in cloud.server.of(*CREDITS)] == [
        "Bearer mine",
        "Bearer of-the-environment",
    ]


def test_it_goes_nowhere_else(cloud: Backend, tmp_path: Path) -> None:
    elsewhere = {"NEMO_API_URL": "https://cloud.example.org"}
    assert talk(cloud, tmp_path, GRANTED, backend=cloud.url, **elsewhere) == "90.0 False\n"
    assert sent(cloud) == "Bearer nmv_usr_anonymous"


def test_it_does_not_send_photos_away_by_being_there(cloud: Backend, tmp_path: Path) -> None:
    script_says = talk(cloud, tmp_path, GRANTED, backend="None", NEMO_API_URL="")
    assert "asked for" not in script_says
    assert cloud.server.asked == []

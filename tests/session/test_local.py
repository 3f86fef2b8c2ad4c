"""The engine as a process: started, shared, found dead and started again, ended with us."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from nemo_widget.model.errors import EngineFailed
from nemo_widget.session.local import LocalEngine, keep_log, local_engine
from tests.waiting import wait_until


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[LocalEngine]:
    started = LocalEngine(tmp_path / "data")
    yield started
    started.stop()


def test_it_answers_to_its_secret_only_and_dies_and_comes_again(engine: LocalEngine) -> None:
    first = engine.ensure()
    assert first.url.startswith("http://127.0.0.1:")
    credits = f"{first.url}/api/credits/balance/simple"
    secret = first.secret.get_secret_value()
    assert httpx.get(credits).json()["code"] == 1001
    assert httpx.get(credits, headers={"Authorization": f"Bearer {secret}"}).json()["code"] == 0
    assert engine.ensure() == first
    assert not engine.has_died(0)

    assert engine.pid is not None
    for seen_by_others in ("cmdline", "environ"):
        assert secret.encode() not in Path(f"/proc/{engine.pid}/{seen_by_others}").read_bytes()
    assert secret not in repr(engine) + repr(first)

    os.kill(engine.pid, signal.SIGKILL)
    assert engine.has_died(10)
    second = engine.ensure()
    assert second.run == first.run + 1
    assert second.secret != first.secret
    assert httpx.get(f"{second.url}/api/health").json()["status"] == "ok"

    pid = engine.pid
    engine.stop()
    wait_until(lambda: not is_alive(pid), what="the engine's end")


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from nemo_widget.session.local import LocalEngine\n"
        "engine = LocalEngine(Path(sys.argv[1])); engine.ensure(); print(engine.pid, flush=True); time.sleep(600)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, env=environment
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert is_alive(pid)
        parent.kill()
    wait_until(lambda: not is_alive(pid), what="the engine's end")


def test_what_lies_beside_the_notebook_is_not_imported(tmp_path: Path) -> None:
    notebook = tmp_path / "notebook"
    notebook.mkdir()
    (notebook / "uvicorn.py").write_text("raise SystemExit('a file of the person, with a common name')")
    code = (
        "import pathlib; from nemo_widget.session.local import LocalEngine\n"
        "engine = LocalEngine(pathlib.Path('data')); print(engine.ensure().url); engine.stop()"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=notebook, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("http://127.0.0.1:"), done.stderr
    assert (notebook / "data" / "engine.sqlite3").is_file()


def test_its_folder_is_its_owners_alone(engine: LocalEngine) -> None:
    engine.ensure()
    assert engine.data_dir.stat().st_mode & 0o077 == 0


def test_its_log_is_kept_within_bounds(tmp_path: Path) -> None:
    log = tmp_path / "engine.log"
    ours, theirs = os.pipe()
    reader = threading.Thread(target=keep_log, args=(os.fdopen(ours, "rb"), log))
    reader.start()
    with os.fdopen(theirs, "wb") as engine_stderr:
        for number in range(40_000):
            engine_stderr.write(b"line %d %s\n" % (number, b"x" * 80))
    reader.join(60)
    assert log.read_text().splitlines()[-1].startswith("line 39999 ")
    assert not [path for path in tmp_path.iterdir() if path.stat().st_mode & 0o077]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 3 * 1024 * 1024


def test_a_place_where_it_cannot_live(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(EngineFailed, match="cannot be used"):
        LocalEngine(tmp_path / "file" / "data").ensure()


def test_an_engine_that_says_nothing_in_time_is_given_up(engine: LocalEngine) -> None:
    with pytest.raises(EngineFailed, match="did not start"):
        engine.ensure(deadline_s=0.001)
    assert engine.ensure().url


def test_all_sessions_share_one(tmp_path: Path) -> None:
    assert local_engine(tmp_path) is local_engine(tmp_path / ".")
    assert local_engine(tmp_path) is not local_engine(tmp_path / "other")


def test_a_full_disk_costs_the_log_and_nothing_else() -> None:
    theirs, ours = os.pipe()
    with os.fdopen(ours, "wb") as engine:
        engine.write(b"one line\nanother\n")
    with os.fdopen(theirs, "rb") as stream:
        keep_log(stream, Path("/dev/full"))
    assert stream.closed

"""How the engine lives, ends, and comes back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.engine_process import EngineProcess, is_running
from tests.waiting import wait_until

Photo = Callable[..., bytes]


def test_one_line_on_stdout_says_where_it_listens(engine: EngineProcess) -> None:
    told = json.loads(engine.first_line)
    assert set(told) == {"url", "language_model"}
    assert told["url"].startswith("http://127.0.0.1:")


def test_it_ends_when_its_stdin_ends_and_takes_its_workers_along(tmp_path: Path) -> None:
    with EngineProcess(tmp_path) as engine:
        engine.session()  # warms the pool
        workers = wait_until(engine.workers, what="workers")
        engine.process.stdin.close()  # type: ignore[union-attr]
        assert engine.process.wait(60) == 0
        wait_until(lambda: not any(map(is_running, workers)), what="the workers' end")


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from tests.engine.engine_process import EngineProcess\n"
            "engine = EngineProcess(Path(sys.argv[1])); print(engine.process.pid, flush=True); sys.stdin.read()",
            tmp_path,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    with parent:
        pid = int(parent.stdout.readline())  # type: ignore[union-attr]
        assert is_running(pid)
        parent.kill()
        wait_until(lambda: not is_running(pid), what="the engine's end")


def test_it_ends_with_its_parent_whoever_else_holds_the_pipe(tmp_path: Path) -> None:
    """What a person's own code has forked from the kernel outlives it, at times."""
    code = (
        "import os, sys, time; from pathlib import Path; from nemo_widget.session.local import LocalEngine\n"
        "engine = LocalEngine(Path(sys.argv[1])); engine.ensure()\n"
        "sibling = os.fork()\n"
        "if sibling: print(engine.pid, sibling, flush=True)\n"
        "time.sleep(600)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    with subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, env=environment) as parent:
        pid, sibling = map(int, parent.stdout.readline().split())  # type: ignore[union-attr]
        try:
            parent.kill()
            wait_until(lambda: not is_running(pid), what="the engine's end")
            assert is_running(sibling)
        finally:
            os.kill(sibling, signal.SIGKILL)


@pytest.mark.parametrize("umask", [0o022, 0o000])
def test_in_a_folder_that_is_open_to_others_they_read_nothing_of_it(tmp_path: Path, photo: Photo, umask: int) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    before = os.umask(umask)
    try:
        (data / "uploads").mkdir()
        with EngineProcess(data) as engine:
            session = engine.session()
            engine.upload(session, ("a.jpg", photo(1)))
            engine.say(session, "make a 1 second video")
            job = engine.order(session, engine.state(session)["draft"], "job")
            assert engine.finished(job.json()["data"]["id"])["status"] == "completed"
            places = list(data.rglob("*"))
            assert {".jpeg", ".mp4", ".chunk", ".sqlite3"} <= {place.suffix for place in places}
            assert not [place for place in places if place.stat().st_mode & 0o077]
    finally:
        os.umask(before)


def test_an_interrupt_is_not_meant_for_it(engine: EngineProcess) -> None:
    engine.process.send_signal(signal.SIGINT)
    assert engine.client.get("/api/health").status_code == 200


def test_without_a_secret_it_does_not_start(tmp_path: Path) -> None:
    done = _run(["--parent", "--data", str(tmp_path)], b"\n")
    assert done.returncode == 2
    assert b"secret" in done.stderr
    assert b"Traceback" not in done.stderr


def test_without_a_stdin_it_does_not_start(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nemo_widget.engine", "--parent", "--data", str(tmp_path)]
    closed = "import os, sys; os.close(0); os.execv(sys.argv[1], sys.argv[1:])"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    done = subprocess.run([sys.executable, "-c", closed, *command], capture_output=True, env=environment, check=False)
    assert done.returncode == 2
    assert b"secret" in done.stderr
    assert b"Traceback" not in done.stderr


def test_with_a_parent_it_listens_on_this_machine_only(tmp_path: Path) -> None:
    done = _run(["--parent", "--host", "0.0.0.0", "--data", str(tmp_path)], b"secret\n")
    assert done.returncode == 2
    assert b"this machine only" in done.stderr


def test_a_data_folder_that_cannot_be_used_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "engine.sqlite3").write_bytes(b"this is no database" * 100)
    for folder in ("file", "broken"):
        done = _run(["--parent", "--data", str(tmp_path / folder)], b"secret\n")
        assert done.returncode == 2
        assert b"The data folder cannot be used" in done.stderr
        assert b"Traceback" not in done.stderr


def test_a_new_engine_with_another_secret_still_has_everything(tmp_path: Path, photo: Photo) -> None:
    with EngineProcess(tmp_path) as first:
        session = first.session()
        first.upload(session, ("beach.jpg", photo(1)))
        before = first.state(session)
        first.kill()
    with EngineProcess(tmp_path) as second:
        after = second.state(session)
        assert [f["hash"] for f in after["video_infos"]] == [f["hash"] for f in before["video_infos"]]
        assert second.client.get(after["video_infos"][0]["cdn_url"]).content == photo(1)


def test_two_engines_share_a_folder(tmp_path: Path, photo: Photo) -> None:
    with EngineProcess(tmp_path) as one, EngineProcess(tmp_path) as other:
        session = one.session()
        for n in range(6):
            answer = (one, other)[n % 2].upload(session, (f"{n}.jpg", photo(n)))
            assert answer.status_code == 200, answer.text
        for engine in (one, other):
            assert [f["filename"] for f in engine.state(session)["video_infos"]] == [f"{n}.jpg" for n in range(6)]


def test_what_a_killed_engine_half_received_is_swept_away(tmp_path: Path, photo: Photo) -> None:
    with EngineProcess(tmp_path) as engine:
        session = engine.session()

        def body() -> object:
            yield b'--mark\r\nContent-Disposition: form-data; name="files"; filename="half.jpg"\r\n\r\n' + photo(1)
            yield bytes(2**21)
            wait_until(lambda: [p for p in (tmp_path / "incoming").rglob("*") if p.is_file()], what="a first piece")
            engine.kill()
            yield bytes(2**21)

        with pytest.raises(Exception, match=r".*"):
            engine.client.post(
                f"/api/upload-video/nemo_agent/me/{session}",
                content=body(),
                headers={"Content-Type": "multipart/form-data; boundary=mark"},
            )
    with EngineProcess(tmp_path):
        assert not [p for p in (tmp_path / "incoming").rglob("*") if p.is_file()]


def _run(arguments: list[str], stdin: bytes) -> subprocess.CompletedProcess[bytes]:
    """Runs an engine that is to give up by itself: its stdin stays open until it does."""
    with subprocess.Popen(
        [sys.executable, "-m", "nemo_widget.engine", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(stdin)
        process.stdin.flush()
        code = process.wait(60)
        return subprocess.CompletedProcess(arguments, code, process.stdout.read(), process.stderr.read())

"""Rendering ahead: idle cores do the work of an export that nobody has asked for yet, and stand back when asked."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from skimage import data

from nemo_widget.engine.server.ahead import is_wanted
from nemo_widget.engine.server.power import on_battery
from tests.engine.engine_process import EngineProcess, is_running
from tests.waiting import wait_until

# Work of the lowest priority takes as long as the rest of the machine lets it.
_IDLE_S = 280
pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EngineProcess]:
    with EngineProcess(tmp_path, ahead=True) as process:
        yield process


def begin(engine: EngineProcess, words: str) -> tuple[str, dict[str, Any]]:
    """A session with two photos and the draft that `words` made of them."""
    session = engine.session()
    for name in ("coffee", "cat"):
        file = io.BytesIO()
        Image.fromarray(getattr(data, name)()).save(file, "JPEG")
        engine.upload(session, (f"{name}.jpg", file.getvalue()))
    engine.say(session, words)
    return session, engine.state(session)["draft"]


def chunks(engine: EngineProcess) -> set[tuple[str, int]]:
    return {(path.name, path.stat().st_ino) for path in (engine.data / "chunks").glob("*.chunk")}


def idle_workers(engine: EngineProcess) -> list[int]:
    """Its processes that are nice to all others."""
    return [pid for pid in engine.workers() if is_running(pid) and _niceness(pid) == 19]


def _niceness(pid: int) -> int | None:
    with contextlib.suppress(ProcessLookupError):  # it may end meanwhile
        return os.getpriority(os.PRIO_PROCESS, pid)
    return None


def test_an_export_of_a_draft_that_was_still_finds_everything_done(engine: EngineProcess) -> None:
    session, draft = begin(engine, "3 seconds, 240p, with a title that says Still, lo-fi music")
    wait_until(lambda: idle_workers(engine), what="processes of low priority")
    wait_until(lambda: not idle_workers(engine), timeout_s=_IDLE_S, what="them to be done, and gone")
    ahead = chunks(engine)
    assert len(ahead) >= 3  # two clips and the sound
    job = engine.order(session, draft, quality="high").json()["data"]["id"]
    assert engine.finished(job)["status"] == "completed"
    assert chunks(engine) == ahead


def test_a_message_stops_it_at_once_and_the_new_draft_is_next(engine: EngineProcess) -> None:
    session, _ = begin(engine, "60 seconds, 4K")
    first = set(wait_until(lambda: idle_workers(engine), what="it to begin"))
    engine.say(session, "make it 2 seconds, 240p")
    wait_until(lambda: not any(map(is_running, first)), what="them to end")
    wait_until(lambda: set(idle_workers(engine)) - first, what="it to begin anew")
    wait_until(lambda: not idle_workers(engine), timeout_s=_IDLE_S, what="it to be done")
    done = chunks(engine)
    job = engine.order(session, engine.state(session)["draft"], quality="high").json()["data"]["id"]
    assert engine.finished(job)["status"] == "completed"
    assert chunks(engine) == done


def test_an_export_stops_it_and_goes_by_what_was_wanted_last(engine: EngineProcess) -> None:
    session, draft = begin(engine, "60 seconds, 4K")
    wait_until(lambda: idle_workers(engine), what="it to begin")
    short = {**draft, "d": 500, "t": [{"tt": 0, "sg": [{**draft["t"][0]["sg"][0], "d": 500}]}]}
    job = engine.order(session, short, quality="fast", resolution=144).json()["data"]["id"]
    wait_until(lambda: not idle_workers(engine), what="it to stop")
    assert engine.finished(job)["status"] == "completed"
    before = chunks(engine)
    engine.say(session, "make it 2 seconds")
    wait_until(lambda: not idle_workers(engine) and chunks(engine) > before, timeout_s=_IDLE_S, what="the draft")
    ahead = chunks(engine)
    job = engine.order(session, engine.state(session)["draft"], quality="fast", resolution=144).json()["data"]["id"]
    assert engine.finished(job)["status"] == "completed"
    assert chunks(engine) == ahead


def test_who_does_not_want_it_has_no_such_processes(tmp_path: Path) -> None:
    with EngineProcess(tmp_path) as engine:
        session, draft = begin(engine, "1 second, 240p")
        job = engine.order(session, draft).json()["data"]["id"]
        assert engine.finished(job)["status"] == "completed"
        assert not idle_workers(engine)


@pytest.mark.parametrize(
    ("said", "wanted"), [("1", True), ("on", True), ("0", False), ("OFF", False), ("", None), ("maybe", False)]
)
def test_the_setting(said: str, wanted: bool | None) -> None:
    for otherwise in (True, False):
        expected = otherwise if wanted is None else wanted
        assert is_wanted({"NEMO_RENDER_AHEAD": said}, otherwise=otherwise) is expected
        assert is_wanted({}, otherwise=otherwise) is otherwise


def test_the_battery(tmp_path: Path) -> None:
    def supply(name: str, **files: str) -> None:
        (tmp_path / name).mkdir(exist_ok=True)
        for key, value in files.items():
            (tmp_path / name / key).write_text(value + "\n")

    assert not on_battery(tmp_path / "none")
    supply("AC", type="Mains", online="0")
    supply("mouse", type="Battery", scope="Device", status="Discharging")
    assert not on_battery(tmp_path)
    supply("BAT0", type="Battery", status="Charging")
    assert not on_battery(tmp_path)
    supply("BAT0", status="Discharging")
    assert on_battery(tmp_path)

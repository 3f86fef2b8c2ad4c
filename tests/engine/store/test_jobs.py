"""Renders on record, and who does them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nemo_widget.engine.store import Job, Store
from nemo_widget.model.output import Wishes


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def order(store: Store, id_: str = "render_1") -> Job:
    session = store.sessions.create("local", task_name="", language="en", skill="")
    return store.jobs.create("local", id_, session.id, {"t": []}, Wishes())[0]


def again(store: Store, job: Job) -> Job:
    found = store.jobs.get(job.owner, job.id)
    assert found is not None
    return found


def test_an_order_that_comes_twice_is_one_job(store: Store) -> None:
    job = order(store)
    same, is_new = store.jobs.create("local", job.id, job.session_id, {"t": []}, Wishes())
    assert (same.uid, is_new) == (job.uid, False)


def test_a_job_goes_from_pending_to_completed(store: Store) -> None:
    job = order(store)
    assert store.jobs.start(job.uid) is not None
    assert store.jobs.start(job.uid) is None
    assert store.jobs.report(job.uid, 0.5)
    assert store.jobs.report(job.uid, 0.2)
    assert again(store, job).progress == 0.5
    store.jobs.complete(job.uid)
    assert (again(store, job).status, again(store, job).progress) == ("completed", 1)


def test_a_cancelled_job_stays_cancelled_and_its_worker_learns_of_it(store: Store) -> None:
    job = order(store)
    store.jobs.start(job.uid)
    store.jobs.cancel(job.uid)
    assert not store.jobs.report(job.uid, 0.9)
    store.jobs.complete(job.uid)
    store.jobs.fail(job.uid, "another reason")
    assert (again(store, job).status, again(store, job).cancelled) == ("failed", True)
    assert "cancelled" in (again(store, job).error or "")


def test_a_job_of_a_living_engine_is_left_to_it(tmp_path: Path, store: Store) -> None:
    job = order(store)
    other = Store(tmp_path)
    assert other.presence.alive(store.presence.id)
    assert not other.jobs.adopt(job)
    assert other.jobs.start(job.uid) is None


def test_a_job_of_a_dead_engine_is_taken_over_by_one_other(tmp_path: Path, store: Store) -> None:
    job = _ordered_by_a_process_that_died(tmp_path)
    third = Store(tmp_path)
    taken = [s for s in (store, third) if s.jobs.adopt(job)]
    assert len(taken) == 1
    assert taken[0].jobs.start(job.uid) is not None


def test_a_job_that_brings_its_engine_down_again_and_again_is_given_up(tmp_path: Path, store: Store) -> None:
    job = _ordered_by_a_process_that_died(tmp_path)
    for _ in range(2):
        _take_over_and_die(tmp_path)
        job = again(store, job)
        assert job.status == "processing"
    assert not store.jobs.adopt(job)
    assert again(store, job).status == "failed"
    assert "smaller resolution" in (again(store, job).error or "")


_DIE = """
import os, sys
from pathlib import Path
from nemo_widget.engine.store import Store
from nemo_widget.model.output import Wishes
store = Store(Path(sys.argv[1]))
{what}
os._exit(9)
"""
_ORDER = """
session = store.sessions.create("local", task_name="", language="en", skill="")
job, _ = store.jobs.create("local", "render_x", session.id, {"t": []}, Wishes())
store.jobs.start(job.uid)
"""
_ADOPT = """
job = store.jobs.get("local", "render_x")
assert store.jobs.adopt(job)
assert store.jobs.start(job.uid)
"""


def _ordered_by_a_process_that_died(data: Path) -> Job:
    _run_and_die(data, _ORDER)
    job = Store(data).jobs.get("local", "render_x")
    assert job is not None
    assert job.status == "processing"
    return job


def _take_over_and_die(data: Path) -> None:
    _run_and_die(data, _ADOPT)


def _run_and_die(data: Path, what: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _DIE.format(what=what), data], cwd=Path(__file__).parents[3], check=False
    )
    assert done.returncode == 9

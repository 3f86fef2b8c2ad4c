"""Renders on a Dask cluster of real processes, which are sent the files and never look at our disk."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from nemo_widget.engine.render import Output, RenderError, dask_executor, render
from nemo_widget.engine.render.carried import Carried, FileStore, Missing, do_carried
from tests.engine.render import film
from tests.engine.render.film import clips, draft, music

FADE = {"type": "crossfade", "d": 500}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from distributed import LocalCluster

    folder = tmp_path_factory.mktemp("dask")
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, local_directory=str(folder)
    ) as cluster:
        yield cluster


@pytest.fixture
def executor(cluster: Any) -> Iterator[Executor]:
    with dask_executor(cluster.scheduler_address) as executor:
        yield executor
    executor._client.close()  # type: ignore[attr-defined]


class Watched(Executor):
    """Dask's executor, and its client: passes everything on, and keeps what went out and what came back."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor
        self._client = self
        self.brought: list[tuple[str, str]] = []
        self.tasks: list[Carried] = []
        self.futures: list[Future[object]] = []

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        self.tasks += args
        future = self._executor.submit(fn, *args, **kwargs)
        self.futures.append(future)
        return future

    def run(self, fn, files, workers):  # type: ignore[no-untyped-def]
        self.brought += [(worker, sha256) for worker in workers for sha256 in files]
        return self._executor._client.run(fn, files, workers=workers)


def show(each: int = 2500) -> Any:
    shown = clips(["astronaut", "coffee", "cat", "astronaut"], each, motion="zoom-in", transition=FADE)
    return draft(shown, [film.title("Urban Dreams")], [music("music:ambient", 0, 4 * each)], width=320, height=180)


def test_the_bytes_are_those_of_this_machine_and_files_travel_once_to_each_worker(
    executor: Executor, shoot, pictures, tmp_path: Path
) -> None:
    here = shoot(show(), pictures).path.read_bytes()
    watched = Watched(executor)
    done = render(show(), pictures, tmp_path / "there.mp4", output=Output(quality="fast"), executor=watched)
    assert done.path.read_bytes() == here
    assert len({sha256 for _, sha256 in watched.brought}) == 3
    assert len(watched.brought) == len(set(watched.brought)) <= 2 * 3  # three photos, two workers
    assert not any(task.files for task in watched.tasks)
    assert not any(str(path.parent).encode() in task.task for task in watched.tasks for path in pictures.values())
    again = Watched(executor)
    render(show(), pictures, tmp_path / "more.mp4", output=Output(quality="high"), executor=again)
    everything = watched.brought + again.brought
    assert len(everything) == len(set(everything))


def test_any_other_executor_that_does_not_share_our_disk_carries_the_files_with_the_tasks(
    shoot, pictures, tmp_path: Path
) -> None:
    class Remote(Executor):
        def __init__(self) -> None:
            self.files: list[str] = []

        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            self.files += [sha256 for carried in args for sha256 in carried.files]
            future: Future[object] = Future()
            try:
                future.set_result(fn(*args, **kwargs))
            except Exception as error:
                future.set_exception(error)
            return future

    remote = Remote()
    shown = show(500)
    here = shoot(shown, pictures).path.read_bytes()
    done = render(shown, pictures, tmp_path / "there.mp4", output=Output(quality="fast"), executor=remote)
    assert done.path.read_bytes() == here
    assert len(set(remote.files)) == 3


def test_a_worker_that_is_killed_costs_its_chunks_only(cluster: Any, executor: Executor, pictures, tmp_path) -> None:
    executor_pids = {worker.pid for worker in cluster.workers.values()}
    killed: list[int] = []
    watched = Watched(executor)

    def kill_one(share: float) -> None:
        if share > 0.3 and not killed:
            killed.append(executor_pids.pop())
            os.kill(killed[0], signal.SIGKILL)

    shown = show(5000)
    done = render(
        shown, pictures, tmp_path / "there.mp4", output=Output(quality="fast"), executor=watched, progress=kill_one
    )
    assert killed
    assert done.chunks_rendered == done.chunks == 8
    results = [f.result() for f in watched.futures]
    assert sum(isinstance(r, bytes) for r in results) == 9  # none of what was done before was done again
    whole = render(shown, pictures, tmp_path / "here.mp4", output=Output(quality="fast"))
    assert done.path.read_bytes() == whole.path.read_bytes()


def test_a_damaged_photo_is_named_and_a_cluster_can_be_left(executor: Executor, plain, pictures, tmp_path) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    files = {**plain, "bad": tmp_path / "bad.jpg"}
    with pytest.raises(RenderError, match="bad is damaged"):
        render(draft(clips(["red", "bad"], 1000)), files, tmp_path / "film.mp4", executor=executor)
    stop = threading.Event()
    with pytest.raises(Exception, match="cancelled"):
        render(
            show(), pictures, tmp_path / "film.mp4", executor=executor, cancelled=stop, progress=lambda _: stop.set()
        )
    assert not (tmp_path / "film.mp4").exists()


def test_no_scheduler_is_said_in_a_sentence() -> None:
    with pytest.raises(RenderError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        dask_executor("tcp://127.0.0.1:9")


def test_a_worker_of_another_version_does_not_draw() -> None:
    with pytest.raises(RenderError, match="another version"):
        do_carried(Carried(b"", {}, "another engine", "1"))


def test_a_store_keeps_what_its_hash_says_and_within_bounds(tmp_path: Path) -> None:
    import hashlib

    store = FileStore(tmp_path, limit_bytes=2500)
    contents = [bytes([n]) * 1000 for n in range(3)]
    hashes = [hashlib.sha256(c).hexdigest() for c in contents]
    for number, (sha, content) in enumerate(zip(hashes, contents, strict=True)):
        store.keep(sha, content)
        os.utime(store.path(sha), (1000 + number, 1000 + number))
    assert [store.has(sha) for sha in hashes] == [False, True, True]
    store.keep(hashes[0], b"something else")
    assert not store.has(hashes[0])
    assert Missing(frozenset(hashes)) == Missing(frozenset(reversed(hashes)))

"""When it goes wrong: a plain sentence, nothing left behind, and the machine is free again."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from nemo_widget.engine.render import ChunkCache, Output, RenderCancelled, RenderError, make_executor, render
from tests.engine.render import film
from tests.engine.render.film import clip, clips, draft, music

PROC = Path("/proc/self/status").exists()
PLENTY = Output(short_side=720, quality="best")  # takes many seconds


def long_film() -> object:
    sources = ["astronaut", "coffee", "cat", "astronaut"]
    return draft(clips(sources, 5000, motion="zoom-in"), width=1280, height=720)


def until(condition, within_s: float = 120.0) -> None:
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_an_empty_timeline(shoot, plain):
    with pytest.raises(RenderError, match="timeline is empty"):
        shoot(draft([]), plain)


def test_a_missing_photo_is_named(shoot, plain):
    shown = draft([clip("red", 0, 1000), {**clip("gone", 1000, 1000), "m": {"src": "gone", "name": "beach.jpg"}}])
    with pytest.raises(RenderError, match=r"beach\.jpg is no longer there"):
        shoot(shown, plain)


def test_a_song_that_is_none(shoot, plain, tmp_path):
    (tmp_path / "song.mp3").write_bytes(b"ID3" + bytes(3000))
    shown = draft(clips(["red"], 1000), sounds=[music("song", 0, 1000, name="song.mp3")])
    with pytest.raises(RenderError, match=r"song\.mp3"):
        shoot(shown, {**plain, "song": tmp_path / "song.mp3"})


def test_music_that_nobody_composed(shoot, plain):
    with pytest.raises(RenderError, match="polka"):
        shoot(draft(clips(["red"], 1000), sounds=[music("music:polka", 0, 1000)]), plain)


@pytest.mark.parametrize("meta", [{"width": 100000, "height": 90}, {"fps": 1000}])
def test_sizes_that_no_player_shows(shoot, plain, meta):
    with pytest.raises(RenderError, match="cannot be made"):
        shoot(draft(clips(["red"], 1000), **meta), plain)


def test_cancel_stops_soon_and_leaves_nothing(pool, pictures, tmp_path):
    cancelled = threading.Event()

    def progress(share: float) -> None:
        if share > 0:
            cancelled.set()

    with pytest.raises(RenderCancelled):
        render(
            long_film(),
            pictures,
            tmp_path / "film.mp4",
            output=PLENTY,
            executor=pool,
            progress=progress,
            cancelled=cancelled,
        )
    assert list(tmp_path.iterdir()) == []
    # the workers are free: a small film gets through long before the large one could have been finished
    done = render(draft(clips(["coffee"], 400)), pictures, tmp_path / "small.mp4", executor=pool)
    assert done.frames == 10


@pytest.mark.parametrize("busy_with", ["slow frames", "the composing of music"])
def test_cancel_frees_the_cores(pictures, tmp_path, busy_with):
    """Whatever a worker is at: together they spend next to nothing more once it is cancelled."""
    if busy_with == "slow frames":
        shown, output = long_film(), Output(short_side=2160, quality="best")
    else:
        shown = draft(clips(["cat"], 1_800_000, motion="zoom-in"), sounds=[music("music:cinematic", 0, 1_800_000)])
        output = Output(quality="fast")
    cancelled = threading.Event()
    before = {child.pid for child in multiprocessing.active_children()}
    spent: dict[int, float] = {}
    with make_executor(2) as pool:
        pool.warm_up()
        workers = [child for child in multiprocessing.active_children() if child.pid not in before]

        def cancel() -> None:
            try:
                until(lambda: all(cpu_s(worker.pid) > 2.5 for worker in workers), within_s=200)  # in the middle of it
                spent.update((worker.pid, cpu_s(worker.pid)) for worker in workers)
            finally:
                cancelled.set()

        watcher = threading.Thread(target=cancel)
        watcher.start()
        with pytest.raises(RenderCancelled):
            render(shown, pictures, tmp_path / "film.mp4", output=output, executor=pool, cancelled=cancelled)
        watcher.join()
        last: dict[int, float] = {}

        def idle() -> bool:
            nonlocal last
            time.sleep(0.1)
            last, earlier = {pid: cpu_s(pid) for pid in spent}, last
            return last == earlier

        until(idle)
        more_s = sum(max(0.0, last[pid] - spent[pid]) for pid in spent)
    assert more_s < 0.5 * sum(spent.values())  # what is left of it would have cost them more than what is done


def cpu_s(pid: int) -> float:
    """Seconds of a core that a process has had; 0 once it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_cancelled_before_it_began(shoot, plain):
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(RenderCancelled):
        shoot(draft(clips(["red"], 1000)), plain, cancelled=cancelled)


def test_a_killed_worker_costs_only_its_chunks(pictures, tmp_path):
    cache = ChunkCache(tmp_path / "cache")
    killed: list[int] = []
    with make_executor(2) as pool:
        worker = pool.submit(os.getpid).result()

        def kill_one(share: float) -> None:
            if share > 0.2 and not killed:
                killed.append(worker)
                os.kill(worker, signal.SIGKILL)

        out = tmp_path / "film.mp4"
        shown = draft(clips(["astronaut", "coffee", "cat"], 3000, motion="zoom-in"), width=640, height=360)
        done = render(shown, pictures, out, executor=pool, cache=cache, progress=kill_one)
    assert killed and done.frames == 225
    assert len(film.frames(out)) == 225


def test_workers_that_are_killed_again_and_again_end_it(pictures, tmp_path):
    killer = threading.Event()

    def kill_all() -> None:
        while not killer.wait(0.05):
            for child in multiprocessing.active_children():
                if child.pid in mine():
                    os.kill(child.pid, signal.SIGKILL)

    before = {child.pid for child in multiprocessing.active_children()}

    def mine() -> set[int | None]:
        return {child.pid for child in multiprocessing.active_children()} - before

    thread = threading.Thread(target=kill_all)
    thread.start()
    try:
        with make_executor(1) as pool, pytest.raises(RenderError, match=r"memory|ended from outside"):
            render(long_film(), pictures, tmp_path / "film.mp4", executor=pool)
    finally:
        killer.set()
        thread.join()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk(pictures, tmp_path):
    """In a process whose files may not grow beyond 60 kB, as on a disk with no more room."""
    program = """
        import resource, sys
        from concurrent.futures import ThreadPoolExecutor
        from pathlib import Path
        from nemo_widget.engine.render import ChunkCache, RenderError, render
        from nemo_widget.model.draft import Draft
        draft, photo, folder = Draft.model_validate_json(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
        with ThreadPoolExecutor(1) as threads:
            try:
                render(draft, {"cat": photo}, folder / "film.mp4", executor=threads, cache=ChunkCache(folder / "cache"))
            except RenderError as error:
                print(error)
    """
    shown = draft(clips(["cat"], 2000, motion="zoom-in"), width=640, height=360).model_dump_json(by_alias=True)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), shown, str(pictures["cat"]), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "disk is full" in done.stdout, done.stderr
    assert not (tmp_path / "film.mp4").exists()
    left = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert all(p.suffix == ".chunk" for p in left)
    cache = ChunkCache(tmp_path / "cache")
    assert all(cache.get(p.stem) for p in left)  # what it holds is sound


def test_workers_end_with_a_parent_that_was_killed(pictures, tmp_path):
    program = """
        import os, sys
        from pathlib import Path
        from nemo_widget.engine.render import make_executor, render
        from nemo_widget.model.draft import Draft
        if __name__ == "__main__":
            pool = make_executor(2)
            print(os.getpid(), pool.submit(os.getpid).result(), flush=True)
            files = {name: Path(sys.argv[2]) / f"{name}.jpg" for name in ("astronaut", "coffee", "cat")}
            render(Draft.model_validate_json(sys.argv[1]), files, Path(sys.argv[3]) / "film.mp4", executor=pool)
    """
    (tmp_path / "program.py").write_text(textwrap.dedent(program))
    arguments = [long_film().model_dump_json(by_alias=True), str(pictures["cat"].parent), str(tmp_path)]
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    with subprocess.Popen(
        [sys.executable, str(tmp_path / "program.py"), *arguments], stdout=subprocess.PIPE, text=True, env=path
    ) as parent:
        parent_pid, worker = map(int, parent.stdout.readline().split())
        os.kill(parent_pid, signal.SIGKILL)
    until(lambda: not alive(worker))


def alive(pid: int) -> bool:
    """Whether the process runs. One that has ended but whom nobody has buried yet does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text() if PROC else os.kill(pid, 0) is None
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_process_of_multiprocessing_that_renders_comes_to_its_end(plain, tmp_path):
    process = multiprocessing.get_context("spawn").Process(
        target=render, args=(draft(clips(["red"], 400)), plain, tmp_path / "film.mp4")
    )
    process.start()
    try:
        process.join(120)
        assert process.exitcode == 0
    finally:
        process.kill()
    assert len(film.frames(tmp_path / "film.mp4")) == 10


def test_an_older_film_survives_a_failure(shoot, plain, tmp_path):
    shoot(draft(clips(["red"], 400)), plain)
    content = (tmp_path / "film.mp4").read_bytes()
    (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    with pytest.raises(RenderError):
        shoot(draft(clips(["bad"], 400)), {"bad": tmp_path / "bad.jpg"})
    assert (tmp_path / "film.mp4").read_bytes() == content


def test_overlaps_and_gaps_make_a_sane_picture(shoot, plain):
    shown = draft(
        [
            clip("red", 0, 1500),
            clip("blue", 1000, 1000, transition={"type": "crossfade", "d": 300}),
            clip("green", 3000, 1000),
        ]
    )
    seen = film.frames(shoot(shown, plain).path)
    assert len(seen) == 100
    assert film.close(seen[10], film.RED) and film.close(seen[40], film.BLUE)
    assert film.close(seen[60], film.BLACK) and film.close(seen[90], film.GREEN)

"""How long a render takes and what memory it needs, beside others that do the same, all measured in turn in one run.

    hatch run bench [--rounds N] [--quick] [--only GROUP …]

Groups: speed (x264 alone, ffmpeg, our own later exports), medium, still (a slideshow in which nothing moves), peers
(movielite, MoviePy), memory, spread (what the plan of chunks allows on more cores), quality. Absolute times drift on a
shared machine; ratios, from interleaved rounds, say something. See `job` for the job.
"""

from __future__ import annotations

import argparse
import heapq
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import which

sys.path.insert(0, str(Path(__file__).parents[2]))

from nemo_widget.engine.render import ChunkCache, Output, make_executor, render
from nemo_widget.engine.render import output as compression
from nemo_widget.engine.render.chunks import jobs, render_chunk
from nemo_widget.engine.render.draft_scene import plan_scene
from nemo_widget.engine.render.output import Encoding
from nemo_widget.model.draft import Draft
from tests.benchmarks.costs import Cost, memory_of, timed
from tests.benchmarks.frames import Frames
from tests.benchmarks.job import copies, job, long_job, make_photos
from tests.benchmarks.peers import ffmpeg

GROUPS = ("speed", "medium", "still", "peers", "memory", "spread", "quality")
FFMPEG = "ffmpeg zoompan, xfade, drawtext"
OURS = "ours, first export"
FAST = Output(quality="fast")


class Table:
    """What was measured, and the goals that it is held against."""

    def __init__(self) -> None:
        self._costs: dict[str, list[Cost]] = {}
        self._rows: list[tuple[str, str, str, str]] = []

    def note(self, what: str, work: Callable[[], object]) -> Cost:
        cost = timed(work)
        self._costs.setdefault(what, []).append(cost)
        print(f"  {what:<42} {cost.wall_s:7.2f} s   {cost.cpu_s:7.2f} CPU s", flush=True)
        return cost

    def ratio(self, ours: str, other: str, goal: float | None) -> None:
        """Of the medians of what was noted."""
        if ours in self._costs and other in self._costs:
            wall, cpu = (
                statistics.median(c[k] for c in self._costs[ours])
                / max(1e-9, statistics.median(c[k] for c in self._costs[other]))
                for k in (0, 1)
            )
            goal_text, good = ("", None) if goal is None else (f"<= {goal:.2f}", wall <= goal)
            self._add(f"{ours} / {other}", f"{wall:.3f} (CPU {cpu:.3f})", goal_text, good)

    def figure(self, what: str, value: float, unit: str, goal: float | None = None, at_least: bool = False) -> None:
        good = None if goal is None else (value >= goal if at_least else value <= goal)
        print(f"  {what:<62} {value:8.2f} {unit}", flush=True)
        self._add(what, f"{value:.2f} {unit}", "" if goal is None else f"{'>=' if at_least else '<='} {goal:.2f}", good)

    def _add(self, what: str, value: str, goal: str, good: bool | None) -> None:
        self._rows.append((what, value, goal, "" if good is None else "met" if good else "missed"))

    def __str__(self) -> str:
        load = f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores" if hasattr(os, "getloadavg") else ""
        rows = [("measured", f"ratio of medians; {load}", "goal", ""), *self._rows]
        return "\n".join(f"{what:<66} {value:<32} {goal:<9} {good}".rstrip() for what, value, goal, good in rows)


class Bench:
    def __init__(self, folder: Path, rounds: int, peers: str | None) -> None:
        self.table = Table()
        self._folder, self._rounds, self._peers = folder, rounds, peers
        (folder / "photos").mkdir()
        self._photos = make_photos(folder / "photos")
        self._caches = 0

    def speed(self) -> None:
        first, renamed = job("Urban Dreams"), job("City Lights")
        frames = Frames(first, self._photos, FAST)

        def by_ffmpeg() -> None:
            ffmpeg(self._photos, self._folder / "f.mp4", Encoding.of(first.meta, FAST).preset, 23)

        for _ in range(self._rounds):
            with self._pool() as executor:
                cache = self._cache()
                self.table.note("x264 alone", frames.encode)
                self.table.note("x264 alone with our settings", frames.encode_as_we_do)
                self.table.note(OURS, lambda cache=cache: self._export(first, FAST, executor, cache))
                self.table.note("ours, unchanged", lambda cache=cache: self._export(first, FAST, executor, cache))
                self.table.note("ours, title changed", lambda cache=cache: self._export(renamed, FAST, executor, cache))
                if which("ffmpeg"):
                    self.table.note(FFMPEG, by_ffmpeg)
        self.table.ratio(OURS, "x264 alone", 1.20)
        self.table.ratio(OURS, "x264 alone with our settings", None)
        self.table.ratio(OURS, FFMPEG, 0.75)
        self.table.ratio("ours, title changed", OURS, 0.25)
        self.table.ratio("ours, unchanged", OURS, 0.02)

    def medium(self) -> None:
        """With a preset between those of our own qualities, which the issue asks about."""
        table = compression._COMPRESSION["h264"]
        table["medium"] = ("medium", 23)  # type: ignore[index]
        output = Output(quality="medium")  # type: ignore[arg-type]
        draft = job("Urban Dreams")
        frames = Frames(draft, self._photos, output)
        for _ in range(self._rounds):
            with self._pool() as executor:
                self.table.note("x264 alone, medium", frames.encode)
                self.table.note(f"{OURS}, medium", lambda: self._export(draft, output, executor, self._cache()))
        self.table.ratio(f"{OURS}, medium", "x264 alone, medium", 1.10)

    def still(self) -> None:
        draft = job("Urban Dreams", moving=False)
        frames = Frames(draft, self._photos, FAST)
        for _ in range(self._rounds):
            with self._pool() as executor:
                self.table.note("x264 alone, static slideshow", frames.encode)
                self.table.note("ours, static slideshow", lambda: self._export(draft, FAST, executor, self._cache()))
        self.table.ratio("ours, static slideshow", "x264 alone, static slideshow", 1.10)

    def peers(self) -> None:
        if self._peers is None:
            print("movielite and MoviePy are not measured: run this by `hatch run bench`.", flush=True)
            return
        script = Path(__file__).with_name("peers.py")
        for name, goal in (("movielite", 0.5), ("moviepy", 0.08)):
            command = [self._peers, str(script), name, str(self._folder / "photos"), str(self._folder / f"{name}.mp4")]

            def peer(command: list[str] = command) -> None:
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

            if name == "movielite":
                peer()  # numba compiles on the first run
            with self._pool() as executor:
                beside = f"{OURS}, beside {name}"
                self.table.note(beside, lambda executor=executor: self._export(job("A"), FAST, executor, self._cache()))
            self.table.note(name, peer)
            self.table.ratio(beside, name, goal)

    def memory(self) -> None:
        """Of a process that renders, and its workers; a render twenty times as long must not need more."""
        many = copies(self._photos, 200, self._folder)
        for what, draft, photos, output, goal in (
            ("30 s at 1080p", job("A"), self._photos, FAST, 1.2),
            ("10 minutes of 200 photos at 1080p", long_job(200, 3), many, FAST, 1.2),
            ("30 s in 4K", job("A"), self._photos, replace(FAST, short_side=2160), 3.0),
        ):
            context = multiprocessing.get_context("spawn")
            out = self._folder / "m.mp4"
            process = context.Process(target=_render_alone, args=(draft, photos, out, output))
            process.start()
            with memory_of(lambda pid=process.pid: [pid, *_children(pid)]) as peak:
                process.join()
            self.table.figure(f"memory of all processes, {what}", peak.bytes / 2**30, "GB", goal)

    def spread(self) -> None:
        """How well the chunks of a minute keep many workers busy, by what each of them was measured to cost."""
        draft = long_job(20, 3)
        files = {f"photo{n}": self._photos[f"photo{n % 5}"] for n in range(20)}
        encoding = Encoding.of(draft.meta, FAST)
        planned = plan_scene(draft, files, encoding)
        costs = []
        for part in jobs(planned.scene, encoding, planned.assets, planned.tiles):
            start = time.process_time()
            render_chunk(part)
            costs.append(time.process_time() - start)
        for workers in (2, 4, 8, 16):
            free = [0.0] * workers
            for cost in costs:  # each goes to whoever is free first
                heapq.heapreplace(free, free[0] + cost)
            goal = 0.75 if workers == 8 else None
            what = f"efficiency of {workers} workers, 60 s, {len(costs)} chunks"
            self.table.figure(what, sum(costs) / (workers * max(free)), "", goal, at_least=True)

    def quality(self) -> None:
        with self._pool() as executor:
            for form in ("mp4", "webm"):
                for quality in ("fast", "high", "best"):
                    output = Output(quality=quality, format=form)
                    cost = self.table.note(
                        f"{quality} {form}", lambda o=output: self._export(job("A"), o, executor, self._cache())
                    )
                    size_bytes = (self._folder / f"ours.{form}").stat().st_size
                    self.table.figure(f"{quality} {form}: {size_bytes * 8 / 30e6:.1f} Mbit/s", cost.cpu_s, "CPU s")

    def _export(self, draft: Draft, output: Output, executor: Executor, cache: ChunkCache) -> None:
        out = self._folder / f"ours.{output.format}"
        render(draft, self._photos, out, output=output, executor=executor, cache=cache)

    @contextmanager
    def _pool(self) -> Iterator[Executor]:
        """Processes that have started and loaded everything, but have seen none of the job's photos at its size."""
        with make_executor() as executor:
            self._export(job("Warm", moving=False), replace(FAST, short_side=180), executor, self._cache())
            yield executor

    def _cache(self) -> ChunkCache:
        self._caches += 1
        return ChunkCache(self._folder / f"cache{self._caches}")


def _render_alone(draft: Draft, photos: dict[str, Path], out: Path, output: Output) -> None:
    render(draft, photos, out, output=output)


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        mine = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return mine + [grandchild for child in mine for grandchild in _children(child)]


def peers_python() -> str | None:
    """The interpreter of the environment `peers`, which hatch makes on first use."""
    if which("hatch") is None:
        return None
    print("Making the environment of movielite and MoviePy ready ...", flush=True)
    command = ["hatch", "run", "peers:python", "-c", "import sys, movielite, moviepy; print(sys.executable)"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.stdout.split()[-1] if found.returncode == 0 else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="one round of speed alone, without ffmpeg's peers")
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=GROUPS)
    parser.add_argument("--peers", metavar="PYTHON", help="one that has movielite and moviepy (default: by hatch)")
    arguments = parser.parse_args()
    groups = ("speed",) if arguments.quick else arguments.only
    peers = arguments.peers or (peers_python() if "peers" in groups else None)
    with tempfile.TemporaryDirectory(prefix="nemo-bench-") as name:
        bench = Bench(Path(name), 1 if arguments.quick else arguments.rounds, peers)
        for group in groups:
            print(group, flush=True)
            getattr(bench, group)()
        print(f"\n{bench.table}")


if __name__ == "__main__":
    main()

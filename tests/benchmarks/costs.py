"""What work costs: seconds on the clock, seconds of all cores together, and the memory of all processes together."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """Seconds on the clock, and seconds of all cores together (ours, our workers', and ended children's)."""

    wall_s: float
    cpu_s: float


def timed(work: Callable[[], object]) -> Cost:
    start, spent = time.perf_counter(), cpu_s()
    work()
    return Cost(time.perf_counter() - start, cpu_s() - spent)


def cpu_s() -> float:
    """On a busy machine the clock says more about the neighbours than about us; this says less. Linux only, else 0."""
    times = os.times()
    spent = times.user + times.system + times.children_user + times.children_system
    for worker in multiprocessing.active_children():
        stat = Path(f"/proc/{worker.pid}/stat")
        if not stat.exists():
            return 0.0
        fields = stat.read_text().rsplit(")", 1)[1].split()
        spent += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return spent


class Peak:
    """The most bytes that the processes had together. What they share counts once (PSS). Linux only, else 0."""

    bytes = 0


@contextmanager
def memory_of(processes: Callable[[], list[int]]) -> Iterator[Peak]:
    peak, ended = Peak(), threading.Event()

    def watch() -> None:
        while not ended.wait(0.1):
            peak.bytes = max(peak.bytes, sum(map(_pss_bytes, processes())))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        ended.set()
        watcher.join()


def _pss_bytes(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))

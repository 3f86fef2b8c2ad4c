"""What a large upload costs each side, in memory."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from nemo_widget.session import Session, Settings

MB = 2**20


def memory_growth_of_an_upload(path: Path) -> tuple[float, float]:
    """By how many MB this process and its engine's grow at most while `path` goes from one to the other."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return asyncio.run(_growth(path, Path(folder)))


async def _growth(path: Path, folder: Path) -> tuple[float, float]:
    from nemo_widget.session.local import local_engine

    session = Session(Settings(backend="local", data_dir=folder))
    small = path.with_name(f"small{path.suffix}")
    with path.open("rb") as large:
        small.write_bytes(large.read(256 * 1024))
    try:
        await session.upload(small)  # what the first time brings into memory once, code above all
        await session.send("what can you do?")
        pids = (os.getpid(), local_engine(folder).pid or 0)
        await _at_rest(pids[1])
        before = [_begin_peak(pid) for pid in pids]
        item = await session.upload(path)
        assert item.status == "ready"
        near, far = (_status_mb(pid, "VmHWM") - was for pid, was in zip(pids, before, strict=True))
        return near, far
    finally:
        await session.close()
        local_engine(folder).stop()


async def _at_rest(pid: int) -> None:
    """Returns when the memory of a process has not moved for two seconds: it gets its renderer ready by itself."""
    seen: list[float] = []
    while len(seen) < 20 or max(seen[-20:]) - min(seen[-20:]) > 0.5:
        if len(seen) > 600:
            raise AssertionError("the engine never came to rest")
        seen.append(_status_mb(pid, "VmRSS"))
        await asyncio.sleep(0.1)


def _begin_peak(pid: int) -> float:
    """Sets the peak to what there is now, and returns that. Works on Linux."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return _status_mb(pid, "VmRSS")


def _status_mb(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    print(*memory_growth_of_an_upload(Path(sys.argv[1])))

"""What an upload costs: throughput against bare sends of the same chunks, the longest task, memory.

    python -m tests.benchmarks.upload [--load PROCESSES]

In a real JupyterLab. A task's length is told twice: by the clock, in which the machine's other work counts, and by the
processor's time, which is the page's own. `--load` burns that many processes beside it.
"""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import CDPSession, Locator, Page, expect, sync_playwright

from nemo_widget.notebook.host import Limits
from tests import machine
from tests.browser.lab import LabNotebook, browser_page, running_lab

UPLOAD_MIB = 128
ROUNDS = 3
PHOTOS = 8
SHARE_OF_THE_PAGE = 70  # percent of its ring that a file has when the kernel has all of it
LONG_MS = 50

STUDIO = "from nemo_widget import Studio\nstudio = Studio(language='en')\nstudio"
BARE = '''
import anywidget, traitlets
class Bare(anywidget.AnyWidget):
    _esm = """export default { render({ model, el }) {
        el.className = 'bare';
        window.bare = async (total, length) => {
            const blob = new Blob([new Uint8Array(total)]);
            const heard = new Promise((done) => model.on('msg:custom', done));
            const begun = performance.now();
            for (let at = 0; at < total; at += length) {
                model.send({ at }, undefined, [await blob.slice(at, at + length).arrayBuffer()]);
            }
            await heard;
            return performance.now() - begun;
        };
    } };"""
    total = traitlets.Int(0).tag(sync=True)
bare, got = Bare(total=TOTAL), 0
def heard(_, content, buffers):
    global got
    got += len(buffers[0])
    if got >= bare.total:
        got = 0
        bare.send("all")
bare.on_msg(heard)
bare
'''


@dataclass
class Tasks:
    """The longest task of the page's main thread, by the clock and by its own processor time; how many were long."""

    longest_ms: float = 0
    longest_cpu_ms: float = 0
    long: int = 0

    def __str__(self) -> str:
        return (
            f"longest task {self.longest_ms:.0f} ms, by its own processor time {self.longest_cpu_ms:.0f} ms; "
            f"{self.long} over {LONG_MS} ms"
        )


@contextmanager
def traced(cdp: CDPSession, into: Tasks) -> Iterator[None]:
    """Adds what the page's main thread does meanwhile."""
    events: list[dict[str, Any]] = []
    ended: list[bool] = []

    def take(data: dict[str, Any]) -> None:
        events.extend(data["value"])

    def end(_: object) -> None:
        ended.append(True)

    cdp.on("Tracing.dataCollected", take)
    cdp.on("Tracing.tracingComplete", end)
    cdp.send("Tracing.start", {"categories": "disabled-by-default-devtools.timeline", "transferMode": "ReportEvents"})
    try:
        yield
    finally:
        cdp.send("Tracing.end")
        while not ended:
            cdp.send("Browser.getVersion")  # lets the events in
        cdp.remove_listener("Tracing.dataCollected", take)
        cdp.remove_listener("Tracing.tracingComplete", end)
    main = {(e["pid"], e["tid"]) for e in events if e["name"] == "thread_name" and "RendererMain" in e["args"]["name"]}
    for event in events:
        if event["name"] == "RunTask" and event["ph"] == "X" and (event["pid"], event["tid"]) in main:
            into.longest_ms = max(into.longest_ms, event["dur"] / 1000)
            into.longest_cpu_ms = max(into.longest_cpu_ms, event.get("tdur", 0) / 1000)
            into.long += event["dur"] > LONG_MS * 1000


def choose(studio: Locator, files: Sequence[Path]) -> float:
    """Uploads through the picker; the page's own clock, in ms, from the choice to the last byte in the kernel."""
    page = studio.page
    begun = page.evaluate("() => performance.now()")
    studio.get_by_label("Add media").set_input_files(list(files))
    page.wait_for_function(
        "(share) => [...document.querySelectorAll('.nemo-ring')].length > 0 &&"
        " [...document.querySelectorAll('.nemo-ring')].every((ring) => ring.ariaValueNow >= share)",
        arg=SHARE_OF_THE_PAGE,
        polling="raf",
        timeout=240_000,
    )
    return float(page.evaluate("() => performance.now()") - begun)


def clear(studio: Locator) -> None:
    expect(studio.get_by_role("progressbar")).to_have_count(0, timeout=240_000)
    media = studio.get_by_role("list", name="Media", exact=True)
    while media.get_by_role("listitem").count():
        media.get_by_role("button").first.press("Delete")


def throughput(page: Page, cdp: CDPSession, studio: Locator, sound: Path) -> None:
    rates: dict[str, list[float]] = {"widget": [], "bare": []}
    tasks = {"widget": Tasks(), "bare": Tasks()}
    for _ in range(ROUNDS):
        with traced(cdp, tasks["bare"]):
            took_ms = page.evaluate("(sizes) => bare(...sizes)", [UPLOAD_MIB * 2**20, Limits().chunk_bytes])
        rates["bare"].append(UPLOAD_MIB / took_ms * 1000)
        with traced(cdp, tasks["widget"]):
            took_ms = choose(studio, [sound])
        rates["widget"].append(UPLOAD_MIB / took_ms * 1000)
        clear(studio)
    best = {name: max(some) for name, some in rates.items()}
    print(
        f"upload of {UPLOAD_MIB} MiB: {best['widget']:.0f} MiB/s, bare sends of these chunks {best['bare']:.0f} MiB/s: "
        f"{best['widget'] / best['bare']:.0%} (best of {ROUNDS})"
    )
    print(f"  {ROUNDS} uploads: {tasks['widget']}")
    print(f"  {ROUNDS} times bare sends: {tasks['bare']}")


def photos(cdp: CDPSession, studio: Locator, folder: Path) -> None:
    """Photos of 12 megapixels, with their small pictures."""
    noise = np.random.default_rng(0).integers(0, 255, (375, 500, 3), dtype=np.uint8)
    paths = [folder / f"photo {n}.jpg" for n in range(PHOTOS)]
    for path in paths:
        Image.fromarray(noise).resize((4000, 3000), Image.Resampling.BICUBIC).save(path, quality=95)
        noise = np.roll(noise, 40, axis=1)
    tasks = Tasks()
    with traced(cdp, tasks):
        studio.get_by_label("Add media").set_input_files(paths)
        media = studio.get_by_role("list", name="Media", exact=True)
        expect(media.get_by_role("img")).to_have_count(PHOTOS, timeout=240_000)
        expect(studio.get_by_role("progressbar")).to_have_count(0, timeout=240_000)
    print(f"{PHOTOS} photos of 12 megapixels with their pictures: {tasks}")
    clear(studio)


def memory(notebook: LabNotebook, cdp: CDPSession, studio: Locator, sound: Path) -> None:
    """What is in use while a file goes up, above what was before: of the page without garbage, of the kernel all."""
    kernel = int(notebook.python("import os; print(os.getpid())"))
    window_mib = Limits().chunk_bytes * Limits().window / 2**20

    def page_mib() -> float:
        cdp.send("HeapProfiler.collectGarbage")
        usage = cdp.send("Runtime.getHeapUsage")
        return float(usage["usedSize"] + usage["backingStorageSize"]) / 2**20

    ring = studio.get_by_role("progressbar").first
    peaks = {"page": 0.0, "kernel": 0.0}
    before = page_mib(), pss_mib(kernel)
    studio.get_by_label("Add media").set_input_files(sound)
    expect(ring).to_be_visible()
    samples = 0
    while True:
        share = ring.get_attribute("aria-valuenow") if ring.count() else None
        if share is None or int(share) >= SHARE_OF_THE_PAGE:
            break
        peaks["page"] = max(peaks["page"], page_mib() - before[0])
        peaks["kernel"] = max(peaks["kernel"], pss_mib(kernel) - before[1])
        samples += 1
    clear(studio)
    print(
        f"memory while {UPLOAD_MIB} MiB go up ({samples} samples): page +{peaks['page']:.1f} MiB = "
        f"{peaks['page'] / window_mib:.2f} windows, kernel +{peaks['kernel']:.1f} MiB = "
        f"{peaks['kernel'] / window_mib:.2f} windows of {window_mib:.0f} MiB"
    )


def pss_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("the system tells no memory of a process")


@contextmanager
def burning(processes: int) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for _ in range(processes):
            process = stack.enter_context(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
            stack.callback(process.kill)
        yield


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--load", type=int, default=0)
    load = parser.parse_args().load
    total = UPLOAD_MIB * 2**20
    with (
        tempfile.TemporaryDirectory() as scratch,
        sync_playwright() as playwright,
        running_lab(Path(scratch) / "lab") as lab,
    ):
        sound = Path(scratch) / "long.wav"
        sound.write_bytes(b"RIFF" + bytes(4) + b"WAVEfmt " + bytes(total - 16))
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=["--no-sandbox", "--disable-gpu"])
        with browser_page(browser) as page:
            lab.write_notebook("upload.ipynb", [STUDIO, BARE.replace("TOTAL", str(total))])
            notebook = lab.open(page, "upload.ipynb")
            notebook.run_all()
            studio = notebook.studio()
            expect(studio.get_by_text("on this machine")).to_be_visible(timeout=60_000)
            page.wait_for_function("'bare' in window")
            cdp = page.context.new_cdp_session(page)
            with burning(load):
                memory(notebook, cdp, studio, sound)  # first: a kernel keeps what it once had
                throughput(page, cdp, studio, sound)
                photos(cdp, studio, Path(scratch))
        browser.close()


if __name__ == "__main__":
    main()

"""How long a render takes, as ratios to x264 alone and to ffmpeg, all measured in turn in one run.

    python tests/benchmarks/render.py [--rounds N] [--quality fast|high|best] [--without-ffmpeg]

The job: 30 seconds of 1920x1080 at 30 frames a second, five photos of 12 megapixels with zoom and pan, crossfades, a
title and music. Absolute times drift on a shared machine; the ratios, from interleaved rounds, say something.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor
from fractions import Fraction
from pathlib import Path
from shutil import which
from typing import NamedTuple

import av
import cv2
import numpy as np
from PIL import Image
from skimage import data

from nemo_widget.engine.render import ChunkCache, Output, make_executor, render
from nemo_widget.engine.render.draft_scene import plan_scene
from nemo_widget.engine.render.encode import describe
from nemo_widget.engine.render.frame import Painter
from nemo_widget.engine.render.output import Encoding
from nemo_widget.engine.render.scene import TICKS_PER_FRAME
from nemo_widget.engine.render.yuv import Planes
from nemo_widget.model.draft import Draft

WIDTH, HEIGHT, FPS, SECONDS = 1920, 1080, 30, 30
FFMPEG = "ffmpeg zoompan, xfade, drawtext"
MOTIONS = ("zoom-in", "pan-left", "zoom-out", "pan-right", "zoom-in")


def make_photos(folder: Path) -> dict[str, Path]:
    """Five JPEGs of 4000x3000: three real pictures, enlarged and given fine grain, and two made of 1/f noise."""
    noise = np.random.default_rng(7)
    pictures = [data.astronaut(), data.coffee(), data.cat(), _landscape(noise), _landscape(noise)]
    photos = {}
    for number, picture in enumerate(pictures):
        large = cv2.resize(picture, (4000, 3000), interpolation=cv2.INTER_CUBIC).astype(np.int16)
        large += noise.normal(0, 3, large.shape[:2]).astype(np.int16)[..., None]
        path = folder / f"photo{number}.jpg"
        Image.fromarray(np.clip(large, 0, 255).astype(np.uint8)).save(path, quality=90)
        photos[path.stem] = path
    return photos


def _landscape(noise: np.random.Generator) -> np.ndarray:
    """1500x2000 pixels whose spectrum falls like that of a photo."""
    planes = []
    for _ in range(3):
        spectrum = np.fft.rfft2(noise.normal(size=(1500, 2000)))
        frequency = np.hypot(np.fft.fftfreq(1500)[:, None], np.fft.rfftfreq(2000)[None, :])
        plane = np.fft.irfft2(spectrum / np.maximum(frequency, 1e-3) ** 1.1)
        planes.append((plane - plane.min()) / np.ptp(plane) * 255)
    return np.dstack(planes).astype(np.uint8)


def job(title: str, moving: bool = True) -> Draft:
    clips = [
        {
            "id": f"c{n}",
            "s": n * 6000,
            "d": 6000,
            "m": {
                "src": f"photo{n}",
                "name": f"photo{n}.jpg",
                "motion": motion if moving else "none",
                **({"transition": {"type": "crossfade", "d": 500}} if n and moving else {}),
            },
        }
        for n, motion in enumerate(MOTIONS)
    ]
    return Draft.model_validate(
        {
            "d": SECONDS * 1000,
            "m": {"width": WIDTH, "height": HEIGHT, "fps": FPS},
            "t": [
                {"id": "video-1", "tt": 0, "sg": clips},
                {"id": "audio-1", "tt": 1, "sg": [{"id": "b", "s": 0, "d": 30000, "m": {"src": "music:lo-fi"}}]},
                {"id": "text-1", "tt": 7, "sg": [{"id": "x", "s": 0, "d": 3000, "m": {"text": title}}]},
            ],
        }
    )


class Frames:
    """All frames of a draft in memory, and x264 alone on them, with all the cores that it wants."""

    def __init__(self, draft: Draft, photos: dict[str, Path], quality: str) -> None:
        self._encoding = Encoding.of(draft.meta, Output(quality=quality))
        planned = plan_scene(draft, photos, self._encoding)
        self._frames: list[av.VideoFrame] = []
        with Painter(planned.scene, planned.assets, planned.tiles) as painter:
            for number in range(planned.scene.frames):
                frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
                painter.paint(number * TICKS_PER_FRAME, Planes.of_frame(frame))
                frame.pts, frame.time_base = number, Fraction(1, FPS)
                self._frames.append(frame)

    def encode(self) -> None:
        codec = av.CodecContext.create("libx264", "w")
        describe(codec, self._encoding)
        codec.options = {"preset": self._encoding.preset, "crf": str(self._encoding.crf)}
        codec.thread_count = 0
        codec.thread_type = "FRAME"
        for frame in self._frames:
            codec.encode(frame)
        codec.encode(None)


def ffmpeg(photos: dict[str, Path], out: Path, preset: str, crf: int) -> None:
    """The same job as one does it with ffmpeg: zoompan, xfade, drawtext; a tone stands for the music."""
    command = ["ffmpeg", "-v", "error", "-y"]
    graph = []
    for number, path in enumerate(photos.values()):
        command += ["-i", str(path)]
        frames = (6 if number in (0, 4) else 6.5) * FPS if number not in (0, 4) else 6.25 * FPS
        zoom = f"1+0.12*on/{frames:.0f}" if number % 2 == 0 else "1.12"
        x = f"(iw-iw/zoom)*on/{frames:.0f}" if number % 2 else "(iw-iw/zoom)/2"
        graph.append(
            f"[{number}]scale=2400:1800,crop=2400:1350,"
            f"zoompan=z='{zoom}':x='{x}':y='(ih-ih/zoom)/2':d={frames:.0f}:s={WIDTH}x{HEIGHT}:fps={FPS},"
            f"format=yuv420p[v{number}]"
        )
    last = "v0"
    for number in range(1, 5):
        graph.append(f"[{last}][v{number}]xfade=duration=0.5:offset={6 * number - 0.25}[x{number}]")
        last = f"x{number}"
    graph.append(
        f"[{last}]drawtext=text='Urban Dreams':fontsize=86:fontcolor=white:x=(w-tw)/2:y=(h-th)/2:enable='lt(t,3)'[v]"
    )
    command += ["-f", "lavfi", "-i", f"sine=220:duration={SECONDS}", "-filter_complex", ";".join(graph)]
    command += ["-map", "[v]", "-map", "5:a", "-c:v", "libx264", "-preset", preset, "-crf", str(crf)]
    command += ["-t", str(SECONDS), "-c:a", "aac", "-movflags", "+faststart", str(out)]
    subprocess.run(command, check=True)


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--quality", choices=("fast", "high", "best"), default="fast")
    parser.add_argument("--without-ffmpeg", action="store_true")
    arguments = parser.parse_args()
    with_ffmpeg = not arguments.without_ffmpeg
    if with_ffmpeg and which("ffmpeg") is None:
        parser.error("There is no ffmpeg to compare with: install it, or say --without-ffmpeg.")
    with tempfile.TemporaryDirectory(prefix="nemo-bench-") as name:
        measure(Path(name), arguments.rounds, arguments.quality, with_ffmpeg)


def measure(folder: Path, rounds: int, quality: str, with_ffmpeg: bool) -> None:
    photos = make_photos(folder)
    first, renamed, still = job("Urban Dreams"), job("City Lights"), job("Urban Dreams", moving=False)
    encoding = Encoding.of(first.meta, Output(quality=quality))
    costs: dict[str, list[Cost]] = {}

    def note(what: str, work: Callable[[], object]) -> None:
        cost = timed(work)
        costs.setdefault(what, []).append(cost)
        print(f"  {what:<34} {cost.wall_s:7.2f} s   {cost.cpu_s:7.2f} CPU s", flush=True)

    def export(draft: Draft, cache: ChunkCache, executor: Executor) -> None:
        render(draft, photos, folder / "ours.mp4", output=Output(quality=quality), executor=executor, cache=cache)

    print("Composing the frames for x264 alone ...", flush=True)
    moving_frames = Frames(first, photos, quality)
    with make_executor() as executor:
        executor.warm_up()
        export(still, ChunkCache(folder / "warm"), executor)
        for number in range(rounds):
            print(f"Round {number + 1}", flush=True)
            cache = ChunkCache(folder / f"cache{number}")
            note("x264 alone", moving_frames.encode)
            note("ours, first export", lambda cache=cache: export(first, cache, executor))
            note("ours, unchanged", lambda cache=cache: export(first, cache, executor))
            note("ours, title changed", lambda cache=cache: export(renamed, cache, executor))
            if with_ffmpeg:
                note(
                    FFMPEG,
                    lambda: ffmpeg(photos, folder / "f.mp4", encoding.preset, encoding.crf),
                )
        del moving_frames
        still_frames = Frames(still, photos, quality)
        for number in range(rounds):
            note("x264 alone, static slideshow", still_frames.encode)
            cache = ChunkCache(folder / f"still{number}")
            note("ours, static slideshow", lambda cache=cache: export(still, cache, executor))
    report(costs)


def report(costs: dict[str, list[Cost]]) -> None:
    goals = [
        ("ours, first export", "x264 alone", 1.20),
        ("ours, unchanged", "ours, first export", 0.02),
        ("ours, title changed", "ours, first export", 0.25),
        ("ours, static slideshow", "x264 alone, static slideshow", 1.10),
        ("ours, first export", FFMPEG, 0.75),
    ]
    print("\nratio of medians                                            clock     CPU   goal (clock)")
    for ours, other, goal in goals:
        if other in costs:
            wall, cpu = (
                statistics.median(c[k] for c in costs[ours]) / max(1e-9, statistics.median(c[k] for c in costs[other]))
                for k in (0, 1)
            )
            missed = "" if wall <= goal else "missed"
            print(f"{ours + ' / ' + other:<57} {wall:7.3f} {cpu:7.3f}   <= {goal:.2f} {missed}")


if __name__ == "__main__":
    main()

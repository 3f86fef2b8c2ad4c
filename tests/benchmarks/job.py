"""The job: 30 seconds of 1920x1080 at 30 frames a second, five photos of 12 megapixels with zoom and pan, crossfades,
a title and music; and the same as a slideshow in which nothing moves, in 4K, and as ten minutes of 200 photos."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from skimage import data

from nemo_widget.model.draft import Draft

WIDTH, HEIGHT, FPS, SECONDS = 1920, 1080, 30, 30
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


def long_job(photos: int, each_s: int) -> Draft:
    """A video of that many photos, with crossfades, no two of them the same file."""
    clips = [
        {
            "id": f"c{n}",
            "s": n * each_s * 1000,
            "d": each_s * 1000,
            "m": {
                "src": f"photo{n}",
                "name": f"photo{n}.jpg",
                "motion": MOTIONS[n % 5],
                **({"transition": {"type": "crossfade", "d": 500}} if n else {}),
            },
        }
        for n in range(photos)
    ]
    music = {"id": "b", "s": 0, "d": photos * each_s * 1000, "m": {"src": "music:lo-fi"}}
    return Draft.model_validate(
        {
            "d": photos * each_s * 1000,
            "m": {"width": WIDTH, "height": HEIGHT, "fps": FPS},
            "t": [{"id": "video-1", "tt": 0, "sg": clips}, {"id": "audio-1", "tt": 1, "sg": [music]}],
        }
    )


def copies(photos: dict[str, Path], number: int, folder: Path) -> dict[str, Path]:
    """As many files, each of other bytes: a comment behind a JPEG's end changes no pixel."""
    made = {}
    for n in range(number):
        path = folder / f"copy{n}.jpg"
        path.write_bytes(photos[f"photo{n % len(photos)}"].read_bytes() + str(n).encode())
        made[f"photo{n}"] = path
    return made

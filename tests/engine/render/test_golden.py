"""Every word of the vocabulary on decoded frames, against pictures made here by plain numpy from what the word means.

Each frame has to be like its own picture, and less like that of every other word: two that were swapped, or one that
does nothing, fail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

import cv2
import numpy as np
import pytest
from PIL import Image
from skimage import data
from skimage.metrics import structural_similarity

from nemo_widget.engine.render import Output, render
from nemo_widget.model.draft import Filter, Fit, Motion, TransitionType
from tests.engine.render import film
from tests.engine.render.film import clip, draft

W, H, FPS = 192, 108, 25
Picture = np.ndarray  # (height, width, 3) float, 0 to 255


@pytest.fixture(scope="module")
def photos(tmp_path_factory) -> dict[str, Path]:
    """Two that lie on the canvas pixel for pixel; `large` has more pixels and the same shape, `square` is square."""
    folder = tmp_path_factory.mktemp("golden")
    cat, coffee, astronaut = (Image.fromarray(getattr(data, n)()) for n in ("cat", "coffee", "astronaut"))
    made = {
        "cat": cat.crop((0, 20, 448, 272)).resize((W, H), Image.Resampling.LANCZOS),
        "coffee": coffee.crop((0, 20, 600, 357)).resize((W, H), Image.Resampling.LANCZOS),
        "large": astronaut.crop((0, 100, 512, 388)).resize((768, 432), Image.Resampling.BICUBIC),
        "square": astronaut.resize((324, 324), Image.Resampling.LANCZOS),
    }
    for name, picture in made.items():
        picture.save(folder / f"{name}.png")
    return {name: folder / f"{name}.png" for name in made}


@pytest.fixture(scope="module")
def seen(photos, pool, tmp_path_factory) -> Callable[[list[dict[str, object]]], np.ndarray]:
    folder = tmp_path_factory.mktemp("film")

    def frames(clips: list[dict[str, object]]) -> np.ndarray:
        shown = draft(clips, width=W, height=H, fps=FPS)
        render(shown, photos, folder / "film.mp4", executor=pool, output=Output(quality="best"))
        return film.frames(folder / "film.mp4")

    return frames


def opened(photos: Mapping[str, Path], name: str) -> Picture:
    return np.asarray(Image.open(photos[name])).astype(float)


def alike(one: Picture, other: Picture) -> float:
    """1 when they are the same: structure (SSIM) less a penalty for colours that differ."""
    structure = structural_similarity(one, other, data_range=255, channel_axis=2, win_size=7)
    return float(structure) - float(np.abs(one - other).mean()) / 64


def check(frame: Picture, own: str, wanted: Mapping[str, Picture], least: float) -> None:
    scores = {name: alike(frame, picture) for name, picture in wanted.items()}
    assert scores[own] > least, scores
    assert all(scores[own] > score + 0.01 for name, score in scores.items() if name != own), scores


def smooth(p: float) -> float:
    return p * p * (3 - 2 * p)


def nearer(picture: Picture, times: float) -> Picture:
    matrix = np.array([[1 / times, 0, (W - 1) / 2 * (1 - 1 / times)], [0, 1 / times, (H - 1) / 2 * (1 - 1 / times)]])
    return cv2.warpAffine(picture, matrix, (W, H), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP)


def passages(old: Picture, new: Picture, p: float) -> dict[str, Picture]:
    """What each transition shows at its share `p`."""
    e = smooth(p)
    rows, columns = np.mgrid[:H, :W]
    x, y = (columns + 0.5) / W, (rows + 0.5) / H
    white = np.full_like(old, 255)

    def through(colour: Picture) -> Picture:
        return old * (1 - 2 * p) + colour * 2 * p if p < 0.5 else new * (2 * p - 1) + colour * (2 - 2 * p)

    def pushed(axis: int, before: Picture, after: Picture, way: float) -> Picture:
        strip = np.concatenate([before, after], axis=axis)
        start = 2 * round(way * strip.shape[axis] / 4)  # by whole samples of colour
        return np.take(strip, range(start, start + strip.shape[axis] // 2), axis=axis)

    def where(uncovered: np.ndarray) -> Picture:
        return np.where(uncovered[..., None], new, old)

    mixed = old * (1 - smooth(np.clip((p - 0.25) / 0.5, 0, 1))) + new * smooth(np.clip((p - 0.25) / 0.5, 0, 1))
    return {
        "crossfade": old * (1 - p) + new * p,
        "fade-black": through(0 * old),
        "fade-white": through(white),
        "slide-left": pushed(1, old, new, e),
        "slide-right": pushed(1, new, old, 1 - e),
        "slide-up": pushed(0, old, new, e),
        "slide-down": pushed(0, new, old, 1 - e),
        "wipe-left": where(x > 1 - e),
        "wipe-right": where(x < e),
        "wipe-up": where(y > 1 - e),
        "wipe-down": where(y < e),
        "zoom": nearer(old, 1 + 0.5 * e) * (1 - e) + nearer(new, 1 + 0.2 * (1 - e)) * e,
        "circle": where(np.hypot((x - 0.5) * W, (y - 0.5) * H) < e * np.hypot(W, H) / 2),
        "blur": cv2.GaussianBlur(mixed, (0, 0), 0.05 * H * np.sin(np.pi * p)),
    }


def test_transitions(photos, seen):
    kinds = get_args(TransitionType)
    clips = [clip("cat", 0, 1000)]
    for n, kind in enumerate(kinds, 1):
        source = "coffee" if n % 2 else "cat"
        clips.append(clip(source, n * 1000, 1000, transition={"type": kind, "d": 800}))
    found = seen(clips)
    cat, coffee = opened(photos, "cat"), opened(photos, "coffee")
    for n, kind in enumerate(kinds, 1):
        old, new = (cat, coffee) if n % 2 else (coffee, cat)
        for frame in (6, 8, 13):  # of the twenty that a transition takes
            check(found[n * FPS - 10 + frame], kind, passages(old, new, frame / 20), least=0.8)


def graded(pixels: Picture) -> dict[str, Picture]:
    """What each filter and each adjustment makes of the pixels, in their order and one by one."""
    r, g, b = np.moveaxis(pixels / 255, 2, 0)
    luma = 0.2126 * r + 0.7152 * g + 0.0722 * b

    def of(red: np.ndarray, green: np.ndarray, blue: np.ndarray) -> Picture:
        return np.clip(255 * np.dstack([red, green, blue]), 0, 255)

    def steeper(value: np.ndarray, by: float) -> np.ndarray:
        return 0.5 + (value - 0.5) * by

    def stronger(value: np.ndarray, by: float) -> np.ndarray:
        return luma + (value - luma) * by

    sepia = [0.92 * v for v in (0.393 * r + 0.769 * g + 0.189 * b, 0.349 * r + 0.686 * g + 0.168 * b,
                                0.272 * r + 0.534 * g + 0.131 * b)]  # fmt: skip
    faded = [0.65 * stronger(v, 0.8) + 0.35 * s for v, s in zip((r, g, b), sepia, strict=True)]
    return {
        "none": pixels,
        "bw": of(*[steeper(luma, 1.08)] * 3),
        "sepia": of(*sepia),
        "warm": of(1.07 * r, g, 0.86 * b),
        "cool": of(0.88 * r, g, 1.09 * b),
        "vivid": of(*(steeper(stronger(v, 1.4), 1.1) for v in (r, g, b))),
        "vintage": of(0.86 * faded[0] + 0.08, 0.82 * faded[1] + 0.065, 0.74 * faded[2] + 0.07),
        "brightness 0.7": of(0.7 * r, 0.7 * g, 0.7 * b),
        "brightness 1.25": of(1.25 * r, 1.25 * g, 1.25 * b),
        "contrast 0.6": of(*(steeper(v, 0.6) for v in (r, g, b))),
        "contrast 1.4": of(*(steeper(v, 1.4) for v in (r, g, b))),
        "saturation 0.4": of(*(stronger(v, 0.4) for v in (r, g, b))),
        "saturation 1.6": of(*(stronger(v, 1.6) for v in (r, g, b))),
    }


def test_filters_and_adjustments(photos, seen):
    wanted = graded(opened(photos, "coffee"))
    assert set(get_args(Filter)) <= set(wanted)
    looks = {name: {key: float(value)} for name in wanted if " " in name for key, value in [name.split()]}
    looks |= {name: {"filter": name} for name in get_args(Filter)}
    found = seen([clip("coffee", n * 400, 400, **looks[name]) for n, name in enumerate(wanted)])
    for n, name in enumerate(wanted):
        check(found[n * 10 + 5], name, wanted, least=0.8)


def framed(photo: Image.Image, x: float, y: float, zoom: float) -> Picture:
    """What a camera sees that looks at (x, y), in photo widths and heights from its middle."""
    half = 0.5 / zoom
    box = [(0.5 + x - half) * photo.width, (0.5 + y - half) * photo.height,
           (0.5 + x + half) * photo.width, (0.5 + y + half) * photo.height]  # fmt: skip
    return np.asarray(photo.resize((W, H), Image.Resampling.LANCZOS, box=tuple(box))).astype(float)


def test_motions(photos, seen):
    """Near the beginning and near the end, of a photo that has nothing to spare."""
    motions = get_args(Motion)
    found = seen([clip("large", n * 2000, 2000, motion=motion) for n, motion in enumerate(motions)])
    photo = Image.open(photos["large"])
    closer = 1 / 0.88
    for frame in (5, 44):
        e = smooth(frame / 50)
        way = 0.06 * (2 * e - 1)
        wanted = {
            "none": framed(photo, 0, 0, 1),
            "zoom-in": framed(photo, 0, 0, 1 + 0.12 * e),
            "zoom-out": framed(photo, 0, 0, 1.12 - 0.12 * e),
            "pan-left": framed(photo, -way, 0, closer),
            "pan-right": framed(photo, way, 0, closer),
            "pan-up": framed(photo, 0, -way, closer),
            "pan-down": framed(photo, 0, way, closer),
        }
        for n, motion in enumerate(motions):
            # a zoom that has hardly begun is the photo at rest: it is told apart at its other end
            rest = {"none", "zoom-in" if frame == 5 else "zoom-out"}
            rivals = {name: w for name, w in wanted.items() if name == motion or not {name, motion} <= rest}
            check(found[n * 50 + frame], motion, rivals, least=0.85)


def test_fits(photos, seen):
    """A square photo on a wide canvas; its subject, the face, is above the middle."""
    fits = get_args(Fit)
    found = seen([clip("square", n * 400, 400, fit=fit) for n, fit in enumerate(fits)])
    photo = Image.open(photos["square"])
    top = round((W - H) / 2 * (1 - 0.45))  # of the rows of the photo at the canvas's width
    cover = np.asarray(photo.resize((W, W), Image.Resampling.LANCZOS))[top : top + H].astype(float)
    contain = np.zeros((H, W, 3))
    left = (W - H) // 2
    small = np.asarray(photo.resize((H, H), Image.Resampling.LANCZOS)).astype(float)
    contain[:, left : left + H] = small
    middle = np.asarray(photo.resize((W, W), Image.Resampling.LANCZOS))[(W - H) // 2 :][:H]
    blur = 0.72 * cv2.GaussianBlur(middle.astype(float), (0, 0), 5)
    blur[:, left : left + H] = small
    for n, fit in enumerate(fits):
        check(found[n * 10 + 5], fit, {"cover": cover, "contain": contain, "blur": blur}, least=0.8)

"""Fits, motions, transitions, filters: each word of the draft's vocabulary does what it says, and no other does."""

from __future__ import annotations

import itertools
from typing import get_args

import cv2
import numpy as np
import pytest
from PIL import Image

from nemo_widget.engine.render import render_frame
from nemo_widget.model.draft import Filter, Motion, TransitionType
from tests.engine.render import film
from tests.engine.render.film import BLACK, BLUE, RED, WHITE, clip, clips, close, draft

TRANSITIONS = get_args(TransitionType)


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    """A dark photo of 16:9 and a tall one, with a soft white light in the middle and soft red ones on both sides."""
    folder = tmp_path_factory.mktemp("sheet")
    files = {}
    for name, (width, height) in {"wide": (960, 540), "tall": (540, 960)}.items():
        rows, columns = np.mgrid[:height, :width]

        def light(shift: int, rows=rows, columns=columns, width=width, height=height) -> np.ndarray:
            squared = (columns - width / 2 + 0.5 - shift) ** 2 + (rows - height / 2 + 0.5) ** 2
            return np.exp(-squared / (2 * 16**2))

        white, red = light(0), light(-140) + light(140)
        pixels = 20 + 220 * np.dstack([np.maximum(white, red), white, white])
        Image.fromarray(np.rint(pixels).astype(np.uint8)).save(folder / f"{name}.png")
        files[name] = folder / f"{name}.png"
    return files


def spots(picture: np.ndarray) -> tuple[np.ndarray, float]:
    """Where the white light is (x, y in pixels), and how far the two red ones are apart."""
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]]
    white = np.clip(picture[..., 1].astype(float) - 24, 0, None)
    middle = np.array([(white * columns).sum(), (white * rows).sum()]) / white.sum()
    red = np.clip(picture[..., 0].astype(float) - picture[..., 1] - 8, 0, None)
    sides = [(red * part * columns).sum() / (red * part).sum() for part in (columns < middle[0], columns > middle[0])]
    return middle, sides[1] - sides[0]


def over_time(sheet, motion: str, src: str = "wide", **meta: object) -> list[tuple[np.ndarray, float]]:
    shown = draft([clip(src, 0, 2000, motion=motion, **meta)], width=480, height=270)
    return [spots(render_frame(shown, sheet, at)) for at in range(0, 2000, 40)]


def test_none_rests(sheet):
    path = over_time(sheet, "none")
    assert all(np.allclose(p[0], path[0][0]) for p in path)


@pytest.mark.parametrize(("motion", "grows"), [("zoom-in", True), ("zoom-out", False)])
def test_zooming_keeps_the_middle_and_changes_the_size(sheet, motion, grows):
    path = over_time(sheet, motion)
    assert all(np.hypot(*(p[0] - path[0][0])) < 0.15 for p in path)
    sizes = np.array([p[1] for p in path])
    steps = np.diff(sizes) if grows else -np.diff(sizes)
    assert steps.min() > -0.02 and 1.08 < max(sizes) / min(sizes) < 1.2


@pytest.mark.parametrize(
    ("motion", "axis", "way"), [("pan-left", 0, 1), ("pan-right", 0, -1), ("pan-up", 1, 1), ("pan-down", 1, -1)]
)
def test_panning_moves_the_camera_so_the_picture_goes_the_other_way(sheet, motion, axis, way):
    path = over_time(sheet, motion)
    places = np.array([p[0] for p in path])
    assert np.ptp(places[:, 1 - axis]) < 0.15
    travel = (places[-1, axis] - places[0, axis]) * way
    assert travel > 0.1 * (480, 270)[axis]
    assert np.ptp([p[1] for p in path]) < 0.5  # no zoom on the way


@pytest.mark.parametrize("motion", ["zoom-in", "zoom-out", "pan-left", "pan-down"])
def test_motion_is_smooth_to_a_fraction_of_a_pixel(sheet, motion):
    """Every position is on one smooth curve, and the way begins and ends at rest."""
    path = over_time(sheet, motion)
    series = {"x": [p[0][0] for p in path], "y": [p[0][1] for p in path], "size": [p[1] for p in path]}
    for name, values in series.items():
        times = np.linspace(-1, 1, len(values))
        curve = np.polyval(np.polyfit(times, values, 5), times)
        assert np.abs(values - curve).max() < (0.15 if name == "size" else 0.05), name
        steps = np.abs(np.diff(curve))
        assert steps.max() < 0.05 or max(steps[0], steps[-1]) < steps.max() / 3


def test_motion_goes_on_under_the_transitions(sheet):
    """The clip's whole visible time is its motion's time, so nothing stops or jumps at a cut."""
    shown = draft(
        [
            clip("wide", 0, 2000, motion="pan-right"),
            clip("tall", 2000, 2000, transition={"type": "fade-black", "d": 800}),
        ],
        width=480,
        height=270,
    )
    early, late = (spots(render_frame(shown, sheet, at))[0][0] for at in (1640, 2080 - 480))
    assert early < late


@pytest.mark.parametrize("motion", get_args(Motion))
@pytest.mark.parametrize("fit", ["cover", "contain", "blur"])
def test_no_motion_leaves_the_photo(tmp_path, motion, fit):
    """A white photo fills the canvas at every moment with cover; contained, all four of its edges stay visible."""
    film.plain(tmp_path / "white.png", WHITE, (300, 250))
    shown = draft([clip("white", 0, 2000, motion=motion, fit=fit)])
    for at in (0, 700, 1300, 1999):
        seen = render_frame(shown, {"white": tmp_path / "white.png"}, at)
        if fit == "cover":
            assert seen.min() > 250
        else:
            light = (seen > 240).all(axis=2)
            rows, columns = light.any(axis=1).sum(), light.any(axis=0).sum()
            assert columns / rows == pytest.approx(300 / 250, rel=0.04)


def test_fits(tmp_path):
    """A square photo, red above and blue below, on a wide canvas."""
    square = Image.new("RGB", (200, 200), RED)
    square.paste(BLUE, (0, 100, 200, 200))
    square.save(tmp_path / "square.png")
    cover, contain, blur = (
        render_frame(draft([clip("square", 0, 1000, fit=fit)]), {"square": tmp_path / "square.png"}, 0)
        for fit in ("cover", "contain", "blur")
    )
    assert close(cover[2:10, :], RED) and close(cover[80:88, :], BLUE)
    assert close(contain[:, :30], BLACK) and close(contain[:, 130:], BLACK)
    assert close(contain[2:10, 40:120], RED) and close(contain[80:88, 40:120], BLUE)
    assert close(blur[2:10, 40:120], RED) and close(blur[80:88, 40:120], BLUE)
    side = blur[:, :30].astype(float)
    assert side[:10, :, 0].mean() > 90 > side[:10, :, 2].mean()  # the same picture behind,
    assert close(side[:10], tuple(0.72 * c for c in RED), within=12)  # darker


@pytest.fixture(scope="module")
def passages(plain, pool, tmp_path_factory):
    """All transitions in one film: red and blue by turns, a second each, 800 ms of transition. By name: 20 frames."""
    from nemo_widget.engine.render import Output, render

    shown = [clip("red", 0, 1000)]
    for n, kind in enumerate(TRANSITIONS, 1):
        shown.append(clip("blue" if n % 2 else "red", n * 1000, 1000, transition={"type": kind, "d": 800}))
    path = tmp_path_factory.mktemp("passages") / "film.mp4"
    render(draft(shown), plain, path, executor=pool, output=Output(quality="best"))
    whole = film.frames(path)
    return {kind: whole[n * 25 - 10 : n * 25 + 11] for n, kind in enumerate(TRANSITIONS, 1)}


def ends(kind: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return (RED, BLUE) if TRANSITIONS.index(kind) % 2 == 0 else (BLUE, RED)


@pytest.mark.parametrize("kind", TRANSITIONS)
def test_a_transition_begins_with_the_old_and_ends_with_the_new(passages, kind):
    old, new = ends(kind)
    assert close(passages[kind][0], old) and close(passages[kind][-1], new)
    assert not close(passages[kind][10], old, within=10) and not close(passages[kind][10], new, within=10)


@pytest.mark.parametrize("kind", ["crossfade", "zoom", "blur"])
def test_dissolves_are_between_the_two_at_half(passages, kind):
    old, new = ends(kind)
    assert close(passages[kind][10], tuple((a + b) / 2 for a, b in zip(old, new, strict=True)), within=10)


def test_a_crossfade_is_even(passages):
    reds = passages["crossfade"][:, 45, 80, 0]
    assert np.allclose(reds, np.linspace(RED[0], BLUE[0], 21), atol=6)


@pytest.mark.parametrize(("kind", "colour"), [("fade-black", BLACK), ("fade-white", WHITE)])
def test_fades_go_through_a_colour(passages, kind, colour):
    assert close(passages[kind][10], colour)


@pytest.mark.parametrize("way", ["slide", "wipe"])
@pytest.mark.parametrize(
    ("direction", "new_part"),
    [
        ("left", np.s_[:, 95:]),  # the edge runs left: what is new shows first on the right
        ("right", np.s_[:, :65]),
        ("up", np.s_[55:, :]),
        ("down", np.s_[:35, :]),
    ],
)
def test_the_new_picture_comes_from_the_side_that_it_should(passages, way, direction, new_part):
    kind = f"{way}-{direction}"
    old, new = ends(kind)
    opposite = {
        "left": np.s_[:, :65], "right": np.s_[:, 95:], "up": np.s_[:35, :], "down": np.s_[55:, :],
    }[direction]  # fmt: skip
    assert close(passages[kind][10][new_part], new, within=10)
    assert close(passages[kind][10][opposite], old, within=10)


def test_a_slide_pushes_and_a_wipe_uncovers(sheet):
    """Half-way through a slide the old picture's middle stands at the edge; in a wipe it stays where it was."""
    for kind, gone in (("slide-left", True), ("wipe-right", False)):
        shown = draft(
            [clip("wide", 0, 1000), clip("plain", 1000, 1000, transition={"type": kind, "d": 800})],
            width=480,
            height=270,
        )
        files = {**sheet, "plain": film.plain(sheet["wide"].parent / "plain.png", (20, 20, 20))}
        at = 900 if gone else 880
        middle, _ = spots(render_frame(shown, files, at))
        assert (middle[0] < 200) == gone


def test_a_circle_opens_from_the_middle(passages):
    old, new = ends("circle")
    middle = passages["circle"][10]
    assert close(middle[40:50, 75:85], new, within=10)
    assert close(middle[:6, :8], old, within=10) and close(middle[-6:, -8:], old, within=10)


def test_blur_loses_the_detail_and_finds_it_again(pictures):
    shown = draft(
        [clip("coffee", 0, 1000), clip("cat", 1000, 1000, transition={"type": "blur", "d": 800})], width=320, height=180
    )
    sharpness = [cv2.Laplacian(render_frame(shown, pictures, at), cv2.CV_64F).var() for at in (600, 1000, 1400)]
    assert sharpness[1] < min(sharpness[0], sharpness[2]) / 10


def test_zoom_comes_closer_to_the_old_picture(sheet):
    shown = draft(
        [clip("wide", 0, 1000), clip("wide", 1000, 1000, transition={"type": "zoom", "d": 800})], width=480, height=270
    )
    assert spots(render_frame(shown, sheet, 760))[1] > 1.02 * spots(render_frame(shown, sheet, 0))[1]


def test_all_transitions_differ(pictures):
    def middle(kind: str) -> np.ndarray:
        change = {"type": kind, "d": 800}
        shown = draft([clip("coffee", 0, 1000), clip("cat", 1000, 1000, transition=change)])
        return render_frame(shown, pictures, 900).astype(float)

    looks = {kind: middle(kind) for kind in TRANSITIONS}
    for one, other in itertools.combinations(TRANSITIONS, 2):
        assert np.abs(looks[one] - looks[other]).mean() > 3, (one, other)


def test_no_transition_is_a_plain_cut(shoot, plain):
    seen = film.frames(shoot(draft(clips(["red", "blue"], 1000)), plain).path)
    assert close(seen[24], RED) and close(seen[25], BLUE)


def test_a_transition_takes_no_more_than_half_of_a_clip(plain):
    """Two long transitions around a short clip do not meet: in its middle it is seen alone."""
    long = {"type": "crossfade", "d": 5000}
    shown = draft(
        [clip("red", 0, 1000), clip("green", 1000, 400, transition=long), clip("blue", 1400, 1000, transition=long)]
    )
    assert close(render_frame(shown, plain, 1200), film.GREEN)


def test_into_the_first_clip_it_comes_from_black(plain):
    shown = draft([clip("red", 0, 2000, transition={"type": "crossfade", "d": 1000})])
    assert close(render_frame(shown, plain, 0), BLACK)
    assert close(render_frame(shown, plain, 1000), RED)


def graded(plain_or_pictures, src: str, **meta: object) -> np.ndarray:
    return render_frame(draft([clip(src, 0, 1000, **meta)]), plain_or_pictures, 0).astype(float)


def test_filters(plain, pictures):
    def grey(name: str) -> np.ndarray:
        return graded(plain, "grey", filter=name).reshape(-1, 3).mean(axis=0)

    assert np.ptp(graded(plain, "red", filter="bw").mean(axis=(0, 1))) < 2
    red, green, blue = grey("sepia")
    assert red > green > blue + 10
    assert grey("warm")[0] > 128 > grey("warm")[2] + 10
    assert grey("cool")[2] > 128 > grey("cool")[0] + 10
    colourful = [np.ptp(graded(pictures, "coffee", filter=f), axis=2).mean() for f in ("vintage", "none", "vivid")]
    assert colourful == sorted(colourful) and colourful[2] > 1.2 * colourful[1]
    darkest = [np.percentile(graded(pictures, "coffee", filter=f).max(axis=2), 1) for f in ("none", "vintage")]
    assert darkest[1] > darkest[0] + 8  # lifted blacks


def test_all_filters_differ(pictures):
    looks = {name: graded(pictures, "coffee", filter=name) for name in get_args(Filter)}
    for one, other in itertools.combinations(looks, 2):
        assert np.abs(looks[one] - looks[other]).mean() > 4, (one, other)


def test_adjustments(plain, pictures):
    assert close(graded(plain, "grey", brightness=1.5), (192,) * 3)
    assert close(graded(plain, "grey", brightness=0.5), (64,) * 3)
    coffee = graded(pictures, "coffee")
    assert (
        graded(pictures, "coffee", contrast=1.4).std() > coffee.std() > graded(pictures, "coffee", contrast=0.6).std()
    )
    assert np.ptp(graded(pictures, "coffee", saturation=0.0), axis=2).max() < 8
    assert np.ptp(graded(pictures, "coffee", saturation=1.5), axis=2).mean() > np.ptp(coffee, axis=2).mean() * 1.2

"""The subject stays in the picture: where it is found to be, and what the camera makes of that."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nemo_widget.engine.render import RenderError, focus_of, render_frame
from nemo_widget.model.draft import Motion
from tests.engine.render.film import clip, draft

SKY, GRASS, SKIN, RED, YELLOW = (140, 185, 230), (58, 104, 50), (214, 160, 130), (165, 30, 40), (240, 200, 30)


def outdoors(folder: Path, size: tuple[int, int], at: tuple[float, float], subject: str) -> Path:
    """A ball or a person, a fifth of the photo's shorter side, before sky and grass with some grain."""
    width, height = size
    picture = Image.new("RGB", size, SKY)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height * 0.6, width, height), fill=GRASS)
    x, y, r = at[0] * width, at[1] * height, 0.1 * min(size)
    if subject == "person":
        draw.rectangle((x - r, y, x + r, y + 3 * r), fill=RED)
        draw.ellipse((x - 0.7 * r, y - 1.6 * r, x + 0.7 * r, y + 0.2 * r), fill=SKIN)
    else:
        draw.ellipse((x - r, y - r, x + r, y + r), fill=YELLOW)
    grain = np.random.default_rng(1).integers(-6, 7, (height, width, 1))
    pixels = np.clip(np.asarray(picture).astype(int) + grain, 0, 255).astype(np.uint8)
    path = folder / f"{subject}.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.mark.parametrize("subject", ["ball", "person"])
@pytest.mark.parametrize("at", [(0.15, 0.4), (0.3, 0.62), (0.5, 0.45), (0.72, 0.35), (0.86, 0.55)])
@pytest.mark.parametrize("size", [(900, 600), (600, 900)])
def test_the_subject_is_found(tmp_path, subject, at, size):
    x, y = focus_of(outdoors(tmp_path, size, at, subject), "photo")
    assert x == pytest.approx(at[0], abs=0.06)
    assert y == pytest.approx(at[1], abs=0.16)  # of a person it may be the face or the jacket


def test_of_a_person_it_is_the_face(tmp_path):
    from skimage import data

    Image.fromarray(data.astronaut()).save(tmp_path / "astronaut.png")
    x, y = focus_of(tmp_path / "astronaut.png", "astronaut")
    assert 0.34 < x < 0.52 and 0.08 < y < 0.34


def test_where_there_is_nothing_to_see_it_is_the_middle(tmp_path):
    Image.new("RGB", (300, 200), SKY).save(tmp_path / "sky.png")
    assert focus_of(tmp_path / "sky.png", "sky") == (0.5, 0.5)


def test_a_turned_photo_has_its_focus_where_a_viewer_sees_it(tmp_path):
    upright = Image.open(outdoors(tmp_path, (600, 900), (0.25, 0.35), "ball"))
    exif = Image.Exif()
    exif[0x0112] = 6
    upright.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "phone.jpg", exif=exif, quality=92)
    assert focus_of(tmp_path / "phone.jpg", "phone") == pytest.approx((0.25, 0.35), abs=0.06)


def test_what_goes_around_in_an_animated_picture_goes_around_its_focus(tmp_path):
    pages = []
    for turn in np.arange(12) * np.pi / 6:
        page = Image.new("RGB", (300, 200), SKY)
        x, y = 180 + 50 * np.cos(turn), 100 + 50 * np.sin(turn)
        ImageDraw.Draw(page).ellipse((x - 20, y - 20, x + 20, y + 20), fill=YELLOW)
        pages.append(page)
    pages[0].save(tmp_path / "ball.gif", save_all=True, append_images=pages[1:], duration=80)
    assert focus_of(tmp_path / "ball.gif", "ball") == pytest.approx((0.6, 0.5), abs=0.08)


def test_a_damaged_photo_is_named(tmp_path):
    (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    with pytest.raises(RenderError, match=r"bad\.jpg"):
        focus_of(tmp_path / "bad.jpg", "bad.jpg")


def ball(picture: np.ndarray) -> tuple[int, float, float]:
    """How many pixels of the ball are in the picture, and where its middle is, as shares."""
    yellow = (picture[..., 0] > 170) & (picture[..., 2] < 110) & (picture[..., 1] > 130)
    rows, columns = np.nonzero(yellow)
    height, width = yellow.shape
    return len(rows), columns.mean() / width if len(rows) else -1, rows.mean() / height if len(rows) else -1


@pytest.mark.parametrize("motion", get_args(Motion))
@pytest.mark.parametrize("x", [0.1, 0.35, 0.8])
def test_of_a_wide_photo_in_a_tall_video_the_subject_stays_whole(tmp_path, motion, x):
    path = outdoors(tmp_path, (1200, 600), (x, 0.4), "ball")
    focus = focus_of(path, "ball")

    def seen(at: int, **meta: object) -> tuple[int, float, float]:
        shown = draft([clip("ball", 0, 2000, motion=motion, **meta)], width=180, height=320)
        return ball(render_frame(shown, {"ball": path}, at))

    usual = np.pi * (0.1 * 320) ** 2
    for at in (0, 600, 1000, 1400, 1999):
        pixels, across, _ = seen(at, focus=focus)
        assert pixels > 0.9 * usual
        assert 0.15 < across < 0.85
    if x != 0.35:
        assert seen(1000)[0] < 0.5 * usual  # without a focus it is lost


@pytest.mark.parametrize("y", [0.1, 0.85])
def test_of_a_tall_photo_in_a_wide_video_too(tmp_path, y):
    path = outdoors(tmp_path, (600, 1200), (0.5, y), "ball")
    shown = draft([clip("ball", 0, 2000, motion="zoom-in", focus=focus_of(path, "ball"))], width=320, height=180)
    assert all(ball(render_frame(shown, {"ball": path}, at))[0] > 0.9 * np.pi * 32**2 for at in (0, 1000, 1999))


def test_zooming_in_goes_to_the_subject(tmp_path):
    """A subject in a corner comes nearer to the middle, though the photo has nothing to spare."""
    path = outdoors(tmp_path, (640, 360), (0.85, 0.2), "ball")
    shown = draft([clip("ball", 0, 2000, motion="zoom-in", focus=(0.85, 0.2))], width=320, height=180)
    (_, x0, y0), (_, x1, y1) = (ball(render_frame(shown, {"ball": path}, at)) for at in (0, 1999))
    assert x0 == pytest.approx(0.85, abs=0.01) and y0 == pytest.approx(0.2, abs=0.01)
    assert x1 == pytest.approx(0.85 * 1.12 - 0.12, abs=0.01) and y1 == pytest.approx(0.2 * 1.12, abs=0.01)

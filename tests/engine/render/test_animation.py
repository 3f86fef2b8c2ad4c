"""Animated pictures play: at their own pace, again and again, over whatever lies behind them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nemo_widget.engine.render import RenderError, render_frame
from tests.engine.render import film
from tests.engine.render.film import BLUE, GREEN, RED, WHITE, clip, close, draft

KINDS = ("gif", "webp", "png")
DELAYS_MS = (200, 400, 120)  # 720 ms in all


def flags(folder: Path, kind: str, delays_ms: tuple[int, ...] = DELAYS_MS, **save: object) -> Path:
    """Red, green, blue by turns."""
    pages = [Image.new("RGB", (320, 180), (RED, GREEN, BLUE)[n % 3]) for n in range(len(delays_ms))]
    path = folder / f"flags.{kind}"
    lossless = {"lossless": True} if kind == "webp" else {}
    pages[0].save(path, save_all=True, append_images=pages[1:], duration=list(delays_ms), **{**lossless, **save})
    return path


def at(path: Path, ms: int, **meta: object) -> np.ndarray:
    return render_frame(draft([clip("flags", 0, 5000, **meta)], fps=25), {"flags": path}, ms)


@pytest.mark.parametrize("kind", KINDS)
def test_each_picture_is_seen_for_its_time_and_then_all_again(tmp_path, kind):
    path = flags(tmp_path, kind)
    for round_ms in (0, 720, 5 * 720):
        for ms, colour in ((0, RED), (199, RED), (200, GREEN), (599, GREEN), (600, BLUE), (719, BLUE)):
            assert close(at(path, round_ms + ms), colour), (round_ms, ms)


def test_a_file_that_says_to_play_once_plays_on(tmp_path):
    assert close(at(flags(tmp_path, "gif", loop=1), 720 * 3 + 300), GREEN)


def test_delays_that_no_browser_believes_are_a_tenth_of_a_second(tmp_path):
    path = flags(tmp_path, "gif", (0, 10, 20))
    assert all(close(at(path, ms), colour) for ms, colour in ((99, RED), (199, GREEN), (219, BLUE), (221, RED)))


def test_it_plays_in_the_export_and_each_chunk_knows_where(shoot, tmp_path):
    """Nine seconds are several chunks; each has to begin in mid-loop."""
    done = shoot(draft([clip("flags", 0, 9000)], fps=25), {"flags": flags(tmp_path, "webp")})
    assert done.chunks > 2
    seen = film.frames(done.path)[:, 45, 80]
    for number, pixel in enumerate(seen):
        ms = number * 40 % 720
        assert close(pixel, RED if ms < 200 else GREEN if ms < 600 else BLUE, within=12), number


def test_on_a_later_clip_it_begins_at_its_beginning(plain, tmp_path):
    shown = draft([clip("white", 0, 1000), clip("flags", 1000, 1000)])
    files = {**plain, "flags": flags(tmp_path, "gif")}
    assert close(render_frame(shown, files, 1150), RED) and close(render_frame(shown, files, 1250), GREEN)


def test_camera_filter_and_fit_work_on_it_as_on_a_photo(tmp_path):
    path = flags(tmp_path, "gif")
    grey = at(path, 300, filter="bw", motion="zoom-in")
    assert np.ptp(grey.astype(int), axis=2).max() < 6
    tall = draft([clip("flags", 0, 1000, fit="contain")], width=90, height=160)
    seen = render_frame(tall, {"flags": path}, 300)
    assert close(seen[:40], film.BLACK) and close(seen[70:90], GREEN)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_transparent_shows_the_background(tmp_path, kind):
    """A red disc that jumps from the left half to the right one leaves nothing behind."""
    pages = [Image.new("RGBA", (320, 180), (0, 0, 0, 0)) for _ in range(2)]
    for page, left in zip(pages, (0, 160), strict=True):
        ImageDraw.Draw(page).ellipse((left, 10, left + 159, 169), fill=(*RED, 255))
    lossless = {"lossless": True} if kind == "webp" else {}
    disposal = {"gif": {"disposal": 2}, "png": {"disposal": 1}, "webp": {}}[kind]
    path = tmp_path / f"jump.{kind}"
    pages[0].save(path, save_all=True, append_images=pages[1:], duration=100, **lossless, **disposal)
    for ms, red, bare in ((50, np.s_[25:65, 20:60], np.s_[:, 90:155]), (150, np.s_[25:65, 100:140], np.s_[:, 5:70])):
        seen = at(path, ms, background="#ffffff")
        assert close(seen[red], RED) and close(seen[bare], WHITE)


def test_one_that_is_cut_off_is_named(shoot, tmp_path):
    path = flags(tmp_path, "webp")
    path.write_bytes(path.read_bytes()[:-40])
    shown = draft([{**clip("flags", 0, 1000), "m": {"src": "flags", "name": "party.webp"}}])
    with pytest.raises(RenderError, match=r"party\.webp is damaged"):
        shoot(shown, {"flags": path})

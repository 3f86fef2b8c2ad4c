"""Every ratio at every size that can be asked for, and every frame rate, in the file itself."""

from __future__ import annotations

from typing import get_args

import pytest

from nemo_widget.engine.render import Output
from nemo_widget.model.draft import Fps, Ratio, canvas_size
from tests.engine.render.film import clips, draft, title
from tests.video_file import probe

SIZES = {
    ("16:9", None): (1920, 1080), ("9:16", None): (1080, 1920), ("1:1", None): (1080, 1080),
    ("4:5", None): (1080, 1350), ("21:9", None): (2560, 1080),
    ("16:9", 720): (1280, 720), ("9:16", 720): (720, 1280), ("1:1", 720): (720, 720), ("4:5", 720): (720, 900),
    ("21:9", 720): (1706, 720),
    ("16:9", 2160): (3840, 2160), ("9:16", 2160): (2160, 3840), ("1:1", 2160): (2160, 2160),
    ("4:5", 2160): (2160, 2700), ("21:9", 2160): (5120, 2160),
}  # fmt: skip


@pytest.mark.parametrize("short_side", [None, 720, 2160])
@pytest.mark.parametrize("ratio", get_args(Ratio))
def test_ratios_and_sizes(shoot, pictures, ratio, short_side):
    width, height = canvas_size(ratio)
    shown = draft(clips(["coffee"], 80, motion="zoom-in"), [title("Hi")], width=width, height=height)
    found = probe(shoot(shown, pictures, output=Output(short_side=short_side, quality="fast")).path)
    wanted = SIZES[ratio, short_side]
    assert abs(found.width - wanted[0]) <= 2 and found.width % 2 == 0 and found.height == wanted[1]
    assert (found.codec, found.pix_fmt, found.frames) == ("h264", "yuv420p", 2)


@pytest.mark.parametrize("fps", get_args(Fps))
def test_frame_rates(shoot, plain, fps):
    found = probe(shoot(draft(clips(["red", "blue"], 1000), fps=fps), plain).path)
    assert (found.fps, found.frames) == (fps, 2 * fps)

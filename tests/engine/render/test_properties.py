"""What holds for every draft, however odd: the frames that it asks for, each a pure function of draft and time."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from nemo_widget.engine.render.chunks import plan
from nemo_widget.engine.render.draft_scene import Planned, plan_scene
from nemo_widget.engine.render.frame import Painter
from nemo_widget.engine.render.output import Encoding, Output
from nemo_widget.engine.render.scene import TICKS_PER_FRAME, Scene
from nemo_widget.engine.render.yuv import Planes
from nemo_widget.model.draft import Draft, Filter, Fit, Motion, TextAnimation, TextPosition, TransitionType
from tests.engine.render.test_clip import make_clip

MEDIA = ("wide.png", "tall.png", "clear.png", "fun.gif", "film.mp4")


@pytest.fixture(scope="module")
def media(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("media")
    random = np.random.default_rng(1)

    def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
        return Image.fromarray(random.integers(0, 256, (height, width, len(mode)), np.uint8))

    noise(120, 50).save(folder / "wide.png")
    noise(40, 90).save(folder / "tall.png")
    noise(64, 48, "RGBA").save(folder / "clear.png")
    pages = [noise(50, 40) for _ in range(4)]
    pages[0].save(folder / "fun.gif", save_all=True, append_images=pages[1:], duration=[60, 110, 30, 200])
    make_clip(folder / "film.mp4", 2)
    return {name: folder / name for name in MEDIA}


def words(kind: Any) -> st.SearchStrategy[str]:
    return st.sampled_from(get_args(kind))


share = st.floats(0, 1, allow_subnormal=False)
colour = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
clip_meta = st.fixed_dictionaries(
    {"src": st.sampled_from(MEDIA)},
    optional={
        "fit": words(Fit),
        "motion": words(Motion),
        "filter": words(Filter),
        "brightness": st.floats(-3, 9),
        "saturation": st.floats(-3, 9),
        "focus": st.tuples(share, share).map(list),
        "background": colour,
        "transition": st.fixed_dictionaries({"type": words(TransitionType), "d": st.integers(0, 3000)}),
        "in": st.integers(0, 5000),
        "speed": st.floats(0.05, 8),
    },
)
text_meta = st.fixed_dictionaries(
    {"text": st.text(max_size=12)},
    optional={
        "position": words(TextPosition),
        "animation": words(TextAnimation),
        "size": st.floats(0.01, 1),
        "color": colour,
    },
)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Clips with gaps and overlaps now and then, texts anywhere."""
    clips, at = [], 0
    for number in range(draw(st.integers(1, 4))):
        at = max(0, at + draw(st.sampled_from([0, 0, 0, 0, 130, -90])))
        duration = draw(st.integers(1, 1400))
        clips.append({"id": f"c{number}", "s": at, "d": duration, "m": draw(clip_meta)})
        at += duration
    texts = [
        {"id": f"x{number}", "s": draw(st.integers(0, 2000)), "d": draw(st.integers(1, 2000)), "m": draw(text_meta)}
        for number in range(draw(st.integers(0, 2)))
    ]
    tracks = [{"id": "v", "tt": 0, "sg": clips}, {"id": "x", "tt": 7, "sg": texts}]
    meta = {"width": 64, "height": draw(st.sampled_from([36, 64, 96])), "fps": draw(st.sampled_from([24, 25, 30, 60]))}
    return Draft.model_validate({"d": max(c["s"] + c["d"] for c in clips), "m": meta, "t": tracks})


def painted(scene: Scene, planned: Planned, frames: list[int]) -> list[bytes]:
    out = Planes.empty(scene.width, scene.height)
    pictures = []
    with Painter(scene, planned.assets, planned.tiles) as painter:
        for frame in frames:
            painter.paint(frame * TICKS_PER_FRAME, out)
            pictures.append(b"".join(plane.tobytes() for plane in out))
    return pictures


@given(drafts(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_any_draft(media, made, random):
    planned = plan_scene(made, media, Encoding.of(made.meta, Output()))
    scene = planned.scene
    fps = made.meta.fps
    assert scene.frames == max(1, round(made.duration_ms * fps / 1000))

    chunks = plan(scene)
    assert [first for first, _ in chunks] == [sum(n for _, n in chunks[:i]) for i in range(len(chunks))]
    assert sum(count for _, count in chunks) == scene.frames and min(count for _, count in chunks) > 0

    sampled = {first + offset for first, count in chunks for offset in {0, count // 2, count - 1}}
    in_order = dict(zip(sorted(sampled), painted(scene, planned, sorted(sampled)), strict=True))
    shuffled = list(sampled)
    random.shuffle(shuffled)
    assert painted(scene, planned, shuffled) == [in_order[frame] for frame in shuffled]
    for first, count in chunks:
        offsets = sorted({0, count // 2, count - 1})
        assert painted(scene.cut(first, count), planned, offsets) == [in_order[first + offset] for offset in offsets]

"""The canvas shows what the export will hold."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import av
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from skimage import data
from skimage.metrics import structural_similarity

from nemo_widget.engine.render import Output, render_frame
from nemo_widget.model.draft import Draft, Filter, Fit, Motion, TextAnimation, TransitionType
from tests.browser.host import host_page, snapshot
from tests.browser.lab import Lab
from tests.waiting import wait_until

MOMENTS = 12
CLIP_MS = 2000


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("player")
    found = {}
    for hash, pixels in {"p0": data.astronaut(), "p1": data.coffee(), "p2": data.chelsea()}.items():
        picture = Image.fromarray(pixels)
        found[hash] = folder / f"{hash}.jpg"
        picture.resize((picture.width * 3, picture.height * 3), Image.Resampling.LANCZOS).save(found[hash], quality=95)
    return found


def everything() -> dict[str, Any]:
    """A draft with every motion, transition, filter, fit and animation of a text."""
    transitions = (None, *get_args(TransitionType))
    motions, filters, fits = get_args(Motion), get_args(Filter), get_args(Fit)
    clips = []
    for n, transition in enumerate(transitions):
        meta: dict[str, Any] = {
            "src": f"p{n % 3}",
            "name": f"p{n % 3}.jpg",
            "motion": motions[n % len(motions)],
            "filter": filters[n % len(filters)] if n >= len(filters) else "none",
            "fit": fits[n % len(fits)] if n >= 9 else "cover",
        }
        if n % 2:
            meta |= {"focus": [(0.1, 0.35, 0.9)[n % 3], 0.3], "background": "#305070"}
        if transition:
            meta["transition"] = {"type": transition, "d": 800}
        clips.append({"id": f"c{n}", "s": n * CLIP_MS, "d": CLIP_MS, "m": meta})
    words = ("Urban Dreams", "A caption that is rather long and so must be broken into more lines than one", "Typed")
    looks = (("center", "#ffffff"), ("bottom", "#ffffff"), ("top-left", "#ffcc00"), ("right", "#202020"))
    texts = [
        {
            "id": f"t{n}",
            "s": n * 7000 + 100,
            "d": 6000,
            "m": {
                "text": words[n % len(words)],
                "position": looks[n % len(looks)][0],
                "color": looks[n % len(looks)][1],
                "size": 0.09,
                "animation": animation,
                "role": "caption" if n == 1 else "title",
            },
        }
        for n, animation in enumerate(get_args(TextAnimation)[1:])
    ]
    return {
        "d": len(clips) * CLIP_MS,
        "m": {"title": "project", "width": 1280, "height": 720, "fps": 30},
        "t": [{"id": "v", "tt": 0, "sg": clips}, {"id": "x", "tt": 7, "sg": texts}],
    }


@pytest.fixture
def player(page: Page, files: dict[str, Path]) -> Iterator[Page]:
    draft = everything()

    def thumbnail(params: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        picture = Image.open(files[params["media"].removeprefix("m-")])
        picture.thumbnail((params["size_px"], params["size_px"]), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=88)
        return {"mime": "image/jpeg"}, [out.getvalue()]

    told = snapshot(draft, {hash: path.name for hash, path in files.items()})
    with host_page({"snapshot": lambda _: (told, []), "thumbnail": thumbnail}) as url:
        page.goto(url)
        expect(page.get_by_role("region", name="Preview").locator("canvas")).to_be_visible()
        yield page


def canvas_at(page: Page, time_ms: float) -> np.ndarray:
    """The canvas once it shows this moment, as (height, width, 3)."""
    region = page.get_by_role("region", name="Preview")
    region.get_by_role("slider", name="Seek").evaluate(
        """(slider, ms) => {
            slider.step = 'any';
            slider.value = ms;
            slider.dispatchEvent(new Event('input', { bubbles: true }));
        }""",
        time_ms,
    )
    url = region.locator("canvas").evaluate(
        """async (canvas) => {
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            return canvas.toDataURL('image/png');
        }"""
    )
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB"))


def test_canvas_and_export_agree(player: Page, files: dict[str, Path]):
    whole = everything()
    draft = Draft.model_validate(whole)
    moments = [(n + 0.5) * whole["d"] / MOMENTS for n in range(MOMENTS)]
    # the pictures are there once a picture of each has been seen
    for n in range(3):
        canvas = player.get_by_role("region", name="Preview").locator("canvas")
        canvas_at(player, n * CLIP_MS + CLIP_MS / 2)
        player.wait_for_function(
            "(canvas) => canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data"
            ".join() !== '43,43,48,255'",
            arg=canvas.element_handle(),
        )
    alike = {}
    for moment in moments:
        shown = canvas_at(player, moment)
        exported = render_frame(draft, files, round(moment), output=Output(short_side=720))
        assert shown.shape == exported.shape
        alike[moment] = structural_similarity(shown, exported, channel_axis=2)
    assert np.mean(list(alike.values())) >= 0.97, alike


def two_colours(path: Path) -> Path:
    """A video of 4 seconds: red, then green."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"crf": "18"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for n in range(120):
            pixels = np.full((360, 640, 3), (200, 30, 30) if n < 60 else (30, 160, 40), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))
    return path


IS_COLOUR = """([canvas, colour]) => {
    const at = canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
    return colour.every((value, channel) => Math.abs(value - at[channel]) < 30);
}"""


def test_a_video_clip_shows_its_film_and_its_edges_trim_it(lab: Lab, page: Page, tmp_path: Path):
    lab.write_notebook("film.ipynb", ["from nemo_widget import Studio\nstudio = Studio()\nstudio"])
    notebook = lab.open(page, "film.ipynb")
    notebook.run_all()
    studio = notebook.studio()
    studio.get_by_label("Add media").set_input_files(two_colours(tmp_path / "walk.mp4"))
    message = studio.get_by_role("textbox", name="Message")
    message.fill("Make a video.")
    message.press("Enter")
    clip = studio.get_by_role("region", name="Timeline").get_by_role("button", name="walk.mp4, 0 to 4 seconds")
    expect(clip).to_be_visible(timeout=60_000)
    region = studio.get_by_role("region", name="Preview")
    canvas = region.locator("canvas").element_handle()
    seek = region.get_by_role("slider", name="Seek")
    for at_ms, colour in ((500, [200, 30, 30]), (3200, [30, 160, 40]), (1000, [200, 30, 30])):
        seek.evaluate("(slider, ms) => { slider.value = ms; slider.dispatchEvent(new Event('input')); }", at_ms)
        page.wait_for_function(IS_COLOUR, arg=[canvas, colour], timeout=90_000)

    # played through, it comes to the green by itself
    region.get_by_role("button", name="Play").click()
    page.wait_for_function(IS_COLOUR, arg=[canvas, [30, 160, 40]])

    # from its start a second is taken away: it begins later in its file
    clip.focus()
    for _ in range(10):
        page.keyboard.press("Shift+}")
    expect(studio.get_by_role("log", name="Chat")).to_contain_text('Use "walk.mp4" from 1 to 4 seconds.')
    asked = "print([(s.in_ms, s.duration_ms) for s in studio.timeline.clips()])"
    wait_until(lambda: notebook.python(asked) == "[(1000, 3000)]")
    seek.evaluate("(slider) => { slider.value = 1500; slider.dispatchEvent(new Event('input')); }")
    page.wait_for_function(IS_COLOUR, arg=[canvas, [30, 160, 40]])

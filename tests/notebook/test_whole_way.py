"""From photos to an MP4 that comes back to the page, on the real engine, with nothing in between left out."""

from __future__ import annotations

from pathlib import Path

from tests.notebook.kernels import started
from tests.notebook.page import Page, model_of
from tests.video_file import probe


def test_photos_become_a_video_in_the_page(photos: list[Path], tmp_path: Path):
    with started(tmp_path, NEMO_DATA_DIR=str(tmp_path / "data")) as kernel:
        page = Page(kernel, model_of(kernel.run("from nemo_widget import Studio\nstudio = Studio()\nstudio").end()))
        page.call("snapshot")
        for photo in photos[:2]:
            page.upload(photo.name, photo.read_bytes())
        third = f"from PIL import Image\nprint(studio.upload(Image.open({str(photos[2])!r}))[0].name)"
        assert kernel.run(third).end().text == "cat.png\n"

        asked = kernel.run("print(studio.ask('make a square video with crossfades, 3 seconds in total').text)").end()
        page.until(lambda: page.answer_text().strip() == asked.text.strip(), "the whole answer in the page")
        timeline = kernel.run("print(studio.timeline)").end().text.strip()
        assert timeline == "Timeline (1 track): 1. Video: astronaut.jpg (0-1s), coffee.jpg (1-2s), cat.png (2-3s)"

        page.call("export", resolution=240, quality="fast")
        page.until(lambda: page.events("video"), "the video", timeout_s=120)
        video = page.events("video")[-1]["video"]
        (tmp_path / "back.mp4").write_bytes(page.read_video(video["id"], video["size_bytes"]))
    film = probe(tmp_path / "back.mp4")
    assert (film.codec, film.width, film.height, film.frames) == ("h264", 240, 240, 90)

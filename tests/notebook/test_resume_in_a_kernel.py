"""The laptop was closed, or the kernel restarted: the next kernel goes on where the last one was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.notebook.backend import Backend, running
from tests.notebook.kernels import Kernel, started
from tests.notebook.page import Page, RefusedError, model_of
from tests.session.test_media_files import make_film

TOKEN = "nmv_usr_a_secret_of_the_person"


@pytest.fixture
def backend() -> Iterator[Backend]:
    with running() as backend:
        yield backend


@pytest.mark.parametrize("end", [Kernel.restart, lambda kernel: kernel.manager.shutdown_kernel(now=True)])
def test_the_page_of_a_new_kernel_offers_the_old_conversation_and_its_export_comes(
    backend: Backend, photos: list[Path], tmp_path: Path, end: Callable[[Kernel], None]
) -> None:
    make_film(tmp_path / "film.mp4")
    mp4 = (tmp_path / "film.mp4").read_bytes()
    backend.answers("One photo. ", "Done.")
    backend.go_on.set()
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    data = {"NEMO_DATA_DIR": str(tmp_path / "data")}
    make = f"from nemo_widget import Studio\nstudio = Studio(backend={backend.url!r}, token={TOKEN!r})\nstudio"
    with started(tmp_path / "first", **data) as kernel:
        page = Page(kernel, model_of(kernel.run(make).end()))
        page.call("snapshot", language="en")
        page.upload("me.jpg", photos[0].read_bytes())
        page.call("send", text="make a video")
        page.until(lambda: page.answer_text() == "One photo. Done.", "the answer")
        backend.renders(mp4)
        page.call("export")
        page.until(lambda: page.export_state() == "rendering at 0.4", "the export")
        end(kernel)
    assert not backend.render_cancelled.is_set()

    with started(tmp_path / "second", **data) as kernel:
        shown = kernel.run(make.replace("Studio(", "Studio(skill='image-to-video-in-free', ")).end()
        page = Page(kernel, model_of(shown))
        assert page.call("snapshot", language="zh-CN")["skill"]["title"] == "免费图片转视频"
        (past,) = page.call("sessions")["sessions"]
        assert (past["first_words"], past["clips"], past["exporting"]) == ("make a video", 1, True)
        with pytest.raises(RefusedError, match="这台电脑上没有这段会话"):
            page.call("resume", id="00000000")
        page.call("resume", id=past["id"])
        page.until(lambda: page.events("replaced"), "the sign that all is different")
        snapshot = page.call("snapshot", language="en")
        assert [m["text"] for m in snapshot["messages"]] == ["make a video", "One photo. Done."]
        assert snapshot["skill"]["title"] == "Best Image to Video"
        assert [(item["name"], item["status"]) for item in snapshot["media"]] == [("me.jpg", "ready")]
        assert page.answer(page.say("thumbnail", media=snapshot["media"][0]["hash"]))[1][0][:2] == b"\xff\xd8"
        page.until(lambda: page.export_state() == "rendering at 0.4", "the export")
        backend.rendered.set()
        video = page.until(lambda: page.events("video"), "the video")[0]["video"]
        assert page.read_video(video["id"], video["size_bytes"]) == mp4
        assert kernel.run("print(studio.skill_title, len(studio.wait()))").end().text == "Best Image to Video 1\n"
        published = str([m for m in kernel.published() if m["msg_type"] != "execute_input"])
        assert TOKEN not in published
        assert str(tmp_path / "data") not in published
        listed = kernel.run("Studio.sessions()").end()
        assert "make a video" in str(listed.outputs)

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from nemo_widget.model.errors import OutputError
from nemo_widget.model.video import MAX_INLINE_BYTES, Video


@pytest.fixture
def video(tmp_path: Path) -> Video:
    path = tmp_path / "promo <1>.mp4"
    path.write_bytes(b"an mp4")
    return Video(id="v1", path=path, width=1080, height=1920, duration_s=15, url="https://x.test/v.mp4")


def test_it_shows_itself_and_tells_no_path(video: Video, tmp_path: Path) -> None:
    bundle = video._repr_mimebundle_()
    assert bundle["text/plain"] == "Video('promo <1>.mp4', 1080×1920, 15 s)"
    assert f"data:video/mp4;base64,{base64.b64encode(b'an mp4').decode()}" in bundle["text/html"]
    assert "promo &lt;1&gt;.mp4" in bundle["text/html"]
    assert str(tmp_path) not in str(bundle) + video.info.model_dump_json()
    assert video.info.size_bytes == 6


def test_what_is_too_large_for_a_notebook_is_a_note_with_a_link(video: Video) -> None:
    with video.path.open("ab") as file:
        file.truncate(MAX_INLINE_BYTES + 1)
    html = video._repr_html_()
    assert "base64" not in html
    assert "30 MB" in html
    assert 'href="https://x.test/v.mp4"' in html


def test_only_a_page_on_the_web_is_linked_to(video: Video) -> None:
    with video.path.open("ab") as file:
        file.truncate(MAX_INLINE_BYTES + 1)
    for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", None):
        assert "href" not in video.model_copy(update={"url": url})._repr_html_()


def test_a_gif_is_a_picture_and_a_large_video_leaves_its_poster(video: Video) -> None:
    gif = video.model_copy(update={"format": "gif"})
    assert gif._repr_html_().startswith("<img ") and "data:image/gif;base64," in gif._repr_html_()
    assert gif.info.format == "gif"
    webm = video.model_copy(update={"format": "webm", "poster": b"a jpeg"})
    assert "data:video/webm;base64," in webm._repr_html_()
    assert f'poster="data:image/jpeg;base64,{base64.b64encode(b"a jpeg").decode()}"' in webm._repr_html_()
    with video.path.open("ab") as file:
        file.truncate(MAX_INLINE_BYTES + 1)
    assert "data:image/jpeg;base64," in webm._repr_html_() and "data:video" not in webm._repr_html_()
    assert "a jpeg" not in repr(webm) + webm.model_dump_json()


def test_a_file_that_is_gone(video: Video) -> None:
    video.path.unlink()
    assert "not there any more" in video._repr_html_()


def test_it_can_be_saved_elsewhere(video: Video, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert video.save(tmp_path / "copy.mp4").read_bytes() == b"an mp4"
    assert video.save(str(tmp_path / "folder")) == tmp_path / "folder" / video.path.name
    assert video.save(video.path) == video.path
    with pytest.raises(OutputError, match=r"copy\.mp4 cannot be saved"):
        video.save(tmp_path / "nowhere" / "copy.mp4")

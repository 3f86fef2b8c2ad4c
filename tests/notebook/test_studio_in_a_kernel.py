"""A `Studio` in a real kernel, with the page's half spoken over the kernel's own channels."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.notebook.backend import RENDER, UPLOAD, Backend, running
from tests.notebook.kernels import Cell, Kernel, started
from tests.notebook.page import Page, RefusedError, model_of
from tests.session.test_media_files import make_film

TOKEN = "nmv_usr_a_secret_of_the_person"


@pytest.fixture
def backend() -> Iterator[Backend]:
    with running() as backend:
        yield backend


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Kernel]:
    with started(tmp_path, NEMO_DATA_DIR=str(tmp_path / "data")) as kernel:
        yield kernel


@pytest.fixture
def shown(kernel: Kernel, backend: Backend) -> Cell:
    """The cell that shows a studio which talks to `backend`."""
    make = f"from nemo_widget import Studio\nstudio = Studio(backend={backend.url!r}, token={TOKEN!r})\nstudio"
    return kernel.run(make).end()


@pytest.fixture
def page(kernel: Kernel, shown: Cell) -> Page:
    """A view that has mounted."""
    page = Page(kernel, model_of(shown))
    page.call("snapshot")
    return page


@pytest.fixture
def mp4(tmp_path: Path) -> bytes:
    """A film of three megabytes, most of them padding that no player minds."""
    make_film(tmp_path / "film.mp4")
    padding = random.Random(5).randbytes(3 * 2**20)
    return (tmp_path / "film.mp4").read_bytes() + (len(padding) + 8).to_bytes(4, "big") + b"free" + padding


def photo(size_bytes: int) -> bytes:
    """A picture of about that many bytes."""
    side = int((size_bytes / 3) ** 0.5) + 1
    data = io.BytesIO()
    noise = random.Random(3).randbytes(side * side * 3)
    Image.frombytes("RGB", (side, side), noise).save(data, "PNG", compress_level=0)
    return data.getvalue()


def test_what_is_shown_and_saved_holds_no_secret_and_stands_without_the_widget(kernel: Kernel, shown: Cell):
    opened = next(
        m["content"]["data"]["state"]
        for m in kernel.published()
        if m["msg_type"] == "comm_open" and m["content"]["comm_id"] == model_of(shown)
    )
    assert opened["skill_title"] == "Best Image to Video"
    own = {name for name in opened if not name.startswith("_")} - {"layout", "tabbable", "tooltip"}
    assert own - {"_dom_classes"} == {"language", "theme", "skill_title"}
    bundle = next(m["content"]["data"] for m in shown.outputs if "text/html" in m["content"].get("data", {}))
    assert "Best Image to Video" in bundle["text/html"]
    assert "Timeline (empty)" in bundle["text/html"]
    assert "Run this cell" in bundle["text/html"]
    assert bundle["text/plain"] == "Studio(skill='best-image-to-video'): Timeline (empty)"


def test_an_answer_streams_into_the_page_while_the_cell_waits_for_it(kernel: Kernel, page: Page, backend: Backend):
    backend.answers("One photo. ", "Three ", "seconds.")
    cell = kernel.run("print('asking')\nreply = studio.ask('make a video')\nprint(reply.text, '|', reply.changes)")
    page.until(lambda: page.answer_text().startswith("One photo."), "the first words in the page")
    assert not cell.has_ended
    snapshot = Page(kernel, page.model).call("snapshot")  # a second view mounts in the middle of it
    assert snapshot["running"] is True
    assert [m["text"] for m in snapshot["messages"]] == ["make a video", page.answer_text()]
    assert not cell.has_ended
    backend.go_on.set()
    assert "One photo. Three seconds." in cell.end().text
    page.until(lambda: page.events("turn") and not page.events("turn")[-1]["running"], "the end of the turn")
    assert page.answer_text() == "One photo. Three seconds."
    assert page.events("timeline")[-1]["timeline"]["tracks"][0]["clips"][0]["name"] == "beach.jpg"
    assert [e["n"] for e in page.envelopes()] == list(range(1, len(page.envelopes()) + 1))


def test_stop_in_the_page_ends_the_waiting_cell_with_one_line(kernel: Kernel, page: Page, backend: Backend):
    backend.answers("One photo. ", "Done.")
    cell = kernel.run("studio.ask('make a video')")
    page.until(lambda: page.answer_text().startswith("One photo."), "the first words")
    page.call("stop")
    kernel.until(lambda: cell.has_ended, "the end of the cell")
    assert cell.error is not None
    assert cell.error["ename"] == "Cancelled"
    assert len(cell.error["traceback"]) == 1
    assert backend.hung_up.wait(60)


def test_an_interrupted_cell_stops_the_answer_and_the_next_one_works(kernel: Kernel, page: Page, backend: Backend):
    backend.answers("One photo. ", "Done.")
    cell = kernel.run("studio.ask('make a video')")
    page.until(lambda: page.answer_text().startswith("One photo."), "the first words")
    kernel.interrupt()
    kernel.until(lambda: cell.has_ended, "the end of the cell")
    assert cell.error is not None
    assert cell.error["traceback"] == ["Interrupted."]
    assert backend.hung_up.wait(60)
    backend.answers("Two photos. ", "Done.")
    backend.go_on.set()
    assert kernel.run("print(studio.ask('again').text)").end().text == "Two photos. Done.\n"


def test_send_can_be_awaited_or_cancelled_in_the_notebooks_own_loop(kernel: Kernel, page: Page, backend: Backend):
    backend.answers("One photo. ", "Done.")
    kernel.run("turn = studio.send('make a video')\nlater = studio.send('and another')").end()
    page.until(lambda: page.answer_text().startswith("One photo."), "the first words, with no cell running")
    code = """
from nemo_widget import NemoError
later.cancel()
try:
    await later
except NemoError as error:
    print(type(error).__name__)
"""
    assert kernel.run(code).end().text == "Cancelled\n"
    backend.go_on.set()
    assert kernel.run("print((await turn).text, (await turn).text)").end().text == "One photo. Done. One photo. Done.\n"


def test_a_thread_of_the_person_may_ask(kernel: Kernel, page: Page, backend: Backend):
    backend.answers("One photo. ", "Done.")
    kernel.run("import threading\nthread = threading.Thread(target=studio.ask, args=['hello'])\nthread.start()").end()
    page.until(lambda: page.answer_text().startswith("One photo."), "the first words")
    backend.go_on.set()
    kernel.run("thread.join()").end()
    page.until(lambda: page.answer_text() == "One photo. Done.", "all words")


def test_a_large_file_goes_up_in_chunks_while_a_cell_waits(kernel: Kernel, page: Page, backend: Backend):
    backend.answers("One photo. ", "Done.")
    data = photo(13 * 2**20)
    cell = kernel.run("studio.ask('make a video')")
    page.until(lambda: page.answer_text().startswith("One photo."), "the first words")
    media = page.upload("beach.png", data)
    assert not cell.has_ended
    (asked,) = backend.server.of("POST", UPLOAD)
    body = asked.body.partition(b"\r\n\r\n")[2][: len(data)]
    assert hashlib.sha256(body).digest() == hashlib.sha256(data).digest()
    page.until(lambda: any(e["item"]["status"] == "ready" for e in page.events("media")), "the media item")
    item = page.events("media")[-1]["item"]
    assert (item["id"], item["name"], item["hash"], item["progress"]) == (media, "beach.png", "h1", 1.0)
    result, (jpeg,) = page.answer(page.say("thumbnail", media=media, size_px=64))
    assert result == {"mime": "image/jpeg"}
    assert max(Image.open(io.BytesIO(jpeg)).size) == 64
    backend.go_on.set()
    cell.end()


def test_an_export_from_the_page_is_followed_and_read_back_in_pieces(page: Page, backend: Backend, mp4: bytes):
    backend.renders(mp4)
    assert page.call("export", resolution=720, fps=25, quality="fast") == {}
    page.until(lambda: page.export_state() == "rendering at 0.4", "the progress")
    backend.rendered.set()
    page.until(lambda: page.events("video"), "the video")
    video = page.events("video")[-1]["video"]
    assert (video["width"], video["height"], video["size_bytes"]) == (320, 240, len(mp4))
    assert page.read_video(video["id"], video["size_bytes"]) == mp4
    assert page.call("snapshot")["videos"] == [video]
    (asked,) = backend.server.of("POST", RENDER)
    assert asked.json["output"] == {"format": "mp4", "quality": "fast", "resolution": 720, "fps": 25}


def test_a_cell_that_exports_shows_the_video_as_its_own_result(
    kernel: Kernel, page: Page, backend: Backend, mp4: bytes, tmp_path: Path
):
    backend.renders(mp4)
    cell = kernel.run("studio.export('promo.mp4')")
    page.until(lambda: page.export_state() == "rendering at 0.4", "the progress")
    backend.rendered.set()
    (result,) = [m["content"]["data"] for m in cell.end().outputs if m["msg_type"] == "execute_result"]
    assert "<video controls" in result["text/html"]
    assert (tmp_path / "promo.mp4").read_bytes() == mp4


def test_an_export_that_a_cell_waits_for_is_cancelled_from_the_page_or_by_an_interrupt(
    kernel: Kernel, page: Page, backend: Backend, mp4: bytes
):
    backend.renders(mp4)
    for end, ename in ((lambda: page.call("cancel_export"), "Cancelled"), (kernel.interrupt, "Interrupted")):
        cell = kernel.run("studio.export()")
        page.until(lambda: page.export_state() == "rendering at 0.4", "the progress")
        end()
        kernel.until(lambda cell=cell: cell.has_ended, "the end of the cell")
        assert cell.error is not None
        assert (cell.error["ename"], len(cell.error["traceback"])) == (ename, 1)
        assert backend.render_cancelled.wait(60)
        backend.render_cancelled.clear()
        page.until(lambda: page.export_state() == "cancelled", "the state of the export")


def test_an_export_of_nothing_is_told_in_the_cell_and_in_the_page(kernel: Kernel, page: Page, tmp_path: Path):
    cell = kernel.run("studio.export('promo.mp4')")
    kernel.until(lambda: cell.has_ended, "the end of the cell")
    assert cell.error is not None
    assert cell.error["traceback"] == ["The timeline is empty. Add photos and say what you want first."]
    page.until(lambda: page.export_state() == "failed", "the state of the export")
    assert page.events("export")[-1]["export"]["error"] == cell.error["traceback"][0]
    assert not (tmp_path / "promo.mp4").exists()


@pytest.mark.parametrize(
    ("method", "params", "says"),
    [
        ("dance", {}, "Reload the page."),
        ("send", {"words": 1}, "Reload the page."),
        ("send", {"text": "  "}, "There is nothing to send."),
        ("upload_begin", {"name": "film.mp4", "size_bytes": 201 * 2**20}, "film.mp4 has 201 MB; at most 200 MB"),
        ("upload_begin", {"name": "a/b.jpg", "size_bytes": 0}, "b.jpg is empty."),
        ("upload_chunk", {"upload": "../../x", "offset": 0}, "This upload is over."),
        ("upload_end", {"upload": "gone"}, "This upload is over."),
        ("read_video", {"video": "gone", "offset": 0, "length": 5}, "This video is not there any more."),
        ("upload_urls", {"urls": ["https://example.org/a.jpg"] * 201}, "201 links are too many"),
    ],
)
def test_a_call_that_cannot_be_done_is_answered_with_a_sentence(
    wide_kernel_page: Page, method: str, params: dict[str, object], says: str
):
    with pytest.raises(RefusedError, match=says.replace("(", r"\(")):
        wide_kernel_page.call(method, **params)


@pytest.fixture(scope="module")
def wide_kernel_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One page for many small questions."""
    folder = tmp_path_factory.mktemp("kernel")
    with running() as backend, started(folder, NEMO_DATA_DIR=str(folder / "data")) as kernel:
        make = f"from nemo_widget import Studio\nStudio(backend={backend.url!r}, token={TOKEN!r})"
        yield Page(kernel, model_of(kernel.run(make).end()))


def test_a_chunk_that_is_too_large_or_missing_is_refused(wide_kernel_page: Page):
    page = wide_kernel_page
    begun = page.call("upload_begin", name="a.jpg", size_bytes=100 * 2**20)
    for buffers in ([], [b"a", b"b"], [bytes(begun["chunk_bytes"] + 1)]):
        with pytest.raises(RefusedError, match=r"a\.jpg did not arrive as it was sent"):
            page.call("upload_chunk", buffers, upload=begun["upload"], offset=0)
    page.call("upload_cancel", upload=begun["upload"])
    assert page.call("snapshot")["media"] == []


def test_a_text_file_named_jpg_is_refused_and_what_is_there_stays(wide_kernel_page: Page):
    page = wide_kernel_page
    with pytest.raises(RefusedError, match=r"notes\.jpg is not really a JPG file"):
        page.upload("notes.jpg", b"no picture at all")
    (item,) = page.call("snapshot")["media"]
    assert (item["status"], item["name"]) == ("failed", "notes.jpg")
    page.upload("a.png", photo(1000))
    assert [i["status"] for i in page.call("snapshot")["media"]] == ["failed", "ready"]


def test_clicks_get_through_while_a_cell_computes_where_the_page_has_a_subshell(kernel: Kernel, shown: Cell):
    if not kernel.has_subshells():
        assert kernel.version() < (7, 0)
        return
    page = Page(kernel, model_of(shown), subshell=kernel.new_subshell())
    page.call("snapshot")
    busy = kernel.run("print('busy')\nimport time\nwhile True: time.sleep(0.01)").prints("busy")
    assert page.call("snapshot")["skill"]["name"] == "best-image-to-video"
    assert not busy.has_ended
    kernel.interrupt()


def test_nothing_that_the_kernel_publishes_holds_the_token_or_a_path(
    kernel: Kernel, page: Page, backend: Backend, tmp_path: Path
):
    backend.answers("One photo. ", "Done.")
    backend.go_on.set()
    page.upload("a.png", photo(1000))
    kernel.run(
        "print(studio, repr(studio), studio.credits(), studio.timeline)\nstudio.ask('make a video')\nstudio"
    ).end()
    for message in kernel.published():
        if message["msg_type"] in ("execute_input",):
            continue
        assert TOKEN not in str(message["content"])
        assert str(tmp_path) not in str(message["content"])


def test_a_closed_studio_says_so(kernel: Kernel, page: Page):
    kernel.run("studio.close()\nstudio.close()\nprint(studio)").end()
    cell = kernel.run("studio.ask('hello')")
    kernel.until(lambda: cell.has_ended, "the cell")
    assert cell.error is not None
    assert cell.error["traceback"] == ["This studio is closed. Make a new one with Studio()."]

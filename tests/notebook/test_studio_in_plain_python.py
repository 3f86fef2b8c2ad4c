"""Without a notebook `Studio` is a plain object, and needs nothing that was built for the page."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from nemo_widget import Studio
from nemo_widget.model.errors import BadMedia, NemoError, OutputError, SkillError
from tests.client.wire_server import http
from tests.notebook.backend import UPLOAD, Backend, running
from tests.notebook.kernels import REPO, started


@pytest.fixture
def backend() -> Iterator[Backend]:
    with running() as backend:
        yield backend


@pytest.fixture
def studio(backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    monkeypatch.setenv("NEMO_DATA_DIR", str(tmp_path / "data"))
    studio = Studio(backend=backend.url, token="a-token")
    yield studio
    studio.close()


def test_it_uploads_asks_and_tells(studio: Studio, backend: Backend, photos: list[Path]):
    import numpy as np

    items = studio.upload(photos[0], np.zeros((4, 4), np.uint8))
    assert repr(items) == "[<astronaut.jpg, 512×512, ready>, <array-1.png, 4×4, ready>]"
    assert [(i.name, i.status) for i in items] == [("astronaut.jpg", "ready"), ("array-1.png", "ready")]
    assert studio.upload(np.zeros((4, 4), np.uint8))[0].name == "array-2.png"
    assert [i.name for i in studio.media] == ["astronaut.jpg", "array-1.png", "array-2.png"]
    assert photos[0].is_file()
    backend.answers("One photo. ", "Done.")
    backend.go_on.set()
    reply = studio.ask("make a video")
    assert (reply.text, reply.intent) == ("One photo. Done.", "chat")
    assert studio.claim_link() is None
    assert str(studio.timeline) == "Timeline (1 track): 1. Video: beach.jpg (0-3s)"
    assert studio.credits().total == 100


def test_files_and_urls_arrive_in_the_order_in_which_they_are_given(
    studio: Studio, backend: Backend, photos: list[Path], tmp_path: Path
):
    backend.server.on("GET", "/cloud.jpg", http(photos[0].read_bytes(), content_type="image/jpeg"))
    Image.effect_noise((3000, 2000), 80).convert("RGB").save(tmp_path / "slow.bmp")  # has to be converted first
    items = studio.upload(tmp_path / "slow.bmp", f"{backend.url}/cloud.jpg", photos[0])
    assert [i.name for i in items] == ["slow.bmp", "cloud.jpg", "astronaut.jpg"]
    sent = [asked.body for asked in backend.server.of("POST", UPLOAD)]
    for name, body in zip((b'"slow.jpg"', b'"cloud.jpg"', b'"astronaut.jpg"'), sent, strict=True):
        assert name in body


def test_a_message_that_is_no_text_is_refused(studio: Studio):
    for nothing in ("", "  ", None):
        with pytest.raises(NemoError, match="There is nothing to send"):
            studio.ask(nothing)  # type: ignore[arg-type]


def test_a_bad_source_costs_no_good_one(studio: Studio, backend: Backend, photos: list[Path], tmp_path: Path):
    (tmp_path / "notes.jpg").write_text("no picture")
    with pytest.raises(BadMedia) as raised:
        studio.upload(tmp_path / "gone.jpg", photos, tmp_path / "notes.jpg")
    assert "2 of 5 could not be added. There is no file gone.jpg. notes.jpg is not really a JPG file." in str(
        raised.value
    )
    ready = [i.name for i in studio.media if i.status == "ready"]
    assert ready == ["astronaut.jpg", "coffee.jpg", "cat.png"]
    assert len(backend.server.of("POST", UPLOAD)) == 3


def test_the_keys_in_addresses_are_not_repeated(studio: Studio, backend: Backend):
    """A table of pictures often holds signed addresses, and what a cell says is saved with the notebook."""
    signed = [f"{backend.url.replace('://', '://me:pass@')}/{n}.jpg?X-Signature=key" for n in range(3)]
    with pytest.raises(BadMedia, match=r"3 of 3 could not be added\. 0\.jpg ") as raised:
        studio.upload(signed)
    told = f"{raised.value!r} {studio.media!r} {studio!r}"
    assert not [secret for secret in ("pass", "X-Signature", "key") if secret in told]


def test_what_it_is_made_with_is_checked_at_once():
    with pytest.raises(SkillError, match="There is no skill"):
        Studio(skill="image-to-gold")
    with pytest.raises(NemoError, match="The back end is"):
        Studio(backend="ftp://example.org")


def test_what_goes_wrong_is_said_in_the_language_of_the_conversation(
    backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NEMO_DATA_DIR", str(tmp_path / "data"))
    with pytest.raises(SkillError, match="没有名为“image-to-gold”的技能"):
        Studio(skill="image-to-gold", language="zh-CN")
    backend.answers("", "好。")
    backend.go_on.set()
    studio = Studio(backend=backend.url, token="t")
    with pytest.raises(BadMedia, match="There is no file"):
        studio.upload(tmp_path / "gone.jpg")
    studio.ask("做一个视频")
    with pytest.raises(BadMedia, match=r"没有文件 gone\.jpg。"):
        studio.upload(tmp_path / "gone.jpg")
    (tmp_path / "empty.jpg").touch()
    with pytest.raises(BadMedia, match=r"empty\.jpg 是空的。"):
        studio.upload(tmp_path / "empty.jpg")
    assert studio.media[-1].error == "empty.jpg 是空的。请重新选择原始文件。"
    with pytest.raises(OutputError, match=r"a\.avi 的扩展名不是"):
        studio.export(tmp_path / "a.avi")
    studio.close()
    with pytest.raises(NemoError, match="This studio is closed"):
        studio.ask("hi")


def test_it_never_shows_its_token(backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEMO_DATA_DIR", str(tmp_path / "data"))
    studio = Studio(backend=backend.url, token="a-secret-token")
    for shown in (repr(studio), str(studio), str(studio.get_state()), str(vars(studio))):
        assert "a-secret-token" not in shown
    studio.close()


ASKING = """
import sys
from nemo_widget import Studio
studio = Studio(backend=sys.argv[1], token="t")
print("asking", flush=True)
try:
    studio.ask("make a video")
except KeyboardInterrupt as error:
    print("interrupted", type(error).__mro__[1].__name__, flush=True)
"""


def test_ctrl_c_in_a_script_stops_the_answer_on_the_back_end_too(backend: Backend, tmp_path: Path):
    backend.answers("One photo. ", "Done.")
    env = {**os.environ, "PYTHONPATH": str(REPO), "NEMO_DATA_DIR": str(tmp_path)}
    script = subprocess.Popen(
        [sys.executable, "-c", ASKING, backend.url], env=env, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert script.stdout
    try:
        assert script.stdout.readline() == "asking\n"
        assert backend.streaming.wait(60)
        script.send_signal(signal.SIGINT)
        assert script.stdout.readline() == "interrupted KeyboardInterrupt\n"
        assert backend.hung_up.wait(60)
        assert script.wait(60) == 0
    finally:
        script.kill()
        script.wait()
        script.stdout.close()


@pytest.fixture
def unbuilt(tmp_path: Path) -> Path:
    """A folder with the package as it lies in git."""
    folder = tmp_path / "source"
    shutil.copytree(
        REPO / "nemo_widget", folder / "nemo_widget", ignore=shutil.ignore_patterns("static", "__pycache__")
    )
    return folder


def test_without_the_built_page_python_works_and_showing_says_what_to_do(
    unbuilt: Path, backend: Backend, tmp_path: Path
):
    with started(tmp_path, NEMO_DATA_DIR=str(tmp_path / "data"), PYTHONPATH=str(unbuilt)) as kernel:
        make = f"from nemo_widget import Studio\nstudio = Studio(backend={backend.url!r}, token='t')"
        assert kernel.run(f"{make}\nprint(studio.credits().total)").end().text == "100.0\n"
        shown = kernel.run("studio")
        kernel.until(lambda: shown.has_ended, "the cell")
        said = " ".join(str(m["content"]) for m in shown.outputs)
        assert "is not built" in said
        assert "python js/build.py" in said


def test_colab_gets_smaller_pieces(backend: Backend, tmp_path: Path):
    from tests.notebook.page import Page

    with started(tmp_path, NEMO_DATA_DIR=str(tmp_path / "data")) as kernel:
        make = (
            "import sys, types\nsys.modules['google.colab'] = types.ModuleType('google.colab')\n"
            "from nemo_widget import Studio\n"
            f"studio = Studio(backend={backend.url!r}, token='t')\nprint(studio.model_id)"
        )
        page = Page(kernel, kernel.run(make).end().text.strip())
        begun = page.call("upload_begin", name="a.jpg", size_bytes=2**20)
        assert (begun["chunk_bytes"], begun["window"]) == (256 * 1024, 4)


def test_a_closed_studio_shows_that_it_is_closed(studio: Studio):
    studio.close()
    # ipywidgets 8 takes the method off a closed widget, ipywidgets 7 calls it
    assert Studio._repr_mimebundle_(studio) == ({"text/plain": "Studio(closed)"}, {})

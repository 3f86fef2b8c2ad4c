"""The main way, as a person goes it: real JupyterLab, real Chromium, real photos, the real engine."""

from __future__ import annotations

import hashlib
import re
import wave
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nemo_widget.notebook.host import Limits
from tests.browser.lab import Lab, LabNotebook
from tests.video_file import probe

SHOW = "from nemo_widget import Studio\nstudio = Studio()\nstudio"
EXPORT_MS = 180_000

# Notes what a person sees of the answer, at every change of the page: its text, and whether the turn still runs.
WATCH_THE_ANSWER = """(widget) => {
    window.seen = [];
    const look = () => {
        const log = widget.querySelector('[role=log]');
        const running = [...widget.querySelectorAll('button')].some(
            (button) => (button.getAttribute('aria-label') ?? button.textContent).trim() === 'Stop');
        window.seen.push({ text: log?.textContent ?? '', running });
    };
    new MutationObserver(look).observe(widget, { subtree: true, childList: true, characterData: true });
    look();
}"""


# Counts the pieces of a file that have gone out, and those that Python has acknowledged.
COUNT_PIECES = """() => {
    window.pieces = { sent: 0, most: 0, bytes: 0 };
    let acknowledged = 0;
    const listening = new WeakSet();
    const send = WebSocket.prototype.send;
    const head = (data) => new TextDecoder().decode(new Uint8Array(data.buffer ?? data, data.byteOffset, 4000));
    WebSocket.prototype.send = function (data) {
        if (!listening.has(this)) {
            listening.add(this);
            this.addEventListener('message', ({ data }) => {
                if (data.byteLength > 4000) return;
                acknowledged += new TextDecoder().decode(data).includes('"received"') ? 1 : 0;
            });
        }
        if (data.byteLength > 4000 && head(data).includes('upload_chunk')) {
            pieces.sent++;
            pieces.most = Math.max(pieces.most, pieces.sent - acknowledged);
            pieces.bytes = Math.max(pieces.bytes, data.byteLength);
        }
        return send.call(this, data);
    };
}"""


@pytest.fixture
def notebook(lab: Lab, page: Page, request: pytest.FixtureRequest) -> LabNotebook:
    """A notebook that shows a `Studio()`."""
    name = f"{request.node.name}.ipynb"
    lab.write_notebook(name, [SHOW])
    notebook = lab.open(page, name)
    notebook.run_all()
    return notebook


def test_from_photos_to_a_video_that_plays(notebook: LabNotebook, page: Page, photos: list[Path], tmp_path: Path):
    studio = notebook.studio()

    # adding photos
    studio.get_by_label("Add media").set_input_files(photos)
    thumbnails = studio.get_by_role("list", name="Media", exact=True).get_by_role("img")
    expect(thumbnails).to_have_count(3)
    for thumbnail in thumbnails.all():
        expect(thumbnail).to_have_js_property("complete", True)
        assert thumbnail.evaluate("async (image) => { await image.decode(); return image.naturalWidth }") > 0

    # saying what is wanted, and seeing the answer come
    studio.evaluate(WATCH_THE_ANSWER)
    message = studio.get_by_role("textbox", name="Message")
    message.fill("A 6-second video with crossfades, lo-fi music and the title 'Small Wonders', please.")
    studio.get_by_role("button", name="Send", exact=True).click()

    timeline = studio.get_by_role("region", name="Timeline")
    for clip in ("astronaut.jpg, 0 to 2 seconds", "coffee.jpg, 2 to 4 seconds", "cat.png, 4 to 6 seconds"):
        expect(timeline.get_by_role("listitem", name=clip, exact=True)).to_be_visible()
    expect(timeline.get_by_role("listitem", name=re.compile("Small Wonders"))).to_be_visible()
    expect(timeline.get_by_role("listitem", name=re.compile("Lo-fi"))).to_be_visible()
    expect(studio.get_by_role("button", name="Stop", exact=True)).to_have_count(0)

    answer = studio.get_by_role("log", name="Chat").text_content() or ""
    while_it_ran = [seen["text"] for seen in page.evaluate("window.seen") if seen["running"]]
    halfway = [text for text in while_it_ran if "please." in text and answer.startswith(text) and text != answer]
    assert halfway, "nothing of the answer was to be seen while the turn ran"

    # exporting
    studio.get_by_role("button", name="Export", exact=True).click()
    expect(studio.get_by_role("progressbar", name="Export progress")).to_be_visible(timeout=60_000)
    region = studio.get_by_role("region", name="Video", exact=True)
    expect(region.get_by_role("link", name="Download")).to_be_visible(timeout=EXPORT_MS)

    # and it plays
    video = region.locator("video")
    assert video.evaluate(
        """async (video) => {
            video.muted = true;
            if (video.readyState < 2) await new Promise((done) => video.addEventListener('loadeddata', done));
            const { width, height } = { width: video.videoWidth, height: video.videoHeight };
            await video.play();
            const before = video.currentTime;
            await new Promise((done) => video.requestVideoFrameCallback(() => video.requestVideoFrameCallback(done)));
            while (video.currentTime <= before) await new Promise(requestAnimationFrame);
            return [width, height, video.duration];
        }"""
    ) == [1920, 1080, pytest.approx(6, abs=0.1)]

    with page.expect_download() as download:
        region.get_by_role("link", name="Download").click()
    path = tmp_path / "video.mp4"
    download.value.save_as(path)
    mp4 = probe(path)
    assert (mp4.codec, mp4.pix_fmt, mp4.color, mp4.audio_codec) == ("h264", "yuv420p", (1, 1, 1), "aac")
    assert (mp4.width, mp4.height, mp4.frames, mp4.fps) == (1920, 1080, 180, 30)
    assert (mp4.first_frame_s, mp4.audio_start_s) == (pytest.approx(0, abs=0.05), pytest.approx(0, abs=0.05))
    assert mp4.audio_end_s == pytest.approx(mp4.duration_s, abs=0.05)


def test_a_message_sent_during_a_turn_is_queued_and_answered_in_order(notebook: LabNotebook, photos: list[Path]):
    studio = notebook.studio()
    studio.get_by_label("Add media").set_input_files(photos)
    expect(studio.get_by_role("list", name="Media", exact=True).get_by_role("img")).to_have_count(3)
    message = studio.get_by_role("textbox", name="Message")
    for text in ("Make it 9 seconds long.", "Make it square.", "Remove the second photo."):
        message.fill(text)
        message.press("Enter")
    timeline = studio.get_by_role("region", name="Timeline")
    expect(timeline.get_by_role("listitem", name="cat.png, 3 to 6 seconds", exact=True)).to_be_visible(timeout=60_000)
    expect(timeline.get_by_role("listitem", name=re.compile("coffee"))).to_have_count(0)
    assert notebook.python("print(studio.timeline.ratio)") == "1:1"


def test_a_bad_file_says_why_and_the_good_ones_stay(notebook: LabNotebook, photos: list[Path], tmp_path: Path):
    pretender = tmp_path / "notes.jpg"
    pretender.write_text("These are only words.")
    studio = notebook.studio()
    studio.get_by_label("Add media").set_input_files([photos[0], pretender])
    expect(studio.get_by_text("notes.jpg is not really a JPG file.")).to_be_visible()
    expect(studio.get_by_role("list", name="Media", exact=True).get_by_role("img")).to_have_count(1)


def test_a_150_mb_file_arrives_whole_and_no_more_than_a_window_of_it_is_on_its_way(
    notebook: LabNotebook, page: Page, tmp_path: Path
):
    path = tmp_path / "long.wav"
    seconds_of_noise = hashlib.shake_128(b"noise").digest(96_000 * 2)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1), file.setsampwidth(2), file.setframerate(96_000)
        for n in range(820):
            file.writeframesraw(seconds_of_noise[n * 2 :] + seconds_of_noise[: n * 2])
    assert path.stat().st_size > 150 * 2**20
    studio = notebook.studio()
    page.evaluate(COUNT_PIECES)
    studio.get_by_label("Add media").set_input_files(path)
    # an audio file has no picture: it is ready once its progress is gone
    item = studio.get_by_role("list", name="Media", exact=True).get_by_role("listitem")
    expect(item).to_contain_text("long.wav")
    expect(item.get_by_role("progressbar")).to_have_count(0, timeout=120_000)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert notebook.python("print([m.status for m in studio.media], studio.media[0].hash)") == f"['ready'] {digest}"

    limits, pieces = Limits(), page.evaluate("pieces")
    assert pieces["sent"] == -(-path.stat().st_size // limits.chunk_bytes)
    assert 1 < pieces["most"] <= limits.window
    assert pieces["bytes"] <= limits.chunk_bytes + 4000

"""A timeline becomes an MP4 on this disk, or a plain sentence says why not."""

from __future__ import annotations

import asyncio
import base64
import io
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr

from nemo_widget.client.state import raw_member
from nemo_widget.model.conversation import ExportState
from nemo_widget.model.errors import Cancelled, NothingToExport, OutputError, PlanRequired, RenderFailed
from nemo_widget.session import Session, Settings
from nemo_widget.session.output import check_output
from tests.client.wire_server import Asked, WireServer, adk, http, json_reply, stream
from tests.session.scripted import EMPTY, RENDER, TWO, Conversation, serve, until
from tests.session.test_media_files import make_film

pytestmark = pytest.mark.anyio


def poll(status: str, progress: int = 0, **more: object) -> bytes:
    return json_reply({"success": True, "status": status, "progress": progress, **more})


class Renderer:
    """The render endpoints; `ids` are those that were submitted."""

    def __init__(self, server: WireServer, mp4: bytes) -> None:
        self.server = server
        self.mp4 = mp4
        self.ids: list[str] = []
        self.drafts: list[str | None] = []
        self.polls: list[list[bytes]] = []
        server.on(*RENDER, self._submit)

    async def _submit(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        job_id = asked.json["id"]
        self.ids.append(job_id)
        self.drafts.append(raw_member(asked.body.decode(), ("draft",)))
        polls = (
            self.polls.pop(0)
            if self.polls
            else [poll("processing", 40), poll("completed", 100, output={"url": "/o.mp4"})]
        )
        self.server.on("GET", f"/api/render/proxy/lambda/{job_id}", *polls)
        self.server.on("POST", f"/api/render/proxy/lambda/{job_id}/cancel", json_reply({"success": True, "data": {}}))
        self.server.on("GET", "/o.mp4", http(self.mp4, content_type="video/mp4"))
        writer.write(json_reply({"success": True, "data": {"id": job_id, "status": "pending", "progress": 0}}))
        await writer.drain()


@pytest.fixture
async def talk(server: WireServer, tmp_path: Path) -> AsyncIterator[Conversation]:
    serve(server, stream(adk("Hi.")), TWO)
    conversation = Conversation(server, tmp_path / "data")
    yield conversation
    await conversation.session.close()


@pytest.fixture
def renderer(server: WireServer, tmp_path: Path) -> Renderer:
    make_film(tmp_path / "film.mp4")
    return Renderer(server, (tmp_path / "film.mp4").read_bytes())


async def test_an_export_is_followed_fetched_and_shown(talk: Conversation, renderer: Renderer, tmp_path: Path) -> None:
    video = await talk.session.export(tmp_path / "promo.mp4", resolution=720, fps=25, quality="best")
    assert (video.width, video.height, video.duration_s, video.url) == (320, 240, 1.0, None)
    assert video.path.read_bytes() == renderer.mp4
    assert talk.session.videos == [video]
    asked = renderer.server.of(*RENDER)[0].json
    assert asked["output"] == {"format": "mp4", "quality": "best", "resolution": 720, "fps": 25}
    assert asked["sessionId"] == "s1"
    shown = [(e.export.state, e.export.progress) for e in talk.events if e.type == "export"]
    assert shown == [("rendering", 0), ("rendering", 0.4), ("downloading", 1), ("done", 1)]
    html = video._repr_html_()
    assert base64.b64encode(renderer.mp4).decode() in html
    assert str(tmp_path) not in html + repr(video) + video.info.model_dump_json()


async def test_by_message_it_lands_in_the_data_directory(talk: Conversation, renderer: Renderer) -> None:
    reply = await talk.session.send("export in 4K please")
    assert (reply.intent, reply.text) == ("export", "Here is your video: 320×240, 1 s.")
    assert renderer.server.of(*RENDER)[0].json["output"]["resolution"] == 2160
    assert talk.session.videos[0].path.is_file()


async def test_a_render_that_failed_is_repeated_once_under_a_new_id(
    talk: Conversation, renderer: Renderer, tmp_path: Path
) -> None:
    renderer.polls = [[poll("failed", error="codec crashed")]]
    await talk.session.export(tmp_path / "promo.mp4")
    assert len(set(renderer.ids)) == 2
    assert renderer.drafts[0] == renderer.drafts[1]
    renderer.polls = [[poll("failed")], [poll("failed", error="clip beach.jpg cannot be read")]]
    with pytest.raises(RenderFailed, match=r"clip beach\.jpg cannot be read"):
        await talk.session.export(tmp_path / "promo.mp4")
    assert len(set(renderer.ids)) == 4
    assert talk.session.export_state.state == "failed"
    assert "beach.jpg" in (talk.session.export_state.error or "")


async def test_a_submission_that_was_cut_is_looked_for_and_not_repeated(
    talk: Conversation, renderer: Renderer, tmp_path: Path
) -> None:
    async def take_and_drop(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await renderer._submit(asked, _Deaf())  # type: ignore[arg-type]
        writer.close()

    renderer.server.on(*RENDER, take_and_drop)
    await talk.session.export(tmp_path / "promo.mp4")
    assert len(renderer.ids) == 1


class _Deaf:
    """A writer that nobody hears."""

    def write(self, _: bytes) -> None:
        return

    async def drain(self) -> None:
        return


async def test_a_render_without_progress_ends(server: WireServer, renderer: Renderer, tmp_path: Path) -> None:
    serve(server, stream(adk("Hi.")), TWO)
    talk = Conversation(server, tmp_path / "data", render_stall_s=0.05)
    renderer.polls = [[poll("processing", 10)], [poll("processing", 10)]]
    with pytest.raises(RenderFailed, match="not moved on"):
        await talk.session.export(tmp_path / "promo.mp4")
    assert len(renderer.ids) == 2
    for job_id in renderer.ids:
        assert server.of("POST", f"/api/render/proxy/lambda/{job_id}/cancel")
    await talk.session.close()


async def test_an_export_can_be_cancelled_and_the_back_end_hears_of_it(
    server: WireServer, talk: Conversation, renderer: Renderer, tmp_path: Path
) -> None:
    renderer.polls = [[poll("processing", 10)]]
    export = asyncio.create_task(talk.session.export(tmp_path / "promo.mp4"))
    await until(lambda: renderer.ids and server.of("GET", f"/api/render/proxy/lambda/{renderer.ids[0]}"))
    talk.session.cancel_export()
    with pytest.raises(Cancelled):
        await export
    assert renderer.server.of("POST", f"/api/render/proxy/lambda/{renderer.ids[0]}/cancel")
    assert talk.session.export_state.state == "cancelled"
    assert not (tmp_path / "promo.mp4").exists()
    await talk.session.export(tmp_path / "promo.mp4")


async def test_the_end_of_the_session_ends_its_exports_and_the_back_end_hears_of_it(
    talk: Conversation, renderer: Renderer, tmp_path: Path
) -> None:
    renderer.polls = [[poll("processing", 10)]]
    exports = [asyncio.create_task(talk.session.export(tmp_path / f"{number}.mp4")) for number in (1, 2)]
    await until(lambda: renderer.ids and renderer.server.of("GET", f"/api/render/proxy/lambda/{renderer.ids[0]}"))
    await talk.session.close()
    results = await asyncio.gather(*exports, return_exceptions=True)
    assert [type(result) for result in results] == [Cancelled] * 2
    assert len(renderer.ids) == 1
    assert renderer.server.of("POST", f"/api/render/proxy/lambda/{renderer.ids[0]}/cancel")


async def test_what_is_wrong_with_the_place_is_said_before_anything_is_rendered(
    talk: Conversation, renderer: Renderer, tmp_path: Path
) -> None:
    (tmp_path / "file.txt").write_text("x")
    for path, says in (
        (tmp_path / "nowhere" / "promo.mp4", 'The folder "nowhere" does not exist'),
        (tmp_path, "is a folder"),
        (tmp_path / "promo.avi", "promo.avi does not end in .mp4"),
        (tmp_path / "file.txt" / "promo.mp4", '"file.txt" is not a folder'),
    ):
        with pytest.raises(OutputError, match=says):
            await talk.session.export(path)
    assert renderer.ids == []


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"resolution": 10}, "There is no resolution 10: .* from 144 to 2160"),
        ({"resolution": "1080p"}, "There is no resolution '1080p'"),
        ({"fps": 1000}, "cannot have 1000 frames a second. Choose 24, 25, 30, 50 or 60."),
        ({"quality": "ultra"}, "There is no quality 'ultra'. Choose fast, high or best."),
    ],
)
async def test_an_mp4_that_there_is_not_is_said_before_anything_is_asked(
    talk: Conversation, renderer: Renderer, tmp_path: Path, wish: dict[str, Any], says: str
) -> None:
    with pytest.raises(OutputError, match=says):
        await talk.session.export(tmp_path / "promo.mp4", **wish)
    assert talk.session.export_state.state == "failed"
    assert renderer.server.asked == []


@pytest.mark.parametrize(
    ("name", "wish", "output"),
    [
        ("promo.mp4", {"audio": "mp3"}, {"format": "mp4", "audio": "mp3", "quality": "high"}),
        ("promo.webm", {}, {"format": "webm", "quality": "high"}),
        (None, {"format": "gif", "quality": "fast"}, {"format": "gif", "quality": "fast"}),
    ],
)
async def test_other_formats_are_asked_for_and_named(
    talk: Conversation,
    renderer: Renderer,
    tmp_path: Path,
    name: str | None,
    wish: dict[str, Any],
    output: dict[str, str],
) -> None:
    video = await talk.session.export(tmp_path / name if name else None, **wish)
    assert renderer.server.of(*RENDER)[0].json["output"] == output
    assert (video.format, video.info.format, video.path.suffix) == (
        output["format"],
        output["format"],
        video.path.suffix,
    )
    assert video.path.suffix == f".{output['format']}"
    labels = {e.export.label for e in talk.events if e.type == "export"}
    kind = {"mp4": "MP4", "webm": "WebM", "gif": "GIF"}[output["format"]]
    assert {f"Making the {kind}…", f"Fetching the {kind}…"} <= labels


@pytest.mark.parametrize(
    ("name", "wish", "says"),
    [
        ("promo.gif", {"audio": "mp3"}, "audio='mp3' is for MP4: a GIF has no sound. Leave it out."),
        ("promo.webm", {"audio": "aac"}, "audio='aac' is for MP4: a WebM has Opus sound. Leave it out."),
        ("promo.mp4", {"format": "gif"}, "promo.mp4 does not end in .gif, and the video is a GIF."),
        ("promo.avi", {}, "promo.avi does not end in .mp4, and the video is an MP4."),
        ("promo.mp4", {"format": "mov"}, "There is no format 'mov'. Choose mp4, webm or gif."),
        ("promo.mp4", {"audio": "flac"}, "There is no sound 'flac'. Choose aac or mp3."),
    ],
)
async def test_what_does_not_go_together_is_said_in_a_sentence(
    talk: Conversation, renderer: Renderer, tmp_path: Path, name: str, wish: dict[str, Any], says: str
) -> None:
    with pytest.raises(OutputError) as raised:
        await talk.session.export(tmp_path / name, **wish)
    assert str(raised.value).startswith(says)
    assert renderer.ids == []


async def test_the_cloud_is_not_asked_for_what_it_does_not_make(tmp_path: Path) -> None:
    session = Session(Settings(backend="cloud", token=SecretStr("nmv_usr_x"), data_dir=tmp_path / "data"))
    with pytest.raises(OutputError, match=r"The cloud makes MP4s with AAC sound only.*backend='local'"):
        await session.export(tmp_path / "promo.gif")
    await session.close()


async def test_a_video_has_a_poster_that_a_view_can_ask_for(
    talk: Conversation, renderer: Renderer, tmp_path: Path
) -> None:
    video = await talk.session.export(tmp_path / "promo.mp4")
    with Image.open(io.BytesIO(video.poster)) as poster:
        assert (poster.format, poster.size) == ("JPEG", (320, 240))
    with Image.open(io.BytesIO(await talk.session.thumbnail(video.id, 80))) as small:
        assert small.size == (80, 60)
    assert f'poster="data:image/jpeg;base64,{base64.b64encode(video.poster).decode()}"' in video._repr_html_()


async def test_the_back_ends_own_advice_is_enough(talk: Conversation, renderer: Renderer, tmp_path: Path) -> None:
    says = "The disk is full. Free some space and export again."
    renderer.polls = [[poll("failed", error=says)]] * 2
    with pytest.raises(RenderFailed) as raised:
        await talk.session.export(tmp_path / "promo.mp4")
    assert str(raised.value) == says


async def test_a_disk_that_is_too_full_is_said_before_anything_is_rendered(
    server: WireServer, renderer: Renderer, tmp_path: Path
) -> None:
    serve(server, stream(adk("Hi.")), TWO)
    talk = Conversation(server, tmp_path / "data", free_bytes=1000)
    with pytest.raises(OutputError, match=r"no room on the disk: making the video takes about 3\d MB, 0 MB are free"):
        await talk.session.export(tmp_path / "promo.mp4")
    assert renderer.ids == []
    await talk.session.close()


async def test_a_plan_that_does_not_allow_it(talk: Conversation, renderer: Renderer, tmp_path: Path) -> None:
    renderer.server.on(*RENDER, json_reply({"code": 402}, 402))
    with pytest.raises(PlanRequired, match="not the credits"):
        await talk.session.export(tmp_path / "promo.mp4")


async def test_what_is_no_video_is_not_passed_off_as_one(
    talk: Conversation, renderer: Renderer, tmp_path: Path
) -> None:
    renderer.mp4 = b"nonsense" * 100
    with pytest.raises(RenderFailed, match="is not a video"):
        await talk.session.export(tmp_path / "promo.mp4")
    assert talk.session.videos == []


async def test_an_empty_timeline(server: WireServer, tmp_path: Path) -> None:
    serve(server, stream(adk("Hi.")), EMPTY)
    talk = Conversation(server, tmp_path / "data")
    with pytest.raises(NothingToExport):
        await talk.session.export(tmp_path / "promo.mp4")
    await talk.session.close()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    unwritable = Path("/proc") if os.geteuid() == 0 else folder  # root may write everywhere but there
    with pytest.raises(OutputError, match=r"promo\.mp4 cannot be written there"):
        check_output(unwritable / "promo.mp4", 0, lambda _: 2**40)


async def test_a_failure_is_forgotten_when_there_is_something_else_to_export(
    server: WireServer, tmp_path: Path
) -> None:
    serve(server, stream(adk("Done.")), EMPTY, EMPTY, TWO)
    talk = Conversation(server, tmp_path)
    with pytest.raises(NothingToExport):
        await talk.session.export(tmp_path / "promo.mp4")
    assert talk.session.export_state.state == "failed"
    await talk.session.send("make a video")
    assert talk.session.export_state == ExportState()
    await talk.session.close()

"""A conversation is gone on with after the end of its kernel, whichever end that was."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from pydantic import SecretStr

from nemo_widget.client import ClientSettings
from nemo_widget.model.errors import AuthError, BackendUnreachable, Cancelled, SessionGone
from nemo_widget.session import Session, Settings, Waits, shelf_of
from tests.client.wire_server import WireServer, adk, json_reply, ok, stream
from tests.session.scripted import CHAT, OPEN, RENDER, STATE, TOKEN, TWO, Conversation, Sleeper, serve, until
from tests.session.test_exports import Renderer, poll
from tests.session.test_media_files import make_film
from tests.video_file import probe

pytestmark = pytest.mark.anyio

UPLOAD = ("POST", "/api/upload-video/nemo_agent/me/s1")


def settings(server: WireServer, folder: Path) -> Settings:
    slept = Sleeper()
    return Settings(
        backend=server.url,
        token=SecretStr(TOKEN),
        data_dir=folder,
        waits=Waits(sleep=slept),
        client=ClientSettings(sleep=slept),
        free_bytes=lambda _: 2**40,
    )


async def resumed(server: WireServer, folder: Path, id: str | None = None) -> Session:
    return await Session(settings(server, folder)).resume(id)


@pytest.fixture
async def talk(server: WireServer, tmp_path: Path) -> AsyncIterator[Conversation]:
    steps = [{"label": "Shorter", "say": "make it shorter"}]
    serve(server, stream(adk("Two photos.", actions={"stateDelta": {"next_steps": steps}})), TWO)
    conversation = Conversation(server, tmp_path / "data")
    yield conversation
    await conversation.session.close()


async def test_what_was_shown_is_shown_again(server: WireServer, talk: Conversation, tmp_path: Path) -> None:
    await talk.session.send("用这些照片做一个视频")
    before = list(talk.session.messages)
    await talk.session.close()
    session = await resumed(server, tmp_path / "data")
    assert session.messages == before
    assert session.messages[-1].next_steps[0].say == "make it shorter"
    assert session.language == "zh-CN"
    assert str(session.timeline) == str(talk.session.timeline) != ""
    await session.send("and now a title")
    assert len(server.of(*OPEN)) == 1
    assert [asked.json["session_id"] for asked in server.of(*CHAT)] == ["s1", "s1"]
    await session.close()
    assert len(shelf_of(settings(server, tmp_path / "data")).list()) == 1


async def test_a_session_without_a_word_leaves_nothing(server: WireServer, talk: Conversation, tmp_path: Path) -> None:
    await talk.session.connect()
    await talk.session.close()
    assert not (tmp_path / "data" / "sessions").exists()
    with pytest.raises(SessionGone):
        await resumed(server, tmp_path / "data")


async def test_a_skill_of_ones_own_is_found_from_another_folder(
    server: WireServer, talk: Conversation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "SKILL.md").write_text("---\nname: mine\nversion: 1.0\ntitle: Mine\ndescription: d\n---\n")
    monkeypatch.chdir(tmp_path)
    session = Session(replace(settings(server, tmp_path / "data"), skill="SKILL.md"))
    await session.send("make a video")
    await session.close()
    monkeypatch.chdir("/")
    again = await resumed(server, tmp_path / "data")
    assert again.skill == session.skill
    assert [past.skill for past in await session.past()] == ["mine"]
    await again.close()


async def test_a_disk_that_takes_nothing_costs_the_journal_and_nothing_else(
    server: WireServer, talk: Conversation, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sessions").write_text("a file in the way")
    reply = await talk.session.send("make a video")
    assert reply.text == "Two photos."
    assert [text for text in talk.said("notice") if "cannot be written to the disk" in text] == talk.said("notice")
    await talk.session.send("again")
    assert len(talk.said("notice")) == 1


async def test_no_token_is_written(talk: Conversation, tmp_path: Path) -> None:
    await talk.session.send(f"my token is {TOKEN}")
    await talk.session.close()
    for path in (tmp_path / "data").rglob("*.jsonl"):
        assert TOKEN not in path.read_text()


async def test_the_token_of_one_server_goes_to_no_other(
    server: WireServer, talk: Conversation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever conversation is chosen from the list of the page."""
    monkeypatch.setenv("NEMO_CONFIG_DIR", str(tmp_path / "config"))
    await talk.session.send("make a video")
    await talk.session.close()
    theirs = SecretStr("nmv_usr_of_another_server")
    elsewhere = replace(settings(server, tmp_path / "data"), backend="http://127.0.0.1:9", token=theirs)
    before = len(server.asked)
    with pytest.raises(AuthError):
        await Session(elsewhere).resume()
    assert len(server.asked) > before
    assert theirs.get_secret_value() not in str([asked.headers for asked in server.asked])
    again = await Session(elsewhere).resume(token=SecretStr(TOKEN))
    assert again.messages[0].text == "make a video"
    await again.close()


async def test_a_conversation_that_the_back_end_has_forgotten(
    server: WireServer, talk: Conversation, tmp_path: Path
) -> None:
    await talk.session.send("make a video")
    await talk.session.close()
    gone = json_reply({"code": 1002, "message": "no such session"})
    server.on(*STATE, gone, TWO)
    session = await resumed(server, tmp_path / "data")
    assert session.messages[0].text == "make a video"
    assert session.messages[-1].role == "notice"
    assert "The old timeline is gone" in session.messages[-1].text
    await session.close()


async def test_a_back_end_that_cannot_be_reached_costs_nothing(
    server: WireServer, talk: Conversation, tmp_path: Path
) -> None:
    await talk.session.send("make a video")
    await talk.session.close()
    url = server.url
    moved = settings(server, tmp_path / "data")
    for path in (tmp_path / "data" / "sessions").glob("*.jsonl"):
        path.write_text(path.read_text().replace(url, "http://127.0.0.1:9"))
    with pytest.raises(BackendUnreachable):
        await Session(moved).resume()
    for path in (tmp_path / "data" / "sessions").glob("*.jsonl"):
        path.write_text(path.read_text().replace("http://127.0.0.1:9", url))
    session = await resumed(server, tmp_path / "data")
    assert session.messages[0].text == "make a video"
    await session.close()


async def test_an_answer_that_never_came_is_not_asked_for_again_on_its_own(
    server: WireServer, talk: Conversation, tmp_path: Path
) -> None:
    left = asyncio.Event()
    server.on(*CHAT, stream(adk("Two", partial=True), stay=left))
    talk.session.send("make a video")
    await until(lambda: server.of(*CHAT))
    copied = await resumed(server, tmp_path / "data")  # beside the one that waits for it
    assert copied.messages[-1].role == "user"
    await copied.close()
    await talk.session._memory.close()  # as if its process had ended
    session = await resumed(server, tmp_path / "data")
    notice = session.messages[-1]
    assert (notice.role, "before this was answered" in notice.text) == ("notice", True)
    assert notice.next_steps[0].say == "make a video"
    assert len(server.of(*CHAT)) == 1
    await session.close()


async def test_what_was_shown_of_an_answer_whose_kernel_died_is_shown_again(
    server: WireServer, talk: Conversation, tmp_path: Path
) -> None:
    pieces = (adk("The beach ", partial=True), adk("comes first. Your key is nmv_usr_", partial=True))
    server.on(*CHAT, stream(*pieces, adk("secret. Then", partial=True), stay=asyncio.Event()))
    talk.session.send("make a video")
    await until(lambda: "key" in "".join(talk.said("assistant")))
    await talk.session._memory.close()  # as if its process had ended
    assert b"secret" not in b"".join(path.read_bytes() for path in (tmp_path / "data" / "sessions").glob("*.jsonl"))
    session = await resumed(server, tmp_path / "data")
    answer, notice = session.messages[-2:]
    assert answer.role == "assistant" and answer.done
    assert answer.text.startswith("The beach comes first. ")
    assert notice.next_steps[0].say == "make a video"
    assert len(server.of(*CHAT)) == 1
    await session.close()


async def test_a_message_that_was_taken_back_stays_away(server: WireServer, talk: Conversation, tmp_path: Path) -> None:
    server.on(*CHAT, stream(adk("Two", partial=True), stay=asyncio.Event()))
    talk.session.send("make a video")
    await until(lambda: server.of(*CHAT))
    second = talk.session.send("no, two videos")
    assert talk.session.withdraw(second.message_id)
    with pytest.raises(Cancelled):
        await second
    await talk.session.close()
    session = await resumed(server, tmp_path / "data")
    assert [m.text for m in session.messages if m.role == "user"] == ["make a video"]
    await session.close()


async def test_the_language_of_the_first_message_is_kept_though_files_came_before_it(
    server: WireServer, talk: Conversation, tmp_path: Path, photos: list[Path]
) -> None:
    server.on(*UPLOAD, ok({"files": [{"filename": photos[0].name, "hash": "h0"}]}))
    await talk.session.upload(photos[0])
    await talk.session.send("用这些照片做一个视频")
    await talk.session.close()
    session = await resumed(server, tmp_path / "data")
    assert session.language == "zh-CN"
    await session.close()


async def test_order_names_and_absence_of_files_are_kept(
    server: WireServer, talk: Conversation, tmp_path: Path, photos: list[Path]
) -> None:
    for number in range(3):
        server.on(*UPLOAD, ok({"files": [{"filename": photos[number].name, "hash": f"h{number}"}]}))
        await talk.session.upload(photos[number])
    first, second, third = (item.id for item in talk.session.media)
    talk.session.order_media([third, first, second])
    talk.session.remove_media(second)
    talk.session.rename_media(first, "me")
    picture = await talk.session.thumbnail(first, 100)
    wishes = talk.session._bin.wishes("en")
    assert "coffee" in wishes
    await talk.session.close()
    session = await resumed(server, tmp_path / "data")
    assert [(item.name, item.hash) for item in session.media] == [("cat.png", "h2"), ("me.jpg", "h0")]
    assert [await session.thumbnail(known_as, 100) for known_as in (first, "h0")] == [picture, picture]
    session._board.timeline = talk.session.timeline
    assert session._bin.wishes("en") == wishes
    await session.close()


@pytest.fixture
def renderer(server: WireServer, tmp_path: Path) -> Renderer:
    make_film(tmp_path / "film.mp4")
    return Renderer(server, (tmp_path / "film.mp4").read_bytes())


EXPORTING = """
import asyncio, sys
from pathlib import Path
from pydantic import SecretStr
from nemo_widget.session import Session, Settings

async def main():
    session = Session(Settings(backend=sys.argv[1], token=SecretStr("t"), data_dir=Path(sys.argv[2])))
    await session.send("make a video")
    session.listen(lambda event: event.type == "export" and event.export.progress and print("rendering", flush=True))
    await session.export(Path(sys.argv[3]), resolution=720)

asyncio.run(main())
"""


async def killed_while_it_exports(server: WireServer, renderer: Renderer, folder: Path, target: Path) -> None:
    renderer.polls = [[poll("processing", 40)]]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [sys.executable, "-c", EXPORTING, server.url, str(folder), str(target)]
    process = await anyio.open_process(command, env=environment, stderr=None)
    async with process:
        assert process.stdout
        assert (await process.stdout.receive()).startswith(b"rendering")
        process.kill()


async def test_an_export_whose_kernel_was_killed_is_delivered_where_it_was_to_go(
    server: WireServer, talk: Conversation, renderer: Renderer, tmp_path: Path
) -> None:
    data, target = tmp_path / "data", tmp_path / "promo.mp4"
    await killed_while_it_exports(server, renderer, data, target)
    assert not target.exists()
    (past,) = shelf_of(settings(server, data)).list()
    assert past.exporting
    (job,) = renderer.ids
    done = [poll("processing", 80), poll("completed", 100, output={"url": "/o.mp4"})]
    server.on("GET", f"/api/render/proxy/lambda/{job}", *done)
    session = await resumed(server, data)
    session.take_up()
    (video,) = await session.settled()
    assert video.path == target
    assert target.read_bytes() == renderer.mp4
    assert renderer.ids == [job], "it was not ordered a second time"
    assert session.messages[-1].text == "The export that was under way is finished: promo.mp4."
    assert (await session.thumbnail(video.id, 100)).startswith(b"\xff\xd8\xff")
    await session.close()
    again = await resumed(server, data)
    again.take_up()
    assert [each.path for each in await again.settled()] == [target]
    assert not shelf_of(settings(server, data)).list()[0].exporting
    await again.close()


async def test_an_export_that_is_still_under_way_elsewhere_is_left_to_who_began_it(
    server: WireServer, talk: Conversation, renderer: Renderer, tmp_path: Path
) -> None:
    renderer.polls = [[poll("processing", 40)]]
    await talk.session.send("make a video")
    export = asyncio.create_task(talk.session.export(tmp_path / "promo.mp4"))
    await until(lambda: talk.session.export_state.progress)
    second = await resumed(server, tmp_path / "data")
    second.take_up()
    assert await second.settled() == []
    assert "under way in another notebook" in second.messages[-1].text
    await second.close()
    assert not server.of("POST", f"/api/render/proxy/lambda/{renderer.ids[0]}/cancel")
    done = poll("completed", 100, output={"url": "/o.mp4"})
    server.on("GET", f"/api/render/proxy/lambda/{renderer.ids[0]}", done)
    assert (await export).path == tmp_path / "promo.mp4"


async def test_an_export_that_the_back_end_never_heard_of_is_ordered_again(
    server: WireServer, talk: Conversation, renderer: Renderer, tmp_path: Path
) -> None:
    data, target = tmp_path / "data", tmp_path / "gone" / "promo.mp4"
    target.parent.mkdir()
    await killed_while_it_exports(server, renderer, data, target)
    target.parent.rmdir()
    server.on("GET", f"/api/render/proxy/lambda/{renderer.ids[0]}", json_reply({"success": False, "error": "x"}, 404))
    session = await resumed(server, data)
    session.take_up()
    (video,) = await session.settled()
    assert video.path.parent == data / "exports", "its folder is gone, it is not"
    assert len(renderer.ids) == 2
    assert server.of(*RENDER)[1].json["output"]["resolution"] == 720
    await session.close()


async def test_an_export_that_has_failed_meanwhile_says_so(
    server: WireServer, talk: Conversation, renderer: Renderer, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    await killed_while_it_exports(server, renderer, data, tmp_path / "promo.mp4")
    server.on("GET", f"/api/render/proxy/lambda/{renderer.ids[0]}", poll("failed", error="no"))
    renderer.polls = [[poll("failed", error="clip beach.jpg cannot be read")]]
    session = await resumed(server, data)
    session.take_up()
    assert await session.settled() == []
    assert "beach.jpg cannot be read" in session.messages[-1].text
    assert session.export_state.state == "failed"
    assert not shelf_of(settings(server, data)).list()[0].exporting
    await session.close()


ENGINE_EXPORTING = """
import sys
from nemo_widget import Studio
studio = Studio(backend="local")
studio.upload(*sys.argv[2:])
studio.ask("an 8-second video with slow zooms and the title 'Hello'")
studio._open_session().listen(lambda e: e.type == "export" and e.export.progress > 0 and print("rendering", flush=True))
studio.export(sys.argv[1], resolution=360, quality="fast")
"""

RESUMING = """
import sys
from nemo_widget import Studio
print(repr(Studio.sessions()))
studio = Studio.resume()
print(studio.timeline)
print([item.name for item in studio.media if item.status == "ready"])
for video in studio.wait():
    print(video)
print(studio.ask("remove the title").text)
studio.export(sys.argv[1], resolution=240, quality="fast")
"""


def test_with_the_real_engine_and_a_real_kernels_death(photos: list[Path], tmp_path: Path) -> None:
    """The engine dies with its kernel; the next one takes up what both had begun."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        "NEMO_DATA_DIR": str(tmp_path / "data"),
    }
    target = tmp_path / "promo.mp4"
    first = subprocess.Popen(
        [sys.executable, "-c", ENGINE_EXPORTING, str(target), *map(str, photos)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout
    assert first.stdout.readline() == "rendering\n"
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert not target.exists()
    later = tmp_path / "later.mp4"
    second = subprocess.run(
        [sys.executable, "-c", RESUMING, str(later)], env=environment, capture_output=True, text=True, check=False
    )
    assert second.returncode == 0, second.stderr
    listed, timeline, names, video, *answer = second.stdout.splitlines()
    assert "“an 8-second video with slow zooms and the title 'Hello'” · 3 files · export running" in listed
    assert timeline.startswith("Timeline (2 tracks): 1. Video: astronaut.jpg (0-2.67s)")
    assert names == "['astronaut.jpg', 'coffee.jpg', 'cat.png']"
    assert video.startswith("Video('promo.mp4', 640×360, 8")
    assert answer
    assert abs(probe(target).duration_s - 8) < 0.2
    assert abs(probe(later).duration_s - 8) < 0.2

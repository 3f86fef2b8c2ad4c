"""From a draft to an MP4 over the wire."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nemo_widget.engine.server.renders import MOST_UNFINISHED
from tests.engine.engine_process import ATTRIBUTION, EngineProcess, is_running
from tests.video_file import probe
from tests.waiting import wait_until

Draft = dict[str, Any]


@pytest.fixture
def draft(engine: EngineProcess, session: str, photo: Callable[..., bytes]) -> Draft:
    """Two photos of a second each, small."""
    return draft_of(engine, session, photo)


def draft_of(
    engine: EngineProcess, session: str, photo: Callable[..., bytes], clip_ms: int = 1000, **canvas: int
) -> Draft:
    files = engine.upload(session, ("a.jpg", photo(1)), ("b.jpg", photo(2))).json()["data"]["files"]
    clips = [
        {
            "id": f"c{n}",
            "s": n * clip_ms,
            "d": clip_ms,
            "m": {"src": f["hash"], "name": f["filename"], "motion": "zoom-in"},
        }
        for n, f in enumerate(files)
    ]
    meta = {"title": "project", "width": 320, "height": 180, "fps": 25, **canvas}
    return {"d": 2 * clip_ms, "m": meta, "t": [{"id": "video-1", "tt": 0, "sg": clips}]}


def long_draft(engine: EngineProcess, session: str, photo: Callable[..., bytes]) -> Draft:
    """Enough work to be interrupted in."""
    return draft_of(engine, session, photo, 20_000, width=1280, height=720, fps=30)


def test_a_draft_becomes_an_mp4(engine: EngineProcess, session: str, draft: Draft, tmp_path: Path) -> None:
    ordered = engine.order(session, draft, "render_1700000000000").json()
    assert ordered["success"] is True
    assert ordered["data"] == {"id": "render_1700000000000", "status": "pending", "progress": 0}
    told = engine.finished("render_1700000000000")
    assert told == {
        "success": True,
        "id": "render_1700000000000",
        "status": "completed",
        "progress": 100,
        "output": {"url": f"{engine.url}/api/render/proxy/render_1700000000000/download"},
    }
    video = engine.client.get(told["output"]["url"])
    assert video.headers["content-type"] == "video/mp4"
    (tmp_path / "video.mp4").write_bytes(video.content)
    found = probe(tmp_path / "video.mp4")
    assert (found.codec, found.width, found.height, found.fps, found.frames) == ("h264", 320, 180, 25, 50)

    part = engine.client.get(told["output"]["url"], headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, video.content[1000:2000])
    head = engine.client.head(told["output"]["url"])
    assert int(head.headers["content-length"]) == len(video.content)


@pytest.mark.parametrize(("resolution", "size"), [(240, (426, 240)), ("360p", (640, 360)), ("480", (854, 480))])
def test_resolution_is_the_short_side_and_fps_the_rate(
    engine: EngineProcess, session: str, draft: Draft, tmp_path: Path, resolution: object, size: tuple[int, int]
) -> None:
    job = engine.order(session, draft, resolution=resolution, fps=50).json()["data"]["id"]
    assert engine.finished(job)["status"] == "completed"
    (tmp_path / "video.mp4").write_bytes(engine.client.get(f"/api/render/proxy/{job}/download").content)
    found = probe(tmp_path / "video.mp4")
    assert ((found.width, found.height), found.fps, found.frames) == (size, 50, 100)


@pytest.mark.parametrize(
    ("output", "mime", "begins"),
    [
        ({"format": "webm"}, "video/webm", b"\x1a\x45\xdf\xa3"),
        ({"format": "gif"}, "image/gif", b"GIF89a"),
        ({"audio": "mp3"}, "video/mp4", b"\0\0\0"),
    ],
)
def test_the_other_formats(
    engine: EngineProcess, session: str, draft: Draft, output: dict[str, str], mime: str, begins: bytes
) -> None:
    job = engine.order(session, draft, **output).json()["data"]["id"]
    assert engine.finished(job)["status"] == "completed"
    file = engine.client.get(f"/api/render/proxy/{job}/download")
    assert file.headers["content-type"] == mime
    assert f".{output.get('format', 'mp4')}" in file.headers["content-disposition"]
    assert file.content.startswith(begins)


def test_formats_that_do_not_go_together_are_refused(engine: EngineProcess, session: str, draft: Draft) -> None:
    for output, says in (
        ({"format": "gif", "audio": "mp3"}, "a GIF has no sound"),
        ({"format": "webm", "audio": "aac"}, "a WebM has Opus sound"),
        ({"audio": "flac"}, "audio"),
    ):
        answer = engine.order(session, draft, **output)
        assert answer.status_code == 422
        assert says in answer.json()["error"]
    job = engine.order(session, {**draft, "d": 900_000}, format="gif").json()["data"]["id"]
    told = engine.finished(job)
    assert (told["status"], "far too large" in told["error"]) == ("failed", True)


@pytest.mark.parametrize("missing", ATTRIBUTION)
def test_without_attribution_an_export_is_402(engine: EngineProcess, session: str, draft: Draft, missing: str) -> None:
    for value in ({}, {missing: ""}):
        headers = {k: v for k, v in ATTRIBUTION.items() if k != missing} | value
        answer = engine.stranger.post(
            "/api/render/proxy/lambda",
            json={"id": "render_1", "sessionId": session, "draft": draft, "output": {"format": "mp4"}},
            headers={"Authorization": f"Bearer {engine.secret}", **headers},
        )
        assert answer.status_code == 402
        assert answer.json()["success"] is False
        assert missing in answer.json()["error"]


def test_a_draft_that_cannot_be_rendered_is_refused_with_the_place(
    engine: EngineProcess, session: str, draft: Draft
) -> None:
    def broken(**change: object) -> Draft:
        clip = {**draft["t"][0]["sg"][1], **change}
        return {**draft, "t": [{**draft["t"][0], "sg": [draft["t"][0]["sg"][0], clip]}]}

    clip = draft["t"][0]["sg"][1]
    music = {
        "id": "audio-1",
        "tt": 1,
        "sg": [{"id": "b", "s": 0, "d": 1000, "m": {"src": "music:polka", "name": "Polka"}}],
    }
    text = {"id": "x", "s": 0, "d": 1000, "m": {"text": "Hi"}}
    cases: list[tuple[object, str]] = [
        (None, "timeline is empty"),
        ({}, "timeline is empty"),
        ({**draft, "t": []}, "timeline is empty"),
        ({**draft, "t": [{**draft["t"][0], "sg": []}]}, "timeline is empty"),
        (broken(d="long"), "sg → 1 → d"),
        (broken(d=0), "sg → 1 → d"),
        (broken(m={**clip["m"], "motion": "spin"}), "motion"),
        (broken(m={**clip["m"], "src": "0" * 64}), "b.jpg"),
        (broken(m={**clip["m"], "src": "../../etc/passwd"}), "b.jpg"),
        (broken(d=10**7), "longer than 2 hours"),
        (broken(d=10**12), "sg → 1 → d"),
        (broken(s=-1), "sg → 1 → s"),
        (broken(m={**clip["m"], "speed": 0}), "speed"),
        (broken(m={**clip["m"], "in": -40}), "in"),
        (broken(m={**clip["m"], "focus": [0.5, 7]}), "focus"),
        (broken(m={**clip["m"], "background": "red"}), "background"),
        (broken(m={**clip["m"], "transition": {"type": "melt", "d": 500}}), "transition"),
        ({**draft, "t": [*draft["t"], {"id": "x", "tt": 7, "sg": [*[text] * 2001]}]}, "2001 texts"),
        ({**draft, "m": {**draft["m"], "width": 100_000}}, "canvas"),
        ({**draft, "t": [{**draft["t"][0], "tt": 99}]}, "t → 0"),
        ({**draft, "t": [*draft["t"], music]}, "Polka"),
        ([draft], "draft"),
    ]
    for sent, words in cases:
        answer = engine.order(session, sent)
        assert 400 <= answer.status_code < 500, sent
        assert answer.json()["success"] is False
        assert words in answer.json()["error"], answer.text


@pytest.mark.parametrize(
    "output",
    [
        {"format": "avi"},
        {"resolution": "huge"},
        {"resolution": 9000},
        {"resolution": -2},
        {"fps": 31},
        {"quality": "?"},
    ],
)
def test_an_output_that_is_not_made_here_is_refused(
    engine: EngineProcess, session: str, draft: Draft, output: dict[str, object]
) -> None:
    answer = engine.order(session, draft, **output)
    assert answer.status_code == 422
    assert next(iter(output)) in answer.json()["error"]


@pytest.mark.parametrize("id_", ["", "a/b", "..", "x" * 101, "é"])
def test_an_id_that_could_name_something_else_is_refused(
    engine: EngineProcess, session: str, draft: Draft, id_: str
) -> None:
    body = {"id": id_, "sessionId": session, "draft": draft, "output": {"format": "mp4"}}
    assert engine.client.post("/api/render/proxy/lambda", json=body).status_code == 422


def test_an_order_that_comes_twice_is_done_once(engine: EngineProcess, session: str, draft: Draft) -> None:
    first = engine.order(session, draft, "render_twice").json()
    assert engine.order(session, draft, "render_twice").json()["data"]["id"] == first["data"]["id"]
    assert engine.order(session, {**draft, "x": 1}, "render_twice").status_code == 409
    assert engine.finished("render_twice")["status"] == "completed"


def test_an_export_that_is_not_there(engine: EngineProcess) -> None:
    for answer in (
        engine.client.get("/api/render/proxy/lambda/none"),
        engine.client.post("/api/render/proxy/lambda/none/cancel"),
        engine.client.get("/api/render/proxy/none/download"),
    ):
        assert answer.status_code == 404
        assert answer.json()["success"] is False


def test_progress_only_grows_and_the_file_comes_with_the_end(
    engine: EngineProcess, session: str, photo: Callable[..., bytes]
) -> None:
    draft = draft_of(engine, session, photo, 3000, width=640, height=360)
    job = engine.order(session, draft).json()["data"]["id"]
    early = engine.client.get(f"/api/render/proxy/{job}/download")
    assert early.status_code == 409
    seen = []
    while (told := engine.poll(job))["status"] in ("pending", "processing"):
        seen.append(told["progress"])
    assert told["status"] == "completed"
    assert seen == sorted(seen)


def test_a_running_and_a_waiting_export_can_be_cancelled(
    engine: EngineProcess, session: str, photo: Callable[..., bytes], draft: Draft
) -> None:
    running = engine.order(session, long_draft(engine, session, photo)).json()["data"]["id"]
    waiting = engine.order(session, long_draft(engine, session, photo)).json()["data"]["id"]
    after = engine.order(session, draft).json()["data"]["id"]
    wait_until(lambda: engine.poll(running)["status"] == "processing", what="the first to run")
    assert engine.poll(waiting)["status"] == "pending"
    for job in (waiting, running):
        told = engine.client.post(f"/api/render/proxy/lambda/{job}/cancel").json()
        assert told["success"] is True
        assert (told["data"]["status"], told["data"]["cancelled"]) == ("failed", True)
    assert engine.finished(after)["status"] == "completed"
    assert engine.poll(running)["error"] == "The export was cancelled."
    done = engine.client.post(f"/api/render/proxy/lambda/{after}/cancel").json()
    assert done["data"]["status"] == "completed"


def test_nobody_fills_the_line_without_end(tmp_path: Path, photo: Callable[..., bytes]) -> None:
    with EngineProcess(tmp_path) as engine:
        session = engine.session()
        draft = long_draft(engine, session, photo)
        jobs = [engine.order(session, draft).json()["data"]["id"] for _ in range(MOST_UNFINISHED)]
        refused = engine.order(session, draft)
        assert (refused.status_code, refused.json()["code"]) == (429, 429)
        assert refused.headers["Retry-After"].isdigit()
        assert engine.order(session, draft, jobs[-1]).status_code == 200  # it was ordered before
        engine.client.post(f"/api/render/proxy/lambda/{jobs[-1]}/cancel")
        assert engine.order(session, draft).status_code == 200


def test_a_render_worker_that_is_killed_costs_no_export(tmp_path: Path, photo: Callable[..., bytes]) -> None:
    with EngineProcess(tmp_path) as engine:
        session = engine.session()
        job = engine.order(session, draft_of(engine, session, photo, 5000, width=640, height=360)).json()["data"]["id"]
        wait_until(lambda: engine.poll(job)["progress"] > 0, what="progress")
        os.kill(engine.workers()[-1], signal.SIGKILL)
        told = engine.finished(job)
        assert told["status"] == "completed", (told, engine.log)


@pytest.mark.parametrize("end", [EngineProcess.kill, EngineProcess.leave])
def test_an_export_outlives_the_engine_and_goes_on_from_what_was_done(
    tmp_path: Path, photo: Callable[..., bytes], end: Callable[[EngineProcess], None]
) -> None:
    with EngineProcess(tmp_path) as first:
        session = first.session()
        draft = draft_of(first, session, photo, 6000, width=640, height=360)
        job = first.order(session, draft).json()["data"]["id"]
        wait_until(lambda: chunks_of(tmp_path), what="something done")
        workers = first.workers()
        end(first)
    done = chunks_of(tmp_path)
    wait_until(lambda: not any(map(is_running, workers)), what="the workers of the dead engine to end")
    with EngineProcess(tmp_path) as second:
        assert second.finished(job)["status"] == "completed"
        (tmp_path / "video.mp4").write_bytes(second.client.get(f"/api/render/proxy/{job}/download").content)
        assert probe(tmp_path / "video.mp4").frames == 300
    assert done < chunks_of(tmp_path)  # the very files, not written again


def chunks_of(data: Path) -> set[tuple[str, int]]:
    return {(path.name, path.stat().st_ino) for path in (data / "chunks").glob("*.chunk")}


def test_an_export_of_one_engine_can_be_watched_and_cancelled_at_another(
    tmp_path: Path, photo: Callable[..., bytes]
) -> None:
    with EngineProcess(tmp_path) as one, EngineProcess(tmp_path) as other:
        session = one.session()
        job = one.order(session, long_draft(one, session, photo)).json()["data"]["id"]
        wait_until(lambda: other.poll(job)["progress"] > 0, what="progress seen from the other")
        other.client.post(f"/api/render/proxy/lambda/{job}/cancel")
        short = one.order(session, draft_of(one, session, photo)).json()["data"]["id"]
        assert one.finished(short)["status"] == "completed"
        assert (one.poll(job)["status"], one.poll(job)["cancelled"]) == ("failed", True)


def test_a_photo_that_was_removed_from_the_disk_is_named(engine: EngineProcess, photo: Callable[..., bytes]) -> None:
    session = engine.session()
    (told,) = engine.upload(session, ("gone.jpg", photo(uuid.uuid4().int % 255, 97, 65))).json()["data"]["files"]
    next((engine.data / "uploads").rglob(f"{told['hash']}*")).unlink()
    clip = {"id": "c1", "s": 0, "d": 1000, "m": {"src": told["hash"], "name": "gone.jpg"}}
    answer = engine.order(session, {"d": 1000, "t": [{"tt": 0, "sg": [clip]}]})
    assert answer.status_code == 422
    assert "gone.jpg" in answer.json()["error"]

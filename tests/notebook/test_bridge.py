"""A view that mounts in the middle of things has all of them, and none of them twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import SecretStr

from nemo_widget.notebook.bridge import Bridge
from nemo_widget.notebook.host import Limits
from nemo_widget.notebook.scratch import Scratch
from nemo_widget.session import Session, Settings, runtime
from tests.notebook.backend import running
from tests.waiting import wait_until

T = TypeVar("T")
NOWHERE = "http://127.0.0.1:9"  # the discard port: refused at once


def on_owner(make: Callable[[], T]) -> T:
    async def run() -> T:
        return make()

    return runtime().submit(run()).result(60)


def call(id: int, method: str, **params: Any) -> dict[str, Any]:
    return {"kind": "call", "id": id, "view": "v", "method": method, "params": params}


def test_a_snapshot_comes_after_the_events_that_it_contains(tmp_path: Path):
    sent: list[dict[str, Any]] = []
    settings = Settings(backend=NOWHERE, token=SecretStr("t"), data_dir=tmp_path)
    session = on_owner(lambda: Session(settings))
    bridge = on_owner(lambda: Bridge(session, lambda content, _: sent.append(content), Scratch(), Limits()))
    bridge.receive(call(1, "snapshot"))
    wait_until(lambda: any(m["kind"] == "answer" for m in sent), what="the first snapshot")

    def two_in_one_moment() -> None:
        session.new_media("a.jpg", 1)
        session.new_media("b.jpg", 1)
        bridge.receive(call(2, "snapshot"))

    on_owner(two_in_one_moment)
    wait_until(lambda: any(m["kind"] == "answer" and m["id"] == 2 for m in sent), what="the second snapshot")
    snapshot = next(m["result"] for m in sent if m["kind"] == "answer" and m["id"] == 2)
    assert [item["name"] for item in snapshot["media"]] == ["a.jpg", "b.jpg"]
    before = [m for m in sent[: sent.index(next(m for m in sent if m.get("id") == 2))] if m["kind"] == "events"]
    assert snapshot["n"] == before[-1]["n"]
    told = [e["item"]["name"] for m in sent if m["kind"] == "events" for e in m["events"] if e["type"] == "media"]
    assert told == ["a.jpg", "b.jpg"]
    on_owner(bridge.close)
    runtime().submit(session.close()).result(60)


def test_what_is_no_call_is_passed_over_and_a_closed_bridge_is_silent(tmp_path: Path):
    sent: list[dict[str, Any]] = []
    settings = Settings(backend=NOWHERE, token=SecretStr("t"), data_dir=tmp_path)
    session = on_owner(lambda: Session(settings))
    bridge = on_owner(lambda: Bridge(session, lambda content, _: sent.append(content), Scratch(), Limits()))
    for content in (None, 5, "call", {}, {"kind": "call"}, {"kind": "other", "id": 1, "view": "v", "method": "stop"}):
        bridge.receive(content)
    bridge.receive(call(3, "stop"))
    wait_until(lambda: sent, what="the one answer")
    assert [(m["kind"], m["id"], m["error"]) for m in sent] == [("answer", 3, None)]
    on_owner(bridge.close)
    on_owner(lambda: session.new_media("a.jpg", 1))
    assert len(sent) == 1
    runtime().submit(session.close()).result(60)


def test_until_something_is_said_it_speaks_as_the_page_does(tmp_path: Path):
    sent: list[dict[str, Any]] = []
    session = on_owner(lambda: Session(Settings(backend=NOWHERE, token=SecretStr("t"), data_dir=tmp_path)))
    bridge = on_owner(lambda: Bridge(session, lambda content, _: sent.append(content), Scratch(), Limits()))

    def card(id: int, **params: Any) -> dict[str, Any]:
        bridge.receive(call(id, "snapshot", **params))
        answers = lambda: [m for m in sent if m["kind"] == "answer" and m["id"] == id]  # noqa: E731
        wait_until(answers, what="the snapshot")
        return dict(answers()[0]["result"])

    chinese = card(1, language="zh-TW")
    assert (chinese["language"], chinese["skill"]["title"]) == ("zh-TW", "最佳图片转视频")
    wait_until(lambda: session.connection.state == "failed", what="the end of the attempt to connect")
    assert session.connection.label == "未连接 · 无法连接本机引擎。"
    on_owner(lambda: session.send("make a video"))
    wait_until(lambda: not session.running, what="the end of the turn")
    english = card(2, language="zh-TW")
    assert (english["language"], english["skill"]["title"]) == ("en", "最佳图片转视频")
    assert session.connection.label == "not connected · The local engine cannot be reached."
    on_owner(bridge.close)
    runtime().submit(session.close()).result(60)


def test_an_earlier_conversation_takes_the_place_of_a_new_one(tmp_path: Path):
    with running() as backend:
        sent: list[dict[str, Any]] = []
        settings = Settings(backend=backend.url, token=SecretStr("t"), data_dir=tmp_path)
        backend.answers("One photo. ", "Done.")
        backend.go_on.set()
        earlier = on_owner(lambda: Session(settings))
        turn = on_owner(lambda: earlier.send("make a video"))
        assert turn.future.result(60).text == "One photo. Done."
        runtime().submit(earlier.close()).result(60)

        session = on_owner(lambda: Session(settings))
        told: list[Session] = []
        bridge = on_owner(
            lambda: Bridge(session, lambda content, _: sent.append(content), Scratch(), Limits(), told.append)
        )

        def answer(number: int, method: str, /, **params: Any) -> dict[str, Any]:
            bridge.receive({**call(number, method), "params": params})
            found = wait_until(
                lambda: [m for m in sent if m["kind"] == "answer" and m["id"] == number], what=f"an answer to {method}"
            )
            return dict(found[0])

        assert answer(1, "snapshot")["result"]["messages"] == []
        (past,) = answer(2, "sessions")["result"]["sessions"]
        assert (past["first_words"], past["is_open"]) == ("make a video", False)
        assert "no such conversation" in answer(3, "resume", id="00000000")["error"]
        assert bridge.session is session
        assert answer(4, "resume", id=past["id"])["error"] is None
        assert told == [bridge.session] != [session]
        events = [event["type"] for m in sent if m["kind"] == "events" for event in m["events"]]
        assert events[-1] == "replaced"
        snapshot = answer(5, "snapshot")["result"]
        assert [m["text"] for m in snapshot["messages"]] == ["make a video", "One photo. Done."]
        assert answer(6, "sessions")["result"]["sessions"] == [], "the one that is here is not an earlier one"

        backend.go_on.clear()
        backend.answers("Two ", "photos.")
        on_owner(lambda: bridge.session.send("again"))
        assert backend.streaming.wait(60)
        assert "still under way" in answer(7, "resume", id=past["id"])["error"]
        on_owner(bridge.close)
        runtime().submit(bridge.session.close()).result(60)


def test_a_call_that_comes_again_is_done_once_and_answered_again(tmp_path: Path):
    sent: list[dict[str, Any]] = []
    settings = Settings(backend=NOWHERE, token=SecretStr("t"), data_dir=tmp_path)
    session = on_owner(lambda: Session(settings))
    bridge = on_owner(lambda: Bridge(session, lambda content, _: sent.append(content), Scratch(), Limits()))
    for _ in range(2):  # at once, as after a cut, and later
        bridge.receive(call(1, "upload_begin", name="a.jpg", size_bytes=10))
        bridge.receive(call(1, "upload_begin", name="a.jpg", size_bytes=10))
        wait_until(lambda: sent, what="an answer")
    bridge.receive(call(1, "upload_begin", name="a.jpg", size_bytes=10) | {"view": "another"})
    wait_until(lambda: any(m["view"] == "another" for m in sent), what="the other view's answer")
    assert len(session.media) == 2
    answers = [m["result"]["upload"] for m in sent if m["view"] == "v"]
    assert len(answers) >= 2
    assert set(answers) == {session.media[0].id}
    on_owner(bridge.close)
    runtime().submit(session.close()).result(60)


def test_files_are_ordered_renamed_and_taken_away_for_all_views(tmp_path: Path):
    sent: list[dict[str, Any]] = []
    settings = Settings(backend=NOWHERE, token=SecretStr("t"), data_dir=tmp_path)
    session = on_owner(lambda: Session(settings))
    bridge = on_owner(lambda: Bridge(session, lambda content, _: sent.append(content), Scratch(), Limits()))
    a, b, c = (on_owner(lambda name=name: session.new_media(name, 1)).id for name in ("a.jpg", "b.jpg", "c.jpg"))
    bridge.receive(call(1, "snapshot"))
    bridge.receive(call(2, "media_order", ids=[c, a]))
    bridge.receive(call(3, "media_remove", media=a))
    bridge.receive(call(4, "media_rename", media=b, name="sea"))
    bridge.receive(call(5, "media_rename", media=c, name="sea.jpg"))
    wait_until(lambda: len([m for m in sent if m["kind"] == "answer"]) == 5, what="the answers")
    on_owner(bridge._outbox.flush)
    answers = {m["id"]: m for m in sent if m["kind"] == "answer"}
    assert answers[4]["result"] == {"name": "sea.jpg"}
    assert "another file called sea.jpg" in answers[5]["error"]
    events = [e for m in sent if m["kind"] == "events" for e in m["events"]]
    assert [e["ids"] for e in events if e["type"] == "media_list"][-1] == [c, b]
    assert [item.name for item in session.media] == ["c.jpg", "sea.jpg"]
    on_owner(bridge.close)
    runtime().submit(session.close()).result(60)

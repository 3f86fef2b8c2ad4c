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
from tests.waiting import wait_until

T = TypeVar("T")
NOWHERE = "http://127.0.0.1:9"  # the discard port: refused at once


def on_owner(make: Callable[[], T]) -> T:
    async def run() -> T:
        return make()

    return runtime().submit(run()).result(30)


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
    runtime().submit(session.close()).result(30)


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
    runtime().submit(session.close()).result(30)

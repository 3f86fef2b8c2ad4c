"""Whoever writes something is told before where it goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from nemo_widget.model.conversation import ConnectionChanged, TextGrew
from nemo_widget.session import Session, Settings
from nemo_widget.session.local import local_engine
from tests.client.wire_server import WireServer, adk, ok, stream
from tests.session.scripted import Conversation, serve

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("url", "skill", "host"),
    [
        ("http://model.invalid/v1", "best-image-to-video", "model.invalid"),
        ("http://127.0.0.1:9/v1", "best-image-to-video", ""),
        ("http://model.invalid/v1", "image-to-video-ai-offline", ""),
    ],
)
async def test_the_local_engines_model_is_told_before_the_first_word(
    url: str, skill: str, host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEMO_LLM_URL", url)
    monkeypatch.setenv("NEMO_LLM_MODEL", "small")
    session = Session(Settings(backend="local", skill=skill, data_dir=tmp_path))
    try:
        await session.connect()
        assert session.connection.language_model == host
        said = f"chat text and file names go to {host}" if host else "nothing is uploaded"
        assert said in session.connection.label
        session.suggest_language("zh-CN")
        assert ("文件名会发送到 model.invalid，照片不会" in session.connection.label) == bool(host)
    finally:
        await session.close()
        local_engine(tmp_path).stop()


async def test_an_engine_elsewhere_says_it_in_its_state(server: WireServer, tmp_path: Path) -> None:
    talk = Conversation(server, tmp_path)
    serve(server, stream(adk("Hello.")), ok({"state": {"language_model": "model.invalid"}}))
    await talk.session.send("hi")
    order = [
        type(event)
        for event in talk.events
        if isinstance(event, TextGrew) or (isinstance(event, ConnectionChanged) and event.connection.language_model)
    ]
    assert order == [ConnectionChanged, TextGrew]
    assert talk.session.connection.label.endswith("go to model.invalid; photos don't")
    await talk.session.close()

"""A conversation with a real ADK server: its framing, its errors, its sessions."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from nemo_widget.client import ClientSettings
from nemo_widget.model.conversation import Button
from nemo_widget.model.errors import RateLimited, TurnFailed
from nemo_widget.session import Session, Settings, Waits
from tests.session.scripted import Sleeper

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def adk() -> Iterator[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.session.adk_server"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    assert server.stdout
    yield server.stdout.readline().decode().strip()
    server.kill()
    server.wait()
    server.stdout.close()


@pytest.fixture
async def session(adk: str, tmp_path: Path) -> AsyncIterator[Session]:
    slept = Sleeper()
    made = Session(
        Settings(
            backend=adk,
            token=SecretStr("any"),
            data_dir=tmp_path,
            waits=Waits(sleep=slept),
            client=ClientSettings(sleep=slept),
        )
    )
    yield made
    await made.close()


def heard(adk: str, message: str) -> int:
    return int(httpx.get(f"{adk}/heard").json().count(message))


async def test_partials_tools_thoughts_and_state(session: Session, adk: str) -> None:
    labels: list[str | None] = []
    session.listen(lambda event: labels.append(event.label) if event.type == "activity" else None)
    reply = await session.send("please work")
    assert reply.text == "I will look, wörld 🌍.\n\nDone."
    assert reply.changes == ["Added beach.jpg.", "The video now lasts 3 s."]
    assert "Editing the timeline…" in labels
    assert session.messages[-1].next_steps == [Button(label="Add a title", say="add a title")]
    assert heard(adk, "please work") == 1
    again = await session.send("please work")
    assert (again.text, again.changes) == (reply.text, [])


async def test_an_edit_in_silence(session: Session) -> None:
    reply = await session.send("in silence")
    assert reply.text == "Done:\n- Added beach.jpg.\n- The video now lasts 3 s."


async def test_an_error_of_the_model(session: Session, adk: str) -> None:
    with pytest.raises(RateLimited):
        await session.send("first an error")
    assert heard(adk, "first an error") == 1


async def test_an_agent_that_breaks_in_the_middle(session: Session, adk: str) -> None:
    with pytest.raises(TurnFailed) as raised:
        await session.send("now raise")
    assert str(raised.value) == "The back end could not finish this. Say it differently."
    assert [m.text for m in session.messages if m.role == "assistant"] == ["I will look, wörld 🌍."]
    assert heard(adk, "now raise") == 1
    assert (await session.send("please work")).changes


async def test_a_session_that_adk_has_lost(session: Session, adk: str) -> None:
    await session.send("please work")
    lost = session._link.session_id
    async with httpx.AsyncClient(base_url=adk) as client:
        (await client.delete(f"/apps/nemo_agent/users/me/sessions/{lost}")).raise_for_status()
    reply = await session.send("please work")
    assert reply.changes
    assert session._link.session_id != lost

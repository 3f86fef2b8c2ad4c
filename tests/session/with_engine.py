"""A session that talks to an engine process as to any remote back end, and what that engine says it has received."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from nemo_widget.client import ClientSettings
from nemo_widget.model.conversation import Event
from nemo_widget.session import Session, Settings, Waits
from tests.engine.engine_process import EngineProcess
from tests.session.scripted import Sleeper


class Talk:
    """`url` is where the session goes, such as a proxy before the engine. It never waits for a time of the wire's."""

    def __init__(
        self, engine: EngineProcess, folder: Path, url: str | None = None, *, answer_s: float = 60.0, **waits: Any
    ) -> None:
        self.slept = Sleeper()
        self.events: list[Event] = []
        self._engine = engine
        settings = Settings(
            backend=url or engine.url,
            token=SecretStr(engine.secret),
            data_dir=folder,
            waits=Waits(sleep=self.slept, **waits),
            client=ClientSettings(sleep=self.slept, gather_s=0, answer_s=answer_s),
        )
        self.session = Session(settings)
        self.session.listen(self.events.append)

    def said(self, role: str) -> list[str]:
        return [m.text for m in self.session.messages if m.role == role]

    def fault(self, name: str, times: int = 1, **more: object) -> None:
        answer = self._engine.client.post("/faults", json={"fault": name, "times": times, **more})
        assert answer.json() == {"code": 0}

    @property
    def received(self) -> list[str]:
        """The messages of this session that the engine has begun to answer, from its own records."""
        return received(self._engine, self.session._link.session_id or "")


def received(engine: EngineProcess, session_id: str) -> list[str]:
    with contextlib.closing(sqlite3.connect(f"file:{engine.data}/engine.sqlite3?mode=ro", uri=True)) as records:
        rows = records.execute("SELECT message FROM turn WHERE session_id = ? ORDER BY id", (session_id,)).fetchall()
    return [message for (message,) in rows]

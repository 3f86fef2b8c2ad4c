"""A remote back end with one session, played by a `WireServer`, and a `Session` that talks to it without waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from nemo_widget.client import ClientSettings
from nemo_widget.model.conversation import Event
from nemo_widget.session import Session, Settings, Waits
from tests.client.wire_server import Reply, WireServer, ok

OPEN = ("POST", "/api/tasks/me/with-session/nemo_agent")
STATE = ("GET", "/api/state/nemo_agent/me/s1/latest")
CHAT = ("POST", "/run_sse")
RENDER = ("POST", "/api/render/proxy/lambda")
TOKEN = "nmv_usr_very-secret-token"


class Sleeper:
    """Waits for nothing, and remembers what it was asked to wait for, in seconds."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


async def until(condition: Callable[[], object], within_s: float = 60) -> None:
    """Returns when `condition` holds."""
    for _ in range(int(within_s / 0.01)):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"it did not come about within {within_s} s")


def clip(clip_id: str, name: str, start_ms: int, duration_ms: int, **meta: Any) -> dict[str, Any]:
    return {"id": clip_id, "s": start_ms, "d": duration_ms, "m": {"src": f"hash-{name}", "name": name, **meta}}


def draft(*clips: dict[str, Any], more: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    end_ms = max((c["s"] + c["d"] for c in clips), default=0)
    return {"d": end_ms, "t": [{"id": "v", "tt": 0, "sg": list(clips)}, *(more or [])]}


def state(body: dict[str, Any] | None) -> bytes:
    canvas = {"width": 1920, "height": 1080, "ratio": "16:9", "fps": 30}
    return ok({"state": {"draft": body, "canvas_config": canvas}})


EMPTY = state(None)
ONE = state(draft(clip("c1", "beach.jpg", 0, 3000)))
TWO = state(draft(clip("c1", "beach.jpg", 0, 3000), clip("c2", "dog.jpg", 3000, 3000)))


class Conversation:
    """A session and all that it has told its listeners."""

    def __init__(self, server: WireServer, folder: Path, *, free_bytes: int = 2**40, **waits: Any) -> None:
        self.slept = Sleeper()
        self.events: list[Event] = []
        settings = Settings(
            backend=server.url,
            token=SecretStr(TOKEN),
            data_dir=folder,
            waits=Waits(sleep=self.slept, **waits),
            client=ClientSettings(sleep=self.slept, gather_s=0),
            free_bytes=lambda _: free_bytes,
        )
        self.session = Session(settings)
        self.session.listen(self.events.append)

    def said(self, role: str) -> list[str]:
        return [m.text for m in self.session.messages if m.role == role]


def serve(server: WireServer, chat: Reply, *states: bytes) -> None:
    server.on(*OPEN, ok({"task_id": "t1", "session_id": "s1"}))
    server.on(*STATE, *(states or (EMPTY,)))
    server.on(*CHAT, chat)

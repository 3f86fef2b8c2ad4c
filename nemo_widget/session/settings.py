from __future__ import annotations

import os
import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import platformdirs
from pydantic import SecretStr

from nemo_widget.client import ClientSettings
from nemo_widget.profiles import DEFAULT_SKILL


@dataclass(frozen=True)
class Clock:
    """The time, in seconds, by which turns and renders are limited; a test lets it pass as it likes."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep


@dataclass(frozen=True)
class Waits:
    """How long a session waits for what, in seconds. `sleep` does it, so that a test need not.

    `recovery_s`: before each look at the state after a stream was cut (`recovery_local_s` on this machine, where the
    work ends at once). `follow_up_s`: before each look at what a back end adds on its own after it has generated a
    clip. `clock`: by which the limits are kept.
    """

    turn_s: float = 900.0
    heartbeats_only_s: float = 600.0
    still_working_s: float = 120.0
    recovery_s: tuple[float, ...] = (5.0, 15.0, 40.0, 90.0, 150.0)
    recovery_local_s: tuple[float, ...] = (0.1, 0.3, 0.6, 1.0, 2.0)
    follow_up_s: tuple[float, ...] = (15.0, 30.0, 60.0)
    render_stall_s: float = 300.0
    media_stall_s: float = 30.0
    engine_start_s: float = 60.0
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep
    clock: Clock = Clock()


def data_dir() -> Path:
    """Where the local engine keeps its sessions: `NEMO_DATA_DIR`, else the platform's place for such data."""
    named = os.environ.get("NEMO_DATA_DIR")
    return Path(named).expanduser() if named else Path(platformdirs.user_data_dir("nemo_widget", appauthor=False))


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


@dataclass(frozen=True)
class Settings:
    """What a `Session` is made with.

    `skill`: a name or the path of a SKILL.md. `backend`: "local", "cloud" or a URL; None lets the environment say.
    `language`: a code such as "en" or "zh-CN"; None takes that of the first message.
    """

    skill: str | Path = DEFAULT_SKILL
    backend: str | None = None
    token: SecretStr | None = None
    language: str | None = None
    data_dir: Path = field(default_factory=data_dir)
    waits: Waits = field(default_factory=Waits)
    client: ClientSettings = field(default_factory=ClientSettings)
    free_bytes: Callable[[Path], int] = _free_bytes

"""The engine as a process of its own, started exactly as the near side starts it, and spoken to over HTTP."""

from __future__ import annotations

import json
import os
import resource
import secrets
import signal
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from tests.waiting import wait_until

ATTRIBUTION = {"X-Skill-Source": "best-image-to-video", "X-Skill-Version": "1.0.0", "X-Skill-Platform": "unknown"}


class EngineProcess:
    """`largest_file_bytes` makes the disk seem full beyond that. `few_open_files`: 128, if it asks for no more.
    `client` holds the secret, `stranger` doesn't.

    `ahead`: it renders while nobody asks. `faults`: it misbehaves on demand. `settings` are set in its environment,
    where no language model is unless it is named there. `log` is what the process has written to stderr so far."""

    def __init__(
        self,
        data: Path,
        *,
        largest_file_bytes: int | None = None,
        few_open_files: bool = False,
        ahead: bool = False,
        faults: bool = False,
        **settings: str,
    ) -> None:
        self.data = data
        self.secret = secrets.token_urlsafe(24)
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the process
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "nemo_widget.engine",
                "--parent",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--data",
                data,
                *(["--faults"] if faults else []),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            preexec_fn=partial(_limit_files, largest_file_bytes, few_open_files),
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("NEMO_LLM_")},
                "NEMO_RENDER_AHEAD": str(int(ahead)),
                **settings,
                "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
            },
        )
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(self.secret.encode() + b"\n")
        self.process.stdin.flush()
        self.first_line = self.process.stdout.readline().decode()
        self.url: str = json.loads(self.first_line)["url"] if self.first_line else ""
        self.client = httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {self.secret}", **ATTRIBUTION}, timeout=60
        )
        self.stranger = httpx.Client(base_url=self.url, timeout=60)

    def __enter__(self) -> EngineProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.stranger.close()
        if self.process.poll() is None:
            self.leave()
        self.process.stdout.close()  # type: ignore[union-attr]
        self._stderr.close()

    @property
    def log(self) -> str:
        self._stderr.seek(0)
        return self._stderr.read().decode(errors="replace")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(60)

    def leave(self) -> None:
        """As its parent does when it ends."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(60)

    def workers(self) -> list[int]:
        """Ids of its render processes. Works on Linux."""
        commands = {pid: Path(f"/proc/{pid}/cmdline") for pid in _children(self.process.pid)}
        return [pid for pid, command in commands.items() if b"spawn_main" in command.read_bytes()]

    # The wire

    def session(self, language: str = "en") -> str:
        answer = self.client.post(
            "/api/tasks/me/with-session/nemo_agent", json={"task_name": "project", "language": language}
        )
        return str(answer.json()["data"]["session_id"])

    def upload(self, session: str, *files: tuple[str, bytes]) -> httpx.Response:
        return self.client.post(
            f"/api/upload-video/nemo_agent/me/{session}",
            files=[("files", (name, content, "application/octet-stream")) for name, content in files],
        )

    def state(self, session: str) -> dict[str, Any]:
        answer = self.client.get(f"/api/state/nemo_agent/me/{session}/latest")
        state: dict[str, Any] = answer.json()["data"]["state"]
        return state

    def say(self, session: str, text: str, **headers: str) -> list[dict[str, Any]]:
        """The events of the whole answer."""
        answer = self.client.post("/run_sse", json=message(session, text), headers=headers)
        assert answer.status_code == 200, answer.text
        return events_of(answer.text)

    def order(self, session: str, draft: object, id_: str | None = None, **output: object) -> httpx.Response:
        body = {"id": id_ or f"render_{secrets.token_hex(6)}", "sessionId": session, "draft": draft}
        return self.client.post(
            "/api/render/proxy/lambda", json={**body, "output": {"format": "mp4", "quality": "fast", **output}}
        )

    def poll(self, job: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.get(f"/api/render/proxy/lambda/{job}").json()
        return answer

    def finished(self, job: str, timeout_s: float = 120) -> dict[str, Any]:
        """The first poll of a job that has come to its end."""

        def ended() -> dict[str, Any] | None:
            told = self.poll(job)
            return told if told["status"] in ("completed", "failed") else None

        return wait_until(ended, timeout_s=timeout_s, what=f"the end of {job}")


def message(session: str, text: str) -> dict[str, Any]:
    return {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": session,
        "new_message": {"parts": [{"text": text}]},
    }


def events_of(stream: str) -> list[dict[str, Any]]:
    data = [block.removeprefix("data:").strip() for block in stream.split("\n\n")]
    return [json.loads(line) for line in data if line]


def _limit_files(largest_bytes: int | None, few: bool) -> None:
    if largest_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_bytes, largest_bytes))
    if few:
        resource.setrlimit(resource.RLIMIT_NOFILE, (128, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        mine = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return mine + [grandchild for child in mine for grandchild in _children(child)]

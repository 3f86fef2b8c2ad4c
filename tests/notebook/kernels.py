"""A real kernel, and the page's half of a widget spoken over its real channels.

`NEMO_KERNEL_PYTHON` names another interpreter to run the kernel with, so that the same tests try another ipykernel.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

REPO = Path(__file__).parents[2]
PYTHON = os.environ.get("NEMO_KERNEL_PYTHON", sys.executable)

T = TypeVar("T")
Json = dict[str, Any]


@dataclass
class Cell:
    """A cell that was sent off. Its outputs are those that the kernel published for it and for no other."""

    kernel: Kernel
    id: str

    @property
    def outputs(self) -> list[Json]:
        return [m for m in self.kernel.published() if m["parent_header"].get("msg_id") == self.id]

    @property
    def text(self) -> str:
        return "".join(m["content"]["text"] for m in self.outputs if m["msg_type"] == "stream")

    @property
    def error(self) -> Json | None:
        return next((m["content"] for m in self.outputs if m["msg_type"] == "error"), None)

    @property
    def has_ended(self) -> bool:
        """Both its reply and its last output are here."""
        idle = any(m["msg_type"] == "status" and m["content"]["execution_state"] == "idle" for m in self.outputs)
        return idle and self.id in self.kernel.replies()

    def end(self) -> Cell:
        """Waits for the end of the cell, and expects a good one."""
        self.kernel.until(lambda: self.has_ended, f"the end of a cell that printed {self.text!r}")
        assert self.error is None, "\n".join(self.error["traceback"])
        return self

    def prints(self, text: str) -> Cell:
        self.kernel.until(lambda: text in self.text or self.error, f"{text!r} in {self.text!r}")
        assert text in self.text, self.error
        return self


@dataclass
class Kernel:
    """A running kernel. A thread of its own takes in what it publishes, as a browser does."""

    manager: KernelManager
    client: BlockingKernelClient
    _published: list[Json] = field(default_factory=list)
    _replies: dict[str, Json] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def published(self) -> list[Json]:
        with self._lock:
            return list(self._published)

    def replies(self) -> dict[str, Json]:
        while True:
            try:
                reply = self.client.get_shell_msg(timeout=0)
            except queue.Empty:
                return self._replies
            self._replies[reply["parent_header"].get("msg_id", "")] = reply

    def run(self, code: str) -> Cell:
        """Sends a cell off, without waiting for it."""
        return Cell(self, self.client.execute(code))

    def send(
        self, msg_type: str, content: Json, buffers: list[bytes] | None = None, subshell: str | None = None
    ) -> str:
        message = self.client.session.msg(msg_type, content)
        message["buffers"] = buffers or []
        if subshell:
            message["header"]["subshell_id"] = subshell
        self.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def version(self) -> tuple[int, ...]:
        """Of its ipykernel."""
        cell = self.run("import ipykernel; print(*ipykernel.version_info[:3])").end()
        return tuple(int(part) for part in cell.text.split())

    def has_subshells(self) -> bool:
        return "kernel subshells" in (self.client.kernel_info(reply=True)["content"].get("supported_features") or [])

    def new_subshell(self) -> str:
        message = self.client.session.msg("create_subshell_request", {})
        self.client.control_channel.send(message)
        reply = self.client.control_channel.get_msg(timeout=30)
        assert reply["content"]["status"] == "ok", reply
        return str(reply["content"]["subshell_id"])

    def interrupt(self) -> None:
        self.manager.interrupt_kernel()

    def until(self, condition: Callable[[], T], what: str, timeout_s: float = 60) -> T:
        deadline = time.monotonic() + timeout_s
        while not (value := condition()):
            assert time.monotonic() < deadline, f"waited {timeout_s} s in vain for {what}"
            assert self.manager.is_alive(), "the kernel has died"
            time.sleep(0.01)
        return value

    def restart(self) -> None:
        """Ends it as JupyterLab's Restart does: it is asked to go, and what it had open is left as it is."""
        self.manager.shutdown_kernel(now=False)

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                message = self.client.get_iopub_msg(timeout=0.1)
            except queue.Empty:
                continue
            with self._lock:
                self._published.append(message)


@contextmanager
def started(folder: Path, **environment: str) -> Iterator[Kernel]:
    """A kernel whose working directory is `folder`; the package is importable there."""
    spec = folder / "kernels" / "tried"
    spec.mkdir(parents=True)
    argv = [PYTHON, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "tried", "language": "python"}))
    specs = KernelSpecManager(kernel_dirs=[str(spec.parent)], ensure_native_kernel=False)
    manager = KernelManager(kernel_name="tried", kernel_spec_manager=specs)
    (folder / "temporary").mkdir()  # at the end the kernel is killed, and takes nothing away
    ours = {"PYTHONPATH": REPO, "IPYTHONDIR": folder / "ipython", "TMPDIR": folder / "temporary"}
    env = {**os.environ, **{name: str(path) for name, path in ours.items()}, **environment}
    manager.start_kernel(env=env, cwd=str(folder))
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
    except RuntimeError:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        raise
    kernel = Kernel(manager, client)
    try:
        yield kernel
    finally:
        kernel.close()

"""The local engine as a process of its own: started on first use, shared, and started again when it has died.

It listens on loopback only, on a port that it finds free, and answers only to a secret that it is given on stdin. That
pipe stays open for as long as we live: the engine ends when it closes, however we end.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import secrets
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

from pydantic import SecretStr

from nemo_widget.model.errors import EngineFailed
from nemo_widget.model.folders import make_private
from nemo_widget.model.processes import command_for, environment_for

_LOG_BYTES = 1024 * 1024
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Endpoint:
    """Where a running engine is, and the secret that it answers to. `run` counts the starts.

    `language_model`: the host that reads messages for it; None when it reads them itself.
    """

    url: str
    secret: SecretStr
    run: int
    language_model: str | None = None


@dataclass
class LocalEngine:
    """The engine of one data directory. Its methods block; they may be called from any thread."""

    data_dir: Path
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _endpoint: Endpoint | None = field(default=None, repr=False)
    _runs: int = 0

    def ensure(self, deadline_s: float = 60.0) -> Endpoint:
        """The running engine, started now if there is none.

        Raises: `EngineFailed` when it does not come up within `deadline_s`.
        """
        with self._lock:
            if self._process is None or self._endpoint is None or self._process.poll() is not None:
                self._start(deadline_s)
            assert self._endpoint is not None
            return self._endpoint

    def has_died(self, wait_s: float) -> bool:
        """Whether the process is gone; looks for `wait_s`, since sockets close a moment before a process ends."""
        process = self._process
        if process is None:
            return True
        try:
            process.wait(wait_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    @property
    def run(self) -> int:
        """How often it has been started."""
        return self._runs

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def stop(self, wait_s: float = 5.0) -> None:
        """Ends the engine: by closing its stdin, and by force if it does not go."""
        with self._lock:
            process, self._process, self._endpoint = self._process, None, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            assert process.stdin is not None
            process.stdin.close()
        try:
            process.wait(wait_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self, deadline_s: float) -> None:
        secret = SecretStr(secrets.token_urlsafe(32))
        try:
            folder = make_private(self.data_dir).resolve()
        except OSError as error:
            raise EngineFailed(
                f"The folder {self.data_dir} cannot be used ({error.strerror}).",
                "Name one that can be written in NEMO_DATA_DIR, or use another back end.",
            ) from None
        try:
            process = subprocess.Popen(  # noqa: S603  # ourselves, with arguments of our own
                _command(folder),
                cwd=folder,  # what lies beside the notebook, an av.py for one, is not the engine's to import
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment_for(os.environ, without=("NEMO_TOKEN",)),  # it is none of its business
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # of Windows
                start_new_session=True,  # Ctrl-C in a terminal is for the person's program, not for the engine
            )
        except OSError as error:
            raise EngineFailed(
                f"The engine on this machine cannot be started ({error.strerror}).",
                "Try again, or use another back end.",
            ) from None
        assert process.stdin and process.stdout and process.stderr
        first_line: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        _read_in_background(_drain_stdout, process.stdout, first_line)
        _read_in_background(keep_log, process.stderr, folder / "engine.log")
        try:
            process.stdin.write(secret.get_secret_value().encode() + b"\n")
            process.stdin.flush()
            told = json.loads(first_line.get(timeout=deadline_s))
            url, model = str(told["url"]), told.get("language_model")
        except (OSError, queue.Empty, ValueError, KeyError, TypeError, AttributeError):
            process.kill()
            process.wait()
            raise EngineFailed(
                "The engine on this machine did not start.",
                "Try again; `nemo-widget doctor` says what is missing.",
            ) from None
        self._runs += 1
        self._process, self._endpoint = process, Endpoint(url, secret, self._runs, model)


_engines: dict[tuple[int, Path], LocalEngine] = {}
_engines_lock = threading.Lock()


def local_engine(data_dir: Path) -> LocalEngine:
    """The one engine that all sessions of this process share for `data_dir`. It is not started by asking for it."""
    with _engines_lock:
        data_dir = data_dir.resolve()
        return _engines.setdefault((os.getpid(), data_dir), LocalEngine(data_dir))


def _command(data_dir: Path) -> list[str]:
    address = ["--host", "127.0.0.1", "--port", "0"]
    return command_for("nemo_widget.engine", "--parent", *address, "--data", str(data_dir))


def _read_in_background(work: Callable[..., None], *args: object) -> None:
    threading.Thread(target=work, args=args, name="nemo-engine-output", daemon=True).start()


def _drain_stdout(stream: IO[bytes], first_line: queue.SimpleQueue[bytes]) -> None:
    """Hands on the first line (empty when the process ended without one), and lets nothing pile up after it."""
    with stream:
        first_line.put(stream.readline())
        while stream.read(65536):
            pass


class _PrivateLog(RotatingFileHandler):
    """It is for its owner only, whatever folder it lies in: the names of files are in it."""

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding=self.encoding, opener=_opened_privately)


def _opened_privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def keep_log(stream: IO[bytes], path: Path) -> None:
    """Writes what the engine logs to `path` and one older file, at most a megabyte each."""
    handler = _PrivateLog(path, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.handleError = lambda record: None  # type: ignore[method-assign]  # a full disk must not stop the reading
    with stream, contextlib.suppress(OSError), contextlib.closing(handler):
        for line in stream:
            text = line.decode("utf-8", "replace").rstrip()
            handler.emit(logging.LogRecord("engine", logging.INFO, "", 0, text, None, None))

"""The engine as a process: where it listens, whom it belongs to, and how it ends.

It may be ended at any moment, and ends itself without ceremony when its parent is gone: whatever has to outlive it is
in the store already.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import select
import signal
import socket
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from nemo_widget.engine.store import Store
from nemo_widget.engine.store.db import NewerData
from nemo_widget.model.errors import EngineFailed

from .ahead import Ahead, is_wanted
from .app import create_app
from .engine import Engine
from .farm import Farm
from .guard import Guard, is_loopback, is_wildcard
from .turns import Turns

if TYPE_CHECKING:
    from nemo_widget.engine.agent.language_model import LanguageModel

_STDIN = 0
_LOOKS_S = 1.0
_SECRET_BYTES = 4096


def run_for_parent(host: str, port: int, data: Path, *, faults: bool = False) -> None:
    """Serves whoever started this process, and nobody else, until stdin ends.

    The first line on stdin is the secret. One JSON line on stdout, {"url": …, "language_model": …}, says that the
    engine listens, and to which host the words of messages go to be read (null: none). `faults`: it misbehaves on
    demand, for tests.
    Raises: `EngineFailed`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt in the notebook is meant for its cell, not for us
    parent = os.getppid()
    try:
        secret, ended = _read_line(_STDIN)
    except OSError:  # it is closed
        secret, ended = "", True
    if not secret:
        raise EngineFailed("No secret came on the first line of stdin.")
    if not is_loopback(host):
        raise EngineFailed(
            "An engine with a parent listens on this machine only.", "For others, use nemo-widget serve."
        )
    if ended:
        return

    def announce(url: str) -> None:
        sys.stdout.write(json.dumps({"url": url, "language_model": server.model_host}) + "\n")
        sys.stdout.flush()

    ahead = is_wanted(os.environ, otherwise=True)
    server = _Server(host, port, data, secret, announce, anonymous=False, ahead=ahead, faults=faults)
    server.keep_signals = True
    signal.signal(signal.SIGTERM, lambda *_: server.end())
    watched = (server.end, parent)
    threading.Thread(target=_until_parent_ends, args=watched, name="nemo-parent-watch", daemon=True).start()
    server.serve_until_end()


def serve(host: str, port: int, data: Path, anonymous: bool = False, dask: str | None = None) -> None:
    """Serves with a token of its own, prints address and token, and runs until Ctrl-C.

    `anonymous`: whoever can reach the address may ask for a token. `dask`: the address of the scheduler on whose
    workers videos are rendered. Raises: `EngineFailed`, and `RenderError` when no scheduler answers.
    """
    token = secrets.token_urlsafe(32)

    def announce(url: str) -> None:
        lines = [f"NemoVideo engine: {url}", f"Token: {token}"]
        if anonymous:
            lines.append("Anonymous tokens: open")
        if not is_loopback(host):
            lines.append("Warning: other machines can reach it, and what they send is not encrypted.")
        sys.stdout.write("\n".join([*lines, "Ctrl-C ends it.", ""]))
        sys.stdout.flush()

    ahead = is_wanted(os.environ, otherwise=False)
    executor = _cluster(dask) if dask else None
    server = _Server(host, port, data, token, announce, anonymous=anonymous, ahead=ahead, executor=executor)
    server.serve_until_end()


class _Server(uvicorn.Server):
    """`announce` is called with the address once requests are answered."""

    keep_signals = False

    def __init__(
        self,
        host: str,
        port: int,
        data: Path,
        secret: str,
        announce: Callable[[str], None],
        *,
        anonymous: bool,
        ahead: bool,
        executor: Executor | None = None,
        faults: bool = False,
    ) -> None:
        _allow_many_connections()
        os.umask(0o077)  # others may use this machine, and a data folder that was there before may be open to them
        model = _language_model()
        store = _open(data)
        rendering_ahead = Ahead(store, wanted=ahead)
        self._farm = Farm(store, rendering_ahead, executor)
        self._turns = Turns(store, rendering_ahead, model)
        engine = Engine(store, Guard.of(secret, host, anonymous=anonymous), self._turns, self._farm)
        self._socket = _listen(host, port)
        self._url = _url(self._socket)
        self._announce = announce
        logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
        super().__init__(
            uvicorn.Config(
                create_app(engine, faults=faults),
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                ws="none",
                timeout_keep_alive=300,  # longer than clients keep theirs, so that none writes to a closing connection
                timeout_graceful_shutdown=2,
            )
        )

    @property
    def model_host(self) -> str | None:
        """Where the words of messages go to be read; None when that is here."""
        return self._turns.model_host

    def serve_until_end(self) -> None:
        try:
            self.run(sockets=[self._socket])
        except KeyboardInterrupt:
            pass
        finally:
            self._farm.close()

    def end(self) -> None:
        """Ends this process, from any thread, now."""
        self._farm.close()
        os._exit(0)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce(self._url)
        self._turns.warm()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if self.keep_signals:
            yield
        else:
            with super().capture_signals():
                yield


def _allow_many_connections() -> None:
    """As many as the system lets this process have: anybody on the machine can open some and leave them idle."""
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):  # macOS does not take what it names itself
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _language_model() -> LanguageModel | None:
    """The one that the environment names."""
    if not os.environ.get("NEMO_LLM_URL"):
        return None
    from nemo_widget.engine.agent.language_model import LanguageModel  # late: few have one

    return LanguageModel.from_environment(os.environ)


def _cluster(address: str) -> Executor:
    from nemo_widget.engine.render import dask_executor  # late: it brings OpenCV and PyAV with it

    return dask_executor(address)


def _open(data: Path) -> Store:
    try:
        return Store(data)
    except NewerData as error:
        raise EngineFailed(str(error)) from None
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise EngineFailed(f"The data folder cannot be used ({reason}).", "Choose another one.") from None


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        if os.name == "posix":  # elsewhere it would let two programs share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        reason = error.strerror or str(error)
        raise EngineFailed(f"Cannot listen on {host}, port {port} ({reason}).", "Choose another port.") from None
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    if is_wildcard(host):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _read_line(descriptor: int) -> tuple[str, bool]:
    """The first line, without its end, and whether the input ended before it did.

    Read byte by byte and past Python's buffers, because another thread waits on the same descriptor later on.
    """
    line = bytearray()
    while len(line) < _SECRET_BYTES:
        byte = os.read(descriptor, 1)
        if byte in (b"\n", b""):
            return line.decode("utf-8", "surrogateescape").strip(), not byte
        line += byte
    return "", False


def _until_parent_ends(end: Callable[[], None], parent: int) -> None:
    """Calls `end` when stdin ends, or when the parent is gone and has left its end of the pipe to somebody else: a
    process that was forked from a kernel holds it, too."""
    while os.getppid() == parent:
        if os.name == "posix" and not select.select([_STDIN], [], [], _LOOKS_S)[0]:
            continue  # nothing is said, and the pipe is open
        if not os.read(_STDIN, 4096):
            break
    end()

"""A server that speaks OpenAI's chat protocol, over real HTTP, and says what a test wants it to say."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOOL = "edit_timeline"

Say = Callable[["Exchange"], None]


class Exchange(BaseHTTPRequestHandler):
    """One request, with its `body`, and how to answer it."""

    body: dict[str, Any]
    server: _Server

    def do_POST(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        endpoint = self.server.endpoint
        endpoint.asked.append(self)
        try:
            endpoint.say(self)
        except OSError:
            endpoint.hung_up.set()

    def answer(self, content: bytes, status: int = 200, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def begin_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()

    def event(self, value: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(value)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    endpoint: ChatEndpoint
    daemon_threads = True


class ChatEndpoint:
    """`say` answers the next requests; `asked` are those that came. `hung_up` is set when a client went away."""

    def __init__(self) -> None:
        self.say: Say = whole(calls=[])
        self.asked: list[Exchange] = []
        self.hung_up = threading.Event()
        self._server = _Server(("127.0.0.1", 0), Exchange)
        self._server.endpoint = self
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def arguments(*edits: dict[str, Any], reply: str = "") -> str:
    return json.dumps({"edits": list(edits), "reply": reply})


def whole(*, text: str | None = None, calls: list[str] | None = None, name: str = TOOL) -> Say:
    """An answer in one piece: text, and the arguments of tool calls."""
    made = [{"id": "1", "type": "function", "function": {"name": name, "arguments": a}} for a in calls or []]
    message = {"role": "assistant", "content": text, **({"tool_calls": made} if made else {})}
    return raw(json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}))


def streamed(*, text: str = "", call: str = "", piece: int = 7, ends: bool = True) -> Say:
    """The same as a stream of deltas, a few characters each."""

    def say(exchange: Exchange) -> None:
        exchange.begin_stream()
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": None}]
        deltas += [{"content": part} for part in _parts(text, piece)]
        for number, part in enumerate(_parts(call, piece)):
            function = {"name": TOOL, "arguments": part} if number == 0 else {"arguments": part}
            deltas.append({"tool_calls": [{"index": 0, "function": function}]})
        for delta in deltas:
            exchange.event({"choices": [{"index": 0, "delta": delta}]})
        exchange.event({"choices": [], "usage": {"total_tokens": 9}})
        exchange.wfile.write(b"data: [DONE]\n\n")
        exchange.wfile.flush()
        if not ends:
            exchange.rfile.read(1)  # until the client hangs up

    return say


def raw(content: str | bytes, status: int = 200) -> Say:
    body = content if isinstance(content, bytes) else content.encode()
    return lambda exchange: exchange.answer(body, status)


def failing(status: int) -> Say:
    return raw(json.dumps({"error": {"message": "a secret of the server"}}), status)


def silent(exchange: Exchange) -> None:
    """Says nothing until the client hangs up."""
    exchange.begin_stream()
    exchange.rfile.read(1)
    exchange.server.endpoint.hung_up.set()


def endless(exchange: Exchange) -> None:
    exchange.begin_stream()
    while True:
        exchange.event({"choices": [{"index": 0, "delta": {"content": "blah " * 2000}}]})


def _parts(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]

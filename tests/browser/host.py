"""A bare page that shows the built widget, without any notebook: for what is measured of the widget itself.

The page's end of the comm sends each call here by HTTP, and gets its answer from functions of the test.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import nemo_widget

Answer = Callable[[dict[str, Any]], "tuple[dict[str, Any], list[bytes]]"]
STATIC = Path(nemo_widget.__file__).parent / "static"

PAGE = """<!doctype html><meta charset="utf-8"><title>host</title>
<style>body { margin: 0 }</style><link rel="stylesheet" href="/widget.css"><div id="root"></div>
<script type="module">
import widget from "/widget.js";
const listeners = new Set();
const tell = (message, buffers) => { for (const heard of [...listeners]) heard(message, buffers); };
window.emit = (n, ...events) => tell({ kind: "events", n, events }, []);
const model = {
  get: (name) => ({ theme: "light", language: "en", skill_title: "Test" })[name],
  on: (event, heard) => { if (event === "msg:custom") listeners.add(heard); },
  off: (event, heard) => { if (event === "msg:custom") listeners.delete(heard); },
  async send({ id, view, method, params }) {
    const response = await fetch("/call", { method: "POST", body: JSON.stringify({ method, params }) });
    const { result, error, buffers } = await response.json();
    const bytes = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
    tell({ kind: "answer", id, view, result, error }, buffers.map(bytes));
  },
};
window.show = () => widget.render({ model, el: document.getElementById("root") });
window.unmount = window.show();
</script>"""


@contextmanager
def host_page(answers: Mapping[str, Answer]) -> Iterator[str]:
    """The address of a page whose widget's calls are answered by `answers`; a method without one is refused."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = STATIC / self.path.lstrip("/")
            if self.path == "/":
                self._send(PAGE.encode(), "text/html; charset=utf-8")
            elif path.is_file():
                self._send(path.read_bytes(), "text/css" if path.suffix == ".css" else "text/javascript")
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = answers.get(call["method"])
            said: dict[str, Any] = {"result": None, "error": "The page asked for something unknown.", "buffers": []}
            if answer is not None:
                result, buffers = answer(call["params"])
                said = {"result": result, "error": None, "buffers": [base64.b64encode(b).decode() for b in buffers]}
            self._send(json.dumps(said).encode(), "application/json")

        def _send(self, content: bytes, mime: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", mime)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def snapshot(draft: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """What a session would tell of this draft, all of whose uploads (hash → name) are there."""
    from nemo_widget.model.conversation import Connection, ExportState, MediaItem
    from nemo_widget.model.timeline import Timeline
    from nemo_widget.notebook.protocol import SkillCard, Snapshot

    skill = SkillCard(name="t", title="Test", greeting="", examples=[], tip="", formats=[], typical_seconds="")
    media = [
        MediaItem(id=f"m-{hash}", name=name, kind="image", status="ready", progress=1.0, hash=hash)
        for hash, name in names.items()
    ]
    told = Snapshot(
        n=0, language="en", skill=skill, connection=Connection(state="ready"), media=media, messages=[], activity=None,
        running=False, queued=0, timeline=Timeline.of({"draft": draft}), draft=draft, export=ExportState(), videos=[],
    )  # fmt: skip
    return told.model_dump(mode="json")

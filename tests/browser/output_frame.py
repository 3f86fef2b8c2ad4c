"""Stand-ins for the notebooks of Colab and of VS Code, around a real kernel.

As there, the widget lives in a frame of another origin, in which ipywidgets' own manager and anywidget's own front end
run; comm messages go by `postMessage` to the page around it, and from there over a relay to the kernel. What either
host does to a widget is a `Host`; what is known of them is in the constants below.
"""

from __future__ import annotations

import base64
import functools
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.notebook.kernels import Kernel
from tests.waiting import wait_until

REPO = Path(__file__).parents[2]
FRAME_JS = REPO / "js" / "node_modules" / ".cache" / "output-frame.js"
SHOWN = {"comm_open", "comm_msg", "comm_close", "display_data", "execute_result"}


@dataclass(frozen=True)
class Host:
    """`most_bytes`: what a message may have as JSON, its buffers in base64; more is dropped without a word."""

    head: str
    html: str = ""
    body: str = ""
    output: str = ""
    csp: str = ""
    sandbox: str = "allow-scripts allow-same-origin allow-downloads allow-forms allow-modals allow-popups"
    most_bytes: int | None = None
    most_height_px: int | None = None
    opens_with_buffers: bool = True


COLAB = Host(
    html='theme="dark"',
    head="<style>body { margin: 8px; background: #383838; color: #eee; font-family: Roboto, sans-serif }</style>",
    most_bytes=1_000_000,
    most_height_px=1000,
    opens_with_buffers=False,
)
VSCODE = Host(
    body='class="vscode-dark" data-vscode-theme-kind="vscode-dark"',
    head="""<style>
        :root { --vscode-editor-background: #1e1e1e; --vscode-editor-foreground: #d4d4d4;
            --vscode-font-family: "Segoe WPC", "Segoe UI", sans-serif; --vscode-focusBorder: #007fd4;
            --vscode-editor-font-family: monospace; }
        body { margin: 0; background: transparent; color: var(--vscode-editor-foreground) }
        button { outline: none; border: 1px solid red }
        .cell-output-ipywidget-background { background-color: white !important }
        </style>""",
    output='class="cell-output-ipywidget-background"',
    csp="default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src blob: data:; media-src blob: data:; connect-src 'none'",
)

FRAME = """<!doctype html><html {html}><meta charset="utf-8">{head}
<body {body}><div id="output" {output}></div><script src="frame.js"></script></body></html>"""

AROUND = """<!doctype html><meta charset="utf-8"><title>notebook</title>
<style>body { margin: 0 } iframe { width: 100%; height: 1000px; border: 0 }</style>
<iframe sandbox="SANDBOX"></iframe>
<script type="module">
const most = MOST_BYTES ?? Infinity;
window.dropped = [];  // lengths of the messages that were too long
window.longest = 0;
const passes = (text) => {
    if (text.length > most) dropped.push(text.length);
    else window.longest = Math.max(longest, text.length);
    return text.length <= most;
};
const base64 = async (buffer) => {
    const bytes = new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength);
    let text = '';
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
};
const frame = document.querySelector('iframe');
let up = Promise.resolve();
const listen = async () => {
    for (let after = 0; ;) {
        const [next, ...lines] = (await (await fetch(`published?after=${after}`)).text()).split('\\n');
        after = Number(next);
        for (const line of lines.filter(passes)) {
            const message = JSON.parse(line);
            message.buffers = message.buffers.map((text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
            frame.contentWindow.postMessage(message, '*', message.buffers);
        }
    }
};
window.addEventListener('message', ({ data, source }) => {
    if (source !== frame.contentWindow) return;
    if (data === 'ready') return void listen();
    up = up.then(async () => {
        const text = JSON.stringify({ ...data, buffers: await Promise.all(data.buffers.map(base64)) });
        if (passes(text)) await fetch('comm', { method: 'POST', body: text });
    });
});
frame.src = 'FRAME_URL';
</script>"""


@functools.cache
def _frame_js() -> bytes:
    subprocess.run([sys.executable, REPO / "js" / "build.py", "run", "output-frame"], check=True, capture_output=True)
    return FRAME_JS.read_bytes()


def _anywidget_js() -> bytes:
    return Path(sys.prefix, "share", "jupyter", "nbextensions", "anywidget", "index.js").read_bytes()


@contextmanager
def notebook_of(host: Host, kernel: Kernel) -> Iterator[str]:
    """The address of a notebook page that shows what the kernel's cells display."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            port = self.server.server_address[1]
            frame = FRAME.format(html=host.html, head=host.head, body=host.body, output=host.output)
            # another origin than the page around it
            around = AROUND.replace("SANDBOX", host.sandbox).replace("FRAME_URL", f"http://localhost:{port}/frame/")
            pages = {
                "/": lambda: (around.replace("MOST_BYTES", json.dumps(host.most_bytes)).encode(), "text/html"),
                "/frame/": lambda: (frame.encode(), "text/html"),
                "/frame/frame.js": lambda: (_frame_js(), "text/javascript"),
                "/frame/anywidget.js": lambda: (_anywidget_js(), "text/javascript"),
                "/published": lambda: (self._published(int(query.removeprefix("after="))), "text/plain"),
            }
            if path in pages:
                self._send(*pages[path](), csp=host.csp if path == "/frame/" else "")
            else:
                self.send_error(404)

        def _published(self, after: int) -> bytes:
            """How many messages there are, and those after the first `after` that are shown, each in a line."""
            wait_until(lambda: ended.is_set() or len(kernel.published()) > after, what="anything from the kernel")
            messages = kernel.published()
            lines = [_line(message, host) for message in messages[after:] if message["msg_type"] in SHOWN]
            return b"\n".join([str(len(messages)).encode(), *lines])

        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            buffers = [base64.b64decode(text) for text in message.pop("buffers")]
            with sending:
                kernel.send("comm_msg", message, buffers)
            self._send(b"", "text/plain")

        def _send(self, content: bytes, mime: str, csp: str = "") -> None:
            self.send_response(200)
            self.send_header("Content-Type", f"{mime}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            if csp:
                self.send_header("Content-Security-Policy", csp)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    sending, ended = threading.Lock(), threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        ended.set()
        server.shutdown()
        server.server_close()


def _line(message: dict[str, Any], host: Host) -> bytes:
    buffers = [base64.b64encode(bytes(b)).decode() for b in message["buffers"]]
    if message["msg_type"] == "comm_open" and not host.opens_with_buffers:
        buffers = []
    told = {name: message[name] for name in ("msg_type", "content", "metadata")}
    return json.dumps({**told, "buffers": buffers}, default=str).encode()

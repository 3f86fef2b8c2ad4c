"""`nemo-widget lab` opens JupyterLab with the quickstart."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from tests.waiting import wait_until


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answer(address: str) -> bytes | None:
    try:
        with urllib.request.urlopen(address, timeout=30) as response:
            return response.read()
    except urllib.error.URLError:
        return None


def test_lab_serves_the_quickstart_at_the_address_that_it_prints(tmp_path: Path):
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    }
    command = [sys.executable, "-m", "nemo_widget.cli", "lab", "--no-browser", f"--port={free_port()}"]
    log = tmp_path / "printed"
    with log.open("w") as output, subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=output) as process:
        try:
            address = wait_until(
                lambda: re.search(r"http://127\.0\.0\.1:\d+/lab/tree/quickstart\.ipynb\?token=\w+", log.read_text()),
                timeout_s=60,
                what="JupyterLab's address",
            ).group()
            contents = address.replace("/lab/tree/", "/api/contents/")
            assert b"Studio()" in wait_until(lambda: answer(contents), what="JupyterLab to answer")
        finally:
            process.terminate()

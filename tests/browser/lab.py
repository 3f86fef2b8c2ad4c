"""A real JupyterLab on loopback, and a notebook in it as a person's browser shows it."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

STARTUP_S = 90
CELL_S = 120


class Lab:
    """A running JupyterLab whose files are in `root`. Open notebooks with `notebook()`."""

    def __init__(self, url: str, token: str, root: Path, data_dir: Path) -> None:
        self.url = url
        self.token = token
        self.root = root
        self.data_dir = data_dir

    def write_notebook(self, name: str, cells: Sequence[str]) -> None:
        notebook = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{n}",
                    "metadata": {},
                    "source": source,
                    "outputs": [],
                    "execution_count": None,
                }
                for n, source in enumerate(cells)
            ],
        }
        (self.root / name).write_text(json.dumps(notebook), encoding="utf-8")

    def open(self, page: Page, name: str) -> LabNotebook:
        """Opens a notebook of `root` and waits until its kernel is idle."""
        page.goto(f"{self.url}/lab/tree/{name}?token={self.token}&reset", timeout=STARTUP_S * 1000)
        page.wait_for_function(
            """() => {
                const panel = window.jupyterapp?.shell?.currentWidget;
                const isHere = panel?.context?.isReady && panel.content?.widgets?.length > 0;
                return isHere && panel.sessionContext?.session?.kernel?.status === 'idle';
            }""",
            timeout=STARTUP_S * 1000,
        )
        return LabNotebook(page)


class LabNotebook:
    """The notebook that is open in `page`."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def run_all(self) -> None:
        """Starts all cells; what they do is waited for by what they show."""
        self.page.evaluate(
            """() => {
                window.ranAll = false;
                window.jupyterapp.commands.execute('notebook:run-all-cells').finally(() => { window.ranAll = true; });
            }"""
        )

    def ended(self) -> None:
        """Waits until all cells have run: only then JupyterLab leaves the focus where it is."""
        self.page.wait_for_function("window.ranAll", timeout=CELL_S * 1000)

    def studio(self, index: int = 0) -> Locator:
        """The widget, once it is live."""
        widget = self.page.locator(".nemo-widget").nth(index)
        expect(widget).to_be_visible(timeout=CELL_S * 1000)
        return widget

    def python(self, code: str) -> str:
        """Runs `code` in the notebook's kernel beside its cells, and returns what it printed."""
        return self.page.evaluate(
            """async (code) => {
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                const future = kernel.requestExecute({ code, silent: false, store_history: false });
                let printed = '';
                future.onIOPub = (message) => {
                    if (message.header.msg_type === 'stream') printed += message.content.text;
                    if (message.header.msg_type === 'error') printed += message.content.traceback.join('\\n');
                };
                await future.done;
                return printed;
            }""",
            code,
        ).strip()


@contextmanager
def running_lab(root: Path) -> Iterator[Lab]:
    """Starts JupyterLab with settings of its own under `root` and ends it with all its kernels."""
    token = secrets.token_hex(16)
    home = root / "jupyter-home"
    files = root / "files"
    data_dir = root / "nemo-data"
    files.mkdir(parents=True)
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "NEMO_DATA_DIR": str(data_dir),
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    }
    for name in ("NEMO_TOKEN", "NEMO_API_URL"):
        environment.pop(name, None)
    log = root / "jupyter.log"
    command = [
        *(sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--expose-app-in-browser"),
        *("--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", f"--IdentityProvider.token={token}"),
        *(f"--ServerApp.root_dir={files}", "--LabApp.news_url=None", "--ServerApp.disable_check_xsrf=True"),
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield Lab(_wait_for_url(process, home / "runtime", log), token, files, data_dir)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_url(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """The server's address, from the file that it writes when it listens."""
    from tests.waiting import wait_until

    def url() -> str | None:
        if process.poll() is not None:
            raise AssertionError(f"JupyterLab has ended:\n{log.read_text()[-3000:]}")
        for info in runtime.glob("jpserver-*.json"):
            try:
                return str(json.loads(info.read_text())["url"]).rstrip("/")
            except ValueError:  # half written
                return None
        return None

    address = wait_until(url, timeout_s=STARTUP_S, what="JupyterLab to listen")
    wait_until(lambda: _answers(address), timeout_s=STARTUP_S, what="JupyterLab to answer")
    return address


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/api", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


@contextmanager
def browser_page(browser: Browser, *, width: int = 1280, height: int = 1000, dark: bool = False) -> Iterator[Page]:
    """A fresh page in a context of its own, in English; on failure of the page's own scripts the test fails."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="en-US",
        color_scheme="dark" if dark else "light",
        accept_downloads=True,
    )
    page = context.new_page()
    try:
        yield page
    finally:
        context.close()

"""`nemo-widget lab` and `nemo-widget demo`: the quickstart notebook, in JupyterLab or without a browser."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from ..model.errors import NemoError, OutputError

PACKAGE = Path(__file__).parent.parent


def _quickstart() -> Path:
    """The quickstart notebook: the repository's own, or the one that was installed."""
    candidates = (PACKAGE.parent / "notebooks" / "quickstart.ipynb", PACKAGE / "quickstart.ipynb")
    return next(path for path in candidates if path.exists())


def lab(options: argparse.Namespace) -> int:
    _require("jupyterlab", "JupyterLab")
    notebook = _quickstart()
    if notebook.parent == PACKAGE:  # installed: work on a copy
        copy = Path.cwd() / notebook.name
        if not copy.exists():
            shutil.copyfile(notebook, copy)
        notebook = copy
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    # The notebook is in the address itself, so that whoever opens it by hand gets there too.
    place = [f"--ServerApp.root_dir={notebook.parent}", f"--LabApp.default_url=/lab/tree/{notebook.name}"]
    command = [sys.executable, "-m", "jupyter", "lab", *as_root, *place, *options.passed_on]
    if os.name == "posix":
        os.execv(sys.executable, command)  # in our place: whoever ends us ends JupyterLab
    return subprocess.call(command)


def demo(options: argparse.Namespace) -> int:
    _require("nbclient", "JupyterLab")
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    try:
        options.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {options.folder} cannot be made: {error.strerror}.", "Choose another.") from None
    notebook = nbformat.read(_quickstart(), as_version=4)  # type: ignore[no-untyped-call]  # it has no types
    print("Running the quickstart notebook …", file=sys.stderr)
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(options.folder)}})
    try:
        client.execute(stderr=subprocess.DEVNULL)  # what the kernel logs is not for people
    except CellExecutionError as error:
        raise NemoError(
            f"The notebook stopped: {error.evalue}", "Open it with `nemo-widget lab` to see where."
        ) from None
    print(f"The video is at {(options.folder / 'promo.mp4').resolve()}")
    return 0


def _require(module: str, what: str) -> None:
    if find_spec(module) is None:
        raise NemoError(f"{what} is not installed.", "Run `pip install 'nemo_widget[lab]'` and try again.")

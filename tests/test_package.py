"""The wheel and the sdist as strangers install them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import nemo_widget

ROOT = Path(__file__).parent.parent
NEEDED = {
    "nemo_widget/static/widget.js",
    "nemo_widget/static/widget.css",
    "nemo_widget/quickstart.ipynb",
    "nemo_widget/py.typed",
    "nemo_widget/engine/store/schema.sql",
    "nemo_widget/skills/best-image-to-video/SKILL.md",
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what git would hold, with the JavaScript already built."""
    copy = tmp_path_factory.mktemp("checkout") / "nemo_widget"
    unwanted = shutil.ignore_patterns("node_modules", "__pycache__", ".*", "dist", "demo")
    copy.mkdir()
    for name in ("nemo_widget", "js", "notebooks", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=unwanted)
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    assert (copy / "nemo_widget" / "static" / "widget.js").exists(), "run `python js/build.py` first"
    return copy


def build(folder: Path, kind: str, out: Path) -> Path:
    """Builds without Node: only this interpreter is on PATH."""
    environment = {**os.environ, "PATH": str(Path(sys.executable).parent)}
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(out)]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return next(out.iterdir())


def test_the_sdist_and_the_wheel_hold_the_built_javascript(checkout: Path, tmp_path: Path):
    sdist = build(checkout, "sdist", tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        assert {"nemo_widget/static/widget.js", "js/src/index.ts", "js/build.py", "tests/test_package.py"} <= names
        assert not any("node_modules" in name for name in names)
        archive.extractall(tmp_path / "unpacked", filter="data")
    wheel = build(next((tmp_path / "unpacked").iterdir()), "wheel", tmp_path / "wheel")
    with zipfile.ZipFile(wheel) as archive:
        assert set(archive.namelist()) >= NEEDED
        assert not any(name.startswith(("tests/", "js/")) for name in archive.namelist())


def test_every_public_name_is_there():
    assert sorted(nemo_widget.__all__) == dir(nemo_widget)
    for name in nemo_widget.__all__:
        assert getattr(nemo_widget, name).__name__ == name


def test_importing_the_package_imports_nothing_heavy():
    code = (
        "import sys, nemo_widget; "
        "print([m for m in ('av', 'cv2', 'numpy', 'anywidget', 'fastapi') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_a_studio_imports_no_engine_and_no_codec():
    code = (
        "import sys; from nemo_widget import Studio; "
        "print([m for m in sys.modules if m in ('av', 'cv2') or m.startswith('nemo_widget.engine')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"

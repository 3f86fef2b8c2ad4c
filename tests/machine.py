"""What the tests need from the machine and cannot get from PyPI or npm: a Chromium, ffmpeg, and fonts for Chinese and
emoji.

Each is looked for, then fetched, and when that fails too there is one clear line. Nothing is ever skipped in silence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@cache
def chromium() -> str:
    """The path of a Chromium: `CHROMIUM`, PATH, playwright's own, `playwright install`, apt as root; in this order."""
    if named := os.environ.get("CHROMIUM"):
        if not Path(named).is_file():
            lacks(f"CHROMIUM names {named}, and there is no such file.")
        return named
    return _chromium_on_path() or _playwrights_own() or _installed_by_playwright() or _chromium_by_apt()


def _chromium_on_path() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def _installed_by_playwright() -> str | None:
    print("No Chromium found: trying `playwright install chromium` …", file=sys.stderr)
    try:
        install = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(install, check=True, timeout=600, capture_output=True)
    except (subprocess.SubprocessError, OSError):
        return None
    return _playwrights_own()


def _chromium_by_apt() -> str:
    apt("chromium", why="The browser tests need Chromium: install it, or name one in CHROMIUM.")
    found = _chromium_on_path()
    if found is None:
        lacks("apt has installed Chromium, and it is not on PATH: name it in CHROMIUM.")
    return found


@cache
def fonts() -> None:
    """Makes sure that this machine has fonts for Chinese and for emoji."""
    if not _undrawable():
        return
    apt("fonts-noto-cjk", "fonts-noto-color-emoji", why="The tests need fonts for Chinese and emoji: install Noto's.")
    if missing := _undrawable():
        lacks(f"Even with Noto's fonts installed nothing draws {missing!r}.")


@cache
def ffmpeg() -> str:
    """The path of an ffmpeg that is not the one inside PyAV: other eyes and ears for what we make."""
    found = shutil.which("ffmpeg")
    if found is None:
        apt("ffmpeg", why="The tests of the renderer need ffmpeg to check its films with: install it.")
        found = shutil.which("ffmpeg")
    return found or lacks("apt has installed ffmpeg, and it is not on PATH.")


def _undrawable() -> str:
    # in a process of its own: the fonts are looked up once for each process
    code = "from nemo_widget.engine.render import missing_glyphs; print(missing_glyphs('你好🎬'))"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def apt(*packages: str, why: str) -> None:
    """Installs Debian packages, as root only; when that is not possible the run ends with `why`."""
    if not shutil.which("apt-get") or os.name != "posix" or os.geteuid() != 0:
        lacks(why)
    print(f"Installing {', '.join(packages)} with apt-get …", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment, timeout=600)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        subprocess.run(install, check=True, env=environment, timeout=1800, stdout=subprocess.DEVNULL)
    except (subprocess.SubprocessError, OSError):
        lacks(why)


def lacks(why: str) -> NoReturn:
    """Ends the test run with one line: something that the tests need cannot be had on this machine."""
    pytest.exit(why, returncode=1)

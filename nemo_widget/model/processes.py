"""Processes of ours: started with this very package, wherever the one that starts them was started."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds this package."""


def command_for(module: str, *arguments: str) -> list[str]:
    """How a module of ours is run. It has to be in a folder that holds nothing to be imported by mistake."""
    return [sys.executable, "-m", module, *arguments]


def environment_for(ours: Mapping[str, str], *, without: tuple[str, ...]) -> dict[str, str]:
    """Our environment, with this package on its path, `without` what is none of the process's business."""
    places = (str(ROOT), *ours.get("PYTHONPATH", "").split(os.pathsep))
    path = os.pathsep.join(os.path.abspath(place) for place in places if place)  # noqa: PTH100
    return {**{name: value for name, value in ours.items() if name not in without}, "PYTHONPATH": path}

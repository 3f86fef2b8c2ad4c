"""The six styles, a composition each. Adding one is a file here, a line in `ARRANGERS` and one in `presets`."""

from __future__ import annotations

from ..arranger import Arranger
from .lofi import LoFi

ARRANGERS: dict[str, type[Arranger]] = {arranger.name: arranger for arranger in (LoFi,)}

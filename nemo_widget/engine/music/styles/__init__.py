"""The six styles, a composition each. Adding one is a file here, a line in `ARRANGERS` and one in `presets`."""

from __future__ import annotations

from ..arranger import Arranger
from .acoustic import Acoustic
from .ambient import Ambient
from .cinematic import Cinematic
from .electronic import Electronic
from .lofi import LoFi
from .upbeat import Upbeat

ARRANGERS: dict[str, type[Arranger]] = {
    arranger.name: arranger for arranger in (LoFi, Upbeat, Cinematic, Ambient, Acoustic, Electronic)
}

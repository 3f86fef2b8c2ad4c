"""What the engine's output depends on besides its input: its own code and the libraries that draw and encode.

The code stands for itself, so nobody has to remember to raise a number before an old cache is believed.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import av
import cv2
import numpy as np
import PIL

_HERE = Path(__file__).parent
_ROOMS = (_HERE, _HERE.parent / "music")


@lru_cache(maxsize=1)
def engine_version() -> str:
    """A hash that is another one whenever the same draft may come out as other bytes."""
    digest = hashlib.sha256()
    for library in (av, cv2, np, PIL):
        digest.update(f"{library.__name__} {library.__version__}\n".encode())
    for room in _ROOMS:
        for source in sorted(room.rglob("*.py")):
            digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()

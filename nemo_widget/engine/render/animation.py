"""An animated picture (GIF, WebP, PNG) as a layer: it plays again and again, as long as its clip is seen."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from .photo import Photo
from .plate import Plate, plate_of
from .scene import Asset, Layer

_PLATES_BYTES = 96 * 2**20


class Animation:
    """An open animated picture. Going back decodes it from its beginning, so short ones are kept.

    Raises: `RenderError` naming it when it cannot be read.
    """

    def __init__(self, layer: Layer, asset: Asset, canvas: tuple[int, int]) -> None:
        self._layer, self._canvas = layer, canvas
        self._photo = Photo(asset.path, asset.name)
        self._ends_ms = _ends_ms(asset.path, asset.name, asset.sha256)
        self._plates: dict[int, Plate] = {}

    def close(self) -> None:
        self._photo.__exit__(None, None, None)

    def plate(self, ms: float) -> Plate:
        """The picture shown `ms` milliseconds after it began to play."""
        number = bisect_right(self._ends_ms, ms % self._ends_ms[-1])
        if number not in self._plates:
            self._photo.turn_to(number)
            plate = plate_of(self._photo, self._layer, self._canvas)
            if sum(kept.size_bytes for kept in self._plates.values()) + plate.size_bytes > _PLATES_BYTES:
                self._plates.clear()
            self._plates[number] = plate
        return self._plates[number]


@lru_cache(maxsize=64)
def _ends_ms(path: Path, name: str, _sha256: str) -> tuple[int, ...]:
    """When each of its pictures ends."""
    with Photo(path, name) as photo:
        return tuple(accumulate(photo.turn_to(number) for number in range(photo.pictures)))

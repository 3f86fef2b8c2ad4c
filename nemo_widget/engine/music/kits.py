"""The drum kits of the styles."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .drums import Stroke, clap, crash, hat, kick, pop, rim, shaker, snare, swell, taiko, tambourine, wash


@dataclass(frozen=True)
class Piece:
    """One drum: how it is struck, its level in the mix, its place (-1 left to 1 right) and its share of the reverb.
    A few takes keep two strokes in a row from being the same; a `wide` one is struck once for each side."""

    stroke: Stroke
    gain: float
    pan: float = 0.0
    reverb: float = 0.05
    takes: int = 3
    wide: bool = False

    def take(self, name: str, number: int, rate: int) -> NDArray[np.float32]:
        """Shape (2, samples), peaking at `gain` where nothing is panned."""
        rng = np.random.default_rng([zlib.crc32(name.encode()), number])
        left = self.stroke(rng, rate)
        right = self.stroke(rng, rate) if self.wide else left
        angle = (self.pan + 1) * np.pi / 4
        sides = np.sqrt(2) * self.gain * np.stack([left * np.cos(angle), right * np.sin(angle)])
        return np.asarray(sides / max(np.max(np.abs(left)), np.max(np.abs(right))), np.float32)


KITS: dict[str, dict[str, Piece]] = {
    "dusty": {
        "kick": Piece(kick(128, 50, 0.022, 0.11, 0.05), 0.52, reverb=0.02),
        "snare": Piece(snare(182, 0.085, 700, 5200, 0.55), 0.62, pan=0.03, reverb=0.14),
        "hat": Piece(hat(0.028, 5500, 8500), 0.36, pan=0.2, takes=4),
        "open_hat": Piece(hat(0.14, 5000, 8500), 0.24, pan=0.2, reverb=0.08),
        "pop": Piece(pop, 0.11, reverb=0.0, takes=9),
    },
    "studio": {
        "kick": Piece(kick(165, 54, 0.016, 0.1, 0.1), 0.5, reverb=0.02),
        "snare": Piece(snare(205, 0.09, 1200, 9000, 0.7), 0.42, reverb=0.12),
        "clap": Piece(clap(0.08), 0.55, reverb=0.18, wide=True),
        "hat": Piece(hat(0.022, 7000, 13000), 0.3, pan=0.25, takes=4),
        "open_hat": Piece(hat(0.11, 6500, 12000), 0.28, pan=0.25),
        "shaker": Piece(shaker(0.025), 0.3, pan=-0.35, takes=4),
        "tambourine": Piece(tambourine, 0.28, pan=-0.2, reverb=0.1),
        "crash": Piece(crash(0.55), 0.2, reverb=0.15, wide=True),
        "swell": Piece(swell(2.0, 1500, 11000), 0.14, reverb=0.1, takes=2, wide=True),
    },
    "orchestra": {
        "kick": Piece(taiko(46, 0.5), 0.7, reverb=0.22),
        "taiko": Piece(taiko(74, 0.24), 0.6, pan=-0.25, reverb=0.28, takes=4),
        "tom": Piece(taiko(105, 0.16), 0.42, pan=0.3, reverb=0.28, takes=4),
        "tick": Piece(shaker(0.014, 4000, 9000), 0.28, pan=0.3, reverb=0.2, takes=4),
        "crash": Piece(crash(0.9, 1800, 9000), 0.26, reverb=0.35, wide=True),
        "swell": Piece(swell(3.0, 900, 9000), 0.2, reverb=0.3, takes=2, wide=True),
    },
    "shore": {
        "wash": Piece(wash(9.0, 250, 1600), 0.11, reverb=0.2, takes=4, wide=True),
    },
    "porch": {
        "kick": Piece(kick(110, 62, 0.018, 0.075, 0.03), 0.46, reverb=0.05),
        "slap": Piece(snare(235, 0.05, 900, 6000, 0.45), 0.5, pan=0.05, reverb=0.16),
        "rim": Piece(rim, 0.45, pan=0.1, reverb=0.16),
        "shaker": Piece(shaker(0.034, 4500, 10000), 0.3, pan=0.35, reverb=0.06, takes=5),
        "tambourine": Piece(tambourine, 0.25, pan=-0.3, reverb=0.12),
    },
    "machine": {
        "kick": Piece(kick(230, 49, 0.02, 0.14, 0.16), 0.56, reverb=0.0, takes=1),
        "clap": Piece(clap(0.1), 0.55, reverb=0.16, takes=2, wide=True),
        "snare": Piece(snare(190, 0.1, 1500, 10000, 0.9), 0.4, reverb=0.14),
        "hat": Piece(hat(0.02, 8000, 15000), 0.34, pan=0.15, takes=3),
        "open_hat": Piece(hat(0.09, 7000, 14000), 0.36, pan=-0.1, reverb=0.04),
        "crash": Piece(crash(0.7), 0.24, reverb=0.2, wide=True),
        "riser": Piece(swell(3.84, 600, 12000), 0.24, reverb=0.15, takes=2, wide=True),
    },
}

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Channel:
    """How a part comes into the mix: its instrument, `gain` and `pan` (-1 left to 1 right), how much of it goes to the
    `reverb` and the `echo`, how deeply the kick `duck`s it (0 to 1), `tremolo` depth between the sides (0 to 1), and
    pitch flutter in cents."""

    voice: str
    gain: float
    pan: float = 0.0
    reverb: float = 0.0
    echo: float = 0.0
    duck: float = 0.0
    tremolo: float = 0.0
    flutter_cents: float = 0.0

"""What is known about each piece before a note of it is rendered; imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass

BEATS_PER_BAR = 4


@dataclass(frozen=True)
class Preset:
    """One kind of music. The first beat of the first bar sounds at 0 ms and the tempo never changes, so that beat `n`
    is at `n * beat_ms`. All tempi are such that a beat is a whole number of milliseconds."""

    name: str
    label: str
    bpm: float
    mood: str

    @property
    def beat_ms(self) -> float:
        return 60_000 / self.bpm

    @property
    def bar_ms(self) -> float:
        return BEATS_PER_BAR * self.beat_ms


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset("lo-fi", "Lo-fi", 75, "mellow"),
        Preset("upbeat", "Upbeat", 120, "happy"),
        Preset("cinematic", "Cinematic", 80, "epic"),
        Preset("ambient", "Ambient", 60, "calm"),
        Preset("acoustic", "Acoustic", 100, "warm"),
        Preset("electronic", "Electronic", 125, "energetic"),
    )
}

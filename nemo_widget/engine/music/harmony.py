"""Voice leading: each chord is laid out so that its voices move as little as they can from the chord before."""

from __future__ import annotations

from itertools import pairwise, product

from .notation import Chord


class Voices:
    """The hands of one player, who keeps between the pitches `low` and `high` and remembers where the fingers are."""

    def __init__(self, low: int, high: int, *, count: int = 4, rootless: bool = False) -> None:
        self.low, self.high, self.count, self.rootless = low, high, count, rootless
        self.fingers: tuple[int, ...] = ()

    def play(self, chord: Chord) -> tuple[int, ...]:
        """Pitches from low to high, all within the range, one for each tone of the chord."""
        tones = chord.pitch_classes
        if self.rootless and len(tones) > 3:
            tones = (*tones[1:], chord.fifth)
            tones = tuple(dict.fromkeys(tones))
        tones = tones[: self.count]
        choices = [[p for p in range(self.low, self.high + 1) if p % 12 == tone] for tone in tones]
        layouts = {tuple(sorted(layout)) for layout in product(*choices)}
        self.fingers = min(layouts, key=lambda layout: (self._cost(layout), layout))
        return self.fingers

    def _cost(self, layout: tuple[int, ...]) -> float:
        gaps = [b - a for a, b in pairwise(layout)]
        cost = sum(8.0 for gap in gaps if gap == 0)
        cost += sum(7.0 for gap in gaps if gap == 1)  # a bare semitone rubs
        cost += sum(2.0 for low, gap in zip(layout, gaps, strict=False) if low < 60 and gap == 2)
        cost += sum(4.0 for low, gap in zip(layout, gaps, strict=False) if low < 52 and gap < 4)  # close and low is mud
        cost += sum(0.8 * (gap - 7) for gap in gaps if gap > 7)
        centre = (self.low + self.high) / 2
        cost += 0.25 * abs(sum(layout) / len(layout) - centre)
        if self.fingers:
            cost += sum(min(abs(p - finger) for finger in self.fingers) for p in layout)
            cost += 0.7 * abs(layout[-1] - self.fingers[-1])
        return cost


def nearest(pitch_class: int, target: int, low: int, high: int) -> int:
    """The pitch of that class closest to `target` within the range."""
    choices = [p for p in range(low, high + 1) if p % 12 == pitch_class % 12]
    return min(choices, key=lambda p: (abs(p - target), p))

"""The mixing desk with its players: it turns a score into sound, block by block."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from .arranger import Arranger
from .effects import FLUTTER_MARGIN, Echo, Reverb, flutter, pumping
from .kits import KITS
from .mixing import Channel
from .score import Hit, Note, Score
from .voices import VOICES

Audio = NDArray[np.float32]
Event = TypeVar("Event", Note, Hit)

_LAYERS = 5  # of loudness, in which an instrument's tone is rendered
_SWAY_MOST_S = 0.012
_ECHO_TO_REVERB = np.float32(0.3)


@dataclass
class _Sound(Generic[Event]):
    """One note or stroke as it is played: from sample `begin` to `end`, which is known once it has been heard. `take`
    chooses among the takes of a drum."""

    event: Event
    begin: int
    gain: float
    take: int
    end: int | None = None


class Desk:
    """A style's score for `samples` samples. `mix` is called for one stretch after another, each of at most `block`
    samples; how the piece is cut into stretches does not change it."""

    def __init__(self, style: Arranger, score: Score, beat_s: float, rate: int, samples: int, block: int) -> None:
        self._style, self._beat_s, self._rate, self._samples = style, beat_s, rate, samples
        self._kit = KITS[style.kit]
        self._random = np.random.default_rng(zlib.crc32(style.name.encode()))
        self._parts: dict[str, list[_Sound[Note]]] = {part: [] for part in style.channels}
        for note in sorted(score.notes, key=lambda n: n.beat):
            self._parts[note.part] += self._played(note, style.sway_s)
        self._strokes: list[_Sound[Hit]] = []
        for hit in sorted(score.hits, key=lambda h: h.beat):
            self._strokes += self._played(hit, 0.0 if hit.drum == "kick" else style.sway_s)
        self._kicks = [stroke.begin for stroke in self._strokes if stroke.event.drum == "kick"]
        self._reverb = Reverb(style.room, rate, min(block, samples))
        self._echo = Echo(style.echo_beats * beat_s, style.echo_feedback, rate)
        self._waves = _Waves()

    def _played(self, event: Event, sway_s: float) -> list[_Sound[Event]]:
        """With the small inexactness of a player: a few milliseconds, a few percent. None, if it comes too late."""
        late_s = float(np.clip(self._random.normal(0, sway_s), -_SWAY_MOST_S, _SWAY_MOST_S))
        gain = float(np.clip(self._random.normal(1, 0.05), 0.85, 1.15))
        take = int(self._random.integers(1 << 16))
        begin = max(0, round((self._swung(event.beat) * self._beat_s + late_s) * self._rate))
        return [_Sound(event, begin, gain, take)] if begin < self._samples else []

    def _swung(self, beat: float) -> float:
        """Within every eighth, what comes before its middle is stretched, what comes after pressed together."""
        eighth, x = divmod(beat * 2, 1)
        swing = self._style.swing
        return (eighth + (x * 2 * swing if x < 0.5 else swing + (x - 0.5) * 2 * (1 - swing))) / 2

    def mix(self, begin: int, end: int) -> Audio:
        """The piece from one sample to another, shape (2, samples), softly kept within ±1."""
        n = end - begin
        dry, to_reverb, to_echo = (np.zeros((2, n), np.float32) for _ in range(3))
        duck = pumping(self._kicks, begin, n, self._rate, self._style.duck_s)
        for part, channel in self._style.channels.items():
            audio = self._play(part, channel, begin, end)
            if audio is None:
                continue
            if channel.duck:
                audio *= 1 - np.float32(channel.duck) * duck
            dry += audio
            if channel.reverb:
                to_reverb += np.float32(channel.reverb) * audio
            if channel.echo:
                to_echo += np.float32(channel.echo) * audio
        self._drum(begin, end, dry, to_reverb)
        echo = self._echo(to_echo)
        dry += echo
        to_reverb += _ECHO_TO_REVERB * echo
        dry += self._reverb(to_reverb)
        return np.tanh(dry, out=dry)

    def _play(self, part: str, channel: Channel, begin: int, end: int) -> Audio | None:
        """One part with its effects, or nothing when it is silent."""
        margin = FLUTTER_MARGIN if channel.flutter_cents else 0
        self._parts[part], sounds = _sounding(self._parts[part], begin - margin, end)
        if not sounds:
            return None
        audio = np.zeros((2, end - begin + margin), np.float32)
        for sound in sounds:
            wave, level = self._note(channel.voice, sound.event)
            _add(audio, wave, sound.begin - begin + margin, level * sound.gain * channel.gain)
            sound.end = sound.begin + wave.shape[1]
        if margin:
            audio = flutter(audio, begin, channel.flutter_cents, self._rate)
        if channel.tremolo:
            beats = (begin + np.arange(end - begin)) / (self._rate * self._beat_s)
            sway = (channel.tremolo * np.sin(2 * np.pi * beats)).astype(np.float32)
            audio[0] *= 1 - sway
            audio[1] *= 1 + sway
        if channel.pan:
            audio *= np.array([[min(1, 1 - channel.pan)], [min(1, 1 + channel.pan)]], np.float32)
        return audio

    def _drum(self, begin: int, end: int, dry: Audio, to_reverb: Audio) -> None:
        self._strokes, sounds = _sounding(self._strokes, begin, end)
        for sound in sounds:
            name = sound.event.drum
            piece = self._kit[name]
            take = sound.take % piece.takes
            wave = self._waves.get((name, take), partial(piece.take, name, take, self._rate))
            level = sound.event.velocity**1.5 * sound.gain
            _add(dry, wave, sound.begin - begin, level)
            if piece.reverb:
                _add(to_reverb, wave, sound.begin - begin, level * piece.reverb)
            sound.end = sound.begin + wave.shape[1]

    def _note(self, voice: str, note: Note) -> tuple[Audio, float]:
        """The wave of a note at the nearest layer of loudness, and the factor from there to its own."""
        layer = max(1, round(note.velocity * _LAYERS)) / _LAYERS
        seconds = round(note.beats * self._beat_s, 2)
        make = partial(VOICES[voice], note.pitch, seconds, layer, self._rate)
        return self._waves.get((voice, note.pitch, seconds, layer), make), note.velocity / layer


class _Waves:
    """Notes and strokes that have been made, so that they need not be made again; the longest unused go first."""

    LIMIT_BYTES = 60_000_000

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Audio] = OrderedDict()
        self._bytes = 0

    def get(self, key: tuple[object, ...], make: Callable[[], Audio]) -> Audio:
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        wave = self._kept[key] = make()
        self._bytes += wave.nbytes
        while self._bytes > self.LIMIT_BYTES:
            self._bytes -= self._kept.popitem(last=False)[1].nbytes
        return wave


def _sounding(sounds: list[_Sound[Event]], begin: int, end: int) -> tuple[list[_Sound[Event]], list[_Sound[Event]]]:
    """Of the sounds in order: those that are not over by `begin`, and of these the ones that begin before `end`."""
    left = [sound for sound in sounds if sound.end is None or sound.end > begin]
    return left, [sound for sound in left if sound.begin < end]


def _add(audio: Audio, wave: Audio, at: int, gain: float) -> None:
    low, high = max(at, 0), min(at + wave.shape[1], audio.shape[1])
    if low < high:
        audio[:, low:high] += np.float32(gain) * wave[:, low - at : high - at]

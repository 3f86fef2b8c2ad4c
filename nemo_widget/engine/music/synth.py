"""Plays a score: performance, mix, effects and master, in blocks, so that ten minutes need little more memory than
their own samples."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import loudness
from .arranger import Arranger
from .effects import FLUTTER_MARGIN, Echo, Reverb, flutter, pumping
from .kits import KITS
from .mixing import Channel
from .presets import PRESETS
from .score import Hit, Note, Score
from .styles import ARRANGERS
from .voices import VOICES

Audio = NDArray[np.float32]

_BLOCK = 393_216 - 132_000  # what a reverb of 2.7 s leaves of a length that the FFT likes
_FADE_IN_S = 0.002
_FADE_OUT_MS = 2500.0
_CACHE_BYTES = 80_000_000
_LAYERS = 5  # of loudness, in which an instrument's tone is rendered


def synthesise(preset: str, duration_ms: int, sample_rate: int = 48_000) -> Audio:
    """See `nemo_widget.engine.music.synthesise`."""
    if preset not in PRESETS:
        raise ValueError(f"There is no music called {preset!r}. Choose one of {', '.join(PRESETS)}.")
    if duration_ms < 1:
        raise ValueError("Music needs a duration of at least 1 ms.")
    style = ARRANGERS[preset]()
    bars = max(0, int((duration_ms - style.tail_ms) // PRESETS[preset].bar_ms))
    score = style.compose(bars)
    out = np.zeros((round(duration_ms * sample_rate / 1000), 2), np.float32)
    desk = _Desk(style, score, PRESETS[preset].beat_ms / 1000, sample_rate, len(out))
    for begin in range(0, len(out), _BLOCK):
        end = min(len(out), begin + _BLOCK)
        out[begin:end] = desk.mix(begin, end).T
    ring_ms = duration_ms - bars * PRESETS[preset].bar_ms
    _fade(out, round(sample_rate * min(_FADE_OUT_MS, 0.8 * ring_ms) / 1000), sample_rate)
    loudness.master(out, sample_rate)
    return out


def _fade(audio: Audio, samples: int, rate: int) -> None:
    begin = min(len(audio), round(_FADE_IN_S * rate))
    audio[:begin] *= np.linspace(0, 1, begin, endpoint=False, dtype=np.float32)[:, None]
    samples = min(len(audio), samples)
    if samples:
        audio[-samples:] *= (np.cos(np.pi / 2 * np.arange(1, samples + 1) / samples) ** 2).astype(np.float32)[:, None]


@dataclass
class _Sound:
    """One note or stroke: from sample `begin` to `end`, made when it is first needed and let go when it is over."""

    begin: int
    end: int
    event: Note | Hit
    take: int
    gain: float


class _Desk:
    """The mixing desk with its players."""

    def __init__(self, style: Arranger, score: Score, beat_s: float, rate: int, samples: int) -> None:
        self.style, self.beat_s, self.rate = style, beat_s, rate
        self.kit = KITS[style.kit]
        self.random = np.random.default_rng(zlib.crc32(style.name.encode()))
        self.parts: dict[str, list[_Sound]] = {}
        for note in sorted(score.notes, key=lambda n: n.beat):
            self._enter(note.part, note, samples)
        for hit in sorted(score.hits, key=lambda h: h.beat):
            self._enter("drums", hit, samples)
        self.kicks = [
            s.begin for s in self.parts.get("drums", ()) if isinstance(s.event, Hit) and s.event.drum == "kick"
        ]
        self.reverb = Reverb(style.room, rate, min(_BLOCK, samples))
        self.echo = Echo(style.echo_beats * beat_s, style.echo_feedback, rate)
        self._cache: OrderedDict[tuple[object, ...], Audio] = OrderedDict()
        self._cache_bytes = 0

    def _enter(self, part: str, event: Note | Hit, samples: int) -> None:
        """With the small inexactness of a player: a few milliseconds, a few percent."""
        sway_s = 0.0 if isinstance(event, Hit) and event.drum == "kick" else self.random.normal(0, self.style.sway_s)
        begin = max(
            0, round((self._swung(event.beat) * self.beat_s + float(np.clip(sway_s, -0.012, 0.012))) * self.rate)
        )
        gain = float(np.clip(self.random.normal(1, 0.05), 0.85, 1.15))
        if begin < samples:
            self.parts.setdefault(part, []).append(
                _Sound(begin, samples, event, int(self.random.integers(1 << 16)), gain)
            )

    def _swung(self, beat: float) -> float:
        """Within every eighth, what comes before its middle is stretched, what comes after pressed together."""
        whole, x = divmod(beat * 2, 1)
        swing = self.style.swing
        return (whole + (x * 2 * swing if x < 0.5 else swing + (x - 0.5) * 2 * (1 - swing))) / 2

    def mix(self, begin: int, end: int) -> Audio:
        """The piece from one sample to another; to be called for one block after another. Shape (2, samples)."""
        n = end - begin
        dry, to_reverb, to_echo = (np.zeros((2, n), np.float32) for _ in range(3))
        duck = pumping(self.kicks, begin, n, self.rate, self.style.duck_s)
        for part, channel in self.style.channels.items():
            audio = self._part(part, channel, begin, end)
            if audio is None:
                continue
            if channel.duck:
                audio *= 1 - np.float32(channel.duck) * duck
            dry += audio
            if channel.reverb:
                to_reverb += np.float32(channel.reverb) * audio
            if channel.echo:
                to_echo += np.float32(channel.echo) * audio
        self._drums(begin, end, dry, to_reverb)
        echo = self.echo(to_echo)
        dry += echo
        to_reverb += np.float32(0.3) * echo
        dry += self.reverb(to_reverb)
        return np.tanh(dry)

    def _part(self, part: str, channel: Channel, begin: int, end: int) -> Audio | None:
        margin = FLUTTER_MARGIN if channel.flutter_cents else 0
        sounds = self._sounding(part, begin - margin, end)
        if not sounds:
            return None
        audio = np.zeros((2, end - begin + margin), np.float32)
        for sound in sounds:
            assert isinstance(sound.event, Note)
            wave, level = self._note(channel.voice, sound.event)
            _add(audio, wave, sound.begin - begin + margin, np.float32(level * sound.gain * channel.gain))
            sound.end = sound.begin + wave.shape[1]
        if margin:
            audio = flutter(audio, begin, channel.flutter_cents, self.rate)
        pan = channel.pan
        if channel.tremolo:
            t = (begin + np.arange(end - begin)) / (self.rate * self.beat_s)
            wave = (channel.tremolo * np.sin(2 * np.pi * t)).astype(np.float32)
            audio *= np.stack([1 - wave, 1 + wave])
        if pan:
            audio *= np.array([[min(1, 1 - pan)], [min(1, 1 + pan)]], np.float32)
        return audio

    def _drums(self, begin: int, end: int, dry: Audio, to_reverb: Audio) -> None:
        for sound in self._sounding("drums", begin, end):
            assert isinstance(sound.event, Hit)
            piece = self.kit[sound.event.drum]
            number = sound.take % piece.takes
            wave = self._made(
                ("drum", sound.event.drum, number),
                lambda p=piece, d=sound.event.drum, k=number: p.take(d, k, self.rate),
            )
            level = np.float32(sound.event.velocity**1.5 * sound.gain)
            _add(dry, wave, sound.begin - begin, level)
            if piece.reverb:
                _add(to_reverb, wave, sound.begin - begin, level * np.float32(piece.reverb))
            sound.end = sound.begin + wave.shape[1]

    def _sounding(self, part: str, begin: int, end: int) -> list[_Sound]:
        waiting = self.parts.get(part, [])
        here = [s for s in waiting if s.begin < end and s.end > begin]
        self.parts[part] = [s for s in waiting if s.end > begin]
        return here

    def _note(self, voice: str, note: Note) -> tuple[Audio, float]:
        """The wave of a note at the nearest layer of loudness, and what is missing to its own."""
        layer = max(1, round(note.velocity * _LAYERS)) / _LAYERS
        seconds = round(note.beats * self.beat_s, 2)
        key = (voice, note.pitch, seconds, layer)
        return self._made(key, lambda: VOICES[voice](note.pitch, seconds, layer, self.rate)), note.velocity / layer

    def _made(self, key: tuple[object, ...], make: object) -> Audio:
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        wave: Audio = make()  # type: ignore[operator]
        self._cache[key] = wave
        self._cache_bytes += wave.nbytes
        while self._cache_bytes > _CACHE_BYTES:
            self._cache_bytes -= self._cache.popitem(last=False)[1].nbytes
        return wave


def _add(audio: Audio, wave: Audio, at: int, gain: np.float32) -> None:
    low, high = max(at, 0), min(at + wave.shape[1], audio.shape[1])
    if low < high:
        audio[:, low:high] += gain * wave[:, low - at : high - at]

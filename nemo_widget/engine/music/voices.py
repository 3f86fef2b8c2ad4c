"""The pitched instruments. Each is a function of (pitch, seconds held, velocity, rate) and gives the whole note with
its release: float32, shape (2, samples), peaking somewhere below 1 at full velocity."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .oscillators import Audio, ensemble, frequency_hz, harmonics, length, partials, radians, shaped

Voice = Callable[[int, float, float, int], Audio]


# -- struck


def electric_piano(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """A tine piano: two-operator FM whose brightness dies faster than its tone, and a touch of bell at the start."""
    n = length(seconds, 0.35, rate)
    at = np.arange(n) / rate
    t = at.astype(np.float32)
    body = np.exp(-t * np.float32(0.75 + 0.012 * max(0, pitch - 48)))
    index = np.float32(0.35 + 1.3 * velocity) * np.exp(-t * 2.2) + np.float32(0.18)
    bell = np.exp(-t * 12) * np.float32(0.12 * velocity) * np.sin(radians(7 * frequency_hz(pitch), at))
    sides = []
    for cents in (-1.6, 1.6):
        phase = radians(frequency_hz(pitch + cents / 100), at)
        sides.append((np.sin(phase + index * np.sin(phase)) + bell) * body)
    audio = np.stack(sides).astype(np.float32) * np.float32(0.5 * velocity)
    return shaped(audio, rate, seconds, attack_s=0.004, release_s=0.35)


def piano(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """A felted grand: stretched partials on two strings each, low keys to the left."""
    hz = frequency_hz(pitch)
    k = np.arange(1, int(np.clip(6000 / hz, 4, 18)) + 1)
    stretched = k * hz * np.sqrt(1 + 3e-4 * k**2)
    level = np.abs(np.sin(np.pi * k * 0.13)) / k**0.7 * np.exp(-(k - 1) * (0.52 - 0.3 * velocity))
    level *= 0.5 * velocity / np.sqrt(np.sum(level**2))
    decay = (0.35 + 0.9 * (hz / 523) ** 0.8) * (1 + 0.35 * (k - 1))
    side = np.clip((pitch - 64) / 50, -0.45, 0.45)
    both = np.concatenate([stretched, stretched * 1.0004])
    decays = np.concatenate([1.6 * decay, 0.7 * decay])
    levels = np.concatenate([0.65 * level, 0.5 * level])
    spread = np.concatenate([np.full(len(k), side + 0.3), np.full(len(k), side - 0.3)])
    n = length(seconds, 0.3, rate)
    audio = partials(both, decays, levels * (1 - spread), levels * (1 + spread), n, rate)
    return shaped(audio, rate, seconds, attack_s=0.004, release_s=0.3)


def vibraphone(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """Soft mallets on metal: the fourth harmonic, and a short knock above it."""
    ratios = np.array([1.0, 1.0013, 4.0, 10.2])
    decay = np.array([1.3, 1.3, 3.6, 22.0]) * (frequency_hz(pitch) / 523) ** 0.4
    level = 0.5 * velocity * np.array([0.7, 0.35, 0.22 * velocity, 0.07 * velocity])
    tilt = np.array([0.25, -0.5, 0.2, 0.0])
    n = length(seconds, 0.7, rate)
    audio = partials(ratios * frequency_hz(pitch), decay, level * (1 - tilt), level * (1 + tilt), n, rate)
    return shaped(audio, rate, seconds, attack_s=0.003, release_s=0.7)


def glockenspiel(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """Small steel bars: bright, and gone soon."""
    ratios = np.array([1.0, 1.001, 2.756, 5.404])
    decay = np.array([2.6, 3.2, 7.0, 14.0])
    level = 0.5 * velocity * np.array([0.6, 0.4, 0.28 * velocity, 0.12 * velocity])
    tilt = np.array([0.3, -0.4, 0.3, -0.3])
    n = length(seconds, 1.0, rate)
    audio = partials(ratios * frequency_hz(pitch), decay, level * (1 - tilt), level * (1 + tilt), n, rate)
    return shaped(audio, rate, seconds, attack_s=0.0015, release_s=1.0)


def glass(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """A bell that is rubbed rather than struck."""
    ratios = np.array([1.0, 1.002, 2.0, 2.997, 4.21, 5.43])
    decay = np.array([0.7, 0.7, 1.3, 2.0, 3.4, 5.0])
    level = 0.42 * velocity * np.array([0.6, 0.5, 0.25, 0.16, 0.08, 0.05])
    tilt = np.array([0.7, -0.7, 0.3, -0.4, 0.6, -0.6])
    n = length(seconds, 1.5, rate)
    audio = partials(ratios * frequency_hz(pitch), decay, level * (1 - tilt), level * (1 + tilt), n, rate)
    return shaped(audio, rate, seconds, attack_s=0.02, release_s=1.5)


# -- plucked


def _string(
    pitch: int, seconds: float, velocity: float, rate: int, *, at: float, dark: float, decay: float, ring: float
) -> Audio:
    """A string plucked `at` a share of its length, and the wooden body that it shakes."""
    hz = frequency_hz(pitch)
    k = np.arange(1, int(np.clip(9000 / hz, 4, 28)) + 1)
    level = np.abs(np.sin(np.pi * k * at)) / k * np.exp(-(k - 1) * dark * (1.25 - 0.7 * velocity))
    level *= 0.5 * velocity / np.sqrt(np.sum(level**2))
    decays = decay * (hz / 220) ** 0.5 * (1 + 0.16 * (k - 1) + 0.006 * (k - 1) ** 2)
    stretched = k * hz * np.sqrt(1 + 6e-5 * k**2)
    body_hz, body_decay = np.array([104.0, 212.0, 398.0]), np.array([26.0, 34.0, 48.0])
    body = 0.09 * velocity * np.array([1.0, 0.8, 0.5])
    side = 0.32 * np.sin(2.4 * k)
    n = length(seconds, ring, rate)
    audio = partials(
        np.concatenate([stretched, body_hz]),
        np.concatenate([decays, body_decay]),
        np.concatenate([level * (1 - side), body]),
        np.concatenate([level * (1 + side), body]),
        n,
        rate,
    )
    return shaped(audio, rate, seconds, attack_s=0.0015, release_s=ring)


def steel_guitar(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    return _string(pitch, seconds, velocity, rate, at=0.17, dark=0.10, decay=1.0, ring=0.25)


def nylon_guitar(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    return _string(pitch, seconds, velocity, rate, at=0.27, dark=0.26, decay=1.4, ring=0.2)


def ukulele(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    return _string(pitch, seconds, velocity, rate, at=0.22, dark=0.16, decay=3.0, ring=0.12)


def upright_bass(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """Round and short of overtones."""
    k = np.arange(1, 9)
    level = np.array([1.0, 0.62, 0.36, 0.2, 0.1, 0.06, 0.04, 0.03]) * (0.45 + 0.55 * velocity) ** (k - 1)
    level *= 0.5 * velocity
    n = length(seconds, 0.16, rate)
    audio = partials(k * frequency_hz(pitch), 0.9 + 1.2 * (k - 1), level, level, n, rate)
    return shaped(audio, rate, seconds, attack_s=0.006, release_s=0.16)


def synth_bass(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """A saw whose filter closes, over a clean octave below its brightness."""
    k = np.arange(1, int(np.clip(3500 / frequency_hz(pitch), 4, 40)) + 1)
    level = 0.42 * velocity / k**0.9
    level[0] *= 1.3
    n = length(seconds, 0.06, rate)
    decay = 0.6 + (7 - 3 * velocity) * np.log2(k)
    side = np.where(k > 3, 0.3 * np.sin(1.9 * k), 0.0)
    audio = partials(k * frequency_hz(pitch), decay, level * (1 - side), level * (1 + side), n, rate)
    return shaped(audio, rate, seconds, attack_s=0.003, release_s=0.06)


def synth_pluck(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """Two detuned saws behind a filter that snaps shut."""
    level = 0.55 * velocity * harmonics(pitch, 0.95, 9000)
    k = np.arange(1, len(level) + 1)
    n = length(seconds, 0.25, rate)
    audio = ensemble(pitch, level, 3.0 + (2.6 - 1.2 * velocity) * (k - 1), n, rate, cents=6, players=2)
    return shaped(audio, rate, seconds, attack_s=0.002, release_s=0.25)


# -- held


def warm_pad(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """Few overtones, slow to come and to go."""
    n = length(seconds, 1.2, rate)
    audio = ensemble(pitch, 0.5 * velocity * harmonics(pitch, 1.9, 4000), 0.0, n, rate, cents=7)
    return shaped(audio, rate, seconds, attack_s=min(0.9, 0.5 * seconds), release_s=1.2)


def slow_pad(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """Chords of it melt into each other."""
    n = length(seconds, 3.0, rate)
    audio = ensemble(pitch, 0.5 * velocity * harmonics(pitch, 1.5, 5000, 14), 0.0, n, rate, cents=8, players=5)
    return shaped(audio, rate, seconds, attack_s=min(2.2, 0.6 * seconds), release_s=3.0)


def choir(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """Voices on an open vowel, drawn by its formants."""
    hz = frequency_hz(pitch) * np.arange(1, int(np.clip(4500 / frequency_hz(pitch), 2, 20)) + 1)
    level = hz**-0.5 * (
        0.25
        + np.exp(-(((hz - 620) / 170) ** 2))
        + 0.6 * np.exp(-(((hz - 1050) / 200) ** 2))
        + 0.18 * np.exp(-(((hz - 2600) / 400) ** 2))
    )
    level *= 0.5 * velocity / np.sqrt(np.sum(level**2))
    audio = ensemble(pitch, level, 0.0, length(seconds, 0.9, rate), rate, cents=10, players=5)
    return shaped(audio, rate, seconds, attack_s=min(0.6, 0.4 * seconds), release_s=0.9)


def strings(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    n = length(seconds, 0.5, rate)
    audio = ensemble(pitch, 0.5 * velocity * harmonics(pitch, 1.35 - 0.3 * velocity, 6500, 18), 0.0, n, rate, cents=9)
    return shaped(audio, rate, seconds, attack_s=min(0.22, 0.5 * seconds), release_s=0.5)


def spiccato(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """Short strokes of the same strings."""
    level = 0.6 * velocity * harmonics(pitch, 1.3 - 0.4 * velocity, 8000)
    k = np.arange(1, len(level) + 1)
    n = length(seconds, 0.3, rate)
    audio = ensemble(pitch, level, 5.0 + 0.5 * k, n, rate, cents=7)
    return shaped(audio, rate, seconds, attack_s=0.012, release_s=0.3)


def horns(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """Low brass, the brighter the louder."""
    n = length(seconds, 0.35, rate)
    audio = ensemble(pitch, 0.5 * velocity * harmonics(pitch, 2.3 - 1.2 * velocity, 3500), 0.0, n, rate, cents=4)
    return shaped(audio, rate, seconds, attack_s=min(0.09, 0.4 * seconds), release_s=0.35)


def supersaw(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    level = 0.5 * velocity * harmonics(pitch, 0.85, 7000 + 5000 * velocity, 28)
    k = np.arange(1, len(level) + 1)
    n = length(seconds, 0.15, rate)
    audio = ensemble(pitch, level, 0.12 * (k - 1), n, rate, cents=14, players=6)
    return shaped(audio, rate, seconds, attack_s=0.008, release_s=0.15)


def _sung(
    pitch: int, seconds: float, velocity: float, rate: int, levels: tuple[float, ...], *, breath: float, attack_s: float
) -> Audio:
    """A tone with a vibrato that comes in late. `levels`: those of its harmonics; `breath`: of the air around it."""
    n = length(seconds, 0.18, rate)
    t = np.arange(n) / rate
    depth = 0.0035 * np.clip((t - 0.18) / 0.4, 0, 1)
    bend = -0.012 * np.exp(-t / 0.03)
    phase = 2 * np.pi * np.cumsum(frequency_hz(pitch) / rate * (1 + depth * np.sin(2 * np.pi * 5.1 * t) + bend))
    turn = np.exp(1j * phase).astype(np.complex64)
    spin, mono = turn.copy(), np.zeros(n, np.float32)
    for level in levels:
        mono += np.float32(level) * spin.imag
        spin *= turn
    if breath:
        heaped = np.cumsum(np.random.default_rng(pitch).standard_normal(n + 48))
        air = (heaped[8 : n + 8] - heaped[:n]) / 8 - (heaped[48:] - heaped[:n]) / 48
        mono += (breath * air * (0.4 + np.exp(-4 * t))).astype(np.float32)
    mono *= np.float32(0.5 * velocity)
    return shaped(np.stack([mono, mono]), rate, seconds, attack_s=min(attack_s, 0.4 * seconds), release_s=0.18)


def flute(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    return _sung(pitch, seconds, velocity, rate, (0.9, 0.3, 0.12, 0.04), breath=0.06, attack_s=0.05)


def synth_lead(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    levels = tuple((0.75 if k % 2 else 0.3) / k**1.25 for k in range(1, 12))
    return _sung(pitch, seconds, velocity, rate, levels, breath=0.0, attack_s=0.012)


def sub(pitch: int, seconds: float, velocity: float, rate: int) -> Audio:
    """What is felt rather than heard."""
    hz = frequency_hz(pitch) * np.array([1.0, 2.0, 3.0])
    level = 0.5 * velocity * np.array([1.0, 0.3, 0.12])
    audio = partials(hz, 0.0, level, level, length(seconds, 1.5, rate), rate)
    return shaped(audio, rate, seconds, attack_s=min(0.8, 0.4 * seconds), release_s=1.5)


VOICES: dict[str, Voice] = {
    voice.__name__: voice
    for voice in (
        electric_piano,
        piano,
        vibraphone,
        glockenspiel,
        glass,
        steel_guitar,
        nylon_guitar,
        ukulele,
        upright_bass,
        synth_bass,
        synth_pluck,
        warm_pad,
        slow_pad,
        choir,
        strings,
        spiccato,
        horns,
        supersaw,
        flute,
        synth_lead,
        sub,
    )
}

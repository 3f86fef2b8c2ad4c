"""Reads the wishes about the sound that video clips bring along."""

from __future__ import annotations

from collections.abc import Iterator

from ..fragments import Fragment
from ..lexicon import grammar
from .base import Talk, Wish, negation_of
from .loudness import read_volume
from .targets import target_of


def read_clip_sound(f: Fragment, talk: Talk) -> Iterator[Wish]:
    """ "Mute the second clip", "the original sound at 30%", "no sound from run.mp4"."""
    if not talk.films or f.kinds("string") or _names_a_song(f, talk):
        return
    own = f.find("thing:own_sound")
    word = own if own is not None else _sound_word(f)
    if word is None or (own is None and not f.strong_refs):
        return
    args: dict[str, object] = {}
    read_volume(f, args, True, talk)
    if not args and f.has("act:smaller", "act:bigger"):  # 声音小一点
        args["volume_factor"] = 0.6 if f.has("act:smaller") else 1.5
        f.take(*(i for i, a in enumerate(f.atoms) if a.has("act:smaller", "act:bigger")))
    off = f.has("act:mute", "act:remove") or negation_of(f, word)
    if off and not args:
        args["volume"] = 0.0
    elif not args and f.has("act:add", "act:keep", "act:restore", "link:with"):
        args["volume"] = 1.0
    if not args:
        return
    f.take(word, *(i for i, a in enumerate(f.atoms) if a.has("act:mute", "thing:volume", "thing:own_sound")))
    if off:
        f.take(*(i for i, a in enumerate(f.atoms) if a.has("act:remove", "neg:no")))
    yield Wish("sound", "set", target_of(f), args, f.text)


def _sound_word(f: Fragment) -> int | None:
    """A word that may mean the sound of a clip when clips are named."""
    for index, atom in enumerate(f.atoms):
        if atom.has("act:mute", "thing:volume") or atom.text.lower() in grammar("clip_sound"):
            return index
    return None


def _names_a_song(f: Fragment, talk: Talk) -> bool:
    songs = any(p.hashes and p.hashes <= talk.audio for _, s in f.strong_refs for p in s.picks)
    others = any(a.has("thing:music") and a.text.lower() not in grammar("clip_sound") for a in f.atoms)
    return songs or (others and f.find("thing:own_sound") is None)

"""Fragments -> wishes: one reader per subject, each taking the words that it understands."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..fragments import Fragment
from .backgrounds import read_background
from .base import Talk, Wish
from .canvas import read_canvas
from .clip_sound import read_clip_sound
from .clips import read_clips
from .looks import read_adjust, read_filter, read_fit, read_motion
from .music import read_music
from .texts import read_text
from .times import read_times
from .transitions import read_transition

Reader = Callable[[Fragment, Talk], Iterator[Wish]]

# The order is that of certainty: who speaks of quoted words, a preset or a ratio is not mistaken for anything else.
READERS: tuple[Reader, ...] = (
    read_background,
    read_text,
    read_canvas,
    read_clip_sound,
    read_music,
    read_transition,
    read_motion,
    read_fit,
    read_filter,
    read_adjust,
    read_clips,
    read_times,
)

__all__ = ["READERS", "Talk", "Wish"]

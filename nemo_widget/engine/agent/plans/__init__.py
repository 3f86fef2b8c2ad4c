"""One planner per topic: each turns a wish into edits on the stage, or into a sentence about why not."""

from __future__ import annotations

from collections.abc import Callable

from ..stage import Stage
from ..wishes import Wish
from .canvas import plan_canvas
from .clips import plan_clips
from .looks import plan_adjust, plan_background, plan_filter, plan_fit, plan_motion, plan_transition
from .music import plan_music
from .sound import plan_sound
from .texts import plan_text
from .times import plan_beat, plan_durations

# The order in which wishes of one message are carried out, whatever order they were said in: what there is, in what
# order, in what shape, how long, how it looks, how it sounds, what is written on it.
PLANS: dict[str, Callable[[Wish, Stage], None]] = {
    "clips": plan_clips,
    "canvas": plan_canvas,
    "transition": plan_transition,
    "motion": plan_motion,
    "fit": plan_fit,
    "background": plan_background,
    "filter": plan_filter,
    "adjust": plan_adjust,
    "music": plan_music,
    "sound": plan_sound,
    "beat": plan_beat,
    "text": plan_text,
}
ORDER = (
    "clips",
    "canvas",
    "duration",
    "transition",
    "motion",
    "fit",
    "background",
    "filter",
    "adjust",
    "music",
    "sound",
    "beat",
    "text",
)


def carry_out(wishes: list[Wish], stage: Stage) -> None:
    for step in sorted({w.step for w in wishes}):
        if step:
            stage.look_again()
        _carry_out_step([w for w in wishes if w.step == step], stage)


def _carry_out_step(wishes: list[Wish], stage: Stage) -> None:
    for topic in ORDER:
        mine = [w for w in wishes if w.topic == topic]
        if topic == "clips":  # a clip cannot be moved before it is there, and is not moved once it is gone
            rank = {"add": 0, "stay": 0, "restore": 0, "duplicate": 1, "replace": 1, "keep": 2, "remove": 2}
            mine.sort(key=lambda w: rank.get(w.do, 3))
        if topic == "duration":
            plan_durations(mine, stage)
            continue
        if topic == "transition":  # "a fade between the first two, wipes everywhere else"
            mine.sort(key=lambda w: w.target is not None)
        for wish in mine:
            PLANS[topic](wish, stage)


__all__ = ["carry_out"]

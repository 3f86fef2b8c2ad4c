from __future__ import annotations

from ..edits import SetClipVolume
from ..stage import Stage
from ..wishes import Wish


def plan_sound(wish: Wish, stage: Stage) -> None:
    """The loudness of the video clips that are meant; of all of them when none is named."""
    ids = stage.clips_of(wish.target)
    if ids is None:
        return
    films = {h for h, a in stage.assets.items() if a.kind == "video"}
    meant = [c for c in stage.scene.chosen(ids) if c.meta.src in films]
    if not meant:
        stage.say("A photo has no sound; only video clips do.", "照片没有声音，只有视频片段才有。")
        return
    for volume in dict.fromkeys(_volume(wish, c.meta.volume) for c in meant):
        same = [c.id for c in meant if _volume(wish, c.meta.volume) == volume]
        stage.do(SetClipVolume(clips=same, volume=volume))


def _volume(wish: Wish, now: float | None) -> float:
    if "volume" in wish.args:
        return float(wish.args["volume"])
    factor = float(wish.args["volume_factor"])
    return round(max(0.02, min(1.0, (1.0 if now is None else now or 0.1) * factor)), 3)

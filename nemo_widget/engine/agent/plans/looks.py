from __future__ import annotations

from ..edits import Adjust, SetBackground, SetFilter, SetFit, SetMotion, SetTransition, SetTransitionDuration
from ..edits.looks import BLACK
from ..sentences import sentence
from ..stage import Stage
from ..wishes import Wish


def plan_transition(wish: Wish, stage: Stage) -> None:
    ids = stage.clips_or_all(wish.target)
    if ids is None:
        return
    place = wish.args.get("place")
    order = [c.id for c in stage.scene.clips]
    if ids and place == "between" and len(ids) >= 2:
        ids = ids[1:]
    elif ids and place == "after":
        ids = [order[order.index(i) + 1] for i in ids if i in order and order.index(i) + 1 < len(order)]
    elif ids and place == "into" and ids == order[:1] and len(order) > 1:
        ids = order[1:2]  # there is no cut before the first photo: the one after it is meant
    ids = ids[1:] if len(ids) > 1 and ids[0] == order[0] else ids
    if wish.do == "default":
        if not any(c.meta.transition for c in stage.scene.clips):
            stage.do(SetTransition(clips=ids, type="crossfade"))
    elif wish.do == "set":
        kind, ms = wish.args["type"], wish.args.get("duration_ms")
        there = [c for c in stage.scene.chosen(ids) if c.meta.transition and _is_alike(c.meta.transition.type, wish)]
        if there and ms is not None and wish.args.get("of_those"):
            everyone = len(there) == sum(c.meta.transition is not None for c in stage.scene.clips)
            stage.do(SetTransitionDuration(clips=[] if everyone else [c.id for c in there], duration_ms=ms))
            return
        if there and wish.args.get("any_way") and "-" in kind and there[0].meta.transition:
            kind = there[0].meta.transition.type  # wipes go on in their direction when none is said
        stage.do(SetTransition(clips=ids, type=kind, duration_ms=ms))
    elif wish.do == "duration":
        stage.do(SetTransitionDuration(clips=ids, duration_ms=wish.args["duration_ms"]))
    else:
        times = [c.meta.transition.duration_ms for c in stage.scene.clips if c.meta.transition]
        if times:
            stage.do(
                SetTransitionDuration(clips=ids, duration_ms=max(100, min(5000, round(times[0] * wish.args["factor"]))))
            )


def _is_alike(there: str, wish: Wish) -> bool:
    """Whether a transition is of the kind that is wished for; of whichever direction where none was said."""
    family = str(wish.args["type"]).partition("-")[0].removeprefix("cross")
    alike = there.partition("-")[0].removeprefix("cross") == family
    return there == wish.args["type"] or (bool(wish.args.get("any_way")) and alike)


def plan_motion(wish: Wish, stage: Stage) -> None:
    ids = stage.clips_or_all(wish.target)
    if ids is not None:
        stage.do(SetMotion(clips=ids, motion=wish.args["motion"]))


def plan_fit(wish: Wish, stage: Stage) -> None:
    ids = stage.clips_or_all(wish.target)
    if ids is not None:
        stage.do(SetFit(clips=ids, fit=wish.args["fit"]))


def plan_background(wish: Wish, stage: Stage) -> None:
    if wish.do == "of_text":
        stage.say(
            "Texts have no background of their own here; their colour can be changed, and the background of the video.",
            "文字没有单独的背景；可以改文字的颜色，或者整个画面的背景色。",
        )
        return
    ids = stage.clips_or_all(wish.target)
    if ids is None:
        return
    chosen = stage.scene.chosen(ids)
    if wish.do == "remove":
        if not stage.do(SetBackground(clips=ids, color=BLACK)):
            stage.say(
                "There is no background colour to take away; cutting people or things out of a photo is beyond me.",
                "现在没有设置背景色；抠图我做不了。",
            )
        return
    stage.do(SetBackground(clips=ids, color=wish.args["color"]))
    blurred = {c.id for c in stage.seen.clips if c.meta.fit == "blur"}
    if wish.args.get("whole") or any(c.meta.fit == "blur" and c.id in blurred for c in chosen):
        stage.do(SetFit(clips=ids, fit="contain"))  # a blurred copy, or the photo itself, would hide the colour
    elif wish.args["color"] != BLACK and all(c.meta.fit == "cover" for c in chosen):
        said = sentence(SetFit(clips=ids, fit="contain"), stage.scene.draft, stage.situation.assets)
        zh = stage.situation.language.startswith("zh")
        stage.say(
            "The background shows where a photo is transparent, and beside photos that do not fill the frame.",
            "背景色会出现在照片透明的地方，以及完整显示的照片旁边；现在照片铺满了画面。",
            ("完整显示", said.zh) if zh else ("Show them whole", said.en),
        )


def plan_filter(wish: Wish, stage: Stage) -> None:
    ids = stage.clips_or_all(wish.target)
    if ids is not None:
        stage.do(SetFilter(clips=ids, filter=wish.args["filter"]))


def plan_adjust(wish: Wish, stage: Stage) -> None:
    ids = stage.clips_or_all(wish.target)
    if ids is None:
        return
    what = wish.args["what"]
    if "value" in wish.args:
        stage.do(Adjust(clips=ids, what=what, value=_bounded(wish.args["value"])))
        return
    groups: dict[float, list[str]] = {}
    for clip in stage.scene.chosen(ids):
        groups.setdefault(getattr(clip.meta, what), []).append(clip.id)
    for value, members in groups.items():
        everyone = len(members) == len(stage.scene.clips)
        stage.do(Adjust(clips=[] if everyone else members, what=what, value=_bounded(value * wish.args["factor"])))


def _bounded(value: float) -> float:
    return round(max(0.0, min(3.0, value)), 3)

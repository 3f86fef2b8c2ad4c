from __future__ import annotations

from typing import Any

from nemo_widget.model.draft import Text

from ..edits import AddText, ChangeText, RemoveText, anchors
from ..edits.anchors import SHORTEST_TEXT_MS
from ..edits.scene import TITLE_MS
from ..edits.texts import CAPTION_SIZE, TITLE_SIZE
from ..references import Selector
from ..sentences import sentence
from ..stage import Stage
from ..wishes import Wish

_LOOKS = ("position", "color", "animation", "size")


def plan_text(wish: Wish, stage: Stage) -> None:
    if wish.do == "ask":
        _ask(wish, stage)
    elif wish.do == "captions":
        _captions(wish, stage)
    elif wish.do == "remove":
        _remove(wish, stage)
    elif wish.do == "add":
        _add(wish, stage)
    else:
        _change(wish, stage)


def _ask(wish: Wish, stage: Stage) -> None:
    role = wish.args.get("role") or "title"
    stage.asked = role
    if role == "caption":
        stage.say("What should the caption say?", "字幕写什么？")
    else:
        stage.say("What should the title say?", "标题写什么？")


# -- new texts -----------------------------------------------------------------------------------------------------


def _add(wish: Wish, stage: Stage) -> None:
    args = wish.args
    ids: list[str] | None = []
    if wish.target is not None:
        ids = stage.clips_of(wish.target)
        if ids is None:
            return
    each = wish.target is not None and wish.target.has("all", "odd", "even", "rest", "first", "last", "range")
    labels = bool(ids) and "position" not in args and (each or len(ids or []) < len(stage.scene.clips))
    role = args.get("role") or ("caption" if labels else "title")
    for run in _runs(ids or [], stage, each=each):
        _add_one(args, role, run, stage)


def _runs(ids: list[str], stage: Stage, *, each: bool) -> list[list[str]]:
    """The clips under one text: all that follow one another, or but one; a text does not go on over others between."""
    runs: list[list[str]] = []
    before = None
    for index, clip in enumerate(stage.scene.clips):
        if clip.id in ids:
            if runs and not each and before == index - 1:
                runs[-1].append(clip.id)
            else:
                runs.append([clip.id])
            before = index
    return runs or [[]]


def _add_one(args: dict[str, Any], role: str, ids: list[str], stage: Stage) -> None:
    start, end = _span(args.get("time"), ids, stage, role)
    position = args.get("position") or ("bottom" if role == "caption" else "center")
    size = args.get("size") or (CAPTION_SIZE if role == "caption" else TITLE_SIZE)
    if "size_factor" in args:
        size = _bounded(size * args["size_factor"])
    same = [
        t
        for t in stage.scene.texts
        if role == "title"
        and t.meta.role == "title"
        and t.meta.position == position
        and t.start_ms < end
        and start < t.end_ms
        and not ids
    ]
    if same and stage.edits and any(isinstance(e, AddText) and e.id == same[0].id for e in stage.edits):
        same = []
    for text in same:  # two titles on top of each other cannot be read: the new one takes the old one's place
        looks = {k: args[k] for k in _LOOKS if k in args and k != "position"}
        timed = {"start_ms": start, "duration_ms": end - start} if "time" in args else {}
        warn_of_missing_glyphs(args["text"], stage)
        stage.do(ChangeText(texts=[text.id], text=args["text"], **looks, **timed))
        return
    warn_of_missing_glyphs(args["text"], stage)
    fills = args["time"][0] == "whole" if "time" in args else bool(ids) or role == "caption"
    whole = fills and start == 0 and end >= stage.scene.draft.duration_ms
    stage.do(
        AddText(
            id=stage.scene.fresh_id("x"),
            text=args["text"][:500],
            role="caption" if role == "caption" else "title",
            position=position,
            start_ms=start,
            duration_ms=None if whole else max(1, end - start),
            clip=ids[0] if len(ids) == 1 and "time" not in args else None,
            size=size,
            color=args.get("color") or "#ffffff",
            animation=args.get("animation") or "fade-in",
        )
    )


def warn_of_missing_glyphs(text: str, stage: Stage) -> None:
    missing = stage.situation.missing_glyphs(text)
    if missing:
        stage.say(
            f"No font on this machine can draw {missing}, so it will be missing from the picture.",
            f"这台机器上没有能显示“{missing}”的字体，画面上会缺少这些字符。",
        )


def _span(time: Any, ids: list[str], stage: Stage, role: str) -> tuple[int, int]:
    """(start, end) in milliseconds. A length that is asked for may be more than the video lasts now: it is cut to fit
    when it is laid, and is there again when the video becomes longer."""
    total = stage.scene.draft.duration_ms
    low, high = 0, total
    if ids:
        clips = stage.scene.chosen(ids)
        low, high = clips[0].start_ms, clips[-1].end_ms
    if time is None or time[0] == "scale":
        return (low, high) if ids or role == "caption" else (0, TITLE_MS)
    kind, *numbers = time
    if kind == "whole":
        return low, high
    if kind == "end":
        return max(low, high - TITLE_MS), high
    if kind == "range":
        return min(numbers[0], total - 1), max(numbers[1], min(numbers[0], total - 1) + 1)
    if kind == "from":
        return min(numbers[0], total - 1), numbers[0] + TITLE_MS
    if kind == "last":
        return max(low, high - numbers[0]), high
    length = TITLE_MS if kind == "start" else numbers[0]  # first, for, until
    return low, min(low + length, high) if ids else low + length


def _captions(wish: Wish, stage: Stage) -> None:
    """One caption per photo: its number, or its file name."""
    clips = stage.scene.clips
    chosen = stage.clips_of(wish.target) if wish.target is not None else []
    if chosen is None:
        return
    for number, clip in enumerate(clips, 1):
        if chosen and clip.id not in chosen:
            continue
        stem = clip.meta.name.rpartition(".")[0] or clip.meta.name
        words = str(number) if wish.args["mode"] == "numbers" else stem
        if any(
            t.meta.role == "caption" and t.meta.text == words and t.start_ms == clip.start_ms for t in stage.scene.texts
        ):
            continue
        _add_one({**wish.args, "text": words}, "caption", [clip.id], stage)


# -- texts that are there ------------------------------------------------------------------------------------------


def _chosen(wish: Wish, stage: Stage) -> list[Text]:
    """The texts that a wish means."""
    texts = stage.scene.texts
    args = wish.args
    if args.get("old"):
        old = args["old"].strip().lower()
        return [t for t in texts if t.meta.text.strip().lower() == old] or [
            t for t in texts if old in t.meta.text.lower()
        ]
    role = args.get("role")
    mine = [t for t in texts if role is None or t.meta.role == role] or (
        texts if len({t.meta.role for t in texts}) == 1 else []
    )
    if wish.target is not None and wish.do != "add":
        ids = stage.clips_of(wish.target)
        if not ids:
            return []
        spans = [(c.start_ms, c.end_ms) for c in stage.scene.chosen(ids)]
        return [t for t in mine if any(t.start_ms < b and a < t.end_ms for a, b in spans)]
    which = args.get("which")
    if which == "all":
        return mine
    if isinstance(which, int):
        index = which - 1 if which > 0 else len(mine) + which
        return [mine[index]] if 0 <= index < len(mine) else []
    last = [t for t in mine if t.id in stage.context.texts]
    if which == "last":
        return last or mine
    if len(mine) > 1 and args.get("text"):
        return last[:1] or [t for t in mine if t.meta.role == "title"][:1] or mine[:1]
    if len(mine) > 1 and last and len(last) < len(mine):
        return last
    return mine


def _remove(wish: Wish, stage: Stage) -> None:
    if not stage.scene.texts:
        if not stage.built:
            stage.say("There is no text in the video.", "视频里没有文字。")
        return
    chosen = _chosen(wish, stage)
    if not wish.args.get("which") and not wish.target and not wish.args.get("old"):
        role = wish.args.get("role")
        chosen = [t for t in stage.scene.texts if role is None or t.meta.role == role] or stage.scene.texts
    if not chosen:
        stage.say("I can't find that text in the video.", "视频里没有找到这段文字。")
        return
    everything = len(chosen) == len(stage.scene.texts)
    if wish.args.get("which") == "last" and len(chosen) > 1 and len({t.meta.text for t in chosen}) > 1:
        _ask_which(chosen, stage)
        return
    stage.do(RemoveText(texts=[] if everything else [t.id for t in chosen]))


def _ask_which(texts: list[Text], stage: Stage) -> None:
    """ "Take it off", after two texts were written."""
    offers = [(t.meta.text, sentence(RemoveText(texts=[t.id]), stage.scene.draft, ()).en) for t in texts[:3]]
    quoted = [f"“{t.meta.text}”" for t in texts[:3]]
    stage.say(f"Which text shall go: {', '.join(quoted)}?", f"要删除哪一段文字：{'、'.join(quoted)}？", *offers)


def _change(wish: Wish, stage: Stage) -> None:
    args = wish.args
    chosen = _chosen(wish, stage)
    if not chosen:
        if args.get("text") and not args.get("old"):
            _add(Wish("text", "add", wish.target, {k: v for k, v in args.items() if k != "which"}, wish.source), stage)
        elif not stage.scene.texts:
            if not stage.built:
                stage.asked = "title"
            stage.say("There is no text yet. What should it say?", "还没有文字。要写什么？")
        else:
            stage.say("I can't find that text in the video.", "视频里没有找到这段文字。")
        return
    changes: dict[str, Any] = {k: args[k] for k in _LOOKS if k in args}
    if args.get("text"):
        changes["text"] = args["text"][:500]
        warn_of_missing_glyphs(args["text"], stage)
        if len(chosen) > 1:
            chosen = chosen[:1]
    time = args.get("time")
    if time and time[0] == "over" and (time := _over(time[1], stage)) is None:
        return
    for text in chosen if ("size_factor" in args or time) else [None]:
        own = dict(changes)
        if text is not None:
            if "size_factor" in args:
                own["size"] = _bounded(text.meta.size * args["size_factor"])
            if time:
                own.update(_new_span(time, text, stage))
        ids = [text.id] if text is not None else [t.id for t in chosen]
        if not own:  # a text that is named and nothing that it shall become
            continue
        stage.do(ChangeText(texts=[] if len(ids) == len(stage.scene.texts) else ids, **own))


def _over(target: Selector, stage: Stage) -> Any:
    """When the photos are on screen to which a text is moved."""
    ids = stage.clips_of(target)
    clips = stage.scene.chosen(ids) if ids else []
    return ("range", clips[0].start_ms, clips[-1].end_ms) if clips else None


def _new_span(time: Any, text: Text, stage: Stage) -> dict[str, Any]:
    total = stage.scene.draft.duration_ms
    kind, *numbers = time
    length = text.duration_ms
    if kind == "whole":
        return {"start_ms": 0, "to_end": True}
    if kind == "start":
        return {"start_ms": 0, "duration_ms": min(length, total)}
    if kind == "end":
        return {"start_ms": max(0, total - length), "duration_ms": min(length, total)}
    if kind == "range":
        start, end = min(numbers[0], total - 1), min(numbers[1], total)
        return {"start_ms": start, "duration_ms": max(1, end - start)}
    if kind == "scale":
        return {"duration_ms": max(SHORTEST_TEXT_MS, min(round(length * numbers[0]), total - text.start_ms))}
    ms = numbers[0]
    if kind == "from":
        return {"start_ms": min(ms, total - 1), "duration_ms": max(1, min(length, total - min(ms, total - 1)))}
    if kind == "until":
        return {"duration_ms": max(1, min(ms, total) - text.start_ms)}
    if kind == "first":
        return {"start_ms": 0, "duration_ms": max(1, ms)}
    if kind == "last":
        return {"start_ms": max(0, total - ms), "duration_ms": max(1, min(ms, total))}
    held = anchors.asked(text)
    if held is not None and held.on == "end":  # what stands at the end stays there
        return {"start_ms": max(0, total - ms), "duration_ms": max(1, min(ms, total))}
    return {"duration_ms": max(1, ms)}


def _bounded(size: float) -> float:
    return round(max(0.02, min(0.5, size)), 4)

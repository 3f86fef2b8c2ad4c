from __future__ import annotations

from collections.abc import Sequence

from nemo_widget.model.draft import Clip

from ..edits import (
    AddClips,
    ArrangeClips,
    ClearTimeline,
    DuplicateClips,
    EditBase,
    InsertClip,
    MoveClips,
    RemoveClips,
    ReplaceClip,
    SwapClips,
)
from ..references import Pick, Selector
from ..sentences import sentence
from ..situation import fresh_assets
from ..stage import Stage
from ..wishes import Wish


def plan_clips(wish: Wish, stage: Stage) -> None:
    {
        "arrange": _arrange,
        "move": _move,
        "ask_where": _ask_where,
        "ask_which": _ask_which,
        "sequence": _sequence,
        "swap": _swap,
        "replace": _replace,
        "duplicate": _duplicate,
        "keep": _keep,
        "stay": _stay,
        "remove": _remove,
        "add": _add,
        "restore": _restore,
    }[wish.do](wish, stage)


# -- order ---------------------------------------------------------------------------------------------------------


def _arrange(wish: Wish, stage: Stage) -> None:
    clips = stage.scene.clips
    how = wish.args["how"]
    if how == "given":
        ids = stage.clips_of(wish.target)
        if ids:
            stage.do(ArrangeClips(order=ids))
        return
    ids = [c.id for c in clips]
    if how == "reversed":
        ids = ids[::-1]
    elif how == "shuffled":
        ids = stage.shuffle(ids)
    elif how == "by-name":
        descending = bool(wish.args.get("descending"))
        ids = [c.id for c in sorted(clips, key=lambda c: _natural(c.meta.name), reverse=descending)]
    else:
        places = {a.hash: n for n, a in enumerate(stage.situation.assets)}
        ids = [c.id for c in sorted(clips, key=lambda c: places.get(c.meta.src, len(places)))]
    stage.do(ArrangeClips(order=ids, how=how))


def _natural(name: str) -> list[tuple[int, int, str]]:
    """ "photo2" before "photo10"."""
    runs: list[str] = []
    for char in name.lower():
        if runs and runs[-1][-1].isdigit() == char.isdigit():
            runs[-1] += char
        else:
            runs.append(char)
    return [(0, int(r), "") if r.isdecimal() else (1, 0, r) for r in runs]


def _move(wish: Wish, stage: Stage) -> None:
    to = wish.args["to"]
    assert wish.target is not None
    if to == "restore":
        _restore(wish, stage)
        return
    found = stage.resolve(wish.target)
    if not found.ids and not found.choices and wish.target.has("name") and _absent(wish.target, stage):
        _add(Wish("clips", "add", wish.target, {"place": wish.args}), stage)
        return
    ids = stage.clips_of(wish.target)
    if not ids:
        return
    index = _index(wish.args, ids, stage)
    if index is not None:
        stage.do(MoveClips(clips=ids, index=index))


def _ask_where(wish: Wish, stage: Stage) -> None:
    ids = stage.clips_of(wish.target)
    if not ids:
        return
    name = _name(ids[0], stage)
    stage.say(
        f"Where shall “{name}” go: to the beginning, to the end, or to another place?",
        f"把“{name}”移到哪里：最前面、最后，还是别的位置？",
        ("To the beginning", f'Move "{name}" to the beginning.'),
        ("To the end", f'Move "{name}" to the end.'),
    )


def _index(args: dict[str, object], ids: Sequence[str], stage: Stage) -> int | None:
    """Where, among the clips that stay, the moved ones go in; None when the place is not to be found."""
    order = [c.id for c in stage.scene.clips]
    rest = [i for i in order if i not in ids]
    to = args["to"]
    if to == "start":
        return 0
    if to == "end":
        return -1
    if to == "middle":
        return len(rest) // 2
    if to == "place":
        place = int(str(args["n"]))
        if place < 0:
            return max(0, len(order) + place + 1 - len(ids))
        if place > len(order) or place == 0:
            stage.say(
                f"There is no position {place}: the video has {len(order)} photos.",
                f"没有第 {place} 个位置：视频里一共有 {len(order)} 张照片。",
            )
            return None
        return place - 1
    if to in ("earlier", "later"):
        steps = int(str(args.get("n", 1)))
        at = min(order.index(i) for i in ids if i in order)
        return max(0, min(len(rest), at - steps if to == "earlier" else at + steps))
    other = args["ref"]
    assert isinstance(other, Selector)
    anchors = stage.clips_of(other)
    if not anchors:
        return None
    places = [rest.index(i) for i in anchors if i in rest]
    if not places:
        return None
    if to == "before":
        return min(places)
    if to == "between":
        return max(places) if len(places) > 1 else places[0]
    return max(places) + 1


def _sequence(wish: Wish, stage: Stage) -> None:
    ids = stage.clips_of(wish.target)
    if not ids:
        return
    before = [i for i in stage.mentioned if i not in ids]
    order = [c.id for c in stage.scene.clips if c.id not in ids]
    at = order.index(before[-1]) + 1 if before and before[-1] in order else len(order)
    stage.do(MoveClips(clips=ids, index=at))


def _swap(wish: Wish, stage: Stage) -> None:
    assert wish.target is not None
    if len(wish.target.picks) == 2 and wish.args.get("or_replace"):
        new = Selector((wish.target.picks[1],))
        if _absent(new, stage):
            _replace(Wish("clips", "replace", Selector((wish.target.picks[0],)), {"by": new}), stage)
            return
    ids = stage.clips_of(wish.target)
    if ids is None:
        return
    if len(ids) != 2:
        stage.say("Which two photos shall change places?", "要对调哪两张照片？")
        return
    stage.do(SwapClips(first=ids[0], second=ids[1]))


# -- what there is -------------------------------------------------------------------------------------------------


def _absent(selector: Selector, stage: Stage) -> list[str]:
    """Uploads that the selector names by name and that are not on the timeline."""
    on = {c.meta.src for c in stage.scene.clips}
    named = {h for p in selector.picks if p.kind == "name" for h in p.hashes}
    return [a.hash for a in stage.situation.assets if a.hash in named and a.hash not in on and a.kind != "audio"]


def _replace(wish: Wish, stage: Stage) -> None:
    by = wish.args["by"]
    sources = _absent(by, stage) or [h for p in by.picks if p.kind == "name" for h in sorted(p.hashes)]
    if by.has("new"):
        sources = _unused(stage)
    ids = stage.clips_of(wish.target)
    if not ids:
        return
    if not sources:
        stage.say("I don't know which upload to put there.", "不知道要换成哪一张上传的照片。")
        return
    stage.do(ReplaceClip(clip=ids[0], source=sources[0]))


def _duplicate(wish: Wish, stage: Stage) -> None:
    ids = stage.clips_of(wish.target)
    if ids:
        there = {c.id for c in stage.scene.clips}
        stage.do(DuplicateClips(clips=ids, at_end=bool(wish.args.get("at_end"))))
        if wish.args.get("at_start"):
            stage.do(MoveClips(clips=[c.id for c in stage.scene.clips if c.id not in there], index=0))


def _keep(wish: Wish, stage: Stage) -> None:
    if wish.target is None or _refuse(wish, stage):
        return
    ids = stage.clips_of(wish.target)
    if not ids:
        return
    gone = [c.id for c in stage.scene.clips if c.id not in ids]
    if gone:
        stage.do(RemoveClips(clips=gone))


def _stay(wish: Wish, stage: Stage) -> None:
    """That a photo shall stay takes no other away; one that has been taken away comes back."""
    assert wish.target is not None
    if stage.resolve(wish.target).ids:
        stage.clips_of(wish.target)  # 海边那张留着，其他都删
    elif wish.target.has("name") and not stage.built:
        _restore(wish, stage)


def _refuse(wish: Wish, stage: Stage) -> bool:
    """Nothing is removed on half an understanding."""
    unknown = wish.args.get("unknown") or []
    if not unknown or (wish.target is not None and wish.target.has("name", "ordinal") and _is_harmless(unknown)):
        return False
    words = " ".join(unknown)
    stage.say(
        f"I can't find “{words}” among the photos, so I removed nothing. I take whole photos out, not parts of them.",
        f"照片里没有找到“{words}”，所以没有删除任何东西。我可以删除整张照片，但不能修改照片里的内容。",
    )
    return True


def _is_harmless(words: Sequence[str]) -> bool:
    return False


def _remove(wish: Wish, stage: Stage) -> None:
    if wish.target is None:
        words = " ".join(wish.args.get("unknown") or [])
        stage.say_missing([words])
        return
    if _refuse(wish, stage):
        return
    ids = stage.clips_of(wish.target)
    if not ids:
        return
    gone = [i for i in ids if stage.by_id(i) is not None]
    if any(p.open for p in wish.target.picks):
        _ask_whether_inclusive(gone, stage)
        return
    if len(gone) >= len(stage.scene.clips) and wish.target.picks[0].kind == "all" and not wish.target.excluding:
        stage.do(ClearTimeline())
        return
    if len(gone) >= len(stage.scene.clips):
        stage.say(
            "That would leave no photo. Say “start over” to clear everything.",
            "这样就一张照片都不剩了。想清空请说“重新开始”。",
            ("Start over", "Start over."),
        )
        return
    if gone:
        stage.do(RemoveClips(clips=gone))


def _ask_which(wish: Wish, stage: Stage) -> None:
    """It is not plain which photos shall go, or stay: each that was named is offered."""
    assert wish.target is not None
    found = [stage.resolve(Selector((pick,))).ids for pick in wish.target.picks]
    named = list(dict.fromkeys(i for ids in found for i in ids))[:3]
    offers: list[tuple[str, str]] = []
    for clip_id in named:
        gone = [clip_id] if wish.args["do"] == "remove" else [c.id for c in stage.scene.clips if c.id != clip_id]
        offers.append((_name(clip_id, stage), sentence(RemoveClips(clips=gone), stage.scene.draft, ()).en))
    if wish.args["do"] == "remove":
        en, zh = "Which photos shall go?", "要删除哪些照片？"
    else:
        en, zh = "Which photos shall stay?", "要保留哪些照片？"
    stage.say(f"I am not sure, so I removed nothing. {en}", f"我不太确定，所以什么都没删。{zh}", *offers)


def _ask_whether_inclusive(ids: Sequence[str], stage: Stage) -> None:
    """ "Remove everything up to the cake": the cake, too?"""
    last = _name(ids[-1], stage)
    offers = [
        (label, sentence(RemoveClips(clips=list(gone)), stage.scene.draft, ()).en)
        for label, gone in ((f"With {last}", ids), (f"Without {last}", ids[:-1]))
        if 0 < len(gone) < len(stage.scene.clips)
    ]
    stage.say(f"Shall “{last}” go, too?", f"“{last}”也要删除吗？", *offers)


def _name(clip_id: str, stage: Stage) -> str:
    clip = stage.by_id(clip_id)
    return clip.meta.name if clip is not None else ""


def _unused(stage: Stage) -> list[str]:
    on = {c.meta.src for c in stage.scene.clips}
    return [a.hash for a in stage.situation.assets if a.kind != "audio" and a.hash not in on]


def _add(wish: Wish, stage: Stage) -> None:
    assert wish.target is not None
    target = wish.target
    fresh = _unused(stage)
    place = wish.args.get("place")
    if target.has("new", "rest", "them", "all") and fresh:
        never = {a.hash for a in fresh_assets(stage.situation)} if target.has("new") else set()
        sources = [
            s for s in fresh if s in never
        ] or fresh  # what was taken off is not new, unless nothing else is left
    elif target.has("name"):
        named = {h for p in target.picks if p.kind == "name" for h in p.hashes}
        sources = [a.hash for a in stage.situation.assets if a.hash in named and a.kind != "audio"]
        if stage.built and all(s not in fresh for s in sources):
            return
    elif target.has("unknown"):
        stage.say_missing([p.text for p in target.picks if p.kind == "unknown"])
        return
    else:
        if not stage.built:
            stage.say(
                "There are no other photos: upload them first, then say “add the new photos”.",
                "没有别的照片了：请先上传，再说“加上新照片”。",
            )
        return
    index = _index(place, [], stage) if place else None
    edit: EditBase = AddClips(sources=sources, index=None if index == -1 else index)
    stage.do(edit)


def _restore(wish: Wish, stage: Stage) -> None:
    """Puts a clip back that an earlier draft had, where it was."""
    assert wish.target is not None
    several = wish.target.has("both", "all", "them")
    left = 2 if wish.target.has("both") else len(stage.assets) if several else 1
    while left and _put_back(wish.target, stage):
        left -= 1
    back = [e.clip.id for e in stage.edits if isinstance(e, InsertClip)]
    if back:
        place = wish.args.get("place")
        index = _index(place, back, stage) if place is not None and place["to"] != "restore" else None
        if index is not None:
            stage.do(MoveClips(clips=back, index=index))
        return
    absent = _absent(wish.target, stage)
    if absent:
        place = wish.args.get("place")
        index = _index(place, [], stage) if place is not None and place["to"] != "restore" else None
        stage.do(AddClips(sources=absent, index=None if index == -1 else index))
    elif stage.clips_of(wish.target):
        stage.say("That photo is on the timeline already.", "这张照片已经在时间线上了。")


def _put_back(target: Selector, stage: Stage) -> bool:
    """Inserts the clip that was there last and fits the target; False when there is none."""
    on = {c.id for c in stage.scene.clips}
    for draft in reversed(stage.situation.undo):
        if draft is None:
            continue
        for index, clip in enumerate(draft.clips):
            if clip.id not in on and _matches(clip, target, index, len(draft.clips)):
                before = [c.id for c in draft.clips[:index] if c.id in on]
                order = [c.id for c in stage.scene.clips]
                stage.do(InsertClip(clip=clip, index=order.index(before[-1]) + 1 if before else 0))
                return True
    return False


def _matches(clip: Clip, target: Selector, index: int, count: int) -> bool:
    """Whether the clip, which stood at `index` of `count`, is one of those meant."""

    def fits(pick: Pick) -> bool:
        if pick.kind == "ordinal":
            return pick.a in (index + 1, index - count)
        return (pick.kind == "name" and clip.meta.src in pick.hashes) or pick.kind in ("it", "them", "both", "all")

    return any(fits(p) for p in target.picks)

from __future__ import annotations

from collections.abc import Sequence

from ..edits import CutOnBeat, ScaleDurations, SetClipDuration, SetMusic, SetSpeed, SetTotalDuration, TrimClips
from ..edits.scene import LONGEST_CLIP_MS, LONGEST_VIDEO_MS, SHORTEST_CLIP_MS
from ..stage import Stage
from ..wishes import Wish

BEAT_MUSIC = "music:upbeat"


def plan_durations(wishes: Sequence[Wish], stage: Stage) -> None:
    """First what holds for all, then for single clips, at last the total, which leaves single clips as they are."""
    absolute = [w for w in wishes if w.do in ("each", "total", "clip")]
    each = [w for w in absolute if w.do == "each"]
    total = [w for w in absolute if w.do == "total"]
    kept: list[str] = []
    for wish in each[-1:]:
        ids = stage.clips_of(wish.target)
        if ids is not None:
            stage.do(SetClipDuration(clips=ids, duration_ms=_clip_ms(wish.args["ms"], stage)))
    for wish in wishes:
        if wish.do == "listed":
            kept += _listed(wish, stage)
    if sum(w.do == "clip" and w.target is not None for w in wishes) > 1:
        stage.mentioned = list(kept)  # "the rest" are those that no length was given for
    clip_wishes = [w for w in absolute if w.do == "clip"]
    for wish in sorted(clip_wishes, key=lambda w: w.target is not None and w.target.has("rest", "even")):
        ids = stage.clips_of(wish.target)
        if ids and wish.args.get("even"):  # the rest share what is named
            wish.args["ms"] = round(wish.args["ms"] / len(ids))
        if ids:
            everyone = len(ids) == len(stage.scene.clips)
            stage.do(SetClipDuration(clips=[] if everyone else ids, duration_ms=_clip_ms(wish.args["ms"], stage)))
            kept += ids
    for wish in total[-1:]:
        _total(wish, kept, stage)
    for wish in wishes:
        if wish.do == "even":
            if not (total and kept):  # "the card gets 6 of them, split what's left evenly": that is done
                stage.do(SetTotalDuration(duration_ms=stage.scene.draft.duration_ms, keep=kept))
        elif wish.do == "speed":
            ids = stage.clips_of(wish.target)
            if ids is not None:
                stage.do(SetSpeed(clips=ids, speed=max(0.1, min(10.0, wish.args["speed"]))))
        elif wish.do == "by":
            _by(wish, stage)
        elif wish.do == "scale" and not _said_better(wish, wishes):
            _scale(wish, stage)


def _listed(wish: Wish, stage: Stage) -> list[str]:
    """A time for each of the photos, in their order; the ids of these."""
    ids, times = stage.clips_of(wish.target), wish.args["ms"]
    if ids is None:
        return []
    chosen = ids or [c.id for c in stage.scene.clips]
    if len(chosen) != len(times):
        stage.say(
            f"There are {len(times)} times for {len(chosen)} photos, so I changed none.",
            f"给了 {len(times)} 个时长，但照片有 {len(chosen)} 张，所以时长没有改动。",
        )
        return []
    for clip_id, ms in zip(chosen, times, strict=True):
        stage.do(SetClipDuration(clips=[clip_id], duration_ms=_clip_ms(ms, stage)))
    return chosen


def _said_better(wish: Wish, wishes: Sequence[Wish]) -> bool:
    """Whether a figure, or another word about the same clips, says what "longer" only hints at."""
    after = wishes[wishes.index(wish) + 1 :]
    figures = any(
        w.do in ("each", "total", "clip", "by") and (w.target == wish.target or _is_weak(wish)) for w in wishes
    )
    weak = _is_weak(wish)
    later = [w for w in after if w.do == "scale"]
    return figures or any(w.target == wish.target or (weak and _is_weak(w)) for w in later)


def _is_weak(wish: Wish) -> bool:
    return wish.target is None or wish.target.is_weak


def _scale(wish: Wish, stage: Stage) -> None:
    ids = stage.clips_or_all(wish.target)
    if ids is not None:
        stage.do(ScaleDurations(clips=ids, factor=max(0.02, min(50.0, wish.args["factor"]))))


def _clip_ms(ms: int, stage: Stage) -> int:
    if ms < SHORTEST_CLIP_MS:
        stage.say("A photo needs at least 0.1 s.", "每张照片至少要 0.1 秒。")
    if ms > LONGEST_CLIP_MS:
        stage.say("A photo can be shown for at most 10 minutes.", "每张照片最多显示 10 分钟。")
    return max(SHORTEST_CLIP_MS, min(LONGEST_CLIP_MS, ms))


def _total(wish: Wish, kept: list[str], stage: Stage) -> None:
    ms = wish.args["ms"]
    shortest = SHORTEST_CLIP_MS * max(1, len(stage.scene.clips))
    if ms > LONGEST_VIDEO_MS:
        stage.say("A video can last an hour at most.", "视频最长一小时。")
    if ms < shortest:
        stage.say(
            f"{len(stage.scene.clips)} photos need at least {shortest / 1000:g} s.",
            f"{len(stage.scene.clips)} 张照片至少需要 {shortest / 1000:g} 秒。",
        )
    lengths = [c.duration_ms for c in stage.scene.clips if c.id not in kept]
    videos = any(a.kind == "video" for a in stage.situation.assets if a.hash in {c.meta.src for c in stage.scene.clips})
    even = bool(wish.args.get("even")) or stage.built or max(lengths, default=0) - min(lengths, default=0) <= 1
    stage.do(
        SetTotalDuration(
            duration_ms=max(shortest, min(LONGEST_VIDEO_MS, ms)),
            keep=kept,
            even=even and not (videos and not stage.built),
        )
    )


def _by(wish: Wish, stage: Stage) -> None:
    """Some seconds more or less: of the clips that are named, of each, or of the whole."""
    ms, ids = wish.args["ms"], stage.clips_or_all(wish.target)
    if ids is None:
        return
    if not ids and not wish.args["each"]:
        now = stage.scene.draft.duration_ms
        stage.do(
            SetTotalDuration(
                duration_ms=max(SHORTEST_CLIP_MS * len(stage.scene.clips), min(LONGEST_VIDEO_MS, now + ms)), even=False
            )
        )
        return
    if ms < 0:
        head = -ms if wish.args["where"] == "start" else 0
        stage.do(TrimClips(clips=ids, head_ms=head, tail_ms=-ms - head))
        return
    groups: dict[int, list[str]] = {}
    for clip in stage.scene.chosen(ids):
        groups.setdefault(clip.duration_ms, []).append(clip.id)
    for now, members in groups.items():
        everyone = len(members) == len(stage.scene.clips)
        stage.do(SetClipDuration(clips=[] if everyone else members, duration_ms=min(LONGEST_CLIP_MS, now + ms)))


def plan_beat(wish: Wish, stage: Stage) -> None:
    if not any(m.meta.bpm for m in stage.scene.music):
        if stage.scene.music:
            stage.say(
                "I don't know the tempo of an uploaded song; I can cut on the beat of the built-in music.",
                "我不知道上传歌曲的节拍；内置音乐可以卡点。",
            )
            return
        stage.do(SetMusic(source=BEAT_MUSIC))
    stage.do(CutOnBeat(beats=wish.args.get("beats")))

"""Edits of what is on the timeline: photos and videos come, go, and change places."""

from __future__ import annotations

from typing import Literal

from nemo_widget.model.draft import Clip, ClipMeta, Draft, Motion, Transition

from . import wording
from .base import EditBase, Said
from .scene import CLIP_MS, LONGEST_CLIP_MS, Scene

MOTION_BY_TURNS: tuple[Motion, Motion] = ("zoom-in", "zoom-out")


def new_clip(scene: Scene, source: str, index: int) -> Clip:
    """A clip of an upload with the defaults: 3 s, crossfade 0.5 s, motion by turns; a video keeps its own length."""
    asset = scene.assets.get(source)
    moving = asset is not None and asset.kind == "video"
    length_ms = asset.duration_ms if moving and asset is not None and asset.duration_ms else CLIP_MS
    return Clip(
        id=scene.fresh_id("c"),
        start_ms=0,
        duration_ms=min(length_ms, LONGEST_CLIP_MS),
        meta=ClipMeta(
            src=source,
            name=asset.name if asset else source,
            focus=_focus(scene, source),
            motion="none" if moving else MOTION_BY_TURNS[index % 2],
            transition=Transition(type="crossfade", duration_ms=500),
        ),
    )


def _focus(scene: Scene, source: str) -> list[float] | None:
    """Where the upload's subject is, as a draft says it."""
    asset = scene.assets.get(source)
    return list(asset.focus) if asset is not None and asset.focus else None


def _insert(scene: Scene, added: list[Clip], index: int | None) -> None:
    clips = list(scene.clips)
    at = len(clips) if index is None else max(0, min(index, len(clips)))
    if at == 0 and clips and clips[0].meta.transition is None and added:
        clips[0].meta.transition = Transition(type="crossfade", duration_ms=500)
    scene.lay(clips[:at] + added + clips[at:])


class BuildSlideshow(EditBase):
    """A new timeline from uploads (their hashes), each with the defaults."""

    kind: Literal["build_slideshow"] = "build_slideshow"
    sources: list[str]

    def apply(self, scene: Scene) -> None:
        scene.lay([])
        for index, source in enumerate(self.sources):
            scene.lay([*scene.clips, new_clip(scene, source, index)])

    def says(self, before: Draft, after: Draft) -> Said:
        en, zh = wording.photos(len(self.sources))
        return Said(f"made a slideshow from {en}", f"用 {zh}做成了幻灯片")


class AddClips(EditBase):
    """Puts uploads (their hashes) in at `index`; at the end when it is None."""

    kind: Literal["add_clips"] = "add_clips"
    sources: list[str]
    index: int | None = None

    def apply(self, scene: Scene) -> None:
        for offset, source in enumerate(self.sources):
            clip = new_clip(scene, source, len(scene.clips))
            like = scene.clips[-1] if scene.clips else None
            if like is not None and clip.meta.motion != "none":
                clip.duration_ms = like.duration_ms
                if like.meta.motion == "none":
                    clip.meta.motion = "none"
                clip.meta.fit = like.meta.fit
                if len(scene.clips) > 1:
                    clip.meta.transition = like.meta.transition and like.meta.transition.model_copy()
            _insert(scene, [clip], None if self.index is None else self.index + offset)

    def says(self, before: Draft, after: Draft) -> Said:
        known = {c.id for c in before.clips}
        names = [c.meta.name for c in after.clips if c.id not in known]
        return Said(f"added {wording.listed(names, 'en')}", f"添加了{wording.listed(names, 'zh')}")


class InsertClip(EditBase):
    """Puts a clip back that was there before, with all it had, at `index`."""

    kind: Literal["insert_clip"] = "insert_clip"
    clip: Clip
    index: int

    def apply(self, scene: Scene) -> None:
        clip = self.clip.model_copy(deep=True)
        if any(c.id == clip.id for c in scene.clips):
            clip.id = scene.fresh_id("c")
        _insert(scene, [clip], self.index)

    def says(self, before: Draft, after: Draft) -> Said:
        name = self.clip.meta.name
        return Said(f"put “{name}” back", f"放回了“{name}”")


class RemoveClips(EditBase):
    kind: Literal["remove_clips"] = "remove_clips"
    clips: list[str]

    def apply(self, scene: Scene) -> None:
        scene.lay([c for c in scene.clips if c.id not in self.clips])

    def says(self, before: Draft, after: Draft) -> Said:
        names = [c.meta.name for c in before.clips if c.id in self.clips]
        return Said(f"removed {wording.listed(names, 'en')}", f"删除了{wording.listed(names, 'zh')}")


class DuplicateClips(EditBase):
    """A copy of each of the clips right behind it, or all copies at the end."""

    kind: Literal["duplicate_clips"] = "duplicate_clips"
    clips: list[str]
    at_end: bool = False

    def apply(self, scene: Scene) -> None:
        for clip in scene.chosen(self.clips):
            copy = clip.model_copy(deep=True)
            copy.id = scene.fresh_id("c")
            index = None if self.at_end else [c.id for c in scene.clips].index(clip.id) + 1
            if copy.meta.transition is None and scene.clips[1:]:
                copy.meta.transition = scene.clips[1].meta.transition
            _insert(scene, [copy], index)

    def says(self, before: Draft, after: Draft) -> Said:
        en, zh = wording.named(self.clips, before)
        return Said(f"repeated {en}", f"重复了{zh}")


class ReplaceClip(EditBase):
    """Shows another upload in the place of a clip; its time and looks stay."""

    kind: Literal["replace_clip"] = "replace_clip"
    clip: str
    source: str

    def apply(self, scene: Scene) -> None:
        asset = scene.assets.get(self.source)
        if asset is None or asset.kind == "audio":
            return  # only a picture can be shown
        for clip in scene.chosen([self.clip]):
            clip.meta.src = self.source
            clip.meta.name = scene.assets[self.source].name if self.source in scene.assets else self.source
            clip.meta.focus = _focus(scene, self.source)

    def says(self, before: Draft, after: Draft) -> Said:
        old = next((c.meta.name for c in before.clips if c.id == self.clip), "")
        new = next((c.meta.name for c in after.clips if c.id == self.clip), "")
        return Said(f"replaced “{old}” with “{new}”", f"把“{old}”换成了“{new}”")


class MoveClips(EditBase):
    """Takes clips out, in the given order, and puts them in at `index` of what remains; -1 is the end."""

    kind: Literal["move_clips"] = "move_clips"
    clips: list[str]
    index: int

    def apply(self, scene: Scene) -> None:
        by_id = {c.id: c for c in scene.clips}
        moved = [by_id[i] for i in dict.fromkeys(self.clips) if i in by_id]
        rest = [c for c in scene.clips if c.id not in self.clips]
        at = len(rest) if self.index < 0 else min(self.index, len(rest))
        reorder(scene, rest[:at] + moved + rest[at:])

    def says(self, before: Draft, after: Draft) -> Said:
        en, zh = wording.named(self.clips, before)
        place = next((n for n, c in enumerate(after.clips, 1) if c.id in self.clips), 1)
        if place == 1:
            return Said(f"moved {en} to the beginning", f"把{zh}移到了最前面")
        if after.clips and after.clips[-1].id in self.clips:
            return Said(f"moved {en} to the end", f"把{zh}移到了最后")
        return Said(f"moved {en} to position {place}", f"把{zh}移到了第 {place} 位")


class SwapClips(EditBase):
    kind: Literal["swap_clips"] = "swap_clips"
    first: str
    second: str

    def apply(self, scene: Scene) -> None:
        clips = list(scene.clips)
        places = {c.id: n for n, c in enumerate(clips)}
        if self.first in places and self.second in places:
            a, b = places[self.first], places[self.second]
            clips[a], clips[b] = clips[b], clips[a]
            reorder(scene, clips)

    def says(self, before: Draft, after: Draft) -> Said:
        names = [c.meta.name for i in (self.first, self.second) for c in before.clips if c.id == i]
        return Said(f"swapped {wording.listed(names, 'en')}", f"对调了{wording.listed(names, 'zh')}")


class ArrangeClips(EditBase):
    """The whole order anew, as clip ids; clips that are not named follow. `how` is for the sentence."""

    kind: Literal["arrange_clips"] = "arrange_clips"
    order: list[str]
    how: Literal["given", "reversed", "shuffled", "by-name", "as-uploaded"] = "given"

    def apply(self, scene: Scene) -> None:
        by_id = {c.id: c for c in scene.clips}
        first = [by_id[i] for i in dict.fromkeys(self.order) if i in by_id]
        reorder(scene, first + [c for c in scene.clips if c.id not in self.order])

    def says(self, before: Draft, after: Draft) -> Said:
        names = [c.meta.name for c in after.clips]
        return {
            "given": Said(f"put the photos in the order {', '.join(names)}", f"把顺序改成了{'、'.join(names)}"),
            "reversed": Said("reversed the order", "把顺序倒了过来"),
            "shuffled": Said("shuffled the photos", "打乱了照片顺序"),
            "by-name": Said("sorted the photos by name", "按文件名排了序"),
            "as-uploaded": Said("put the photos back in upload order", "恢复了上传时的顺序"),
        }[self.how]


class ClearTimeline(EditBase):
    """Takes everything off: clips, music, texts."""

    kind: Literal["clear_timeline"] = "clear_timeline"

    def apply(self, scene: Scene) -> None:
        scene.lay([])

    def says(self, before: Draft, after: Draft) -> Said:
        return Said("cleared the timeline", "清空了时间线")


def reorder(scene: Scene, clips: list[Clip]) -> None:
    """Lays `clips` in a new order. The one that was first has no transition into it: it takes over the one of the clip
    that has come to the front, so that every cut keeps a transition if all had one."""
    old_first = scene.clips[0] if scene.clips else None
    if clips and old_first is not None and clips[0] is not old_first and old_first.meta.transition is None:
        old_first.meta.transition = clips[0].meta.transition
    scene.lay(clips)

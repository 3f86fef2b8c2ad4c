"""Edits of time: how long clips are shown, which part of a video, how fast, in step with the music."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nemo_widget.model.draft import Clip, Draft

from . import wording
from .base import EditBase, Said
from .scene import LONGEST_CLIP_MS, LONGEST_VIDEO_MS, SHORTEST_CLIP_MS, Scene, even_split


def _longest_ms(scene: Scene, clip: Clip) -> int:
    """How long a clip can be shown: a photo as long as one likes, a video as long as it lasts at its speed."""
    asset = scene.assets.get(clip.meta.src)
    if asset is None or asset.kind != "video" or not asset.duration_ms:
        return LONGEST_CLIP_MS
    return max(SHORTEST_CLIP_MS, round((asset.duration_ms - (clip.meta.in_ms or 0)) / (clip.meta.speed or 1)))


def _show(scene: Scene, clip: Clip, duration_ms: float) -> None:
    clip.duration_ms = max(SHORTEST_CLIP_MS, min(round(duration_ms), _longest_ms(scene, clip)))


class SetClipDuration(EditBase):
    """Each of the clips is shown for `duration_ms`."""

    kind: Literal["set_clip_duration"] = "set_clip_duration"
    clips: list[str] = Field(default_factory=list)
    duration_ms: int = Field(ge=SHORTEST_CLIP_MS, le=LONGEST_CLIP_MS)

    def apply(self, scene: Scene) -> None:
        for clip in scene.chosen(self.clips):
            _show(scene, clip, self.duration_ms)
        scene.lay(scene.clips)

    def says(self, before: Draft, after: Draft) -> Said:
        (en, zh), (en_s, zh_s) = wording.named(self.clips, before), wording.seconds(self.duration_ms)
        each = len(self.clips) != 1
        return Said(
            f"{en} now {'last' if each else 'lasts'} {en_s}{' each' if each else ''}",
            f"{zh}{'每张' if each else ''}显示 {zh_s}",
        )


class SetTotalDuration(EditBase):
    """The whole video lasts `duration_ms`. `keep` are clips whose own duration stays.

    The others share the rest evenly, or (`even` false) in the proportions that they have.
    """

    kind: Literal["set_total_duration"] = "set_total_duration"
    duration_ms: int = Field(ge=SHORTEST_CLIP_MS, le=LONGEST_VIDEO_MS)
    keep: list[str] = Field(default_factory=list)
    even: bool = True

    def apply(self, scene: Scene) -> None:
        clips = scene.clips
        if not clips:
            return
        free = [c for c in clips if c.id not in self.keep] or clips
        room_ms = self.duration_ms - sum(c.duration_ms for c in clips if c not in free)
        if room_ms < SHORTEST_CLIP_MS * len(free):
            free, room_ms = clips, self.duration_ms
        limits = {c.id: _longest_ms(scene, c) for c in free}
        share = self._shares(free, room_ms)
        while True:  # a video that is too short for its share leaves the rest to the others
            short = [c for c in free if share[c.id] > limits[c.id]]
            if not short or len(short) == len(free):
                break
            for clip in short:
                clip.duration_ms = limits[clip.id]
                room_ms -= clip.duration_ms
            free = [c for c in free if c not in short]
            share = self._shares(free, room_ms)
        for clip in free:
            clip.duration_ms = min(share[clip.id], limits[clip.id])
        scene.lay(clips)

    def _shares(self, clips: list[Clip], total_ms: int) -> dict[str, int]:
        if self.even or not sum(c.duration_ms for c in clips):
            return {c.id: ms for c, ms in zip(clips, even_split(total_ms, len(clips)), strict=True)}
        scale = total_ms / sum(c.duration_ms for c in clips)
        edges, at = [0], 0.0
        for clip in clips:
            at += clip.duration_ms * scale
            edges.append(round(at))
        return {c.id: b - a for c, a, b in zip(clips, edges, edges[1:], strict=False)}

    def says(self, before: Draft, after: Draft) -> Said:
        (en, zh) = wording.seconds(after.duration_ms)
        lengths = {c.duration_ms for c in after.clips}
        if max(lengths, default=0) - min(lengths, default=0) <= 1 and len(after.clips) > 1:
            each_en, each_zh = wording.seconds(after.clips[0].duration_ms)
            return Said(f"the video now lasts {en}, {each_en} per photo", f"视频总长 {zh}，每张 {each_zh}")
        return Said(f"the video now lasts {en}", f"视频总长 {zh}")


class ScaleDurations(EditBase):
    """Each of the clips is shown `factor` times as long as before."""

    kind: Literal["scale_durations"] = "scale_durations"
    clips: list[str] = Field(default_factory=list)
    factor: float = Field(gt=0, le=100)

    def apply(self, scene: Scene) -> None:
        for clip in scene.chosen(self.clips):
            _show(scene, clip, clip.duration_ms * self.factor)
        scene.lay(scene.clips)

    def says(self, before: Draft, after: Draft) -> Said:
        longer = self.factor > 1
        if self.clips and len(self.clips) < len(before.clips):
            en, zh = wording.named(self.clips, before)
            ms = next((c.duration_ms for c in after.clips if c.id in self.clips), 0)
            (en_s, zh_s) = wording.seconds(ms)
            stay = "stays" if longer else "goes"
            return Said(
                f"{en} {stay} {'longer' if longer else 'sooner'}, after {en_s}",
                f"{zh}{'延长' if longer else '缩短'}到 {zh_s}",
            )
        (en_s, zh_s) = wording.seconds(after.duration_ms)
        return Said(
            f"made it {'longer' if longer else 'shorter'}: {en_s} in all",
            f"{'放慢' if longer else '加快'}了节奏，总长 {zh_s}",
        )


class TrimClips(EditBase):
    """Takes `head_ms` off the start and `tail_ms` off the end of each of the clips."""

    kind: Literal["trim_clips"] = "trim_clips"
    clips: list[str] = Field(default_factory=list)
    head_ms: int = Field(0, ge=0)
    tail_ms: int = Field(0, ge=0)

    def apply(self, scene: Scene) -> None:
        for clip in scene.chosen(self.clips):
            asset = scene.assets.get(clip.meta.src)
            head_ms = min(self.head_ms, clip.duration_ms - SHORTEST_CLIP_MS)
            if asset is not None and asset.kind == "video" and head_ms > 0:
                clip.meta.in_ms = (clip.meta.in_ms or 0) + round(head_ms * (clip.meta.speed or 1))
            clip.duration_ms = max(SHORTEST_CLIP_MS, clip.duration_ms - max(0, head_ms) - self.tail_ms)
        scene.lay(scene.clips)

    def says(self, before: Draft, after: Draft) -> Said:
        (en, zh), (en_s, zh_s) = wording.named(self.clips, before), wording.seconds(self.head_ms + self.tail_ms)
        return Said(f"trimmed {en_s} off {en}", f"{zh}剪短了 {zh_s}")


class ShowPart(EditBase):
    """A video clip shows its file from `begin_ms` to `end_ms`, as far as it goes; a photo, which has no parts, is shown
    for that long."""

    kind: Literal["show_part"] = "show_part"
    clip: str
    begin_ms: int = Field(ge=0)
    end_ms: int = Field(gt=0)

    def apply(self, scene: Scene) -> None:
        for clip in scene.chosen([self.clip]):
            asset = scene.assets.get(clip.meta.src)
            if asset is not None and asset.kind == "video":
                latest_ms = (asset.duration_ms or self.end_ms) - SHORTEST_CLIP_MS
                clip.meta.in_ms = max(0, min(self.begin_ms, latest_ms))
            _show(scene, clip, (self.end_ms - self.begin_ms) / (clip.meta.speed or 1))
        scene.lay(scene.clips)

    def says(self, before: Draft, after: Draft) -> Said:
        en, zh = wording.named([self.clip], before)
        span = f"{wording.number(self.begin_ms / 1000)}–{wording.number(self.end_ms / 1000)}"
        return Said(f"{en} shows its part from {span} s", f"{zh}只用第 {span} 秒")


class SetSpeed(EditBase):
    """Plays video clips `speed` times as fast; they become shorter or longer by it. Photos have no speed of their own,
    so they are shown for a shorter or longer time."""

    kind: Literal["set_speed"] = "set_speed"
    clips: list[str] = Field(default_factory=list)
    speed: float = Field(ge=0.1, le=10)

    def apply(self, scene: Scene) -> None:
        for clip in scene.chosen(self.clips):
            old = clip.meta.speed or 1.0
            clip.duration_ms = max(SHORTEST_CLIP_MS, min(LONGEST_CLIP_MS, round(clip.duration_ms * old / self.speed)))
            asset = scene.assets.get(clip.meta.src)
            if asset is not None and asset.kind == "video":
                clip.meta.speed = self.speed
        scene.lay(scene.clips)

    def says(self, before: Draft, after: Draft) -> Said:
        en, zh = wording.named(self.clips, before)
        rate = wording.number(self.speed)
        return Said(f"{en} at {rate}× speed", f"{zh}变为 {rate} 倍速")


class SetClipVolume(EditBase):
    """The loudness of video clips' own sound, 0 to 1. Photos have none."""

    kind: Literal["set_clip_volume"] = "set_clip_volume"
    clips: list[str] = Field(default_factory=list)
    volume: float = Field(ge=0, le=1)

    def apply(self, scene: Scene) -> None:
        for clip in scene.chosen(self.clips):
            asset = scene.assets.get(clip.meta.src)
            if asset is None or asset.kind == "video":
                clip.meta.volume = self.volume

    def says(self, before: Draft, after: Draft) -> Said:
        en, zh = wording.named(self.clips, before)
        if self.volume == 0:
            return Said(f"muted {en}", f"{zh}已静音")
        share = wording.percent(self.volume)
        return Said(f"the sound of {en} is at {share}", f"{zh}的原声音量 {share}")


class CutOnBeat(EditBase):
    """Moves every cut onto a beat of the music; durations change by as little as that takes.

    `beats` is how many beats a clip lasts; None keeps each as near as can be to what it is. Without music that has a
    tempo nothing happens.
    """

    kind: Literal["cut_on_beat"] = "cut_on_beat"
    beats: int | None = Field(None, ge=1, le=64)

    def apply(self, scene: Scene) -> None:
        bpm = next((m.meta.bpm for m in scene.music if m.meta.bpm), None)
        if not bpm:
            return
        beat_ms = 60_000 / bpm
        ends, beat = [], 0
        for clip in scene.clips:
            if self.beats is not None:
                beat += self.beats
            else:
                beat = max(beat + 1, round(clip.end_ms / beat_ms))
            ends.append(round(beat * beat_ms))
        for clip, start, end in zip(scene.clips, [0, *ends], ends, strict=False):
            clip.duration_ms = end - start
        scene.lay(scene.clips)

    def says(self, before: Draft, after: Draft) -> Said:
        en, zh = wording.seconds(after.duration_ms)
        return Said(f"cut on the beat ({en} in all)", f"按节拍切换（总长 {zh}）")

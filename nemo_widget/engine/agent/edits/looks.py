"""Edits of how clips look and how one gives way to the next."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nemo_widget.model.draft import Draft, Filter, Fit, Motion, Transition, TransitionType

from . import wording
from .base import EditBase, Said
from .clips import MOTION_BY_TURNS
from .scene import Scene

TRANSITION_MS = 500
BLACK = "#000000"  # the background of a canvas that names none


class SetTransition(EditBase):
    """How each of the clips comes in; "none" is a plain cut. `duration_ms` None keeps what each has, or 0.5 s."""

    kind: Literal["set_transition"] = "set_transition"
    clips: list[str] = Field(default_factory=list)
    type: TransitionType | Literal["none"]
    duration_ms: int | None = Field(None, ge=1, le=10_000)

    def apply(self, scene: Scene) -> None:
        for clip in scene.chosen(self.clips):
            old = clip.meta.transition
            if self.type == "none":
                clip.meta.transition = None
            else:
                ms = self.duration_ms or (old.duration_ms if old else TRANSITION_MS)
                clip.meta.transition = Transition(type=self.type, duration_ms=ms)
        scene.lay(scene.clips)

    def says(self, before: Draft, after: Draft) -> Said:
        en, zh = wording.TRANSITIONS[self.type]
        time_en, time_zh = wording.seconds(self.duration_ms) if self.duration_ms and self.type != "none" else ("", "")
        time_en, time_zh = (f" of {time_en}", f"（{time_zh}）") if time_en else ("", "")
        if not self.clips or len(self.clips) >= len(before.clips):
            return Said(f"{en}{time_en} between all photos", f"所有转场改为{zh}{time_zh}")
        who_en, who_zh = wording.named(self.clips, before)
        return Said(f"{en}{time_en} into {who_en}", f"切到{who_zh}时用{zh}{time_zh}")


class SetTransitionDuration(EditBase):
    """How long transitions take; plain cuts stay plain."""

    kind: Literal["set_transition_duration"] = "set_transition_duration"
    clips: list[str] = Field(default_factory=list)
    duration_ms: int = Field(ge=1, le=10_000)

    def apply(self, scene: Scene) -> None:
        for clip in scene.chosen(self.clips):
            if clip.meta.transition is not None:
                clip.meta.transition.duration_ms = self.duration_ms
        scene.lay(scene.clips)

    def says(self, before: Draft, after: Draft) -> Said:
        en, zh = wording.seconds(self.duration_ms)
        return Said(f"transitions take {en}", f"转场时长 {zh}")


class SetMotion(EditBase):
    """How the picture moves while it is shown; "alternate" zooms in and out by turns."""

    kind: Literal["set_motion"] = "set_motion"
    clips: list[str] = Field(default_factory=list)
    motion: Motion | Literal["alternate"]

    def apply(self, scene: Scene) -> None:
        for index, clip in enumerate(scene.chosen(self.clips)):
            clip.meta.motion = MOTION_BY_TURNS[index % 2] if self.motion == "alternate" else self.motion

    def says(self, before: Draft, after: Draft) -> Said:
        (en, zh), (who_en, who_zh) = wording.MOTIONS[self.motion], wording.named(self.clips, before)
        return Said(f"{en} on {who_en}", f"{who_zh}{zh}")


class SetFit(EditBase):
    """How a picture of another shape meets the canvas."""

    kind: Literal["set_fit"] = "set_fit"
    clips: list[str] = Field(default_factory=list)
    fit: Fit

    def apply(self, scene: Scene) -> None:
        for clip in scene.chosen(self.clips):
            clip.meta.fit = self.fit

    def says(self, before: Draft, after: Draft) -> Said:
        (en, zh), (who_en, who_zh) = wording.FITS[self.fit], wording.named(self.clips, before)
        return Said(f"{who_en}: {en}", f"{who_zh}{zh}")


class SetBackground(EditBase):
    """The colour beside photos that are shown whole and behind transparent ones: of the canvas, or of some clips."""

    kind: Literal["set_background"] = "set_background"
    clips: list[str] = Field(default_factory=list)
    color: str = Field(pattern=r"^#[0-9a-f]{6}$")

    def apply(self, scene: Scene) -> None:
        color, canvas = self.color, scene.draft.meta
        if not self.clips:
            canvas.background = None if color == BLACK else color
        of_canvas = (canvas.background or BLACK).lower()
        for clip in scene.chosen(self.clips):
            clip.meta.background = None if color == of_canvas else color

    def says(self, before: Draft, after: Draft) -> Said:
        en, zh = wording.color(self.color)
        if not self.clips:
            return Said(f"{en} background", f"背景用{zh}")
        who_en, who_zh = wording.named(self.clips, before)
        return Said(f"{en} background behind {who_en}", f"{who_zh}的背景用{zh}")


class SetFilter(EditBase):
    kind: Literal["set_filter"] = "set_filter"
    clips: list[str] = Field(default_factory=list)
    filter: Filter

    def apply(self, scene: Scene) -> None:
        for clip in scene.chosen(self.clips):
            clip.meta.filter = self.filter
            if self.filter == "none":
                clip.meta.brightness = clip.meta.contrast = clip.meta.saturation = 1.0

    def says(self, before: Draft, after: Draft) -> Said:
        (en, zh), (who_en, who_zh) = wording.FILTERS[self.filter], wording.named(self.clips, before)
        if self.filter == "none":
            return Said(f"{who_en} in natural colours", f"{who_zh}恢复原色")
        return Said(f"{en} look on {who_en}", f"{who_zh}用了{zh}滤镜")


class Adjust(EditBase):
    """Sets brightness, contrast or saturation (1.0 = unchanged)."""

    kind: Literal["adjust"] = "adjust"
    clips: list[str] = Field(default_factory=list)
    what: Literal["brightness", "contrast", "saturation"]
    value: float = Field(ge=0, le=3)

    def apply(self, scene: Scene) -> None:
        for clip in scene.chosen(self.clips):
            setattr(clip.meta, self.what, self.value)

    def says(self, before: Draft, after: Draft) -> Said:
        (en, zh), (who_en, who_zh) = wording.ADJUSTMENTS[self.what], wording.named(self.clips, before)
        share = wording.percent(self.value)
        return Said(f"{en} of {who_en} at {share}", f"{who_zh}的{zh}调到 {share}")

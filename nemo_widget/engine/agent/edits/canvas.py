"""Edits of the canvas: its shape, its size, its rate."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from nemo_widget.model.draft import CANVAS_SIZES, Draft, Fps, Ratio, canvas_size

from . import wording
from .base import EditBase, Said, something_set
from .scene import Scene


class SetCanvas(EditBase):
    """The ratio, the short side in pixels, the frames a second; what is None stays."""

    kind: Literal["set_canvas"] = "set_canvas"
    ratio: Ratio | None = None
    short_side: int | None = Field(None, ge=240, le=2160)
    fps: Fps | None = None

    @model_validator(mode="after")
    def _sets_something(self) -> SetCanvas:
        return something_set(self, "ratio", "short_side", "fps")

    def apply(self, scene: Scene) -> None:
        meta = scene.draft.meta
        old_ratio, old_side = scene.ratio, min(meta.width, meta.height)
        ratio = self.ratio or old_ratio
        if ratio != old_ratio or self.short_side is not None:
            usual = old_side == min(CANVAS_SIZES[old_ratio])
            side = self.short_side or (None if usual else old_side)
            meta.width, meta.height = canvas_size(ratio, side)
            scene.ratio = ratio
        if self.fps is not None:
            meta.fps = self.fps

    def says(self, before: Draft, after: Draft) -> Said:
        en, zh = [], []
        if self.ratio is not None:
            shape = wording.shape(self.ratio)
            en.append(f"made it {shape[0]}")
            zh.append(f"改成了{shape[1]}")
        if self.short_side is not None:
            en.append(f"set the size to {after.meta.width}×{after.meta.height}")
            zh.append(f"尺寸设为 {after.meta.width}×{after.meta.height}")
        if self.fps is not None:
            en.append(f"set {self.fps} frames per second")
            zh.append(f"帧率设为 {self.fps}")
        return Said(", ".join(en), "，".join(zh))

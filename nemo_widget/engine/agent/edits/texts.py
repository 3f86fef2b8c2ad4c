"""Edits of titles and captions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from nemo_widget.model.draft import Draft, Text, TextAnimation, TextMeta, TextPosition, TextRole

from . import anchors, wording
from .base import EditBase, Said, something_set
from .scene import LONGEST_VIDEO_MS, TITLE_MS, Scene

TITLE_SIZE = 0.08
CAPTION_SIZE = 0.05
COLOR_PATTERN = r"^#[0-9a-f]{6}$"


class AddText(EditBase):
    """A new text. `id` is new on the timeline, `duration_ms` None means to the end of the video; `clip` is the clip
    that it belongs to, whose start and end it then keeps to."""

    kind: Literal["add_text"] = "add_text"
    id: str
    text: str = Field(min_length=1, max_length=500)
    role: TextRole = "title"
    position: TextPosition = "center"
    start_ms: int = Field(0, ge=0)
    duration_ms: int | None = Field(TITLE_MS, gt=0)
    clip: str | None = None
    size: float = Field(TITLE_SIZE, gt=0, le=1)
    color: str = Field("#ffffff", pattern=COLOR_PATTERN)
    animation: TextAnimation = "fade-in"

    def apply(self, scene: Scene) -> None:
        rest_ms = max(1, scene.draft.duration_ms - self.start_ms)
        text = Text(
            id=self.id if all(t.id != self.id for t in scene.texts) else scene.fresh_id("x"),
            start_ms=min(self.start_ms, LONGEST_VIDEO_MS),
            duration_ms=min(rest_ms if self.duration_ms is None else self.duration_ms, LONGEST_VIDEO_MS),
            meta=TextMeta(
                text=self.text,
                role=self.role,
                position=self.position,
                size=self.size,
                color=self.color,
                animation=self.animation,
            ),
        )
        anchors.remember(text, self._anchor(text, scene))
        scene.set_texts([*scene.texts, text])

    def _anchor(self, text: Text, scene: Scene) -> anchors.Anchor:
        clip = next((c for c in scene.clips if c.id == self.clip), None)
        if clip is not None and (clip.start_ms, clip.end_ms) == (text.start_ms, text.end_ms):
            return anchors.Anchor(on="clip", clip=clip.id)
        return _timed(text, scene, to_end=self.duration_ms is None)

    def says(self, before: Draft, after: Draft) -> Said:
        segment = next((t for t in after.texts if t.id == self.id), None)
        role_en, role_zh = wording.ROLES[self.role]
        pos_en, pos_zh = wording.POSITIONS[self.position]
        start, end = (segment.start_ms, segment.end_ms) if segment else (self.start_ms, self.start_ms)
        span = f"{wording.number(start / 1000)}–{wording.number(end / 1000)}"
        return Said(
            f"the {role_en} “{self.text}” ({pos_en}, {span} s)", f"{role_zh}“{self.text}”（{pos_zh}，{span} 秒）"
        )


def _timed(text: Text, scene: Scene, *, to_end: bool) -> anchors.Anchor:
    """What a text that was given this time holds on to."""
    if to_end and text.start_ms == 0:
        return anchors.Anchor(on="video")
    if (on_clip := scene.clip_under(text)) is not None:
        return on_clip
    if text.start_ms > 0 and text.end_ms == scene.draft.duration_ms:
        return anchors.Anchor(on="end", d=text.duration_ms)
    return anchors.Anchor(on="time", s=text.start_ms, d=text.duration_ms)


class ChangeText(EditBase):
    """Changes texts that are there; what is None stays. `to_end` stretches them to the end of the video."""

    kind: Literal["change_text"] = "change_text"
    texts: list[str] = Field(default_factory=list)
    text: str | None = Field(None, min_length=1, max_length=500)
    position: TextPosition | None = None
    start_ms: int | None = Field(None, ge=0)
    duration_ms: int | None = Field(None, gt=0)
    to_end: bool = False
    size: float | None = Field(None, gt=0, le=1)
    color: str | None = Field(None, pattern=COLOR_PATTERN)
    animation: TextAnimation | None = None

    @model_validator(mode="after")
    def _sets_something(self) -> ChangeText:
        timed = ("start_ms", "duration_ms", "to_end")
        return something_set(self, "text", "position", "size", "color", "animation", *timed)

    def apply(self, scene: Scene) -> None:
        for segment in scene.chosen_texts(self.texts):
            meta = segment.meta
            meta.text = meta.text if self.text is None else self.text
            meta.position = self.position or meta.position
            meta.size = self.size or meta.size
            meta.color = self.color or meta.color
            meta.animation = self.animation or meta.animation
            if self.start_ms is not None:
                segment.start_ms = self.start_ms
            if self.duration_ms is not None:
                segment.duration_ms = self.duration_ms
            if self.to_end:
                segment.duration_ms = max(1, scene.draft.duration_ms - segment.start_ms)
            if self.start_ms is not None or self.duration_ms is not None or self.to_end:
                anchors.remember(segment, _timed(segment, scene, to_end=self.to_end))
        scene.set_texts(scene.texts)

    def says(self, before: Draft, after: Draft) -> Said:
        en, zh = [], []
        if self.text is not None:
            en.append(f"now reads “{self.text}”")
            zh.append(f"改成了“{self.text}”")
        if self.position is not None:
            en.append(f"is at the {wording.POSITIONS[self.position][0]}")
            zh.append(f"放在{wording.POSITIONS[self.position][1]}")
        if self.color is not None:
            en.append(f"is {wording.color(self.color)[0]}")
            zh.append(f"变成{wording.color(self.color)[1]}")
        if self.size is not None:
            en.append(f"has a height of {wording.percent(self.size)}")
            zh.append(f"字号调到画面高度的 {wording.percent(self.size)}")
        if self.animation is not None:
            en.append(
                "has no animation" if self.animation == "none" else f"comes in {wording.ANIMATIONS[self.animation][0]}"
            )
            zh.append(f"动画：{wording.ANIMATIONS[self.animation][1]}")
        if self.start_ms is not None or self.duration_ms is not None or self.to_end:
            segment = next((t for t in after.texts if not self.texts or t.id in self.texts), None)
            if segment is not None:
                span = f"{wording.number(segment.start_ms / 1000)}–{wording.number(segment.end_ms / 1000)}"
                en.append(f"shows at {span} s")
                zh.append(f"显示在 {span} 秒")
        chosen = [t for t in before.texts if not self.texts or t.id in self.texts]
        roles = {t.meta.role for t in chosen} or {"title"}
        role = wording.ROLES[roles.pop()] if len(roles) == 1 else ("text", "文字")
        if len(chosen) > 1:
            return Said(f"each {role[0]} {wording.joined(en)}", f"所有{role[1]}{'，'.join(zh)}")
        return Said(f"the {role[0]} {wording.joined(en)}", f"{role[1]}{'，'.join(zh)}")


class RemoveText(EditBase):
    kind: Literal["remove_text"] = "remove_text"
    texts: list[str] = Field(default_factory=list)

    def apply(self, scene: Scene) -> None:
        gone = {t.id for t in scene.chosen_texts(self.texts)}
        scene.set_texts([t for t in scene.texts if t.id not in gone])

    def says(self, before: Draft, after: Draft) -> Said:
        words = [t.meta.text for t in before.texts if not self.texts or t.id in self.texts]
        return Said(f"removed the text {wording.listed(words, 'en')}", f"去掉了文字{wording.listed(words, 'zh')}")

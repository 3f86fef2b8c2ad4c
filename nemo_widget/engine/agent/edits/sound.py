"""Edits of the music."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from nemo_widget.engine.music import PRESETS
from nemo_widget.model.draft import MUSIC_PREFIX, Draft, Music, MusicMeta

from . import wording
from .base import EditBase, Said, something_set
from .scene import Scene

VOLUME = 0.35
FADE_IN_MS = 500
FADE_OUT_MS = 1500


class SetMusic(EditBase):
    """Music from `source` ("music:<preset>" or an upload's hash) under the whole video; settings that are None stay as
    they are, or become the defaults when there was no music."""

    kind: Literal["set_music"] = "set_music"
    source: str
    volume: float | None = Field(None, ge=0, le=1)
    fade_in_ms: int | None = Field(None, ge=0)
    fade_out_ms: int | None = Field(None, ge=0)
    start_ms: int = Field(0, ge=0)

    def apply(self, scene: Scene) -> None:
        old = scene.music[0].meta if scene.music else None
        preset = PRESETS.get(self.source.removeprefix(MUSIC_PREFIX)) if self.source.startswith(MUSIC_PREFIX) else None
        asset = scene.assets.get(self.source)
        start_ms = min(self.start_ms, max(0, scene.draft.duration_ms - 1))
        music = Music(
            id=scene.music[0].id if scene.music else scene.fresh_id("b"),
            start_ms=start_ms,
            duration_ms=max(1, scene.draft.duration_ms - start_ms),
            meta=MusicMeta(
                src=self.source,
                name=preset.label if preset else asset.name if asset else self.source,
                volume=_first(self.volume, old.volume if old else None, VOLUME),
                fade_in=round(_first(self.fade_in_ms, old.fade_in if old else None, FADE_IN_MS)),
                fade_out=round(_first(self.fade_out_ms, old.fade_out if old else None, FADE_OUT_MS)),
                bpm=preset.bpm if preset else None,
            ),
        )
        scene.set_music([music])

    def says(self, before: Draft, after: Draft) -> Said:
        meta = after.music[0].meta if after.music else MusicMeta(src=self.source)
        share = wording.percent(meta.volume)
        if self.source.startswith(MUSIC_PREFIX):
            en, zh = wording.MUSIC.get(self.source.removeprefix(MUSIC_PREFIX), (meta.name, meta.name))
            space = " " if zh.isascii() else ""
            return Said(f"{en} music at {share}", f"配上{space}{zh}{space}音乐，音量 {share}")
        return Said(f"“{meta.name}” as the sound track at {share}", f"用“{meta.name}”作配乐，音量 {share}")


class ChangeMusic(EditBase):
    """Changes settings of the music that is there; what is None stays. `start_ms` is when it sets in."""

    kind: Literal["change_music"] = "change_music"
    volume: float | None = Field(None, ge=0, le=1)
    fade_in_ms: int | None = Field(None, ge=0)
    fade_out_ms: int | None = Field(None, ge=0)
    start_ms: int | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _sets_something(self) -> ChangeMusic:
        return something_set(self, "volume", "fade_in_ms", "fade_out_ms", "start_ms")

    def apply(self, scene: Scene) -> None:
        total_ms = scene.draft.duration_ms
        for music in scene.music:
            if self.volume is not None:
                music.meta.volume = self.volume
            if self.fade_in_ms is not None:
                music.meta.fade_in = self.fade_in_ms
            if self.fade_out_ms is not None:
                music.meta.fade_out = self.fade_out_ms
            if self.start_ms is not None:
                music.start_ms = min(self.start_ms, total_ms - 1)
                music.duration_ms = total_ms - music.start_ms
        scene.set_music(scene.music)

    def says(self, before: Draft, after: Draft) -> Said:
        en, zh = [], []
        if self.volume is not None:
            share = wording.percent(self.volume)
            en.append("the music is muted" if self.volume == 0 else f"the music is at {share}")
            zh.append("音乐已静音" if self.volume == 0 else f"音乐音量 {share}")
        for ms, name_en, name_zh in ((self.fade_in_ms, "in", "淡入"), (self.fade_out_ms, "out", "淡出")):
            if ms is not None:
                time_en, time_zh = wording.seconds(ms)
                en.append(f"the music fades {name_en} over {time_en}" if ms else f"the music does not fade {name_en}")
                zh.append(f"音乐{name_zh} {time_zh}" if ms else f"音乐不再{name_zh}")
        if self.start_ms is not None:
            time_en, time_zh = wording.seconds(self.start_ms)
            en.append(f"the music starts at {time_en}")
            zh.append(f"音乐从 {time_zh}开始")
        return Said(", ".join(en), "，".join(zh))


class RemoveMusic(EditBase):
    kind: Literal["remove_music"] = "remove_music"

    def apply(self, scene: Scene) -> None:
        scene.set_music([])

    def says(self, before: Draft, after: Draft) -> Said:
        return Said("took the music off", "去掉了音乐")


def _first(*values: float | None) -> float:
    return next(v for v in values if v is not None)

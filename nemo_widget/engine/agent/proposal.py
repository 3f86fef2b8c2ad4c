"""What a language model proposes to do about a message: the same typed edits that the parser comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nemo_widget.engine.music import PRESETS
from nemo_widget.model.draft import MUSIC_PREFIX

from .edits import AddClips, BuildSlideshow, Edit, EditBase, InsertClip, Said, Scene, SetMusic
from .situation import Situation

UNREADABLE = Said("The language model's answer made no sense", "语言模型的回答无法使用")


@dataclass(frozen=True)
class Proposal:
    """`words` is the model's own short text. With a `fault`, the beginning of a sentence that says why, there is
    nothing else."""

    edits: tuple[Edit, ...] = ()
    words: str = ""
    fault: Said | None = None

    @property
    def begins(self) -> bool:
        """Whether it puts clips on an empty timeline by itself; otherwise all uploads are there first."""
        return any(isinstance(e, BuildSlideshow | AddClips) for e in self.edits)


def fits(proposal: Proposal, situation: Situation) -> bool:
    """Whether all that the edits name is there, each seen after those before it."""
    scene = Scene(situation.draft, situation.ratio, {a.hash: a for a in situation.assets})
    if not scene.clips and not proposal.begins:
        BuildSlideshow(sources=[a.hash for a in situation.assets if a.kind != "audio"]).apply(scene)
    for edit in proposal.edits:
        if not all(_is_there(edit, scene)):
            return False
        edit.apply(scene)
    return True


def _is_there(edit: EditBase, scene: Scene) -> Iterator[bool]:
    clips, texts = {c.id for c in scene.clips}, {t.id for t in scene.texts}
    yield _named(edit, "clips", "keep", "order", "first", "second") <= clips
    yield _named(edit, "texts") <= texts
    if isinstance(edit, InsertClip):
        yield _is_shown(edit.clip.meta.src, scene)
        return
    yield _named(edit, "clip") <= clips
    if isinstance(edit, SetMusic):
        preset = edit.source.startswith(MUSIC_PREFIX) and edit.source.removeprefix(MUSIC_PREFIX) in PRESETS
        asset = scene.assets.get(edit.source)
        yield preset or (asset is not None and asset.kind == "audio")
        return
    yield all(_is_shown(source, scene) for source in _named(edit, "sources", "source"))


def _named(edit: EditBase, *fields: str) -> set[str]:
    found: set[str] = set()
    for field in fields:
        value = getattr(edit, field, None)
        found.update([value] if isinstance(value, str) else value or ())
    return found


def _is_shown(source: str, scene: Scene) -> bool:
    asset = scene.assets.get(source)
    return asset is not None and asset.kind != "audio"

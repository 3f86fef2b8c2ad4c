from __future__ import annotations

from nemo_widget.engine.agent import AgentAsset
from nemo_widget.engine.agent.edits.clips import BuildSlideshow, ReplaceClip
from nemo_widget.engine.agent.edits.scene import Scene


def test_a_clip_says_where_its_photos_subject_is_and_another_photo_brings_its_own() -> None:
    assets = [
        AgentAsset("h1", "left.jpg", "image", focus=(0.2, 0.4)),
        AgentAsset("h2", "right.jpg", "image", focus=(0.8, 0.5)),
        AgentAsset("h3", "old.jpg", "image"),
    ]
    scene = Scene(None, "9:16", {a.hash: a for a in assets})
    BuildSlideshow(sources=["h1", "h3"]).apply(scene)
    assert [c.meta.focus for c in scene.clips] == [[0.2, 0.4], None]
    ReplaceClip(clip=scene.clips[0].id, source="h2").apply(scene)
    assert scene.clips[0].meta.focus == [0.8, 0.5]
    ReplaceClip(clip=scene.clips[0].id, source="h3").apply(scene)
    assert scene.clips[0].meta.focus is None
    assert "focus" not in scene.draft.to_json()["t"][0]["sg"][0]["m"]

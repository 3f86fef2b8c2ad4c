"""Whatever is said and whatever edits are made, the draft stays one that the renderer takes, and undo is exact."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from nemo_widget.engine.agent import EDITS, Proposal, Situation, apply
from nemo_widget.engine.agent.edits import AddText, Scene
from nemo_widget.engine.agent.sentences import sentence
from nemo_widget.engine.render.draft_scene import plan_scene
from nemo_widget.engine.render.output import Encoding, Output
from nemo_widget.model.draft import Draft
from tests.engine.agent.any_edit import NAMES, edits
from tests.engine.agent.conversation import Conversation, asset, fits_the_renderer


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """A file for each upload, as far as the renderer looks into them when it plans."""
    folder = tmp_path_factory.mktemp("uploads")
    for name in NAMES[:-1]:
        Image.new("RGB", (40, 30)).save(folder / name)
    (folder / NAMES[-1]).write_bytes(b"\0\0\0\x18ftypisom\0\0\0\0isommp42")
    yield {asset(name).hash: folder / name for name in NAMES}


def situation() -> Situation:
    talk = Conversation(*NAMES)
    talk.say("make a video with lo-fi music and the title “T”")
    return talk.situation


@settings(max_examples=150, deadline=None)
@given(sequence=st.lists(edits(), max_size=8))
@example(sequence=[AddText(id="x1", text="one\u2029two\u2028three", start_ms=0)])
def test_any_sequence_of_edits_leaves_a_draft_for_the_renderer(sequence: list[Any], files: dict[str, Path]) -> None:
    start = situation()
    scene = Scene(start.draft, "16:9", {a.hash: a for a in start.assets})
    for edit in sequence:
        before = scene.draft.model_copy(deep=True)
        edit.apply(scene)
        assert fits_the_renderer(scene.draft) == [], edit
        said = edit.says(before, scene.draft)
        assert said.en.strip() and said.zh.strip()
        assert all(words.endswith((".", "。")) for words in sentence(edit, before, start.assets))
    again = EDITS.validate_json(EDITS.dump_json(sequence))
    assert apply(again, start) == scene.draft
    assert Draft.model_validate(scene.draft.to_json()) == scene.draft
    if scene.draft.clips:
        planned = plan_scene(scene.draft, files, Encoding.of(scene.draft.meta, Output()))
        layers, ticks = planned.scene.layers, scene.draft.meta.fps
        assert len(layers) == len(scene.draft.clips)
        assert (layers[0].begin, layers[-1].end) == (0, scene.draft.duration_ms * ticks)
        assert all(after.begin <= before.end for before, after in pairwise(layers))


def _bytes(draft: Draft | None) -> bytes:
    return json.dumps(draft and draft.to_json(), ensure_ascii=False).encode()


@settings(max_examples=100, deadline=None)
@given(sequence=st.lists(edits(), min_size=1, max_size=4))
def test_an_edit_followed_by_undo_gives_the_same_draft_to_the_byte(sequence: list[Any]) -> None:
    talk = Conversation(*NAMES)
    talk.say("make a video with lo-fi music and the title “T”")
    old = _bytes(talk.draft)
    if talk.say("anything", proposal=Proposal(tuple(sequence))).history == "push":
        new = _bytes(talk.situation.draft)
        assert _bytes(talk.say("undo").draft) == old
        assert _bytes(talk.say("redo").draft) == new


MESSAGES = [
    "12 seconds", "2 s each", "the dog 5 seconds", "remove the first one", "reverse", "add lo-fi music", "louder",
    "title “Hi” at the end", "caption “dog” on the dog", "bigger", "no transitions", "wipe left, 2 seconds", "faster",
    "cut on the beat", "swap the first two", "undo", "redo", "square", "4k", "bring the dog back", "start over",
    "number the photos", "keep only the last two", "duplicate the dog", "make a video", "slower", "no music",
    "shuffle", "the first photo 0.1 seconds", "fade out over 30 seconds", "第一张黑白", "总共5秒", "撤销", "删除标题",
]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(MESSAGES), min_size=1, max_size=12))
def test_any_conversation_leaves_a_draft_for_the_renderer(messages: list[str]) -> None:
    talk = Conversation("beach.jpg", "dog.jpg", "city.jpg", "night.jpg")
    for message in messages:
        answer = talk.say(message)
        if answer.draft is not None:
            assert fits_the_renderer(answer.draft) == [], message
            assert (answer.draft.meta.width > answer.draft.meta.height) == (answer.ratio in ("16:9", "21:9"))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(MESSAGES), max_size=5), st.sampled_from(MESSAGES))
def test_what_is_said_and_then_undone_is_as_if_it_had_not_been(before: list[str], message: str) -> None:
    talk = Conversation("beach.jpg", "dog.jpg", "city.jpg", "night.jpg")
    for earlier in before:
        talk.say(earlier)
    old = _bytes(talk.situation.draft)
    answer = talk.say(message)
    if answer.base is not None:  # a first edit: undo leads to the plain slideshow, and another one to nothing
        assert _bytes(talk.say("undo").draft) == _bytes(answer.base)
    if answer.history == "push":
        assert _bytes(talk.say("undo").draft) == old

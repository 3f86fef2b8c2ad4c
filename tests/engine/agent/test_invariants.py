"""Whatever is said and whatever edits are made, the draft stays one that the renderer takes."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_widget.engine.agent import EDITS, Edit, Situation, apply, respond
from nemo_widget.engine.agent.edits import Scene
from nemo_widget.model.draft import CANVAS_SIZES, Draft
from tests.engine.agent.conversation import Conversation, asset, fits_the_renderer, started

KINDS: tuple[type[Any], ...] = get_args(get_args(Edit)[0])
HASHES = [asset(n).hash for n in ("a.jpg", "b.jpg", "c.jpg", "d.mp4")]
CLIP_IDS = st.sampled_from([f"c{n}" for n in range(1, 7)])
TEXT_IDS = st.sampled_from([f"x{n}" for n in range(1, 5)])


def edits() -> st.SearchStrategy[Any]:
    """Any edit with any values that its type allows."""
    special: dict[str, st.SearchStrategy[Any]] = {
        "clips": st.lists(CLIP_IDS, max_size=4),
        "order": st.lists(CLIP_IDS, max_size=6),
        "keep": st.lists(CLIP_IDS, max_size=3),
        "texts": st.lists(TEXT_IDS, max_size=3),
        "sources": st.lists(st.sampled_from(HASHES), min_size=1, max_size=4),
        "source": st.sampled_from([*HASHES, "music:lo-fi", "music:upbeat"]),
        "first": CLIP_IDS,
        "second": CLIP_IDS,
        "id": TEXT_IDS,
        "index": st.one_of(st.integers(-1, 8)),
        "text": st.text(min_size=1, max_size=20),
        "color": st.sampled_from(["#ffffff", "#ff0000"]),
        "duration_ms": st.integers(100, 60_000),
        "start_ms": st.integers(0, 90_000),
        "begin_ms": st.integers(0, 30_000),
        "end_ms": st.integers(1, 60_000),
        "fade_in_ms": st.integers(0, 9_000),
        "fade_out_ms": st.integers(0, 9_000),
    }
    made = []
    for kind in KINDS:
        fields = {n: f for n, f in kind.model_fields.items() if n != "kind"}
        if "clip" in fields and kind.__name__ == "InsertClip":
            continue
        given_fields = {
            n: CLIP_IDS if n == "clip" else special.get(n, st.from_type(f.annotation) if f.annotation else st.none())
            for n, f in fields.items()
            if n in special or n == "clip" or f.is_required()
        }
        if kind.__name__ in ("SetTransition", "SetTransitionDuration"):
            given_fields["duration_ms"] = st.integers(1, 10_000)
        if kind.__name__ == "SetCanvas":
            ratios, sides = st.sampled_from(sorted(CANVAS_SIZES)), st.none() | st.integers(240, 2160)
            given_fields = {"ratio": ratios, "short_side": sides, "fps": st.sampled_from([None, 24, 60])}
        if "factor" in given_fields:
            given_fields["factor"] = st.floats(0.05, 20)
        if "speed" in given_fields:
            given_fields["speed"] = st.floats(0.1, 10)
        if "volume" in given_fields:
            given_fields["volume"] = st.floats(0, 1)
        if "value" in given_fields:
            given_fields["value"] = st.floats(0, 3)
        made.append(st.builds(kind, **given_fields))
    return st.one_of(made)


def situation() -> Situation:
    return Conversation("a.jpg", "b.jpg", "c.jpg", "d.mp4").situation


@settings(max_examples=150, deadline=None)
@given(st.lists(edits(), max_size=8))
def test_any_sequence_of_edits_leaves_a_draft_for_the_renderer(sequence: list[Any]) -> None:
    start = situation()
    start.draft = respond("make a video with lo-fi music and the title “T”", start).draft
    scene = Scene(start.draft, "16:9", {a.hash: a for a in start.assets})
    for edit in sequence:
        before = scene.draft.model_copy(deep=True)
        edit.apply(scene)
        assert fits_the_renderer(scene.draft) == [], edit
        said = edit.says(before, scene.draft)
        assert said.en.strip() and said.zh.strip()
    again = EDITS.validate_json(EDITS.dump_json(sequence))
    assert apply(again, start) == scene.draft
    assert Draft.model_validate(scene.draft.to_json()) == scene.draft


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
def test_an_edit_followed_by_undo_is_as_if_it_had_not_been(before: list[str], message: str) -> None:
    talk = Conversation("beach.jpg", "dog.jpg", "city.jpg", "night.jpg")
    for earlier in before:
        talk.say(earlier)
    old = talk.situation.draft
    if talk.say(message).history == "push":
        assert talk.say("undo").draft == old


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gets_an_answer(message: str) -> None:
    talk = started()
    answer = talk.say(message)
    assert answer.text.strip()
    if answer.draft is not None:
        assert fits_the_renderer(answer.draft) == []


FRAGMENTS = [
    "title ", "“", "”", "'", "first ", "1:30 ", "16:9 ", "2 to ", "and ", "标题写", "第", "除了", "删", "#1 ", "make ",
    "the ", "dog ", "3 s ", "-", "no ", "%",
]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40))
def test_words_in_any_order_get_an_answer(words: list[str]) -> None:
    assert started().say("".join(words)).text.strip()


@pytest.mark.parametrize(
    "unit", ['"', "'", "“", "1:", "第", "标题写", "add a title Foo and ", "the first ", "除了", "slidshow "]
)
def test_two_thousand_hostile_characters_get_an_answer(unit: str) -> None:
    talk = started()
    assert talk.say((unit * 2000)[:2000]).text.strip()


def test_a_caption_follows_its_photo() -> None:
    talk = started()
    talk.say("caption “good boy” on the dog", "put the dog last", "the beach 5 seconds")
    text = talk.draft.texts[0]
    assert (text.start_ms, text.end_ms) == (talk.clips[2].start_ms, talk.clips[2].end_ms)
    talk.say("remove the dog")
    assert talk.texts == []


def test_a_closing_title_stays_at_the_end_and_a_whole_one_whole() -> None:
    talk = started()
    talk.say("title “Bye” at the end", "caption “me” at the bottom the whole time", "20 seconds in total")
    spans = {t.meta.text: (t.start_ms, t.end_ms) for t in talk.draft.texts}
    assert spans == {"Bye": (17_000, 20_000), "me": (0, 20_000)}


def test_what_respond_was_given_stays_as_it_was() -> None:
    talk = started()
    before = talk.draft.model_copy(deep=True)
    respond("remove the dog and make it 20 seconds", talk.situation)
    assert talk.draft == before

"""Every edit's own canonical sentence is understood as that very edit, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_widget.engine.agent import Edit, Situation, apply, respond
from nemo_widget.engine.agent import edits as e
from nemo_widget.engine.agent.edits import EditBase, wording
from nemo_widget.engine.agent.sentences import sentence
from nemo_widget.model.draft import CANVAS_SIZES
from tests.engine.agent.conversation import Conversation, asset

KINDS: tuple[type[Any], ...] = get_args(get_args(Edit)[0])
FRESH, NEWER, SONG = (asset(name).hash for name in ("fresh.jpg", "newer.jpg", "voice.mp3"))
PAIRS = {  # what an edit may be said to be together with: what is set anew may be set at once, or changed right after
    "set_music": {"change_music"},
}


@lru_cache(maxsize=4)
def talk(*, music: bool, texts: bool) -> Situation:
    """Three photos, a video clip, a song, two photos that are not on the timeline."""
    person = Conversation("beach.jpg", "dog.jpg", "city.jpg", "run.mp4", "voice.mp3")
    person.say("make a video", "make the dog 4 seconds")
    if music:
        person.say("add lo-fi music")
    if texts:
        person.say("add the title “Hello”", "add the caption “Good boy” on the dog")
    person.upload("fresh.jpg", "newer.jpg")
    return person.situation


def situation_for(edit: EditBase) -> Situation:
    adds_music, adds_text = isinstance(edit, e.SetMusic), isinstance(edit, e.AddText)
    if isinstance(edit, e.BuildSlideshow):
        return Conversation("beach.jpg", "dog.jpg").situation
    if isinstance(edit, e.InsertClip):
        person = Conversation("beach.jpg", "dog.jpg", "city.jpg")
        person.say("make a video", "black and white for the dog", "remove the dog")
        return person.situation
    return talk(music=not adds_music, texts=not adds_text)


def comes_back(edit: EditBase) -> None:
    situation = situation_for(edit)
    wanted = apply([edit], situation)  # type: ignore[list-item]
    if wanted == situation.draft:
        return  # there is nothing to wish for
    for words in sentence(edit, situation.draft, situation.assets):
        answer = respond(words, situation)
        kinds = {made.kind for made in answer.edits}
        assert edit.kind in kinds, words  # type: ignore[attr-defined]
        assert kinds <= {edit.kind} | PAIRS.get(edit.kind, set()), words  # type: ignore[attr-defined]
        if not (isinstance(edit, e.ArrangeClips) and edit.how == "shuffled"):  # every shuffling is another
            assert answer.draft == wanted, words


def vocabulary() -> Iterator[EditBase]:
    """Every kind of edit, with every word that it can be about."""
    dog = Conversation("beach.jpg", "dog.jpg", "city.jpg")
    dog.say("make a video", "black and white for the dog")
    yield e.BuildSlideshow(sources=[asset("beach.jpg").hash, asset("dog.jpg").hash])
    yield e.InsertClip(clip=dog.clips[1], index=1)
    yield from (e.AddClips(sources=[FRESH]), e.AddClips(sources=[FRESH, NEWER]))
    yield from (e.RemoveClips(clips=[c]) for c in ("c1", "c4"))
    yield e.RemoveClips(clips=["c1", "c2", "c3"])
    yield from (e.DuplicateClips(clips=["c2"]), e.DuplicateClips(clips=["c1", "c3"], at_end=True))
    yield e.ReplaceClip(clip="c2", source=FRESH)
    yield from (e.SwapClips(first="c1", second="c3"), e.ClearTimeline(), e.RemoveMusic(), e.RemoveText())
    orders = {"reversed": ["c4", "c3", "c2", "c1"], "by-name": ["c1", "c3", "c2", "c4"], "shuffled": ["c2", "c1"]}
    yield from (e.ArrangeClips(order=order, how=how) for how, order in orders.items())  # type: ignore[arg-type]
    yield e.ArrangeClips(order=["c3", "c1", "c4", "c2"])
    yield from (e.SetCanvas(ratio=ratio) for ratio in CANVAS_SIZES)  # type: ignore[arg-type]
    yield from (e.SetCanvas(short_side=side) for side in (360, 480, 720, 1440, 2160))
    yield from (e.SetCanvas(fps=fps) for fps in (24, 25, 30, 50, 60))  # type: ignore[arg-type]
    yield from (e.CutOnBeat(), e.CutOnBeat(beats=2), e.CutOnBeat(beats=8))
    for type_ in wording.TRANSITIONS:
        yield from (e.SetTransition(type=type_, clips=clips) for clips in ([], ["c2"]))  # type: ignore[arg-type]
    for who in ([], ["c2"], ["c1", "c3"]):
        yield from (e.SetMotion(motion=motion, clips=who) for motion in wording.MOTIONS)  # type: ignore[arg-type]
        yield from (e.SetFit(fit=fit, clips=who) for fit in wording.FITS)  # type: ignore[arg-type]
        yield from (e.SetBackground(color=color, clips=who) for color in (*wording.COLORS, "#12ab9f"))
        yield from (e.SetFilter(filter=name, clips=who) for name in wording.FILTERS)  # type: ignore[arg-type]
    yield from (e.SetMusic(source=f"music:{preset}") for preset in wording.MUSIC)
    yield e.SetMusic(source=SONG)
    for role in wording.ROLES:
        for position in wording.POSITIONS:
            yield e.AddText(id="x1", text="Big day", role=role, position=position, size=_size(role))  # type: ignore[arg-type]
    yield from (e.AddText(id="x1", text="Big day", color=color) for color in wording.COLORS)
    yield from (e.AddText(id="x1", text="Big day", animation=kind) for kind in wording.ANIMATIONS)  # type: ignore[arg-type]
    yield e.AddText(id="x1", text="Big day", duration_ms=None)
    for texts in ([], ["x1"], ["x2"]):
        yield from (e.ChangeText(texts=texts, position=position) for position in wording.POSITIONS)  # type: ignore[arg-type]
        yield from (e.ChangeText(texts=texts, color=color) for color in wording.COLORS)
        yield from (e.ChangeText(texts=texts, animation=kind) for kind in wording.ANIMATIONS)  # type: ignore[arg-type]
        yield e.ChangeText(texts=texts, start_ms=0, to_end=True)
    yield from (e.RemoveText(texts=[text]) for text in ("x1", "x2"))


def _size(role: str) -> float:
    return 0.05 if role == "caption" else 0.08


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_word_of_the_vocabulary_comes_back(kind: type[Any]) -> None:
    for edit in vocabulary():
        if isinstance(edit, kind):
            comes_back(edit)


def test_every_kind_of_edit_has_a_sentence() -> None:
    said = {type(edit) for edit in vocabulary()}
    with_figures = {e.SetClipDuration, e.SetTotalDuration, e.ScaleDurations, e.TrimClips, e.ShowPart, e.SetSpeed}
    with_figures |= {e.SetClipVolume, e.SetTransitionDuration, e.Adjust, e.ChangeMusic, e.MoveClips}
    assert said | with_figures == set(KINDS)


CLIPS = st.sampled_from([["c1"], ["c2"], ["c4"], ["c1", "c3"], ["c2", "c3", "c4"]])
ALL_OR_SOME = st.just([]) | CLIPS
TIME_MS = st.integers(100, 120_000)
SHARE = st.integers(0, 100).map(lambda percent: percent / 100)
FACTOR = st.integers(2, 80).map(lambda n: n / 4).filter(lambda factor: factor != 1)
WORDS = st.text("abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789夏天海边!?-'", min_size=1, max_size=40)
TITLE = WORDS.map(str.strip).filter(bool)


def _spans(longest_ms: int) -> st.SearchStrategy[tuple[int, int]]:
    """(start, end), hundredths of a second in ms, at least 200 ms apart."""
    starts = st.integers(0, (longest_ms - 200) // 10).map(lambda n: n * 10)
    return starts.flatmap(
        lambda start: st.integers((start + 200) // 10, longest_ms // 10).map(lambda end: (start, end * 10))
    )


FIGURES = st.one_of(
    st.builds(e.SetClipDuration, clips=ALL_OR_SOME, duration_ms=TIME_MS),
    st.builds(e.SetTotalDuration, duration_ms=st.integers(1000, 600_000), even=st.just(False)),
    st.builds(e.ScaleDurations, clips=ALL_OR_SOME, factor=FACTOR),
    st.builds(e.TrimClips, clips=ALL_OR_SOME, head_ms=st.integers(100, 2000)),
    st.builds(e.TrimClips, clips=ALL_OR_SOME, tail_ms=st.integers(100, 2000)),
    st.builds(lambda s: e.ShowPart(clip="c4", begin_ms=s[0], end_ms=s[1]), _spans(40_000)),
    st.builds(e.SetSpeed, clips=st.just(["c4"]), speed=FACTOR.filter(lambda speed: speed <= 10)),
    st.builds(e.SetClipVolume, clips=st.sampled_from([[], ["c4"]]), volume=SHARE),
    st.builds(e.SetTransitionDuration, duration_ms=st.integers(100, 3000)),
    st.builds(e.SetTransition, clips=st.sampled_from([[], ["c2"]]), duration_ms=st.integers(100, 3000),
              type=st.sampled_from(sorted(set(wording.TRANSITIONS) - {"none"}))),
    st.builds(e.Adjust, clips=ALL_OR_SOME, what=st.sampled_from(sorted(wording.ADJUSTMENTS)),
              value=st.integers(0, 300).map(lambda percent: percent / 100)),
    st.builds(e.ChangeMusic, volume=SHARE),
    st.builds(e.ChangeMusic, fade_in_ms=st.integers(100, 9000)),
    st.builds(e.ChangeMusic, fade_out_ms=st.integers(100, 9000)),
    st.builds(e.ChangeMusic, start_ms=st.integers(100, 30_000)),
    st.builds(e.SetMusic, source=st.sampled_from(["music:lo-fi", "music:cinematic"]), volume=SHARE),
    st.builds(lambda c, to: e.MoveClips(clips=[c], index=to), st.sampled_from(["c1", "c2", "c4"]), st.integers(0, 3)),
    st.builds(lambda place: e.AddClips(sources=[FRESH], index=place), st.integers(0, 4)),
    st.builds(lambda s: e.AddText(id="x1", text="Big day", start_ms=s[0], duration_ms=s[1] - s[0]), _spans(49_000)),
    st.builds(lambda s: e.ChangeText(texts=["x1"], start_ms=s[0], duration_ms=s[1] - s[0]), _spans(49_000)),
    st.builds(e.ChangeText, texts=st.sampled_from([[], ["x2"]]), size=st.integers(2, 50).map(lambda n: n / 100)),
    st.builds(e.ChangeText, texts=st.sampled_from([["x1"], ["x2"]]), text=TITLE),
    st.builds(e.AddText, id=st.just("x1"), text=TITLE),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(FIGURES)
def test_figures_and_words_come_back(edit: EditBase) -> None:
    comes_back(edit)

"""Two states → what changed, in words."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_widget.session.difference import changes_between
from tests.session.scripted import clip, draft


def track(kind: int, *segments: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"t{kind}", "tt": kind, "sg": list(segments)}


def music(name: str, volume: float, **more: Any) -> dict[str, Any]:
    return {"id": "b1", "s": 0, "d": 6000, "m": {"src": f"music:{name}", "name": name, "volume": volume, **more}}


def title(text: str, start_ms: int = 0, **more: Any) -> dict[str, Any]:
    return {"id": "x1", "s": start_ms, "d": 3000, "m": {"text": text, "position": "center", **more}}


BEACH, DOG = clip("c1", "beach.jpg", 0, 3000), clip("c2", "dog.jpg", 3000, 3000)
CITY = clip("c3", "city.jpg", 6000, 3000)
WIDE = {"width": 1920, "height": 1080, "ratio": "16:9", "fps": 30}


def state(*clips: dict[str, Any], more: list[dict[str, Any]] | None = None, **canvas: Any) -> dict[str, Any]:
    return {"draft": draft(*clips, more=more), "canvas_config": {**WIDE, **canvas}}


def restyled(segment: dict[str, Any], **meta: Any) -> dict[str, Any]:
    return {**segment, "m": {**segment["m"], **meta}}


BASE = state(BEACH, DOG, more=[track(1, music("Lo-fi", 0.35)), track(7, title("Urban Dreams"))])


def with_tracks(*tracks: dict[str, Any]) -> dict[str, Any]:
    return state(BEACH, DOG, more=list(tracks))


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        (BASE, BASE, []),
        ({}, state(BEACH), ["Added beach.jpg.", "The video now lasts 3 s."]),
        (state(BEACH), state(BEACH, DOG), ["Added dog.jpg.", "The video now lasts 6 s."]),
        (state(BEACH, DOG), state(BEACH), ["Removed dog.jpg.", "The video now lasts 3 s."]),
        (
            state(BEACH, DOG, CITY),
            state({**CITY, "s": 0}, {**BEACH, "s": 3000}, {**DOG, "s": 6000}),
            ["The order is now city.jpg → beach.jpg → dog.jpg."],
        ),
        (
            state(BEACH, DOG),
            state({**BEACH, "d": 2000}, {**DOG, "s": 2000, "d": 2000}),
            ["Every clip now lasts 2 s.", "The video now lasts 4 s."],
        ),
        (
            state(BEACH, DOG),
            state({**BEACH, "d": 1500}, {**DOG, "s": 1500}),
            ["beach.jpg: now 1.5 s.", "The video now lasts 4.5 s."],
        ),
        (
            state(BEACH, DOG, CITY),
            state(BEACH, *(restyled(c, transition={"type": "crossfade", "d": 500}) for c in (DOG, CITY))),
            ["Every clip: transition crossfade 0.5 s."],
        ),
        (
            state(BEACH, DOG),
            state(BEACH, restyled(DOG, filter="bw", motion="zoom-in")),
            ["dog.jpg: motion zooming in slowly.", "dog.jpg: filter black and white."],
        ),
        (state(BEACH), state(restyled(BEACH, speed=2.0)), ["beach.jpg: speed 2×."]),
        (state(BEACH), state(restyled(BEACH, motion="none", brightness=1.0)), []),
        (
            state(BEACH),
            state(BEACH, width=1080, height=1920, ratio="9:16", fps=60),
            ["The canvas is now 9:16 (1080×1920).", "The video now has 60 frames a second."],
        ),
        (state(BEACH, DOG), with_tracks(track(1, music("Lo-fi", 0.35))), ["Added the music Lo-fi (35%)."]),
        (
            with_tracks(track(1, music("Lo-fi", 0.35))),
            with_tracks(track(1, music("Upbeat", 0.35))),
            ["The music is now Upbeat (35%)."],
        ),
        (with_tracks(track(1, music("Lo-fi", 0.35))), state(BEACH, DOG), ["Removed the music Lo-fi."]),
        (
            with_tracks(track(1, music("Lo-fi", 0.35))),
            with_tracks(track(1, music("Lo-fi", 0.2, fade_out=2000))),
            ["Lo-fi: volume 20%.", "Lo-fi: fades out over 2 s."],
        ),
        (state(BEACH, DOG), with_tracks(track(7, title("Hi"))), ['Added the text "Hi" (0-3 s).']),
        (
            with_tracks(track(7, title("Hi"))),
            with_tracks(track(7, title("Hello", 1000, color="#ff0000"))),
            [
                'The text "Hi" is now "Hello".',
                'The text "Hello" now shows from 1 to 4 s.',
                'The text "Hello" is now: colour #ff0000.',
            ],
        ),
        (with_tracks(track(7, title("Hi"))), state(BEACH, DOG), ['Removed the text "Hi".']),
        (
            with_tracks(track(7, title("Hi"))),
            with_tracks(track(7, title("Hi", position="top-left", size=0.12, font={"a": 1}))),
            ['The text "Hi" is now: position top left, size 12%, font changed.'],
        ),
        (state(BEACH), state(restyled(BEACH, fit="contain")), ["beach.jpg: fit shown in full, with bars."]),
        (
            state(BEACH),
            state(restyled(BEACH, volume=0, **{"in": 1500})),
            ["beach.jpg: volume 0%.", "beach.jpg: start in the source 1.5 s."],
        ),
        (state(restyled(BEACH, filter="warm")), state(BEACH), ["beach.jpg: filter none."]),
        (
            state(BEACH, restyled(DOG, transition={"type": "circle", "d": 500})),
            state(BEACH, DOG),
            ["dog.jpg: transition none (plain cut)."],
        ),
        (
            state(BEACH, DOG),
            state(BEACH, {**DOG, "s": 4000}),
            ["dog.jpg: now begins at 4 s.", "The video now lasts 7 s."],
        ),
        (
            with_tracks(track(1, music("Lo-fi", 0.35))),
            with_tracks(track(1, {**music("Lo-fi", 0.35), "s": 1000, "d": 3000})),
            ["Lo-fi: now from 1 to 4 s."],
        ),
        (
            state(BEACH, more=[track(42, clip("o1", "sparkle", 0, 1000))]),
            state(BEACH, more=[track(42, clip("o1", "sparkle", 500, 1000))]),
            ["sparkle: now from 0.5 to 1.5 s."],
        ),
        (state(BEACH), state(restyled(BEACH, opacity=0.5)), ["beach.jpg: opacity 0.5."]),
        (state(BEACH), state(restyled(BEACH, glow={"radius": 3})), ["beach.jpg: glow changed."]),
        (state(BEACH), state(restyled(BEACH, focus=[0.2, 0.8])), ["beach.jpg: what the camera looks at changed."]),
        (state(BEACH), state(restyled(BEACH, motion={"keyframes": [1]})), ["beach.jpg: motion changed."]),
        (
            {"draft": {**BASE["draft"], "fx": 1}},
            {"draft": {**BASE["draft"], "fx": 2}},
            ["Details of the timeline were changed."],
        ),
        (state(BEACH), state(BEACH, more=[track(42, clip("o1", "sparkle", 0, 1000))]), ["Added sparkle."]),
    ],
)
def test_changes_in_english(before: dict[str, Any], after: dict[str, Any], sentences: list[str]) -> None:
    assert changes_between(before, after, "en") == sentences


def test_changes_in_chinese() -> None:
    after = state(BEACH, DOG, CITY, more=[track(1, music("Lo-fi", 0.2))], width=1080, height=1920, ratio="9:16")
    assert changes_between(BASE, after, "zh-CN") == [
        "画面现在是 9:16（1080×1920）。",
        "添加了 city.jpg。",
        "Lo-fi：音量 20%。",
        "移除了文字“Urban Dreams”。",
        "视频现在长 9 秒。",
    ]


def test_many_names_are_shortened() -> None:
    clips = [clip(f"c{n}", f"{n}.jpg", n * 1000, 1000) for n in range(7)]
    assert changes_between({}, state(*clips), "en")[0] == "Added 0.jpg, 1.jpg, 2.jpg, 3.jpg and 3 more."


@pytest.mark.parametrize(
    "odd",
    [
        {"draft": None},
        {"draft": []},
        {"draft": {"t": "x"}},
        {"draft": {"t": [None, {"tt": 0, "sg": [None, {"m": None}, {}]}]}},
        {"draft": {"t": [{"sg": [{"id": 1, "s": "a", "d": None, "m": {"transition": 7, "volume": "x"}}]}]}},
        {"canvas_config": {"width": "wide", "fps": None}},
    ],
)
def test_what_is_unknown_breaks_nothing(odd: dict[str, Any]) -> None:
    for one, other in ((BASE, odd), (odd, BASE), (odd, odd)):
        for language in ("en", "zh-CN"):
            changes_between(copy.deepcopy(one), copy.deepcopy(other), language)


def test_styles_and_details_in_chinese() -> None:
    after = state(
        restyled(BEACH, motion="zoom-out", glow=[1]),
        restyled(DOG, filter="bw", transition={"type": "crossfade", "d": 500}, opacity=0.5),
        more=[track(1, {**music("Lo-fi", 0.35), "s": 1000}), track(7, title("Urban Dreams", position="top"))],
    )
    assert changes_between(BASE, after, "zh-TW") == [
        "dog.jpg：转场 交叉淡化 0.5 秒。",
        "beach.jpg：镜头运动 缓慢缩小。",
        "dog.jpg：滤镜 黑白。",
        "Lo-fi：现在是 1 到 7 秒。",
        "文字“Urban Dreams”现在：位置 顶部。",
        "beach.jpg：glow已更改。",
        "dog.jpg：不透明度 0.5。",
    ]


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def _some(values: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of the keys, each with what it should hold or with junk, and now and then a key that nobody knows."""
    known = st.fixed_dictionaries({}, optional={key: value | _JUNK for key, value in values.items()})
    return st.builds(
        lambda one, other: {**other, **one}, known, st.dictionaries(st.text(max_size=3), _JUNK, max_size=1)
    )


_TIMES = st.integers(0, 9000)
_META = _some(
    {
        "name": st.sampled_from(["a", "b"]),
        "text": st.just("T"),
        "src": st.sampled_from(["h1", "h2"]),
        "transition": _some({"type": st.just("zoom"), "d": _TIMES}),
        **{key: st.floats(0, 2) for key in ("volume", "speed", "size", "brightness", "fade_in")},
        **{key: st.sampled_from(["none", "zoom-in"]) for key in ("motion", "filter", "position", "color")},
    }
)
_SEGMENT = _some({"id": st.sampled_from(["1", "2"]), "s": _TIMES, "d": _TIMES, "m": _META})
_TRACK = _some({"tt": st.sampled_from([0, 1, 7, 3]), "sg": st.lists(_SEGMENT, max_size=3), "id": st.just("t")})
_STATE = _some(
    {
        "draft": _some({"t": st.lists(_TRACK, max_size=4), "d": _TIMES}),
        "canvas_config": _some({"width": _TIMES, "height": _TIMES, "fps": st.integers(1, 60)}),
    }
)


@given(before=_STATE, after=_STATE, language=st.sampled_from(["en", "zh-CN"]))
def test_no_draft_whatever_breaks_it_or_is_shown_raw(
    before: dict[str, Any], after: dict[str, Any], language: str
) -> None:
    for sentence in changes_between(before, after, language):
        assert sentence
        assert "\n" not in sentence or "\n" in str(before) + str(after)
    assert changes_between(after, copy.deepcopy(after), language) == []

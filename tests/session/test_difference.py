"""Two states → what changed, in words."""

from __future__ import annotations

import copy
from typing import Any

import pytest

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
            ["dog.jpg: motion zoom-in.", "dog.jpg: filter bw."],
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

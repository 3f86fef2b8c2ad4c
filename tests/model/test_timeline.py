from __future__ import annotations

import pytest

from nemo_widget.model.draft import canvas_size
from nemo_widget.model.timeline import Timeline


def test_the_summary_line_to_the_letter() -> None:
    state = {
        "draft": {
            "d": 10000,
            "t": [
                {"tt": 0, "sg": [{"s": 0, "d": 10000, "m": {"name": "city timelapse"}}]},
                {"tt": 1, "sg": [{"s": 0, "d": 10000, "m": {"name": "Lo-fi", "volume": 0.35}}]},
                {"tt": 7, "sg": [{"s": 0, "d": 3000, "m": {"text": "Urban Dreams"}}]},
            ],
        }
    }
    assert str(Timeline.of(state)) == (
        "Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) "
        '3. Title: "Urban Dreams" (0-3s)'
    )


def test_clips_in_order_of_time_and_times_without_needless_zeros() -> None:
    segments = [{"s": 2500, "d": 1250, "m": {"name": "b"}}, {"s": 0, "d": 2500, "m": {"name": "a"}}]
    timeline = Timeline.of({"draft": {"t": [{"tt": 0, "sg": segments}, {"tt": 1, "sg": []}]}})
    assert str(timeline) == "Timeline (1 track): 1. Video: a (0-2.5s), b (2.5-3.75s)"
    assert timeline.duration_ms == 3750
    assert timeline.duration_s == 3.75


@pytest.mark.parametrize("state", [{}, {"draft": None}, {"draft": {"t": []}}, {"draft": "x", "canvas_config": 3}])
def test_nothing_is_an_empty_timeline(state: dict[str, object]) -> None:
    assert str(Timeline.of(state)) == "Timeline (empty)"
    assert Timeline.of(state).is_empty


def test_keys_and_kinds_of_other_back_ends_break_nothing() -> None:
    draft = {"zz": 1, "t": [{"tt": 99, "sg": [{"s": 0, "d": 500, "m": {"title": "fx"}, "q": []}]}, 7, {"sg": "no"}]}
    timeline = Timeline.of({"draft": draft})
    assert [track.kind for track in timeline.tracks] == ["other"]
    assert str(timeline) == "Timeline (1 track): 1. Track: fx (0-0.5s)"


@pytest.mark.parametrize(
    ("ratio", "short_side", "size"),
    [
        ("16:9", None, (1920, 1080)),
        ("9:16", None, (1080, 1920)),
        ("1:1", 720, (720, 720)),
        ("16:9", 2160, (3840, 2160)),
        ("4:5", 720, (720, 900)),
        ("21:9", 721, (1710, 720)),
    ],
)
def test_the_size_of_a_canvas(ratio: str, short_side: int | None, size: tuple[int, int]) -> None:
    assert canvas_size(ratio, short_side) == size

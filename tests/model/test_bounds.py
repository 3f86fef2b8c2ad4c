from __future__ import annotations

from typing import Any

import pytest

from nemo_widget.model.bounds import beyond_bounds
from nemo_widget.model.draft import Draft


def segments(count: int, each_ms: int = 100, step_ms: int | None = None, **meta: Any) -> list[dict[str, Any]]:
    step_ms = each_ms if step_ms is None else step_ms
    return [{"id": f"s{n}", "s": n * step_ms, "d": each_ms, "m": meta} for n in range(count)]


def draft(
    clips: list[dict[str, Any]],
    songs: list[dict[str, Any]] | None = None,
    texts: list[dict[str, Any]] | None = None,
    **meta: Any,
) -> Draft:
    tracks = [{"id": str(kind), "tt": kind, "sg": sg} for kind, sg in ((0, clips), (1, songs or []), (7, texts or []))]
    return Draft.model_validate({"m": meta, "t": tracks})


PHOTO, SONG, TEXT = {"src": "h"}, {"src": "music:lo-fi"}, {"text": "Hi"}


def test_what_people_make_is_within() -> None:
    usual = draft(segments(200, 3000, **PHOTO), segments(3, 200_000, **SONG), segments(300, 2000, **TEXT))
    assert beyond_bounds(usual) is None
    assert beyond_bounds(draft(segments(10_000, **PHOTO), width=3840, height=2160)) is None


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (draft([]), "timeline is empty"),
        (draft(segments(3, 3_600_000, **PHOTO)), "longer than 2 hours"),
        (draft(segments(1, **PHOTO), texts=segments(1, 8_000_000, **TEXT)), "longer than 2 hours"),
        (draft(segments(1, **PHOTO), width=100_000), "canvas of 100000×1080"),
        (draft(segments(1, **PHOTO), width=7680, height=7680), "canvas of 7680×7680"),
        (draft(segments(1, **PHOTO), height=8), "canvas of 1920×8"),
        (draft(segments(20_001, 10, **PHOTO)), "20001 clips"),
        (draft(segments(6000, 60_000, 1, **PHOTO)), "lie over each other"),
        (draft(segments(1, **PHOTO), texts=segments(2001, 10, **TEXT)), "2001 texts"),
        (draft(segments(1, **PHOTO), texts=segments(60, 1000, 1, **TEXT)), "60 texts at the same moment"),
        (draft(segments(1, **PHOTO), None, segments(13, 1000, 1, **TEXT), width=3840, height=2160), "13 texts at the"),
        (draft(segments(1, **PHOTO), None, segments(5, 1000, 1, **TEXT), width=7680, height=4320), "5 texts at the"),
        (draft(segments(1, **PHOTO), segments(501, 10, **SONG)), "501 songs"),
        (draft(segments(1, **PHOTO), segments(9, 1000, 0, **SONG)), "9 songs at the same moment"),
    ],
)
def test_what_is_too_much_is_said_in_words(made: Draft, words: str) -> None:
    assert words in (beyond_bounds(made) or "")


def test_one_after_the_other_is_not_at_once() -> None:
    assert beyond_bounds(draft(segments(60, **PHOTO), texts=segments(60, 100, **TEXT))) is None

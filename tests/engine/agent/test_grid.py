"""Ways of naming photos × ways of asking, each with the one change that it may make: see `grid.yaml`."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.agent.conversation import Conversation, fits_the_renderer, started
from tests.engine.agent.expectations import unmet

NAMES = ("beach.jpg", "dog.jpg", "city.jpg", "cake.jpg", "tower.jpg", "boat.jpg")
GRID = yaml.safe_load((Path(__file__).parent / "grid.yaml").read_text("utf-8"))
AS_MADE: dict[str, Any] = {
    "clip_s": 3,
    "transition": "crossfade",
    "motion": {name: "zoom-out" if n % 2 else "zoom-in" for n, name in enumerate(NAMES)},
    "filter": "none",
    "fit": "cover",
    "brightness": 1.0,
    "clips": list(NAMES),
    "ratio": "16:9",
    "no_music": True,
    "no_text": True,
}


@cache
def _made() -> Conversation:
    return started(*NAMES)


def _conversation() -> Conversation:
    made = _made()
    talk = copy.copy(made)
    talk.situation = copy.copy(made.situation)
    talk.situation.undo, talk.situation.turns = list(made.situation.undo), list(made.situation.turns)
    return talk


def _named(places: list[int]) -> list[str]:
    return [NAMES[place - 1] for place in places]


def _with(key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    made = AS_MADE[key]
    every = made if isinstance(made, dict) else dict.fromkeys(NAMES[key == "transition" :], made)
    return AS_MADE | {key: {**every, **values}}


def _only(places: list[int]) -> dict[str, Any]:
    """Those photos in that order, and what does not depend on their places as it was made."""
    loose = ("motion", "transition")
    return {k: v for k, v in AS_MADE.items() if k not in loose} | {"clips": _named(places)}


def _clip_requests() -> Iterator[tuple[str, dict[str, Any]]]:
    for request in GRID["clip_requests"]:
        key, value, phrasings = request["key"], request["value"], request["phrasings"]
        for n, (reference, places) in enumerate(GRID["references"].items()):
            changed = _with(key, dict.fromkeys(_named(places), value))
            for phrasing in (phrasings[n % len(phrasings)], phrasings[(n + 1) % len(phrasings)]):
                yield phrasing.format(r=reference), changed
        yield from ((message, AS_MADE | {key: value}) for message in request["all"])


def _removals() -> Iterator[tuple[str, dict[str, Any]]]:
    few = [(r, places) for r, places in GRID["references"].items() if len(places) < 5]
    for n, (reference, places) in enumerate(few):
        message = GRID["removals"][n % len(GRID["removals"])].format(r=reference)
        yield message, _only([p for p in range(1, 7) if p not in places])


def _others() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((message, _only(places)) for message, places in GRID["orders"].items())
    for message, seconds in GRID["seconds"].items():
        yield message, _with("clip_s", dict(zip(NAMES, seconds, strict=True)))
    for message, places in GRID["circles"].items():
        yield message, _with("transition", dict.fromkeys(_named(places), "circle"))
    for message, motions in GRID["motions"].items():
        yield message, _with("motion", dict(zip(NAMES, motions, strict=True)))
    yield from ((message, AS_MADE | {"unchanged": True}) for message in GRID["unchanged"])


@pytest.mark.parametrize("cells", [_clip_requests, _removals, _others])
def test_every_cell_changes_what_it_asks_for_and_nothing_else(cells: Any) -> None:
    wrong: dict[str, list[str]] = {}
    for n, (message, expected) in enumerate(cells()):
        said = (message, message.upper() + "!!!", message[0].upper() + message[1:] + ".")[n % 3]
        talk = _conversation()
        before = talk.situation.draft
        fails = unmet(expected, talk.say(said), before) + fits_the_renderer(talk.draft)
        if fails:
            wrong[said] = fails
    assert wrong == {}

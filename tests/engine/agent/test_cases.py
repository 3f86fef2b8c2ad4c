"""Requests as people put them, and what the draft must be afterwards: our own corpus in `cases/`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.engine.agent.conversation import Conversation, fits_the_renderer
from tests.engine.agent.expectations import unmet

CASES = [
    json.loads(line)
    for path in sorted((Path(__file__).parent / "cases").glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
    if line.strip()
]


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    talk = Conversation(*case["images"], *case.get("audio", []), language=case["lang"])
    for turn in case["turns"]:
        before = talk.situation.draft
        answer = talk.say(turn["say"])
        assert unmet(turn["expect"], answer, before) == [], turn["say"]
        if answer.draft is not None:
            assert fits_the_renderer(answer.draft) == []


def test_every_case_has_an_id_of_its_own() -> None:
    assert len({c["id"] for c in CASES}) == len(CASES)

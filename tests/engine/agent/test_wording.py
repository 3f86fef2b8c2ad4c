"""How the replies read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.engine.agent.conversation import Conversation, started

CHINESE = [
    json.loads(line)
    for name in ("zh.jsonl", "zh_more.jsonl")
    for line in (Path(__file__).parent / "cases" / name).read_text("utf-8").splitlines()
    if line.strip()
]
_HAN = "[\u4e00-\u9fff]"
_CRAMPED = re.compile(f"{_HAN}[0-9A-Za-z]|[0-9A-Za-z%]{_HAN}")


@pytest.mark.parametrize(
    ("seconds", "article"), [(8, "an"), (9, "a"), (10, "a"), (11, "an"), (18, "an"), (80, "an"), (8.5, "an"), (12, "a")]
)
def test_the_article_goes_with_the_number(seconds: float, article: str) -> None:
    talk = started()
    talk.say(f"{seconds} seconds in total", "make it square", "undo")
    assert talk.answer is not None
    assert f"Now it is {article} {seconds}-second " in talk.answer.text
    assert f"It is {article} {seconds}-second " in talk.say("what is in the video?").text


@pytest.mark.parametrize("seconds", [*range(2, 70), 90, 100, 120])
def test_any_number_of_seconds_is_understood(seconds: int) -> None:
    talk = started()
    for message in (f"{seconds} seconds in total", f"总共{seconds}秒"):
        talk.say("7.5 seconds in total", message)
        assert talk.total_s == seconds


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("change the title to 'Tiny' at the bottom", "The title now reads “Tiny” and is at the bottom."),
        (
            "change the title to 'Tiny' at the bottom in red",
            "The title now reads “Tiny”, is at the bottom and is red.",
        ),
    ],
)
def test_what_changed_about_a_title(message: str, reply: str) -> None:
    talk = started()
    talk.say("add the title 'Big'")
    assert talk.say(message).text == reply


@pytest.mark.parametrize("case", CHINESE, ids=[c["id"] for c in CHINESE])
def test_a_space_between_chinese_and_figures(case: dict) -> None:  # type: ignore[type-arg]
    talk = Conversation(*case["images"], *case.get("audio", []), language=case["lang"])
    files = [re.escape(n) for n in (*case["images"], *case.get("audio", []))]
    for turn in case["turns"]:
        for message in (turn["say"], "撤销", "重做", "多长", "什么音乐", "什么比例", "有几张照片"):
            said = re.sub("|".join(files) + "|“[^”]*”", "“”", talk.say(message).text)
            assert not _CRAMPED.search(said), said


def test_the_chinese_summary() -> None:
    talk = started(language="zh")
    talk.say("做成9秒竖屏", "变成方形")
    assert talk.say("撤销").text.startswith("已撤销。现在是 9 秒竖屏视频（9:16），3 张照片，每张 3 秒")

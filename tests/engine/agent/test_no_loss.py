"""No photo leaves the video unless a word of removing, or of keeping others, asks for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engine.agent.conversation import Conversation, started

_REMOVING = ("删", "去", "拿", "扔", "撤", "不要", "不用", "不想要", "别放", "砍")
_KEEPING = ("只", "留", "就用")
GRID = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "zh_grid.jsonl").read_text("utf-8").splitlines()
    if line.strip()
]


def test_photos_are_lost_to_words_of_removing_alone() -> None:
    for case in GRID:
        talk = Conversation(*case["images"], language=case["lang"])
        said = [turn["say"] for turn in case["turns"]]
        talk.say(*said)
        lost = set(case["images"]) - {c.meta.name for c in talk.clips}
        simple = said[-1].replace("刪", "删").replace("別", "别")
        assert not lost or any(w in simple for w in (*_REMOVING, *_KEEPING)), said


@pytest.mark.parametrize(
    "message",
    [
        "除了第一张，其他都加冷色滤镜",
        "第三张别弄",
        "第三张不要弄坏了",
        "第三张不用改",
        "第二张不用放大",
        "除了第二张，其余放慢一点",
        "第一张以外的都用黑白",
        "不用放音乐",
        "别放字幕",
    ],
)
def test_nothing_is_removed(message: str) -> None:
    talk = started("雪山.jpg", "火箭.jpg", "拉花.jpg", language="zh")
    talk.say(message)
    assert talk.names == ["雪山", "火箭", "拉花"]


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("第三张以外的全删", ["拉花"]),
        ("拉花就不用放了", ["雪山", "火箭"]),
        ("别放第三张", ["雪山", "火箭"]),
        ("第三张撤下来", ["雪山", "火箭"]),
        ("三號去掉", ["雪山", "火箭"]),
    ],
)
def test_what_is_removed_is_what_was_named(message: str, left: list[str]) -> None:
    talk = started("雪山.jpg", "火箭.jpg", "拉花.jpg", language="zh")
    talk.say(message)
    assert talk.names == left


@pytest.mark.parametrize(
    ("message", "names"),
    [("火箭第一个出来 然后拉花 最后雪山", ["火箭", "拉花", "雪山"]), ("首先拉花，其次火箭", ["拉花", "火箭", "雪山"])],
)
def test_an_order_that_is_told(message: str, names: list[str]) -> None:
    talk = started("雪山.jpg", "火箭.jpg", "拉花.jpg", language="zh")
    talk.say(message)
    assert talk.names == names


@pytest.mark.parametrize(
    ("message", "motion"),
    [("第一张镜头向右平移", "pan-right"), ("第一张镜头往上移", "pan-up"), ("第一张往下摇", "pan-down")],
)
def test_a_camera_that_moves(message: str, motion: str) -> None:
    talk = started("雪山.jpg", "火箭.jpg", language="zh")
    talk.say(message)
    assert talk.clips[0].meta.motion == motion


@pytest.mark.parametrize("message", ["每张照片多放一会儿 放八秒吧", "每张放八秒", "每张放久一点，八秒", "它们都放八秒"])
def test_how_long_each_is_shown(message: str) -> None:
    talk = started("雪山.jpg", "火箭.jpg", language="zh")
    talk.say(message)
    assert talk.seconds == [8, 8]

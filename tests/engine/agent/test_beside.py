"""Photos that are named by those beside them; nothing goes that is not certainly meant."""

from __future__ import annotations

import pytest

from tests.engine.agent.conversation import started

NAMES = ("beach.jpg", "dog.jpg", "city.jpg", "cake.jpg", "tower.jpg", "boat.jpg")
NAMES_ZH = ("雪山.jpg", "火箭.jpg", "拉花.jpg", "小猫.jpg", "海边.jpg")


@pytest.mark.parametrize(
    ("message", "gone"),
    [
        ("drop the last photo before the dog", "beach"),
        ("remove the last one before the tower", "cake"),
        ("delete the last two before the boat", "cake tower"),
        ("remove the first two photos after the beach", "dog city"),
        ("drop the third after the dog", "tower"),
        ("remove the two photos before the tower", "city cake"),
        ("remove the photos after the cake", "tower boat"),
        ("remove all photos before the cake", "beach dog city"),
        ("delete what comes after the tower", "boat"),
        ("remove the one between the dog and the cake", "city"),
        ("remove the photos between the dog and the tower", "city cake"),
        ("remove the pictures next to the cake", "city tower"),
        ("remove everything up to and including the city", "beach dog city"),
        ("keep the photos after the dog", "beach dog"),
        ("keep only the dog and the one after it", "beach cake tower boat"),
        ("delete the dog, then the cake", "dog cake"),
    ],
)
def test_what_goes(message: str, gone: str) -> None:
    talk = started(*NAMES)
    talk.say(message)
    assert {n.removesuffix(".jpg") for n in NAMES} - set(talk.names) == set(gone.split())


@pytest.mark.parametrize(
    ("message", "gone"),
    [
        ("删掉火箭前面的最后一张", "雪山"),
        ("删掉火箭后面的第一张", "拉花"),
        ("删掉小猫前面那两张", "火箭 拉花"),
        ("删掉火箭和小猫之间的", "拉花"),
        ("把火箭后面的都删了", "拉花 小猫 海边"),
        ("删掉火箭前的照片", "雪山"),
        ("删掉火箭旁边的两张", "雪山 拉花"),
    ],
)
def test_what_goes_in_chinese(message: str, gone: str) -> None:
    talk = started(*NAMES_ZH, language="zh")
    talk.say(message)
    assert {n.removesuffix(".jpg") for n in NAMES_ZH} - set(talk.names) == set(gone.split())


@pytest.mark.parametrize(
    ("message", "choices"),
    [
        ("get rid of the picture next to the cake", ["city.jpg", "tower.jpg"]),
        ("remove the photo between the dog and the tower", ["city.jpg", "cake.jpg"]),
        ("remove the dog before the beach", ["dog.jpg", "beach.jpg"]),
        ("remove the dog from between the beach and the city", ["dog.jpg", "beach.jpg", "city.jpg"]),
        ("remove everything up to the city", ["With city.jpg", "Without city.jpg"]),
    ],
)
def test_what_is_open_is_asked(message: str, choices: list[str]) -> None:
    talk = started(*NAMES)
    answer = talk.say(message)
    assert talk.names == [n.removesuffix(".jpg") for n in NAMES]
    assert [b.label for b in answer.next_steps] == choices
    chosen = answer.next_steps[0].say
    talk.say(chosen)
    assert len(talk.names) < len(NAMES)


@pytest.mark.parametrize(
    ("message", "order"),
    [
        ("move the last photo before the dog", "beach boat dog city cake tower"),
        ("the last photo before the dog", "beach boat dog city cake tower"),
        ("put the boat next to the dog", "beach dog boat city cake tower"),
        ("move the one after the dog to the end", "beach dog cake tower boat city"),
    ],
)
def test_what_is_moved_beside_others(message: str, order: str) -> None:
    talk = started(*NAMES)
    talk.say(message)
    assert talk.names == order.split()


@pytest.mark.parametrize(
    ("message", "order"),
    [
        ("把最后一张放到火箭前面", "雪山 海边 火箭 拉花 小猫"),
        ("把小猫放到火箭旁边", "雪山 火箭 小猫 拉花 海边"),
        ("把火箭后面那张移到最后", "雪山 火箭 小猫 海边 拉花"),
    ],
)
def test_what_is_moved_beside_others_in_chinese(message: str, order: str) -> None:
    talk = started(*NAMES_ZH, language="zh")
    talk.say(message)
    assert talk.names == order.split()


@pytest.mark.parametrize(
    ("message", "changed"),
    [
        ("make the two photos after the dog black and white", "city cake"),
        ("make everything up to the cake black and white", "beach dog city cake"),
        ("the photo in the middle of the video in black and white", ""),
        ("the two in the middle in black and white", "city cake"),
        ("every third photo in black and white", "city boat"),
        ("black and white on everything from the cake on", "cake tower boat"),
    ],
)
def test_what_gets_a_look(message: str, changed: str) -> None:
    talk = started(*NAMES)
    talk.say(message)
    assert [c.meta.name.removesuffix(".jpg") for c in talk.clips if c.meta.filter == "bw"] == changed.split()

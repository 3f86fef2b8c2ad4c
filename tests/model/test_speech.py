"""Errors speak Chinese to who speaks Chinese, every sentence of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import nemo_widget
from nemo_widget.model import errors
from nemo_widget.model.errors import BadMedia, NemoError
from nemo_widget.model.errors_zh import SENTENCES
from nemo_widget.model.speech import speak, spoken

PACKAGE = Path(nemo_widget.__file__).parent
ROOMS = ("client", "session", "notebook", "model", "profiles", "journal", "cli", "engine/render")
KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, NemoError)}
KINDS.add("RenderError")  # of the engine, which comes over the wire
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("beach.jpg is empty. Choose the original file again.", "beach.jpg 是空的。请重新选择原始文件。"),
        ("a. b. c.jpg is empty. Add it again.", "a. b. c.jpg 是空的。请重新添加。"),
        (
            "2 of 5 could not be added. There is no file gone.jpg. notes.jpg is not really a JPG file.",
            "5 个中有 2 个无法添加。没有文件 gone.jpg。notes.jpg 实际上不是 JPG 文件。",
        ),
        ("x.jpg cannot be kept: the disk is full.", "无法保存 x.jpg：磁盘已满。"),
        (
            "There are no credits left. Nobody said this. https://x.test/?bind=1",
            "积分已用完。 Nobody said this. https://x.test/?bind=1",
        ),
        ("No sentence of ours.", "No sentence of ours."),
        ("", ""),
        ("照片太大。", "照片太大。"),
        ("{a} is empty.", "{a} 是空的。"),
        ("{0.__class__} is empty.", "{0.__class__} 是空的。"),
    ],
)
def test_what_is_said(english: str, chinese: str) -> None:
    assert spoken(english, "zh-CN") == spoken(english, "zh-TW") == chinese
    assert spoken(english, "en") == spoken(english, "fr") == english


def test_an_error_keeps_its_kind_and_its_link() -> None:
    error = speak(BadMedia("beach.jpg is empty.", "Add it again.", link="https://x.test"), "zh")
    assert str(speak(error, "zh")) == "beach.jpg 是空的。 请重新添加。 https://x.test"
    assert error.args == ("beach.jpg 是空的。", "请重新添加。")


def sentences() -> Iterator[tuple[str, str]]:
    """(where, sentence) of all that our errors say, names and numbers made up."""
    for room in ROOMS:
        for file in sorted((PACKAGE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    said = node.args[:2] if name in KINDS else node.args[1:] if name == "said_or" else []
                    for argument in said:
                        yield from ((f"{file.name}:{node.lineno}", text) for text in samples(argument))


def samples(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*samples(node.body), *samples(node.orelse)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(v.value) if isinstance(v, ast.Constant) else "42" for v in node.values)]
    return []  # put together elsewhere


def test_every_sentence_of_every_error_is_in_the_catalogue() -> None:
    found = [(where, text) for where, text in sentences() if re.search(r"[A-Za-z]", text)]
    assert len(found) > 200
    missing = [f"{where}: {text}" for where, text in found if not HAN.search(spoken(text, "zh"))]
    assert not missing, "say these in Chinese in nemo_widget/model/errors_zh.py:\n" + "\n".join(missing)


def test_the_two_languages_speak_of_the_same() -> None:
    for english, chinese in SENTENCES.items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(set(re.findall(r"\{\w+\}", chinese))), english
        assert HAN.search(chinese), english

"""Answers in Japanese, Spanish, German and French."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from nemo_widget.engine.agent import tongues
from nemo_widget.engine.agent.tongues import TONGUES, spoken
from tests.engine.agent.conversation import Conversation, started

HELP = {"es": "ayuda", "de": "Hilfe", "fr": "aide", "ja": "ヘルプ"}
QUOTED = re.compile("[“「]((?:[^“”「」]|「[^「」]*」)+)[”」]")


def file_of(language: str) -> dict[str, Any]:
    text = (Path(tongues.__path__[0]) / f"{language}.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return loaded


@pytest.mark.parametrize("language", TONGUES)
def test_every_language_has_the_same_sentences_with_the_same_slots(language: str) -> None:
    mine, spanish = file_of(language), file_of("es")
    assert set(mine["sentences"]) == set(spanish["sentences"])
    assert set(spanish["words"]) - set(mine["words"]) == set()
    for english, other in mine["sentences"].items():
        assert set(re.findall(r"\{\w+\}", other)) <= set(re.findall(r"\{\w+\}", english)), english


@pytest.mark.parametrize(
    ("language", "turns", "answers"),
    [
        (
            "es",
            ["haz un video vertical de 15 segundos con música lo-fi", "la segunda foto en blanco y negro", "deshacer"],
            ["aquí está tu vídeo", "blanco y negro", "deshecho"],
        ),
        ("de", ["hallo", "mach ein Video", "das letzte Foto an den Anfang"], ["hallo", "dein video", "an den anfang"]),
        ("fr", ["fais une vidéo", "supprime la deuxième photo", "merci"], ["ta vidéo", "retiré", "avec plaisir"]),
        ("ja", ["動画を作って", "2枚目を白黒に", "ありがとう"], ["できました", "白黒", "どういたしまして"]),
    ],
)
def test_answers_are_in_the_language_of_the_message(language: str, turns: list[str], answers: list[str]) -> None:
    talk = Conversation("a1.jpg", "b1.jpg", "c1.jpg", language=language)
    for turn, words in zip(turns, answers, strict=True):
        assert words in talk.say(turn).text.lower()


@pytest.mark.parametrize("language", TONGUES)
def test_what_help_proposes_is_understood(language: str) -> None:
    talk = started("a1.jpg", "b1.jpg", "c1.jpg", language=language)
    examples = QUOTED.findall(talk.say(HELP[language]).text)
    assert len(examples) >= 4
    for example in examples:
        answer = talk.say(example)
        assert answer.history in ("push", "undo"), example


@pytest.mark.parametrize("language", TONGUES)
def test_an_answer_with_an_unknown_part_stays_english_as_a_whole(language: str) -> None:
    assert spoken("Removed “dog.jpg”; sang a song.", language) is None
    assert spoken("Removed “dog.jpg”.", language) is not None


def test_words_of_a_person_stay_as_they_are() -> None:
    said = spoken("The title “Stop. Go; and, wait” (centre, 0–3 s); removed “a.jpg”, “b.jpg” and 3 more.", "es")
    assert said == "El título “Stop. Go; and, wait” (centro, 0–3 s); he quitado “a.jpg”, “b.jpg” y 3 más."
    assert (
        spoken("The video now lasts 2.5 s, 1.25 s per photo.", "de") == "Das Video dauert jetzt 2,5 s, 1,25 s pro Foto."
    )

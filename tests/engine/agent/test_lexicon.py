"""The vocabularies: values that the draft knows, phrases that can be found."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
import yaml

from nemo_widget.engine.agent import lexicon
from nemo_widget.engine.agent.lexicon import LANGUAGES, lexicon_for
from nemo_widget.engine.agent.lexicon.lexicon import stem
from nemo_widget.engine.agent.words.tokens import words_of
from nemo_widget.model.draft import CANVAS_SIZES, MUSIC_PRESETS, Filter, Fit, TextPosition

VALUES = {
    "ratio": set(CANVAS_SIZES),
    "filter": set(get_args(Filter)),
    "fit": set(get_args(Fit)),
    "position": set(get_args(TextPosition)),
    "music": set(MUSIC_PRESETS),
}


def sections(language: str) -> dict[str, dict[str, list[str]]]:
    text = (Path(lexicon.__path__[0]) / f"{language}.yaml").read_text("utf-8")
    loaded: dict[str, dict[str, list[str]]] = yaml.load(text, Loader=yaml.BaseLoader)
    return loaded


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_are_those_of_the_draft(language: str) -> None:
    for section, allowed in VALUES.items():
        assert set(sections(language).get(section, {})) <= allowed, section


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_found_with_its_meaning(language: str) -> None:
    known = lexicon_for(language)
    lost = []
    vocabulary = {s: v for s, v in sections(language).items() if s not in ("grammar", "spelling")}
    for section, values in vocabulary.items():
        for value, phrases in values.items() if isinstance(values, dict) else [("", values)]:
            for phrase in phrases:
                words = words_of(phrase)
                found = known.match(words, [stem(w) for w in words], 0) if words else None
                tag = f"{section}:{value}" if value else section
                if found is None or found.length != len(words) or tag not in found.tags:
                    lost.append((phrase, tag))
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_look_and_sound_has_words(language: str) -> None:
    loaded = sections(language)
    for section in ("ratio", "filter", "fit"):
        needed = VALUES[section] - {"21:9", "4:5"} if language not in ("en", "zh") else VALUES[section]
        assert needed <= set(loaded[section]), section


def test_what_is_written_in_another_way_is_a_word_of_the_vocabulary() -> None:
    known = lexicon_for("en")
    assert [word for word in sections("en")["spelling"] if not known.knows(word)] == []

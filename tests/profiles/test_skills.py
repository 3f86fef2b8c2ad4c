"""The five skills, and a person's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from nemo_widget.model.errors import SkillError
from nemo_widget.profiles import DEFAULT_SKILL, attribution_headers, found_by, load_skill, skills

FIVE = [
    "best-image-to-video",
    "for-beginners-ai-image",
    "image-to-video-ai-offline",
    "image-to-video-in-free",
    "image-to-video-openart",
]
GOOD = "---\nname: mine\nversion: 1.0\ntitle: Mine\ndescription: d\n---\n\nHow to use it.\n"


def test_there_are_five_and_each_is_whole() -> None:
    assert [skill.name for skill in skills()] == FIVE
    for skill in skills():
        assert skill.version == "1.0.0"
        assert len(skill.examples) == 3
        assert all((skill.title, skill.description, skill.audience, skill.tip, skill.greeting, skill.usage))
        assert len(skill.formats) == 4
        assert skill.typical_seconds in ("30-60", "30-90")
        assert load_skill(skill.name) == skill
    assert [skill.name for skill in skills() if skill.offline] == ["image-to-video-ai-offline"]
    assert load_skill().name == DEFAULT_SKILL


def test_a_skill_of_ones_own_by_file_or_folder_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "SKILL.md"
    file.write_text(GOOD)
    skill = load_skill(file)
    assert (skill.name, skill.version, skill.usage) == ("mine", "1.0", "How to use it.")
    assert load_skill(str(tmp_path)) == skill
    assert found_by(skill) == str(file)
    assert found_by(load_skill()) == DEFAULT_SKILL
    file.write_text(GOOD.replace("Mine", "Changed"), encoding="utf-8-sig")
    assert load_skill(file).title == "Changed"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("# no frontmatter", "has no frontmatter"),
        ("---\nname: x\n", "has no frontmatter"),
        ("---\nname: [x\ntitle: y\n---\n", "is broken in line"),
        ("---\njust words\n---\n", "holds no fields"),
        ("---\ntitle: t\n---\n", "missing or wrong: description, name, version"),
        (GOOD.replace("name: mine", "name: 'a\\r\\nX-Evil: 1'"), "missing or wrong: name"),
        (GOOD.replace("name: mine", "name: ''"), "missing or wrong: name"),
        (GOOD.replace("title: Mine", "examples: 5\ntitle: Mine"), "missing or wrong: examples"),
    ],
)
def test_a_broken_skill_is_a_clear_error(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "SKILL.md").write_text(text)
    with pytest.raises(SkillError, match=says) as raised:
        load_skill(tmp_path)
    assert str(tmp_path) not in str(raised.value)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "SKILL.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SkillError, match="not UTF-8"):
        load_skill(tmp_path)


@pytest.mark.parametrize("name", ["nothing-like-it", "../skills/best-image-to-video/nope", "", ".."])
def test_an_unknown_skill_names_those_that_there_are(name: str) -> None:
    with pytest.raises(SkillError):
        load_skill(name)
    with pytest.raises(SkillError, match="image-to-video-openart"):
        load_skill("nothing-like-it")


def test_where_it_was_installed_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for folder, platform in ((".clawhub/x", "clawhub"), (".cursor/skills/x", "cursor"), ("elsewhere", "unknown")):
        place = tmp_path / folder
        place.mkdir(parents=True)
        (place / "SKILL.md").write_text(GOOD)
        assert attribution_headers(load_skill(place), {}) == {
            "X-Skill-Source": "mine",
            "X-Skill-Version": "1.0",
            "X-Skill-Platform": platform,
        }
        assert attribution_headers(load_skill(place), {"SKILL_SOURCE": "hub"})["X-Skill-Platform"] == "hub"
        assert attribution_headers(load_skill(place), {"SKILL_SOURCE": "a\r\nb"})["X-Skill-Platform"] == platform


def test_all_of_them_speak_chinese() -> None:
    for skill in skills():
        chinese = skill.in_language("zh-TW")
        assert (chinese.name, chinese.version, chinese.formats) == (skill.name, skill.version, skill.formats)
        assert len(chinese.examples) == 3
        for words in (*chinese.examples, chinese.title, chinese.description, chinese.audience, chinese.tip):
            assert any("\u4e00" <= character <= "\u9fff" for character in words), words
        assert skill.in_language("fr") == skill.in_language("en") == skill


def test_what_a_skill_of_ones_own_does_not_say_in_chinese_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "SKILL.md").write_text(GOOD.replace("title: Mine", "title: Mine\ntip: t\nzh:\n  title: 我的"))
    chinese = load_skill(tmp_path).in_language("zh-CN")
    assert (chinese.title, chinese.tip) == ("我的", "t")
    (tmp_path / "SKILL.md").write_text(GOOD.replace("title: Mine", "title: Mine\nzh:\n  titel: 我的"))
    with pytest.raises(SkillError, match="missing or wrong: zh"):
        load_skill(tmp_path)


def test_the_list_prints_one_a_line() -> None:
    import nemo_widget

    lines = repr(nemo_widget.skills()).splitlines()
    assert [line.partition(":")[0] for line in lines] == FIVE

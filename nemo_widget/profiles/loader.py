from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from nemo_widget.model.errors import SkillError
from nemo_widget.model.listing import Listing

from .skill import Skill

DEFAULT_SKILL = "best-image-to-video"
_HOME = Path(__file__).parent.parent / "skills"
_MAX_BYTES = 256 * 1024


def skills() -> Listing[Skill]:
    """The skills that come with the package, in order of name: what `Studio(skill=…)` may be given."""
    return Listing(_read(file) for file in sorted(_HOME.glob("*/SKILL.md")))


def load_skill(name_or_path: str | Path = DEFAULT_SKILL) -> Skill:
    """A skill by its name, or by the path of a SKILL.md or of the folder that holds one. It is read anew each time.

    Raises: `SkillError` when there is none, or when its frontmatter is missing or broken.
    """
    own = _HOME / str(name_or_path) / "SKILL.md"
    if isinstance(name_or_path, str) and _is_plain_name(name_or_path) and own.is_file():
        return _read(own)
    path = Path(name_or_path).expanduser().absolute()  # the current folder may be another one later
    if path.is_dir():
        path /= "SKILL.md"
    if path.is_file():
        return _read(path)
    names = ", ".join(skill.name for skill in skills())
    raise SkillError(f'There is no skill "{name_or_path}".', f"Choose one of {names}, or give the path of a SKILL.md.")


def found_by(skill: Skill) -> str:
    """What `load_skill` finds the skill by again, from any folder."""
    return skill.name if skill.path.is_relative_to(_HOME) else str(skill.path)


def _is_plain_name(name: str) -> bool:
    return bool(name) and not set(name) & set("/\\") and name not in (".", "..")


def _read(path: Path) -> Skill:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise SkillError(f"{path.name} is far too long for a skill.", "Shorten it.")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SkillError(f"{path.name} cannot be read ({error.strerror}).", "Check the path.") from None
    except UnicodeDecodeError:
        raise SkillError(f"{path.name} is not UTF-8 text.", "Save it as UTF-8.") from None
    head, body = _split(text, path)
    try:
        fields = yaml.safe_load(head)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        # A line is counted from one, and the opening --- is one too.
        raise SkillError(
            f"The frontmatter of {path.name} is broken in line {mark.line + 2}."
            if mark
            else f"The frontmatter of {path.name} is broken.",
            "Correct its YAML.",
        ) from None
    if not isinstance(fields, dict):
        raise SkillError(f"The frontmatter of {path.name} holds no fields.", "Give at least name, version and title.")
    if "version" in fields:
        fields["version"] = str(fields["version"])  # YAML reads 1.0 as a number
    try:
        return Skill.model_validate({**fields, "usage": body.strip(), "path": path})
    except ValidationError as error:
        wrong = ", ".join(sorted({str(item["loc"][0]) for item in error.errors()}))
        raise SkillError(
            f"In the frontmatter of {path.name} these are missing or wrong: {wrong}.", "Correct them."
        ) from None


def _split(text: str, path: Path) -> tuple[str, str]:
    """(frontmatter, body): the first line and a later one are `---`."""
    lines = text.splitlines()
    if lines and lines[0].strip() == "---":
        for number, line in enumerate(lines[1:], 1):
            if line.strip() == "---":
                return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    raise SkillError(f"{path.name} has no frontmatter.", "Begin it with a line ---, the fields, and another line ---.")

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Words(BaseModel):
    """What a skill says in another language; what is missing is said as in its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str | None = None
    description: str | None = None
    audience: str | None = None
    examples: list[str] | None = None
    tip: str | None = None
    greeting: str | None = None


NextStep = Literal[
    "title", "music", "calm-music", "lively-music", "beat", "vertical", "square", "slow-pan", "slow-zoom", "show-whole",
    "fade-black", "faster", "warm", "export",
]  # fmt: skip


class AgentDefaults(BaseModel):
    """What the local engine's agent does with a skill where nothing else is said.

    `single_photo_s`: how many seconds a video of one photo lasts; None is as long as any photo is shown. `suggests`:
    what it offers to do next, the best first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    single_photo_s: float | None = Field(None, ge=0.1, le=600)
    suggests: list[NextStep] = []


class Skill(BaseModel):
    """A SKILL.md: its frontmatter, and its body as `usage`.

    `name` and `version` go out with every request. `offline`: it stays on this machine unless another back end is
    asked for by name. `typical_seconds` is a range such as "30-60". `zh` are its words in Chinese. `agent`
    is read by the local engine, which knows the skills of this package by their names.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")
    version: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+-]{0,39}$")
    title: str = Field(min_length=1)
    description: str = Field(min_length=1)
    audience: str = ""
    formats: list[str] = []
    examples: list[str] = []
    tip: str = ""
    typical_seconds: str = ""
    greeting: str = ""
    offline: bool = False
    agent: AgentDefaults = AgentDefaults()
    zh: Words | None = None
    usage: str = ""
    path: Path = Field(repr=False)

    def in_language(self, language: str) -> Skill:
        """The skill with its words in that language ("en", "zh-CN", …), where it has them."""
        words = self.zh if language.lower().startswith("zh") else None
        return self.model_copy(update=words.model_dump(exclude_none=True)) if words else self

    def __str__(self) -> str:
        formats = f" {', '.join(self.formats)}." if self.formats else ""
        return f"{self.name}: {self.title}. {self.description}{formats}"


def attribution_headers(skill: Skill, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The three headers that tell the back end which skill asks, and from where it was installed."""
    return {
        "X-Skill-Source": skill.name,
        "X-Skill-Version": skill.version,
        "X-Skill-Platform": platform_of(skill.path, environ),
    }


def platform_of(path: Path, environ: Mapping[str, str] = os.environ) -> str:
    """Who installed the skill: `SKILL_SOURCE` from the environment, else told by the folder that it lies in."""
    named = environ.get("SKILL_SOURCE", "").strip()
    if named and named.isascii() and named.isprintable():
        return named
    home = Path.home()
    resolved = path.resolve()
    if resolved.is_relative_to(home / ".clawhub"):
        return "clawhub"
    if resolved.is_relative_to(home / ".cursor" / "skills"):
        return "cursor"
    return "unknown"

"""The skill of a conversation, which the engine knows by its name alone."""

from __future__ import annotations

from functools import lru_cache

from nemo_widget.profiles import AgentDefaults, Skill, skills


def skill_named(name: str) -> Skill | None:
    """One of the skills of this package; None for one of a person's own. They are read once."""
    return _by_name().get(name)


def defaults_of(name: str) -> AgentDefaults:
    """What the skill leaves to the agent; nothing in particular for a person's own."""
    skill = skill_named(name)
    return skill.agent if skill is not None else AgentDefaults()


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Skill]:
    return {skill.name: skill for skill in skills()}

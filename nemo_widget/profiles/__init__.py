"""The five skills: what each is for, how it greets, what it suggests, and how it is named to the back end."""

from .loader import DEFAULT_SKILL, found_by, load_skill, skills
from .skill import AgentDefaults, Skill, attribution_headers

__all__ = ["DEFAULT_SKILL", "AgentDefaults", "Skill", "attribution_headers", "found_by", "load_skill", "skills"]

"""What the agent looks at and what it answers: pure data on both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel

from nemo_widget.model.conversation import Button
from nemo_widget.model.draft import CANVAS_SIZES, Draft
from nemo_widget.model.media import MediaKind

from .edits import Edit

History = Literal["none", "push", "undo", "redo"]


@dataclass(frozen=True)
class AgentAsset:
    """One upload: its `hash`, the file name that people see, and what is known of it (milliseconds, pixels).

    `focus` is where in a photo its subject is: (x, y) as shares of its width and height. An animated picture is an
    "image": it takes any duration, playing again and again.
    """

    hash: str
    name: str
    kind: MediaKind
    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    focus: tuple[float, float] | None = None


class Turn(BaseModel):
    """An earlier message with the edits it made and, when the agent asked something back, what about and the choices.

    `edits` is empty for a message that changed nothing. JSON-serialisable, so that a store can keep it.
    """

    message: str
    edits: list[Edit] = []
    asked: str = ""
    choices: list[str] = []


def _no_missing_glyphs(text: str) -> str:
    return ""


@dataclass
class Situation:
    """Everything the agent may look at. `undo` and `redo` hold drafts, the newest last; None is "no draft yet"."""

    draft: Draft | None = None
    ratio: str = "16:9"
    assets: list[AgentAsset] = field(default_factory=list)
    undo: list[Draft | None] = field(default_factory=list)
    redo: list[Draft | None] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    language: str = "en"
    skill: str = ""
    missing_glyphs: Callable[[str], str] = _no_missing_glyphs


@dataclass
class Answer:
    """What to say, and the draft that is current from now on.

    `history` tells how the draft came about: "push" is a new one on top of the undo list (and ends the redo list),
    "undo" and "redo" go `steps` back or forward in them, "none" leaves all as it was (`draft` is the old one). `base`
    is a draft to put on the undo list first: the slideshow to which a first edit was made, though nobody asked for it.
    `tool_calls` are names to show as activity. `turn` is what `Situation.turns` should hold of it later on.
    """

    text: str
    edits: list[Edit] = field(default_factory=list)
    draft: Draft | None = None
    ratio: str = "16:9"
    history: History = "none"
    base: Draft | None = None
    next_steps: list[Button] = field(default_factory=list)
    tool_calls: list[str] = field(default_factory=list)
    steps: int = 1
    turn: Turn = field(default_factory=lambda: Turn(message=""))


def ratio_of(draft: Draft | None, otherwise: str = "16:9") -> str:
    """The name of the draft's ratio: the one whose proportions come nearest to its canvas."""
    if draft is None:
        return otherwise
    shape = draft.meta.width / draft.meta.height
    return min(CANVAS_SIZES, key=lambda name: abs(CANVAS_SIZES[name][0] / CANVAS_SIZES[name][1] / shape - 1))


def fresh_assets(situation: Situation, draft: Draft | None = None) -> list[AgentAsset]:
    """The uploads that have never been on the timeline: what was taken off it is not new."""
    drafts = [d for d in (*situation.undo, situation.draft, draft) if d is not None]
    known = {c.meta.src for d in drafts for c in d.clips}
    for turn in situation.turns:
        for edit in turn.edits:
            known.update(getattr(edit, "sources", ()))
    return [a for a in situation.assets if a.hash not in known]

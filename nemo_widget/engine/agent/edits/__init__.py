"""What can be done to a draft, as data: each edit is a small pydantic model that applies itself to a scene."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter

from .base import EditBase, Said
from .canvas import SetCanvas
from .clips import (
    AddClips,
    ArrangeClips,
    BuildSlideshow,
    ClearTimeline,
    DuplicateClips,
    InsertClip,
    MoveClips,
    RemoveClips,
    ReplaceClip,
    SwapClips,
)
from .looks import Adjust, SetBackground, SetFilter, SetFit, SetMotion, SetTransition, SetTransitionDuration
from .scene import Scene
from .sound import ChangeMusic, RemoveMusic, SetMusic
from .texts import AddText, ChangeText, RemoveText
from .times import (
    CutOnBeat,
    ScaleDurations,
    SetClipDuration,
    SetClipVolume,
    SetSpeed,
    SetTotalDuration,
    ShowPart,
    TrimClips,
)

Edit = Annotated[
    BuildSlideshow
    | AddClips
    | InsertClip
    | RemoveClips
    | DuplicateClips
    | ReplaceClip
    | MoveClips
    | SwapClips
    | ArrangeClips
    | ClearTimeline
    | SetCanvas
    | SetClipDuration
    | SetTotalDuration
    | ScaleDurations
    | TrimClips
    | ShowPart
    | SetSpeed
    | SetClipVolume
    | CutOnBeat
    | SetTransition
    | SetTransitionDuration
    | SetMotion
    | SetFit
    | SetBackground
    | SetFilter
    | Adjust
    | SetMusic
    | ChangeMusic
    | RemoveMusic
    | AddText
    | ChangeText
    | RemoveText,
    Field(discriminator="kind"),
]
EDITS: TypeAdapter[list[Edit]] = TypeAdapter(list[Edit])

__all__ = [
    "EDITS",
    "AddClips",
    "AddText",
    "Adjust",
    "ArrangeClips",
    "BuildSlideshow",
    "ChangeMusic",
    "ChangeText",
    "ClearTimeline",
    "CutOnBeat",
    "DuplicateClips",
    "Edit",
    "EditBase",
    "InsertClip",
    "MoveClips",
    "RemoveClips",
    "RemoveMusic",
    "RemoveText",
    "ReplaceClip",
    "Said",
    "ScaleDurations",
    "Scene",
    "SetBackground",
    "SetCanvas",
    "SetClipDuration",
    "SetClipVolume",
    "SetFilter",
    "SetFit",
    "SetMotion",
    "SetMusic",
    "SetSpeed",
    "SetTotalDuration",
    "SetTransition",
    "SetTransitionDuration",
    "ShowPart",
    "SwapClips",
    "TrimClips",
]

"""What every edit is: a piece of data that changes a scene and says in one sentence what it did."""

from __future__ import annotations

from abc import abstractmethod
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

from nemo_widget.model.draft import Draft

from .scene import Scene


class Said(NamedTuple):
    """The same sentence in English and in Chinese."""

    en: str
    zh: str


class EditBase(BaseModel):
    """`clips` and `texts` of an edit are segment ids; an empty list means all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @abstractmethod
    def apply(self, scene: Scene) -> None:
        """Changes the scene. Ids that it does not know are passed over."""

    @abstractmethod
    def says(self, before: Draft, after: Draft) -> Said:
        """What it did, as one sentence without a full stop's company: it may stand beside others."""


E = TypeVar("E", bound=EditBase)


def something_set(edit: E, *fields: str) -> E:
    """The edit itself. Raises `ValueError` when it sets none of the fields: an edit that says nothing is none."""
    if all(getattr(edit, f) is None or getattr(edit, f) is False for f in fields):
        raise ValueError(f"one of {', '.join(fields)} has to be given")
    return edit

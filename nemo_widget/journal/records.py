from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from nemo_widget.model.conversation import ChatMessage, MediaItem
from nemo_widget.model.output import Wishes
from nemo_widget.model.video import Video

_KEPT_CHARACTERS = 500_000
_FIRST_WORDS = 60
_YEAR_3000 = 32_503_680_000.0  # beyond it no calendar of Python's goes on every system


class _Line(BaseModel):
    """`at` in seconds since 1970."""

    at: float = Field(default_factory=time.time, ge=0, le=_YEAR_3000)


class About(_Line):
    """What the conversation is with. `backend` is "local", "cloud" or a URL, `url` where that was.

    `skill` is the name of one of ours or the path of a SKILL.md, `name` the name in it; `session_id` None until the
    back end has given one.
    """

    kind: Literal["about"] = "about"
    skill: str
    name: str = ""
    title: str
    backend: str
    url: str | None = None
    remote: bool = False
    language: str | None = None
    session_id: str | None = None
    task_id: str = ""
    bind_id: str | None = None


class Said(_Line):
    kind: Literal["message"] = "message"
    message: ChatMessage


class Grew(_Line):
    """More text of a message that is not whole yet."""

    kind: Literal["grew"] = "grew"
    message_id: str
    text: str


class Added(_Line):
    kind: Literal["media"] = "media"
    item: MediaItem


class Listed(_Line):
    """The media there are, by id, in their order. `left_out`: the names of those that the back end has all the same."""

    kind: Literal["media_list"] = "media_list"
    ids: list[str]
    left_out: list[str] = []
    is_ordered: bool = False


class Removed(_Line):
    """A message was taken back."""

    kind: Literal["removed"] = "removed"
    message_id: str


class Order(_Line):
    """A render that is about to be asked for under `job_id`, and the file that it is to become."""

    kind: Literal["order"] = "order"
    job_id: str
    target: Path
    wishes: Wishes


class Ended(_Line):
    """The render is not waited for any more, whatever became of it."""

    kind: Literal["ended"] = "ended"
    job_id: str


class Made(_Line):
    kind: Literal["video"] = "video"
    video: Video


Record = About | Said | Grew | Added | Listed | Removed | Order | Ended | Made

_record: TypeAdapter[Record] = TypeAdapter(Annotated[Record, Field(discriminator="kind")])


@dataclass
class Story:
    """What the lines of a journal come to: of each thing, how it stood last. `at` is when the last line was written.

    `is_copy`: somebody else has the conversation open; `exports_elsewhere`: and exports it.
    """

    about: About | None = None
    messages: dict[str, ChatMessage] = field(default_factory=dict)
    media: dict[str, MediaItem] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    videos: dict[str, Video] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    is_ordered: bool = False
    at: float = 0.0
    is_copy: bool = False
    exports_elsewhere: bool = False

    def take(self, record: Record) -> None:
        self.at = max(self.at, record.at)
        if isinstance(record, About):
            self.about = record
        elif isinstance(record, Said):
            self.messages[record.message.id] = record.message
        elif isinstance(record, Grew):
            if message := self.messages.get(record.message_id):
                longer = {"text": message.text + record.text}
                self.messages[message.id] = message.model_copy(update=longer)
        elif isinstance(record, Added):
            self.media[record.item.id] = record.item
        elif isinstance(record, Listed):
            self.media = {id: self.media[id] for id in record.ids if id in self.media}
            self.left_out, self.is_ordered = record.left_out, record.is_ordered
        elif isinstance(record, Removed):
            self.messages.pop(record.message_id, None)
        elif isinstance(record, Order):
            self.orders[record.job_id] = record
        elif isinstance(record, Ended):
            self.orders.pop(record.job_id, None)
        else:
            self.videos[record.video.id] = record.video

    def take_line(self, line: bytes) -> None:
        """Passes over what is no record of ours."""
        try:
            self.take(_record.validate_json(line))
        except ValidationError:
            return

    def records(self) -> Iterator[Record]:
        """The shortest journal that comes to the same. Of a very long conversation the oldest messages go."""
        if self.about is not None:
            yield self.about
        for item in self.media.values():
            if item.status != "failed":
                yield Added(at=self.at, item=item)
        if self.left_out or self.is_ordered:
            yield Listed(at=self.at, ids=list(self.media), left_out=self.left_out, is_ordered=self.is_ordered)
        for message in self._kept_messages():
            yield Said(at=self.at, message=message)
        for video in self.videos.values():
            yield Made(at=self.at, video=video)
        yield from self.orders.values()

    @property
    def first_words(self) -> str:
        """How the conversation began, on one line."""
        said = next((m.text for m in self.messages.values() if m.role == "user"), "")
        words = " ".join(said.split())
        return words if len(words) <= _FIRST_WORDS else f"{words[: _FIRST_WORDS - 1]}…"

    def _kept_messages(self) -> list[ChatMessage]:
        kept: list[ChatMessage] = []
        room = _KEPT_CHARACTERS
        for message in reversed(self.messages.values()):
            room -= len(message.text)
            if room < 0:
                break
            kept.append(message)
        return kept[::-1]

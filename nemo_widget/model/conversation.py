"""What a conversation consists of, as a view shows it, and the events that tell how it changes.

A `Session` owns these nouns and publishes the events; the widget, the command line and a test listen to the same ones.
No token, path or media bytes is in any of them.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from .media import MediaKind
from .output import Format
from .timeline import Timeline

MediaStatus = Literal["waiting", "receiving", "sending", "ready", "failed"]
Intent = Literal["chat", "export", "credits", "status", "upload"]


class Connection(BaseModel):
    """One line about the back end. `remote`: photos leave this machine, for `host`.

    `language_model`: the host to which the back end hands on what is written, and the names of files; "" for none.
    """

    state: Literal["idle", "connecting", "ready", "failed"] = "idle"
    label: str = ""
    remote: bool = False
    host: str = ""
    language_model: str = ""


class Button(BaseModel):
    """Something a person may want to do next: `label` is shown, `say` is sent as a message."""

    label: str
    say: str


class ChatMessage(BaseModel):
    """One message. `done` is false while its text still grows; `queued` while it waits for the turn before it."""

    id: str
    role: Literal["user", "assistant", "notice", "error"]
    text: str
    done: bool = True
    queued: bool = False
    link: str | None = None
    next_steps: list[Button] = []


class MediaItem(BaseModel):
    """One file of the person's, from the moment it is chosen. `progress` 0 to 1; `hash` once the back end has it.

    `wire_name` is what the back end calls it, whatever the person has renamed it to.
    """

    id: str
    name: str
    kind: MediaKind | None = None
    size_bytes: int = 0
    status: MediaStatus = "waiting"
    progress: float = 0.0
    error: str | None = None
    hash: str | None = None
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    wire_name: str | None = None

    def __repr__(self) -> str:
        """For a cell whose result is what was added: what a person knows a file by."""
        size = f"{self.width}×{self.height}" if self.width and self.height else ""
        length = f"{self.duration_s:g} s" if self.duration_s else ""
        return f"<{', '.join(filter(None, (self.name, size, length, self.status)))}>"


class ExportState(BaseModel):
    """The export that runs or ran last. `progress` 0 to 1; `left_s` is the time left in seconds, once known."""

    state: Literal["idle", "rendering", "downloading", "done", "failed", "cancelled"] = "idle"
    progress: float = 0.0
    left_s: float | None = None
    label: str = ""
    error: str | None = None


class VideoInfo(BaseModel):
    """A finished file as a view needs it; the bytes are asked for in pieces under `id`, its poster as a thumbnail.

    A GIF is a picture, not a video.
    """

    id: str
    name: str
    width: int
    height: int
    duration_s: float
    size_bytes: int
    format: Format = "mp4"


class PreviewInfo(BaseModel):
    """Sound or a small film for the player; the bytes are asked for in pieces under `id`.

    Without an id `missing` says why: nothing sounds, the back end makes none, or it failed this time.
    """

    id: str | None = None
    mime: str = ""
    size_bytes: int = 0
    missing: Literal["silent", "not-offered", "failed"] | None = None


class ConnectionChanged(BaseModel):
    type: Literal["connection"] = "connection"
    connection: Connection


class MediaChanged(BaseModel):
    """An item was added or has changed."""

    type: Literal["media"] = "media"
    item: MediaItem


class MediaListed(BaseModel):
    """The media there are now, by id, in their order. What is not named is there no more."""

    type: Literal["media_list"] = "media_list"
    ids: list[str]


class MessageRemoved(BaseModel):
    """A message was taken back."""

    type: Literal["message_removed"] = "message_removed"
    id: str


class MessageChanged(BaseModel):
    """A message was added or has changed otherwise than by growing."""

    type: Literal["message"] = "message"
    message: ChatMessage


class TextGrew(BaseModel):
    """`text` goes at `offset` (in UTF-16 code units, as a browser counts) of message `id`."""

    type: Literal["delta"] = "delta"
    id: str
    offset: int
    text: str


class ActivityChanged(BaseModel):
    """What the back end is doing now, in one line; None when nothing."""

    type: Literal["activity"] = "activity"
    label: str | None


class TurnChanged(BaseModel):
    """Whether an answer is being given, and how many messages wait behind it."""

    type: Literal["turn"] = "turn"
    running: bool
    queued: int


class TimelineChanged(BaseModel):
    """`draft` is the JSON that the state gave, which the player draws; None when there is none."""

    type: Literal["timeline"] = "timeline"
    timeline: Timeline
    draft: dict[str, Any] | None = None


class ExportChanged(BaseModel):
    type: Literal["export"] = "export"
    export: ExportState


class VideoReady(BaseModel):
    type: Literal["video"] = "video"
    video: VideoInfo


class ConversationReplaced(BaseModel):
    """Another conversation stands in this one's place: nothing that was told before holds."""

    type: Literal["replaced"] = "replaced"


Event = (
    ConnectionChanged
    | MediaChanged
    | MediaListed
    | MessageChanged
    | MessageRemoved
    | TextGrew
    | ActivityChanged
    | TurnChanged
    | TimelineChanged
    | ExportChanged
    | VideoReady
    | ConversationReplaced
)

"""What Python and the page say to each other over the widget's comm, defined once.

`js/src/bridge/protocol.gen.ts` is generated from this file; a test fails when they differ.

Python → page: `PageMessage`s. Events come in `Envelope`s with a running number `n`; a view that mounts, or that sees a
gap in the numbers, calls `snapshot` and starts anew from it.
Page → Python: `Call`s, answered by exactly one `Answer` each (with binary buffers where the method says so).

Methods of a `Call`, their params and what the `Answer` holds:

| method | params | result | buffers |
|---|---|---|---|
| snapshot | SnapshotParams | Snapshot | |
| send | SendParams | {message: id} | |
| stop | – | {} | |
| withdraw | {message: id} | {} | |
| export | ExportParams | {} as soon as it has begun | |
| cancel_export | – | {} | |
| upload_begin | UploadBegin | UploadBegun | |
| upload_chunk | UploadChunk + one buffer | {received: bytes so far} | |
| upload_end | UploadEnd | {media: id} once the file has gone on to the back end | |
| upload_cancel | {upload} | {} | |
| credits | – | Credits: of a remote back end | |
| media_remove | {media: id} | {} | |
| media_order | {ids: [..]} | {} | |
| media_rename | {media: id, name} | {name: as it is now} | |
| upload_urls | {urls: [..]} | {} | |
| thumbnail | ThumbnailParams | {mime} | the picture |
| read_video | ReadVideo | {offset} | the bytes |
| preview | PreviewParams | PreviewInfo | |
| read_preview | ReadPreview | {offset} | the bytes |
| sessions | – | PastSessions: earlier conversations on this disk, the latest first | |
| resume | ResumeParams | {} once that conversation stands here; a `replaced` event tells all views | |
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from nemo_widget.model.conversation import (
    ActivityChanged,
    Button,
    ChatMessage,
    Connection,
    ConnectionChanged,
    ConversationReplaced,
    Event,
    ExportChanged,
    ExportState,
    MediaChanged,
    MediaItem,
    MediaListed,
    MessageChanged,
    MessageRemoved,
    PreviewInfo,
    TextGrew,
    TimelineChanged,
    TurnChanged,
    VideoInfo,
    VideoReady,
)
from nemo_widget.model.output import Audio, Format, Quality
from nemo_widget.model.past import PastSession
from nemo_widget.model.timeline import Timeline


class SkillCard(BaseModel):
    """What a view shows of the active skill."""

    name: str
    title: str
    greeting: str
    examples: list[str]
    tip: str
    formats: list[str]
    typical_seconds: str


class Snapshot(BaseModel):
    """Everything a view needs to draw itself. `n` is the number of the last message that it already contains."""

    n: int
    language: str
    skill: SkillCard
    connection: Connection
    media: list[MediaItem]
    messages: list[ChatMessage]
    activity: str | None
    running: bool
    queued: int
    timeline: Timeline
    draft: dict[str, Any] | None
    export: ExportState
    videos: list[VideoInfo]


class MessageFinished(BaseModel):
    """A message has come to its end, and all of its text has been told as it grew."""

    type: Literal["message_finished"] = "message_finished"
    id: str
    next_steps: list[Button] = []


class Envelope(BaseModel):
    """Events of one moment, together: at most 30 envelopes a second, and fewer where a long text grows."""

    kind: Literal["events"] = "events"
    n: int
    events: list[Event | MessageFinished]


class Call(BaseModel):
    kind: Literal["call"] = "call"
    id: int
    view: str
    method: str
    params: dict[str, Any] = {}


class Answer(BaseModel):
    """`error` is a sentence for a person. Only the view that called takes it."""

    kind: Literal["answer"] = "answer"
    id: int
    view: str
    result: dict[str, Any] | None = None
    error: str | None = None


class SnapshotParams(BaseModel):
    """`language` that the page speaks, such as "zh-CN": the session's too, as long as it knows none."""

    language: str = ""


class SendParams(BaseModel):
    text: str


class ExportParams(BaseModel):
    """`resolution` is the short side in pixels; None is the canvas's own size. `fps` None is the canvas's own rate.

    `audio` is the sound of an MP4, None being "aac"; what does not go together is refused in a sentence.
    """

    resolution: int | None = None
    fps: int | None = None
    quality: Quality = "high"
    format: Format = "mp4"
    audio: Audio | None = None


class UploadBegin(BaseModel):
    name: str
    size_bytes: int


class UploadBegun(BaseModel):
    """Chunks of at most `chunk_bytes`, with at most `window` of them not yet acknowledged.

    `upload` is also the id of the `MediaItem` that stands for the file from now on; `upload_cancel` takes it away.
    """

    upload: str
    chunk_bytes: int
    window: int


class UploadChunk(BaseModel):
    """`offset` of the chunk in the file, in bytes. Chunks may arrive again; they are taken once."""

    upload: str
    offset: int


class UploadEnd(BaseModel):
    """`checks` are the CRC-32 of each chunk's length of the file, in order: what arrived is what was read."""

    upload: str
    checks: list[int] = []


class ThumbnailParams(BaseModel):
    """`media` is an upload's hash, an item's id, or a video's for its poster; `size_px` of the longer side at most."""

    media: str
    size_px: int = 320


class ReadVideo(BaseModel):
    video: str
    offset: int
    length: int


class PreviewParams(BaseModel):
    """`film` is the hash of an upload that moves; None asks for the sound of the draft as it is now."""

    film: str | None = None


class ReadPreview(BaseModel):
    preview: str
    offset: int
    length: int


class PastSessions(BaseModel):
    sessions: list[PastSession]


class ResumeParams(BaseModel):
    """`id` of a `PastSession`. What this conversation has under way must have ended."""

    id: str


PageMessage = Envelope | Answer

__all__ = [
    "ActivityChanged",
    "Answer",
    "Call",
    "ConnectionChanged",
    "ConversationReplaced",
    "Envelope",
    "ExportChanged",
    "ExportParams",
    "MediaChanged",
    "MediaListed",
    "MessageChanged",
    "MessageFinished",
    "MessageRemoved",
    "PageMessage",
    "PastSessions",
    "PreviewInfo",
    "PreviewParams",
    "ReadPreview",
    "ReadVideo",
    "ResumeParams",
    "SendParams",
    "SkillCard",
    "Snapshot",
    "SnapshotParams",
    "TextGrew",
    "ThumbnailParams",
    "TimelineChanged",
    "TurnChanged",
    "UploadBegin",
    "UploadBegun",
    "UploadChunk",
    "UploadEnd",
    "VideoReady",
]

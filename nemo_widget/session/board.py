from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from typing import Any, Literal

from nemo_widget.model.conversation import (
    ActivityChanged,
    Button,
    ChatMessage,
    Connection,
    ConnectionChanged,
    Event,
    ExportChanged,
    ExportState,
    MediaChanged,
    MediaItem,
    MediaListed,
    MessageChanged,
    MessageRemoved,
    TextGrew,
    TimelineChanged,
    TurnChanged,
    VideoReady,
)
from nemo_widget.model.speech import spoken
from nemo_widget.model.timeline import Timeline
from nemo_widget.model.video import Video

from .names import Names

_log = logging.getLogger(__name__)
Role = Literal["user", "assistant", "notice", "error"]
Listener = Callable[[Event], None]


class Board:
    """What a session shows, in one place: every change of it goes through here and out to the listeners.

    Events hold copies, so that a listener may keep them. What went wrong is told in `language`, files go by `names`.
    """

    def __init__(self) -> None:
        self.language = "en"
        self.connection = Connection()
        self.media: list[MediaItem] = []
        self.names = Names(self.media)
        self.messages: list[ChatMessage] = []
        self.activity: str | None = None
        self.running = False
        self.queued = 0
        self.timeline = Timeline()
        self.draft: dict[str, Any] | None = None
        self.export_state = ExportState()
        self.videos: list[Video] = []
        self._listeners: list[Listener] = []
        self._grown: dict[str, int] = {}  # message id → its length in UTF-16 code units

    def listen(self, callback: Listener) -> Callable[[], None]:
        self._listeners.append(callback)

        def stop() -> None:
            if callback in self._listeners:
                self._listeners.remove(callback)

        return stop

    def restore(self, messages: Sequence[ChatMessage], media: Sequence[MediaItem], videos: Sequence[Video]) -> None:
        """Puts back what an earlier process showed, before anybody listens."""
        self.messages = list(messages)
        self.media[:] = media
        self.videos = list(videos)
        self._grown = {message.id: _utf16_length(message.text) for message in messages}

    def _publish(self, event: Event) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(event)
            except Exception:  # noqa: BLE001  # one view that breaks takes neither the session nor the other views along
                _log.exception("a listener failed on %s", event.type)

    def set_connection(self, connection: Connection) -> None:
        if connection != self.connection:
            self.connection = connection
            self._publish(ConnectionChanged(connection=connection))

    def add_media(self, item: MediaItem) -> None:
        self.media.append(item)
        self.media_changed(item)

    def media_changed(self, item: MediaItem) -> None:
        """Tells of it, unless it has been taken away."""
        if item.error:
            item.error = spoken(item.error, self.language)
        if any(item is one for one in self.media):
            self._publish(MediaChanged(item=item.model_copy()))

    def list_media(self, media: Sequence[MediaItem]) -> None:
        """From now on these are the media there are, in this order."""
        self.media[:] = media
        self._publish(MediaListed(ids=[item.id for item in media]))

    def say(
        self,
        role: Role,
        text: str,
        *,
        done: bool = True,
        queued: bool = False,
        link: str | None = None,
        next_steps: Sequence[Button] = (),
    ) -> str:
        """Adds a message and returns its id."""
        text = spoken(text, self.language) if role == "error" else text
        message = ChatMessage(
            id=secrets.token_hex(6),
            role=role,
            text=text,
            done=done,
            queued=queued,
            link=link,
            next_steps=list(next_steps),
        )
        self.messages.append(message)
        self._grown[message.id] = _utf16_length(text)
        self._changed(message)
        return message.id

    def grow(self, message_id: str, text: str) -> None:
        if not text:
            return
        offset = self._grown[message_id]
        self._grown[message_id] = offset + _utf16_length(text)
        self._message(message_id).text += text
        self._publish(TextGrew(id=message_id, offset=offset, text=text))

    def finish(self, message_id: str, next_steps: Sequence[Button] = ()) -> None:
        message = self._message(message_id)
        message.done, message.next_steps = True, list(next_steps)
        self._changed(message)

    def unqueue(self, message_id: str) -> None:
        message = self._message(message_id)
        message.queued = False
        self._changed(message)

    def remove_message(self, message_id: str) -> None:
        self.messages.remove(self._message(message_id))
        del self._grown[message_id]
        self._publish(MessageRemoved(id=message_id))

    def text_of(self, message_id: str) -> str:
        return self._message(message_id).text

    def set_activity(self, label: str | None) -> None:
        if label != self.activity:
            self.activity = label
            self._publish(ActivityChanged(label=label))

    def set_turn(self, running: bool, queued: int) -> None:
        if (running, queued) != (self.running, self.queued):
            self.running, self.queued = running, queued
            self._publish(TurnChanged(running=running, queued=queued))

    def set_timeline(self, timeline: Timeline, draft: dict[str, Any] | None) -> None:
        timeline = self.names.relabel(timeline)
        if draft != self.draft or timeline != self.timeline:
            self.timeline, self.draft = timeline, draft
            self._publish(TimelineChanged(timeline=timeline, draft=draft))
            if self.export_state.state == "failed":  # what could not be exported is not what is there now
                self.set_export(ExportState())

    def set_export(self, export: ExportState) -> None:
        if export.error:
            export.error = spoken(export.error, self.language)
        if export != self.export_state:
            self.export_state = export
            self._publish(ExportChanged(export=export))

    def add_video(self, video: Video) -> None:
        self.videos.append(video)
        self._publish(VideoReady(video=video.info))

    def _message(self, message_id: str) -> ChatMessage:
        return next(m for m in reversed(self.messages) if m.id == message_id)

    def _changed(self, message: ChatMessage) -> None:
        self._publish(MessageChanged(message=message.model_copy(deep=True)))


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

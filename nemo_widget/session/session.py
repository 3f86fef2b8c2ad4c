from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
from pydantic import SecretStr

from nemo_widget.journal import About, Journal
from nemo_widget.model.conversation import ChatMessage, Connection, Event, ExportState, MediaItem, PreviewInfo
from nemo_widget.model.credits import Credits
from nemo_widget.model.errors import BadMedia, NemoError
from nemo_widget.model.listing import Listing
from nemo_widget.model.output import Audio, Format, Quality
from nemo_widget.model.past import PastSession
from nemo_widget.model.reply import Reply
from nemo_widget.model.timeline import Timeline
from nemo_widget.model.video import Video
from nemo_widget.profiles import load_skill

from .backend import choose_backend
from .bin import Bin
from .board import Board
from .chat import Chat
from .claim import Claim
from .directly import done_directly
from .exports import Exports
from .language import language_of
from .link import Link
from .memory import Memory
from .previews import Previews
from .resuming import Past, about_of, as_it_was, shelf_of
from .routing import route
from .settings import Settings
from .thumbnails import Thumbnails
from .turn import Turn
from .turns import Turns
from .uploads import Uploads
from .wording import listed, phrase


class Session:
    """A conversation with a back end about one video.

    Made and used on one asyncio loop (that of `runtime()`); only `Turn` may be touched from elsewhere. Making it does
    no I/O: it connects on first use. What it shows is in its attributes, and every change of them is an event.
    """

    def __init__(self, settings: Settings, journal: Journal | None = None) -> None:
        """`journal`: the conversation that is gone on with.

        Raises: `SkillError`, or `NemoError` when the back end is named wrongly.
        """
        self.skill = load_skill(settings.skill)
        self._settings = settings
        self._board = Board()
        self._link = Link(
            settings, self.skill, choose_backend(settings.backend, settings.token, self.skill), self._board
        )
        self._thumbnails = Thumbnails(settings.data_dir / "thumbnails")
        self._bin = Bin(self._board)
        self._uploads = Uploads(self._link, self._board, self._bin, self._thumbnails, settings.waits)
        self._previews = Previews(self._link)
        self._memory = Memory(self._board, self._bin, shelf_of(settings), journal, self._about, self._not_kept)
        self._link.on_open = self._memory.about_changed
        self._exports = Exports(self._link, self._board, settings, self._thumbnails, self._memory)
        self._claim = Claim(self._link, self._board)
        self._chat = Chat(self._link, self._board, settings.waits)
        self._turns = Turns(self._board, self._answer, self._after_stop, lambda: self.language)
        self._language_is_known = settings.language is not None
        self._past = Past(self._board, self._link, self._bin, self._uploads, self._exports, self._claim)
        if journal is not None:
            self._past.show(journal.story)

    @property
    def language(self) -> str:
        """A code such as "en" or "zh-CN": as given, else that of the first message."""
        return self._link.language

    def suggest_language(self, code: str) -> None:
        """What the person reads elsewhere: the language as long as none was given and nothing was said."""
        if not self._language_is_known:
            self._link.speak(code)

    @property
    def connection(self) -> Connection:
        return self._board.connection

    @property
    def media(self) -> list[MediaItem]:
        return self._board.media

    @property
    def messages(self) -> list[ChatMessage]:
        return self._board.messages

    @property
    def activity(self) -> str | None:
        return self._board.activity

    @property
    def running(self) -> bool:
        return self._board.running

    @property
    def queued(self) -> int:
        """How many messages wait behind the one that is being answered."""
        return self._board.queued

    @property
    def uploading(self) -> bool:
        """Whether files are on their way."""
        return self._uploads.are_pending

    @property
    def timeline(self) -> Timeline:
        return self._board.timeline

    @property
    def draft(self) -> dict[str, Any] | None:
        """The draft as the state gave it."""
        return self._board.draft

    @property
    def export_state(self) -> ExportState:
        return self._board.export_state

    @property
    def videos(self) -> list[Video]:
        return self._board.videos

    def listen(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Calls `callback` with every event, on the loop; returns what ends that."""
        return self._board.listen(callback)

    async def connect(self) -> None:
        """Connects now. Raises: `EngineFailed`, `BackendUnreachable`, `AuthError`."""
        await self._link.connected()
        if not self._language_is_known:  # loads what tells one, so that nobody waits for that at the first message
            await anyio.to_thread.run_sync(language_of, "hello")

    def new_media(self, name: str, size_bytes: int) -> MediaItem:
        """An item for a file that is still on its way to us; later given to `upload`, or to `media_failed`."""
        return self._uploads.new_item(name, size_bytes)

    def media_changed(self, item: MediaItem) -> None:
        """Tells that the caller has changed the item, such as its `progress` while it arrives."""
        self._board.media_changed(item)

    def media_failed(self, item: MediaItem, sentence: str) -> None:
        self._uploads.fail(item, sentence)

    def remove_media(self, item_id: str) -> None:
        """Takes an item away: its sending stops, or its clips leave the timeline, or the first video goes without it.

        The wire has no way to take a file from a back end that has it.
        """
        item = next((i for i in self._board.media if i.id == item_id), None)
        self._uploads.remove(item_id)
        if item is not None and any(clip.source == item.hash for clip in self._board.timeline.clips()):
            self.send(self._phrase("remove_clips", names=listed(self.language, [item.name])))

    def order_media(self, ids: Sequence[str]) -> None:
        """The order in which the first video takes the media; those that are not named come last."""
        self._bin.order(ids)

    def rename_media(self, item_id: str, name: str) -> MediaItem:
        """Gives an item a name, by which it is known in the chat and on the timeline from now on.

        Raises: `BadMedia` when there is no such item, or another of that name.
        """
        item = next((i for i in self._board.media if i.id == item_id), None)
        if item is None:
            raise BadMedia("This file is not there any more.", "Add it again.")
        item.name = self._board.names.check(item, name)
        self._board.media_changed(item)
        self._board.set_timeline(self._board.timeline, self._board.draft)
        return item

    async def upload(
        self, path: Path, *, name: str | None = None, item: MediaItem | None = None, delete_after: bool = False
    ) -> MediaItem:
        """Checks the file, converts it where the wire does not take it, and sends it, streamed from disk.

        Files arrive at the back end in the order of the calls. `delete_after`: it was made for this only.
        Raises: `BadMedia`, `UnsupportedMedia`, `MediaTooLarge`, and what a connection raises. The item tells it too.
        """
        added = await self._uploads.upload(path, name, item, delete_after)
        self._claim.file_added()
        return added

    async def upload_urls(self, urls: Sequence[str]) -> list[MediaItem]:
        """Adds what the URLs answer. Raises: `BadMedia` for the first that is missing, or a page and no picture."""
        added = await self._uploads.upload_urls(urls)
        self._claim.file_added()
        return added

    def send(self, text: str) -> Turn:
        """Sends a message, behind those that are not answered yet.

        Raises: `NemoError` when there is nothing in it.
        """
        # Half a character, such as an emoji that a page has cut, is in no UTF-8.
        text = text.encode("utf-8", "replace").decode().strip() if isinstance(text, str) else ""
        if not text:
            raise NemoError("There is nothing to send.", "Write what you want.")
        if wishes := self._bin.wishes(self.language if self._language_is_known else language_of(text)):
            text = f"{text}\n{wishes}"
        if not self._language_is_known:
            self._language_is_known = True
            self._link.speak(language_of(text))
            self._memory.about_changed()
        return self._turns.send(text)

    def begin_video(self, items: Sequence[MediaItem]) -> Turn:
        """Asks for another video, from these files alone; what was exported of the one before stays.

        Raises: `BadMedia` when there is nothing to be seen among them.
        """
        names = [item.wire_name or item.name for item in items if item.kind != "audio"]
        if not names:
            raise BadMedia("There is no picture for a video.", "Add a photo, too.")
        return self._turns.send(self._phrase("new_video", names=listed(self.language, list(dict.fromkeys(names)))))

    def withdraw(self, message_id: str) -> bool:
        """Takes back a message that still waits; False when there is none such."""
        return self._turns.withdraw(message_id)

    def stop(self) -> None:
        """Stops the answer that is being given. What is shown of it stays."""
        self._turns.stop()

    async def credits(self) -> Credits:
        return await self._link.call(lambda client, _: client.credits())

    async def refresh(self) -> Timeline:
        """The timeline as the back end has it now."""
        state = await self._link.state()
        self._board.set_timeline(Timeline.of(state.fields), state.draft)
        return self._board.timeline

    async def export(
        self,
        path: Path | None = None,
        *,
        resolution: int | None = None,
        fps: int | None = None,
        quality: Quality = "high",
        format: Format | None = None,
        audio: Audio | None = None,
    ) -> Video:
        """Makes the video, at `path` or else in the data directory. What may be wanted: `Wishes`.

        Raises: `NothingToExport`, `OutputError`, `RenderFailed`, `PlanRequired`, `Cancelled`.
        """
        video = await self._exports.export(
            path, resolution=resolution, fps=fps, quality=quality, format=format, audio=audio
        )
        await self._claim.video_made()
        return video

    async def claim_url(self) -> str | None:
        """Where an anonymous person of the cloud makes this session their own. Raises: what a connection raises."""
        return await self._link.claim_url()

    def cancel_export(self) -> None:
        self._exports.cancel()

    async def thumbnail(self, media: str, size_px: int) -> bytes:
        """The thumbnail of an upload (its hash, or the item's id), JPEG or WebP,
        the longer side at most `size_px` pixels.

        Raises: `BadMedia` when there is no picture of it.
        """
        item = next((i for i in self._board.media if media in (i.id, i.hash)), None)
        of = (item.id, item.hash or media) if item else (media, media)
        return await anyio.to_thread.run_sync(self._thumbnails.get, *of, size_px)

    async def preview(self, film: str | None = None) -> PreviewInfo:
        """The draft's soundtrack as an MP3, or a small MP4 of the video upload `film` (its hash), for a player."""
        return await (self._previews.sound() if film is None else self._previews.film(film))

    def read_preview(self, id: str, offset: int, length: int) -> bytes:
        """A piece of a preview. Raises: `OutputError` when it is not kept any more."""
        return self._previews.read(id, offset, length)

    async def past(self) -> Listing[PastSession]:
        """The conversations that are kept on this disk, but for this one; the latest first."""
        found = await anyio.to_thread.run_sync(shelf_of(self._settings).list)
        return Listing(each for each in found if each.id != self._memory.id)

    async def resume(self, id: str | None = None, *, token: SecretStr | None = None) -> Session:
        """Another session, which goes on with the conversation `id`, or with the last one that no kernel has open.

        `token` is for its back end. Without one this session's is taken if both are with the same server.

        It shows what was shown, and the timeline as the back end has it now; `take_up` goes on with exports that were
        under way. This session stays as it is.
        Raises: `SessionGone` when there is no such conversation, and what a connection raises.
        """
        journal = await anyio.to_thread.run_sync(shelf_of(self._settings).take, id)
        try:
            settings = as_it_was(self._settings, journal.story, self._link.backend, token)
            session = Session(settings, journal)
        except NemoError:
            journal.close()
            raise
        try:
            await session.refresh()
        except NemoError:
            await session.close()
            raise
        return session

    def take_up(self) -> None:
        """Waits in the background for the exports of an earlier process, and puts them where they were to go."""
        self._past.take_up()

    async def settled(self) -> list[Video]:
        """Waits until nothing is under way, neither files nor answers nor exports; then the finished videos."""
        await self._uploads.settled()
        await self._turns.settled()
        await self._past.settled()
        await self._exports.settled()
        return list(self.videos)

    async def close(self) -> None:
        """Stops what runs and closes the connection. The engine stays for other sessions, and ends with the process."""
        self._chat.stop_following()
        self._claim.close()
        await asyncio.gather(self._uploads.close(), self._exports.close(), self._turns.close())
        await self._link.close()
        await self._memory.close()

    def _about(self) -> About:
        return about_of(self.skill, self._link, self.language if self._language_is_known else None)

    def _not_kept(self) -> None:
        self._board.say("notice", self._phrase("not_kept"))

    async def _answer(self, text: str) -> Reply:
        if self._uploads.are_pending:
            self._board.set_activity(self._phrase("waiting_media"))
            await self._uploads.settled()
            self._board.set_activity(None)
        where = route(text)
        if where.intent == "chat":
            try:
                return await self._chat.answer(text, partial(done_directly, self))
            except NemoError as error:
                raise self._link.with_link(error) from None
        said = await done_directly(self, where)
        self._board.say("assistant", said)
        return Reply(text=said, intent=where.intent)

    async def _after_stop(self) -> None:
        """What was stopped may have been done all the same: the timeline is shown as it is now."""
        with contextlib.suppress(NemoError), anyio.move_on_after(5):
            await self.refresh()

    def _phrase(self, name: str, **values: object) -> str:
        return phrase(self.language, name, **values)

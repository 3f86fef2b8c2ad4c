"""The Python half of the page's protocol: calls in, answers and events out.

`receive` may be called on any thread; it only enqueues. Everything else happens on the owner loop, each call as a task
of its own, so that a long upload does not hold up a click. The session does the work; here is only the way to it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ClassVar

from pydantic import BaseModel, SecretStr, ValidationError

from nemo_widget.model.conversation import ConversationReplaced, Event
from nemo_widget.model.errors import BadMedia, NemoError, OutputError
from nemo_widget.model.media import sniff
from nemo_widget.model.speech import spoken
from nemo_widget.session import Session, runtime

from .events import Outbox
from .host import Limits
from .protocol import (
    Answer,
    Call,
    ExportParams,
    PastSessions,
    PreviewParams,
    ReadPreview,
    ReadVideo,
    ResumeParams,
    SendParams,
    SkillCard,
    Snapshot,
    SnapshotParams,
    ThumbnailParams,
    UploadBegin,
    UploadBegun,
    UploadChunk,
    UploadEnd,
)
from .scratch import Scratch
from .transfers import Transfers, read_piece

# Only debug: what is logged above that lands in whatever cell runs.
_log = logging.getLogger(__name__)

_SMALLEST_THUMBNAIL_PX = 16
_LARGEST_THUMBNAIL_PX = 1280
_MANY_URLS = 200
_LONGEST_CODE = 35
_REMEMBERED = 256  # calls whose answers are kept, for a page that asks again
_RUNNING: dict[str, Any] = {}

Message = dict[str, Any]
Buffers = list[bytes]
Result = tuple[Message, Buffers]
Send = Callable[[Message, Buffers], None]
Method = Callable[["Bridge", Message, list[memoryview]], Awaitable[Result]]


class MessageParams(BaseModel):
    message: str


class UploadParams(BaseModel):
    upload: str


class MediaParams(BaseModel):
    media: str


class OrderParams(BaseModel):
    ids: list[str]


class RenameParams(BaseModel):
    media: str
    name: str


class UrlsParams(BaseModel):
    urls: list[str]


class Bridge:
    """One widget's way between its views and its session. `send(content, buffers)` brings a message to the page.

    After `resume` the session is another one, of which `replaced` is told.
    """

    def __init__(
        self,
        session: Session,
        send: Send,
        scratch: Scratch,
        limits: Limits,
        replaced: Callable[[Session], None] = lambda session: None,
    ) -> None:
        self._session = session
        self._replaced = replaced
        self._send = send
        self._limits = limits
        self._tasks: set[asyncio.Future[Any]] = set()
        # A page sends its open calls again when its connection was cut: each is carried out once.
        self._answered: OrderedDict[tuple[str, int], Message] = OrderedDict()
        self._outbox = Outbox(lambda envelope: send(envelope, []))
        self._transfers = Transfers(scratch, lambda item, sentence: self._session.media_failed(item, sentence))
        self._stop_listening = session.listen(self._heard)
        self._resuming = asyncio.Lock()

    @property
    def session(self) -> Session:
        return self._session

    def receive(self, content: Any, buffers: list[Any] | None = None) -> None:
        """Takes a message of the page, on any thread."""
        runtime().call_soon(self._received, content, [memoryview(b).cast("B") for b in buffers or ()])

    async def resume(self, id: str | None = None, *, token: SecretStr | None = None) -> None:
        """Puts an earlier conversation, by default the last one, in the place of the one that is here.

        `token` is for its back end; see `Session.resume`.

        Raises: `NemoError` when there is none such, or when something is under way here; then nothing has changed.
        """
        async with self._resuming:
            before = self._session
            self._check_idle(before)
            session = await before.resume(id, token=token)
            try:
                self._check_idle(before)
            except NemoError:
                await session.close()
                raise
            session.take_up()
            self._stop_listening()
            self._stop_listening = session.listen(self._heard)
            self._session = session
            self._replaced(session)
            self._outbox.post(ConversationReplaced())
            self._outbox.flush()
            await before.close()

    def _check_idle(self, session: Session) -> None:
        exporting = session.export_state.state in ("rendering", "downloading")
        if session.running or exporting or session.uploading:
            raise NemoError(
                "Something is still under way here.", "Wait for its end or stop it, or use a second Studio()."
            )

    def close(self) -> None:
        """Stops listening and forgets what was under way. On the owner loop."""
        self._stop_listening()
        self._outbox.close()
        self._transfers.close()
        for task in list(self._tasks):
            task.cancel()

    def _heard(self, event: Event) -> None:
        self._outbox.post(event)

    def _received(self, content: Any, buffers: list[memoryview]) -> None:
        try:
            call = Call.model_validate(content)
        except ValidationError:
            return  # not of our protocol, and nobody to answer
        known = self._answered.get((call.view, call.id))
        if known is None:
            self._answered[call.view, call.id] = _RUNNING
            while len(self._answered) > _REMEMBERED:
                self._answered.popitem(last=False)
            self._start(self._answer(call, buffers))
        elif known is not _RUNNING:
            self._send(known, [])

    def _start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._keep(task)
        return task

    def _keep(self, work: asyncio.Future[Any]) -> None:
        """Holds on to work whose end nobody waits for; how it ended is told by events."""
        self._tasks.add(work)
        work.add_done_callback(self._ended)

    def _ended(self, work: asyncio.Future[Any]) -> None:
        self._tasks.discard(work)
        if not work.cancelled() and (error := work.exception()) and not isinstance(error, NemoError):
            _log.debug("work for the page failed", exc_info=error)

    async def _answer(self, call: Call, buffers: list[memoryview]) -> None:
        answer = Answer(id=call.id, view=call.view)
        out: Buffers = []
        try:
            method = self.METHODS[call.method]
            answer.result, out = await method(self, call.params, buffers)
        except NemoError as error:
            answer.error = self._spoken(str(error))
        except (KeyError, ValidationError):
            _log.debug("call %r is not understood", call.method, exc_info=True)
            answer.error = self._spoken(
                "The page asked for something that this version does not know. Reload the page."
            )
        except Exception:  # noqa: BLE001 - every call gets its answer
            _log.debug("call %r failed", call.method, exc_info=True)
            answer.error = self._spoken("Something went wrong that should not have. Run the cell again.")
        said = answer.model_dump(mode="json")
        if out:  # only read, and too large to keep: asked again, it is read again
            self._answered.pop((call.view, call.id), None)
        elif (call.view, call.id) in self._answered:
            self._answered[call.view, call.id] = said
        self._send(said, out)

    def _spoken(self, sentence: str) -> str:
        return spoken(sentence, self._session.language)

    async def _snapshot(self, params: Message, buffers: list[memoryview]) -> Result:
        session = self._session
        if language := SnapshotParams.model_validate(params).language:
            session.suggest_language(language[:_LONGEST_CODE])
        self._outbox.flush()  # what the snapshot contains must not come after it
        self._outbox.watched = True
        snapshot = Snapshot(
            n=self._outbox.n,
            language=session.language,
            skill=SkillCard.model_validate(
                session.skill.in_language(language or session.language), from_attributes=True
            ),
            connection=session.connection,
            media=session.media,
            messages=session.messages,
            activity=session.activity,
            running=session.running,
            queued=session.queued,
            timeline=session.timeline,
            draft=session.draft,
            export=session.export_state,
            videos=[video.info for video in session.videos if video.path.is_file()],
        )
        if session.connection.state == "idle":
            self._start(session.connect())
        return snapshot.model_dump(mode="json"), []

    async def _say(self, params: Message, buffers: list[memoryview]) -> Result:
        turn = self._session.send(SendParams.model_validate(params).text)
        return {"message": turn.message_id}, []

    async def _stop(self, params: Message, buffers: list[memoryview]) -> Result:
        self._session.stop()
        return {}, []

    async def _withdraw(self, params: Message, buffers: list[memoryview]) -> Result:
        self._session.withdraw(MessageParams.model_validate(params).message)
        return {}, []

    async def _export(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = ExportParams.model_validate(params)
        self._start(self._session.export(**wanted.model_dump()))
        return {}, []

    async def _cancel_export(self, params: Message, buffers: list[memoryview]) -> Result:
        self._session.cancel_export()
        return {}, []

    async def _upload_begin(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = UploadBegin.model_validate(params)
        name = self._transfers.check(wanted.name, wanted.size_bytes)
        item = self._session.new_media(name, wanted.size_bytes)
        self._transfers.begin(item, wanted.size_bytes)
        begun = UploadBegun(upload=item.id, chunk_bytes=self._limits.chunk_bytes, window=self._limits.window)
        return begun.model_dump(mode="json"), []

    async def _upload_chunk(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = UploadChunk.model_validate(params)
        incoming = self._transfers.get(wanted.upload)
        if len(buffers) != 1 or buffers[0].nbytes > self._limits.chunk_bytes:
            raise BadMedia(f"{incoming.item.name} did not arrive as it was sent.", "Add it again.")
        try:
            await incoming.write(wanted.offset, buffers[0])
        except NemoError as error:
            self._transfers.discard(wanted.upload)
            self._session.media_failed(incoming.item, str(error))
            raise
        incoming.item.status, incoming.item.progress = "receiving", incoming.received_bytes / incoming.size_bytes
        self._session.media_changed(incoming.item)
        return {"received": incoming.received_bytes}, []

    async def _upload_end(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = UploadEnd.model_validate(params)
        incoming = await self._transfers.take(wanted.upload, self._limits.chunk_bytes, wanted.checks)
        item = await self._session.upload(incoming.path, name=incoming.item.name, item=incoming.item, delete_after=True)
        return {"media": item.id}, []

    async def _upload_cancel(self, params: Message, buffers: list[memoryview]) -> Result:
        self._take_away(UploadParams.model_validate(params).upload)
        return {}, []

    async def _media_remove(self, params: Message, buffers: list[memoryview]) -> Result:
        self._take_away(MediaParams.model_validate(params).media)
        return {}, []

    def _take_away(self, media: str) -> None:
        self._transfers.discard(media)
        self._session.remove_media(media)

    async def _credits(self, params: Message, buffers: list[memoryview]) -> Result:
        return (await self._session.credits()).model_dump(mode="json"), []

    async def _media_order(self, params: Message, buffers: list[memoryview]) -> Result:
        self._session.order_media(OrderParams.model_validate(params).ids)
        return {}, []

    async def _media_rename(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = RenameParams.model_validate(params)
        return {"name": self._session.rename_media(wanted.media, wanted.name).name}, []

    async def _upload_urls(self, params: Message, buffers: list[memoryview]) -> Result:
        urls = UrlsParams.model_validate(params).urls
        if len(urls) > _MANY_URLS:
            raise BadMedia(f"{len(urls)} links are too many at once.", f"Add at most {_MANY_URLS}.")
        await self._session.upload_urls(urls)
        return {}, []

    async def _thumbnail(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = ThumbnailParams.model_validate(params)
        size_px = min(max(wanted.size_px, _SMALLEST_THUMBNAIL_PX), _LARGEST_THUMBNAIL_PX)
        picture = await self._session.thumbnail(wanted.media, size_px)
        found = sniff(picture[:64])
        return {"mime": found.mime if found else "image/jpeg"}, [picture]

    async def _read_video(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = ReadVideo.model_validate(params)
        video = next((v for v in self._session.videos if v.id == wanted.video), None)
        if video is None:
            raise OutputError("This video is not there any more.", "Export it again.")
        piece = await read_piece(video, wanted.offset, wanted.length, self._limits)
        return {"offset": wanted.offset}, [piece]

    async def _preview(self, params: Message, buffers: list[memoryview]) -> Result:
        preview = await self._session.preview(PreviewParams.model_validate(params).film)
        return preview.model_dump(mode="json"), []

    async def _read_preview(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = ReadPreview.model_validate(params)
        length = min(wanted.length, self._limits.chunk_bytes)
        return {"offset": wanted.offset}, [self._session.read_preview(wanted.preview, wanted.offset, length)]

    async def _sessions(self, params: Message, buffers: list[memoryview]) -> Result:
        return PastSessions(sessions=await self._session.past()).model_dump(mode="json"), []

    async def _resume(self, params: Message, buffers: list[memoryview]) -> Result:
        await self.resume(ResumeParams.model_validate(params).id)
        return {}, []

    METHODS: ClassVar[dict[str, Method]] = {
        "snapshot": _snapshot,
        "send": _say,
        "stop": _stop,
        "withdraw": _withdraw,
        "export": _export,
        "cancel_export": _cancel_export,
        "upload_begin": _upload_begin,
        "upload_chunk": _upload_chunk,
        "upload_end": _upload_end,
        "upload_cancel": _upload_cancel,
        "credits": _credits,
        "media_remove": _media_remove,
        "media_order": _media_order,
        "media_rename": _media_rename,
        "upload_urls": _upload_urls,
        "thumbnail": _thumbnail,
        "read_video": _read_video,
        "preview": _preview,
        "read_preview": _read_preview,
        "sessions": _sessions,
        "resume": _resume,
    }

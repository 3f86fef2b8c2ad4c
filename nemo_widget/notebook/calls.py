"""What a page may ask for: each call of the protocol, done with the session that is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ClassVar

from pydantic import BaseModel

from nemo_widget.model.errors import BadMedia, NemoError, OutputError
from nemo_widget.model.media import sniff
from nemo_widget.session import Session

from .events import Outbox
from .host import Limits
from .protocol import (
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
from .transfers import Transfers, read_piece

_SMALLEST_THUMBNAIL_PX = 16
_LARGEST_THUMBNAIL_PX = 1280
_MANY_URLS = 200
_PROGRESS_STEP = 0.02  # of an upload: the page that sends it knows better, and the others need not know more
_LONGEST_CODE = 35

Message = dict[str, Any]
Buffers = list[bytes]
Result = tuple[Message, Buffers]
Method = Callable[["Calls", Message, list[memoryview]], Awaitable[Result]]


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


class Calls:
    """`METHODS` by their names in the protocol: (parameters, buffers) → (result, buffers).

    `start` runs work whose end the page does not wait for; `resume` puts another session in the place of `session`.
    Raises: `KeyError` for a call that there is none of, `ValidationError` for parameters that are none of its, else
    `NemoError`.
    """

    def __init__(
        self,
        session: Session,
        outbox: Outbox,
        transfers: Transfers,
        limits: Limits,
        start: Callable[[Coroutine[Any, Any, Any]], object],
        resume: Callable[[str | None], Awaitable[None]],
    ) -> None:
        self.session = session
        self._outbox = outbox
        self._transfers = transfers
        self._limits = limits
        self._start = start
        self._resume_in_place = resume

    async def do(self, method: str, params: Message, buffers: list[memoryview]) -> Result:
        return await self.METHODS[method](self, params, buffers)

    async def _snapshot(self, params: Message, buffers: list[memoryview]) -> Result:
        session = self.session
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
        turn = self.session.send(SendParams.model_validate(params).text)
        return {"message": turn.message_id}, []

    async def _stop(self, params: Message, buffers: list[memoryview]) -> Result:
        self.session.stop()
        return {}, []

    async def _withdraw(self, params: Message, buffers: list[memoryview]) -> Result:
        self.session.withdraw(MessageParams.model_validate(params).message)
        return {}, []

    async def _export(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = ExportParams.model_validate(params)
        self._start(self.session.export(**wanted.model_dump()))
        return {}, []

    async def _cancel_export(self, params: Message, buffers: list[memoryview]) -> Result:
        self.session.cancel_export()
        return {}, []

    async def _upload_begin(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = UploadBegin.model_validate(params)
        name = self._transfers.check(wanted.name, wanted.size_bytes)
        item = self.session.new_media(name, wanted.size_bytes)
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
            self.session.media_failed(incoming.item, str(error))
            raise
        item, progress = incoming.item, incoming.received_bytes / incoming.size_bytes
        if item.status != "receiving" or progress - item.progress >= _PROGRESS_STEP or incoming.is_whole:
            item.status, item.progress = "receiving", progress
            self.session.media_changed(item)
        return {"received": incoming.received_bytes}, []

    async def _upload_end(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = UploadEnd.model_validate(params)
        incoming = await self._transfers.take(wanted.upload, self._limits.chunk_bytes, wanted.checks)
        item = await self.session.upload(incoming.path, name=incoming.item.name, item=incoming.item, delete_after=True)
        return {"media": item.id}, []

    async def _upload_cancel(self, params: Message, buffers: list[memoryview]) -> Result:
        self._take_away(UploadParams.model_validate(params).upload)
        return {}, []

    async def _media_remove(self, params: Message, buffers: list[memoryview]) -> Result:
        self._take_away(MediaParams.model_validate(params).media)
        return {}, []

    def _take_away(self, media: str) -> None:
        self._transfers.discard(media)
        self.session.remove_media(media)

    async def _credits(self, params: Message, buffers: list[memoryview]) -> Result:
        return (await self.session.credits()).model_dump(mode="json"), []

    async def _media_order(self, params: Message, buffers: list[memoryview]) -> Result:
        self.session.order_media(OrderParams.model_validate(params).ids)
        return {}, []

    async def _media_rename(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = RenameParams.model_validate(params)
        return {"name": self.session.rename_media(wanted.media, wanted.name).name}, []

    async def _upload_urls(self, params: Message, buffers: list[memoryview]) -> Result:
        urls = UrlsParams.model_validate(params).urls
        if len(urls) > _MANY_URLS:
            raise BadMedia(f"{len(urls)} links are too many at once.", f"Add at most {_MANY_URLS}.")
        await self.session.upload_urls(urls)
        return {}, []

    async def _thumbnail(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = ThumbnailParams.model_validate(params)
        size_px = min(max(wanted.size_px, _SMALLEST_THUMBNAIL_PX), _LARGEST_THUMBNAIL_PX)
        picture = await self.session.thumbnail(wanted.media, size_px)
        found = sniff(picture[:64])
        return {"mime": found.mime if found else "image/jpeg"}, [picture]

    async def _read_video(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = ReadVideo.model_validate(params)
        video = next((v for v in self.session.videos if v.id == wanted.video), None)
        if video is None:
            raise OutputError("This video is not there any more.", "Export it again.")
        piece = await read_piece(video, wanted.offset, wanted.length, self._limits)
        return {"offset": wanted.offset}, [piece]

    async def _preview(self, params: Message, buffers: list[memoryview]) -> Result:
        preview = await self.session.preview(PreviewParams.model_validate(params).film)
        return preview.model_dump(mode="json"), []

    async def _read_preview(self, params: Message, buffers: list[memoryview]) -> Result:
        wanted = ReadPreview.model_validate(params)
        length = min(wanted.length, self._limits.chunk_bytes)
        return {"offset": wanted.offset}, [self.session.read_preview(wanted.preview, wanted.offset, length)]

    async def _sessions(self, params: Message, buffers: list[memoryview]) -> Result:
        return PastSessions(sessions=await self.session.past()).model_dump(mode="json"), []

    async def _resume(self, params: Message, buffers: list[memoryview]) -> Result:
        await self._resume_in_place(ResumeParams.model_validate(params).id)
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

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread

from nemo_widget.client.faults import plain, said_or
from nemo_widget.client.jobs import Job
from nemo_widget.client.state import State
from nemo_widget.journal import Order
from nemo_widget.model.conversation import ExportState
from nemo_widget.model.errors import (
    BackendFailed,
    BackendUnreachable,
    Cancelled,
    NemoError,
    NothingToExport,
    OutputError,
    RenderFailed,
    SessionGone,
)
from nemo_widget.model.folders import DAY_S, keep_within, make_private
from nemo_widget.model.output import Wishes
from nemo_widget.model.timeline import Timeline
from nemo_widget.model.video import Video

from .board import Board
from .finished import examine
from .link import Link
from .memory import Memory
from .output import check_output, expected_bytes
from .settings import Settings
from .stoppable import Stoppable
from .thumbnails import Thumbnails
from .wording import phrase

# Videos that were given no other place. They are all that is left of an export, so the young ones always stay.
_KEPT_BYTES = 10 * 1024**3
_LEAST_LIMIT_BYTES = 1024**3  # what a back end may send of even the smallest video


class Exports:
    """The timeline → a video on this disk. One at a time; a second one waits for the first."""

    def __init__(self, link: Link, board: Board, settings: Settings, thumbnails: Thumbnails, memory: Memory) -> None:
        self._link = link
        self._board = board
        self._settings = settings
        self._thumbnails = thumbnails
        self._memory = memory
        self._lock = asyncio.Lock()
        self._running: Stoppable[Video] | None = None
        self._is_closed = False

    async def export(self, path: Path | None, **wanted: Any) -> Video:
        """`wanted` is what `Wishes.of` takes.

        Raises: `NothingToExport`, `OutputError`, `RenderFailed`, `PlanRequired`, `Cancelled`, and what a connection
        raises. Whatever it is, the export's state on the board tells it too.
        """
        return await self._alone(lambda: self._export(path, wanted))

    async def take_up(self, order: Order) -> Video:
        """Goes on with what an earlier process has begun: waits for it and puts it where it was to go.

        Raises: as `export`.
        """
        return await self._alone(lambda: self._take_up(order))

    async def settled(self) -> None:
        """Returns when none runs or waits."""
        async with self._lock:
            return

    async def _alone(self, work: Callable[[], Coroutine[Any, Any, Video]]) -> Video:
        async with self._lock:
            if self._is_closed:
                raise Cancelled("The export was stopped.")
            self._running = Stoppable(work(), "The export was stopped.")
            try:
                video = await self._running.result()
            except BackendUnreachable as error:  # it may be under way all the same, and is found again
                self._show("failed", error=str(error))
                raise
            except NemoError as error:
                self._memory.ended()
                if not isinstance(error, Cancelled):
                    self._show("failed", error=str(self._link.with_link(error)))
                raise
            else:
                self._memory.ended()
                return video
            finally:
                self._running = None
                if self._board.export_state.state in ("rendering", "downloading"):
                    self._show("cancelled", label=phrase(self._link.language, "stopped"))

    def cancel(self) -> None:
        if self._running is not None:
            self._running.stop()

    async def close(self) -> None:
        """Stops the one that runs, in the back end too, and those that wait."""
        self._is_closed = True
        self.cancel()
        if self._running is not None:
            await self._running.ended()

    async def _export(self, path: Path | None, wanted: dict[str, Any]) -> Video:
        wishes = Wishes.of(path, **wanted)
        if self._link.backend.kind == "cloud" and not wishes.plays_everywhere:
            raise OutputError(
                "The cloud makes MP4s with AAC sound only.", "Leave format and audio out, or use backend='local'."
            )
        self._show("rendering", label=phrase(self._link.language, "exporting", file=wishes.type.name))
        state = await self._state()
        target = await anyio.to_thread.run_sync(self._target, path, self._board.timeline, wishes)
        return await self._deliver(await self._render(state, wishes, target), wishes, target)

    async def _take_up(self, order: Order) -> Video:
        wishes = order.wishes
        self._show("rendering", label=phrase(self._link.language, "exporting", file=wishes.type.name))
        self._memory.ordered(order)
        target = await anyio.to_thread.run_sync(self._target_again, order)
        try:
            job = await self._see_through(Job(id=order.job_id, status="processing"), wishes)
        except RenderFailed:  # or it had never come that far
            job = await self._render_once(await self._state(), wishes, target)
        return await self._deliver(job, wishes, target)

    async def _state(self) -> State:
        """What is to be rendered, as the back end has it now."""
        state = await self._link.state()
        self._board.set_timeline(Timeline.of(state.fields), state.draft)
        if not state.is_ready_for_export or state.draft_json is None:
            raise NothingToExport("The timeline is empty.", "Add photos and say what you want first.")
        return state

    async def _deliver(self, job: Job, wishes: Wishes, target: Path) -> Video:
        label = phrase(self._link.language, "downloading", file=wishes.type.name)
        self._show("downloading", progress=1.0, label=label)
        most_bytes = max(_LEAST_LIMIT_BYTES, 8 * expected_bytes(self._board.timeline, wishes))
        await self._link.call(lambda client, _: client.download(job, target, most_bytes=most_bytes))
        found = await anyio.to_thread.run_sync(examine, target)
        url = job.url if self._link.backend.is_remote and (job.url or "").startswith("https://") else None
        video = Video(id=job.id, path=target, url=url, format=wishes.format, **found._asdict())
        self._thumbnails.hold(video.id, found.poster)
        await anyio.to_thread.run_sync(self._thumbnails.keep, video.id, video.id)
        self._board.add_video(video)
        self._show("done", progress=1.0)
        return video

    def _target(self, path: Path | None, timeline: Timeline, wishes: Wishes) -> Path:
        if path is None:
            folder = make_private(self._settings.data_dir / "exports")
            keep_within(folder, _KEPT_BYTES, spare_s=30 * DAY_S)
            path = folder / f"video-{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}.{wishes.format}"
        return check_output(path, expected_bytes(timeline, wishes), self._settings.free_bytes, wishes.format)

    def _target_again(self, order: Order) -> Path:
        """Where it was to go; among those that were given no place, if it cannot go there any more."""
        try:
            return check_output(order.target, 0, self._settings.free_bytes, order.wishes.format)
        except OutputError:
            return self._target(None, self._board.timeline, order.wishes)

    async def _render(self, state: State, wishes: Wishes, target: Path) -> Job:
        """Renders, and once more under a new id when it fails."""
        try:
            return await self._render_once(state, wishes, target)
        except RenderFailed:
            return await self._render_once(state, wishes, target)

    async def _render_once(self, state: State, wishes: Wishes, target: Path) -> Job:
        job_id = f"render_{time.time_ns() // 1_000_000}{secrets.token_hex(2)}"
        self._memory.ordered(Order(job_id=job_id, target=target, wishes=wishes))
        try:
            job = await self._submit(job_id, state, wishes.model_dump(exclude_none=True))
        except asyncio.CancelledError:
            await self._call_off(job_id)
            raise
        return await self._see_through(job, wishes)

    async def _see_through(self, job: Job, wishes: Wishes) -> Job:
        """Waits until it is completed, through a death of the engine too."""
        try:
            try:
                return await self._follow(job, wishes)
            except BackendUnreachable:
                if not await self._link.restart_if_dead():
                    raise
            try:
                return await self._follow(job, wishes)  # an engine that is started again takes up what it had begun
            except BackendUnreachable:
                if not await self._link.restart_if_dead():
                    raise
                raise RenderFailed(
                    "The engine on this machine stopped twice while it made the video.",
                    "Try a smaller resolution, or fewer photos.",
                ) from None
        except asyncio.CancelledError:
            await self._call_off(job.id)
            raise

    async def _call_off(self, job_id: str) -> None:
        with contextlib.suppress(NemoError), anyio.move_on_after(5, shield=True):
            client, _ = await self._link.ready()
            await client.cancel_render(job_id)

    async def _submit(self, job_id: str, state: State, output: dict[str, Any]) -> Job:
        """Submits once. After a cut the job is looked for under its id, and not submitted again if it is there."""
        assert state.draft_json is not None
        draft_json = state.draft_json
        client, session_id = await self._link.ready()
        try:
            return await client.submit_render(session_id, job_id, draft_json, output)
        except SessionGone:
            await self._link.replace_session(session_id)
        except BackendUnreachable:
            if await self._link.restart_if_dead():
                client, _ = await self._link.ready()
            with contextlib.suppress(BackendFailed):
                return await client.render(job_id)
        client, session_id = await self._link.ready()
        return await client.submit_render(session_id, job_id, draft_json, output)

    async def _follow(self, job: Job, wishes: Wishes) -> Job:
        """Looks at the render until it is completed."""
        wait_s, longest_s = self._link.backend.poll_s
        waits = self._settings.waits
        clock = waits.clock.now
        began = moved = clock()
        progress = 0.0
        while job.status in ("pending", "processing"):
            in_line = job.status == "pending" and self._link.backend.kind == "local"  # it makes one after the other
            if in_line or job.progress > progress:
                progress, moved = max(progress, job.progress), clock()
            elif clock() - moved > waits.render_stall_s:
                await self._call_off(job.id)  # or it would be in the way of the next one
                raise RenderFailed("The render has not moved on for a long time.", "Export again.")
            spent_s = clock() - began
            left_s = spent_s * (1 - progress) / progress if progress > 0.05 else None
            label = phrase(self._link.language, "exporting", file=wishes.type.name)
            self._show("rendering", progress=progress, left_s=left_s, label=label)
            await waits.sleep(wait_s)
            wait_s = min(wait_s * 1.3, longest_s)
            job = await self._look(job.id)
        if job.status == "cancelled":
            raise Cancelled("The export was stopped.")
        if job.status == "failed":
            advice = "Export again, or undo the last edit."
            raise RenderFailed(*said_or(plain(job.error), "The video could not be made.", advice))
        return job

    async def _look(self, job_id: str) -> Job:
        """How the render stands.

        Raises: `RenderFailed` when the back end does not know of it.
        """
        client, _ = await self._link.ready()
        try:
            return await client.render(job_id)
        except BackendFailed as error:
            raise RenderFailed(error.what, error.next_step) from None

    def _show(self, state: str, **fields: Any) -> None:
        self._board.set_export(ExportState.model_validate({"state": state, **fields}))

"""One message → its answer: streamed, translated, compared with the timeline, and looked for after a cut."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias

from nemo_widget.client.accumulator import Accumulator
from nemo_widget.client.dialects import Fault, StreamEvent, Thinking, ToolCall
from nemo_widget.client.faults import ConnectionCut, NotSent, error_of, plain
from nemo_widget.client.state import State
from nemo_widget.model.errors import BackendUnreachable, NemoError, SessionGone, TurnFailed
from nemo_widget.model.reply import Reply
from nemo_widget.model.timeline import Timeline

from .board import Board
from .difference import changes_between
from .link import Link
from .names import Names
from .settings import Waits
from .shown import Shown, next_steps
from .watch import Watch
from .wording import phrase

_GENERATES = ("generat", "animate", "image_to_video")
_EDITS = ("edit", "timeline", "track", "clip", "draft", "music", "title", "text", "undo", "redo")

Stream: TypeAlias = "AbstractAsyncContextManager[AsyncIterator[StreamEvent]]"


class Chat:
    """Answers messages, one at a time. A message that the back end may have seen is never sent again."""

    def __init__(self, link: Link, board: Board, names: Names, waits: Waits) -> None:
        self._link = link
        self._board = board
        self._names = names
        self._waits = waits
        self._follow_up: asyncio.Task[None] | None = None

    async def answer(self, text: str) -> Reply:
        """Sends `text` and shows the answer as it comes.

        Raises: `TurnFailed` when it was sent and no answer came; `OutOfCredits` and the like; `BackendUnreachable`
        when it was not sent.
        """
        self.stop_following()
        text = self._names.to_wire(text)
        shown = Shown(self._board, self._names, self._link.language, translates=self._link.backend.kind != "local")
        heard = Accumulator()
        self._activity("thinking")
        try:
            before = await self._send(text, heard, shown)
            after = await self._after(before, heard)
        finally:
            shown.end_of_text()
            shown.finish()
            self._board.set_activity(None)
        return self._conclude(before, after, heard, shown)

    def stop_following(self) -> None:
        if self._follow_up is not None:
            self._follow_up.cancel()
            self._follow_up = None

    async def _send(self, text: str, heard: Accumulator, shown: Shown) -> State:
        """Sends and listens to the end, whole or not; returns the state that was before."""
        before = await self._link.state()
        client, session_id = await self._link.ready()
        try:
            await self._listen(client.chat(session_id, text), heard, shown)
        except SessionGone:
            await self._link.replace_session(session_id)
        except NotSent:
            if not await self._link.restart_if_dead():
                raise
        else:
            return before
        before = await self._link.state()
        client, session_id = await self._link.ready()
        await self._listen(client.chat(session_id, text), heard, shown)
        return before

    async def _listen(self, stream: Stream, heard: Accumulator, shown: Shown) -> None:
        watch = Watch(self._waits, self._still_working)
        try:
            async with watch.limits(), stream as events:
                async for event in events:
                    watch.heard(event)
                    self._show_activity(event, heard)
                    shown.hear(heard.feed(event))
        except ConnectionCut:
            heard.is_cut = True

    async def _after(self, before: State, heard: Accumulator) -> State:
        """The state after the turn. Where the answer is not whole, it is looked for.

        Raises: `TurnFailed` when nothing was done.
        """
        if heard.is_whole and heard.fault is None:
            return await self._link.state()
        session_id = self._link.session_id
        looks = 0 if heard.fault is not None else 2 if heard.is_empty and not heard.is_cut else None
        waits_s = self._waits.recovery_local_s if self._link.backend.kind == "local" else self._waits.recovery_s
        for wait_s in (0.0, *waits_s[:looks]):
            if wait_s:
                self._activity("recovering")
                await self._waits.sleep(wait_s)
            with contextlib.suppress(BackendUnreachable):
                after = await self._link.state()
                if self._link.session_id == session_id and _differs(before, after):
                    return after
        if heard.fault is not None:
            raise _error_of(heard.fault)
        if heard.is_empty and not heard.is_cut:
            return before
        raise TurnFailed("The connection broke before the answer was whole, and nothing was changed.", "Send it again.")

    def _conclude(self, before: State, after: State, heard: Accumulator, shown: Shown) -> Reply:
        language = self._link.language
        changes = [self._names.to_person(change) for change in changes_between(before.fields, after.fields, language)]
        timeline = self._names.relabel(Timeline.of(after.fields))
        self._board.set_timeline(timeline, after.draft)
        listed = "\n".join(f"- {change}" for change in changes)
        if heard.fault is not None and (said := plain(heard.fault.message)):
            shown.paragraph(said)
        if not heard.is_whole and changes and heard.fault is None and not heard.is_empty:
            shown.paragraph(f"{phrase(language, 'recovered')}\n{listed}")
        elif not shown.text.strip() and changes:
            shown.paragraph(f"{phrase(language, 'silent_edit')}\n{listed}")
        elif not shown.text.strip() and not shown.wants_summary():
            shown.paragraph(phrase(language, "silent_nothing"))
        if shown.wants_summary():
            shown.paragraph(str(timeline))
        shown.finish(next_steps(heard.state_delta))
        if self._link.backend.kind != "local" and any(word in tool for tool in heard.tools for word in _GENERATES):
            self._follow_up = asyncio.create_task(self._follow(after))
        return Reply(text=shown.text, changes=changes)

    async def _follow(self, known: State) -> None:
        """Some back ends add music, title and effects on their own after a clip: told when they are there."""
        for wait_s in self._waits.follow_up_s:
            await self._waits.sleep(wait_s)
            with contextlib.suppress(NemoError):
                now = await self._link.state()
                raw = changes_between(known.fields, now.fields, self._link.language)
                changes = [self._names.to_person(change) for change in raw]
                if changes:
                    known = now
                    timeline = self._names.relabel(Timeline.of(now.fields))
                    self._board.set_timeline(timeline, now.draft)
                    lines = "\n".join(f"- {change}" for change in changes)
                    self._board.say("notice", f"{phrase(self._link.language, 'later_changes')}\n{lines}\n{timeline}")

    def _show_activity(self, event: StreamEvent, heard: Accumulator) -> None:
        if isinstance(event, ToolCall):
            name = event.name.lower()
            generates, edits = any(w in name for w in _GENERATES), any(w in name for w in _EDITS)
            self._activity("generating" if generates else "editing" if edits else "working")
        elif isinstance(event, Thinking):
            self._activity("thinking")

    def _still_working(self, silent_s: float) -> None:
        self._board.set_activity(f"{phrase(self._link.language, 'still_working')} ({silent_s / 60:.0f} min)")

    def _activity(self, name: str) -> None:
        self._board.set_activity(phrase(self._link.language, name))


def _differs(before: State, after: State) -> bool:
    seen = ("draft", "canvas_config", "generated_media")
    return any(before.fields.get(key) != after.fields.get(key) for key in seen)


def _error_of(fault: Fault) -> NemoError:
    if fault.code.isdigit():
        return error_of(int(fault.code), fault.message)
    said = plain(fault.message)
    return TurnFailed(said) if said else TurnFailed("The back end could not finish this.", "Say it differently.")

"""One message → its answer: streamed, translated, compared with the timeline, and looked for after a cut."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Set
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias

from nemo_widget.client.accumulator import Accumulator
from nemo_widget.client.dialects import Fault, Heartbeat, StreamEvent, Thinking, ToolCall
from nemo_widget.client.faults import ConnectionCut, NotSent, error_of, plain
from nemo_widget.client.state import State
from nemo_widget.model.conversation import Intent
from nemo_widget.model.errors import (
    BackendFailed,
    BackendUnreachable,
    NemoError,
    RateLimited,
    SessionGone,
    TurnFailed,
    TurnUnclear,
)
from nemo_widget.model.reply import Reply
from nemo_widget.model.timeline import Timeline

from .board import Board
from .difference import changes_between
from .link import Link
from .routing import Route, wishes_in
from .settings import Waits
from .shown import Shown, next_steps
from .translate import Action
from .watch import Watch
from .wording import phrase

_GENERATES = ("generat", "animate", "image_to_video")
_EDITS = ("edit", "timeline", "track", "clip", "draft", "music", "title", "text", "undo", "redo")

_BY_ACTION: dict[Action, Intent] = {"export": "export", "credits": "credits"}
_MAY_PASS = (BackendUnreachable, BackendFailed, RateLimited)

Stream: TypeAlias = "AbstractAsyncContextManager[AsyncIterator[StreamEvent]]"


class Chat:
    """Answers messages, one at a time. A message that the back end may have seen is never sent again."""

    def __init__(self, link: Link, board: Board, waits: Waits) -> None:
        self._link = link
        self._board = board
        self._names = board.names
        self._waits = waits
        self._follow_up: asyncio.Task[None] | None = None
        self._followed: tuple[str | None, State] | None = None  # session, and what has been told of its timeline
        self._label: str | None = None

    async def answer(self, text: str, do: Callable[[Route], Awaitable[str]]) -> Reply:
        """Sends `text` and shows the answer as it comes. `do` carries out a command and returns what to say of it:
        where the back end sends the person to a button for what they have asked for, it is pressed for them.

        Raises: `TurnFailed` when it was sent and no answer came; `OutOfCredits` and the like; `BackendUnreachable`
        when it was not sent.
        """
        wishes = wishes_in(text)
        reply, pointed_at, edits = await self._ask(text, wishes.keys())
        if edits and not reply.changes:  # it told the person to do by hand what they had asked it to do
            more, pointed_on, _ = await self._ask(phrase(self._link.language, "say_edit", edits=edits), wishes.keys())
            reply = Reply(text=f"{reply.text}\n\n{more.text}".strip(), changes=more.changes)
            pointed_at |= pointed_on
        for intent in sorted({_BY_ACTION[action] for action in pointed_at & _BY_ACTION.keys()} & wishes.keys()):
            said = await do(wishes[intent])
            self._board.say("assistant", said)
            reply = Reply(text=f"{reply.text}\n\n{said}".strip(), changes=reply.changes)
        return reply

    async def _ask(self, text: str, wishes: Set[Intent]) -> tuple[Reply, set[Action], str]:
        """One message and its answer: the reply, what it pointed at, and the edits that it wants done by hand."""
        self.stop_following()
        text = self._names.to_wire(text)
        shown = Shown(self._board, self._names, self._link.language, translates=self._link.backend.kind != "local")
        heard = Accumulator()
        self._activity("thinking")
        try:
            before = await self._send(text, heard, shown)
            after = await self._after(before, heard)
        except BaseException:
            shown.end_of_text()
            shown.finish()
            raise
        finally:
            self._board.set_activity(None)
        shown.end_of_text()
        reply = self._conclude(before, after, heard, shown, wishes)
        return reply, set(shown.actions), " ".join(shown.edits)

    def stop_following(self) -> None:
        if self._follow_up is not None:
            self._follow_up.cancel()
            self._follow_up = None

    async def _send(self, text: str, heard: Accumulator, shown: Shown) -> State:
        """Sends and listens to the end, whole or not; returns the state that was before."""
        before = await self._link.state()
        self._tell_later_changes(before)
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
                    self._show_activity(event)
                    shown.hear(heard.feed(event))
        except ConnectionCut:
            heard.is_cut = True

    async def _after(self, before: State, heard: Accumulator) -> State:
        """The state after the turn. Where the answer is not whole, it is looked for.

        Raises: `TurnFailed` when nothing was done.
        """
        if heard.is_whole and heard.fault is None:
            try:
                return await self._link.state()
            except NemoError:
                if heard.text.strip():
                    return before  # the answer is here; what became of the timeline is seen at the next look
                raise TurnUnclear(
                    "The back end has finished, and what it did cannot be seen.",
                    "Look at the timeline before you send it again.",
                ) from None
        session_id = self._link.session_id
        looks = 0 if heard.fault is not None else 2 if heard.is_empty and not heard.is_cut else None
        waits_s = self._waits.recovery_local_s if self._link.backend.kind == "local" else self._waits.recovery_s
        is_seen = False
        for wait_s in (0.0, *waits_s[:looks]):
            if wait_s:
                self._activity("recovering")
                await self._waits.sleep(wait_s)
            with contextlib.suppress(*_MAY_PASS):
                after = await self._link.state()
                is_seen = True
                if self._link.session_id == session_id and _differs(before, after):
                    return after
        if heard.fault is not None:
            raise _error_of(heard.fault)
        if heard.is_empty and not heard.is_cut:
            return before
        if not is_seen:
            raise TurnUnclear(
                "The connection broke before the answer was whole, and whether it was done cannot be seen.",
                "Look at the timeline before you send it again.",
            )
        raise TurnFailed("The connection broke before the answer was whole, and nothing was changed.", "Send it again.")

    def _conclude(self, before: State, after: State, heard: Accumulator, shown: Shown, wishes: Set[Intent]) -> Reply:
        language = self._link.language
        changes = [self._names.to_person(change) for change in changes_between(before.fields, after.fields, language)]
        self._board.set_timeline(Timeline.of(after.fields), after.draft)
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
            shown.paragraph(str(self._board.timeline))
        done: set[Action] = {action for action, intent in _BY_ACTION.items() if intent in wishes}
        shown.finish(next_steps(heard.state_delta), done if changes else done | {"edit"})
        if self._link.backend.kind != "local" and any(word in tool for tool in heard.tools for word in _GENERATES):
            self._followed = (self._link.session_id, after)
            self._follow_up = asyncio.create_task(self._follow())
        return Reply(text=shown.text, changes=changes)

    async def _follow(self) -> None:
        """Some back ends add music, title and effects on their own after a clip: told when they are there."""
        for wait_s in self._waits.follow_up_s:
            await self._waits.sleep(wait_s)
            with contextlib.suppress(NemoError):
                self._tell_later_changes(await self._link.state())

    def _tell_later_changes(self, now: State) -> None:
        """Tells what has changed on a timeline that is followed, and shows all of its tracks."""
        session_id, known = self._followed or (None, now)
        self._followed = (session_id, now) if self._follow_up is not None else None
        raw = changes_between(known.fields, now.fields, self._link.language)
        if raw and session_id == self._link.session_id:
            self._board.set_timeline(Timeline.of(now.fields), now.draft)
            lines = [f"- {self._names.to_person(change)}" for change in raw]
            told = [phrase(self._link.language, "later_changes"), *lines, str(self._board.timeline)]
            self._board.say("notice", "\n".join(told))

    def _show_activity(self, event: StreamEvent) -> None:
        if isinstance(event, ToolCall):
            name = event.name.lower()
            generates, edits = any(w in name for w in _GENERATES), any(w in name for w in _EDITS)
            self._activity("generating" if generates else "editing" if edits else "working")
        elif isinstance(event, Thinking):
            self._activity("thinking")
        elif not isinstance(event, Heartbeat):
            self._board.set_activity(self._label)  # it was silent for a while, and goes on

    def _still_working(self, silent_s: float) -> None:
        self._board.set_activity(f"{phrase(self._link.language, 'still_working')} ({silent_s / 60:.0f} min)")

    def _activity(self, name: str) -> None:
        self._label = phrase(self._link.language, name)
        self._board.set_activity(self._label)


def _differs(before: State, after: State) -> bool:
    seen = ("draft", "canvas_config", "generated_media")
    return any(before.fields.get(key) != after.fields.get(key) for key in seen)


def _error_of(fault: Fault) -> NemoError:
    if fault.code.isdigit():
        return error_of(int(fault.code), fault.message)
    said = plain(fault.message)
    return TurnFailed(said) if said else TurnFailed("The back end could not finish this.", "Say it differently.")

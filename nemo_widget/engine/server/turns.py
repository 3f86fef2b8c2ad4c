"""A turn: a message, its answer and its edit, done once however the client's connection fares."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pydantic import ValidationError

from nemo_widget.engine.store import Conflict, Moment, Session, Situation, Store
from nemo_widget.model.draft import Canvas, Draft, canvas_size
from nemo_widget.model.timeline import Timeline

from .ahead import Ahead
from .dialects import Answered, Failed, ToolCall, ToolResult, TurnEvent
from .envelopes import Refusal, as_refusal, disk_is_full

if TYPE_CHECKING:
    from nemo_widget.engine import agent

Events: TypeAlias = "asyncio.Queue[TurnEvent | None]"

_ATTEMPTS = 5
_WAITING = 8

logger = logging.getLogger("nemo_widget.engine")


@dataclass
class _Line:
    """The turns of one session stand in line here."""

    lock: asyncio.Lock
    length: int = 0


class Turns:
    """Runs turns, one at a time a session.

    A turn is a task of its own: when the client goes away it still ends, and its edit is in the state.
    """

    def __init__(self, store: Store, ahead: Ahead) -> None:
        self._store = store
        self._ahead = ahead
        self._lines: dict[str, _Line] = defaultdict(lambda: _Line(asyncio.Lock()))
        self._tasks: set[asyncio.Task[None]] = set()

    def warm(self) -> None:
        """Reads vocabularies and fonts before there is anything to answer. Returns at once."""

        def read() -> None:
            from nemo_widget.engine import agent

            agent.prepare()
            _missing_glyphs("A")

        threading.Thread(target=read, name="nemo-vocabularies", daemon=True).start()

    def start(self, session: Session, message: str) -> Events:
        """Begins a turn now; its events come out of the queue, then None.

        Raises: `Refusal` 429 when too many wait already.
        """
        line = self._lines[session.id]
        if line.length > _WAITING:
            raise Refusal(
                429, 429, "Too many messages wait for their answer. Wait for them first.", {"Retry-After": "5"}
            )
        line.length += 1
        events: Events = asyncio.Queue()
        task = asyncio.create_task(self._run(session, message, line, events))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return events

    async def _run(self, session: Session, message: str, line: _Line, events: Events) -> None:
        try:
            async with line.lock:
                with self._ahead.held():
                    answer = await asyncio.to_thread(self._answer, session, message)
                for event in answer:
                    events.put_nowait(event)
        except Exception as error:  # whatever went wrong, the client gets an answer and the line moves on
            logger.exception("a turn failed")
            said = "Something went wrong here and nothing was changed. Try it in other words."
            events.put_nowait(Failed(as_refusal(error).message if disk_is_full(error) else said))
        finally:
            events.put_nowait(None)
            line.length -= 1
            if line.length == 0:
                self._lines.pop(session.id, None)

    def _answer(self, session: Session, message: str) -> list[TurnEvent]:
        turn_id = self._store.sessions.begin_turn(session.id, message)
        try:
            for _ in range(_ATTEMPTS):
                try:
                    return self._attempt(session, turn_id, message)
                except Conflict:  # another engine on the same folder was quicker: look again
                    continue
            raise RuntimeError("the session never stood still")
        except BaseException:
            self._store.sessions.fail_turn(turn_id)
            raise

    def _attempt(self, session: Session, turn_id: int, message: str) -> list[TurnEvent]:
        from nemo_widget.engine.agent import respond  # late: the engine listens before

        situation = self._store.sessions.situation(session.id)
        answer = respond(message, self._seen_by_agent(session, situation))
        moment = self._store.sessions.finish_turn(
            session.id,
            turn_id,
            situation.version,
            reply=answer.text,
            memory=answer.turn.model_dump(mode="json"),
            history=answer.history,
            to=_moment(answer),
            steps=answer.steps,
        )
        if answer.history != "none":
            self._ahead.edited(session.id)
        timeline = Timeline.of({"draft": moment.draft, "canvas_config": moment.canvas.model_dump()})
        edits = [edit.model_dump(mode="json", exclude_none=True) for edit in answer.edits]
        events: list[TurnEvent] = []
        for name in answer.tool_calls:
            call_id = f"adk-{uuid.uuid4()}"
            events.append(ToolCall(call_id, name, {"edits": edits}))
            events.append(ToolResult(call_id, name, {"status": "ok", "timeline": str(timeline)}))
        return [*events, Answered(answer.text, answer.next_steps)]

    def _seen_by_agent(self, session: Session, situation: Situation) -> agent.Situation:
        from nemo_widget.engine import agent

        media = self._store.uploads.of_session(session.id)
        return agent.Situation(
            draft=_draft(situation.now),
            ratio=situation.now.canvas.ratio,
            assets=[
                agent.AgentAsset(u.hash, item.name, u.kind, u.duration_ms, u.width, u.height, u.focus)
                for item in media
                for u in [item.upload]
            ],
            undo=[_draft(moment) for moment in situation.undo],
            redo=[_draft(moment) for moment in situation.redo],
            turns=list(_remembered(situation)),
            language=session.language,
            skill=session.skill,
            missing_glyphs=_missing_glyphs,
        )


def _remembered(situation: Situation) -> Iterator[agent.Turn]:
    """What an older version wrote and this one no longer understands is left out: the drafts tell what it did."""
    from nemo_widget.engine import agent

    for turn in situation.turns:
        with contextlib.suppress(ValidationError):
            yield agent.Turn.model_validate(turn)


def _draft(moment: Moment) -> Draft | None:
    return None if moment.draft is None else Draft.model_validate(moment.draft)


def _moment(answer: agent.Answer) -> Moment:
    if answer.draft is None:
        width, height = canvas_size(answer.ratio)
        return Moment(None, Canvas(width=width, height=height, ratio=answer.ratio))
    meta = answer.draft.meta
    canvas = Canvas(width=meta.width, height=meta.height, ratio=answer.ratio, fps=meta.fps)
    return Moment(answer.draft.to_json(), canvas)


def _missing_glyphs(text: str) -> str:
    from nemo_widget.engine.render import missing_glyphs  # late: it brings OpenCV and PyAV with it

    return missing_glyphs(text)

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
    from nemo_widget.engine.agent.language_model import LanguageModel

Events: TypeAlias = "asyncio.Queue[TurnEvent | None]"

_ATTEMPTS = 5
_WAITING = 8

logger = logging.getLogger("nemo_widget.engine")


@dataclass
class _Line:
    """The turns of one session stand in line here."""

    lock: asyncio.Lock
    length: int = 0


class _Withdrawn(Exception):
    """Whoever asked went away while a language model was being asked: nothing is done."""


class RunningTurn:
    """`events` come out as they happen, then None."""

    def __init__(self) -> None:
        self.events: Events = asyncio.Queue()
        self._asking: asyncio.Task[agent.Proposal] | None = None
        self._left = False

    def leave(self) -> None:
        """The client is gone: a language model is waited for no longer. What takes no time is done all the same."""
        self._left = True
        if self._asking is not None:
            self._asking.cancel()

    async def ask(self, model: LanguageModel, message: str, situation: agent.Situation) -> agent.Proposal:
        if self._left:
            raise _Withdrawn
        self._asking = asyncio.create_task(model.propose(message, situation))
        try:
            return await self._asking
        except asyncio.CancelledError:
            if self._left:
                raise _Withdrawn from None
            raise
        finally:
            self._asking = None


class Turns:
    """Runs turns, one at a time a session.

    A turn is a task of its own: when the client goes away it still ends, and its edit is in the state. Only a language
    model (`model`, if there is one) is not waited for then.
    """

    def __init__(self, store: Store, ahead: Ahead, model: LanguageModel | None = None) -> None:
        self._store = store
        self._ahead = ahead
        self._model = model
        self._lines: dict[str, _Line] = defaultdict(lambda: _Line(asyncio.Lock()))
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def model_host(self) -> str | None:
        """Where the words of messages go to be read; None when that is here."""
        return None if self._model is None else self._model.host

    def warm(self) -> None:
        """Reads vocabularies and fonts before there is anything to answer. Returns at once."""

        def read() -> None:
            from nemo_widget.engine import agent

            agent.prepare()
            _missing_glyphs("A")

        threading.Thread(target=read, name="nemo-vocabularies", daemon=True).start()

    def start(self, session: Session, message: str) -> RunningTurn:
        """Begins a turn now.

        Raises: `Refusal` 429 when too many wait already.
        """
        line = self._lines[session.id]
        if line.length > _WAITING:
            raise Refusal(
                429, 429, "Too many messages wait for their answer. Wait for them first.", {"Retry-After": "5"}
            )
        line.length += 1
        turn = RunningTurn()
        task = asyncio.create_task(self._run(session, message, line, turn))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return turn

    async def _run(self, session: Session, message: str, line: _Line, turn: RunningTurn) -> None:
        events = turn.events
        try:
            async with line.lock:
                with self._ahead.held():
                    proposal = await self._proposal(session, message, turn)
                    answer = await asyncio.to_thread(self._answer, session, message, proposal)
                for event in answer:
                    events.put_nowait(event)
        except _Withdrawn:
            events.put_nowait(Failed("The answer was stopped; nothing was changed."))
        except Exception as error:  # whatever went wrong, the client gets an answer and the line moves on
            logger.exception("a turn failed")
            said = "Something went wrong here and nothing was changed. Try it in other words."
            events.put_nowait(Failed(as_refusal(error).message if disk_is_full(error) else said))
        finally:
            events.put_nowait(None)
            line.length -= 1
            if line.length == 0:
                self._lines.pop(session.id, None)

    async def _proposal(self, session: Session, message: str, turn: RunningTurn) -> agent.Proposal | None:
        """What the language model would do; None when there is none, or none is needed."""
        if self._model is None:
            return None
        situation = await asyncio.to_thread(self._for_model, self._model, session, message)
        return None if situation is None else await turn.ask(self._model, message, situation)

    def _for_model(self, model: LanguageModel, session: Session, message: str) -> agent.Situation | None:
        from nemo_widget.engine.agent import goes_by_the_book
        from nemo_widget.engine.agent.skill import skill_named

        skill = skill_named(session.skill)
        if skill is not None and skill.offline and not model.is_local:
            return None  # it promises that nothing leaves the machine
        situation = self._seen_by_agent(session, self._store.sessions.situation(session.id))
        return None if goes_by_the_book(message, situation) else situation

    def _answer(self, session: Session, message: str, proposal: agent.Proposal | None) -> list[TurnEvent]:
        turn_id = self._store.sessions.begin_turn(session.id, message)
        try:
            for _ in range(_ATTEMPTS):
                try:
                    return self._attempt(session, turn_id, message, proposal)
                except Conflict:  # another engine on the same folder was quicker: look again
                    continue
            raise RuntimeError("the session never stood still")
        except BaseException:
            self._store.sessions.fail_turn(turn_id)
            raise

    def _attempt(
        self, session: Session, turn_id: int, message: str, proposal: agent.Proposal | None
    ) -> list[TurnEvent]:
        from nemo_widget.engine.agent import respond  # late: the engine listens before

        situation = self._store.sessions.situation(session.id)
        answer = respond(message, self._seen_by_agent(session, situation), proposal)
        moment = self._store.sessions.finish_turn(
            session.id,
            turn_id,
            situation.version,
            reply=answer.text,
            memory=answer.turn.model_dump(mode="json"),
            history=answer.history,
            to=_moment(answer.draft, answer.ratio),
            via=_moment(answer.base, answer.ratio) if answer.base is not None else None,
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


def _moment(draft: Draft | None, ratio: str) -> Moment:
    if draft is None:
        width, height = canvas_size(ratio)
        return Moment(None, Canvas(width=width, height=height, ratio=ratio))
    meta = draft.meta
    return Moment(draft.to_json(), Canvas(width=meta.width, height=meta.height, ratio=ratio, fps=meta.fps))


def _missing_glyphs(text: str) -> str:
    from nemo_widget.engine.render import missing_glyphs  # late: it brings OpenCV and PyAV with it

    return missing_glyphs(text)

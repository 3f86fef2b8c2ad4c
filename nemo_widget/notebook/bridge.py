"""The Python half of the page's protocol: calls in, answers and events out.

`receive` may be called on any thread; it only enqueues. Everything else happens on the owner loop, each call as a task
of its own, so that a long upload does not hold up a click. The session does the work; here is only the way to it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any

from pydantic import SecretStr, ValidationError

from nemo_widget.model.conversation import ConversationReplaced, Event
from nemo_widget.model.errors import NemoError
from nemo_widget.model.speech import spoken
from nemo_widget.session import Session, runtime

from .calls import Buffers, Calls, Message
from .events import Outbox
from .host import Limits
from .protocol import Answer, Call
from .scratch import Scratch
from .transfers import Transfers

# Only debug: what is logged above that lands in whatever cell runs.
_log = logging.getLogger(__name__)

_REMEMBERED = 256  # calls whose answers are kept, for a page that asks again
_RUNNING: dict[str, Any] = {}

Send = Callable[[Message, Buffers], None]


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
        self._replaced = replaced
        self._send = send
        self._tasks: set[asyncio.Future[Any]] = set()
        # A page sends its open calls again when its connection was cut: each is carried out once.
        self._answered: OrderedDict[tuple[str, int], Message] = OrderedDict()
        self._outbox = Outbox(lambda envelope: send(envelope, []))
        self._transfers = Transfers(scratch, lambda item, sentence: self.session.media_failed(item, sentence))
        self._calls = Calls(session, self._outbox, self._transfers, limits, self._start, self.resume)
        self._stop_listening = session.listen(self._heard)
        self._resuming = asyncio.Lock()

    @property
    def session(self) -> Session:
        return self._calls.session

    def receive(self, content: Any, buffers: list[Any] | None = None) -> None:
        """Takes a message of the page, on any thread."""
        runtime().call_soon(self._received, content, [memoryview(b).cast("B") for b in buffers or ()])

    async def resume(self, id: str | None = None, *, token: SecretStr | None = None) -> None:
        """Puts an earlier conversation, by default the last one, in the place of the one that is here.

        `token` is for its back end; see `Session.resume`.

        Raises: `NemoError` when there is none such, or when something is under way here; then nothing has changed.
        """
        async with self._resuming:
            before = self.session
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
            self._calls.session = session
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
            answer.result, out = await self._calls.do(call.method, call.params, buffers)
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
        return spoken(sentence, self.session.language)

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from pydantic import ValidationError

from nemo_widget.model.conversation import Button

from .board import Board
from .names import Names
from .translate import Action, Translator
from .wording import phrase


class Shown:
    """The message that an answer becomes: it begins with its first word and only ever grows.

    `translates`: the back end may speak of a GUI of its own. Ours does not, so its words are shown as they come, while
    those of others wait for the end of their sentence.
    """

    def __init__(self, board: Board, names: Names, language: str, *, translates: bool) -> None:
        self._board = board
        self._names = names
        self._stream = names.streamed()
        self._language = language
        self._translator = Translator(language)
        self._translates = translates
        self._message_id: str | None = None

    @property
    def text(self) -> str:
        return self._board.text_of(self._message_id) if self._message_id else ""

    def hear(self, text: str) -> None:
        """More of what the back end says."""
        self.add(self._stream.feed(self._translator.feed(text) if self._translates else text))

    def add(self, text: str) -> None:
        """More text, as it stands."""
        if not text:
            return
        if self._message_id is None:
            self._message_id = self._board.say("assistant", "", done=False)
        self._board.grow(self._message_id, text)

    def paragraph(self, text: str) -> None:
        """A paragraph of our own below what is there."""
        text = self._names.to_person(text)
        self.add(f"\n\n{text}" if self.text.strip() else text)

    def end_of_text(self) -> None:
        """Lets go of what was held back."""
        self.add(self._stream.feed(self._translator.finish()) + self._stream.finish())

    @property
    def actions(self) -> set[Action]:
        """What the back end sent the person to do in its own GUI."""
        return self._translator.actions

    @property
    def edits(self) -> list[str]:
        """Sentences in which it told the person to edit by hand."""
        return self._translator.edits

    def wants_summary(self) -> bool:
        """The back end sent the person to its own timeline."""
        return "state" in self._translator.actions

    def finish(self, next_steps: Sequence[Button] = (), done: Set[Action] = frozenset()) -> None:
        """The end, with buttons for what the back end suggests and for what it spoke of, but for what is `done`."""
        if self._message_id is not None:
            known = [
                Button(label=self._names.to_person(step.label), say=self._names.to_person(step.say))
                for step in next_steps
            ]
            self._board.finish(self._message_id, [*known, *self._buttons(done)])

    def _buttons(self, done: Set[Action]) -> list[Button]:
        edits = self._names.to_person(" ".join(self.edits))
        return [
            Button(
                label=phrase(self._language, f"button_{action}"),
                say=phrase(self._language, f"say_{action}", edits=edits),
            )
            for action in sorted(self.actions - done)
        ]


def next_steps(state_delta: Mapping[str, Any]) -> list[Button]:
    """The buttons that the back end suggests; those that are none are left out."""
    raw = state_delta.get("next_steps")
    buttons = []
    for step in raw if isinstance(raw, list) else []:
        try:
            buttons.append(Button.model_validate(step))
        except ValidationError:
            continue
    return buttons[:4]

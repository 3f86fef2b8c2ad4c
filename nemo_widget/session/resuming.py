"""A conversation of an earlier process: shown as it was, and its exports gone on with."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
from pydantic import SecretStr

from nemo_widget.client.auth import same_origin
from nemo_widget.journal import About, Order, Shelf, Story
from nemo_widget.model.conversation import Button
from nemo_widget.model.errors import Cancelled, NemoError
from nemo_widget.profiles import Skill, found_by

from .backend import Backend, cloud_url
from .bin import Bin
from .board import Board
from .claim import Claim
from .exports import Exports
from .link import Link
from .settings import Settings
from .uploads import Uploads
from .wording import phrase


def shelf_of(settings: Settings) -> Shelf:
    """Where the conversations of this data directory are kept."""
    return Shelf(settings.data_dir / "sessions")


def about_of(skill: Skill, link: Link, language: str | None) -> About:
    """What has to be known of a conversation to go on with it; `as_it_was` reads it. `language`: None as long as none
    was given and nothing was said."""
    backend = link.backend
    return About(
        skill=found_by(skill),
        name=skill.name,
        title=skill.title,
        backend=backend.url if backend.kind == "url" and backend.url else backend.kind,
        url=backend.url,
        remote=backend.is_remote,
        language=language,
        session_id=link.session_id,
        task_id=link.task_id,
        bind_id=link.bind_id,
    )


def as_it_was(settings: Settings, story: Story, here: Backend, token: SecretStr | None) -> Settings:
    """The skill, the back end and the language of the conversation; all else as in `settings`.

    Without a `token` for it, that of `settings` is taken, but only if it is for the same server: `here`.
    Raises: `NemoError` when the cloud is elsewhere now, where the conversation's token has no business.
    """
    about = story.about
    assert about is not None
    if about.backend == "cloud" and about.url != cloud_url():
        raise NemoError(
            "This conversation is with another server than NEMO_API_URL names now.",
            f"Set it to {about.url} to go on with it.",
        )
    if token is None and here.url and about.url and same_origin(httpx.URL(here.url), httpx.URL(about.url)):
        token = settings.token
    return replace(settings, skill=about.skill, backend=about.backend, language=about.language, token=token)


class Past:
    """What is left of the conversation that a session goes on with; nothing, if it is a new one."""

    def __init__(self, board: Board, link: Link, bin: Bin, uploads: Uploads, exports: Exports, claim: Claim) -> None:
        self._board = board
        self._link = link
        self._bin = bin
        self._uploads = uploads
        self._exports = exports
        self._claim = claim
        self._orders: list[Order] = []
        self._taking_up: asyncio.Task[None] | None = None

    def show(self, story: Story) -> None:
        """What was shown before. What was under way and is not known to have ended is said to be so."""
        assert story.about is not None
        self._link.session_id, self._link.task_id = story.about.session_id, story.about.task_id
        self._link.bind_id = story.about.bind_id
        self._orders = list(story.orders.values())
        self._bin.left_out, self._bin.is_ordered = list(story.left_out), story.is_ordered
        media = [item for item in story.media.values() if item.status != "failed"]
        told = list(story.messages.values())
        is_whole = not told or (told[-1].role != "user" and told[-1].done)
        messages = [message.model_copy(update={"queued": False, "done": True}) for message in told]
        self._board.restore(messages, media, [video for video in story.videos.values() if video.path.is_file()])
        for item in media:
            if item.status != "ready":
                self._uploads.fail(item, self._phrase("media_interrupted", file=item.name))
        if not is_whole and not story.is_copy:
            asked = next((message.text for message in reversed(messages) if message.role == "user"), "")
            again = Button(label=self._phrase("retry"), say=asked)
            self._board.say("notice", self._phrase("turn_interrupted"), next_steps=[again])
        if story.exports_elsewhere:
            self._board.say("notice", self._phrase("export_elsewhere"))

    def take_up(self) -> None:
        """Waits in the background for the exports, and puts them where they were to go."""
        self._taking_up = asyncio.create_task(self._take_up())

    async def settled(self) -> None:
        """Returns when none of the exports is under way any more."""
        if self._taking_up is not None:
            await asyncio.shield(self._taking_up)

    async def _take_up(self) -> None:
        """What becomes of them is told in the chat."""
        while self._orders:
            try:
                video = await self._exports.take_up(self._orders.pop(0))
            except Cancelled:
                continue
            except NemoError as error:
                self._board.say("error", str(error), link=error.link)
                continue
            self._board.say("assistant", self._phrase("export_found", file=video.path.name))
            await self._claim.video_made()

    def _phrase(self, name: str, **values: object) -> str:
        return phrase(self._link.language, name, **values)

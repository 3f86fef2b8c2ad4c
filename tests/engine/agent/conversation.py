"""A person talking with the agent: keeps the drafts, the undo list and the turns as the server does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nemo_widget.engine.agent import AgentAsset, Answer, Proposal, Situation, respond
from nemo_widget.model.draft import Clip, Draft
from nemo_widget.model.media import MediaKind

_KINDS: dict[str, MediaKind] = {"wav": "audio", "mp3": "audio", "mp4": "video"}


def asset(name: str, duration_ms: int | None = None) -> AgentAsset:
    kind = _KINDS.get(name.rpartition(".")[2], "image")
    return AgentAsset(f"hash of {name}", name, kind, duration_ms or (40_000 if kind != "image" else None), 400, 300)


class Conversation:
    def __init__(
        self, *names: str, language: str = "en", missing_glyphs: Callable[[str], str] = lambda text: ""
    ) -> None:
        self.situation = Situation(assets=[asset(n) for n in names], language=language, missing_glyphs=missing_glyphs)
        self.answer: Answer | None = None

    def upload(self, *names: str) -> None:
        self.situation.assets += [asset(n) for n in names]

    def say(self, *messages: str, proposal: Proposal | None = None) -> Answer:
        """Says the messages one after another; the last answer. `proposal` is what a language model would do."""
        for message in messages:
            self.answer = self._turn(message, proposal)
        assert self.answer is not None
        return self.answer

    def _turn(self, message: str, proposal: Proposal | None) -> Answer:
        s = self.situation
        answer = respond(message, s, proposal)
        if answer.history == "push":
            s.undo += [s.draft] if answer.base is None else [s.draft, answer.base]
            s.redo = []
        elif answer.history != "none":
            source, other = (s.undo, s.redo) if answer.history == "undo" else (s.redo, s.undo)
            current = s.draft
            for _ in range(answer.steps):
                other.append(current)
                current = source.pop()
            assert current == answer.draft
        s.draft, s.ratio = answer.draft, answer.ratio
        s.turns.append(answer.turn)
        return answer

    @property
    def draft(self) -> Draft:
        assert self.situation.draft is not None
        return self.situation.draft

    @property
    def clips(self) -> list[Clip]:
        return self.draft.clips

    @property
    def names(self) -> list[str]:
        return [c.meta.name.rpartition(".")[0] for c in self.clips]

    @property
    def seconds(self) -> list[float]:
        return [c.duration_ms / 1000 for c in self.clips]

    @property
    def total_s(self) -> float:
        return self.draft.duration_ms / 1000

    @property
    def texts(self) -> list[str]:
        return [t.meta.text for t in self.draft.texts]

    @property
    def transitions(self) -> list[str]:
        return [c.meta.transition.type if c.meta.transition else "none" for c in self.clips[1:]]


def started(*names: str, language: str = "en") -> Conversation:
    """A conversation with a plain slideshow of these photos."""
    conversation = Conversation(*(names or ("beach.jpg", "dog.jpg", "city.jpg")), language=language)
    conversation.say("做成视频" if language.startswith("zh") else "make a video")
    return conversation


def fits_the_renderer(draft: Draft) -> list[str]:
    """What a renderer could not take about a draft; empty when all is well."""
    wrong: list[str] = []
    at = 0
    for clip in draft.clips:
        if clip.start_ms != at:
            wrong.append(f"{clip.id} starts at {clip.start_ms}, not {at}")
        if clip.duration_ms < 1:
            wrong.append(f"{clip.id} has no duration")
        at += clip.duration_ms
    if draft.duration_ms != at:
        wrong.append(f"the draft lasts {draft.duration_ms}, its clips {at}")
    wrong += [
        f"{s.id} ({s.start_ms}-{s.end_ms}) leaves the video ({at})"
        for s in (*draft.music, *draft.texts)
        if s.start_ms < 0 or s.duration_ms < 1 or s.end_ms > at
    ]
    ids: Sequence[str] = [s.id for s in (*draft.clips, *draft.music, *draft.texts)]
    if len(set(ids)) != len(ids):
        wrong.append(f"ids repeat: {ids}")
    if draft.clips and draft.clips[0].meta.transition is not None:
        wrong.append("the first clip has a transition into it")
    for before, clip in zip(draft.clips, draft.clips[1:], strict=False):
        transition = clip.meta.transition
        if transition is not None and transition.duration_ms > min(before.duration_ms, clip.duration_ms):
            wrong.append(f"the transition into {clip.id} is longer than its clips")
    if any(m.meta.fade_in + m.meta.fade_out > m.duration_ms for m in draft.music):
        wrong.append("the fades are longer than the music")
    if draft.meta.width % 2 or draft.meta.height % 2:
        wrong.append("the canvas is odd")
    return wrong

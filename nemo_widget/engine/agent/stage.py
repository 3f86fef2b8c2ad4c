"""Wishes -> edits: what is wished for meets what there is.

References are resolved against the draft as the person sees it (`seen`), edits are applied at once to the scene. What
cannot be found or is open between several is said, and nothing is done about it by guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nemo_widget.model.draft import Clip, Draft

from .edits import Edit, EditBase, Said, Scene
from .references import Resolved, Selector, resolve
from .situation import AgentAsset, Situation

WHICH = "which"  # what a turn asked when it offered clips to choose from


@dataclass(frozen=True)
class Note:
    """A sentence about what was not done, in both languages; `choices` are messages that would settle it."""

    said: Said
    choices: tuple[tuple[str, str], ...] = ()


@dataclass
class Context:
    """What the conversation was about last: the topic, and the clips and texts that were touched."""

    topic: str = ""
    clips: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass
class Stage:
    """Where a message's wishes are carried out."""

    situation: Situation
    scene: Scene
    seen: Draft
    context: Context
    built: bool = False
    edits: list[Edit] = field(default_factory=list)
    done: list[Said] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    mentioned: list[str] = field(default_factory=list)
    asked: str = ""
    decided: tuple[str, ...] = ()  # clips that were chosen when it was asked which of several are meant
    resolved: dict[int, tuple[Selector, Resolved]] = field(default_factory=dict)
    shuffle: Callable[[list[str]], list[str]] = field(default=lambda items: items)

    @property
    def assets(self) -> dict[str, AgentAsset]:
        return {a.hash: a for a in self.situation.assets}

    def do(self, edit: EditBase) -> bool:
        """Applies the edit; False, and nothing kept of it, when it changes nothing."""
        before = self.scene.draft.model_copy(deep=True)
        ratio = self.scene.ratio
        edit.apply(self.scene)
        if self.scene.draft == before and self.scene.ratio == ratio:
            return False
        self.edits.append(edit)  # type: ignore[arg-type]  # every EditBase there is stands in the union
        self.done.append(edit.says(before, self.scene.draft))
        return True

    def say(self, en: str, zh: str, *choices: tuple[str, str]) -> None:
        self.notes.append(Note(Said(en, zh), choices))

    def look_again(self) -> None:
        """From here on references are to the video as it is now."""
        self.seen = self.scene.draft.model_copy(deep=True)
        self.resolved.clear()

    # -- clips that are meant --------------------------------------------------------------------------------------

    def resolve(self, target: Selector) -> Resolved:
        """The clips that are meant. What a pronoun took over from an earlier clause ("the others … and make them …") is
        the very same object, and means the same again whatever has been mentioned since."""
        if id(target) not in self.resolved:
            names = {a.hash: a.name for a in self.situation.assets}
            found = resolve(target, self.seen.clips, touched=self.context.clips, mentioned=self.mentioned, names=names)
            if found.choices and (picked := tuple(i for i in found.choices if i in self.decided)):
                found = Resolved((*found.ids, *picked), found.missing)
            self.resolved[id(target)] = target, found
        return self.resolved[id(target)][1]

    def clips_of(self, target: Selector | None) -> list[str] | None:
        """The ids that are meant: [] for "all" (no target), None when they are not to be had, which is then said."""
        if target is None:
            return []
        found = self.resolve(target)
        if found.choices:
            self.ask_which(found.choices)
            return None
        if found.missing:
            self.say_missing(found.missing)
            return None
        if not found.ids:
            self.say("I am not sure which photo you mean.", "我不确定你指的是哪一张照片。")
            return None
        there = {c.id for c in self.scene.clips}
        ids = [i for i in found.ids if i in there]
        self.mentioned += [i for i in ids if i not in self.mentioned]
        return ids or None

    def clips_or_all(self, target: Selector | None) -> list[str] | None:
        """The same, where "it" without anything that it could mean is the whole video."""
        if target is not None and target.is_weak:
            return list(self.resolve(target).ids) if target.has("it") else []
        return self.clips_of(target)

    def say_missing(self, missing: Sequence[str]) -> None:
        names = ", ".join(c.meta.name for c in self.seen.clips[:8])
        count = len(self.seen.clips)
        first = missing[0]
        if first.lstrip("-").isdigit():
            self.say(
                f"There is no photo {first.lstrip('-')}: the video has {count}.",
                f"没有第 {first.lstrip('-')} 张照片：视频里一共有 {count} 张。",
            )
        else:
            self.say(
                f"I can't find “{first}”. There are: {names}.",
                f"没有找到“{first}”。现有照片：{names.replace(', ', '、')}。",
            )

    def is_open(self, target: Selector | None) -> bool:
        """Whether it is open which of several clips are meant."""
        return target is not None and bool(resolve(target, self.seen.clips, touched=self.context.clips).choices)

    def ask_which(self, ids: Sequence[str]) -> None:
        clips = [c for c in self.seen.clips if c.id in ids][:3]
        names = [f"“{c.meta.name}”" for c in clips]
        self.asked = WHICH
        self.say(
            f"Which one do you mean: {', '.join(names)}?",
            f"你指的是哪一张：{'、'.join(names)}？",
            *((c.meta.name, c.meta.name) for c in clips),
        )

    def by_id(self, clip_id: str) -> Clip | None:
        return next((c for c in self.scene.clips if c.id == clip_id), None)

"""What a hand does on the timeline, said in words: the canonical sentences of `js/src/timeline/sentences.ts`.

They are read to the letter, before any of the agent's own reading of language, so that a gesture always does what it
did on the screen. A sentence that names what is not there is left to the rest of the agent, which says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from nemo_widget.model.draft import Draft

from .edits import (
    AddClips,
    ChangeText,
    EditBase,
    MoveClips,
    RemoveClips,
    RemoveMusic,
    RemoveText,
    SetClipDuration,
    SetMusic,
    ShowPart,
)
from .edits.scene import LONGEST_CLIP_MS, SHORTEST_CLIP_MS
from .situation import AgentAsset

_CLIP = r'(?:"[^"\n]+"|clips? \d+(?:-\d+)?)'
_CLIPS = rf"({_CLIP}(?:(?:, | and ){_CLIP})*)"
_TEXT = r'(?:the )?(?:text|title|caption) ("[^"\n]+"|\d+)'
_S = r"(\d+(?:\.\d+)?)"
_CLIP_ZH = r"(?:“[^“”\n]+”|第 ?\d+(?:-\d+)? ?个片段)"
_CLIPS_ZH = rf"({_CLIP_ZH}(?:[、和]{_CLIP_ZH})*)"
_TEXT_ZH = r"(?:文字|标题|字幕)(“[^“”\n]+”|第 ?\d+ ?条)"

_NEW_VIDEO = (
    (re.compile(r'Make a new video from only ("[^"\n]+"(?:(?:, | and )"[^"\n]+")*)\.'), "en"),
    (re.compile(r"只用(“[^“”\n]+”(?:[、和]“[^“”\n]+”)*)做一个新视频。"), "zh"),
)
_ONE_CLIP = re.compile(r'["“]([^"“”\n]+)["”]|(\d+)(?:-(\d+))?')

Plan = Callable[[Draft, "re.Match[str]"], "EditBase | None"]
FilePlan = Callable[[AgentAsset, "re.Match[str]", Draft], "EditBase | None"]


def gesture(message: str, draft: Draft | None, assets: Sequence[AgentAsset] = ()) -> tuple[EditBase, str] | None:
    """The edit that a canonical sentence asks for, and the sentence's language; None when it is none of them."""
    if draft is None or not draft.clips:
        return None
    for pattern, plan, language in _SENTENCES:
        if found := pattern.fullmatch(message.strip()):
            edit = plan(draft, found)
            return (edit, language) if edit is not None else None
    for pattern, file_plan, language in _FILE_SENTENCES:
        if found := pattern.fullmatch(message.strip()):
            named = [a for a in assets if a.name == found[1]]
            edit = file_plan(named[-1], found, draft) if named else None
            return (edit, language) if edit is not None else None
    return None


def new_video(message: str, assets: Sequence[AgentAsset]) -> tuple[list[AgentAsset], str] | None:
    """The uploads that a new video shall be made from, one of several in a conversation, and the sentence's language.

    Of several of a name the last one is meant. None when it is no such sentence, or names what is not there.
    """
    latest = {a.name: a for a in assets if a.kind != "audio"}
    for pattern, language in _NEW_VIDEO:
        if found := pattern.fullmatch(message.strip()):
            chosen = [latest.get(name) for name, _, _ in _ONE_CLIP.findall(found[1])]
            there = [asset for asset in chosen if asset is not None]
            return (there, language) if len(there) == len(chosen) else None
    return None


def _add(file: AgentAsset, found: re.Match[str], draft: Draft) -> EditBase | None:
    place = int(found[2])
    if file.kind == "audio" or not 1 <= place <= len(draft.clips) + 1:
        return None
    return AddClips(sources=[file.hash], index=place - 1)


def _music(file: AgentAsset, found: re.Match[str], draft: Draft) -> EditBase | None:
    return SetMusic(source=file.hash) if file.kind == "audio" else None


def _move(draft: Draft, found: re.Match[str]) -> EditBase | None:
    clips, place = _clips(draft, found[1]), int(found[2])
    if not clips or not 1 <= place <= len(draft.clips) - len(clips) + 1:
        return None
    return MoveClips(clips=clips, index=place - 1)


def _remove(draft: Draft, found: re.Match[str]) -> EditBase | None:
    clips = _clips(draft, found[1])
    return RemoveClips(clips=clips) if clips else None


def _last(draft: Draft, found: re.Match[str]) -> EditBase | None:
    clips, duration_ms = _clips(draft, found[1]), _ms(found[2])
    if not clips or not SHORTEST_CLIP_MS <= duration_ms <= LONGEST_CLIP_MS:
        return None
    return SetClipDuration(clips=clips, duration_ms=duration_ms)


def _part(draft: Draft, found: re.Match[str]) -> EditBase | None:
    clips, begin_ms, end_ms = _clips(draft, found[1]), _ms(found[2]), _ms(found[3])
    if len(clips) != 1 or end_ms - begin_ms < SHORTEST_CLIP_MS:
        return None
    return ShowPart(clip=clips[0], begin_ms=begin_ms, end_ms=end_ms)


def _words(draft: Draft, found: re.Match[str]) -> EditBase | None:
    text, words = _text(draft, found[1]), found[2].strip()
    return ChangeText(texts=[text], text=words) if text and 1 <= len(words) <= 500 else None


def _shown(draft: Draft, found: re.Match[str]) -> EditBase | None:
    text, begin_ms, end_ms = _text(draft, found[1]), _ms(found[2]), _ms(found[3])
    if not text or begin_ms >= end_ms or begin_ms >= draft.duration_ms:
        return None
    return ChangeText(texts=[text], start_ms=begin_ms, duration_ms=end_ms - begin_ms)


def _no_text(draft: Draft, found: re.Match[str]) -> EditBase | None:
    text = _text(draft, found[1])
    return RemoveText(texts=[text]) if text else None


def _no_music(draft: Draft, found: re.Match[str]) -> EditBase | None:
    return RemoveMusic() if draft.music else None


_SENTENCES: tuple[tuple[re.Pattern[str], Plan, str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), plan, language)
    for language, sentences in {
        "en": (
            (rf"Move {_CLIPS} to position (\d+)\.", _move),
            (rf"Remove {_CLIPS}\.", _remove),
            (rf"Make {_CLIPS} {_S} seconds long\.", _last),
            (rf"Use {_CLIPS} from {_S} to {_S} seconds\.", _part),
            (rf'Change {_TEXT} to "(.+)"\.', _words),
            (rf"Show {_TEXT} from {_S} to {_S} seconds\.", _shown),
            (rf"Remove {_TEXT}\.", _no_text),
            (r"Remove the music\.", _no_music),
        ),
        "zh": (
            (rf"把{_CLIPS_ZH}移到第 (\d+) 位。", _move),
            (rf"删除{_CLIPS_ZH}。", _remove),
            (rf"让{_CLIPS_ZH}持续 {_S} 秒。", _last),
            (rf"{_CLIPS_ZH}只用第 {_S} 到 {_S} 秒。", _part),
            (rf"把{_TEXT_ZH}改成“(.+)”。", _words),
            (rf"把{_TEXT_ZH}显示在第 {_S} 到 {_S} 秒。", _shown),
            (rf"删除{_TEXT_ZH}。", _no_text),
            (r"删除音乐。", _no_music),
        ),
    }.items()
    for pattern, plan in sentences
)


# what a file of the bin is dropped with; its name may hold quotation marks of its own
_FILE_SENTENCES: tuple[tuple[re.Pattern[str], FilePlan, str], ...] = (
    (re.compile(r'Add "([^\n]+)" at position (\d+)\.'), _add, "en"),
    (re.compile(r"把“([^\n]+)”加到第 (\d+) 位。"), _add, "zh"),
    (re.compile(r'Use "([^\n]+)" as the music\.'), _music, "en"),
    (re.compile(r"用“([^\n]+)”作配乐。"), _music, "zh"),
)


def _clips(draft: Draft, said: str) -> list[str]:
    """The ids of the clips that are listed; none when one of them is not there, or may be several."""
    ids: list[str] = []
    for name, first, last in _ONE_CLIP.findall(said):
        if name:
            named = [c.id for c in draft.clips if c.meta.name == name]
            if len(named) != 1:
                return []
            ids += named
        else:
            begin, end = int(first), int(last or first)
            if not 1 <= begin <= end <= len(draft.clips):
                return []
            ids += [c.id for c in draft.clips[begin - 1 : end]]
    return list(dict.fromkeys(ids))


def _text(draft: Draft, said: str) -> str | None:
    """The id of the text that is meant: by its words, or by its number in order of time."""
    texts = sorted(draft.texts, key=lambda t: t.start_ms)
    if said[0] in '"“':
        ids = [t.id for t in texts if t.meta.text == said[1:-1]]
        return ids[0] if len(ids) == 1 else None
    number = int(re.sub(r"\D", "", said))
    return texts[number - 1].id if 1 <= number <= len(texts) else None


def _ms(seconds: str) -> int:
    return round(float(seconds) * 1000)

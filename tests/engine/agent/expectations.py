"""What a case of `cases/*.jsonl` expects of the draft after a turn, and what of it does not hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nemo_widget.engine.agent import Answer
from nemo_widget.model.draft import Clip, Draft, Text

_CLIP_VALUES: dict[str, Callable[[Clip], Any]] = {
    "clip_s": lambda c: c.duration_ms / 1000,
    "transition": lambda c: c.meta.transition.type if c.meta.transition else "none",
    "transition_s": lambda c: c.meta.transition.duration_ms / 1000 if c.meta.transition else 0,
    "motion": lambda c: c.meta.motion,
    "filter": lambda c: c.meta.filter,
    "fit": lambda c: c.meta.fit,
    "brightness": lambda c: c.meta.brightness,
    "contrast": lambda c: c.meta.contrast,
    "saturation": lambda c: c.meta.saturation,
    "speed": lambda c: c.meta.speed or 1.0,
}
_INTO = ("transition", "transition_s")

_TEXT_VALUES: dict[str, Callable[[Text], Any]] = {
    "text": lambda t: t.meta.text,
    "role": lambda t: t.meta.role,
    "position": lambda t: t.meta.position,
    "color": lambda t: t.meta.color.lower(),
    "animation": lambda t: t.meta.animation,
    "start_s": lambda t: t.start_ms / 1000,
    "end_s": lambda t: t.end_ms / 1000,
    "duration_s": lambda t: t.duration_ms / 1000,
}


def unmet(expect: dict[str, Any], answer: Answer, before: Draft | None) -> list[str]:
    """One sentence for each expectation that does not hold."""
    draft = answer.draft or Draft()
    fails = [] if answer.text.strip() else ["the reply is empty"]
    for key, wanted in expect.items():
        found = _found(key, draft, answer, before)
        if key in _CLIP_VALUES:
            fails += _clips(key, wanted, draft.clips)
        elif key == "texts":
            fails += _texts(wanted, draft.texts)
        elif not _agrees(found, wanted):
            fails.append(f"{key} is {found!r}, wanted {wanted!r}")
    return fails


def _found(key: str, draft: Draft, answer: Answer, before: Draft | None) -> Any:
    music = draft.music
    readers: dict[str, Callable[[], Any]] = {
        "ratio": lambda: answer.ratio,
        "size": lambda: [draft.meta.width, draft.meta.height],
        "fps": lambda: draft.meta.fps,
        "duration_s": lambda: draft.duration_ms / 1000,
        "clips": lambda: [c.meta.name for c in draft.clips],
        "music": lambda: (
            music[0].meta.src if music and music[0].meta.src.startswith("music:") else music and music[0].meta.name
        ),
        "volume": lambda: music[0].meta.volume if music else None,
        "music_fade_out_s": lambda: music[-1].meta.fade_out / 1000 if music else None,
        "no_music": lambda: not music,
        "no_text": lambda: not draft.texts,
        "text_count": lambda: len(draft.texts),
        "unchanged": lambda: answer.draft == before,
        "reply_any": lambda: answer.text.lower(),
    }
    return readers[key]() if key in readers else None


def _agrees(found: Any, wanted: Any) -> bool:
    if isinstance(found, str) and isinstance(wanted, list):
        return any(str(w).lower() in found for w in wanted)
    if isinstance(wanted, list) and len(wanted) == 2 and isinstance(found, int | float):
        return bool(wanted[0] - 0.021 <= found <= wanted[1] + 0.021)
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        return isinstance(found, int | float) and abs(found - wanted) <= max(0.02, abs(wanted) * 0.02)
    return bool(found == wanted)


def _clips(key: str, wanted: Any, clips: list[Clip]) -> list[str]:
    read = _CLIP_VALUES[key]
    if isinstance(wanted, dict):
        by_name = {c.meta.name: c for c in clips}
        pairs = [(name, by_name.get(name), value) for name, value in wanted.items()]
    else:
        pairs = [(c.meta.name, c, wanted) for c in (clips[1:] if key in _INTO else clips)]
        if not clips:
            return [f"{key}: there are no clips"]
    return [
        f"{key} of {name} is {read(clip) if clip else 'not there'!r}, wanted {value!r}"
        for name, clip, value in pairs
        if clip is None or not _agrees(read(clip), value)
    ]


def _texts(wanted: list[dict[str, Any]], texts: list[Text]) -> list[str]:
    left, fails = list(texts), []
    for entry in wanted:
        hit = next((t for t in left if _is_like(t, entry)), None)
        if hit is None:
            fails.append(
                f"no text like {entry} among {[(t.meta.text, t.start_ms, t.end_ms, t.meta.position) for t in left]}"
            )
        else:
            left.remove(hit)
    return fails


def _is_like(text: Text, entry: dict[str, Any]) -> bool:
    for key, wanted in entry.items():
        if key == "size_at_least":
            if text.meta.size < wanted:
                return False
        elif isinstance(wanted, str):
            if _TEXT_VALUES[key](text) != wanted:
                return False
        elif not _agrees(_TEXT_VALUES[key](text), wanted):
            return False
    return True

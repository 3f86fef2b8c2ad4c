"""Two states of a timeline → sentences that say what changed, in English or Chinese.

Reads drafts of any back end: unknown keys and kinds are passed over, and nothing missing breaks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nemo_widget.model.timeline import Kind, Timeline, TimelineClip, kind_of

from .difference_words import STYLES, TEXT_STYLES, Words, is_number, words_of

State = Mapping[str, Any]
_MOST_NAMES = 4
_BLACK = "#000000"  # the background of a canvas that names none
_LONGEST_COLOUR = 20
_TOLD: dict[Kind, frozenset[str]] = {  # what has sentences of its own, or follows from what has
    "video": frozenset({"src", "name", *(style.key for style in STYLES)}),
    "music": frozenset({"src", "name", "volume", "fade_in", "fade_out", "bpm"}),
    "text": frozenset({"text", "name", "role", *TEXT_STYLES}),
    "other": frozenset({"src", "name", "text", "title"}),
}


def changes_between(before: State, after: State, language: str) -> list[str]:
    """What was done between the two states, as sentences; none when the timeline is the same."""
    words = words_of(language)
    sentences = list(dict.fromkeys(_Difference(before, after, words).sentences()))
    if not sentences and _differ(_untold(before), _untold(after)):
        return [words.say("details")]
    return sentences


class _Difference:
    def __init__(self, before: State, after: State, words: Words) -> None:
        self._words = words
        self._before, self._after = before, after
        self._old, self._new = Timeline.of(before), Timeline.of(after)
        self._old_meta, self._new_meta = _metas(before), _metas(after)

    def sentences(self) -> Iterator[str]:
        yield from self._canvas()
        yield from self._added_and_removed("video")
        yield from self._order()
        yield from self._lengths()
        yield from self._starts()
        yield from self._styles()
        yield from self._music()
        yield from self._texts()
        yield from self._added_and_removed("other")
        yield from self._moved("other")
        yield from self._other_details()
        yield from self._total()

    def _canvas(self) -> Iterator[str]:
        old, new, say = self._old, self._new, self._words.say
        if (old.width, old.height) != (new.width, new.height):
            yield say("canvas", ratio=new.ratio, width=new.width, height=new.height)
        if old.fps != new.fps:
            yield say("fps", fps=f"{new.fps:g}")
        was, now = (_canvas_meta(state).get("background") or _BLACK for state in (self._before, self._after))
        if was != now and isinstance(now, str) and len(now) <= _LONGEST_COLOUR:
            yield say("background", color=now)

    def _added_and_removed(self, kind: Kind) -> Iterator[str]:
        old, new = self._both(kind)
        added, removed = [c for k, c in new.items() if k not in old], [c for k, c in old.items() if k not in new]
        if added:
            yield self._words.say("added", names=self._names(added), count=len(added))
        if removed:
            yield self._words.say("removed", names=self._names(removed), count=len(removed))

    def _order(self) -> Iterator[str]:
        old, new = self._both("video")
        stayed_old, stayed_new = [k for k in old if k in new], [k for k in new if k in old]
        if stayed_old != stayed_new:
            names = " → ".join(c.name for c in new.values())
            yield self._words.say("order", names=names)

    def _lengths(self) -> Iterator[str]:
        old, new = self._both("video")
        changed = [c for k, c in new.items() if k in old and old[k].duration_ms != c.duration_ms]
        if not changed:
            return
        lengths = {c.duration_ms for c in new.values()}
        if len(lengths) == 1 and len(new) > 1:
            yield self._words.say("every_length", seconds=_seconds(lengths.pop()))
        else:
            yield from self._grouped(changed, lambda c: _seconds(c.duration_ms), "length", "seconds")

    def _starts(self) -> Iterator[str]:
        """Clips that have moved in time otherwise than by what lies before them: into a gap, or away from one."""
        old, new = self._both("video")
        if list(old) != list(new):
            return
        gaps_old, gaps_new = _gaps(list(old.values())), _gaps(list(new.values()))
        moved = [c for c, was, now in zip(new.values(), gaps_old, gaps_new, strict=True) if was != now]
        yield from self._grouped(moved, lambda c: _seconds(c.start_ms), "start", "seconds")

    def _moved(self, kind: Kind) -> Iterator[str]:
        old, new = self._both(kind)
        for key, clip in new.items():
            if key in old and (old[key].start_ms, old[key].end_ms) != (clip.start_ms, clip.end_ms):
                times = {"start": _seconds(clip.start_ms), "end": _seconds(clip.end_ms)}
                yield self._words.say("moved", name=clip.name, **times)

    def _other_details(self) -> Iterator[str]:
        """Changes of keys that we have no words for: a back end of another kind has more than we know."""
        for kind, told in _TOLD.items():
            old, new = self._both(kind)
            for key, clip in new.items():
                if key not in old:
                    continue
                was, now = self._old_meta.get(old[key].id, {}), self._new_meta.get(clip.id, {})
                names = [str(k) for k in {**was, **now} if k not in told and _differ(was.get(k), now.get(k))]
                for name in names[:_MOST_NAMES]:
                    yield self._words.detail(clip.name, name, now.get(name))

    def _styles(self) -> Iterator[str]:
        """Motion, filter, fit, transition and the like; added clips are not described piece by piece."""
        old, new = self._both("video")
        for style in STYLES:
            both = [(old[k], c) for k, c in new.items() if k in old]
            changed = [c for was, c in both if _differ(style.of(self._old_meta, was), style.of(self._new_meta, c))]
            if not changed:
                continue
            values = {self._words.value(style, style.of(self._new_meta, c)) for c in changed}
            bare = [c for n, c in enumerate(new.values()) if n or style.key != "transition"]  # none into the first
            if len(values) == 1 and len(changed) >= len(bare) > 1:
                yield self._words.say("every_style", style=self._words.style(style), value=values.pop())
                continue
            for value in sorted(values):
                same = [c for c in changed if self._words.value(style, style.of(self._new_meta, c)) == value]
                yield self._words.say("style", names=self._names(same), style=self._words.style(style), value=value)

    def _music(self) -> Iterator[str]:
        old, new = self._old.clips("music"), self._new.clips("music")
        say = self._words.say
        gone = [c for c in old if c.source not in {n.source for n in new}]
        come = [c for c in new if c.source not in {o.source for o in old}]
        if come:
            volume = f" ({round(come[0].volume * 100)}%)" if come[0].volume is not None else ""
            yield say("music_changed" if gone else "music_added", name=self._names(come), volume=volume)
        elif gone:
            yield say("music_removed", name=self._names(gone))
        for clip in new:
            was = next((c for c in old if c.source == clip.source), None)
            if was is None:
                continue
            if clip.volume is not None and was.volume != clip.volume:
                yield say("music_volume", name=clip.name, percent=round(clip.volume * 100))
            follows = (was.start_ms, was.end_ms, clip.start_ms, clip.end_ms) == (
                *(0, self._old.duration_ms),
                *(0, self._new.duration_ms),
            )
            if (was.start_ms, was.end_ms) != (clip.start_ms, clip.end_ms) and not follows:
                yield say("moved", name=clip.name, start=_seconds(clip.start_ms), end=_seconds(clip.end_ms))
            old_meta, new_meta = self._old_meta.get(was.id, {}), self._new_meta.get(clip.id, {})
            for key in ("fade_in", "fade_out"):
                if old_meta.get(key) != new_meta.get(key) and is_number(new_meta.get(key)):
                    yield say(key, name=clip.name, seconds=_seconds(new_meta[key]))

    def _texts(self) -> Iterator[str]:
        old, new = self._both("text")
        say = self._words.say
        for key, clip in new.items():
            times = {"start": _seconds(clip.start_ms), "end": _seconds(clip.end_ms)}
            if key not in old:
                yield say("text_added", text=clip.name, **times)
                continue
            was = old[key]
            if was.name != clip.name:
                yield say("text_changed", old=was.name, text=clip.name)
            if (was.start_ms, was.end_ms) != (clip.start_ms, clip.end_ms):
                yield say("text_moved", text=clip.name, **times)
            old_meta, new_meta = self._old_meta.get(was.id, {}), self._new_meta.get(clip.id, {})
            changed = [k for k in TEXT_STYLES if _differ(old_meta.get(k), new_meta.get(k))]
            if changed:
                looks = self._words.comma.join(self._words.text_style(k, new_meta.get(k)) for k in changed)
                yield say("text_style", text=clip.name, looks=looks)
        for key, clip in old.items():
            if key not in new:
                yield say("text_removed", text=clip.name)

    def _total(self) -> Iterator[str]:
        if self._old.duration_ms != self._new.duration_ms and not self._new.is_empty:
            yield self._words.say("total", seconds=_seconds(self._new.duration_ms))

    def _both(self, kind: Kind) -> tuple[dict[str, TimelineClip], dict[str, TimelineClip]]:
        return _by_key(self._old.clips(kind), kind), _by_key(self._new.clips(kind), kind)

    def _names(self, clips: Sequence[TimelineClip]) -> str:
        names = self._words.comma.join(c.name for c in clips[:_MOST_NAMES])
        more = len(clips) - _MOST_NAMES
        return names + self._words.say("more", count=more) if more > 0 else names

    def _grouped(
        self, clips: Sequence[TimelineClip], value: Callable[[TimelineClip], str], name: str, field: str
    ) -> Iterator[str]:
        for one in dict.fromkeys(value(c) for c in clips):
            same = [c for c in clips if value(c) == one]
            yield self._words.say(name, names=self._names(same), **{field: one})


def _by_key(clips: Sequence[TimelineClip], kind: Kind) -> dict[str, TimelineClip]:
    """Clips by what makes them the same one before and after: the id, together with what is shown."""
    keyed: dict[str, TimelineClip] = {}
    for clip in clips:
        base = clip.id if kind == "text" else f"{clip.id}|{clip.source or clip.name}"
        key, count = base, 1
        while key in keyed:
            count += 1
            key = f"{base}#{count}"
        keyed[key] = clip
    return keyed


def _metas(state: State) -> dict[str, Mapping[str, Any]]:
    """The `m` of each segment, by the id that it has in `Timeline`."""
    tracks = _mapping(state.get("draft")).get("t")
    found: dict[str, Mapping[str, Any]] = {}
    for track in tracks if isinstance(tracks, list) else []:
        segments, kind = _mapping(track).get("sg"), kind_of(_mapping(track).get("tt"))
        segments = [s for s in segments if isinstance(s, Mapping)] if isinstance(segments, list) else []
        for n, segment in enumerate(segments, 1):
            found.setdefault(str(segment.get("id") or f"{kind}-{n}"), _mapping(segment.get("m")))
    return found


def _untold(state: State) -> list[object]:
    """What stands in a draft beside its clips."""
    draft = _mapping(state.get("draft"))
    tracks = draft.get("t")
    tracks = [track for track in tracks if isinstance(track, Mapping)] if isinstance(tracks, list) else []
    segments = [s for t in tracks if isinstance(t.get("sg"), list) for s in t["sg"] if isinstance(s, Mapping)]
    return [
        _without(draft, "t", "d"),
        [_without(track, "sg") for track in tracks],
        [_without(segment, "id", "s", "d", "m") for segment in segments],
    ]


def _without(value: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: inner for key, inner in value.items() if key not in keys}


def _differ(one: object, other: object) -> bool:
    return one != other and repr(one) != repr(other)  # a NaN is no change, though it equals nothing


def _gaps(clips: Sequence[TimelineClip]) -> list[int]:
    """What lies between the end of the clip before and the start of each, in milliseconds."""
    ends = [0, *(clip.end_ms for clip in clips)]
    return [clip.start_ms - end for clip, end in zip(clips, ends, strict=False)]


def _canvas_meta(state: State) -> Mapping[str, Any]:
    return _mapping(_mapping(state.get("draft")).get("m"))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _seconds(ms: float) -> str:
    return f"{ms / 1000:.2f}".rstrip("0").rstrip(".")

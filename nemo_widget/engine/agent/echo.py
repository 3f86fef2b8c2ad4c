"""Messages that go on from the one before: "no, the third one", "same for the others", "a bit more", "again".

They name but a part of a wish; the rest is taken from the edits of the turn before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nemo_widget.model.draft import Draft

from .edits import (
    AddText,
    Adjust,
    ArrangeClips,
    ChangeMusic,
    ChangeText,
    DuplicateClips,
    Edit,
    EditBase,
    MoveClips,
    ScaleDurations,
    SetClipDuration,
    SetMusic,
    SetTotalDuration,
    SetTransition,
    SetTransitionDuration,
    TrimClips,
)
from .edits.sound import VOLUME
from .edits.texts import TITLE_SIZE
from .reading import Reading
from .references import Pick, Selector
from .situation import Situation
from .stage import Stage
from .wishes.removals import stays_in
from .words.atoms import Atom

_NO = ("no", "nope", "nah", "not", "不", "不是")
_WAYS = ("up", "down", "higher", "lower")
_QUANTITIES = ("num", "time", "percent")
_SAME_WHAT = ("thing:filter", "thing:motion", "thing:transition", "thing:duration", "thing:animation", "act:move",
              "act:build", "act:add")  # fmt: skip
_COURTESY = ("chat:", "neg:sorry", "neg:no", "echo:", "degree:", "filler", "link:", "ask:can", "ask:particle",
             "act:do", "act:change")  # fmt: skip


def is_echo(reading: Reading, situation: Situation) -> bool:
    """Whether the message is such a part: one quantity, or one reference, or only "more", with little around it."""
    further = bool(reading.atoms) and reading.atoms[0].has("link:and", "ask:can")  # "and the boat?"
    if not _last_edits(situation) or (any(f.question for f in reading.fragments) and not further):
        return False
    content = _content(reading)
    if any(
        a.has("act:raise", "act:lower", "act:louder", "act:quieter") and a.text.lower() in _WAYS for a in reading.atoms
    ):
        return False  # "a little up again"
    echoes = any(a.of("echo") for a in reading.atoms)
    if not content:
        return echoes and not reading.wishes
    if len(content) != 1:
        return False
    atom = content[0]
    if _is_place(atom, reading, situation):
        return True
    if atom.kind == "ref":
        selector: Selector = atom.value
        if selector.has("new", "unknown"):
            return False
        if not situation.turns[-1].edits:
            return False
        same = any(a.has("echo:same") for a in reading.atoms) or reading.atoms[0].has("link:and")
        same = same or (reading.fragments[0].question and reading.atoms[0].has("ask:can"))
        same = same or (reading.atoms[0].has("link:then") and isinstance(_last_edits(situation)[-1], MoveClips))
        return (same and not reading.wishes) or _corrects(reading)
    bare = atom.kind == "num" and not reading.wishes
    return atom.kind in _QUANTITIES and (bare or _corrects(reading)) and _takes(atom, _last_edits(situation))


def carry_on(reading: Reading, stage: Stage) -> None:
    """Does what the message and the edits before it amount to."""
    edits = _last_edits(stage.situation)
    content = _content(reading)
    if not content:
        if any(a.has("echo:less") for a in reading.atoms):
            _repeat(edits, stage, again=False)
        else:
            _repeat(edits, stage, again=True)
    elif content[0].kind == "ref" or _is_place(content[0], reading, stage.situation):
        target = content[0].value
        if content[0].kind == "num":
            target = Selector((Pick("ordinal", int(content[0].value)),))
        ids = stage.clips_of(target)
        if ids:
            for edit in edits:
                if isinstance(edit, MoveClips) and any(a.has("link:then") for a in reading.atoms):
                    stage.do(_behind(edit, ids, stage))  # "put the boat first" – "then the cake"
                elif (moved := _aimed_at(edit, ids, stage)) is not None:
                    stage.do(moved)
    else:
        changed = next((e for e in (_with_value(e, content[0]) for e in reversed(edits)) if e is not None), None)
        if changed is not None:
            stage.do(changed)


def _behind(edit: MoveClips, ids: list[str], stage: Stage) -> MoveClips:
    """The clips right behind those that were moved before."""
    order = [c.id for c in stage.scene.clips if c.id not in ids]
    places = [order.index(i) for i in edit.clips if i in order]
    return MoveClips(clips=ids, index=max(places) + 1 if places else len(order))


def _is_place(atom: Atom, reading: Reading, situation: Situation) -> bool:
    """ "Make photo 2 brighter" – "and 3": the place of another photo, where the edit before has no such figure."""
    edits = _last_edits(situation)
    aimed = [e for e in edits if getattr(e, "clips", None) and not isinstance(e, SetClipDuration | TrimClips)]
    further = reading.atoms[0].has("link:and") or any(a.has("echo:same") for a in reading.atoms)
    return atom.kind == "num" and bool(aimed) and further and float(atom.value).is_integer() and not reading.wishes


def starts_over(reading: Reading) -> bool:
    """Whether it takes the place of the turn before rather than coming on top of it: "no, the third one"."""
    content = _content(reading)
    return bool(content) and content[0].kind == "ref" and _corrects(reading)


def narrows(reading: Reading, situation: Situation) -> bool:
    """ "No, I wanted that only for the dog": the wish before was meant for fewer clips."""
    edits = _last_edits(situation)
    only = any(a.has("scope:only") for a in reading.atoms)
    if not (only and _corrects(reading) and edits and reading.wishes):
        return False
    topics = {w.topic for w in reading.wishes if w.target is not None and not w.target.is_weak}
    kinds = {
        "duration": "duration",
        "filter": "set_filter",
        "motion": "set_motion",
        "transition": "set_transition",
        "fit": "set_fit",
        "background": "set_background",
        "adjust": "adjust",
    }
    return any(kinds.get(t, "-") in e.kind for t in topics for e in edits)


def _last_edits(situation: Situation) -> Sequence[Edit]:
    for turn in reversed(situation.turns[-2:]):
        if turn.edits:
            return turn.edits
    return []


def _content(reading: Reading) -> list[Atom]:
    """What remains without courtesy and filling words."""
    same = any(a.has("echo:same") for a in reading.atoms)  # "it should have the same look"
    staying = {id(a) for f in reading.fragments if stays_in(f) for a in f.atoms}
    correction = max((i for i, a in enumerate(reading.atoms) if a.has("neg:sorry")), default=0)
    spoken = [
        a for i, a in enumerate(reading.atoms) if i >= correction or a.kind != "word"
    ]  # "wrong animal, I meant …"
    return [
        a
        for a in spoken
        if not (
            a.kind == "punct"
            or a.is_filler
            or _is_courtesy(a)
            or (same and a.has(*_SAME_WHAT) and a.kind == "lex")
            or id(a) in staying
        )
    ]


def _is_courtesy(atom: Atom) -> bool:
    return atom.kind == "lex" and bool(atom.tags) and all(t.startswith(_COURTESY) for t in atom.tags)


def _corrects(reading: Reading) -> bool:
    """Whether it begins by taking something back: "no", "sorry, I meant", "不对"."""
    first = reading.atoms[0] if reading.atoms else None
    return (first is not None and first.text.lower() in _NO) or reading.has("neg:sorry")


# -- another target ------------------------------------------------------------------------------------------------


def _aimed_at(edit: Edit, ids: list[str], stage: Stage) -> EditBase | None:
    """The same edit for other clips."""
    if isinstance(edit, AddText):
        clip = stage.by_id(ids[0])
        if clip is None:
            return None
        return edit.model_copy(
            update={
                "id": stage.scene.fresh_id("x"),
                "start_ms": clip.start_ms,
                "duration_ms": clip.duration_ms,
                "clip": clip.id,
            }
        )
    if "clips" in type(edit).model_fields:
        return edit.model_copy(update={"clips": ids})
    return None


# -- another value -------------------------------------------------------------------------------------------------


def _takes(atom: Atom, edits: Sequence[Edit]) -> bool:
    return any(_with_value(e, atom) is not None for e in edits)


def _with_value(edit: Edit, atom: Atom) -> EditBase | None:
    """The same edit with another number."""
    value = float(atom.value)
    timed = isinstance(edit, SetClipDuration | SetTotalDuration | SetTransitionDuration | AddText)
    timed = timed or (isinstance(edit, SetTransition) and edit.duration_ms is not None)
    timed = timed or (isinstance(edit, ChangeText) and edit.duration_ms is not None)
    if timed and atom.kind in ("num", "time"):
        ms = round(value * 1000 if atom.kind == "num" else value)
        if isinstance(edit, AddText) or not 100 <= ms <= 600_000:
            return None
        return edit.model_copy(update={"duration_ms": ms})
    if isinstance(edit, SetMusic | ChangeMusic) and edit.volume is not None and atom.kind in ("num", "percent"):
        share = value if atom.kind == "percent" else value / 100
        return edit.model_copy(update={"volume": max(0.0, min(1.0, share))})
    if isinstance(edit, Adjust) and atom.kind == "percent":
        return edit.model_copy(update={"value": max(0.0, min(3.0, value))})
    return None


# -- more, less, again ---------------------------------------------------------------------------------------------


def _repeat(edits: Sequence[Edit], stage: Stage, *, again: bool) -> None:
    before = next((d for d in reversed(stage.situation.undo) if d is not None), None)
    for edit in edits:
        further = _further(edit, before, stage.scene.draft, again)
        if further is not None:
            stage.do(further)


def _further(edit: Edit, before: Draft | None, now: Draft, again: bool) -> EditBase | None:
    """One step more in the direction that the edit took, or half a step back."""
    if isinstance(edit, ScaleDurations):
        return edit if again else edit.model_copy(update={"factor": edit.factor**-0.5})
    if isinstance(edit, ArrangeClips) and edit.how in ("shuffled", "reversed") and again:
        order = [c.id for c in now.clips]
        return edit.model_copy(update={"order": order[::-1] if edit.how == "reversed" else order[1:] + order[:1]})
    if isinstance(edit, SetClipDuration) and again and before is not None:
        was = next((c.duration_ms for c in before.clips if not edit.clips or c.id in edit.clips), edit.duration_ms)
        ms = 2 * edit.duration_ms - was  # a second more each, and again
        return edit.model_copy(update={"duration_ms": ms}) if ms != edit.duration_ms and ms >= 100 else None
    if isinstance(edit, DuplicateClips | TrimClips | MoveClips) and again:
        return edit
    for kind, field, read in _STEPS:
        if isinstance(edit, kind) and getattr(edit, field) is not None:
            old = read(edit, before) if before is not None and before.clips else _DEFAULTS[field]
            new = read(edit, now)
            if old is None or new is None or old == new or old <= 0:
                return None
            value = new * (new / old) if again else (new + old) / 2
            return edit.model_copy(update={field: _bounded(field, value)})
    return None


def _volume(edit: Any, draft: Draft) -> float | None:
    return draft.music[0].meta.volume if draft.music else None


def _adjusted(edit: Any, draft: Draft) -> float | None:
    clips = [c for c in draft.clips if not edit.clips or c.id in edit.clips]
    return float(getattr(clips[0].meta, edit.what)) if clips else None


def _size(edit: Any, draft: Draft) -> float | None:
    texts = [t for t in draft.texts if not edit.texts or t.id in edit.texts]
    return texts[0].meta.size if texts else None


def _transition_ms(edit: Any, draft: Draft) -> float | None:
    times = [c.meta.transition.duration_ms for c in draft.clips if c.meta.transition]
    return float(times[0]) if times else None


def _total_ms(edit: Any, draft: Draft) -> float | None:
    return float(draft.duration_ms)


_STEPS: tuple[tuple[type[EditBase], str, Any], ...] = (
    (ChangeMusic, "volume", _volume),
    (Adjust, "value", _adjusted),
    (ChangeText, "size", _size),
    (SetTransitionDuration, "duration_ms", _transition_ms),
    (SetTotalDuration, "duration_ms", _total_ms),
)


_DEFAULTS = {"volume": VOLUME, "value": 1.0, "size": TITLE_SIZE, "duration_ms": 500.0}  # of a video as it is first made


def _bounded(field: str, value: float) -> float | int:
    if field == "duration_ms":
        return max(100, min(3_600_000, round(value)))
    high = {"volume": 1.0, "size": 0.5, "value": 3.0}[field]
    return round(max(0.02, min(high, value)), 3)

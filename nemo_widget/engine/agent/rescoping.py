"""Messages that say anew for which clips the last change was meant: "not on the second", "sorry, only the third"."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_widget.model.draft import Draft

from .edits import BuildSlideshow, Edit, EditBase, Scene
from .reading import Reading
from .references import Selector
from .restoring import edits_back
from .situation import Situation
from .stage import Stage
from .words.atoms import Atom

_SLOTS = {
    "set_filter": "filter",
    "set_motion": "motion",
    "set_fit": "fit",
    "set_background": "background",
    "set_transition": "transition",
    "set_clip_duration": "duration",
}
_SLIGHT = (
    "neg:no",
    "neg:sorry",
    "chat:no",
    "scope:only",
    "scope:except",
    "link:on",
    "link:for",
    "link:and",
    "act:change",
)


_UNTOUCHED = ("natural", "normal", "untouched", "alone", "plain", "unchanged", "正常", "原样", "自然")


def is_rescoping(reading: Reading, situation: Situation) -> bool:
    """Whether the message names but clips, with "not" or "only", after a change to some clips or to all."""
    refs = [a for a in reading.atoms if a.kind == "ref" and not a.value.is_weak]
    if not refs or not _scoped(situation) or any(f.question for f in reading.fragments):
        return False
    spares = any(a.value.excluding for a in refs)  # "except the globe, leave that one natural"
    plain = all(
        a.kind in ("ref", "punct") or a.is_filler or a.has(*_SLIGHT) or (spares and a.text.lower() in _UNTOUCHED)
        for a in reading.atoms
    )
    if not plain or any(a.has("act:remove", "act:keep", "act:add") and not a.is_filler for a in reading.atoms):
        return False
    if any(_denies(a) or a.has("scope:only") for a in reading.atoms) or any(a.value.excluding for a in refs):
        return True
    first = reading.atoms[0]  # "no, the other one"
    return len(refs) == 1 and (first.text.lower() in ("no", "nope", "nah", "不", "不是") or first.has("neg:sorry"))


def rescope(reading: Reading, stage: Stage) -> None:
    """Gives the clips that were not meant their former looks back, and makes the change to those that were."""
    meant: list[str] = []
    spared: list[str] = []
    for index, atom in enumerate(reading.atoms):
        if atom.kind != "ref" or atom.value.is_weak:
            continue
        selector: Selector = atom.value
        against = bool(selector.excluding) or _is_denied(reading.atoms, index)
        ids = stage.clips_of(Selector(selector.excluding) if selector.excluding else selector)
        if ids is None:
            return
        (spared if against else meant).extend(ids)
    every = [c.id for c in stage.scene.clips]
    for edit in _scoped(stage.situation):
        touched = list(getattr(edit, "clips", [])) or every
        wanted = meant or [i for i in touched if i not in spared]
        back = [i for i in touched if i not in wanted]
        if back:
            for undoing in edits_back(stage.scene.draft, _before(stage), _slot(edit), back):
                stage.do(undoing)
        if any(i not in touched for i in wanted):
            stage.do(_aimed(edit, wanted))


def _scoped(situation: Situation) -> Sequence[Edit]:
    last = situation.turns[-1].edits if situation.turns else []
    return [e for e in last if e.kind in _SLOTS or e.kind == "adjust"]


def _slot(edit: Edit) -> str:
    return _SLOTS.get(edit.kind) or str(getattr(edit, "what", ""))


def _aimed(edit: Edit, ids: list[str]) -> EditBase:
    return edit.model_copy(update={"clips": ids})


def _denies(atom: Atom) -> bool:
    """ "Not", "except"; the "no" with which an answer begins denies no clip."""
    return atom.has("neg:no", "scope:except") and atom.text.lower() not in ("no", "nope")


def _is_denied(atoms: Sequence[Atom], at: int) -> bool:
    """ "… not the third, only the second": the nearest of the two words tells."""
    for atom in reversed(atoms[:at]):
        if atom.has("scope:only"):
            return False
        if _denies(atom):
            return True
    after = atoms[at + 1] if at + 1 < len(atoms) else None
    return after is not None and _denies(after)


def _before(stage: Stage) -> Draft:
    """The draft before the last change; of a video that was only just made, the slideshow without any wishes."""
    situation = stage.situation
    if situation.undo and (before := situation.undo[-1]) is not None and before.clips:
        return before
    plain = Scene(None, situation.ratio, stage.assets)
    BuildSlideshow(sources=[c.meta.src for c in stage.scene.clips]).apply(plain)
    for clip, now in zip(plain.clips, stage.scene.clips, strict=True):
        clip.id = now.id
    return plain.draft

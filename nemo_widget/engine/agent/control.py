"""Messages about the conversation's own course: undo, redo, start over, back to how it was, one of the choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nemo_widget.model.draft import Draft

from . import replies, small_talk
from .edits import ClearTimeline, EditBase, Scene, SetFilter
from .fragments import Fragment
from .lexicon import grammar
from .reading import Reading
from .references import resolve
from .restoring import edits_back, value_of
from .situation import Answer, Situation
from .stage import Context, Stage
from .wishes import Wish
from .words.atoms import Atom

_EDITING = ("fx", "filter", "fit", "ratio", "resolution", "sure", "genre")
_SLOT_NOUNS = {
    "thing:ratio": "canvas",
    "thing:music": "music",
    "thing:title": "text",
    "thing:text": "text",
    "thing:caption": "text",
    "thing:transition": "transition",
    "thing:filter": "filter",
    "thing:order": "order",
    "thing:duration": "duration",
    "thing:volume": "music",
    "thing:motion": "motion",
}


def history(message: str, reading: Reading, situation: Situation) -> Answer | None:
    """Undo, redo, start over; None when the message is none of these."""
    fragments = [f for f in reading.fragments if f.atoms]
    if not fragments or reading.outside:
        return None
    undo = reading.has("act:undo")
    redo = any(a.has("act:redo") and not a.has("act:undo_only") for f in fragments for a in f.atoms)
    restart = any(map(_restarts, fragments))
    if restart and not restarts_with_more(reading) and not _strong_wishes(reading, allow=("clips",)):
        return _restart(reading, situation)
    if redo and not (_strong_wishes(reading)):
        return _step(reading, situation, "redo", _count(reading))
    slot = _previous_slot(reading, situation)
    if slot is not None:
        return slot
    undo = undo or (
        not reading.wishes
        and any(f.text.lower() in ("scratch that", "strike that", "ignore that", "算了") for f in fragments)
        and bool(situation.undo)
        and situation.undo[-1] is not None  # the video itself is not given up like that
    )
    undo = undo or (_puts_back(fragments) and bool(situation.turns) and bool(situation.turns[-1].edits))
    undo = undo and not (situation.draft is None and reading.wishes)  # "we want to go back in time, play them …"
    plain = not _strong_wishes(_but_complaints(reading)) and not _names_clip(reading)
    if undo and (plain or _wants_it_after_all(reading) or _names_the_last(reading, situation)):
        return _step(reading, situation, "undo", _count(reading))
    return None


_PARTS = ("thing:filter", "thing:music", "thing:title", "thing:text", "thing:order", "thing:transition", "thing:volume")


def _restarts(fragment: Fragment) -> bool:
    timed = any(a.kind == "time" for a in fragment.atoms)  # 显示4秒，从头开始
    return fragment.has("act:restart") and not fragment.has(*_PARTS) and not timed


def restarts_with_more(reading: Reading) -> bool:
    """ "Scrap it all and start over, just a plain slideshow": says at once what the new video shall be."""
    at = next((i for i, f in enumerate(reading.fragments) if _restarts(f)), None)
    if at is None or reading.outside:
        return False
    later = reading.fragments[at + 1 :]
    again = any(a.text.endswith(_ANEW) for a in reading.fragments[at].atoms if a.has("act:restart"))
    asked = again or any(f.has("thing:video", "act:build", "thing:builtin") or f.used for f in later)
    return asked and not any(f.question for f in later)


_ANEW = ("做", "版", "生成", "剪", "一个")  # 重新做


def wishes_for_the_new(reading: Reading) -> list[Wish]:
    """What was wished for with "start over" and after it."""
    at = next(i for i, f in enumerate(reading.fragments) if _restarts(f))
    later = {f.text for f in reading.fragments[at:]}
    return [w for w in reading.wishes if w.source in later]


def _puts_back(fragments: Sequence[Fragment]) -> bool:
    """ "Swap them back", "add it back after all", "还是加回来吧": nothing but a verb, a pronoun and "back"."""
    atoms = [a for f in fragments for a in f.atoms if a.kind != "punct"]
    words = grammar("backwards")
    back = any(a.text.lower() in words or a.text.lower().endswith(" back") or a.has("act:restore") for a in atoms)
    verbs = ("act:swap", "act:add", "act:restore", "act:change", "act:move", "act:keep")
    slight = (*verbs, "neg:sorry", "chat:no", "link:end")
    return back and all(a.is_filler or a.has(*slight) or (a.kind == "ref" and a.value.is_weak) for a in atoms)


def takes_back(reading: Reading) -> bool:
    """ "No, undo that and make it cool": the wishes hold for the draft before."""
    return any(f.has("act:undo") and not f.used for f in reading.fragments)


def _strong_wishes(reading: Reading, allow: tuple[str, ...] = ()) -> bool:
    return any(
        w.topic not in allow
        and not (
            w.topic == "clips"
            and w.do in ("move", "restore", "remove", "arrange")
            and (w.target is None or w.target.is_weak)
        )
        for w in reading.wishes
    )


def _but_complaints(reading: Reading) -> Reading:
    """ "Harold says it drags. Put it back how it was": what was said before "back" is why."""
    at = next((i for i, f in enumerate(reading.fragments) if f.has("act:undo")), 0)
    told = {f.text for f in reading.fragments[:at] if not f.any("ask") and not f.has(*_DOING)}
    relative = ("factor", "volume_factor", "size_factor")
    rest = [w for w in reading.wishes if not (w.source in told and any(k in w.args for k in relative))]
    return replace(reading, wishes=rest)


_DOING = ("act:build", "act:change", "act:add", "act:raise", "act:lower", "act:move")


def _names_clip(reading: Reading) -> bool:
    return any(
        s.has("name", "unknown", "ordinal", "new")
        for f in reading.fragments
        for _, s in [(i, a.value) for i, a in enumerate(f.atoms) if a.kind == "ref"]
    )


_LOOKS = {"filter": ("set_filter", "filter"), "transition": ("set_transition", "type"), "fit": ("set_fit", "fit"),
          "motion": ("set_motion", "")}  # fmt: skip


def _names_the_last(reading: Reading, situation: Situation) -> bool:
    """ "Undo the warm filter", 撤销圆形转场, right after it was put on: that step goes back."""
    last = situation.turns[-1].edits if situation.turns else []
    wish = reading.wishes[0] if len(reading.wishes) == 1 else None
    if wish is None or wish.topic not in _LOOKS or not last or _names_clip(reading):
        return False
    kind, key = _LOOKS[wish.topic]
    undone = next((f for f in reading.fragments if f.has("act:undo")), None)
    same = all(e.kind == kind and (not key or getattr(e, key) in (wish.args.get(key), None)) for e in last)
    return same and undone is not None and undone.text == wish.source


def _wants_it_after_all(reading: Reading) -> bool:
    """ "Undo please, I do want the salsa": what follows says but why."""
    at = next((i for i, f in enumerate(reading.fragments) if f.has("act:undo") and not f.strong_refs), None)
    if at is None or len(reading.fragments) < 2:
        return False
    others = [f for f in reading.fragments if f is not reading.fragments[at]]
    told = ("act:keep", "act:restore", "act:build", "neg:sorry", "link:and", "link:end", "chat:praise", "scope:it")
    plain = all(a.is_filler or a.kind in ("ref", "punct") or a.has(*told) for f in others for a in f.atoms)
    named = any(s.has("name", "ordinal") for f in others for a in f.atoms if a.kind == "ref" for s in [a.value])
    return (
        plain
        and named
        and not any(f.question for f in others)
        and all(w.do in ("keep", "restore", "add") for w in reading.wishes)
    )


def _count(reading: Reading) -> int:
    for fragment in reading.fragments:
        for index, atom in enumerate(fragment.atoms):
            after = fragment.at(index + 1)
            if (
                atom.kind == "num"
                and after is not None
                and (after.has("unit:steps", "unit:x") or after.text in ("步", "次"))
            ):
                return max(1, int(atom.value))
            if atom.has("factor:2") or atom.text.lower() == "twice":
                return 2
            if atom.kind == "factor" and float(atom.value).is_integer():
                return max(1, int(atom.value))
    return 1


def _step(reading: Reading, situation: Situation, way: str, count: int) -> Answer:
    drafts = situation.undo if way == "undo" else situation.redo
    if not drafts:
        return replies.nothing_to_step(reading, situation, way)
    count = min(count, len(drafts))
    draft = drafts[-count]
    return replies.stepped(reading, situation, way, draft, count)


def _restart(reading: Reading, situation: Situation) -> Answer:
    if situation.draft is None or not situation.draft.clips:
        return small_talk.without_edits(reading, situation)
    scene = Scene(situation.draft, situation.ratio, {a.hash: a for a in situation.assets})
    stage = Stage(situation, scene, scene.draft, Context())
    stage.do(ClearTimeline())
    return replies.after_edits(stage, reading, reading.language)


# -- back to an earlier setting ------------------------------------------------------------------------------------


def _previous_slot(reading: Reading, situation: Situation) -> Answer | None:
    """ "换回原来那个比例", "put the old music back": that one setting goes back to what it was before."""
    if situation.draft is None:
        return None
    for fragment in reading.fragments:
        back = fragment.has("act:undo", "act:restore") or any(
            a.text.lower() in ("back", "换回", "改回", "调回", "恢复", "换回来", "变回", "回到") for a in fragment.atoms
        )
        earlier = (
            any(
                a.text.lower()
                in (
                    "original",
                    "previous",
                    "old",
                    "earlier",
                    "原来",
                    "之前",
                    "原先",
                    "先前",
                    "以前",
                    "刚才",
                    "上一个",
                    "原本",
                    "原",
                    "before",
                )
                for a in fragment.atoms
            )
            or "原来" in fragment.text
            or "之前" in fragment.text
        )
        slot = next((s for tag, s in _SLOT_NOUNS.items() if fragment.has(tag)), None)
        has_value = fragment.any(*_EDITING) or fragment.kinds("string", "time", "percent", "pair")
        if slot and back and (earlier or not has_value) and not has_value and not fragment.has("act:remove"):
            only = _clips_named(fragment, situation.draft)
            coloured = slot == "filter" and any(a.text.lower().startswith(_COLOURS) for a in fragment.atoms)
            return _restore_slot(reading, situation, slot, only, coloured=coloured)
    return None


_COLOURS = ("colour", "color", "颜色", "色彩")


def _clips_named(fragment: Fragment, draft: Draft) -> list[str]:
    """ "Give the rose its colours back" is said of the rose alone."""
    return [i for a in fragment.atoms if a.kind == "ref" and not a.value.is_weak
            for i in resolve(a.value, draft.clips).ids]  # fmt: skip


def _looks(draft: Draft, only: list[str]) -> set[str]:
    return {c.meta.filter for c in draft.clips if not only or c.id in only}


def _restore_slot(
    reading: Reading, situation: Situation, slot: str, only: list[str], *, coloured: bool
) -> Answer | None:
    """`coloured`: "put the colours back" leads to no look that has none."""
    now = situation.draft
    assert now is not None
    differing = (
        d
        for d in reversed(situation.undo)
        if d is not None and d.clips and value_of(d, slot, only) != value_of(now, slot, only)
        if not (coloured and "bw" in _looks(d, only))
    )
    then = next(differing, None)
    if then is None and not (coloured and _looks(now, only) != {"none"}):
        return replies.nothing_to_step(reading, situation, "undo")
    scene = Scene(now, situation.ratio, {a.hash: a for a in situation.assets})
    stage = Stage(situation, scene, scene.draft, Context())
    reading.misread.clear()
    colours: list[EditBase] = [SetFilter(clips=only, filter="none")]  # "put the colours back" of what was never without
    for edit in edits_back(now, then, slot, only) if then is not None else colours:
        stage.do(edit)
    if not stage.edits:
        return _step(reading, situation, "undo", 1)
    return replies.after_edits(stage, reading, reading.language)


# -- others --------------------------------------------------------------------------------------------------------


def wants_video(reading: Reading) -> bool:
    """Whether the message, though it names no setting, asks for a video."""
    for fragment in reading.fragments:
        if fragment in reading.outside:
            return False
    for fragment in reading.fragments:
        if fragment.any("ask") and not fragment.has("ask:can", "ask:particle"):
            continue
        if fragment.has("neg:no", "neg:nothing", "act:remove") and not fragment.has("act:build"):
            continue
        if fragment.has("thing:video") and not fragment.has("ask:what"):
            return True
        refs = [a for a in fragment.atoms if a.kind == "ref"]
        generic = refs and all(a.value.is_weak for a in refs)
        if fragment.has("act:build") and (fragment.has("thing:photo") or _only_building(fragment.atoms)):
            return True
        if fragment.has("act:build") and refs and (generic or not fragment.unknown):
            return True
        if (
            (refs or fragment.has("thing:photo"))
            and fragment.has("act:add", "act:keep", "link:with", "link:from")
            and not fragment.unknown
        ):
            return True
    return False


def _only_building(atoms: Sequence[Atom]) -> bool:
    """ "串起来就行", "先做一版": a verb of making that can only mean the photos."""
    builds = [a for a in atoms if a.has("act:build")]
    unknown = [a for a in atoms if a.kind == "word"]
    return not unknown and any(len(a.text) >= 2 and not a.is_filler for a in builds)


def rebuild(reading: Reading, situation: Situation) -> Answer | None:
    """ "Make a video" when there is one: says what there is."""
    return replies.already_there(reading, situation) if wants_video(reading) else None


def goes_ahead(reading: Reading) -> bool:
    """ "Go", "make it", "yes please": nothing but a word for beginning, where there are photos and no video yet."""
    atoms = [a for f in reading.fragments for a in f.atoms if a.kind != "punct"]
    words = grammar("go_ahead") | grammar("plain")
    told = ("act:build", "act:start_with", "chat:yes", "chat:hello", "ask:can", "thing:photo")
    begins = any(a.text.lower() in words or a.has("act:build", "thing:photo") for a in atoms)
    plain = all(a.is_filler or a.text.lower() in words or a.has(*told) or a.kind == "ref" for a in atoms)
    return begins and plain and not reading.wishes


def is_plain_text(reading: Reading) -> bool:
    """Whether a message can be the words of a title: no question, no talk about the conversation."""
    return not reading.has(
        "act:undo", "act:redo", "ask:capabilities", "chat:no", "chat:thanks", "chat:dislike"
    ) and not any(f.question for f in reading.fragments)

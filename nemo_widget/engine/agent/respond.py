"""The agent's one door: a message and the situation in, an answer out. Pure, offline, in milliseconds."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from nemo_widget.model.draft import Draft

from . import control, echo, questions, replies, small_talk
from .analysis import analyse, spoken_language
from .asking import is_question
from .choosing import chosen
from .edits import BuildSlideshow, ClearTimeline, Edit, EditBase, Scene, SetCanvas, SetClipDuration
from .followups import completed
from .fragments import fragments_of
from .gestures import gesture, new_video
from .language import base_language, language_of
from .plans import carry_out
from .plans.texts import warn_of_missing_glyphs
from .proposal import UNREADABLE, Proposal, fits
from .reading import Reading, read
from .references import resolve
from .rescoping import is_rescoping, rescope
from .sentences import sentence
from .situation import AgentAsset, Answer, Situation, Turn, ratio_of
from .skill import defaults_of
from .stage import WHICH, Context, Stage
from .wishes import Talk, Wish

_TOPICS = {
    "add_text": "text",
    "change_text": "text",
    "remove_text": "text",
    "set_music": "music",
    "change_music": "music",
    "remove_music": "music",
    "cut_on_beat": "music",
    "set_clip_volume": "sound",
    "set_transition": "transition",
    "set_transition_duration": "transition",
    "set_motion": "motion",
    "set_background": "background",
    "set_filter": "filter",
    "adjust": "filter",
    "set_canvas": "canvas",
    "set_clip_duration": "clip",
    "set_total_duration": "duration",
    "scale_durations": "duration",
}


def respond(message: str, situation: Situation, proposal: Proposal | None = None) -> Answer:
    """What to do about `message`, as edits and a new draft, and what to say. Changes nothing that it was given.

    `proposal` is what a language model would do about it; where it cannot be done, the message is read here.
    """
    names = [(a.name, a.hash) for a in situation.assets]
    talk, context = _talk(situation), _context(situation)
    answer = _by_hand(message, situation, talk, context) or _pending(message, situation, names, context)
    if answer is None and proposal is not None:
        answer = _proposed(message, proposal, situation, context)
    if answer is None:
        reading = read(message, situation.language, names, talk)
        answer = _answer(message, reading, situation, context)
        if proposal is not None:
            answer.text = replies.read_by_itself(answer.text, proposal.fault or UNREADABLE, reading.language)
    answer.turn = answer.turn.model_copy(update={"message": message, "edits": answer.edits})
    return answer


def goes_by_the_book(message: str, situation: Situation) -> bool:
    """Whether a message can mean but one thing and no language model is asked: a gesture, undo and its like, the answer
    to what was asked back, the canonical sentence of an edit."""
    names = [(a.name, a.hash) for a in situation.assets]
    talk, context = _talk(situation), _context(situation)
    if _by_hand(message, situation, talk, context) or _pending(message, situation, names, context):
        return True
    if control.history(message, read(message, situation.language, names, talk), situation) is not None:
        return True
    edits = respond(message, situation).edits
    return len(edits) == 1 and message.strip() in sentence(edits[0], situation.draft, situation.assets)


_FIRST_WORDS = (  # one message a language, with a slip that has to be looked up
    "make a slidshow from my photos",
    "haz un video con mis fotoss",
    "mach ein Video aus meinen Fotoss",
    "fais une vidéo avec mes photoss",
    "写真から動画",
    "准备",
)


def prepare() -> None:
    """Reads the vocabularies, so that the first answer comes as fast as the others, whatever its language."""
    defaults_of("")
    for message in _FIRST_WORDS:
        respond(message, Situation())


def apply(edits: Sequence[Edit], situation: Situation) -> Draft:
    """The draft that `edits` make of the situation's draft."""
    scene = Scene(situation.draft, situation.ratio, {a.hash: a for a in situation.assets})
    for edit in edits:
        edit.apply(scene)
    return scene.draft


def _talk(situation: Situation) -> Talk:
    draft = situation.draft
    edits = [e for t in situation.turns[-1:] for e in t.edits] or [e for t in situation.turns[-4:] for e in t.edits]
    audio = frozenset(a.hash for a in situation.assets if a.kind == "audio")
    return Talk(
        has_draft=draft is not None and bool(draft.clips),
        has_audio=bool(audio),
        films=frozenset(a.hash for a in situation.assets if a.kind == "video"),
        has_text=draft is not None and bool(draft.texts),
        has_music=draft is not None and bool(draft.music),
        clip_count=len(draft.clips)
        if draft is not None and draft.clips
        else sum(a.kind != "audio" for a in situation.assets),
        audio=audio,
        texts=tuple(t.meta.text for t in draft.texts) if draft is not None else (),
        context=_TOPICS.get(edits[-1].kind, "clips") if edits else "",
        touched=_touched(situation),
        negated=bool(edits) and all(e.kind.startswith("remove_") for t in situation.turns[-1:] for e in t.edits),
        removed=any(e.kind == "remove_clips" for t in situation.turns[-1:] for e in t.edits),
    )


def _asked_about(situation: Situation) -> Context | None:
    """What the last message asked about: "which photo comes last?" leaves the conversation to be about that photo."""
    last = situation.turns[-1] if situation.turns else None
    if last is None or last.edits or situation.draft is None:
        return None
    names = [(a.name, a.hash) for a in situation.assets]
    for fragment in fragments_of(analyse(last.message, language_of(last.message, situation.language), names)):
        selector = questions.asked_clips(fragment) if is_question(fragment) else None
        if selector is not None and (ids := resolve(selector, situation.draft.clips).ids):
            return Context("clips", ids)
    return None


def _touched(situation: Situation) -> int:
    """How many of the photos the last message changed; 0 when it changed all, or none in particular."""
    draft = situation.draft
    if draft is None or not situation.turns or not situation.turns[-1].edits:
        return 0
    ids = set(_context(situation).clips)
    return len(ids) if len(ids) < len(draft.clips) else 0


def _context(situation: Situation) -> Context:
    if (asked := _asked_about(situation)) is not None:
        return asked
    for turn in reversed(situation.turns):
        if turn.edits:
            clips: list[str] = []
            texts: list[str] = []
            for edit in turn.edits:
                clips += [i for i in _clip_ids(edit) if i not in clips]
                texts += [i for i in _text_ids(edit, situation.draft) if i not in texts]
            if situation.draft is not None and isinstance(turn.edits[0], BuildSlideshow):
                there = {c.id for c in situation.draft.clips}
                clips = [i for i in clips if i in there]
            return Context(_TOPICS.get(turn.edits[-1].kind, "clips"), tuple(clips), tuple(texts))
    return Context()


def _clip_ids(edit: EditBase) -> list[str]:
    for name in ("clips", "order"):
        ids = getattr(edit, name, None)
        if ids and name == "clips":
            return [str(i) for i in ids]
    found = [getattr(edit, name, None) for name in ("first", "second", "clip")]
    return [i for i in found if isinstance(i, str)]


def _text_ids(edit: EditBase, draft: Draft | None) -> list[str]:
    if edit_id := getattr(edit, "id", None):
        return [str(edit_id)]
    if getattr(edit, "kind", "") == "change_text":
        return list(getattr(edit, "texts", [])) or [t.id for t in (draft.texts if draft else [])]
    return []


def _answer(
    message: str, reading: Reading, situation: Situation, context: Context, *, decided: tuple[str, ...] = ()
) -> Answer:
    """`decided` are the clips that were chosen after the message had left it open which ones it meant: what it wished
    for beside that has been done."""
    language = reading.language
    names = [(a.name, a.hash) for a in situation.assets]
    visible = [a for a in situation.assets if a.kind != "audio"]
    has_draft = situation.draft is not None and bool(situation.draft.clips)
    if has_draft and visible and control.restarts_with_more(reading):
        return _started_over(message, reading, situation, visible)
    done = control.history(message, reading, situation)
    if done is not None:
        return done
    if questions.is_asked(reading):
        return questions.answer(reading, situation)
    if has_draft and is_rescoping(reading, situation):
        stage = _stage(message, situation, visible, context)
        rescope(reading, stage)
        if stage.edits or stage.notes:
            reading.misread.clear()
            return replies.after_edits(stage, reading, language)
    if has_draft and echo.is_echo(reading, situation):
        stage = _stage(message, situation, visible, context, anew=echo.starts_over(reading))
        echo.carry_on(reading, stage)
        reading.misread.clear()
        if stage.edits or stage.notes or not reading.wishes:
            return replies.after_edits(stage, reading, language)
    if has_draft and (more := completed(reading, situation, names, _talk(situation))) is not None:
        reading = more
    wants = any(not _finds_nothing(w) for w in reading.wishes) or control.wants_video(reading)
    wants = wants or (not has_draft and control.goes_ahead(reading))
    if not wants and reading.wishes and has_draft:
        wants = True
    if not wants:
        return small_talk.without_edits(reading, situation)
    if not visible and not has_draft:
        return replies.needs_photos(reading, situation)
    if has_draft and not reading.wishes:
        return control.rebuild(reading, situation) or small_talk.without_edits(reading, situation)
    anew = control.takes_back(reading) or (echo.narrows(reading, situation) and has_draft)
    stage = _stage(message, situation, visible, context, anew=anew)
    stage.decided = decided
    carry_out([w for w in reading.wishes if not decided or stage.is_open(w.target)], stage)
    answer = replies.after_edits(stage, reading, base_language(language))
    if stage.built and answer.history == "push" and _only_edits(reading) and answer.draft != stage.seen:
        answer.base = stage.seen  # undo leads to the plain slideshow
    return answer


_EDITS = ("clips", "filter", "motion", "fit", "adjust", "background", "transition")


def _only_edits(reading: Reading) -> bool:
    """ "The dog first", "all in black and white": a first message that changes a video rather than asking for one."""
    return not control.wants_video(reading) and all(
        w.topic in _EDITS or w.do == "remove" or (w.topic, w.do) == ("duration", "clip") for w in reading.wishes
    )


def _started_over(message: str, reading: Reading, situation: Situation, visible: list[AgentAsset]) -> Answer:
    """ "Start over: 2 seconds each, no music": a new video in the place of the old one."""
    stage = _cleared(visible, situation)
    stage.shuffle = _shuffle(message, stage.scene)
    stage.look_again()
    carry_out(control.wishes_for_the_new(reading), stage)
    reading.misread.clear()
    return replies.after_edits(stage, reading, base_language(reading.language))


def _by_hand(message: str, situation: Situation, talk: Talk, context: Context) -> Answer | None:
    """The answer to a gesture on the timeline, or to the sentence that begins the next video of a batch."""
    if (anew := new_video(message, situation.assets)) is not None:
        return _begun_anew(message, *anew, situation, talk)
    found = gesture(message, situation.draft, situation.assets)
    if found is None:
        return None
    edit, language = found
    stage = _stage(message, situation, [], context)
    stage.do(edit)
    if words := getattr(edit, "text", None):
        warn_of_missing_glyphs(words, stage)
    return replies.after_edits(stage, read("", language, [], talk), language)


def _begun_anew(message: str, sources: list[AgentAsset], language: str, situation: Situation, talk: Talk) -> Answer:
    """Another video from these uploads alone; undo leads back to the one before."""
    return replies.after_edits(_cleared(sources, situation), read("", language, [], talk), language)


def _cleared(sources: list[AgentAsset], situation: Situation) -> Stage:
    """A stage with a new slideshow of the uploads in the place of what was there, on a new conversation's canvas."""
    scene = Scene(situation.draft, situation.ratio, {a.hash: a for a in situation.assets})
    stage = Stage(situation, scene, scene.draft, Context(), built=True)
    stage.do(ClearTimeline())
    canvas = Draft().meta
    stage.do(SetCanvas(ratio=ratio_of(Draft()), short_side=min(canvas.width, canvas.height), fps=canvas.fps))
    _build(stage, sources)
    return stage


def _proposed(message: str, proposal: Proposal, situation: Situation, context: Context) -> Answer | None:
    """What a language model proposed, done and told; None when it has failed or names what is not there."""
    if proposal.fault is not None or not fits(proposal, situation):
        return None
    language = base_language(spoken_language(message, situation.language))
    reading = read("", language, [], _talk(situation))
    if not proposal.edits:
        claims = not questions.is_asked(read(message, situation.language, [], _talk(situation)))
        return replies.in_words(proposal.words, reading, situation, changes_wanted=claims)
    visible = [a for a in situation.assets if a.kind != "audio"]
    if not visible and (situation.draft is None or not situation.draft.clips):
        return replies.needs_photos(reading, situation)
    stage = _stage(message, situation, [] if proposal.begins else visible, context)
    for edit in proposal.edits:
        stage.do(edit)
        if words := getattr(edit, "text", None):
            warn_of_missing_glyphs(words, stage)
    answer = replies.after_edits(stage, reading, language)
    if stage.edits and proposal.words:
        answer.text += ("" if language == "zh" else " ") + proposal.words
    return answer


def _finds_nothing(wish: Wish) -> bool:
    """Taking away what is not there is no reason to build a video: "delete my account"."""
    return wish.topic == "clips" and wish.do == "remove" and wish.target is None


def _before_last(situation: Situation) -> Draft | None:
    """The draft before the last change. A first message that changed some photos has made the slideshow, too: what
    is then taken back is what it did to those photos."""
    last = situation.turns[-1].edits if situation.turns else []
    if situation.undo[-1] is not None:
        return situation.undo[-1] if situation.undo[-1].clips else None
    if not last or not isinstance(last[0], BuildSlideshow) or not any("clips" in type(e).model_fields for e in last):
        return None
    return apply([e for e in last if "clips" not in type(e).model_fields], replace(situation, draft=None))


def _stage(
    message: str, situation: Situation, visible: list[AgentAsset], context: Context, *, anew: bool = False
) -> Stage:
    """Where the message is carried out; `anew` is on the draft before the last change, which is thereby taken back."""
    draft, ratio = situation.draft, situation.ratio
    if anew and situation.undo and (before := _before_last(situation)) is not None:
        draft, ratio = before, ratio_of(before)
    scene = Scene(draft, ratio, {a.hash: a for a in situation.assets})
    stage = Stage(situation, scene, scene.draft, context)
    if not scene.clips:
        stage.built = True
        _build(stage, visible)
        if situation.draft is None and situation.ratio != "16:9":
            stage.do(SetCanvas(ratio=situation.ratio))
    stage.seen = scene.draft.model_copy(deep=True)
    stage.shuffle = _shuffle(message, scene)
    return stage


def _shuffle(message: str, scene: Scene) -> Callable[[list[str]], list[str]]:
    """The same message always mixes the same clips alike."""
    seed = zlib.crc32((message + "".join(c.id for c in scene.clips)).encode("utf-8", "replace"))

    def shuffled(items: list[str]) -> list[str]:
        mixed = list(items)
        random.Random(seed).shuffle(mixed)  # noqa: S311
        return mixed if mixed != items or len(items) < 2 else mixed[1:] + mixed[:1]

    return shuffled


def _build(stage: Stage, sources: Sequence[AgentAsset]) -> None:
    stage.do(BuildSlideshow(sources=[a.hash for a in sources]))
    alone_s = defaults_of(stage.situation.skill).single_photo_s
    if alone_s is not None and [a.kind for a in sources] == ["image"]:
        stage.do(SetClipDuration(duration_ms=round(alone_s * 1000)))


def _pending(message: str, situation: Situation, names: list[tuple[str, str]], context: Context) -> Answer | None:
    """The answer to something that was asked back: the words of a title, or one of the choices that were offered."""
    last = situation.turns[-1] if situation.turns else None
    if last is None or not (last.asked or last.choices):
        return None
    reading = read(message, situation.language, names, _talk(situation))
    if last.asked == WHICH and situation.draft is not None:
        offered = [c for name in last.choices for c in situation.draft.clips if c.meta.name == name]
        decided = tuple(chosen(reading, offered))
        if decided:
            again = read(last.message, situation.language, names, _talk(situation))
            return _answer(last.message, again, situation, context, decided=decided)
        return None
    if (
        last.asked in ("title", "caption")
        and not reading.wishes
        and control.is_plain_text(reading)
        and situation.draft is not None
    ):
        words = message.strip().strip("\"“”'「」《》").strip()
        said = read(f'{"caption" if last.asked == "caption" else "title"} "{words}"', "en", names, _talk(situation))
        said.language = spoken_language(last.message, situation.language)  # the words of a title are not talk
        return _answer(message, said, situation, context)
    return None


__all__ = ["Answer", "Situation", "Turn", "apply", "ratio_of", "respond"]

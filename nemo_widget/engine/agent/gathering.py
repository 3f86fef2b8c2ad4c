"""What the wishes of one message make of each other: corrections, contradictions, parts said early or twice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .lexicon import grammar
from .references import Pick, Selector
from .wishes import Talk, Wish
from .wishes.text_attributes import both_times
from .words.tokens import is_cjk

_SLOTS = {
    "duration": "duration",
    "canvas": "canvas",
    "music": "music",
    "text": "text",
    "filter": "filter",
    "transition": "transition",
    "motion": "motion",
    "fit": "fit",
    "background": "background",
}


def withdraw(earlier: list[Wish], later: Sequence[Wish]) -> None:
    """ "8 seconds … scratch that, 20": what is corrected was never wished for."""
    slots = {_SLOTS.get(w.topic, w.topic) for w in later}
    earlier[:] = [
        w
        for w in earlier
        if _SLOTS.get(w.topic, w.topic) not in slots
        or (w.topic == "text" and w.do == "add" and any(x.do == "change" for x in later))
        or (w.topic in ("text", "canvas") and all(_says_else(w, x) for x in later if x.topic == w.topic))
    ]


def _says_else(wish: Wish, later: Wish) -> bool:
    """挪到底部，改成白色: two things about the title, of which neither takes the other back."""
    said = {k for k, v in wish.args.items() if v is not None} - {"which", "role"}
    return wish.do == later.do and bool(said) and said.isdisjoint(k for k, v in later.args.items() if v is not None)


def without_contradictions(wishes: list[Wish]) -> list[Wish]:
    """ "my own song, not the built-in music": to set something and to take it away is to set it."""
    _at_both_ends(wishes)
    loud = next((w for w in reversed(wishes) if w.topic == "music" and "volume" in w.args), None)
    if loud is not None:  # "too loud, knock it back to 25"
        wishes = [
            w for w in wishes if not (w.topic == "music" and w.do == "change" and set(w.args) == {"volume_factor"})
        ]
    wishes = _added_there(wishes)
    if any(w.topic == "text" and w.args.get("size") for w in wishes):  # "bigger! 15% of the height"
        wishes = [w for w in wishes if not (w.topic == "text" and w.target is None and _only_hints_at_size(w))]
    wishes = _without_hints(_remedied(wishes))
    wishes = _contrasted([w for i, w in enumerate(wishes) if not any(_says_again(w, x) for x in wishes[i + 1 :])])
    blurred = [w for w in wishes if w.topic == "fit" and w.args.get("fit") == "blur"]  # 别裁，虚化垫底，别留黑边
    if blurred:
        if any(w.target is None for w in blurred):
            wishes = [w for w in wishes if w.topic != "fit" or w.args.get("fit") != "contain" or w.target is not None]
        wishes = [w for w in wishes if not (w.topic == "fit" and w.args.get("fit") == "cover" and "边" in w.source)]
    if any(w.topic == "canvas" and w.args.get("ratio") for w in wishes):
        wishes = [w for w in wishes if not (w.topic == "canvas" and w.do == "ask")]
    if any(w.topic == "music" and w.do == "set" for w in wishes):
        wishes = [w for w in wishes if not (w.topic == "music" and w.do == "default")]
    _with_its_volume(wishes)
    silenced = next((i for i, w in enumerate(wishes) if (w.topic, w.do) == ("music", "remove")), None)
    if silenced is not None:  # 还是安安静静的好，音乐撤了吧
        wishes = [w for i, w in enumerate(wishes) if not (i < silenced and w.topic == "music" and _only_a_mood(w))]
    sets_music = any(w.topic == "music" and w.do in ("set", "default") for w in wishes)
    return [w for w in wishes if not (sets_music and w.topic == "music" and w.do in ("remove", "not_builtin"))]


def _with_its_volume(wishes: list[Wish]) -> None:
    """音量开到最大，要电子乐: the loudness was said before the music."""
    for first, second in pairwise([w for w in wishes if w.topic == "music"]):
        if first.do == "change" and second.do in ("set", "default") and is_cjk(first.source):
            second.args = {**first.args, **second.args}


def _only_a_mood(wish: Wish) -> bool:
    """Whether the clause had no word for music or sound."""
    return is_cjk(wish.source) and wish.do == "set" and not any(c in wish.source.lower() for c in _SOUNDS)


_SOUNDS = ("乐", "歌", "曲", "bgm", "声", "音")


def _contrasted(wishes: list[Wish]) -> list[Wish]:
    """ "Not the dog, but everything else in sepia": the first says whom the second leaves out, no more."""
    for first, second in pairwise(wishes):
        pronoun = second.target is not None and second.target.is_weak and not second.target.has("all")
        left_out = (first.topic, first.do) == ("clips", "remove") and first.source.lower().startswith("not ")
        others = second.target is None or second.target.has("all", "rest")
        points = pronoun or _points_back(second)
        if left_out and points and first.target is not None and second.topic in _LOOKED:
            second.target = first.target  # "not the boots, keep those still"
            return [w for w in wishes if w is not first]
        if left_out and others and first.target is not None and second.topic in ("filter", "motion", "fit", "adjust"):
            second.target = Selector((Pick("all"),), first.target.picks)
            return [w for w in wishes if w is not first]
    return wishes


def _added_there(wishes: list[Wish]) -> list[Wish]:
    """把仓鼠加上，放中间: where what is added goes."""
    for first, second in pairwise(wishes):
        adds = first.topic == "clips" and first.do in ("add", "restore") and not first.args.get("place")
        weak = second.target is not None and (second.target == first.target or second.target.has("it"))
        if adds and (second.topic, second.do) == ("clips", "move") and weak and "ref" not in second.args:
            first.args["place"] = second.args
            return [w for w in wishes if w is not second]
    return wishes


def _only_hints_at_size(wish: Wish) -> bool:
    return {k for k, v in wish.args.items() if v is not None} - {"which", "role"} == {"size_factor"}


def _without_hints(wishes: list[Wish]) -> list[Wish]:
    """ "Snappier on the dissolve, a quarter of a second": the figure says what the word only hints at."""
    figure = any(w.topic == "transition" and w.args.get("duration_ms") for w in wishes)
    return [w for w in wishes if not (figure and w.topic == "transition" and w.do == "scale")]


def _at_both_ends(wishes: Sequence[Wish]) -> None:
    """ "Start with the logo and end with it": it is there twice."""
    for first, second in pairwise([w for w in wishes if (w.topic, w.do) == ("clips", "move")]):
        ends = (first.args.get("to"), second.args.get("to")) == ("start", "end")
        if ends and first.target is not None and first.target == second.target and not first.target.is_weak:
            second.do, second.args = "duplicate", {"at_end": True}


def _remedied(wishes: list[Wish]) -> list[Wish]:
    """ "The staff pic is washed out, contrast +20% there": the remedy is named, the complaint but says why."""
    hints = [w for w in wishes if w.args.get("hint")]
    for hint in hints:
        later = wishes[wishes.index(hint) + 1 :]
        if any(w.topic in ("adjust", "filter") and not w.args.get("hint") and _same_clips(w, hint) for w in later):
            wishes = [w for w in wishes if w is not hint]
    exact = [w for w in wishes if w.topic == "adjust" and not w.args.get("vague")]
    return [w for w in wishes if not (w.args.get("vague") and any(_measures(x, w) for x in exact))]


def _measures(exact: Wish, vague: Wish) -> bool:
    """ "Too dark. Brightness +10%", "saturation at 0.7, I like it washed out": the figure is all that is wished for."""
    return exact.args["what"] == vague.args["what"] and _same_clips(exact, vague)


def _same_clips(wish: Wish, hint: Wish) -> bool:
    weak = wish.target is None or wish.target.is_weak
    return wish.target == hint.target or (weak and (hint.target is None or hint.target.is_weak))


_LOOKED = ("filter", "motion", "fit", "adjust")
_POINTING = frozenset(["those", "them", "these", "it", "that", "him", "her"])


def _points_back(wish: Wish) -> bool:
    weak = wish.target is None or (wish.target.is_weak and not wish.target.has("all"))
    return weak and not _POINTING.isdisjoint(wish.source.lower().split())


def by_turns(wishes: list[Wish]) -> None:
    """ "Flip between zooming in and zooming out": two motions for all are one that changes from photo to photo."""
    for first, second in pairwise(wishes):
        motions = {first.args.get("motion"), second.args.get("motion")}
        if motions == {"zoom-in", "zoom-out"} and first.target is None and second.target is None:
            first.args["motion"] = "alternate"
            wishes.remove(second)
            return


def gathered(wishes: list[Wish]) -> list[Wish]:
    """ "Red title, bottom left, it says 'Sale'": how a text shall look may be said before its words."""
    added = next((w for w in wishes if w.topic == "text" and w.do == "add"), None)
    if added is None:
        return wishes
    early = [
        w
        for w in wishes[: wishes.index(added)]
        if w.topic == "text" and w.do in ("change", "ask") and not w.args.get("text")
    ]
    for wish in early:
        added.args = {
            **{k: v for k, v in wish.args.items() if k != "which" and v is not None},
            **{k: v for k, v in added.args.items() if v is not None},
        }
        if _means_all(wish.source):
            for text in wishes[wishes.index(added) + 1 :]:
                if (text.topic, text.do) == ("text", "add"):
                    text.args = {k: v for k, v in wish.args.items() if k in _LOOKS} | text.args
    late = [w for w in wishes if w.topic == "text" and w.do == "ask" and w not in early]
    return [w for w in wishes if w not in early and w not in late]


_LOOKS = ("position", "color", "animation", "size", "size_factor")


def _means_all(words: str) -> bool:
    return any(w in grammar("all_texts") for w in words.lower().split()) or any(
        w in words for w in ("都", "全部", "每", "分别", "依次")
    )


def alike(wishes: list[Wish]) -> None:
    """ "Two captions, both bottom left: 'A' on the first and 'B' on the second. All in white": what is said of all."""
    texts: list[Wish] = []
    spoken_of_all = False
    for wish in list(wishes):
        if (wish.topic, wish.do) == ("text", "add"):
            texts.append(wish)
            spoken_of_all = False
        elif len(texts) > 1 and _describes(wish) and (spoken_of_all or _means_all(wish.source) or _is_row(texts)):
            spoken_of_all = True
            for text in texts:
                text.args |= {k: v for k, v in wish.args.items() if k in _LOOKS}
            wishes.remove(wish)
        else:
            spoken_of_all = False
    if len(texts) > 1 and _means_all(texts[0].source.partition(str(texts[0].args.get("text")))[0]):
        for text in texts[1:]:
            text.args |= {k: v for k, v in texts[0].args.items() if k in _LOOKS and k not in text.args}


def _is_row(texts: Sequence[Wish]) -> bool:
    """ "… in order: 'One', 'Two', 'Three', bottom": what follows the row of texts is said of them all."""
    each = _means_all(texts[0].source.partition(str(texts[0].args.get("text")))[0])
    one_clause = all(t.source == texts[0].source for t in texts)
    return each and (one_clause or all(t.source.strip("“”\"'") == t.args.get("text") for t in texts[1:]))


def continued(wishes: list[Wish]) -> list[Wish]:
    """ "Add the title 'Sale', at the top, from 2 to 5 seconds": what follows a new text describes it."""
    out: list[Wish] = []
    for wish in wishes:
        new = out[-1] if out and out[-1].topic == "text" and out[-1].do == "add" else None
        if new is not None and _describes(wish) and new.target is None:
            later = {k: v for k, v in wish.args.items() if k != "which" and v is not None}
            if "time" in later and "time" in new.args:
                later["time"] = both_times(new.args["time"], later["time"])
            new.args = {**new.args, **later}
        else:
            out.append(wish)
    return out


def _describes(wish: Wish) -> bool:
    mere = wish.topic == "text" and wish.do == "change" and wish.args.get("which") == "last"
    return mere and wish.target is None and not wish.args.get("text") and not wish.step


_SET = ("filter", "motion", "fit", "transition", "canvas")


def says_again(wish: Wish, later: Wish) -> bool:
    """ "A cold mood, use the cool filter": what is set twice alike is set once."""
    if (wish.topic, wish.do) == (later.topic, later.do) == ("clips", "arrange"):
        return wish.target is None and wish.args == later.args
    same = (wish.topic, wish.do, wish.args) == (later.topic, later.do, later.args)
    return same and wish.topic in _SET and wish.do == "set" and wish.target is None and later.target is None


def _says_again(wish: Wish, later: Wish) -> bool:
    """ "A bit dark, brighten it": a complaint and its remedy are one wish."""
    if (wish.topic, wish.do, wish.target) != (later.topic, later.do, later.target) or wish.source == later.source:
        return False
    for key in ("factor", "volume_factor"):
        a, b = wish.args.get(key), later.args.get(key)
        if a is not None and b is not None and set(wish.args) == set(later.args):
            return (a > 1) == (b > 1) and wish.args.get("what") == later.args.get("what")
    return False


def told_apart(wishes: list[Wish]) -> list[Wish]:
    """ "Only the first in black and white, leave the new one in colour", of a first video: no photo is newer than
    another there, so the ones that were not named are meant, and they have no look yet."""
    looked = any(w.topic == "filter" and w.target is not None and not w.target.is_weak for w in wishes)
    plain = [w for w in wishes if w.topic == "filter" and w.args.get("filter") == "none" and w.target is not None]
    return [w for w in wishes if not (looked and w in plain and w.target is not None and w.target.has("new", "rest"))]


def one_each(wishes: list[Wish], talk: Talk) -> None:
    """ "Captions: one, two, three" for three photos: each gets its own."""
    texts = [w for w in wishes if w.topic == "text" and w.do == "add"]
    each = bool(texts) and _means_all(texts[0].source.partition(str(texts[0].args.get("text")))[0])
    captions = [w for w in texts if w.args.get("role") == "caption" or (each and w.args.get("role") is None)]
    captions = [w for w in captions if (w.target is None or w.target.is_weak) and "time" not in w.args]
    if len(captions) >= 2 and len(captions) == talk.clip_count:
        for number, wish in enumerate(captions, 1):
            wish.target = Selector((Pick("ordinal", number),))
            wish.args["role"] = "caption"

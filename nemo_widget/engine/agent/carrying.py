"""Which clips a clause is about when an earlier clause of the same message has named them.

"Put the fourth picture last and show it for 4 seconds": a pronoun means what was named last. "Second clip with blurred
background, zoom out": a clause that only describes goes on about the same clips, until another scope is named.
"""

from __future__ import annotations

from collections.abc import Sequence

from .fragments import Fragment
from .lexicon import grammar
from .references import Pick, Selector
from .wishes import Talk, Wish
from .words.fold import fold
from .words.tokens import is_cjk

_LOOKS = ("motion", "fit", "background", "filter", "adjust")
_SCOPED = (*_LOOKS, "transition", "duration", "clips")
_LOOKING = ("brighter", "darker", "more_contrast", "less_contrast", "more_saturation", "less_saturation")
_ONE_CLIP = {"total": "clip", "each": "clip"}  # a duration that is meant for the clips that were named


class Carrying:
    """What has been named so far. `settle` turns the wishes of each fragment, in their order, to the clips meant."""

    def __init__(self) -> None:
        self._named: Selector | None = None  # what a pronoun means
        self._scope: Selector | None = None  # what a clause without any scope goes on about
        self._moves = False  # whether that scope was only given a place
        self._general = -1  # the sentence in which something was wished for all the clips
        self._open: list[Wish] = []  # looks of the clause before that named no clips
        self._before: Fragment | None = None

    def name_excepted(self, f: Fragment) -> None:
        """ "… except the tea: there a fade to black"."""
        left_out = [p for _, a in enumerate(f.atoms) if a.kind == "ref" for p in a.value.excluding]
        if left_out:
            self._named = Selector(tuple(left_out))

    def leave(self) -> None:
        """ "…, leave the last two as they are, and write 'Hi'": what follows is not about the clips before."""
        self._scope = self._before = None

    def settle(self, f: Fragment, wishes: Sequence[Wish], talk: Talk) -> None:
        pronoun = _pronoun(f)
        if self._named is not None and pronoun is not None and _is_many(self._named) == (pronoun == "them"):
            for wish in wishes:
                _aim(wish, self._named)
        elif self._scope is not None and pronoun is None:
            for wish in wishes:
                if self._goes_on(f, wish, talk):
                    _aim(wish, self._scope)
                elif self._writes_on(f, wish):
                    wish.target = self._scope
        if talk.has_draft:
            _miss(f, wishes)
            if self._before is None and talk.touched and (_adds_to_the_last(f) or _means_the_last(f, talk.touched)):
                for wish in wishes:
                    if wish.topic != "clips":
                        _aim(wish, Selector((Pick("it"),)))
        self._share(f, wishes)
        self._remember(f, wishes)

    def _share(self, f: Fragment, wishes: Sequence[Wish]) -> None:
        """ "A bit brighter and more contrast for dad": clips that are named at the end hold for both."""
        looks = [w for w in wishes if w.topic in _LOOKS and w.target is not None and not w.target.is_weak]
        if f.before == "and" and len(looks) == 1 and self._open and _names_last(f, looks[0]):
            for wish in self._open:
                wish.target = looks[0].target
        bare = not any(a.kind == "ref" for a in f.atoms) and not f.any("scope") and not f.has("thing:video")
        self._open = [w for w in wishes if w.topic in _LOOKS and w.target is None] if bare else []

    def _goes_on(self, f: Fragment, wish: Wish, talk: Talk) -> bool:
        before = self._before
        if wish.topic == "clips" and wish.do == "move" and not f.refs and not any(a.kind == "ref" for a in f.atoms):
            return True
        if before is None or wish.target is not None or f.sentence != before.sentence or not _is_open(f):
            return False
        if self._general == f.sentence and f.before in (",", "，"):
            return False  # "2 s each, the last one 5 s, black and white"
        if f.before == "but" and wish.topic != "adjust":
            return False
        moved = self._moves
        timed = sum((w.topic, w.do) == ("duration", "clip") for w in talk.last)
        if wish.topic in _LOOKS and timed > 1 and not talk.has_draft:
            return False  # "the dog 4 s, the cat 6 s, black and white"
        if wish.topic in _LOOKS:
            return not moved or any(is_cjk(a.text) and a.has("act:build", "act:change") for a in f.atoms)
        if wish.topic == "duration" and wish.do in ("scale", "by"):
            return f.has("thing:duration", "act:lengthen", "act:shorten") and talk.has_draft
        if wish.topic != "duration" or wish.do not in _ONE_CLIP:
            return False
        if any(a.text.lower() in grammar("shown") or a.text in _SHOWN_ZH for a in f.atoms):
            return True
        # "15 seconds" after a look is the length of a first video, but of the clip when there is a video already
        acts = any(v not in _LOOKING for a in before.atoms for v in a.of("act"))
        described = not moved and talk.has_draft and not acts
        return described and all(a.is_filler or a.kind in ("time", "punct") for a in f.atoms)

    def _writes_on(self, f: Fragment, wish: Wish) -> bool:
        """ "For the zoo photo: zoom in, and a caption 'Lions'"."""
        before = self._before
        if before is None or f.sentence != before.sentence or (wish.topic, wish.do) != ("text", "add"):
            return False
        lead = [a for a in before.atoms[:3] if a.kind == "ref" or not a.is_filler or a.has("link:for", "link:on")]
        fronted = len(lead) > 1 and lead[0].has("link:for", "link:on") and lead[1].kind == "ref"
        return fronted and wish.target is None and "time" not in wish.args and f.before in (",", "，", "and")

    def _remember(self, f: Fragment, wishes: Sequence[Wish]) -> None:
        self._before, self._scope, self._moves = f, None, False
        if any(w.topic in (*_LOOKS, "duration", "transition") and w.target is None for w in wishes):
            self._general = f.sentence
        if not wishes:
            refs = [s for _, s in f.strong_refs]
            self._named = refs[0] if len(refs) == 1 and not f.has("thing:video") else self._named
            self._scope = self._named if len(refs) == 1 else None  # "make the ramen pop: more contrast"
            return
        last = wishes[-1]
        target = last.target
        if target is not None and target.excluding and last.topic in (*_LOOKS, "duration"):
            self._named = Selector(target.excluding)  # "bw on all but the dog, that one I want vivid"
            return
        if target is None or target.is_weak or target.excluding or target.has("all", "new", "unknown", "them", "it"):
            self._named = None
            return
        stays = last.topic != "clips" or last.do in ("move", "swap", "duplicate", "sequence", "add", "restore")
        self._named = target if last.topic in _SCOPED and stays and not f.has("thing:video") else None
        if last.topic in (*_LOOKS, "duration") or (last.topic == "clips" and last.do in ("move", "add", "restore")):
            self._scope, self._moves = self._named, last.topic == "clips"
        if last.topic == "duration" and (target.has("rest") or (is_cjk(f.text) and f.has("scope:each"))):
            self._scope = None  # "2 s for the others, fit contain": all have been dealt with


_SHOWN_ZH = ("放", "停", "停留", "播", "留", "展示", "显示", "放到", "停到")


def share_target(wishes: Sequence[Wish]) -> None:
    """第二张黑白放三秒: all that one Chinese clause says of looks and times is about the photos that it names."""
    scoped = [w for w in wishes if w.topic in (*_LOOKS, "duration")]
    target = next((w.target for w in scoped if w.target is not None and not w.target.is_weak), None)
    for wish in scoped:
        if target is not None and wish.target is None:
            _aim(wish, target)


def _adds_to_the_last(f: Fragment) -> bool:
    """ "And a bit longer, too": goes on about what the last message changed."""
    begins = f.atoms[0].has("link:and") or any(a.text.lower() in ("too", "as well", "also", "也") for a in f.atoms)
    return begins and not any(a.kind == "ref" for a in f.atoms) and not f.has("thing:video", "scope:all", "scope:total")


_THEM = ("them", "they", "these", "those", "both of them")
_THEM_ZH = ("它们", "他们", "她们", "这些", "那些", "这几张", "那几张", "这两张", "那两张")
_ALL_OF_THEM = ("them all", "all of them", "all of these", "all of those", "these all", "those all")


def _means_the_last(f: Fragment, touched: int) -> bool:
    """ "Make them black and white", "把它们都变成黑白": the photos that the last message changed, if not all.
    English says "all" of three and more, Chinese 都 of two as well."""
    if touched < 2 or f.has("thing:video"):
        return False
    words = [fold(a.text) for a in f.atoms if a.kind in ("ref", "lex") and a.text]
    if any(w.startswith(_THEM_ZH) for w in words):
        return True
    if f.has("scope:all"):
        return touched > 2 and any(w in (*_THEM, *_ALL_OF_THEM) for w in words)
    return any(w in _THEM for w in words)


def _miss(f: Fragment, wishes: Sequence[Wish]) -> None:
    """ "Make the spaghetti longer", where no photo is called so: that is not meant for all."""
    if (
        not wishes
        or any(a.kind == "ref" for a in f.atoms)
        or f.has("thing:video", "scope:all", "scope:each", "scope:total")
    ):
        return
    for index, atom in enumerate(f.atoms[1:], 1):
        article = f.atoms[index - 1].text.lower() in ("the", "my", "our") and f.atoms[index - 1].is_filler
        if atom.kind != "word" or not article or not atom.text.isalpha() or len(atom.text) < 3:
            continue
        before, after = f.at(index - 2), f.at(index + 1)
        verb = before is None or before.has(
            "act:build", "act:change", "link:on", "link:for", "fx:zoom-in", "fx:zoom-out"
        )
        if verb and (after is None or after.kind != "word"):
            for wish in wishes:
                if wish.target is None and wish.topic in (*_LOOKS, "duration"):
                    wish.target = Selector((Pick("unknown", text=atom.text),))
                    wish.do = "clip" if wish.topic == "duration" and wish.do == "total" else wish.do
            return


def _names_last(f: Fragment, wish: Wish) -> bool:
    """Whether the clips stand at the end, tied to more than the last look: "… for dad"; "zoom in on dad" is one."""
    at = next((i for i, a in enumerate(f.atoms) if a.kind == "ref" and not a.value.is_weak), 0)
    tied = f.at(at - 1)
    return tied is not None and (tied.has("link:for") or (tied.has("link:on") and wish.topic != "motion"))


def _aim(wish: Wish, at: Selector) -> None:
    if wish.topic not in _SCOPED or not (wish.target is None or wish.target.is_weak):
        return
    if wish.topic == "clips" and wish.target is None:
        return
    wish.target = at
    if wish.topic == "duration":
        wish.do = _ONE_CLIP.get(wish.do, wish.do)


def _pronoun(f: Fragment) -> str | None:
    """ "it" or "them" when the fragment has such a word; not in "make it a short video", "all of it"."""
    if f.has("thing:video", "scope:total", "scope:all"):
        return None
    each = f.has("scope:each")  # "show them for 5 seconds each"
    for atom in f.atoms:
        if atom.kind == "ref" and atom.value.is_weak and atom.value.has("it"):
            return None if each else "it"
        if atom.text.lower() in ("there", "那里", "那儿") and not any(a.kind == "ref" for a in f.atoms):
            return "it"
        word = atom.text.lower() if is_cjk(atom.text) else atom.text.lower().rpartition(" ")[2]
        if word in grammar("plural_pronoun") and atom.kind in ("ref", "lex"):
            return "them"
        if word == "it" and atom.kind == "lex":
            return None if each else "it"  # "make it"
    return None


def _is_many(selector: Selector) -> bool:
    return len(selector.picks) > 1 or any(_may_be_many(p) for p in selector.picks)


def _may_be_many(pick: Pick) -> bool:
    if pick.kind in ("first", "last"):
        return pick.a > 1
    if pick.kind in ("after", "before") and pick.a == 1:
        return False
    return pick.plural or pick.kind in ("range", "rest", "both", "after", "before", "odd", "even", "half")


def _is_open(f: Fragment) -> bool:
    """Whether the clause names no scope of its own and is no imperative that begins anew."""
    if f.before not in (",", "，", "、", "and", "then", ":", "：", "but"):
        return False
    if any(a.kind == "ref" for a in f.atoms) or f.any("scope") or f.has("thing:video", "thing:transition"):
        return False
    return not any(
        (a.has("act:add") and a.text not in _SHOWN_ZH)
        or (a.has("act:build", "act:change") and not is_cjk(a.text))
        or a.has("link:on", "thing:photo")
        for a in f.atoms
        if not any(t.startswith("fx:") for t in a.tags)
    )

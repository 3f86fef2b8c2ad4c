"""What a clause takes away from the wish before: "… monochrome, except for the garden", "… but only on the hat"."""

from __future__ import annotations

from .fragments import Fragment
from .references import Pick, Selector
from .wishes import Wish
from .words.atoms import Atom
from .words.tokens import is_cjk

SCOPED = ("filter", "motion", "fit", "background", "adjust", "transition", "duration")


def excepted(fragment: Fragment, earlier: list[Wish]) -> bool:
    """ "… except for the garden", "… but not the dog": the wish before leaves these clips out."""
    if not (earlier and earlier[-1].topic in SCOPED and _holds_for_all(earlier[-1])):
        return False
    refs = fragment.strong_refs
    if len(refs) != 1 or any(i != refs[0][0] and not _is_slight(fragment, i) for i in range(len(fragment.atoms))):
        return False
    selector = refs[0][1]
    if not selector.excluding:
        spared = fragment.has("scope:only") and fragment.has("neg:no")  # "use it on all, only without the last"
        spared = spared or (fragment.before == "but" and not fragment.has("scope:only", "link:on", "link:for"))
        behind = fragment.atoms[refs[0][0] + 1 :]
        if is_cjk(fragment.text):
            if not _is_spared(fragment, refs[0][0], earlier[-1]):
                return False
        elif not (spared or fragment.has("neg:no", "neg:nothing")) or any(a.has("neg:no") for a in behind):
            return False
        selector = Selector((Pick("all"),), selector.picks)
    fragment.take(*range(len(fragment.atoms)))
    _aim(earlier[-1], selector)
    return True


_NOT_REMOVED = ("删", "去", "扔", "丢", "撤", "拿", "剪", "砍", "不要了")
_LOOKS = ("filter", "motion", "fit", "background", "adjust", "transition")


def _is_spared(fragment: Fragment, at: int, before: Wish) -> bool:
    """第一张就不用加了, 海边那张别弄, 最后一张例外: said of a look, it takes no photo away."""
    denial = [a for a in fragment.atoms[at + 1 :] if a.has("neg:no", "scope:except", "neg:nothing", "fx:still")]
    denial += [a for a in fragment.atoms[:at] if a.has("neg:no")]
    taken = any(a.text.startswith(_NOT_REMOVED) for a in fragment.atoms if a.has("act:remove"))
    if not denial or taken:
        return False
    still = any(a.has("fx:still") for a in denial)
    return before.topic in _LOOKS and not (still and before.topic == "motion")


def shown_on(fragment: Fragment, earlier: list[Wish]) -> bool:
    """加字幕“你好”，只在第一张出现: the photo above which the text before stands."""
    written = next((w for w in reversed(earlier) if w.topic == "text" and w.do == "add"), None)
    refs = fragment.strong_refs
    if written is None or written.target is not None or earlier[-1].topic != "text" or len(refs) != 1:
        return False
    at, selector = refs[0]
    tied = at and (fragment.atoms[at - 1].has("link:on", "link:at") or fragment.atoms[at - 1].text.endswith("在"))
    telling = ("scope:only", "link:on", "link:at", "act:write", "act:move", "act:add", "thing:duration")
    plain = all(i == at or a.is_filler or a.has(*telling) for i, a in enumerate(fragment.atoms))
    if not (tied and plain and is_cjk(fragment.text)) or selector.is_bare or "time" in written.args:
        return False
    fragment.take(*range(len(fragment.atoms)))
    written.target = selector
    return True


def kept_too(fragment: Fragment, earlier: list[Wish]) -> bool:
    """ "Only keep the cake, wait, keep the candles too"; "only these are sharp, use those two"."""
    kept = earlier[-1] if earlier and (earlier[-1].topic, earlier[-1].do) == ("clips", "keep") else None
    if kept is None or kept.target is None or kept.target.excluding:
        return False
    refs = [a.value for a in fragment.atoms if a.kind == "ref"]
    told = ("act:keep", "act:build", "act:add", "thing:video", "link:with", "link:from", "scope:only", "neg:sorry")
    plain = all(a.kind == "ref" or a.is_filler or a.has(*told) or a.text in _TOO for a in fragment.atoms)
    also = any(a.text.lower() in _TOO for a in fragment.atoms)
    if not plain or not refs or not fragment.has("act:keep", "act:build", "link:with"):
        return False
    named = [s for s in refs if not s.is_weak and not s.is_bare]
    if also and named and fragment.has("act:keep"):
        kept.target = Selector((*kept.target.picks, *(p for s in named for p in s.picks)))
    elif not any(s.has("them", "both") for s in refs) or named:
        return False
    fragment.take(*range(len(fragment.atoms)))
    return True


_TOO = ("too", "as well", "also", "也", "也要", "也留")


def narrowed(fragment: Fragment, earlier: list[Wish]) -> bool:
    """ "… but only on the hat", "just for the first two": the wish before is meant for these clips alone."""
    if not (earlier and earlier[-1].topic in SCOPED and _holds_for_all(earlier[-1])):
        return False
    refs = fragment.strong_refs
    if len(refs) != 1 or not fragment.has("scope:only") or refs[0][1].excluding:
        return False
    at = refs[0][0]
    pointed = at and fragment.atoms[at - 1].has("link:on", "link:for", "link:at")
    pointed = pointed or (is_cjk(fragment.text) and fragment.atoms[at - 1].has("scope:only") and at > 0)
    pointed = pointed or fragment.before == "but"  # "sepia but only the beach"
    if not pointed or any(i != at and not _is_slight(fragment, i) for i in range(len(fragment.atoms))):
        return False
    fragment.take(*range(len(fragment.atoms)))
    _aim(earlier[-1], refs[0][1])
    return True


def situated(fragment: Fragment, earlier: list[Wish]) -> bool:
    """ "… a caption 'Link in bio', white, on the last photo only": where the text before shall stand."""
    new = next((w for w in reversed(earlier) if (w.topic, w.do) == ("text", "add")), None)
    if new is None or new.target is not None or "time" in new.args or any(w.topic != "text" for w in earlier[-2:]):
        return False
    refs = fragment.strong_refs
    on = fragment.atoms[0].has("link:on", "link:at", "link:for") if fragment.atoms else False
    if len(refs) != 1 or refs[0][1].excluding or not on or fragment.before not in (",", "，", "and"):
        return False
    if not all(i == refs[0][0] or _is_slight(fragment, i) for i in range(len(fragment.atoms))):
        return False
    fragment.take(*range(len(fragment.atoms)))
    new.target = refs[0][1]
    return True


_LONGEST_FADE_MS = 5000


def timed(fragment: Fragment, earlier: list[Wish]) -> bool:
    """ "Fade out the song at the end, 3 seconds": how long the fade before takes."""
    times = fragment.kinds("time")
    fades = [k for k in ("fade_in_ms", "fade_out_ms") if earlier and earlier[-1].args.get(k)]
    if len(times) != 1 or len(fragment.atoms) != 1 or len(fades) != 1 or fragment.before not in (",", "，"):
        return False
    ms = float(fragment.atoms[0].value)
    if (earlier[-1].topic, earlier[-1].do) != ("music", "change") or ms > _LONGEST_FADE_MS:
        return False
    earlier[-1].args[fades[0]] = round(ms)
    fragment.take(0)
    return True


_FACTORS = ("volume_factor", "size_factor", "factor")


def measured(fragment: Fragment, earlier: list[Wish]) -> bool:
    """ "Still too loud. Half of that.": says how much the wish before only hints at."""
    key = next((k for k in _FACTORS if earlier and k in earlier[-1].args), None)
    factors = [i for i, a in enumerate(fragment.atoms) if a.kind == "factor" or a.one("factor") is not None]
    rest = (a for i, a in enumerate(fragment.atoms) if i not in factors)
    if key is None or len(factors) != 1 or not all(_is_echoing(a) for a in rest):
        return False
    atom = fragment.atoms[factors[0]]
    value = float(atom.value if atom.kind == "factor" else atom.one("factor") or 1)
    falls = earlier[-1].args[key] < 1
    earlier[-1].args[key] = 1 / value if falls == (value > 1) else value
    fragment.take(*range(len(fragment.atoms)))
    return True


def _is_echoing(atom: Atom) -> bool:
    return atom.is_filler or atom.kind == "punct" or (atom.kind == "ref" and atom.value.has("it"))


def placed(fragment: Fragment, earlier: list[Wish]) -> bool:
    """ "Duplicate the hat and put the copy at the end": where the copies go."""
    if not earlier or (earlier[-1].topic, earlier[-1].do) != ("clips", "duplicate"):
        return False
    copies = ("copy", "copies", "duplicate", "副本", "复制的", "复制品")
    copy = any(a.has("echo:more") or a.text.lower() in copies for a in fragment.atoms)
    chinese = is_cjk(fragment.text)
    copy = copy or (chinese and not any(a.kind == "ref" for a in fragment.atoms))  # 海边再出现一次，放结尾
    slight = all(a.is_filler or a.kind == "ref" or a.has("act:move", "link:after") for a in fragment.atoms)
    if chinese and not copy and slight and fragment.has("link:after") and not fragment.strong_refs:
        fragment.take(*range(len(fragment.atoms)))
        return True  # 复制一份，紧跟在它后面: that is where copies go
    if not (copy and fragment.has("link:end", "act:end_with") and not fragment.strong_refs):
        return False
    earlier[-1].args["at_end"] = True
    fragment.take(*range(len(fragment.atoms)))
    return True


def _holds_for_all(wish: Wish) -> bool:
    return wish.target is None or (wish.target.is_weak and not wish.target.has("it"))


def _is_slight(fragment: Fragment, index: int) -> bool:
    atom = fragment.atoms[index]
    slight = ("scope:only", "neg:no", "link:on", "link:for", "link:and", "scope:except", "neg:nothing")
    stays = atom.has("act:keep") and fragment.has("neg:nothing")  # "but keep the sled as it is"
    return (
        atom.is_filler
        or atom.kind == "punct"
        or atom.has(*slight)
        or stays
        or (is_cjk(atom.text) and atom.has("fx:still"))
    )


def _aim(wish: Wish, at: Selector) -> None:
    wish.target = at
    if wish.topic == "duration" and wish.do == "each":
        wish.do = "each" if at.excluding else "clip"

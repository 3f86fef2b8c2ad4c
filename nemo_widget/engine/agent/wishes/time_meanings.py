"""Says what a time is meant for: each photo or the whole video, and whether it is added, taken off or set."""

from __future__ import annotations

from ..fragments import Fragment
from ..lexicon import grammar
from ..words.atoms import Atom
from ..words.tokens import is_cjk
from .attribution import owner_of
from .base import Talk
from .paces import LONGER, SHORTER

LONGEST_STAY_MS = 15_000  # for how long photos stay rather than last in all
SHORTEST_SHARE_MS = 1000  # of a length of all that is not rather meant for each
LONGEST_EACH_MS = 4000  # what a mere "3s" can mean for each photo of a new video


def single_count(f: Fragment, index: int) -> bool:
    """ "一张两秒", "三秒一张", "三秒换一张"."""
    for near in (index - 2, index - 1, index + 1, index + 2):
        atom = f.at(near)
        if atom is not None and atom.kind == "count" and atom.value == 1:
            return True
    for at in range(index - 1, max(-1, index - 8), -1):  # 一张怎么也得停个六秒
        atom = f.atoms[at]
        if atom.kind == "count":
            return bool(atom.value == 1 and atom.has("thing:photo"))
        if not is_cjk(atom.text) or atom.kind not in ("lex", "word") or atom.has("thing:video"):
            return False
    return False


def scope_of(f: Fragment, talk: Talk, index: int, ms: float) -> str:
    """Whether the time is meant for each photo or for the whole video."""
    before, after = f.at(index - 1), f.at(index + 1)
    near = (a for a in (f.at(index + d) for d in (-2, -1, 1, 2)) if a is not None)
    if owner_of(f, index) == "video" and not any(a.has("scope:each") for a in near):
        return "total"  # "a video of 20 seconds with a fade between each photo"
    if f.has("scope:each") or single_count(f, index):
        if f.has("scope:total") and after is not None and after.has("scope:total"):
            return "total"
        return "each"
    if (
        before is not None
        and before.text.lower() in ("x", "×", "*", "@")
        and any(a.has("thing:photo") for a in f.atoms[:index])
    ):
        return "each"  # "4 shots x 2 s"
    further = f.at(index + 2)
    if (
        after is not None
        and after.kind == "punct"
        and after.value == "/"
        and further is not None
        and further.has("thing:photo")
    ):
        return "each"  # "2.5s/img"
    if (
        after is not None
        and after.text.lower() in ("a", "an", "the")
        and further is not None
        and further.has("thing:photo")
    ):
        return "each"  # "two seconds a slide"
    if (
        after is not None
        and after.text.lower() in ("a", "an", "per")
        and further is not None
        and (further.kind in ("word", "name", "ref") or further.has("unit:steps"))
        and index + 3 >= len(f.atoms)
    ):
        return "each"  # "six seconds a room"
    if any(
        a.has("thing:photo") and not a.has("thing:video") and f.atoms[i + 1].has("thing:duration")
        for i, a in enumerate(f.atoms[:index])
    ):
        return "each"  # "photo duration 4 s"
    bare_all = len(f.atoms) == 2 and f.atoms[0].text.lower() == "all" and index == 1
    if bare_all and talk.clip_count >= 2 and ms <= LONGEST_STAY_MS and ms / talk.clip_count < 2000:
        return "each"  # "…, all 3.5s"
    if f.has("scope:total") and not (f.has("scope:all") and f.has("thing:photo") and not f.has("thing:video")):
        return "total"
    if (
        after is not None
        and after.has("thing:video")
        and not (after.has("thing:photo") and after.text.lower().endswith("s"))
    ):
        return "total"
    if after is not None and (after.has("thing:photo") or (after.kind == "ref" and after.has("thing:photo"))):
        return "each"
    if any(a.kind == "ref" and is_cjk(a.text) and a.value.has("them") for a in f.atoms[:index]):
        return "each"  # 它们都放三秒
    all_photos = any(a.kind == "ref" and a.has("thing:photo") and a.value.has("all") for a in f.atoms[:index])
    if all_photos and not f.has("thing:video", "act:build") and not (before is not None and before.has("link:on")):
        return "each"  # "all photos 2 seconds"
    every = any(a.kind == "ref" and a.value.is_weak and a.value.has("all") for a in f.atoms[:index])
    if every and not f.has("thing:video") and talk.clip_count >= 2 and ms / talk.clip_count <= SHORTEST_SHARE_MS:
        return "each"  # "make everything 2 s"
    photos = next(
        (i for i, a in enumerate(f.atoms) if a.has("thing:photo") and not a.has("thing:video") and i < index), None
    )
    if photos is not None and not f.has("thing:video"):
        between = f.atoms[photos + 1 : index]
        if is_cjk(f.atoms[photos].text) and all(a.is_filler or a.has("thing:duration", "act:change") for a in between):
            return "each"
        if between and between[-1].has("link:for") and not f.has("act:build"):
            return "each"
        if before is not None and before.has("link:at", "act:keep", "act:lengthen") and not f.has("act:build"):
            return "each"
    if ms <= LONGEST_STAY_MS and _stays_of_photos(f, index):
        return "each"
    if f.has("thing:video", "thing:duration") and not f.has("act:lengthen"):
        return "total"
    if talk.clip_count >= 2 and ms / talk.clip_count < 500:
        return "each"
    bare = all(a.kind in ("time", "punct") or a.is_filler for a in f.atoms) and not talk.has_draft
    if bare and ms <= LONGEST_EACH_MS and talk.clip_count >= 2 and ms / talk.clip_count <= 1000:
        return "each"  # "vertical, 3s, lo-fi" for four photos
    return "total"


def _stays_of_photos(f: Fragment, index: int) -> bool:
    """ "The pictures should stay for 10 seconds", "all photos 4 s", "make them all 5 seconds": of photos in the plural,
    nothing but that is said, and what photos are made into is not spoken of."""
    subject = next((i for i in range(index - 1, -1, -1) if _means_photos(f.atoms[i])), None)
    if subject is None or f.has("scope:total") or any(a.has("thing:video") and not _slides(a) for a in f.atoms):
        return False
    between = f.atoms[subject + 1 : index]
    return not any(
        a.has("act:build", "link:and", "link:with", "neg:no")
        or a.text.lower() in grammar("turned_into")
        or a.kind in ("string", "word", "ref")
        for a in between
    )


def _slides(atom: Atom) -> bool:
    return atom.has("thing:photo") and atom.text.lower().endswith("s")


def _means_photos(atom: Atom) -> bool:
    word = atom.text.lower()
    if atom.kind == "ref":
        counted = atom.has("thing:photo") or word.endswith(
            ("photos", "pictures", "pics", "images", "slides", "of them")
        )
        return counted and atom.value.is_weak and atom.value.has("all", "them")
    return atom.kind == "lex" and atom.has("thing:photo") and word.endswith("s") and word.isascii()


def relative_time(f: Fragment, index: int, talk: Talk) -> float | None:
    """1 or -1 when the time is to be added or taken off, None when it is meant as it stands."""
    longer, shorter = f.has(*LONGER), f.has(*SHORTER)
    added = (
        f.has("act:add", "degree:more")
        and f.has("link:to", "scope:each", "thing:duration", "thing:video")
        and not f.has("act:build")
    )
    off = (
        (f.has("act:trim", "act:remove") and not f.has("thing:music", "thing:title", "thing:text", "thing:transition"))
        or (f.has("fx:cut_word") and any(a.has("link:from") for a in f.atoms[index:]))
        or any(a.text.lower() in ("off", "less") for a in f.atoms)
    )
    before = f.at(index - 1)
    after = f.at(index + 1)
    if after is not None and after.text.lower() in ("too long", "too short"):
        return -1.0 if after.text.lower() == "too long" else 1.0
    sign = before.text if before is not None else None
    if sign in ("+", "-") and not (index >= 2 and f.atoms[index - 2].kind in ("num", "time")):
        return 1.0 if sign == "+" else -1.0
    if talk.has_draft and after is not None and after.text.lower() == "more":
        return 1.0  # "give the sled 2 seconds more"
    absolute = before is not None and (
        before.has("link:to")
        or before.text.lower() in ("to", "at", "is", "be")
        or (is_cjk(before.text) and before.text.endswith(("到", "为", "成", "至")))
    )
    if absolute:
        return None
    if before is not None and before.has(*LONGER, *SHORTER) and before.text.endswith(_SOMEWHAT):
        return None  # 放久一点五秒
    if before is not None and before.has("link:by") and (longer or shorter or f.has("act:raise", "act:lower")):
        return -1.0 if shorter or f.has("act:lower") else 1.0
    after = f.at(index + 1)
    near = [a for a in (f.at(index - 1), f.at(index - 2), after, f.at(index + 2)) if a is not None]
    if before is not None and before.text in _SHOWN:
        return None  # 多放一会儿，放八秒
    more = next((a for a in near if a.text in ("多停", "多留", "多放", "多显示", "多待", "多停留")), None)
    if more is not None or any(a.text in ("少停", "少放", "少留") for a in near):
        return 1.0 if more is not None else -1.0
    if before is not None and before.text in ("长", "多", "加", "增加", "多加"):
        return 1.0  # 长一秒
    if before is not None and before.text in ("短", "少", "减", "减少", "缩"):
        return -1.0
    if longer and not shorter and any(_comparative(a, LONGER) for a in near):
        return 1.0
    if shorter and not longer and any(_comparative(a, SHORTER) for a in near):
        return -1.0
    if off and not f.has("act:build") and not (f.has("act:trim") and f.has("link:to")):
        return -1.0
    if talk.has_draft and f.has("act:add") and not f.refs and not f.unknown and not f.has("thing:title", "thing:music"):
        return 1.0
    if added and any(a.has("act:add") for a in f.atoms[:index]) and not f.kinds("string"):
        return 1.0
    return None


_SOMEWHAT = ("一点", "点", "些", "一些", "会儿", "一会", "点儿")
_SHOWN = ("放", "停", "停留", "播", "播放", "显示", "展示", "持续")


def _comparative(atom: Atom, tags: tuple[str, ...]) -> bool:
    """Whether the word says by how much ("2 seconds longer") rather than for how long ("hold it 2 seconds")."""
    word = atom.text.lower()
    return atom.has(*tags) and word not in grammar("not_comparative") and "too" not in word

"""Reads the wishes about how long the video and its photos last, and about the beat."""

from __future__ import annotations

from collections.abc import Iterator

from ..fragments import Fragment
from ..lexicon import grammar
from ..references import Pick, Selector
from ..words.atoms import Atom
from ..words.tokens import is_cjk
from .attribution import owner_of
from .base import Talk, Wish
from .paces import LONGER, SHORTER, edge_named, is_speed_factor, read_pace, read_speed, slow_motion, talk_about_clip
from .targets import target_of
from .time_meanings import relative_time, scope_of, single_count

LONGEST_FIGURE_S = 60  # of a bare figure that may be seconds


def read_times(f: Fragment, talk: Talk) -> Iterator[Wish]:
    if talk.has_draft and _times_the_music(f):
        return
    beat = f.find("act:beat")
    if beat is not None and not any(a.has("neg:no") for a in f.atoms[max(0, beat - 2) : beat]):
        f.take(
            beat,
            *(i for i, a in enumerate(f.atoms) if a.has("fx:cut_word", "fx:cut", "thing:music", "thing:transition")),
        )
        beats = f.kinds("beats")
        f.take(*beats)
        yield Wish("beat", "set", None, {"beats": f.atoms[beats[0]].value if beats else None}, f.text)
    elif f.kinds("beats") and f.has("scope:each", "thing:photo", "thing:duration"):
        index = f.kinds("beats")[0]
        f.take(index)
        yield Wish("beat", "set", None, {"beats": f.atoms[index].value}, f.text)
    if (f.has("thing:speed") and (f.kinds("factor", "percent") or f.has("factor:2", "factor:0.5"))) or is_speed_factor(
        f
    ):
        yield from read_speed(f, talk)
        return
    if pairs := _named_seconds(f):
        for selector, seconds in pairs:
            yield Wish("duration", "clip", selector, {"ms": round(seconds * 1000)}, f.text)
        return
    if (slow := slow_motion(f, talk)) is not None:
        yield slow
        return
    if (listed := f.kinds("times")) and not f.kinds("string"):
        f.take(*listed)
        refs = [s for _, s in f.strong_refs]
        f.take(*(i for i, _ in f.strong_refs))
        target = Selector(tuple(p for s in refs for p in s.picks)) if refs else None
        yield Wish("duration", "listed", target, {"ms": f.atoms[listed[0]].value}, f.text)
        return
    even = f.find("act:even")
    times = [i for i in f.kinds("time") if not f.atoms[i].text.startswith("第")]  # 第三秒 is no length
    if times:
        if even is not None:
            f.take(even)
        yield from _with_times(f, talk, times, even is not None)
        return
    if even is not None and not f.has("thing:title", "thing:volume"):
        f.take(even)
        yield Wish("duration", "even", None, {}, f.text)
        return
    number = _elliptic_seconds(f, talk)
    if number is not None:
        yield number
        return
    yield from read_pace(f, talk)


# -- with a time ---------------------------------------------------------------------------------------------------


def _with_times(f: Fragment, talk: Talk, times: list[int], even: bool) -> Iterator[Wish]:
    index = times[0]
    ms = float(f.atoms[index].value)
    if len(times) == 2 and times[1] - times[0] <= 2 and not f.refs and f.before != "then" and not f.has("scope:each"):
        index = times[1] if f.has("link:to") and f.has("link:from") else times[0]
        ms = float(f.atoms[index].value)
    relative = relative_time(f, index, talk)
    if relative is not None:
        f.take(
            index,
            *(i for i, a in enumerate(f.atoms) if a.has(*LONGER, *SHORTER, "act:trim", "act:add", "act:remove")),
        )
        target = target_of(f)
        if target is not None and target.has("it") and not talk_about_clip(talk):
            target = None
        each = f.has("scope:each") or single_count(f, index)
        each = each or any(a.kind == "ref" and a.text.endswith(("照片", "图片")) for a in f.atoms)  # 所有照片多停一秒
        where = "start" if f.has("link:start") or any(a.has("ordinal:1") for a in f.atoms if a.kind == "lex") else "end"
        yield Wish("duration", "by", target, {"ms": round(ms * relative), "each": each, "where": where}, f.text)
        return
    if (missed := _unknown_photo(f, talk, index)) is not None:
        f.take(*times)
        yield Wish("duration", "clip", Selector((Pick("unknown", text=missed),)), {"ms": round(ms)}, f.text)
        return
    scope = scope_of(f, talk, index, ms)
    before = talk.last[-1] if talk.last else None
    if (
        before is not None
        and before.topic == "duration"
        and before.do != "scale"
        and before.target is not None
        and before.target.excluding
        and not f.refs
        and not f.has("scope:total")
    ):
        f.take(*times)  # "4 seconds each except the dog, 8 seconds"
        yield Wish("duration", "clip", Selector(before.target.excluding), {"ms": round(ms)}, f.text)
        return
    if before is not None and before.topic == "duration" and before.do == "scale" and before.target is not None:
        bare = not f.refs and not f.has("scope:total", "scope:each", "thing:video")
        if bare and f.before in (",", "，"):
            f.take(*times)  # "keep the garden a bit longer, like 6 seconds"
            yield Wish("duration", "clip", before.target, {"ms": round(ms)}, f.text)
            return
    bare = not f.refs and not f.has("scope:total", "thing:video") and f.before in (",", "，", "…")
    again = before is not None and before.topic == "duration" and before.do == "each" and f.atoms[0].text == "就"
    if (bare or (again and f.before == "." and not f.refs)) and again:  # 每张别低于5秒…就5秒吧
        f.take(*times)
        yield Wish("duration", "each", None, {"ms": round(ms), "even": even}, f.text)
        return
    if before is not None and bare and _scales_each(before):  # 每张放久一点，四秒
        f.take(*times)
        yield Wish("duration", "each", None, {"ms": round(ms), "even": even}, f.text)
        return
    pairs = _assigned(f, times)
    if pairs:
        for selector, value in pairs:
            yield Wish("duration", "clip", selector, {"ms": round(value)}, f.text)
        return
    f.take(*times)
    f.take(*(i for i, a in enumerate(f.atoms) if a.has(*LONGER, *SHORTER, "thing:duration")))
    target = (
        target_of(f) if owner_of(f, index) != "video" and (scope != "total" or f.strong_refs or _points(f)) else None
    )
    if target is not None and target.is_weak and f.has("scope:each"):
        target = None  # "it should be 4 seconds for each photo"
    follows_time = before is not None and before.topic == "duration"
    edge = _edge_ordinal(f, index, follows_time) if target is None and scope == "total" else None
    edge = edge or (edge_named(f) if target is None and talk.focus != "text" else None)
    if edge is not None and talk.focus != "text":
        target = edge  # "first 1 s, last 2 s" speaks of photos when no text is about
    if target is not None and (not target.is_weak or target.has("it")) and not target.has("all", "new", "unknown"):
        if not (target.has("it") and scope == "total" and f.has("thing:video", "scope:total")) and not (
            target.has("it") and not (_points(f) or talk_about_clip(talk))
        ):
            shared = even and target.has("rest") and is_cjk(f.text)  # 剩下的平均分14秒
            yield Wish("duration", "clip", target, {"ms": round(ms), "even": shared}, f.text)
            return
        scope = "total" if not f.has("scope:each") else "each"
    if target is not None and target.excluding:
        scope = "each"  # "all but the garden 2 s"
    yield Wish(
        "duration",
        scope,
        target if target is not None and target.excluding else None,
        {"ms": round(ms), "even": even},
        f.text,
    )


def _unknown_photo(f: Fragment, talk: Talk, index: int) -> str | None:
    """湖4秒，城堡6秒, where no photo shows a castle: that is no length of the whole video."""
    before = talk.last[-1] if talk.last else None
    named = before is not None and (before.topic, before.do) == ("duration", "clip") and before.target is not None
    words = [a for a in f.atoms[:index] if a.kind == "word"]
    plain = all(a in words or a.is_filler or i == index or a.text in ("放", "停") for i, a in enumerate(f.atoms))
    if not named or len(words) != 1 or not plain or f.before not in (",", "，", "、", "and"):
        return None
    return words[0].text


def _named_seconds(f: Fragment) -> list[tuple[Selector, float]]:
    """ "Yak for 3, llama for 5": a number for each photo, and nothing else."""
    told = [(i, a) for i, a in enumerate(f.atoms) if not a.is_filler or a.kind in ("ref", "num")]
    refs, numbers = [i for i, a in told if a.kind == "ref"], [i for i, a in told if a.kind == "num"]
    plain = len(told) == len(refs) + len(numbers) and all(f.atoms[i - 1].has("link:for") for i in numbers if i)
    turns = [a.kind for _, a in told] == ["ref", "num"] * len(refs)
    if len(refs) < 2 or not plain or not turns or f.used:
        return []
    if any(f.atoms[i].value.is_weak or f.atoms[i].value.is_bare for i in refs):
        return []
    f.take(*range(len(f.atoms)))
    return [(f.atoms[r].value, float(f.atoms[n].value)) for r, n in zip(refs, numbers, strict=True)]


def _points(f: Fragment) -> bool:
    """ "That one stays longer, 5 s", 她那张多放会儿，放八秒."""
    return any(s.has("it") and _is_a_photo(f.atoms[i].text) for i, s in f.refs)


_PHOTOS = ("one", "photo", "pic", "picture", "image", "shot")


def _is_a_photo(words: str) -> bool:
    words = words.lower()
    return words[-1:] in "张幅" if is_cjk(words) else words.startswith(("that ", "this ")) and words.endswith(_PHOTOS)


def _scales_each(wish: Wish) -> bool:
    """Whether the wish makes the photos, rather than the video, longer or shorter; as Chinese says it."""
    scales = (wish.topic, wish.do, wish.target) == ("duration", "scale", None)
    return scales and any(w in wish.source for w in ("每", "照片"))


def _edge_ordinal(f: Fragment, index: int, follows_time: bool) -> Selector | None:
    before = f.at(index - 1)
    places = before.of("ordinal") if before is not None and before.kind == "lex" else []
    if f.before == "and" and not follows_time and before is not None and before.text.lower() == "last":
        return None  # "be portrait and last 24 seconds"
    return Selector((Pick("ordinal", int(places[0])),)) if places and places[0] != "0" and len(f.atoms) <= 3 else None


def _assigned(f: Fragment, times: list[int]) -> list[tuple[Selector, float]]:
    """ "2 s for the first 5 s for the last": several times, each with its own clips."""
    refs = f.strong_refs
    if len(times) < 2 or len(refs) < 2:
        return []
    first_is_time = times[0] < refs[0][0]
    pairs: list[tuple[Selector, float]] = []
    for time, (index, selector) in zip(times, refs, strict=False):
        if first_is_time != (time < index):
            return []
        pairs.append((selector, float(f.atoms[time].value)))
        f.take(time, index)
    return pairs


def _elliptic_seconds(f: Fragment, talk: Talk) -> Wish | None:
    """ "2 seconds for photos 2 to 4, five for all the others": the unit is that of the wish before."""
    before = next((w for w in reversed(talk.last) if w.topic == "duration"), None)
    numbers = f.kinds("num")
    if (stay := _stay_of(f, talk, numbers)) is not None:
        return stay
    if before is None:
        return _more_seconds(f, talk, numbers)
    if talk.focus not in ("duration", "clip") or len(numbers) != 1 or before.do not in ("clip", "each", "total"):
        return None
    value = float(f.atoms[numbers[0]].value)
    if not 0.1 <= value <= 600 or f.unknown or f.has("thing:music", "thing:title", "thing:text", "thing:transition"):
        return None
    f.take(numbers[0])
    target = target_of(f)
    if target is None and f.has("scope:total"):
        return Wish("duration", "total", None, {"ms": round(value * 1000), "even": False}, f.text)  # "…, 12 in total"
    excepted = before.target.excluding if before.target is not None else ()
    if excepted and (target is None or target.is_weak) and any(s.has("it") for a in f.atoms if (s := _ref(a))):
        target = Selector(excepted)  # "2 sec on everything except recovery, 4 on that"
    if target is None:
        if len([a for a in f.atoms if not a.is_filler and a.kind != "punct"]) > 2:
            return None
        return Wish("duration", before.do, before.target, {"ms": round(value * 1000), "even": False}, f.text)
    return Wish("duration", "clip", target, {"ms": round(value * 1000)}, f.text)


def _times_the_music(f: Fragment) -> bool:
    """ "Music should stop two seconds before the end": no length of the video."""
    others = ("thing:video", "thing:photo", "scope:each", "scope:total", "act:beat", "act:build", "thing:duration")
    ends = any(f.atoms[i + 1].has("link:before") for i in f.kinds("time") if i + 1 < len(f.atoms))
    return f.has("thing:music") and ends and not f.has(*others)


def _ref(atom: Atom) -> Selector | None:
    return atom.value if atom.kind == "ref" else None


def _stay_of(f: Fragment, talk: Talk, numbers: list[int]) -> Wish | None:
    """ "Let 4420 linger for six", "leave that one on for 7": seconds, though it is not said."""
    if len(numbers) != 1 or not f.refs or f.unknown or f.kinds("percent", "string"):
        return None
    before, after = f.at(numbers[0] - 1), f.at(numbers[0] + 1)
    shown = any(a.has("act:lengthen") or a.text.lower() in grammar("staying") for a in f.atoms)
    ends = after is None or after.kind == "punct"
    value = float(f.atoms[numbers[0]].value)
    given = after is not None and after.has("link:on", "link:for") and f.at(numbers[0] + 2) is not None
    given = given and any(a.text.lower() in ("gimme", "give") for a in f.atoms[: numbers[0]])  # "gimme 4 on that"
    stays = shown and ends and before is not None and before.has("link:for")
    if not ((given or stays) and 0.1 <= value <= LONGEST_FIGURE_S):
        return None
    f.take(numbers[0], *(i for i, a in enumerate(f.atoms) if a.has("act:lengthen", "act:keep")))
    target = target_of(f)
    if target is None or (target.has("it") and not talk_about_clip(talk) and talk.context not in ("filter", "motion")):
        return None
    return Wish("duration", "clip", target, {"ms": round(value * 1000)}, f.text)


def _more_seconds(f: Fragment, talk: Talk, numbers: list[int]) -> Wish | None:
    """ "Everything else two", right after the length of some photos was set: photos and a figure, nothing else."""
    bare = all(a.is_filler or a.kind in ("ref", "punct", "num") for a in f.atoms)
    if talk.focus or talk.context != "clip" or len(numbers) != 1 or not bare or not f.strong_refs:
        return None
    value = float(f.atoms[numbers[0]].value)
    if not 0.1 <= value <= LONGEST_FIGURE_S or not f.strong_refs[0][1].has("rest", "name"):
        return None
    f.take(numbers[0])
    return Wish("duration", "clip", target_of(f), {"ms": round(value * 1000)}, f.text)


# -- longer, shorter, twice as long --------------------------------------------------------------------------------

"""Reads the wishes about music."""

from __future__ import annotations

from collections.abc import Iterator

from ..fragments import Fragment
from ..words.atoms import Atom
from .attribution import owner_of
from .base import Talk, Wish, negation_of
from .base import only_removes as _only_removes

_PACE = ("act:lengthen", "act:shorten", "act:speed_up", "act:slow_down", "act:bigger", "act:smaller", "thing:duration")
_MOODS = ("ambient", "upbeat")


def read_music(f: Fragment, talk: Talk) -> Iterator[Wish]:
    noun = f.find("thing:music")
    volume = f.find("thing:volume")
    if noun is not None and f.atoms[noun].has("thing:volume") and volume == noun:
        volume = noun
    upload = _uploaded(f, talk)
    sure = next((i for i, a in enumerate(f.atoms) if i not in f.used and a.has("sure:music")), None)
    texty = f.has("thing:title", "thing:caption", "thing:text") or bool(f.kinds("string"))
    styled = any(w in f.atoms[i].text.lower() for i, _ in f.values("genre") for w in ("music", "乐", "曲"))
    heard = noun is not None or volume is not None or upload is not None or styled
    focused = talk.focus == "music" or (talk.context == "music" and not talk.focus)
    if talk.has_music and not heard and f.find("act:mute") is not None and not f.strong_refs and not texty:
        f.take(*(i for i, a in enumerate(f.atoms) if a.has("act:mute")))
        yield Wish("music", "change", args={"volume": 0.0}, source=f.text)
        return
    talked_of = talk.has_music or talk.focus == "music" or _about_loudness(f)
    loudness = _volume_words(f) and not texty and talked_of and not f.strong_refs
    other = f.find("act:other_music")
    if other is not None and sure is None and talk.has_music and not f.any("genre"):
        f.take(*range(len(f.atoms)))
        yield Wish("music", "other", source=f.text)
        return
    if focused and talk.has_music and _only_removes(f):
        f.take(*range(len(f.atoms)))
        yield Wish("music", "remove", source=f.text)
        return
    if not heard and sure is None and not (focused and _continues(f)) and not loudness:
        return
    if f.has("act:beat") and not (f.find("act:add") is not None or sure is not None or f.any("music")) and noun is None:
        return
    preset = _preset(f, talk, heard or focused or sure is not None)
    args: dict[str, object] = {}
    _read_fades(f, args)
    _read_start(f, args)
    read_volume(f, args, heard or focused or sure is not None, talk)
    head = noun if noun is not None else upload if upload is not None else volume
    off = head is not None and _is_off(f, head, talk) and preset is None and upload is None and volume is None
    builtin = f.find("thing:builtin")
    if off and builtin is not None:
        f.take(*(i for i in (noun, builtin) if i is not None))
        yield Wish("music", "not_builtin", source=f.text)
        return
    if preset is not None and head is not None and negation_of(f, preset[0]) and not args:
        f.take(preset[0], head)
        yield Wish("music", "remove", source=f.text)
        return
    genre = next((i for i, _ in f.values("genre")), None)
    took = [i for i in (noun, volume, upload, genre) if i is not None]
    if preset is not None:
        took.append(preset[0])
    f.take(*took)
    if f.has("act:mute") and not f.strong_refs:
        args["volume"] = 0.0
    if upload is not None:
        hashes = f.atoms[upload].value if f.atoms[upload].kind == "name" else None
        if f.atoms[upload].kind == "ref":
            hashes = frozenset(h for p in f.atoms[upload].value.picks for h in p.hashes)
        yield Wish("music", "set", args={"upload": hashes, **args}, source=f.text)
    elif preset is not None:
        yield Wish("music", "set", args={"preset": preset[1], **args}, source=f.text)
    elif genre is not None:
        yield Wish("music", "unavailable", args={"genre": f.atoms[genre].text}, source=f.text)
    elif off and not args:
        yield Wish("music", "remove", source=f.text)
    elif args:
        yield Wish("music", "change", args=args, source=f.text)
    elif (
        noun is not None
        and f.has("act:change", "act:swap", "act:replace", "scope:rest", "scope:new", "degree:more")
        and not f.has("act:add")
        and talk.has_music
    ):
        yield Wish("music", "other", source=f.text)
    elif (
        noun is not None
        and not f.has("act:beat")
        and (f.has("act:add", "link:with", "act:build", "act:write", "act:keep", "act:move") or len(f.atoms) <= 3)
    ):
        yield Wish("music", "default", source=f.text)


def _continues(f: Fragment) -> bool:
    """Whether a fragment without a word for music goes on about it."""
    return (
        (bool(f.kinds("percent")) and not f.has(*_PACE))
        or f.has("degree:max", "degree:min_", "degree:medium")
        or (any(f.values("factor")) and f.has("degree:high", "degree:low"))
        or _continues_fade(f)
        or (
            (f.has("link:start", "act:start_with") or any(a.text.lower() == "starting at" for a in f.atoms))
            and bool(f.kinds("time"))
            and not f.strong_refs
            and not f.has("thing:photo")
        )
        or _volume_words(f)
        or f.has("fx:fade-in", "fx:fade-out", "fx:fade")
        or (f.any("music") and not f.has("thing:filter"))
    )


def _continues_fade(f: Fragment) -> bool:
    """ "… and out over 3 seconds"."""
    words = [a.text.lower() for a in f.atoms if not (a.kind == "lex" and a.has("act:add"))]
    return bool(words) and words[0] in ("in", "out") and bool(f.kinds("time"))


def _volume_words(f: Fragment) -> bool:
    return (
        f.has("act:louder", "act:quieter")
        and not f.has(
            "thing:photo",
            "thing:brightness",
            "thing:contrast",
            "thing:saturation",
            "act:brighter",
            "act:darker",
            "thing:text",
            "thing:title",
            "thing:caption",
            "thing:duration",
        )
        and not f.kinds("time")
    )


def _about_loudness(f: Fragment) -> bool:
    return any(w in f.text.lower() for w in ("loud", "quiet", "volume", "声", "吵"))


def _uploaded(f: Fragment, talk: Talk) -> int | None:
    """Where the fragment speaks of an audio file of the person's own."""
    for index, atom in enumerate(f.atoms):
        if index in f.used:
            continue
        if atom.kind == "name" and atom.value and atom.value <= talk.audio:
            return index
        if (
            atom.kind == "ref"
            and len(atom.value.picks) == 1
            and atom.value.picks[0].kind == "name"
            and atom.value.picks[0].hashes <= talk.audio
        ):
            return index
        if atom.has("thing:upload") and (talk.has_audio or _is_song(atom)):
            return index
    return None


def _is_song(atom: Atom) -> bool:
    """Whether the words say that it is music: "my song", not "i uploaded"."""
    return any(
        w in atom.text.lower()
        for w in ("song", "music", "track", "audio", "mp3", "wav", "voice", "歌", "音", "曲", "首")
    )


def _preset(f: Fragment, talk: Talk, heard: bool) -> tuple[int, str] | None:
    if not heard:
        return None
    found = [(i, v) for i, v in f.values("music")]
    # "calm acoustic music": a mood says less than a kind of music does
    found.sort(key=lambda item: (not f.atoms[item[0]].has("sure:music"), item[1] in _MOODS, item[0]))
    wanted = [(i, v) for i, v in found if not negation_of(f, i)]
    if found and not wanted:
        return found[0]
    for index, value in wanted:
        atom = f.atoms[index]
        if (
            atom.has("degree:low", "act:quieter")
            and not atom.has("sure:music")
            and (f.kinds("percent") or talk.has_music)
            and len(wanted) == 1
            and not f.has("act:add", "act:change")
        ):
            continue
        return index, value
    return None


def _read_fades(f: Fragment, args: dict[str, object]) -> None:
    if _continues_fade(f) and not f.has("fx:fade-in", "fx:fade-out"):
        first = f.kinds("time")[0]
        args["fade_in_ms" if f.atoms[0].text.lower() == "in" else "fade_out_ms"] = round(float(f.atoms[first].value))
        f.take(first)
        return
    spots = [
        (i, a)
        for i, a in enumerate(f.atoms)
        if i not in f.used and a.has("fx:fade-in", "fx:fade-out", "fx:fade", "thing:fade")
    ]
    for index, atom in spots:
        time = _nearest_time(f, index)
        ms = round(float(f.atoms[time].value)) if time is not None else _bare_seconds(f, index)
        denied = negation_of(f, index)
        both = atom.has("fx:fade", "thing:fade") or (atom.has("fx:fade-in") and atom.has("fx:fade-out"))
        if atom.has("fx:fade-out") or both:
            args["fade_out_ms"] = 0 if denied else ms if ms is not None else 1500
        if atom.has("fx:fade-in") or both:
            args["fade_in_ms"] = 0 if denied else ms if ms is not None else 1000
        f.take(index)
        if time is not None:
            f.take(time)


def _bare_seconds(f: Fragment, at: int) -> int | None:
    """ "fade it out for 3"."""
    for index in range(at + 1, min(len(f.atoms), at + 4)):
        atom, before = f.atoms[index], f.atoms[index - 1]
        if atom.kind == "num" and index not in f.used and before.has("link:for") and 0 < atom.value <= 60:
            f.take(index)
            return round(float(atom.value) * 1000)
    return None


def _nearest_time(f: Fragment, at: int) -> int | None:
    times = [i for i in f.kinds("time") if owner_of(f, i) not in ("photo", "video")]
    return min(times, key=lambda i: (abs(i - at), i), default=None)


def _read_start(f: Fragment, args: dict[str, object]) -> None:
    """ "start the music at 5 seconds", "音乐从第三秒开始"."""
    starts = f.has("link:start") or any(
        a.text.lower()
        in (
            "start",
            "starts",
            "starting",
            "begin",
            "begins",
            "comes in",
            "come in",
            "kicks in",
            "kick in",
            "kick",
            "kicks",
            "starting at",
            "starting from",
            "beginning at",
        )
        for a in f.atoms
    )
    for index in f.kinds("time"):
        before = f.at(index - 1)
        pointed = f.atoms[index].has("point") or (
            before is not None and before.has("link:at", "link:from", "link:after", "link:to", "link:on")
        )
        after = f.at(index + 1)  # "starting 2 seconds in"
        pointed = pointed or (after is not None and after.text.lower() in ("in", "into"))
        if starts and pointed and owner_of(f, index) not in ("photo", "video"):
            args["start_ms"] = round(float(f.atoms[index].value))
            f.take(index)
            return


def read_volume(f: Fragment, args: dict[str, object], heard: bool, talk: Talk) -> None:
    volume = f.find("thing:volume")
    percents = f.kinds("percent")
    up, down = f.find("act:louder"), f.find("act:quieter")
    amount = volume is not None or percents or (heard and (f.kinds("factor") or any(f.values("factor"))))
    rising = f.find("act:raise") if amount else None
    falling = f.find("act:lower") if amount else None
    if up is None:
        up = rising
    if down is None:
        down = falling
    if percents:
        index = percents[0]
        share = float(f.atoms[index].value)
        before, after = f.at(index - 1), f.at(index + 1)
        by = (before is not None and before.has("link:by")) or (
            after is not None and after.has("act:louder", "act:quieter")
        )
        moved = up is not None or down is not None
        to = any(
            a.has("link:to", "link:at")
            or (a.has("act:change") and not a.has("act:raise", "act:lower"))
            or a.text.endswith(("到", "成", "至"))
            for a in f.atoms[max(0, index - 3) : index]
        )
        f.take(index, *(i for i in (up, down) if i is not None))
        if moved and (by or not to) and (f.has("act:raise", "act:lower") or by):
            args["volume_factor"] = 1 + share if up is not None and (down is None or up < down) else 1 - share
        else:
            args["volume"] = min(1.0, share)
        return
    spoken = next((i for i in (up, down) if i is not None and "volume" in f.atoms[i].text.lower()), None)
    if volume is None and spoken is not None and not percents:
        volume = spoken
        if f.kinds("num"):
            up = down = None
            f.take(spoken)
    if volume is not None:
        numbers = [i for i in f.kinds("num") if abs(i - volume) <= 3]
        if numbers:
            value = float(f.atoms[numbers[0]].value)
            f.take(numbers[0])
            args["volume"] = min(
                1.0, value if value <= 1 and not (value == 1 and f.atoms[numbers[0]].text == "1") else value / 100
            )
            return
    for index in f.kinds("num"):
        if heard and "." in f.atoms[index].text and 0 <= float(f.atoms[index].value) <= 1:
            f.take(index)
            args["volume"] = float(f.atoms[index].value)  # "music:cinematic @0.4"
            return
    if volume is not None and (half := f.find("factor:0.5")) is not None:
        before = f.at(half - 1)
        told = before is not None and (before.has("link:to", "act:change") or before.text.endswith("到"))
        if (told or not talk.has_music) and up is None and down is None:
            f.take(half)
            args["volume"] = 0.5
            return
    if heard and volume is None and not percents:
        for index in f.kinds("num"):
            before = f.at(index - 1)
            if before is not None and before.has("link:at", "link:to") and 1 < f.atoms[index].value <= 100:
                f.take(index)
                args["volume"] = float(f.atoms[index].value) / 100
                return
    factors = f.kinds("factor") or [i for i, _ in f.values("factor")]
    loudness = volume is not None or up is not None or down is not None or f.has("degree:high", "degree:low")
    if factors and loudness:
        value = (
            float(f.atoms[factors[0]].value)
            if f.atoms[factors[0]].kind == "factor"
            else float(f.atoms[factors[0]].one("factor") or 1)
        )
        f.take(factors[0])
        args["volume_factor"] = value if not (down is not None and value > 1) else 1 / value
        return
    if _set_by_word(f, args, heard):
        return
    if up is not None or down is not None:
        louder = down is None or (up is not None and not f.has("act:quieter"))
        if up is not None and down is not None:
            louder = up < down
        little, lot = f.has("degree:little"), f.has("degree:lot")
        args["volume_factor"] = (
            (1.2 if little else 2.0 if lot else 1.4) if louder else (0.75 if little else 0.4 if lot else 0.6)
        )
        f.take(*(i for i in (up, down) if i is not None))


def _set_by_word(f: Fragment, args: dict[str, object], named: bool) -> bool:
    for tag, value, sure in (
        ("degree:max", 1.0, False),
        ("degree:min_", 0.1, False),
        ("degree:medium", 0.5, True),
        ("degree:low", 0.2, True),
        ("degree:high", 0.8, True),
    ):
        at = f.find(tag)
        if at is None or not (named or sure):
            continue
        atom = f.atoms[at]
        if any(t.startswith("music:") for t in atom.tags) or (
            atom.has("act:louder", "act:quieter") and not (sure and f.has("act:add", "link:with"))
        ):
            continue
        if (
            tag == "degree:max"
            and atom.text.lower() == "full"
            and not f.has("thing:volume")
            and "volume" not in f.text.lower()
        ):
            continue
        f.take(at)
        args["volume"] = value
        return True
    return False


def _is_off(f: Fragment, head: int, talk: Talk) -> bool:
    return negation_of(f, head) or (f.has("act:mute") and False)

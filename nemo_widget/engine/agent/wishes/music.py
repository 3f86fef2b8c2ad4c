"""Reads the wishes about music."""

from __future__ import annotations

from collections.abc import Iterator

from ..fragments import Fragment
from ..words.atoms import Atom
from ..words.tokens import is_cjk
from .base import Talk, Wish, negation_of
from .base import only_removes as _only_removes
from .fades import continues_fade, read_fades, read_start
from .loudness import about_loudness, read_volume, volume_words

_PACE = ("act:lengthen", "act:shorten", "act:speed_up", "act:slow_down", "act:bigger", "act:smaller", "thing:duration")
_USING = ("用", "使用")
_SONGS = ("song", "track", "tune", "歌", "曲")
_MOODS = ("ambient", "upbeat")


def read_music(f: Fragment, talk: Talk) -> Iterator[Wish]:
    noun = f.find("thing:music")
    volume = f.find("thing:volume")
    if noun is not None and f.atoms[noun].has("thing:volume") and volume == noun:
        volume = noun
    upload = _uploaded(f, talk)
    if upload is not None and negation_of(f, upload) and any(w.args.get("upload") for w in talk.last):
        f.take(upload)
        return  # "the soundtrack is rain.wav. Not thunder.wav"
    sure = next((i for i, a in enumerate(f.atoms) if i not in f.used and a.has("sure:music")), None)
    texty = f.has("thing:title", "thing:caption", "thing:text") or bool(f.kinds("string"))
    styled = any(w in f.atoms[i].text.lower() for i, _ in f.values("genre") for w in ("music", "乐", "曲"))
    styled = styled or any(is_cjk(t := f.atoms[i].text) and t.endswith(("音乐", "曲")) for i, _ in f.values("music"))
    styled = styled or _is_called_for(f)
    heard = noun is not None or volume is not None or upload is not None or styled
    focused = talk.focus == "music" or (talk.context == "music" and not talk.focus)
    if talk.has_music and any(a.text.lower() in ("silence", "silent") for a in f.atoms) and not f.strong_refs:
        f.take(*range(len(f.atoms)))
        yield Wish("music", "remove", source=f.text)  # "silence is better"
        return
    if not talk.has_music and not talk.films and f.find("act:mute") is not None and not f.strong_refs and not texty:
        f.take(*range(len(f.atoms)))
        yield Wish("music", "remove", source=f.text)  # "mute everything", of photos
        return
    if talk.has_music and not heard and f.find("act:mute") is not None and not f.strong_refs and not texty:
        f.take(*(i for i, a in enumerate(f.atoms) if a.has("act:mute")))
        yield Wish("music", "change", args={"volume": 0.0}, source=f.text)
        return
    talked_of = talk.has_music or talk.focus == "music" or about_loudness(f)
    loudness = volume_words(f) and not texty and talked_of and not f.strong_refs
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
    read_fades(f, args)
    read_start(f, args)
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
    elif _puts_in_a_song(f, talk):
        yield Wish("music", "set", args={"upload": None, **args}, source=f.text)
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
        or _to_a_figure(f)
        or f.has("degree:max", "degree:min_", "degree:medium")
        or (any(f.values("factor")) and f.has("degree:high", "degree:low"))
        or continues_fade(f)
        or (
            (f.has("link:start", "act:start_with") or any(a.text.lower() == "starting at" for a in f.atoms))
            and bool(f.kinds("time"))
            and not f.strong_refs
            and not f.has("thing:photo")
        )
        or volume_words(f)
        or (bool(f.kinds("time")) and f.has("link:from") and f.atoms[-1].text.lower() == "in")
        or (not f.kinds("time") and all(a.is_filler or a.has("degree:low", "degree:high") for a in f.atoms))
        or f.has("fx:fade-in", "fx:fade-out", "fx:fade")
        or (f.any("music") and not f.has("thing:filter"))
        or (f.any("genre") and is_cjk(f.text))
    )


def _to_a_figure(f: Fragment) -> bool:
    """ "… knock it back to 25": of the loudness that was spoken of."""
    if f.strong_refs or f.unknown or f.kinds("time", "pair") or f.any("ratio", "thing", "resolution"):
        return False
    to = [
        i
        for i in f.kinds("num")
        if (b := f.at(i - 1)) is not None
        and b.has("link:to")
        and f.has("act:lower", "act:raise", "act:louder", "act:quieter", "act:move")
    ]
    return len(to) == 1 and 1 < float(f.atoms[to[0]].value) <= 100


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


def _is_called_for(f: Fragment) -> bool:
    """来首电子的, 配段氛围的: a kind of music that nothing else may mean."""
    then = any(a.text in ("那就", "那", "还是") for a in f.atoms[:2])  # 那就用氛围的
    told = [a.has("act:add") or (then and a.text in ("用", "要", "来", "就用", "就要")) for a in f.atoms]
    added = next((i for i, a in enumerate(f.atoms) if told[i] and is_cjk(a.text)), None)
    if added is None or f.strong_refs:
        return False
    tunes = [i for i, _ in f.values("music") if i > added and not f.atoms[i].any_of("filter", "fx", "ratio")]
    counted = f.atoms[added].text.endswith(_COUNTED)
    ends = bool(tunes) and all(a.text in ("的", "吧", "呗", "风") for a in f.atoms[tunes[-1] + 1 :])
    return bool(tunes) and (counted or (ends and f.atoms[-1].text != f.atoms[tunes[-1]].text))


_COUNTED = ("首", "曲")


def _is_song(atom: Atom) -> bool:
    """Whether the words say that it is music: "my song", not "i uploaded"."""
    return any(
        w in atom.text.lower()
        for w in ("song", "music", "track", "audio", "mp3", "wav", "voice", "歌", "音", "曲", "首")
    )


def _puts_in_a_song(f: Fragment, talk: Talk) -> bool:
    """ "Add the song", "use the song as music": who has given one means that, and no preset."""
    sounds = [a.text.lower() for a in f.atoms if a.has("thing:music")]
    return (
        talk.has_audio
        and (len(sounds) > 1 or f.has("act:add", "link:with", "act:move"))
        and not any(a.has("act:change", "act:swap", "act:replace") and a.text not in _USING for a in f.atoms)
        and any(word in sound for sound in sounds for word in _SONGS)
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


def _is_off(f: Fragment, head: int, talk: Talk) -> bool:
    return negation_of(f, head) or (f.has("act:mute") and False)

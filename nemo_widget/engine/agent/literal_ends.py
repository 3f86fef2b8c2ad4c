"""Where a text without quotation marks ends."""

from __future__ import annotations

from collections.abc import Sequence

from .lexicon import grammar
from .words.atoms import Atom
from .words.tokens import is_cjk

_STRONG = ("act", "thing", "fx", "ratio", "filter", "fit", "sure", "resolution", "neg", "scope", "music")


_SENTENCE_END = frozenset(".;?!\n。；？！")


_BREAKS = frozenset(",;\n，；。|") | {"("}


LONGEST_LITERAL = 120  # characters


def _strong(atom: Atom) -> bool:
    return atom.kind in ("time", "percent", "string", "fps", "short_side", "pair", "name", "color") or any(
        t.split(":")[0] in _STRONG for t in atom.tags
    )


def literal_end(atoms: Sequence[Atom], start: int) -> int:
    shouted = atoms[start].text[:1].isupper()
    end = start
    while end < len(atoms) and atoms[end].end - atoms[start].start <= LONGEST_LITERAL:
        atom = atoms[end]
        if end > start or atom.kind == "punct":
            if atom.kind in ("string",):
                break
            if atom.kind == "punct":
                if atom.value in ("!", "?", "！", "？") and not atom.spaced:
                    end += 1
                    break
                if atom.value in _BREAKS or atom.value in _SENTENCE_END:
                    break
            elif is_cjk(atom.text):
                if _chinese_break(atoms, end, start):
                    break
            elif not (shouted and atom.text[:1].isupper()) and _latin_break(atoms, end):
                break
        end += 1
    return end


def _until_punct(atoms: Sequence[Atom]) -> Sequence[Atom]:
    end = next((i for i, a in enumerate(atoms) if a.kind == "punct" and a.value in _BREAKS), len(atoms))
    return atoms[: end + 1] if end == 0 else atoms[:end]


def _latin_break(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a new wish, or where and how the text shall stand, begins here."""
    atom, following = atoms[at], _until_punct(atoms[at + 1 : at + 4])
    word = atom.text.lower()
    lower = [a for a in following if not a.text[:1].isupper()]
    if word in grammar("courtesy_tail"):
        return all(a.kind == "punct" for a in following) or not following
    if atom.has("link:and", "link:then") or word in ("but", "while", "und", "y", "et"):
        return any(
            a.has(
                *("act:" + v for v in ("change", "build", "add", "remove", "move", "write", "start_with", "end_with"))
            )
            or (_strong(a) and not a.is_filler)
            for a in lower[:3]
        )
    if atom.has(
        "link:on", "link:at", "link:for", "link:with", "link:from", "link:whole", "link:start", "link:end"
    ) and not atom.has("link:and"):
        if atom.has("link:whole") or (atom.has("link:start", "link:end") and len(word.split()) > 1):
            return True
        return any(
            a.kind in ("time", "percent", "color", "name")
            or (a.kind == "ordinal" and not _is_phrase(lower, n))
            or a.has(
                "thing:photo",
                "thing:video",
                "thing:music",
                "thing:font",
                "thing:text",
                "scope:all",
                "scope:each",
                "fx:fade-in",
            )
            or any(
                t.startswith(("position:", "color:", "sure:", "link:start", "link:end", "fx:"))
                or (t.startswith("ordinal:") and not _is_phrase(lower, n))
                for t in a.tags
            )
            for n, a in enumerate(lower[:3])
        )
    if word == "to" and _is_photo(following):
        return True  # "add the caption Home at last to the last photo"
    if any(t.startswith("position:") for t in atom.tags):
        return len(word.split()) > 1 or not following or following[0].kind == "punct"
    if (
        atom.kind == "lex"
        and any(t in atom.tags for t in ("fx:fade-in", "fx:typewriter", "fx:slide-up", "thing:music"))
        and len(word) > 4
    ):
        return True
    return atom.kind == "time"


def _is_photo(behind: Sequence[Atom]) -> bool:
    """Whether one photo is named by a file's name or its place, and nothing else follows."""
    named = [a for a in behind if a.text.lower() not in grammar("determiner")]
    noun = len(named) > 1 and named[-1].has("thing:photo")
    return len(named) == 1 + noun and (named[0].kind == "name" or (noun and bool(named[0].of("ordinal"))))


def _is_phrase(behind: Sequence[Atom], at: int) -> bool:
    """ "At last", "at first" among other words are no places."""
    after = behind[at + 1] if at + 1 < len(behind) else None
    return at == 0 and after is not None and not (after.has("thing:photo") or after.kind in ("time", "num", "name"))


_SHOWN_FOR = ("放", "停", "停留", "显示", "持续", "出现", "留", "播", "展示", "播放")


def _chinese_break(atoms: Sequence[Atom], at: int, start: int) -> bool:
    atom = atoms[at]
    after = atoms[at + 1] if at + 1 < len(atoms) else None
    if atom.has("act:move") and len(atom.text) >= 2 and atom.text not in ("作为", "位置"):
        return True
    if after is not None and after.kind == "time" and atom.text in _SHOWN_FOR:
        return True
    if (
        atom.text in ("放", "在", "用", "靠")
        and after is not None
        and any(t.startswith(("position:", "color:", "link:start", "link:end")) for t in after.tags)
    ):
        return True
    if (
        any(t.startswith(("position:",)) for t in atom.tags)
        and len(atom.text) >= 2
        and (after is None or after.kind == "punct" or after.spaced)
    ):
        return True
    if any(t.startswith("color:") for t in atom.tags) and len(atom.text) >= 2 and atom.spaced:
        return True
    if atom.has("act:remove", "act:add") and len(atom.text) >= 2 and atom.spaced:
        return True
    return (
        atom.spaced
        and at > start
        and _strong(atom)
        and is_cjk(atoms[at - 1].text[-1:]) is not False
        and atom.kind == "lex"
        and atom.has("act:move", "thing:music", "thing:position")
    )

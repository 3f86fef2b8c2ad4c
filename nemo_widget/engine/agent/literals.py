"""Titles without quotation marks: "call it Road Trip 2024 and make the text yellow", "标题写 开学第一天".

What stands behind a word that announces a text, up to the next wish, becomes one string atom, taken from the message
to the letter.
"""

from __future__ import annotations

from collections.abc import Sequence

from .words.atoms import Atom
from .words.tokens import is_cjk

_NOUNS = ("thing:title", "thing:caption", "thing:text")
_CONNECTORS = frozenset(
    [
        "says",
        "say",
        "saying",
        "read",
        "reads",
        "reading",
        "that",
        "is",
        "as",
        "to",
        "be",
        "should",
        "of",
        "with",
        "it",
        "words",
        ":",
        "=",
        "-",
        "called",
        "with",
    ]
)
_ATTRIBUTES = (
    "position",
    "color",
    "fx",
    "unit",
    "ratio",
    "filter",
    "fit",
    "link",
    "ordinal",
    "scope",
    "neg",
    "act",
    "sure",
    "degree",
    "dir",
)
_STRONG = ("act", "thing", "fx", "ratio", "filter", "fit", "sure", "resolution", "neg", "scope", "music")
_SENTENCE_END = frozenset(".;?!\n。；？！")
_BREAKS = frozenset(",;\n，；。|") | {"("}
_ZH_WRITE = frozenset(
    [
        "写",
        "写上",
        "写着",
        "打上",
        "打出",
        "写个",
        "写成",
        "写明",
        "题上",
        "标上",
        "印上",
        "写句",
        "写一句",
        "打一行字",
        "写一行字",
        "写一行",
        "打一行",
        "写道",
        "上面写",
        "文字写",
        "内容是",
        "内容为",
        "配文",
        "配字",
        "题字",
        "写几个字",
        "打几个字",
        "敲上",
        "文案",
        "打个",
        "加字",
    ]
)
_ZH_SET = frozenset(
    [
        "写",
        "叫",
        "是",
        "为",
        "写上",
        "写着",
        "改成",
        "改为",
        "换成",
        "换为",
        "设为",
        "就叫",
        "就写",
        "用",
        "叫做",
        "写成",
        "名为",
        "打",
        "打上",
        "变成",
        "改",
        "换",
    ]
)
_ZH_TAILS = (
    "四个大字",
    "几个大字",
    "几个字",
    "字样",
    "这几个字",
    "这句话",
    "这行字",
    "就行",
    "就好",
    "吧",
    "的标题",
    "的字幕",
    "的字样",
    "这个标题",
    "即可",
    "作为标题",
    "做标题",
    "当标题",
    "两个字",
    "三个字",
    "四个字",
    "五个字",
    "六个字",
    "四个字样",
    "这四个字",
    "这五个字",
    "啦",
    "好了",
    "就可以了",
    "就行了",
)
_LATIN_TAILS = ("please", "pls", "plz", "thanks", "thx", "thank you", "bitte", "por favor")
LONGEST_LITERAL = 120  # characters
MOST_LITERALS = 20


def with_literals(atoms: Sequence[Atom], message: str, texts: Sequence[str] = ()) -> list[Atom]:
    """Replaces the words of unquoted texts by one `string` atom each. `texts` are those that the video has already:
    "change Garden to Jardin"."""
    atoms = _with_known(_with_trailing_noun(atoms, message), message, texts)
    out: list[Atom] = []
    at = tried = 0
    while at < len(atoms):
        out.append(atoms[at])
        start = _literal_start(atoms, at) if tried < MOST_LITERALS else None
        if start is not None:
            tried += 1
            end = _literal_end(atoms, start)
            text = _trimmed(message, atoms, start, end)
            if text and _is_literal(atoms, at, start, end):
                out += atoms[at + 1 : start]
                last = atoms[end - 1].end
                out.append(_string(text, atoms[start].start, last))
                at = end
                continue
        at += 1
    return out


def _with_trailing_noun(atoms: Sequence[Atom], message: str) -> list[Atom]:
    """ "Spring 2024 as the title": the words come first."""
    out = list(atoms)
    at = next((i for i, a in enumerate(out) if a.kind == "lex" and a.text.lower() == "as"), None)
    if at is None:
        return out
    noun = next((a for a in out[at + 1 : at + 3] if a.has(*_NOUNS)), None)
    start = at
    while start > 0 and out[start - 1].kind in ("word", "num", "lex", "time", "ref"):
        if out[start - 1].has("act:add", "act:write", "act:move", "link:with", *_NOUNS):
            break
        start -= 1
    if noun is None or start == at or not any(a.kind == "word" or a.text[:1].isupper() for a in out[start:at]):
        return out
    text = message[out[start].start : out[at - 1].end].strip()
    return [*out[:start], _string(text, out[start].start, out[at - 1].end), *out[at:]]


def _with_known(atoms: Sequence[Atom], message: str, texts: Sequence[str]) -> list[Atom]:
    """ "Change Garden to Jardin", where “Garden” is a text of the video."""
    out = list(atoms)
    verb = next((i for i, a in enumerate(out) if a.has("act:change", "act:replace", "act:swap_for")), None)
    if verb is None:
        return out
    for text in texts:
        at = message.find(text, out[verb].end)
        after = at + len(text)
        ways = ("link:to", "link:with", "act:swap_for")
        to = next((i for i, a in enumerate(out) if at >= 0 and a.start >= after and a.has(*ways)), None)
        first = next((i for i, a in enumerate(out) if a.start == at and a.kind != "string"), None)
        if at < 0 or to is None or first is None or to + 1 >= len(out) or out[to + 1].kind == "string":
            continue
        end = _literal_end(out, to + 1)
        new = _trimmed(message, out, to + 1, end)
        if new and out[to - 1].end == after:
            old_atom = _string(text, at, at + len(text))
            return [*out[:first], old_atom, out[to], _string(new, out[to + 1].start, out[end - 1].end), *out[end:]]
    return out


def _string(text: str, start: int, end: int) -> Atom:
    return Atom("string", text, start, end, frozenset({"unquoted"}), text, True)


def _literal_start(atoms: Sequence[Atom], at: int) -> int | None:
    """Where a literal begins that is announced by the atom at `at`; None when it announces none."""
    head = atoms[at]
    if head.kind != "lex" or _negated(atoms, at):
        return None
    noun = head.has(*_NOUNS) and not head.has("link:start", "link:end")
    if is_cjk(head.text):
        return _chinese_start(atoms, at, noun)
    call = head.has("act:call")
    write = head.has("act:write") and head.text.lower() not in (
        "display",
        "print",
        "caption",
        "label",
        "subtitle",
        "type",
        "stamp",
        "spell",
    )
    if not (noun or call or write):
        return None
    start, connected = at + 1, call or write
    while start < len(atoms) and start - at < 6:
        atom = atoms[start]
        word = atom.text.lower()
        if atom.kind == "string" or atom.kind == "name":
            return None
        if atom.kind == "punct" and atom.value in (":", "：", "=", "-"):
            connected = True
        elif (noun or call) and word in _CONNECTORS and not atom.text[:1].isupper():
            connected = connected or word not in ("with", "it", "of")
        elif (
            noun
            and (atom.has("act:call", "act:write", "link:to") or word in ("should be", "needs to be", "to be"))
            and not atom.text[:1].isupper()
        ):
            connected = True
        elif write and (word in ("that", "it", "the words", "words") or atom.has("thing:text")):
            pass
        else:
            break
        start += 1
    if noun and (colon := _colon(atoms, start)) is not None and (not connected or _attribute(atoms[start])):
        start, connected = colon + 1, True
    if start >= len(atoms):
        return None
    first = atoms[start]
    if connected:
        return start if first.kind in ("word", "num", "lex", "pair", "time", "ref") else None
    capital = first.text[:1].isupper() or not first.text[:1].isascii()
    return (
        start
        if noun
        and (capital or first.kind == "word")
        and first.kind in ("word", "lex", "num")
        and first.spaced
        and (capital or not _attribute(first))
        and not first.has("link:and")
        else None
    )


def _colon(atoms: Sequence[Atom], at: int) -> int | None:
    """The colon behind what says where or how a text shall stand: "subtitle at the bottom: See you"."""
    for index in range(at, min(len(atoms), at + 7)):
        atom = atoms[index]
        if atom.kind == "punct":
            return index if atom.value in (":", "：") else None
        if not (
            atom.is_filler
            or atom.kind == "time"
            or any(t.split(":")[0] in ("position", "color", "link", "ordinal", "act", "fx") for t in atom.tags)
            or atom.has("thing:photo")
        ):
            return None
    return None


def _chinese_start(atoms: Sequence[Atom], at: int, noun: bool) -> int | None:
    head = atoms[at]
    call, write = head.has("act:call"), head.text in _ZH_WRITE
    if not (noun or call or write):
        return None
    start, connected = at + 1, call or write
    while start < len(atoms) and start - at < 4:
        atom = atoms[start]
        if atom.kind in ("string", "name"):
            return None
        if (atom.kind == "punct" and atom.value in (":", "：", "=")) or (
            noun and (atom.text in _ZH_SET or atom.has("act:call") or atom.text in _ZH_WRITE)
        ):
            connected = True
        elif ((call or write) and atom.has(*_NOUNS) and len(atom.text) <= 3) or atom.text in (
            "上",
            "个",
            "一个",
            "着",
            "一行",
            "一句",
            "句",
            "是",
            "为",
            "内容",
            "文字",
            "了",
        ):
            pass
        else:
            break
        start += 1
    if noun and (colon := _colon(atoms, start)) is not None and (not connected or _attribute(atoms[start])):
        start, connected = colon + 1, True
    if start >= len(atoms):
        return None
    first = atoms[start]
    if first.kind not in ("word", "num", "lex", "pair", "time", "count", "ordinal"):
        return None
    if connected:
        return start
    return start if noun and first.spaced and first.kind == "word" else None


def _negated(atoms: Sequence[Atom], at: int) -> bool:
    return any(a.has("neg:no", "act:remove") for a in atoms[max(0, at - 3) : at])


def _attribute(atom: Atom) -> bool:
    return atom.kind in ("time", "percent", "punct", "factor") or any(t.split(":")[0] in _ATTRIBUTES for t in atom.tags)


def _strong(atom: Atom) -> bool:
    return atom.kind in ("time", "percent", "string", "fps", "short_side", "pair", "name", "color") or any(
        t.split(":")[0] in _STRONG for t in atom.tags
    )


def _literal_end(atoms: Sequence[Atom], start: int) -> int:
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


def _latin_break(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a new wish, or where and how the text shall stand, begins here."""
    atom, following = atoms[at], atoms[at + 1 : at + 4]
    word = atom.text.lower()
    lower = [a for a in following if not a.text[:1].isupper()]
    if word in _LATIN_TAILS:
        return all(a.kind == "punct" for a in following) or not following
    if atom.has("link:and", "link:then") or word in ("but", "while", "und", "y", "et"):
        return any(
            a.has(*("act:" + v for v in ("change", "build", "add", "remove", "move", "start_with", "end_with")))
            or (_strong(a) and not a.is_filler)
            for a in lower[:3]
        )
    if atom.has(
        "link:on", "link:at", "link:for", "link:with", "link:from", "link:whole", "link:start", "link:end"
    ) and not atom.has("link:and"):
        if atom.has("link:whole") or (atom.has("link:start", "link:end") and len(word.split()) > 1):
            return True
        return any(
            a.kind in ("time", "percent", "ordinal", "color", "name")
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
                t.startswith(("position:", "color:", "ordinal:", "sure:", "link:start", "link:end", "fx:"))
                for t in a.tags
            )
            for a in lower[:3]
        )
    if any(t.startswith("position:") for t in atom.tags):
        return len(word.split()) > 1 or not following or following[0].kind == "punct"
    if (
        atom.kind == "lex"
        and any(t in atom.tags for t in ("fx:fade-in", "fx:typewriter", "fx:slide-up", "thing:music"))
        and len(word) > 4
    ):
        return True
    return atom.kind == "time"


def _chinese_break(atoms: Sequence[Atom], at: int, start: int) -> bool:
    atom = atoms[at]
    after = atoms[at + 1] if at + 1 < len(atoms) else None
    if atom.has("act:move") and len(atom.text) >= 2 and atom.text not in ("作为", "位置"):
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


def _trimmed(message: str, atoms: Sequence[Atom], start: int, end: int) -> str:
    if end <= start:
        return ""
    text = message[atoms[start].start : atoms[end - 1].end].strip()
    for tail in sorted(_ZH_TAILS, key=len, reverse=True):
        if text.endswith(tail) and len(text) > len(tail):
            return text[: -len(tail)].strip()
    lowered = text.lower()
    for tail in _LATIN_TAILS:
        if lowered.endswith(" " + tail):
            return text[: -len(tail)].strip()
    return text


def _is_literal(atoms: Sequence[Atom], head: int, start: int, end: int) -> bool:
    """Not when all that follows are attributes: "change the title to red", "标题改成黄色"."""
    body = [a for a in atoms[start:end] if a.kind != "punct"]
    written = atoms[head].has("act:write") and not atoms[head].has(*_NOUNS)
    if not body or body[0].of("ask") or (written and any(a.of("outside") for a in body)):
        return False
    call_or_write = atoms[head].has("act:call") or atoms[head].has("act:write")
    meaningful = [a for a in body if not (a.is_filler and len(a.tags) == 1 and not a.text[:1].isupper())]
    if not meaningful:
        return False
    plain_attribute = all(
        a.kind in ("time", "percent", "color", "factor")
        or any(
            t.split(":")[0]
            in (
                "position",
                "color",
                "fx",
                "act",
                "link",
                "degree",
                "thing",
                "dir",
                "scope",
                "number",
                "neg",
                "ordinal",
                "filler",
                "unit",
            )
            for t in a.tags
        )
        for a in meaningful
    )
    if not plain_attribute:
        return True
    capital = sum(a.text[:1].isupper() for a in meaningful)
    if capital == len(meaningful) and not is_cjk(body[0].text):
        return True
    return (
        call_or_write
        and len(meaningful) >= 2
        and is_cjk(body[0].text)
        and not any(
            t.startswith(("position:", "color:", "fx:")) or t in ("thing:title", "thing:text", "thing:caption")
            for a in meaningful
            for t in a.tags
        )
    )

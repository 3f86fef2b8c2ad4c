"""Titles without quotation marks: "call it Road Trip 2024 and make the text yellow", "标题写 开学第一天".

What stands behind a word that announces a text, up to the next wish, becomes one string atom, taken from the message
to the letter.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import labels
from .lexicon import grammar
from .literal_ends import literal_end
from .literal_starts import TEXT_NOUNS, dealt_out, is_remark, literal_start
from .words.atoms import Atom
from .words.tokens import is_cjk

MOST_LITERALS = 20
_COMMA = Atom("punct", ",", 0, 0, value=",")
_PHOTO = Atom("lex", "photo", 0, 0, frozenset({"thing:photo"}))


def with_literals(atoms: Sequence[Atom], message: str, texts: Sequence[str] = ()) -> list[Atom]:
    """Replaces the words of unquoted texts by one `string` atom each. `texts` are those that the video has already:
    "change Garden to Jardin"."""
    atoms = _with_put(_with_shouted(atoms, message), message)
    atoms = _with_known(_with_trailing_noun(atoms, message), message, texts)
    out: list[Atom] = []
    at = tried = 0
    while at < len(atoms):
        if row := labels.labels_at(atoms, at):
            out += atoms[at : row[0].photo]
            for n, label in enumerate(row):
                between = atoms[row[n - 1].end : label.photo] if n else []
                out += between or ([_COMMA] if n else [])
                if atoms[label.photo].kind == "num":
                    out.append(_PHOTO)
                out += atoms[label.photo : label.tie]
                out.append(_quote(message, atoms[label.words].start, atoms[label.end - 1].end))
            at = row[-1].end
            continue
        out.append(atoms[at])
        start = literal_start(atoms, at) if tried < MOST_LITERALS else None
        if start is not None and texts and is_remark(atoms, at, start):
            start = None
        if start is not None:
            tried += 1
            end = literal_end(atoms, start)
            text = _trimmed(message, atoms, start, end)
            parts = _listed(atoms, at, start)
            if parts:
                if is_cjk(atoms[at].text) and dealt_out(atoms, at) == start:
                    out[-1] = atoms[at].but(tags=atoms[at].tags | {"thing:text"})
                out += atoms[at + 1 : start]
                for number, (whole, b) in enumerate(parts):
                    a = _behind_key(atoms, whole, b)
                    out += [atoms[whole - 1]] if number else []
                    out += [x for x in atoms[whole:a] if x.kind != "punct"]
                    out.append(_quote(message, atoms[a].start, atoms[b - 1].end))
                at = parts[-1][1]
                continue
            announces = end < len(atoms) and atoms[end].kind == "string" and (text[-1:] in ":：" or is_cjk(text[-1:]))
            if text and not announces and _is_literal(atoms, at, start, end) and not _is_apposition(atoms, end):
                out += atoms[at + 1 : start]
                begin = _with_sign(message, atoms[start].start)
                out.append(_string(message[begin : atoms[start].start] + text, begin, atoms[end - 1].end))
                at = end
                continue
        at += 1
    return out


_CALM_LETTERS = 10  # lower-case letters of a message that is not shouted as a whole


def _with_shouted(atoms: Sequence[Atom], message: str) -> Sequence[Atom]:
    """ "Put HAPPY BIRTHDAY MUM on it": words in capitals behind such a verb are what shall be written."""
    if sum(c.islower() for c in message) < _CALM_LETTERS:
        return atoms
    for at, verb in enumerate(atoms[:-2]):
        if (
            not (verb.has("act:write", *TEXT_NOUNS) or verb.text.lower() in ("put", "add", "with"))
            or verb.text.isupper()
        ):
            continue
        end = at + 1
        while end < len(atoms) and _is_shouted(atoms[end]):
            end += 1
        if end - at > 2 and sum(len(a.text) for a in atoms[at + 1 : end]) >= _SHORTEST_SHOUT:
            text = _quote(message, atoms[at + 1].start, atoms[end - 1].end)
            return [*atoms[: at + 1], text, *atoms[end:]]
    return atoms


_PUTTING = ("put", "show", "add", "type", "print", "stamp", "display", "write", "have")
_ONTO = ("on", "onto", "over", "across", "under", "below")
_MOST_PUT = 12  # atoms


def _with_put(atoms: Sequence[Atom], message: str) -> Sequence[Atom]:
    """ "Put Welcome on the first photo": what begins with a capital, is no photo and no thing of the vocabulary."""
    for at in range(len(atoms) - 3):
        if atoms[at].text.lower() not in _PUTTING or not _is_written(atoms, at + 1):
            continue
        for end in range(at + 2, min(at + 2 + _MOST_PUT, len(atoms) - 1)):
            if atoms[end].text.lower() in _ONTO and labels.photo_at(atoms, end + 1) is not None:
                return [*atoms[: at + 1], _quote(message, atoms[at + 1].start, atoms[end - 1].end), *atoms[end:]]
            if not _may_be_written(atoms[end]):
                break
    return atoms


def _is_written(atoms: Sequence[Atom], at: int) -> bool:
    return atoms[at].text[:1].isupper() and atoms[at].text.isascii() and _may_be_written(atoms[at])


def _may_be_written(atom: Atom) -> bool:
    plain = not atom.any_of("thing", "fx", "music", "filter", "ratio", "fit", "act", "neg", "genre", "sure")
    return atom.kind == "num" or (
        atom.kind in ("word", "lex") and (plain or atom.text[:1].isupper()) and not _is_thing(atom)
    )


def _is_thing(atom: Atom) -> bool:
    return atom.any_of("fx", "music", "filter", "fit", "genre", "sure") or atom.has("thing:music", "thing:transition")


_SHORTEST_SHOUT = 8


def _is_shouted(atom: Atom) -> bool:
    return atom.kind in ("lex", "word", "name") and atom.text.isupper() and atom.text.isascii()


_SIGNS = "$€£¥₩@#"


def _with_sign(message: str, at: int) -> int:
    """Where a text begins whose first word has a sign before it: "$20", "@me"."""
    return at - 1 if at and message[at - 1] in _SIGNS else at


def _quote(message: str, start: int, end: int) -> Atom:
    start = _with_sign(message, start)
    return _string(message[start:end].strip(), start, end)


def _listed(atoms: Sequence[Atom], head: int, start: int) -> list[tuple[int, int]]:
    """The parts of "captions: One fine day, Two to go, The end", as (first, behind the last) atom; [] when no colon
    announces several texts."""
    noun = atoms[head]
    many = noun.text.lower().endswith("s") or any(a.has("scope:each") for a in atoms[head + 1 : start])
    dealt = is_cjk(noun.text) and dealt_out(atoms, head) == start
    if not dealt and (not noun.has(*TEXT_NOUNS) or (noun.has("thing:title") if is_cjk(noun.text) else not many)):
        return []
    colon = atoms[start - 1]
    if dealt:
        pass
    elif colon.kind != "punct" or colon.value not in (":", "：", "-"):
        return _named_in_a_row(atoms, head, start)
    parts: list[tuple[int, int]] = []
    begin = at = start
    while at <= len(atoms):
        atom = atoms[at] if at < len(atoms) else None
        if atom is None or (atom.kind == "punct" and atom.value in _PART_ENDS):
            if at > begin and not _is_wish(atoms[begin:at]):
                parts.append((begin, at))
            else:
                break
            begin = at + 1
            if atom is None or atom.value not in _COMMAS:
                break
        at += 1
    return parts if len(parts) >= 2 else []


def _named_in_a_row(atoms: Sequence[Atom], head: int, start: int) -> list[tuple[int, int]]:
    """The parts of "captions Before and After": each begins with a capital, "and" or a comma between them."""
    if start != head + 1 or is_cjk(atoms[head].text):
        return []
    parts: list[tuple[int, int]] = []
    begin = at = start
    while at < len(atoms) and atoms[begin].text[:1].isupper():
        while at < len(atoms) and not atoms[at].has("link:and") and atoms[at].kind in _WORDS:
            at += 1
        parts.append((begin, at))
        if at >= len(atoms) or not (atoms[at].has("link:and") or atoms[at].value == ","):
            break
        begin = at = at + 1
        if begin >= len(atoms):
            break
    return parts if len(parts) >= 2 else []


def _behind_key(atoms: Sequence[Atom], start: int, end: int) -> int:
    """Where the words begin in a part that says whose they are: "second: Fresh", "第二张写午安", "soup = Tomato"."""
    first = atoms[start]
    if not (first.kind in ("ordinal", "name") or first.of("ordinal")):
        return start
    at = start + 1
    while at < end and (atoms[at].has("thing:photo") or atoms[at].text.lower() in ("photo", "picture", "one")):
        at += 1
    link = atoms[at] if at < end else None
    tied = link is not None and (
        (link.kind == "punct" and link.value in (":", "：", "=", "-"))
        or link.text in grammar("text_verb")
        or link.text.lower() in ("says", "reads", "is", "叫", "是", "用")
    )
    return at + 1 if tied and at + 1 < end else start


_WORDS = ("word", "lex", "num", "ref", "name")
_COMMAS = (",", "，", "、", "/", "|", "\n", ";", "；")
_PART_ENDS = (*_COMMAS, ".", "。", "!", "?", "！", "？")


def _is_wish(part: Sequence[Atom]) -> bool:
    """Whether the part of a list is no text but goes on with something else."""
    look = [a for a in part if a.kind in ("punct", "color") or a.one("color") or a.one("position")]
    spoken = bool(look) or not is_cjk(part[0].text)  # 起点 is but filling words, taken apart
    if spoken and all(a.is_filler or a in look or (look and is_cjk(a.text) and a.has("act:move")) for a in part):
        return True
    return any(
        a.kind in ("string", "time", "percent")
        or (a.has(*_WISHED) and not (len(part) == 1 and a.text[:1].isupper()))
        or (a.one("ratio") is not None and not a.text[:1].isupper())
        for a in part
    )


_WISHED = ("thing:music", "thing:transition", *TEXT_NOUNS, "act:add", "act:remove", "scope:total", "scope:each")


def _is_apposition(atoms: Sequence[Atom], end: int) -> bool:
    """ "Write my brand, 'Crumb & Co.'": the words follow, in quotes."""
    comma, quoted = atoms[end : end + 1], atoms[end + 1 : end + 2]
    return bool(
        comma
        and quoted
        and comma[0].kind == "punct"
        and comma[0].value in (",", ":", "，", "：")
        and quoted[0].kind == "string"
        and "unquoted" not in quoted[0].tags
    )


def _with_trailing_noun(atoms: Sequence[Atom], message: str) -> list[Atom]:
    """ "Spring 2024 as the title": the words come first."""
    out = list(atoms)
    at = next((i for i, a in enumerate(out) if a.kind == "lex" and a.text.lower() == "as"), None)
    if at is None:
        return out
    noun = next((a for a in out[at + 1 : at + 3] if a.has(*TEXT_NOUNS)), None)
    if noun is not None and any(a.start >= noun.end and a.value in (":", "：") for a in out[at + 2 : at + 4]):
        return out  # "the prices as captions: $5, $7"
    start = at
    while start > 0 and out[start - 1].kind in ("word", "num", "lex", "time", "ref"):
        if out[start - 1].has("act:add", "act:write", "act:move", "link:with", *TEXT_NOUNS):
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
        ways = ("link:to", "link:with", "link:by", "act:swap_for")
        to = next((i for i, a in enumerate(out) if at >= 0 and a.start >= after and a.has(*ways)), None)
        first = next((i for i, a in enumerate(out) if a.start == at and a.kind != "string"), None)
        if at < 0 or to is None or first is None or to + 1 >= len(out) or out[to + 1].kind == "string":
            continue
        end = literal_end(out, to + 1)
        new = _trimmed(message, out, to + 1, end)
        if new and out[to - 1].end == after:
            old_atom = _string(text, at, at + len(text))
            return [*out[:first], old_atom, out[to], _string(new, out[to + 1].start, out[end - 1].end), *out[end:]]
    return out


def _string(text: str, start: int, end: int) -> Atom:
    return Atom("string", text, start, end, frozenset({"unquoted"}), text, True)


def _trimmed(message: str, atoms: Sequence[Atom], start: int, end: int) -> str:
    if end <= start:
        return ""
    text = message[atoms[start].start : atoms[end - 1].end].strip()
    for tail in sorted(grammar("text_tail"), key=len, reverse=True):
        if text.endswith(tail) and len(text) > len(tail):
            return text[: -len(tail)].strip()
    lowered = text.lower()
    for tail in grammar("courtesy_tail"):
        if lowered.endswith(" " + tail):
            return text[: -len(tail)].strip()
    return text


def _describes(atom: Atom) -> bool:
    """Whether it says how or when a text shall be shown."""
    return atom.kind in ("time", "percent", "color", "ref") or any(
        t.split(":")[0] in ("position", "color", "fx", "ordinal", "scope", "thing", "act") for t in atom.tags
    )


def _is_literal(atoms: Sequence[Atom], head: int, start: int, end: int) -> bool:
    """Not when all that follows are attributes: "change the title to red", "标题改成黄色"."""
    body = [a for a in atoms[start:end] if a.kind != "punct"]
    written = atoms[head].has("act:write") and not atoms[head].has(*TEXT_NOUNS)
    if (
        not body
        or (len(body) <= 3 and any(a.of("ask") for a in body))
        or (written and any(a.of("outside") for a in body))
    ):
        return False
    call_or_write = atoms[head].has("act:call") or atoms[head].has("act:write")
    colon = atoms[start - 1].kind == "punct" and atoms[start - 1].value in (":", "：")
    if colon and not any(map(_describes, body)):
        return True
    if colon and not all(_describes(a) or a.is_filler for a in body):
        return True
    if colon and body[0].text[:1].isupper() and not any(map(_describes, body)):
        return True
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
    said = any(a.text.lower() in ("saying", "says", "say", "reading", "reads") for a in atoms[head:start])
    if not plain_attribute or (said and len(meaningful) >= 2):
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

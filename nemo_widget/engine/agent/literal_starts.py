"""Where a text without quotation marks begins."""

from __future__ import annotations

from collections.abc import Sequence

from .lexicon import grammar
from .words.atoms import Atom
from .words.tokens import is_cjk

TEXT_NOUNS = ("thing:title", "thing:caption", "thing:text")


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


def literal_start(atoms: Sequence[Atom], at: int) -> int | None:
    """Where a literal begins that is announced by the atom at `at`; None when it announces none."""
    head = atoms[at]
    if head.kind != "lex" or _negated(atoms, at):
        return None
    noun = head.has(*TEXT_NOUNS) and not head.has("link:start", "link:end")
    if is_cjk(head.text):
        return _chinese_start(atoms, at, noun)
    call = head.has("act:call")
    write = head.has("act:write") and head.text.lower().removesuffix("s") not in (
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
    if write and at and atoms[at - 1].kind == "name" and head.text.lower() in ("says", "said", "writes", "reads"):
        return None  # "mom says I have to put her back", where she is in a photo
    start, connected = at + 1, call or write
    while start < len(atoms) and start - at < 6:
        atom = atoms[start]
        word = atom.text.lower()
        if atom.kind == "name" and noun and _is_title_case(atoms, start):
            return start
        goes_on = start + 1 < len(atoms) and atoms[start + 1].kind in ("word", "lex")
        if atom.kind == "name" and noun and atoms[start - 1].value in (":", "：") and goes_on:
            return start  # "caption: dog day afternoon"
        if atom.kind == "string" or atom.kind == "name":
            return None
        if (atom.kind == "punct" and atom.value in (":", "：", "=", "-")) or (noun and _ties_zh(word)):
            connected = True
        elif noun and word in ("to", "onto") and _is_moved(atoms, at):
            return None  # "move the title to the lighthouse"
        elif (noun or call) and word in grammar("text_connector") and not atom.text[:1].isupper():
            connected = connected or word not in ("with", "it", "of")
        elif (
            noun
            and (atom.has("act:call", "act:write", "link:to") or word in ("should be", "needs to be", "to be"))
            and not atom.text[:1].isupper()
        ):
            connected = True
        elif write and (word in _BEFORE_WORDS or atom.has("thing:text") or _leads_to_word(atoms, start)):
            pass
        else:
            break
        start += 1
    if noun and (colon := _colon(atoms, start)) is not None and (not connected or _attribute(atoms[start])):
        start, connected = colon + 1, True
    if start >= len(atoms):
        return None
    first = atoms[start]
    if connected and first.kind == "name" and first.text[:1].isupper() and atoms[start - 1].kind == "punct":
        return start  # "captions: Gate, Pond", where photos are called so, too
    said = atoms[start - 1].text.lower()
    told = said in ("is", "are", "should be", "needs to be", "be") and first.text.islower()
    if connected and told and first.any_of("act", "degree", "position", "color", "neg", "link"):
        return None  # "the text is too small for my gran"
    if connected:
        return start if first.kind in ("word", "num", "lex", "pair", "time", "ref") else None
    capital = first.text[:1].isupper() or not first.text[:1].isascii()
    if noun and start == at + 1 and _is_headed(atoms, at, start):
        return start
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


def _is_moved(atoms: Sequence[Atom], noun: int) -> bool:
    """Whether a verb that moves governs the noun, and none that changes its words."""
    before = atoms[max(0, noun - 4) : noun]
    return any(a.has("act:move") for a in before) and not any(
        a.has("act:change", "act:write", "act:add") for a in before
    )


def is_remark(atoms: Sequence[Atom], at: int, start: int) -> bool:
    """ "The title sits badly": a clause about the text that there is; its words would be quoted, or in capitals, or
    introduced by "says", "to" or a colon."""
    lead = atoms[at - 1].text.lower() if at else ""
    told = any(a.has("act:add", "act:write", "act:build", "link:with") for a in atoms[max(0, at - 4) : at])
    stated = start == at + 2 and atoms[at + 1].text.lower() in ("is", "was", "looks", "isn't", "feels")
    if atoms[start - 1].text.lower() in ("is", "are", "was", "looks", "seems") and atoms[start].text.islower():
        return True  # "text is hard to read"
    plain = (start == at + 1 or stated) and not atoms[start].text[:1].isupper() and atoms[at].has(*TEXT_NOUNS)
    return plain and lead in ("the", "that", "this", "my", "your", "its") and not told


_BEFORE_WORDS = ("that", "it", "the words", "words", "saying", "says", "reading")


def _leads_to_word(atoms: Sequence[Atom], at: int) -> bool:
    """The article of "write the word love"."""
    after = atoms[at + 1] if at + 1 < len(atoms) else None
    return atoms[at].text.lower() == "the" and after is not None and after.has("thing:text")


def _is_headed(atoms: Sequence[Atom], at: int, start: int) -> bool:
    """ "Title our trip to rome": an article or a pronoun and an unknown word, right behind a noun that opens its clause
    or was called for."""
    lead, word = atoms[start], atoms[start + 1] if start + 1 < len(atoms) else None
    if word is None or word.kind != "word" or not lead.is_filler or len(lead.tags) > 1:
        return False
    before = atoms[at - 1] if at else None
    opens = before is None or before.kind == "punct" or before.has("act:add", "link:with", "link:and")
    return opens and lead.text.lower() in grammar("determiner")


def _ties_zh(word: str) -> bool:
    return is_cjk(word) and word in grammar("text_connector_zh")


def _is_title_case(atoms: Sequence[Atom], at: int) -> bool:
    """ "Title Zoo Day", where a photo is called zoo, too."""
    after = atoms[at + 1] if at + 1 < len(atoms) else None
    return atoms[at].text[:1].isupper() and after is not None and after.kind != "punct" and after.text[:1].isupper()


def _colon(atoms: Sequence[Atom], at: int) -> int | None:
    """The colon behind what says where or how a text shall stand: "subtitle at the bottom: See you"."""
    for index in range(at, min(len(atoms), at + 7)):
        atom = atoms[index]
        if atom.kind == "punct":
            return index if atom.value in (":", "：") else None
        if not (
            atom.is_filler
            or atom.kind in ("time", "name")
            or any(t.split(":")[0] in ("position", "color", "link", "ordinal", "act", "fx") for t in atom.tags)
            or atom.has("thing:photo", "scope:each")
        ):
            return None
    return None


def _chinese_start(atoms: Sequence[Atom], at: int, noun: bool) -> int | None:
    head = atoms[at]
    call, write = head.has("act:call"), head.text in grammar("text_verb")
    if not (noun or call or write):
        return None
    if (noun or (write and head.text.endswith("字"))) and (dealt := dealt_out(atoms, at)) is not None:
        return dealt if atoms[dealt].kind in ("word", "num", "lex", "name", "ref") else None
    start, connected = at + 1, call or write
    while start < len(atoms) and start - at < 4:
        atom = atoms[start]
        if atom.kind == "string" or (atom.kind == "name" and not ((call or write) and _is_written(atoms, start))):
            return None
        if (atom.kind == "punct" and atom.value in (":", "：", "=")) or (
            noun
            and (atom.text in grammar("text_connector_zh") or atom.has("act:call") or atom.text in grammar("text_verb"))
        ):
            connected = True
        elif (announced := _announced_count(atoms, start)) and (call or write or connected):
            start += announced - 1
        elif ((call or write) and atom.has(*TEXT_NOUNS) and len(atom.text) <= 3) or atom.text in (
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
    if first.kind not in ("word", "num", "lex", "pair", "time", "count", "ordinal", "name"):
        return None
    if connected:
        return start
    return start if noun and first.spaced and first.kind == "word" else None


_EACH_ITS_OWN = ("分别", "依次", "各自", "逐张", "分别是", "分别写", "依次是", "依次写", "分别为", "依次为")


def dealt_out(atoms: Sequence[Atom], noun: int) -> int | None:
    """Where the first of the texts begins that are told behind a noun: 一行字，分别是：发芽、蝉鸣."""
    at = noun + 1
    at += at < len(atoms) and atoms[at].value in (",", "，")
    if at >= len(atoms) or atoms[at].text not in _EACH_ITS_OWN:
        return None
    at += 1
    while at < len(atoms) and (
        atoms[at].text in ("是", "写", "为", "写上", "叫", "写着") or atoms[at].value in (":", "：")
    ):
        at += 1
    return at if at < len(atoms) else None


def _is_written(atoms: Sequence[Atom], at: int) -> bool:
    """字幕写小猫: what is called like a photo is here what shall be written, unless the photo is pointed at."""
    after = atoms[at + 1] if at + 1 < len(atoms) else None
    return after is None or not (after.has("scope:it", "link:on", "thing:photo") or after.text in ("上", "的"))


def _announced_count(atoms: Sequence[Atom], at: int) -> int:
    """How many atoms say how many words follow: "五个字", "四个大字"; 0 when none do."""
    count, noun = atoms[at], atoms[at + 1 : at + 2]
    if count.kind not in ("count", "num") or not noun or noun[0].text not in ("字", "大字", "字样"):
        return 0
    return 2 if at + 2 < len(atoms) else 0


def _negated(atoms: Sequence[Atom], at: int) -> bool:
    for atom in reversed(atoms[max(0, at - 3) : at]):
        if atom.kind == "punct":
            return False
        if atom.has("neg:no", "act:remove"):
            return True
    return False


def _attribute(atom: Atom) -> bool:
    return atom.kind in ("time", "percent", "punct", "factor") or any(t.split(":")[0] in _ATTRIBUTES for t in atom.tags)

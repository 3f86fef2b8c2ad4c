"""Where a Chinese sentence that was dictated without punctuation takes a breath: 第一张放三秒｜第二张放五秒.

A new topic (photos, or a word like 标题 or 音乐) that comes after one about which something has been said begins a
clause of its own, if something is said about it, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from .references import Selector
from .words.atoms import Atom
from .words.tokens import is_cjk

LONGEST_CLAUSE = 20  # atoms
_HEADS = ("thing:music", "thing:title", "thing:caption", "thing:transition", "thing:filter", "thing:ratio")
_LOOKS = ("dir", "filter", "fit", "position", "color", "fx", "ratio", "sure")
_SAID = ("act:remove", "act:mute", "act:keep", "act:lengthen", "act:shorten", "act:speed_up", "act:slow_down",
         "act:brighter", "act:darker", "act:louder", "act:quieter", "act:bigger", "act:smaller",
         "act:start_with", "act:end_with", "act:swap", "act:duplicate")  # fmt: skip
_TIES = ("link:and", "link:or", "link:between", "link:before", "link:after", "link:from", "link:than", "link:on",
         "link:with", "link:to", "act:swap_for", "act:replace", "act:write", "act:call", "scope:except",
         "act:swap", "act:move", "act:add")  # fmt: skip
_LEADS = ("把", "将", "给", "让", "就", "再", "然后", "那", "还有", "另外", "但", "但是", "不过", "而")


def with_pauses(atoms: Sequence[Atom]) -> list[Atom]:
    """Puts a comma wherever a new clause begins that nothing divides from the one before."""
    out: list[Atom] = []
    clause: list[Atom] = []
    for at, atom in enumerate(atoms):
        if atom.kind == "punct":
            clause = []
        elif _begins(atoms, at, clause[-LONGEST_CLAUSE:]):
            leads = _leads_of(clause)
            before = len(out) - leads
            out.insert(before, Atom("punct", "，", atom.start, atom.start, value="，"))
            clause = clause[len(clause) - leads :]
        clause.append(atom)
        out.append(atom)
    return out


def _leads_of(clause: Sequence[Atom]) -> int:
    """How many of the last atoms belong to what follows: 就｜孙子那张, 然后把｜第二张."""
    count = 0
    while count < len(clause) and clause[-1 - count].text in _LEADS:
        count += 1
    return count


def _begins(atoms: Sequence[Atom], at: int, clause: Sequence[Atom]) -> bool:
    atom = atoms[at]
    if not is_cjk(atom.text) and not any(is_cjk(a.text) for a in clause):
        return False
    leads = _leads_of(clause)
    done = list(clause[: len(clause) - leads])
    if not done or not _is_complete(done):
        return False
    if atom.has("neg:nothing") and is_cjk(atom.text):
        return True
    timed = at + 1 < len(atoms) and atoms[at + 1].kind == "time"
    edge = done[-1].has("link:start", "link:end", "act:start_with", "act:end_with") or _is_place(done[-1])
    if timed and edge and atom.text in _STAYS and any(map(_is_topic, done[:-1])):
        return True  # 宝宝那张放最前｜停4秒
    if not leads and done[-1].has(*_TIES) and not done[-1].has("link:end", "link:start"):
        return False
    if atom.has("act:add", "act:write") and len(atom.text) > 1 and not any(map(_is_topic, done)):
        timed = at + 1 < len(atoms) and atoms[at + 1].kind == "time"  # 放个五秒
        placed = done[-1].any_of("position") and not any(a.any_of("fx", "filter", "ratio") for a in done)
        if placed:
            return False  # 每张图右下角打上“2024夏”
        return not timed and not leads and not done[-1].has("link:start", "link:end", *_TIES)
    if _opens_text(atoms, at) and not any(map(_is_topic, done)):
        return True
    if atom.has(*_HEADS) and atom.kind == "lex":
        return _is_end(done[-1]) and _says_something(atoms, at + 1)
    if not _is_topic(atom):
        return False
    if done[-1].text in _OPEN and not leads:
        return False
    return _says_something(atoms, at + 1)


_STAYS = ("停", "停留", "放", "显示", "展示", "播", "播放", "留", "持续")


def _opens_text(atoms: Sequence[Atom], at: int) -> bool:
    """…开头写上“你好”."""
    after = atoms[at + 1] if at + 1 < len(atoms) else None
    return atoms[at].has("link:start", "link:end") and after is not None and after.has("act:write", "act:call")


def _is_topic(atom: Atom) -> bool:
    if atom.kind != "ref":
        return False
    selector: Selector = atom.value
    return not selector.is_weak and not selector.is_bare and not selector.has("new")


def _is_end(atom: Atom) -> bool:
    """What modifies no noun that follows: 每张三秒｜音乐用欢快的, but 黑白滤镜."""
    quantity = atom.kind in ("time", "percent", "factor", "string") or _is_place(atom)
    degree = atom.text.endswith(("一点", "一些", "点儿", "些"))
    return quantity or degree or atom.has("link:start", "link:end") or atom.text in _PARTICLES


_OPEN = ("的", "比", "跟", "在", "为", "成", "是")
_PARTICLES = ("吧", "了", "呗", "啊", "哈", "嘛", "啦", "呀")


def _has_topic(clause: Sequence[Atom]) -> bool:
    return any(a.kind == "ref" or a.has("thing:photo", "scope:each", "scope:all", *_HEADS) for a in clause)


def _is_complete(clause: Sequence[Atom]) -> bool:
    """Whether a clause names what it is about and says something of it."""
    if any(a.has("act:reverse", "act:shuffle", "act:sort") for a in clause):
        return True
    if not _has_topic(clause):
        return False
    return any(_tells(a) for a in clause) or _is_placed(clause)


def _is_placed(clause: Sequence[Atom]) -> bool:
    topic = next((i for i, a in enumerate(clause) if a.kind == "ref"), None)
    return topic is not None and any(
        a.has("link:start", "link:end") or (a.kind == "ref" and a.value.is_bare) or _is_place(a)
        for a in clause[topic + 1 :]
    )


def _is_place(atom: Atom) -> bool:
    return atom.kind == "ref" and len(atom.value.picks) == 1 and atom.value.picks[0].kind == "ordinal"


def _tells(atom: Atom) -> bool:
    return (
        atom.kind in ("time", "percent", "factor", "string")
        or atom.any_of(*_LOOKS)
        or (atom.has(*_SAID) and len(atom.text) > 1)
    )


def _says_something(atoms: Sequence[Atom], at: int) -> bool:
    """Whether what comes next, up to a sign or another topic, says something about the topic."""
    clause: list[Atom] = []
    for atom in atoms[at : at + LONGEST_CLAUSE]:
        if atom.kind == "punct":
            break
        if atom.kind == "ref" and not atom.value.is_weak:
            return _tells_any(clause) or ((not clause or clause[-1].has("act:move", "link:to")) and _is_place(atom))
        clause.append(atom)
    return _tells_any(clause) or any(a.has("link:start", "link:end") for a in clause)


def _tells_any(clause: Sequence[Atom]) -> bool:
    return any(_tells(a) for a in clause)

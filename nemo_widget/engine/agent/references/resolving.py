"""Says which clips a reference means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nemo_widget.model.draft import Clip

from .selector import Pick, Resolved, Selector


def resolve(
    selector: Selector,
    clips: Sequence[Clip],
    *,
    touched: Sequence[str] = (),
    mentioned: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
) -> Resolved:
    """The clips that `selector` means. `touched` are the ids that the conversation was about last ("it"), `mentioned`
    those that the same message has dealt with (what "the rest" leaves out), `names` file names by hash."""
    ids: list[str] = []
    missing: list[str] = []
    choices: list[str] = []
    for pick in selector.picks:
        found, lost, open_ = _resolve_pick(pick, clips, touched, mentioned, names or {})
        ids += [i for i in found if i not in ids]
        missing += lost
        choices += open_
    for pick in selector.excluding:
        found, lost, open_ = _resolve_pick(pick, clips, touched, mentioned, names or {})
        ids = [i for i in ids if i not in found]
        missing += lost
        choices += open_
    return Resolved(tuple(ids), tuple(missing), tuple(choices))


def _resolve_pick(
    pick: Pick, clips: Sequence[Clip], touched: Sequence[str], mentioned: Sequence[str], names: Mapping[str, str]
) -> tuple[list[str], list[str], list[str]]:
    every = [c.id for c in clips]
    count = len(every)
    if pick.kind == "ordinal":
        index = pick.a - 1 if pick.a > 0 else count + pick.a
        return ([every[index]], [], []) if 0 <= index < count else ([], [pick.text or str(pick.a)], [])
    if pick.kind == "range":
        first, last = (p - 1 if p > 0 else count + p for p in (pick.a, pick.b))
        first, last = min(first, last), max(first, last)
        return (every[first : last + 1], [], []) if first >= 0 and last < count else ([], [f"{pick.a}–{pick.b}"], [])
    if pick.kind in ("first", "last"):
        if pick.a > count:
            return [], [str(pick.a)], []
        return (every[: pick.a] if pick.kind == "first" else every[count - pick.a :]), [], []
    ends_named = count > 2 and every[0] in mentioned and every[-1] in mentioned
    if pick.kind == "middle" and ends_named:
        return every[1:-1], [], []  # "first and last 5 s, the middle 2 s"
    if pick.kind == "middle":
        if count % 2:
            return [every[count // 2]], [], []
        return [], [], every[count // 2 - 1 : count // 2 + 1] if count else []
    if pick.kind == "half":
        half = (count + 1) // 2
        return (every[:half] if pick.a in (1,) else every[count - half :]), [], []
    if pick.kind == "name":
        found = [c.id for c in clips if c.meta.src in pick.hashes]
        if len(found) > 1 and not pick.plural and len({c.meta.src for c in clips if c.id in found}) > 1:
            return [], [], found
        lost = ", ".join(sorted({names.get(h, pick.text) for h in pick.hashes})) or pick.text
        return (found, [], []) if found else ([], [lost], [])
    if pick.kind in ("all", "new"):
        return every, [], []
    if pick.kind == "them":
        return (list(touched) if touched and len(touched) > 1 and pick.text != "all" else every), [], []
    if pick.kind == "rest":
        left = [i for i in every if i not in (mentioned or touched)]
        return (left, [], []) if pick.plural or len(left) == 1 else ([], [], left)
    if pick.kind == "it":
        return ([i for i in touched if i in every] or (every if count == 1 else [])), [], []
    if pick.kind == "center":
        begin = (count - pick.a) // 2
        return (every[begin : begin + pick.a], [], []) if 0 < pick.a <= count else ([], [str(pick.a)], [])
    if pick.kind == "inner":
        return every[1:-1], [], []
    if pick.kind == "both":
        both = [i for i in (mentioned or touched) if i in every]
        return (both if len(both) == 2 else every if count == 2 else []), [], []
    if pick.kind in ("after", "before", "between", "beside") and pick.of is not None:
        return _beside(pick, clips, touched, mentioned, names)
    if pick.kind == "every":
        return every[pick.a - 1 :: pick.a], [], []
    if pick.kind == "even" and pick.text == "every other" and mentioned:
        return [i for i in every if i not in mentioned], [], []  # "the pool 8 s, every other shot 2.5": all the others
    if pick.kind in ("odd", "even"):
        return every[(0 if pick.kind == "odd" else 1) :: 2], [], []
    return [], [pick.text], []


def _beside(
    pick: Pick, clips: Sequence[Clip], touched: Sequence[str], mentioned: Sequence[str], names: Mapping[str, str]
) -> tuple[list[str], list[str], list[str]]:
    """The clips beside others, those nearest to them first."""
    every = [c.id for c in clips]
    places: list[int] = []
    for anchor in (pick.of, pick.to):
        if anchor is not None:
            found, missing, choices = _resolve_pick(anchor, clips, touched, mentioned, names)
            if not found:
                return [], missing, choices
            places += [every.index(i) for i in found]
    if pick.kind == "beside":
        places = [p for p in (min(places) - 1, max(places) + 1) if 0 <= p < len(every)]
        both = [every[p] for p in places]
        return ([], [], both) if len(both) > pick.a > 0 else (both, [], [])
    if pick.kind == "between":
        beside = every[min(places) + 1 : max(places)]
    elif pick.kind == "after":
        beside = every[min(places) if pick.b else max(places) + 1 :]
    else:
        beside = every[: max(places) + 1 if pick.b else min(places)][::-1]
    if not pick.a:
        return sorted(beside, key=every.index), [], []
    if pick.kind == "between" and pick.a != len(beside):
        return [], [], beside  # "the one between", and there are two
    ordered = beside[::-1] if pick.far else beside
    chosen = ordered[pick.skip : pick.skip + pick.a]
    if len(chosen) < pick.a:
        edge = max(places) + 1 + pick.skip + pick.a if pick.kind == "after" else min(places) - pick.skip - pick.a + 1
        return [], [str(edge)], []
    return sorted(chosen, key=every.index), [], []

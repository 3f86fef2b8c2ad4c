"""Numbers with their units -> times, percentages, factors, rates; in any of the languages.

Runs over the atoms once, from left to right, and puts one atom in the place of several.
"""

from __future__ import annotations

from collections.abc import Sequence

from .atoms import Atom

_TIME_MS = {"s": 1000.0, "ms": 1.0, "min": 60_000.0}
_RATES = (24, 25, 30, 50, 60)
_FULL = ("full", "whole", "single", "entire", "solid")  # a full second
RATIO_PAIRS = {(16, 9): "16:9", (9, 16): "9:16", (1, 1): "1:1", (4, 5): "4:5", (21, 9): "21:9"}
OTHER_RATIO_PAIRS = {
    (4, 3),
    (3, 4),
    (2, 3),
    (3, 2),
    (5, 4),
    (2, 1),
    (1, 2),
    (18, 9),
    (9, 18),
    (9, 21),
    (9, 20),
    (20, 9),
    (16, 10),
    (10, 16),
    (5, 3),
}


def with_quantities(atoms: Sequence[Atom], language: str) -> list[Atom]:
    return _ranges(_units(_more_behind(_numbers(atoms, language))))


def _more_behind(atoms: Sequence[Atom]) -> list[Atom]:
    """ "Two more seconds" is read as "two seconds more"."""
    out = list(atoms)
    for at in range(len(out) - 2):
        number, more, unit = out[at : at + 3]
        seconds = unit.has("unit:s") and unit.text.lower().startswith("sec")
        if number.kind == "num" and more.text.lower() == "more" and seconds:
            out[at + 1 : at + 3] = [unit, more]
    return out


def _merge(parts: Sequence[Atom], kind: str, value: object, tags: frozenset[str] = frozenset()) -> Atom:
    text = "".join((" " if a.spaced and n else "") + a.text for n, a in enumerate(parts))
    return Atom(kind, text, parts[0].start, parts[-1].end, tags, value, parts[0].spaced)


# -- numbers -------------------------------------------------------------------------------------------------------


def _numbers(atoms: Sequence[Atom], language: str) -> list[Atom]:
    """Joins "twenty five", "two and a half", "1,5" and "16 : 9"."""
    out: list[Atom] = []
    at = 0
    while at < len(atoms):
        atom, used = _number(atoms, at, language)
        out.append(atom)
        at += used
    return out


def _number(atoms: Sequence[Atom], at: int, language: str) -> tuple[Atom, int]:
    first = atoms[at]
    if first.kind != "num":
        return first, 1
    second = atoms[at + 1] if at + 1 < len(atoms) else None
    third = atoms[at + 2] if at + 2 < len(atoms) else None
    if second and third and second.kind == "punct" and second.value == "," and third.kind == "num" and not third.spaced:
        after = atoms[at + 3] if at + 3 < len(atoms) else None
        continental = language in ("de", "fr", "es") or (after is not None and after.has("unit:s", "unit:min"))
        if continental and third.text.isdigit() and not second.spaced and after and after.of("unit"):
            return _merge(atoms[at : at + 3], "num", float(f"{first.value:.0f}.{third.text}")), 3
    spelt = first.tags and not first.text[:1].isdigit()
    if spelt and second and second.kind == "num" and second.tags:
        if first.value in (20, 30, 40, 50, 60, 70, 80, 90) and 1 <= second.value <= 9:
            joined, used = _number(_replaced(atoms, at, 2, first.value + second.value), at, language)
            return joined, used + 1
        if second.value == 100 and 1 <= first.value <= 9:
            return _merge(atoms[at : at + 2], "num", first.value * 100), 2
    if second and second.has("unit:half") and second.kind == "lex" and second.text.lower().startswith("and"):
        return _merge(atoms[at : at + 2], "num", first.value + 0.5), 2
    if second and second.has("unit:quarter"):
        return _merge(atoms[at : at + 2], "num", first.value + 0.25), 2
    if (
        second
        and third
        and second.text == ":"
        and third.kind == "num"
        and third.value == 1
        and 2.3 <= first.value <= 2.41
    ):
        return _merge(atoms[at : at + 3], "pair", (21, 9)), 3  # 2.35:1, 2.39:1
    if second and third and second.text in ("比", "/") and third.kind == "num":
        pair = (int(first.value), int(third.value))
        if pair in RATIO_PAIRS or pair in OTHER_RATIO_PAIRS:
            return _merge(atoms[at : at + 3], "pair", pair), 3
    return first, 1


def _replaced(atoms: Sequence[Atom], at: int, used: int, value: float) -> list[Atom]:
    return [*atoms[:at], _merge(atoms[at : at + used], "num", value), *atoms[at + used : at + used + 4]]


# -- units ---------------------------------------------------------------------------------------------------------


def _units(atoms: Sequence[Atom]) -> list[Atom]:
    out: list[Atom] = []
    at = 0
    while at < len(atoms):
        atom, used = _quantity(atoms, at)
        out.append(atom)
        at += used
    return out


def _peek(atoms: Sequence[Atom], at: int) -> Atom | None:
    return atoms[at] if 0 <= at < len(atoms) else None


_PARTS = {"third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fifth": 5, "fifths": 5, "tenth": 10}


def _fraction(atoms: Sequence[Atom], at: int) -> tuple[Atom, int] | None:
    """ "A third longer", "two thirds of the volume", "by a quarter", 三分之一."""
    first, second, third = atoms[at], _peek(atoms, at + 1), _peek(atoms, at + 2)
    if first.kind == "num" and second is not None and second.text == "分" and third is not None and third.text == "之":
        above = _peek(atoms, at + 3)
        if above is not None and above.kind == "num" and first.value:
            return _merge(atoms[at : at + 4], "percent", above.value / first.value), 4
    by = at > 0 and atoms[at - 1].text.lower().endswith("by")
    if (
        by
        and first.kind == "num"
        and first.value in (0.25, 0.5, 0.75)
        and not (second is not None and second.of("unit"))
    ):
        return first.but(kind="percent"), 1  # "down by half"
    if second is None or second.text.lower() not in _PARTS:
        return None
    above_value = float(first.value) if first.kind == "num" else 1.0 if first.text.lower() in ("a", "one") else 0.0
    before = _peek(atoms, at - 1)
    tied = third is not None and (
        third.text.lower() in ("of", "off")
        or third.has("act:lengthen", "act:shorten", "act:louder", "act:quieter", "act:speed_up", "act:slow_down")
        or third.has("act:bigger", "act:smaller", "act:brighter", "act:darker", "degree:more", "degree:less")
    )
    tied = tied or (before is not None and before.has("link:by", "link:to"))
    if not above_value or not tied or above_value >= _PARTS[second.text.lower()]:
        return None
    return _merge(atoms[at : at + 2], "percent", above_value / _PARTS[second.text.lower()]), 2


def _part_of_time(atoms: Sequence[Atom], at: int) -> tuple[Atom, int] | None:
    """ "A quarter of a second", "half of a second", "6 of those seconds"."""
    words = [a.text.lower() for a in atoms[at : at + 5]]
    first = atoms[at]
    if first.kind == "num" and words[1:2] == ["of"] and words[2:3] and words[2] in ("those", "the", "these"):
        unit = _peek(atoms, at + 3)
        if unit is not None and unit.has("unit:s") and unit.text.lower().startswith("sec"):
            return _merge(atoms[at : at + 4], "time", float(first.value) * 1000), 4
    lead = 1 if first.kind == "num" or words[0] in ("a", "one") else 0
    count = float(first.value) if first.kind == "num" else 1.0
    part = {"half": 2, **_PARTS}.get(words[lead] if len(words) > lead else "")
    if first.kind == "num" and first.value in (0.25, 0.5, 0.75) and words[1:2] == ["of"]:
        part, lead = 1, 0  # "half" is a number by now
    if part is None or words[lead + 1 : lead + 3] not in (["of", "a"], ["of", "one"]):
        return None
    unit = _peek(atoms, at + lead + 3)
    if unit is None or not unit.has("unit:s", "unit:min"):
        return None
    used = lead + 4
    return _merge(atoms[at : at + used], "time", count / part * _TIME_MS["min" if unit.has("unit:min") else "s"]), used


def _quantity(atoms: Sequence[Atom], at: int) -> tuple[Atom, int]:
    first, second, third = atoms[at], _peek(atoms, at + 1), _peek(atoms, at + 2)
    if (part := _part_of_time(atoms, at)) is not None:
        return part
    if (fraction := _fraction(atoms, at)) is not None:
        return fraction
    full = second is not None and second.text.lower() in _FULL and (first.kind == "num" or first.text.lower() == "a")
    if full and third is not None and third.has("unit:min", "unit:s") and third.kind == "lex":
        count = float(first.value) if first.kind == "num" else 1.0  # "a full second", "one whole minute"
        return _merge(atoms[at : at + 3], "time", count * _TIME_MS["min" if third.has("unit:min") else "s"]), 3
    if first.kind == "num" and second is not None:
        return _numbered(atoms, at, first, second, third)
    before = _peek(atoms, at - 1)
    edge = before is not None and before.kind == "lex" and before.text.lower() in ("first", "last")
    if edge and first.text.lower() == "second" and second is not None and second.has("unit:half"):
        return _merge(atoms[at : at + 2], "time", 1.5 * _TIME_MS["s"]), 2  # "the first second and a half"
    if edge and first.text.lower() in ("second", "minute") and not (second and second.has("thing:photo")):
        return first.but(
            kind="time", value=_TIME_MS["s" if first.text.lower() == "second" else "min"], tags=frozenset()
        ), 1
    if (
        first.text.lower() in ("second", "sec", "minute")
        and second is not None
        and second.kind == "num"
        and second.text[0].isdigit()
        and not (third is not None and (third.has("thing:photo") or third.of("unit")))
    ):
        unit = "min" if first.text.lower() == "minute" else "s"
        return _merge(atoms[at : at + 2], "time", second.value * _TIME_MS[unit], frozenset({"point"})), 2
    if first.has("unit:percent_prefix") and second is not None and second.kind == "num":
        return _merge(atoms[at : at + 2], "percent", second.value / 100), 2
    if first.has("unit:ord") and second is not None:
        return _ordinal(atoms, at, second, third)
    if (
        first.kind == "pair"
        and first.value not in RATIO_PAIRS
        and first.value not in OTHER_RATIO_PAIRS
        and first.value[1] < 60
    ):
        return first.but(kind="time", value=(first.value[0] * 60 + first.value[1]) * 1000.0), 1
    if (
        first.text.lower() in ("a", "an")
        and second is not None
        and second.has("unit:min", "unit:s")
        and second.kind == "lex"
    ):
        following = third
        if not (following and (following.has("thing:photo") or following.kind in ("name", "word"))) and not second.has(
            "thing:photo"
        ):
            unit = "min" if second.has("unit:min") else "s"
            half = 0.5 if third is not None and third.has("unit:half") else 0.0
            return _merge(atoms[at : at + (3 if half else 2)], "time", (1 + half) * _TIME_MS[unit]), 3 if half else 2
    return first, 1


def _numbered(atoms: Sequence[Atom], at: int, first: Atom, second: Atom, third: Atom | None) -> tuple[Atom, int]:
    value = float(first.value)
    if second.text.lower() in _FULL and third is not None and third.has("unit:min", "unit:s"):
        joined, used = _time(atoms[at + 1 :], 0, value, "min" if third.has("unit:min") else "s")  # two whole seconds
        return _merge(atoms[at : at + used + 1], "time", joined.value), used + 1
    unit = next((u for u in ("ms", "min", "s") if second.has(f"unit:{u}")), None)
    if unit and not (unit == "min" and second.text == "分" and third is not None and third.text == "之"):
        return _time(atoms, at, value, unit)
    if second.has("unit:percent"):
        return _merge(atoms[at : at + 2], "percent", value / 100), 2
    if second.has("unit:tenth"):
        if third is not None and third.kind == "num" and third.value < 10:
            share = third.value / 100 if third.value >= 1 else third.value / 10
            return _merge(atoms[at : at + 3], "percent", value / 10 + share), 3
        return _merge(atoms[at : at + 2], "percent", value / 10), 2
    if second.text.lower() == "frames" and third is not None and third.has("link:at", "link:for"):
        return _merge(atoms[at : at + 2], "count", round(value), frozenset({"thing:photo"})), 2  # "five frames at 4 s"
    if second.has("unit:p") and value in _RATES and not second.spaced:
        return _merge(atoms[at : at + 2], "fps", round(value)), 2  # 24p
    if second.has("unit:fps"):
        return _merge(atoms[at : at + 2], "fps", round(value)), 2
    if second.has("unit:p") and value >= 240 and not second.spaced:
        return _merge(atoms[at : at + 2], "short_side", round(value)), 2
    if second.has("unit:k") and value in (2, 4) and not second.spaced:
        return _merge(atoms[at : at + 2], "short_side", 2160 if value == 4 else 1440), 2
    if second.has("unit:x"):
        return _merge(atoms[at : at + 2], "factor", value), 2
    if second.has("unit:st") and not second.spaced and value >= 1:
        return _merge(atoms[at : at + 2], "ordinal", round(value), frozenset({"ordinal"})), 2
    if second.has("unit:count"):
        return _merge(
            atoms[at : at + 2],
            "count",
            round(value),
            frozenset({"thing:photo"}) if second.has("thing:photo") or second.text in "张幅" else frozenset(),
        ), 2
    if second.has("unit:beat") and second.kind == "lex":
        return _merge(atoms[at : at + 2], "beats", round(value)), 2
    return first, 1


def _time(atoms: Sequence[Atom], at: int, value: float, unit: str) -> tuple[Atom, int]:
    used, total = 2, value * _TIME_MS[unit]
    after = _peek(atoms, at + 2)
    if after is not None and after.has("unit:half"):
        return _merge(atoms[at : at + 3], "time", total + _TIME_MS[unit] / 2), 3
    if after is not None and after.kind == "num" and after.value == 0.5 and not after.tags:  # 一分半, 两秒半
        further = _peek(atoms, at + 3)
        if further is None or not further.has("unit:s", "unit:min"):
            return _merge(atoms[at : at + 3], "time", total + _TIME_MS[unit] / 2), 3
    if unit == "min":
        skip = 1 if after is not None and after.has("link:and") else 0
        number, name = _peek(atoms, at + 2 + skip), _peek(atoms, at + 3 + skip)
        if number is not None and number.kind == "num" and name is not None and name.has("unit:s"):
            used, total = 4 + skip, total + number.value * 1000
        elif (
            number is not None
            and number.kind == "num"
            and number.value in range(1, 60)
            and not skip
            and (
                name is None
                or name.kind == "punct"
                or (name.kind == "lex" and name.has("thing:video", "thing:duration"))
            )
        ):
            used, total = 3, total + number.value * 1000  # "one minute thirty"
    return _merge(atoms[at : at + used], "time", total), used


def _ordinal(atoms: Sequence[Atom], at: int, second: Atom, third: Atom | None) -> tuple[Atom, int]:
    if second.kind != "num":
        return atoms[at], 1
    if third is not None and third.has("unit:s"):
        return _merge(atoms[at : at + 3], "time", second.value * 1000, frozenset({"point"})), 3
    value = round(second.value)
    if value != second.value:  # 第 0.5 到 2 秒
        return _merge(atoms[at : at + 2], "num", second.value, frozenset({"point"})), 2
    used, tags = 2, {"ordinal"}
    if third is not None and third.has("unit:count", "thing:photo") and not third.has("link:place"):
        used, tags = 3, {"ordinal", "thing:photo"}
    elif third is not None and third.has("link:place"):
        used, tags = 3, {"ordinal", "link:place"}
    return _merge(atoms[at : at + used], "ordinal", value, frozenset(tags)), used


# -- ranges --------------------------------------------------------------------------------------------------------


def _ranges(atoms: Sequence[Atom]) -> list[Atom]:
    """ "2 to 4 seconds": the first number has the second's unit."""
    out = list(atoms)
    for index in range(len(out) - 2):
        first, link, second = out[index : index + 3]
        joined = (link.has("link:to") and link.text.lower() != "at") or (
            link.kind == "punct" and link.value in ("-", "~")
        )
        before = out[index - 1] if index else None
        earlier = out[index - 2] if index > 1 else None
        listed = before is not None and before.has("link:and") and earlier is not None and earlier.kind == "num"
        ranged = before is not None and before.value == "-" and link.has("link:to")
        counted = listed or ranged or (before is not None and before.has("thing:photo", "thing:number", "link:place"))
        dashed = link.kind == "punct" and link.spaced and second.spaced
        if dashed and before is not None and (before.of("ordinal") or before.value == "-" or before.has("link:place")):
            continue  # "the last two - 5 seconds"
        placed = first.kind == "ordinal" and first.text.startswith("第") and not first.has("thing:photo")
        if placed and joined and second.kind == "time":  # 第2到5秒
            out[index] = first.but(kind="time", value=first.value * 1000.0, tags=frozenset({"point"}))
            continue
        if first.kind == "num" and joined and second.kind in ("time", "percent") and not counted:
            unit = 100.0 if second.kind == "percent" else 1000.0
            value = first.value / unit if second.kind == "percent" else first.value * unit
            out[index] = first.but(kind=second.kind, value=value)
    return out

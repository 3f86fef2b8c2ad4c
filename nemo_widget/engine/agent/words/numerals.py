"""Chinese and Japanese numerals."""

from __future__ import annotations

from collections.abc import Sequence

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_PLACES = {"十": 10, "百": 100, "千": 1000}


def read(characters: Sequence[str], at: int) -> tuple[float, int] | None:
    """(value, how many characters) of the numeral that starts at `at`: 十八, 两百, 零点七, 半, 二〇."""
    if at < len(characters) and characters[at] == "半":
        return 0.5, 1
    end = at
    while end < len(characters) and (characters[end] in _DIGITS or characters[end] in _PLACES):
        end += 1
    if end == at:
        return None
    value: float = _whole(characters[at:end])
    if end + 1 < len(characters) and characters[end] == "点" and characters[end + 1] in _DIGITS:
        tail = end + 1
        while tail < len(characters) and characters[tail] in _DIGITS:
            tail += 1
        decimals = "".join(str(_DIGITS[c]) for c in characters[end + 1 : tail])
        return value + float("0." + decimals), tail - at
    return value, end - at


def _whole(characters: Sequence[str]) -> int:
    if not any(c in _PLACES for c in characters):
        return int("".join(str(_DIGITS[c]) for c in characters[:9]))
    total = digit = 0
    for c in characters[:12]:
        if c in _PLACES:
            total += (digit or 1) * _PLACES[c]
            digit = 0
        else:
            digit = _DIGITS[c]
    return total + digit

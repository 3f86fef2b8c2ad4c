"""Reads how loud: percentages, figures, "half as loud", "softly", louder and quieter."""

from __future__ import annotations

from ..fragments import Fragment
from ..words.tokens import is_cjk
from .base import Talk


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
    loudness = loudness or (
        heard and talk.has_music and is_cjk(f.atoms[factors[0]].text) if factors else False
    )  # 音乐减半
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
        f.take(*(i for i in (up, down) if i is not None and f.has("degree:max")))
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
            and not f.has("thing:volume", "act:louder")
            and "volume" not in f.text.lower()
        ):
            continue
        f.take(at)
        args["volume"] = value
        return True
    return False


def volume_words(f: Fragment) -> bool:
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


def about_loudness(f: Fragment) -> bool:
    return any(w in f.text.lower() for w in ("loud", "quiet", "volume", "声", "吵"))

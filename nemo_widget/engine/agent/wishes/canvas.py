"""Reads the wishes about shape, size and rate."""

from __future__ import annotations

from collections.abc import Iterator

from ..fragments import Fragment
from ..words.quantities import OTHER_RATIO_PAIRS, RATIO_PAIRS
from .base import Talk, Wish

FPS = (24, 25, 30, 50, 60)
_SHAPES = ("square", "squared", "square format", "horizontal", "vertical", "portrait", "upright",
           "方形", "正方形", "方的", "landscape", "横屏", "横版", "竖屏", "竖版")  # fmt: skip


def read_canvas(f: Fragment, talk: Talk) -> Iterator[Wish]:
    ratios = [(i, v) for i, v in f.values("ratio")]
    pairs = f.kinds("pair")
    sizes = f.kinds("size")
    args: dict[str, object] = {}
    chosen: list[tuple[int, str]] = list(ratios)
    for index in pairs:
        pair = f.atoms[index].value
        if pair in RATIO_PAIRS:
            chosen.append((index, RATIO_PAIRS[pair]))
        elif pair in OTHER_RATIO_PAIRS:
            f.take(index)
            yield Wish("canvas", "unavailable", args={"ratio": f"{pair[0]}:{pair[1]}"}, source=f.text)
    for index in sizes:
        width, height = f.atoms[index].value
        name = _nearest(width, height)
        if name:
            chosen.append((index, name))
            args["short_side"] = min(width, height)
        else:
            yield Wish("canvas", "unavailable", args={"ratio": f"{width}×{height}"}, source=f.text)
        f.take(index)
    if chosen and _tells_of_photos(f, min(chosen)[0]):
        alone = not f.any("fit", "fx", "filter", "music")
        f.take(*(range(len(f.atoms)) if alone else (i for i, _ in chosen)))
        return
    if chosen:
        chosen.sort()
        wanted = [(i, v) for i, v in chosen if not _denied(f, i)] or []
        after_to = [v for i, v in wanted if _after_to(f, i)]
        if wanted:
            args["ratio"] = (after_to or [_most_exact(wanted, f)])[0]
        f.take(*(i for i, _ in chosen))
    for index, value in list(f.values("resolution")):
        atom = f.atoms[index]
        if atom.kind == "num" and not f.has("thing:resolution", "thing:ratio"):
            continue
        args.setdefault("short_side", int(value))
        f.take(index)
    for index in f.kinds("short_side"):
        args["short_side"] = f.atoms[index].value
        f.take(index)
    fps = _fps(f)
    if fps is not None:
        if fps in FPS:
            args["fps"] = fps
        else:
            yield Wish("canvas", "unavailable", args={"fps": fps}, source=f.text)
    if args:
        yield Wish("canvas", "set", args=args, source=f.text)
    outlet = next((i for i, _ in f.values("outlet")), None)
    if outlet is not None and "ratio" not in args and not f.question:
        f.take(outlet)
        yield Wish("canvas", "ask", args={"outlet": f.atoms[outlet].text}, source=f.text)


_TOOK = ("shot", "took", "taken", "filmed", "snapped", "photographed", "captured", "held")


def _tells_of_photos(f: Fragment, at: int) -> bool:
    """ "My shots are all tall ones": how the photos are, not how the video shall be."""
    told = next((i for i, a in enumerate(f.atoms[:at]) if a.text.lower() in _TOOK), 0)
    if told and f.atoms[told - 1].text.lower() in ("i", "we", "i've", "we've", "were", "was", "they", "he", "she"):
        return not f.any("act")  # "…, but I shot these sideways"
    verb = next((i for i in range(at - 1, -1, -1) if f.atoms[i].text.lower() in ("are", "is", "were", "they're")), None)
    if (
        verb is None
        or f.any("act", "ask")
        or f.question
        or not all(a.is_filler or a.kind == "ref" for a in f.atoms[verb + 1 : at])
    ):
        return False
    subject = f.atoms[verb - 1] if verb else f.atoms[verb]
    photos = subject.has("thing:photo") or (subject.kind == "ref" and subject.value.has("them", "all"))
    return (
        photos
        and not f.has("thing:video")
        and any(a.text.lower() in ("my", "our", "they're") for a in f.atoms[: verb + 1])
    )


def _nearest(width: int, height: int) -> str | None:
    for (a, b), name in RATIO_PAIRS.items():
        if height and abs(width / height / (a / b) - 1) < 0.02:
            return name
    return "21:9" if height and abs(width / height / (2560 / 1080) - 1) < 0.02 else None


def _most_exact(wanted: list[tuple[int, str]], f: Fragment) -> str:
    """Figures go before words: "a 4:5 reel" is 4:5; a shape before a place that it does not fit: "square for Insta"."""
    figures = next((v for i, v in wanted if f.atoms[i].kind in ("pair", "size")), None)
    shape = next((v for i, v in reversed(wanted) if f.atoms[i].text.lower() in _SHAPES), None)
    last = wanted[-1][1]
    return figures or (shape if shape is not None and _lies(shape) != _lies(last) else last)


def _lies(ratio: str) -> bool | None:
    """Whether it is wider than high; None for a square."""
    width, height = map(int, ratio.split(":"))
    return None if width == height else width > height


def _after_to(f: Fragment, index: int) -> bool:
    before = f.at(index - 1)
    return before is not None and before.has("link:to") and len(f.kinds("pair")) + sum(1 for _ in f.values("ratio")) > 1


def _denied(f: Fragment, index: int) -> bool:
    before = f.at(index - 1)
    return before is not None and before.has("neg:no", "link:instead")


def _fps(f: Fragment) -> int | None:
    for index in f.kinds("fps"):
        f.take(index)
        return int(f.atoms[index].value)
    at = f.find("thing:fps")
    if at is None:
        return None
    for index in (at + 1, at + 2, at + 3, at - 1):
        atom = f.at(index)
        if atom is not None and atom.kind == "num" and index not in f.used and float(atom.value).is_integer():
            f.take(index, at)
            return int(atom.value)
    return None

"""Text → lines that fit, each a row of runs that one font draws."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from . import clusters
from .fonts import Face, Script, face_for

Measure = Callable[["Run"], float]

_BREAKS = re.compile("[\n\x85\u2028\u2029]")  # libraqm lays no paragraph separator out
_NOT_AT_START = frozenset("–—!),.:;?]}¢°·’”†‡›℃∶、。〃〆〕〗〞﹚﹜！＂％＇），．：；？］｝～»…ー々」』】》〉")
_NOT_AT_END = frozenset("([{£¥‘“‵〈《「『【〔〖〝﹗﹙﹛＄（［｛￡￥«")
_KATAKANA = frozenset(map(chr, range(0x30A1, 0x3100)))


@dataclass(frozen=True)
class Run:
    """Clusters that one face draws together. `emoji`: in the font's own colours."""

    clusters: tuple[str, ...]
    face: Face
    emoji: bool
    rtl: bool

    @property
    def text(self) -> str:
        return "".join(self.clusters)


def script_of(text: str) -> Script:
    """Whose shapes the Chinese characters in `text` shall have."""
    if any(0x3040 <= ord(c) <= 0x30FF for c in text):
        return "kana"
    if any(0xAC00 <= ord(c) <= 0xD7A3 for c in text):
        return "hangul"
    return "han" if any(0x3400 <= ord(c) <= 0x9FFF for c in text) else "other"


def lines(text: str, width: float, most: int, measure: Measure, *, bold: bool, wanted: str | None) -> list[list[str]]:
    """The clusters of each line, at most `most` and none of them wider than `width` (in the unit of `measure`)."""
    script = script_of(text)

    def width_of(part: list[str]) -> float:
        return sum(measure(run) for run in runs(part, bold=bold, wanted=wanted, script=script))

    return [
        line for paragraph in _BREAKS.split(text) for line in _wrapped(clusters.split(paragraph), width, most, width_of)
    ]


def _wrapped(line: list[str], width: float, most: int, width_of: Callable[[list[str]], float]) -> list[list[str]]:
    done: list[list[str]] = []
    rest = _stripped(line)
    while len(rest) > most or width_of(rest) > width:
        low, high = 1, min(most, len(rest) - 1)  # the longest start that fits, at least one cluster
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if width_of(rest[:middle]) <= width else (low, middle - 1)
        if len(rest) == 1:
            break
        cut = next((n for n in range(low, 0, -1) if _may_break(rest, n)), low)
        done.append(_stripped(rest[:cut]))
        rest = _stripped(rest[cut:])
    return [*done, rest]


def tears_words(rows: list[list[str]], text: str) -> bool:
    """Whether a line of `text` had to be broken where it should not be."""
    parts = clusters.split(text)
    at = 0
    for row in rows:
        while at < len(parts) and parts[at].isspace():
            at += 1
        at += len(row)
        if 0 < at < len(parts) and not _may_break(parts, at):
            return True
    return False


def _may_break(line: list[str], at: int) -> bool:
    """Whether a new line may begin with the cluster number `at`, or with what follows the spaces there."""
    before, after = line[at - 1], line[at]
    first = next((c for c in line[at:] if not c.isspace()), " ")
    last = next((c for c in line[at - 1 :: -1] if not c.isspace()), " ")
    if first[0] in _NOT_AT_START or last[-1] in _NOT_AT_END:
        return False
    if before.isspace() or after.isspace():
        return True
    if before[0] in _KATAKANA and after[0] in _KATAKANA:  # they make words, as letters do
        return False
    return clusters.is_wide(before) or clusters.is_wide(after) or before == "-"


def _stripped(line: list[str]) -> list[str]:
    start, end = 0, len(line)
    while start < end and line[start].isspace():
        start += 1
    while end > start and line[end - 1].isspace():
        end -= 1
    return line[start:end]


def runs(line: list[str], *, bold: bool, wanted: str | None, script: Script) -> list[Run]:
    """The runs of a line in the order in which they are read. What no font can draw is left out: a box says nothing."""
    base = next((d for d in map(clusters.is_rtl, line) if d is not None), False)
    drawn: list[str] = []
    faces: list[tuple[Face, bool]] = []
    for cluster in line:
        face, emoji = _face_of(cluster, bold, wanted, script)
        if face is None:
            continue
        # spaces stay in the font of the word before them
        if faces and not emoji and not clusters.visible(cluster) and not faces[-1][1]:
            face = faces[-1][0]
        drawn.append(cluster)
        faces.append((face, emoji))
    directions = _directions([clusters.is_rtl(cluster) for cluster in drawn], base)
    keyed = list(zip(drawn, faces, directions, strict=True))
    return [
        Run(tuple(c for c, _, _ in group), face, emoji, rtl)
        for ((face, emoji), rtl), group in groupby(keyed, key=lambda item: (item[1], item[2]))
    ]


def in_visual_order(read: list[Run]) -> list[Run]:
    """From left to right: right-to-left text turns the order of its runs, embedded left-to-right text keeps its own."""
    if not any(run.rtl for run in read):
        return read
    parts = [list(group) for _, group in groupby(read, key=lambda run: run.rtl)]
    turned = [part[::-1] if part[0].rtl else part for part in parts]
    return [run for part in (turned[::-1] if read[0].rtl else turned) for run in part]


def _directions(own: list[bool | None], base: bool) -> list[bool]:
    """A neutral cluster goes with its neighbours when they agree, else with the line (UAX #9, N1 and N2)."""
    result: list[bool] = []
    for index, direction in enumerate(own):
        if direction is not None:
            result.append(direction)
            continue
        after = next((d for d in own[index:] if d is not None), base)
        before = result[-1] if result else base
        result.append(before if before == after else base)
    return result


def _face_of(cluster: str, bold: bool, wanted: str | None, script: Script) -> tuple[Face | None, bool]:
    needed = clusters.visible(cluster)
    if clusters.is_emoji(cluster):
        face = face_for(needed, bold=bold, wanted=wanted, emoji=True, script=script)
        return face, face is not None and face.is_emoji
    return face_for(needed, bold=bold, wanted=wanted, emoji=False, script=script), False


def missing_glyphs(text: str) -> str:
    """The characters of `text`, each once, that no font on this machine can draw."""
    missing: dict[str, None] = {}
    script = script_of(text)
    for cluster in dict.fromkeys(clusters.split(text)):
        needed = clusters.visible(cluster)
        emoji = clusters.is_emoji(cluster)
        if needed and face_for(needed, bold=False, wanted=None, emoji=emoji, script=script) is None:
            missing.update(
                (c, None) for c in needed if face_for(c, bold=False, wanted=None, emoji=emoji, script=script) is None
            )
    return "".join(missing)

"""A title or a caption → the tile of pixels that is laid over the picture, and its place.

Text is drawn once, by the process that plans the render: the workers get pixels, so a machine without the same fonts
renders the same picture, and a chunk's key need not name any font.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageColor, ImageDraw, ImageFont, features

from nemo_widget.model.draft import TextMeta

from . import clusters
from .fonts import Face
from .layout import Run, in_visual_order, lines, runs, script_of, tears_words
from .yuv import Bytes

# Share of the canvas on each side that stays free of text
SAFE_MARGIN = 0.06
LINE_HEIGHT = 1.22
_ASCENT = 0.92  # from the top of a line to its baseline, in em
_LEAST_SIZE_PX = 9
_NARROWEST = 0.18  # em; no letter is narrower, so no line needs more clusters than this lets in
_MOST_CLUSTERS = 1500
_Breaker = Callable[[float], list[list[str]]]
# What stands behind the letters, from wide to near: strength, blur (sigma) and offset downwards in em. The wide ones
# calm a busy picture, the near ones draw an edge on a bright one.
_SHADE = ((0.55, 0.22, 0.0), (0.75, 0.09, 0.03), (0.8, 0.04, 0.0), (0.7, 0.03, 0.0))
_STRIKES_PX = (109, 160, 136, 128, 96, 72, 64, 48, 40, 32, 20)  # sizes that bitmap emoji fonts come in


@dataclass(frozen=True)
class Tile:
    """A drawn text: RGBA with colours multiplied by alpha, packed to travel; and a box for each cluster.

    `boxes` are (left, top, right, bottom) in pixels of the tile, in the order of reading.
    """

    width: int
    height: int
    packed: bytes = field(repr=False)
    boxes: tuple[tuple[int, int, int, int], ...] = field(repr=False)

    @classmethod
    def of(cls, pixels: Bytes, boxes: Sequence[tuple[int, int, int, int]]) -> Tile:
        return cls(pixels.shape[1], pixels.shape[0], zlib.compress(pixels.tobytes(), 1), tuple(boxes))

    @property
    def pixels(self) -> Bytes:
        """(height, width, 4) uint8."""
        return np.frombuffer(zlib.decompress(self.packed), np.uint8).reshape(self.height, self.width, 4)

    @property
    def key(self) -> str:
        shape = f"{self.width} {self.height} {self.boxes}".encode()
        return hashlib.sha256(shape + zlib.decompress(self.packed)).hexdigest()


@dataclass(frozen=True)
class Placed:
    """A tile and the pixel of the canvas, both coordinates even, where its top left corner goes."""

    tile: Tile
    x: int
    y: int


def draw_text(meta: TextMeta, width: int, height: int) -> Placed | None:
    """The text on a canvas of that size in pixels, inside the safe area; None when there is nothing to draw."""
    return _draw(meta.text, meta.role, meta.position, meta.size, meta.color, meta.font, width, height)


@lru_cache(maxsize=64)
def _draw(
    text: str, role: str, position: str, share: float, colour: str, wanted: str | None, width: int, height: int
) -> Placed | None:
    text = _shortened(_without_controls(text))
    if not text.strip():
        return None
    bold = role == "title"
    block = _fitted(text, max(_LEAST_SIZE_PX, round(share * height)), width, height, bold, wanted)
    if not any(block.rows):
        return None
    align = 0.0 if position.endswith("left") else 1.0 if position.endswith("right") else 0.5
    sheet = _Sheet(block, align)
    pixels = _coloured(sheet, ImageColor.getrgb(colour)[:3], block.size_px)
    return _placed(sheet, pixels, position, width, height)


def _without_controls(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in text if c == "\n" or c == "\u200d" or not (ord(c) < 32 or 0x7F <= ord(c) < 0xA0))


def _shortened(text: str) -> str:
    parts = clusters.split(text[: _MOST_CLUSTERS * 8])
    return text if len(parts) <= _MOST_CLUSTERS else "".join(parts[: _MOST_CLUSTERS - 1]) + "…"


@dataclass(frozen=True)
class _Block:
    """Lines of runs, in the order of reading, at a size."""

    rows: list[list[Run]]
    size_px: int

    @property
    def height(self) -> float:
        return len(self.rows) * LINE_HEIGHT * self.size_px


def _fitted(text: str, size_px: int, width: int, height: int, bold: bool, wanted: str | None) -> _Block:
    """The largest size up to `size_px` at which the text keeps inside the safe area."""
    room, tall = width * (1 - 2 * SAFE_MARGIN), height * (1 - 2 * SAFE_MARGIN)
    script = script_of(text)

    def broken(size: int, wide: float) -> list[list[str]]:
        most = max(2, math.ceil(wide / (_NARROWEST * size)))
        return lines(text, wide, most, lambda run: _advance(run, size), bold=bold, wanted=wanted)

    rows = broken(size_px, room)
    while len(rows) * LINE_HEIGHT * size_px > tall and size_px > _LEAST_SIZE_PX:
        shrink = math.sqrt(tall / (len(rows) * LINE_HEIGHT * size_px))  # half as much area, so half as many lines
        size_px = max(_LEAST_SIZE_PX, min(size_px - 1, round(size_px * max(0.6, shrink * 1.04))))
        rows = broken(size_px, room)
    most = max(1, int(tall / (LINE_HEIGHT * size_px)))
    if len(rows) > most:
        rows = [*rows[: most - 1], [*rows[most - 1][:-1], "…"]]
    elif 1 < len(rows) <= 6:
        rows = _balanced(rows, room, text, lambda wide: broken(size_px, wide))
    return _Block([runs(row, bold=bold, wanted=wanted, script=script) for row in rows], size_px)


def _balanced(rows: list[list[str]], room: float, text: str, broken: _Breaker) -> list[list[str]]:
    """As many lines, but of about the same length: a lone word in the last line looks like a mistake."""
    narrow, wide = room / len(rows) / 2, room
    for _ in range(6):
        middle = (narrow + wide) / 2
        attempt = broken(middle)
        if len(attempt) <= len(rows) and not tears_words(attempt, text):
            rows, wide = attempt, middle
        else:
            narrow = middle
    return rows


def _advance(run: Run, size_px: int) -> float:
    font, scale = _font(run.face, size_px)
    return float(font.getlength(run.text)) * scale


def _font(face: Face, size_px: int) -> tuple[ImageFont.FreeTypeFont, float]:
    """The face at a size, and by how much what it draws must be scaled: bitmap fonts come in few sizes."""
    try:
        return face.at(size_px), 1.0
    except OSError:
        for strike in _STRIKES_PX:
            try:
                return face.at(strike), size_px / strike
            except OSError:
                continue
        raise


class _Sheet:
    """The block drawn without its colour: `mask` of the letters, `emoji` in their own colours, and the boxes."""

    def __init__(self, block: _Block, align: float) -> None:
        size = block.size_px
        self.pad = round(size * 0.6) + 4
        widths = [sum(_advance(run, size) for run in row) for row in block.rows]
        self.width = round(max(widths)) + 2 * self.pad
        self.height = round(block.height) + 2 * self.pad
        self.mask = Image.new("L", (self.width, self.height))
        self.emoji = Image.new("RGBA", (self.width, self.height))
        self.boxes: list[tuple[int, int, int, int]] = []
        for number, (row, wide) in enumerate(zip(block.rows, widths, strict=True)):
            top = self.pad + number * LINE_HEIGHT * size
            self._row(row, self.pad + (max(widths) - wide) * align, top, size)

    def _row(self, row: list[Run], left: float, top: float, size: int) -> None:
        lefts: dict[int, float] = {}
        for run in in_visual_order(row):
            lefts[id(run)] = left
            self._run(run, left, top + _ASCENT * size, size)
            left += _advance(run, size)
        bottom = top + LINE_HEIGHT * size
        for run in row:
            for start, end in _extents(run, size):
                at = lefts[id(run)]
                self.boxes.append((int(at + start), int(top), int(at + end), int(bottom)))

    def _run(self, run: Run, left: float, baseline: float, size: int) -> None:
        font, scale = _font(run.face, size)
        direction = "rtl" if run.rtl and features.check("raqm") else None
        if scale == 1.0 and not run.emoji:
            ImageDraw.Draw(self.mask).text(
                (left, baseline), run.text, fill=255, font=font, anchor="ls", direction=direction
            )
            return
        ascent, descent = font.getmetrics()
        picture = Image.new("RGBA", (max(1, round(font.getlength(run.text))), ascent + descent))
        ImageDraw.Draw(picture).text((0, ascent), run.text, fill="white", font=font, anchor="ls", embedded_color=True)
        if scale != 1.0:
            smaller = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
            picture = picture.convert("RGBa").resize(smaller, Image.Resampling.LANCZOS).convert("RGBA")
        self.emoji.alpha_composite(picture, (max(0, round(left)), max(0, round(baseline - ascent * scale))))


def _extents(run: Run, size: int) -> list[tuple[float, float]]:
    """Where each cluster of the run lies, in pixels from the run's left edge."""
    font, scale = _font(run.face, size)
    ends = [float(font.getlength("".join(run.clusters[: n + 1]))) * scale for n in range(len(run.clusters))]
    starts = [0.0, *ends[:-1]]
    if run.rtl:
        whole = ends[-1]
        return [(whole - end, whole - start) for start, end in zip(starts, ends, strict=True)]
    return list(zip(starts, ends, strict=True))


def _coloured(sheet: _Sheet, colour: tuple[int, ...], size: int) -> Bytes:
    """RGBA, colours multiplied by alpha: the letters and emoji over a soft shadow that keeps them legible."""
    letters = np.asarray(sheet.mask, np.float32) / 255
    emoji = np.asarray(sheet.emoji, np.float32) / 255
    ink = np.maximum(letters, emoji[..., 3])
    shade = np.zeros(3) if _luma(colour) > 0.35 else np.ones(3)
    clear = np.ones_like(ink)
    for strength, blur_em, drop_em in _SHADE:
        below = np.roll(ink, round(size * drop_em), axis=0)
        clear *= 1 - strength * cv2.GaussianBlur(below, (0, 0), max(0.5, size * blur_em))
    shadow = 1 - clear
    tile = np.dstack([np.asarray(shade, np.float32) * shadow[..., None], shadow])
    for alpha, rgb in ((letters, np.asarray(colour, np.float32)[:3] / 255), (emoji[..., 3], emoji[..., :3])):
        over = np.dstack([np.broadcast_to(rgb, (*alpha.shape, 3)) * alpha[..., None], alpha])
        tile = over + tile * (1 - alpha[..., None])
    pixels: Bytes = np.rint(np.clip(tile, 0, 1) * 255).astype(np.uint8)
    return pixels


def _luma(colour: tuple[int, ...]) -> float:
    return (0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]) / 255


def _placed(sheet: _Sheet, pixels: Bytes, position: str, width: int, height: int) -> Placed:
    inner_width, inner_height = sheet.width - 2 * sheet.pad, sheet.height - 2 * sheet.pad
    margin_x, margin_y = width * SAFE_MARGIN, height * SAFE_MARGIN
    x = (width - inner_width) / 2
    if position.endswith("left"):
        x = margin_x
    elif position.endswith("right"):
        x = width - margin_x - inner_width
    y = (height - inner_height) / 2
    if position.startswith("top"):
        y = margin_y
    elif position.startswith("bottom"):
        y = height - margin_y - inner_height
    return Placed(Tile.of(pixels, sheet.boxes), round((x - sheet.pad) / 2) * 2, round((y - sheet.pad) / 2) * 2)

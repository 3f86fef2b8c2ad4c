"""Titles and captions: real glyphs in the right place, or an honest word about what is missing."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from PIL import Image

from nemo_widget.engine.render import missing_glyphs, render_frame
from nemo_widget.engine.render.fonts import face_for
from nemo_widget.engine.render.layout import lines
from nemo_widget.engine.render.text import draw_text
from nemo_widget.model.draft import TextAnimation, TextMeta, TextPosition
from tests.engine.render import film
from tests.engine.render.film import clips, draft, title

UNKNOWN = "\U000e0fff\U0010fffd"  # not assigned, private use: no font has them
SAFE = 0.05  # of each side, at least, is free of text


def ink(text: str, at: int = 1500, *, plain, width: int = 480, height: int = 270, **meta: object) -> np.ndarray:
    """Where the picture differs from the same one without the text, as a mask of letters (bright on grey)."""
    texts = [title(text, **{"animation": "none", "size": 0.12, **meta})]
    with_text = render_frame(draft(clips(["grey"], 3000), texts, width=width, height=height), plain, at).astype(float)
    return (with_text - 128).max(axis=2) > 40


def extent(mask: np.ndarray) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) as shares of the picture."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    height, width = mask.shape
    return columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height


@pytest.mark.parametrize(
    "text", ["Urban Dreams", "Grüße aus Łódź", "Ελληνικά", "Привет", "你好世界", "日本語", "안녕", "🎉🌊"]
)
def test_what_fonts_have_is_drawn_and_not_as_boxes(plain, text):
    """Different characters look different and none like a missing one."""
    assert missing_glyphs(text) == ""
    for character in dict.fromkeys(text.replace(" ", "")):
        emoji = ord(character) > 0x1F000
        face = face_for(character, bold=True, wanted=None, emoji=emoji, script="han")
        font = face.at(109 if emoji else 40)
        drawn, box = font.getmask(character), font.getmask(UNKNOWN[1])
        assert bytes(drawn) != bytes(box)
        assert max(drawn) > 200
        # and that glyph, not another, is what the picture shows
        tile = draw_text(TextMeta(text=character, role="title", size=40 / 270), 480, 270).tile.pixels
        letters = tile[..., 3] if emoji else tile[..., 1]
        rows, columns = np.flatnonzero((letters > 128).any(axis=1)), np.flatnonzero((letters > 128).any(axis=0))
        scale = 40 / 109 if emoji else 1
        wanted = np.array(Image.frombytes("L", drawn.size, bytes(drawn)).getbbox()) * scale
        if not emoji:
            assert np.ptp(columns) + 1 == pytest.approx(wanted[2] - wanted[0], abs=3)
            assert np.ptp(rows) + 1 == pytest.approx(wanted[3] - wanted[1], abs=3)
    looks = {draw_text(TextMeta(text=c), 480, 270).tile.key for c in set(text.replace(" ", ""))}
    assert len(looks) == len(set(text.replace(" ", "")))


def test_the_fonts_of_this_machine_reach_from_latin_to_emoji():
    assert missing_glyphs("Crème brûlée, Ελληνικά, Привет, سلام") == ""


def test_emoji_are_in_colour(plain):
    tile = draw_text(TextMeta(text="🎉🌊", role="title"), 480, 270).tile.pixels.astype(int)
    colourful = (np.ptp(tile[..., :3], axis=2) > 80) & (tile[..., 3] > 200)
    assert colourful.sum() > 200


def test_missing_glyphs_are_named_and_left_out(plain):
    assert missing_glyphs(f"Plain {UNKNOWN} text") == UNKNOWN
    assert missing_glyphs("Plain text\nin two lines\t") == ""
    assert draw_text(TextMeta(text=UNKNOWN), 480, 270) is None
    assert (ink(f"Plain{UNKNOWN}", plain=plain) == ink("Plain", plain=plain)).all()


@pytest.mark.parametrize("position", get_args(TextPosition))
def test_positions(plain, position):
    """At the edge of the safe area, six hundredths of each side; letters stand a little below the top of their line."""
    left, top, right, bottom = extent(ink("Here", position=position, plain=plain))
    if position.endswith("left"):
        assert 0.055 < left < 0.08
    elif position.endswith("right"):
        assert 0.92 < right < 0.945
    else:
        assert (left + right) / 2 == pytest.approx(0.5, abs=0.01)
    if position.startswith("top"):
        assert 0.06 < top < 0.12
    elif position.startswith("bottom"):
        assert 0.88 < bottom < 0.94
    else:
        assert (top + bottom) / 2 == pytest.approx(0.5, abs=0.025)


@pytest.mark.parametrize(
    "text",
    [
        "The quick brown fox jumps over the lazy dog and never comes back to where it was before",
        "这是一个非常长的中文标题它一个空格也没有所以必须在任意两个字之间换行才能放进画面里面去",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2,
        "word " * 2000,
        "line\n" * 60,
    ],
)
@pytest.mark.parametrize("canvas", [(480, 270), (152, 270)])
def test_text_keeps_inside_the_safe_area(plain, text, canvas):
    left, top, right, bottom = extent(ink(text, width=canvas[0], height=canvas[1], plain=plain))
    assert left >= SAFE and top >= SAFE and right <= 1 - SAFE and bottom <= 1 - SAFE


def test_lines_break_between_words(plain):
    """Breaking changes nothing about the words themselves: each line is as it is alone."""
    two = ink("wonderful things happen", size=0.2, width=320, plain=plain)
    rows = np.flatnonzero(two.any(axis=1))
    assert (np.diff(rows) > 3).any()  # there are lines
    assert extent(two)[2] - extent(two)[0] > 0.5


def broken(text: str, at_most: int) -> list[str]:
    """Lines of at most so many clusters."""
    found = lines(text, at_most, 1000, lambda run: len(run.clusters), bold=False, wanted=None)
    return ["".join(line) for line in found]


@pytest.mark.parametrize(
    ("text", "at_most", "wanted"),
    [
        ("one two three four", 9, ["one two", "three", "four"]),
        ("城市之梦，夜色", 4, ["城市之", "梦，夜色"]),  # no line begins with a comma
        ("日本語のタイトル", 6, ["日本語の", "タイトル"]),  # nor in the middle of a word that has no spaces around it
        ("안녕하세요 세계여", 7, ["안녕하세요", "세계여"]),
        ("a café — naïve", 6, ["a", "café —", "naïve"]),  # nor with a dash, though there is a space before
        ("incomprehensibilities", 8, ["incompre", "hensibil", "ities"]),
    ],
)
def test_lines_break_where_a_reader_would(text, at_most, wanted):
    """The player's tests say the same of the same texts."""
    assert broken(text, at_most) == wanted


@pytest.mark.parametrize("text", ["one two three four five six seven eight", "每天早上七点钟我们都会在这里煮咖啡"])
def test_lines_are_of_about_the_same_length(plain, text):
    """A lone word in the last line looks like a mistake."""
    mask = ink(text, width=320, height=320, size=0.1, plain=plain)
    rows = np.flatnonzero(mask.any(axis=1))
    last_line = mask[rows[-1] - 16 : rows[-1] + 1]
    left, _, right, _ = extent(mask)
    last = extent(last_line)
    assert last[2] - last[0] > 0.6 * (right - left)


def test_size_is_a_share_of_the_height(plain):
    def tall(size: float, height: int) -> float:
        _, top, _, bottom = extent(ink("H", size=size, height=height, plain=plain))
        return bottom - top

    assert tall(0.2, 270) == pytest.approx(2 * tall(0.1, 270), rel=0.1)
    assert tall(0.2, 540) == pytest.approx(tall(0.2, 270), rel=0.05)
    assert 0.6 < tall(0.2, 540) / 0.2 < 0.8  # a capital letter is about 0.7 em


def test_colour(plain):
    shown = draft(clips(["grey"], 3000), [title("███", color="#ff8000", animation="none", size=0.4)])
    middle = render_frame(shown, plain, 1000)[40:50, 75:85]
    assert film.close(middle, (255, 128, 0), within=8)


@pytest.mark.parametrize("animation", get_args(TextAnimation))
def test_animations_come_to_the_same_rest(plain, animation):
    rest = ink("Urban Dreams", 1500, plain=plain)
    assert (ink("Urban Dreams", 1500, animation=animation, plain=plain) == rest).mean() > 0.999


def test_animations_begin_each_in_its_own_way(plain):
    rest = ink("Urban Dreams", plain=plain)

    def early(animation: str, at: int = 160) -> np.ndarray:
        return ink("Urban Dreams", at, animation=animation, plain=plain)

    assert (early("none", 0) == rest).all()
    assert not early("fade-in", 0).any()
    assert early("fade-in", 240).sum() < rest.sum() and extent(early("fade-in", 320))[1] == extent(rest)[1]
    assert extent(early("slide-up"))[1] > extent(rest)[1]  # still below its place
    left, _, right, _ = extent(early("typewriter"))
    assert left == extent(rest)[0] and right < extent(rest)[2] - 0.2  # letter by letter
    pop = extent(early("pop", 80))
    assert pop[2] - pop[0] < 0.9 * (extent(rest)[2] - extent(rest)[0])  # smaller at first
    beyond = max(e[2] - e[0] for e in (extent(early("pop", at)) for at in (200, 240, 280, 320)))
    assert beyond > extent(rest)[2] - extent(rest)[0]  # and for a moment larger


def test_text_is_there_from_its_start_to_its_end_alone(shoot, plain):
    texts = [title("HELLO", 1000, 1000, animation="none", size=0.3)]
    seen = film.frames(shoot(draft(clips(["grey"], 3000), texts), plain).path)
    bright = (seen.max(axis=3) > 200).any(axis=(1, 2))
    assert np.flatnonzero(bright)[[0, -1]].tolist() == [25, 49]


def test_hebrew_reads_from_right_to_left(plain):
    """Of two words, the one that is read first stands on the right; typed, it appears there first."""
    texts = [title("שלום עולם", animation="typewriter", size=0.2)]
    shown = draft(clips(["grey"], 3000), texts, width=480, height=270)
    early = (render_frame(shown, plain, 200).astype(float) - 128).max(axis=2) > 40
    assert extent(early)[0] > 0.5


def test_empty_text_is_no_text(shoot, plain):
    assert shoot(draft(clips(["red"], 400), [title("  \n ")]), plain).frames == 10

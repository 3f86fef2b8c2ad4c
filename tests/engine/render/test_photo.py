"""From the photo to the picture: upright, in the right colours, whatever the file says of itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nemo_widget.engine.render import Output, RenderError, render_frame
from tests.engine.render import film, profiles
from tests.engine.render.film import BLUE, GREEN, RED, clips, close, draft

ORANGE, TEAL = (214, 110, 40), (40, 150, 160)


def shown(path: Path, **settings: object) -> np.ndarray:
    """The picture of a film of this one photo, before it is compressed."""
    return render_frame(draft(clips(["photo"], 1000), **settings), {"photo": path}, 0)


def quarters(folder: Path, orientation: int | None = None, **save: object) -> Path:
    """Red and green above, blue and white below, turned as a camera does that was held so."""
    picture = Image.new("RGB", (320, 180), film.WHITE)
    for colour, at in ((RED, (0, 0)), (GREEN, (160, 0)), (BLUE, (0, 90))):
        picture.paste(colour, (*at, at[0] + 160, at[1] + 90))
    stored = {2: [0], 3: [3], 4: [1], 5: [5], 6: [2], 7: [6], 8: [4]}.get(orientation or 1, [])
    for turn in stored:
        picture = picture.transpose(Image.Transpose(turn))
    path = folder / f"quarters{orientation}.jpg"
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    picture.save(path, quality=95, exif=exif, **save)
    return path


@pytest.mark.parametrize("orientation", [None, 1, 2, 3, 4, 5, 6, 7, 8])
def test_every_exif_orientation_comes_out_upright(tmp_path, orientation):
    seen = shown(quarters(tmp_path, orientation))
    corners = seen[5:40, 5:70], seen[5:40, 90:155], seen[50:85, 5:70], seen[50:85, 90:155]
    assert all(close(c, colour) for c, colour in zip(corners, (RED, GREEN, BLUE, film.WHITE), strict=True))


@pytest.mark.parametrize("colour", [RED, GREEN, BLUE, ORANGE, TEAL, film.WHITE, film.BLACK, film.GREY])
def test_srgb_colours_survive_the_whole_way(shoot, tmp_path, colour):
    path = film.plain(tmp_path / "photo.png", colour)
    assert close(film.frames(shoot(draft(clips(["photo"], 200)), {"photo": path}).path), colour, within=3)


@pytest.mark.parametrize("colour", [ORANGE, TEAL, (90, 200, 70)])
def test_display_p3_comes_out_in_srgb(tmp_path, colour):
    stored = profiles.in_p3(colour)
    assert max(abs(a - b) for a, b in zip(stored, colour, strict=True)) > 8  # it would look wrong unconverted
    path = film.plain(tmp_path / "p3.jpg", stored, quality=98, subsampling=0, icc_profile=profiles.display_p3())
    assert close(shown(path), colour, within=4)


def test_adobe_rgb_is_more_colourful_than_its_numbers(tmp_path):
    path = film.plain(tmp_path / "adobe.png", (120, 160, 60), icc_profile=profiles.adobe_rgb())
    red, green, _ = shown(path).reshape(-1, 3).mean(axis=0)
    assert red < 110 and green == pytest.approx(160, abs=4)


def test_cmyk_goes_through_its_profile(tmp_path):
    lab = (55.0, -37.0, -48.0)
    path = tmp_path / "press.jpg"
    Image.new("CMYK", (320, 180), (255, 0, 0, 0)).save(path, quality=98, icc_profile=profiles.cmyk(lab))
    assert close(shown(path), profiles.srgb_of_lab(lab), within=6)


def test_cmyk_without_a_profile_is_not_negative(tmp_path):
    path = tmp_path / "press.jpg"
    Image.new("CMYK", (320, 180), (0, 0, 0, 0)).save(path, quality=98)
    assert close(shown(path), film.WHITE)


def test_a_broken_profile_costs_nothing(tmp_path):
    assert close(shown(film.plain(tmp_path / "odd.png", ORANGE, icc_profile=b"no profile at all")), ORANGE)


def half_there(folder: Path, side: tuple[int, int] = (320, 180)) -> Path:
    """Transparent (white, if that were seen) on the left, red on the right."""
    picture = Image.new("RGBA", side, (255, 255, 255, 0))
    picture.paste((*RED, 255), (side[0] // 2, 0, *side))
    picture.save(folder / "half.png")
    return folder / "half.png"


def test_transparency_lies_over_black(tmp_path):
    seen = shown(half_there(tmp_path))
    assert close(seen[:, :75], film.BLACK) and close(seen[:, 85:], RED)


def behind(path: Path, at: int = 0, *, canvas: str | None = None, **meta: object) -> np.ndarray:
    made = draft([film.clip("photo", 0, 1000, **meta)])
    made.meta.background = canvas
    return render_frame(made, {"photo": path}, at)


@pytest.mark.parametrize("motion", ["none", "zoom-in"])
@pytest.mark.parametrize("fit", ["cover", "contain", "blur"])
def test_a_background_can_be_chosen_for_a_clip_or_for_all(tmp_path, fit, motion):
    path = half_there(tmp_path)
    for meta in ({"background": "#28A03c"}, {"canvas": "#28a03c"}, {"background": "#28a03c", "canvas": "#ffffff"}):
        seen = behind(path, fit=fit, motion=motion, **meta)
        assert close(seen[20:70, 20:70], (40, 160, 60)) and close(seen[20:70, 90:140], RED)


def test_a_half_transparent_pixel_is_half_of_each(tmp_path):
    Image.new("RGBA", (320, 180), (200, 30, 30, 128)).save(tmp_path / "veil.png")
    assert close(behind(tmp_path / "veil.png", background="#0000ff"), (100, 15, 142), within=3)


@pytest.mark.parametrize("meta", [{"filter": "vintage"}, {"brightness": 2.0}, {"contrast": 0.5}])
def test_filters_change_the_photo_and_not_what_is_behind_it(tmp_path, meta):
    path = half_there(tmp_path, (180, 180))
    for background, colour in (("#000000", film.BLACK), ("#28a03c", (40, 160, 60))):
        seen = behind(path, fit="contain", background=background, **meta)
        assert close(seen[:, :30], colour, within=2) and close(seen[:, 45:75], colour, within=2)
        assert close(seen[:, 130:], colour, within=2) and not close(seen[:, 85:120], RED, within=10)


def test_gaps_and_the_way_into_the_first_clip_show_the_canvas(tmp_path, plain):
    fade = {"type": "crossfade", "d": 400}
    made = draft([film.clip("red", 0, 1000, transition=fade), film.clip("red", 2000, 1000)])
    made.meta.background = "#ffffff"
    assert close(render_frame(made, plain, 0), film.WHITE) and close(render_frame(made, plain, 1500), film.WHITE)


def test_a_transparent_colour_of_a_palette(tmp_path):
    picture = Image.new("P", (320, 180), 0)
    picture.putpalette([255, 255, 255, 30, 160, 40] + [0] * 762)
    picture.paste(1, (160, 0, 320, 180))
    picture.save(tmp_path / "palette.gif", transparency=0)
    seen = shown(tmp_path / "palette.gif")
    assert close(seen[:, :75], film.BLACK) and close(seen[:, 85:], GREEN)


def test_sixteen_bits_keep_their_brightness(tmp_path):
    Image.fromarray(np.full((180, 320), 0x8080, np.uint16)).save(tmp_path / "deep.png")
    assert close(shown(tmp_path / "deep.png"), film.GREY, within=2)


@pytest.mark.parametrize("transparent", [False, True])
def test_sixteen_bits_of_each_colour(tmp_path, transparent):
    import cv2

    colours = [c * 257 for c in reversed(ORANGE)] + ([65535] if transparent else [])
    cv2.imwrite(str(tmp_path / "deep.png"), np.full((180, 320, len(colours)), colours, np.uint16))
    assert close(shown(tmp_path / "deep.png"), ORANGE, within=2)


def test_black_and_white_bits(tmp_path):
    Image.new("1", (320, 180), 1).save(tmp_path / "bits.png")
    assert close(shown(tmp_path / "bits.png"), film.WHITE)


def test_a_large_jpeg_is_as_sharp_and_as_bright_as_a_small_one(tmp_path):
    """Large JPEGs are decoded at a fraction of their size; that must not be seen."""
    from skimage import data

    small = Image.fromarray(data.cat()).resize((320, 180), Image.Resampling.LANCZOS)
    small.resize((3200, 1800), Image.Resampling.BICUBIC).save(tmp_path / "large.jpg", quality=95)
    small.save(tmp_path / "small.png")
    large, own = (shown(tmp_path / n, width=320, height=180).astype(float) for n in ("large.jpg", "small.png"))
    assert np.abs(large - own).mean() < 3


@pytest.mark.parametrize("suffix", ["png", "jpg"])
@pytest.mark.parametrize(
    ("motion", "at", "zoom"), [("none", 0, 1), ("zoom-in", 1999, 1.12), ("pan-left", 1000, 1 / 0.88)]
)
def test_what_is_too_fine_for_the_frame_makes_no_pattern(tmp_path, suffix, motion, at, zoom):
    """Rings that become ever finer, five times as large as the frame: beyond its resolution there is plain grey."""
    width, height = 2400, 1350
    rows, columns = np.mgrid[:height, :width]
    radius = np.hypot(columns + 0.5 - width / 2, rows + 0.5 - height / 2)
    rings = 128 + 100 * np.cos(np.pi * 0.5 * radius**2 / (width / 2))
    path = tmp_path / f"rings.{suffix}"
    Image.fromarray(np.rint(rings).astype(np.uint8)).save(path, **({"quality": 98} if suffix == "jpg" else {}))
    made = draft([film.clip("photo", 0, 2000, motion=motion)], width=480, height=270)
    seen = render_frame(made, {"photo": path}, at)[..., 1].astype(float)
    rows, columns = np.mgrid[:270, :480]
    radius = np.hypot(columns + 0.5 - 240, rows + 0.5 - 135) * 5 / zoom
    cycles = radius / (width / 2) * 0.5 * 5 / zoom  # a pixel of the frame

    def contrast(low: float, high: float) -> float:
        return float(seen[(cycles >= low) & (cycles < high)].std() * 2**0.5)

    assert contrast(0.1, 0.2) > 80 and contrast(0.2, 0.3) > 70
    assert contrast(0.8, 1.0) < 5
    assert contrast(1.0, 1.8) < (3 if suffix == "png" else 8)


def test_a_photo_at_rest_is_the_photo(shoot, tmp_path):
    from skimage import color, data

    wanted = np.asarray(Image.fromarray(data.coffee()).crop((0, 20, 600, 380)).resize((480, 288)))
    Image.fromarray(wanted).save(tmp_path / "own.png")
    found = shown(tmp_path / "own.png", width=480, height=288)
    made = draft(clips(["photo"], 1000), width=480, height=288)
    done = shoot(made, {"photo": tmp_path / "own.png"}, output=Output())
    for picture in (found, film.frames(done.path)[12].round().astype(np.uint8)):
        difference = color.deltaE_ciede2000(color.rgb2lab(wanted), color.rgb2lab(picture))
        assert difference.mean() < 1.5


@pytest.mark.parametrize(
    ("name", "content"),
    [("cut.jpg", "half"), ("empty.jpg", "nothing"), ("text.jpg", "words"), ("cut.png", "half")],
)
def test_a_damaged_photo_is_named(shoot, plain, pictures, tmp_path, name, content):
    path = tmp_path / name
    Image.open(pictures["coffee"]).save(path)
    whole = path.read_bytes()
    path.write_bytes({"half": whole[: len(whole) // 2], "nothing": b"", "words": b"these are just words\n"}[content])
    shown = draft([film.clip("red", 0, 1000), {**film.clip("bad", 1000, 1000), "m": {"src": "bad", "name": name}}])
    with pytest.raises(RenderError, match=name) as caught:
        shoot(shown, {**plain, "bad": path})
    assert str(tmp_path) not in str(caught.value)
    assert sorted(p.name for p in tmp_path.iterdir()) == [name]


def test_too_many_pixels_are_refused_before_they_are_decoded(tmp_path):
    """300 megapixels in a few bytes: the header of a PNG, and an end."""
    import struct
    import zlib

    def block(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = block(b"IHDR", struct.pack(">IIBBBBB", 20000, 15000, 8, 2, 0, 0, 0))
    path = tmp_path / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + block(b"IDAT", zlib.compress(b"")) + block(b"IEND", b""))
    with pytest.raises(RenderError, match="photo has too many pixels"):
        shown(path)

"""Files as people have them: checked by content, turned upright, converted, in the right colours."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import wave
import zlib
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageCms

from nemo_widget.model.errors import BadMedia, MediaTooLarge, UnsupportedMedia
from nemo_widget.session.media_files import prepare, shrink
from tests import hostile_files

RED, BLUE = (220, 30, 30), (30, 30, 220)
TURNED = 6  # EXIF: shown turned by 90° clockwise


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def halves(width: int = 400, height: int = 300) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image


def opened(jpeg: bytes | Path) -> Image.Image:
    with Image.open(io.BytesIO(jpeg) if isinstance(jpeg, bytes) else jpeg) as image:
        image.load()
        return image.copy()


def is_near(pixel: object, colour: tuple[int, int, int], by: int = 12) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= by for a, b in zip(pixel, colour, strict=False))


def png_header(width: int, height: int) -> bytes:
    """A PNG of that size with no pixels in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "gif"])
def test_what_the_wire_takes_goes_as_it_is(tmp_path: Path, out: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    halves().save(path)
    ready = prepare(path, path.name, out)
    assert (ready.path, ready.name, ready.width, ready.height) == (path, path.name, 400, 300)
    assert ready.thumbnail
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("suffix", ["bmp", "tiff", "avif", "heic"])
def test_what_the_wire_does_not_take_becomes_a_jpeg(tmp_path: Path, out: Path, suffix: str) -> None:
    path = tmp_path / f"dog.{suffix}"
    if suffix == "heic":
        pillow_heif.from_pillow(halves()).save(path)
    else:
        halves().save(path)
    ready = prepare(path, path.name, out)
    assert (ready.name, ready.type.format, ready.path.parent) == ("dog.jpg", "jpeg", out)
    image = opened(ready.path)
    assert image.size == (400, 300) == (ready.width, ready.height)
    assert is_near(image.getpixel((50, 150)), RED)
    assert is_near(image.getpixel((350, 150)), BLUE)


def test_a_converted_picture_is_upright(tmp_path: Path, out: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = TURNED
    path = tmp_path / "turned.tiff"
    halves().save(path, exif=exif)
    ready = prepare(path, path.name, out)
    image = opened(ready.path)
    assert image.size == (300, 400) == (ready.width, ready.height)
    assert is_near(image.getpixel((150, 50)), RED)
    assert image.getexif().get(0x0112, 1) == 1


def test_a_turned_jpeg_is_measured_and_pictured_as_a_viewer_shows_it(tmp_path: Path, out: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = TURNED
    path = tmp_path / "turned.jpg"
    halves(2000, 1500).save(path, exif=exif, quality=95)
    ready = prepare(path, path.name, out)
    assert (ready.width, ready.height) == (1500, 2000)
    thumbnail = opened(ready.thumbnail or b"")
    assert thumbnail.size == (960, 1280)
    assert is_near(thumbnail.getpixel((480, 130)), RED)


def wide_profile() -> bytes:
    """A profile in which red and green have changed places, so that nobody can overlook that it counts."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    tags = {profile[132 + 12 * n : 136 + 12 * n]: 132 + 12 * n for n in range(profile[131])}
    swapped = bytearray(profile)
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    swapped[red + 4 : red + 12], swapped[green + 4 : green + 12] = (
        profile[green + 4 : green + 12],
        profile[red + 4 : red + 12],
    )
    return bytes(swapped)


def test_colour_profiles_are_kept_in_the_file_and_used_in_the_thumbnail(tmp_path: Path, out: Path) -> None:
    path, profile = tmp_path / "wide.tiff", wide_profile()
    Image.new("RGB", (200, 200), (230, 20, 20)).save(path, icc_profile=profile)
    ready = prepare(path, path.name, out)
    assert opened(ready.path).info["icc_profile"] == profile
    thumbnail = opened(ready.thumbnail or b"")
    red, green, _ = thumbnail.getpixel((100, 100))  # type: ignore[misc]
    assert green > 200 > 100 > red
    assert "icc_profile" not in thumbnail.info


def test_inks_16_bits_and_transparency(tmp_path: Path, out: Path) -> None:
    inks, grey, clear = tmp_path / "inks.tiff", tmp_path / "grey.tiff", tmp_path / "clear.tiff"
    Image.new("CMYK", (64, 64), (0, 255, 255, 0)).save(inks)
    Image.new("I;16", (64, 64), 128 * 256).save(grey)
    Image.new("RGBA", (64, 64), (10, 200, 10, 128)).save(clear)
    image = opened(prepare(inks, "inks.tiff", out).path)
    assert image.mode == "RGB"
    assert is_near(image.getpixel((9, 9)), (255, 0, 0), 40)
    assert is_near(opened(prepare(grey, "grey.tiff", out).path).convert("RGB").getpixel((9, 9)), (128, 128, 128))
    ready = prepare(clear, "clear.tiff", out)
    assert (ready.name, opened(ready.path).mode) == ("clear.png", "RGBA")


def test_palettes_and_animations_have_a_thumbnail(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "a.gif"
    halves().save(path, save_all=True, append_images=[halves().transpose(Image.Transpose.ROTATE_180)])
    assert is_near(opened(prepare(path, "a.gif", out).thumbnail or b"").getpixel((50, 150)), RED, 30)


@pytest.mark.parametrize("suffix", ["png", "gif", "webp"])
def test_a_thumbnail_is_as_transparent_as_the_picture(tmp_path: Path, out: Path, suffix: str) -> None:
    picture = Image.new("RGBA", (1200, 600), (255, 255, 255, 0))
    picture.paste((*RED, 255), (600, 0, 1200, 600))
    path = tmp_path / f"logo.{suffix}"
    picture.save(path)
    thumbnail = prepare(path, path.name, out).thumbnail or b""
    for small in (opened(thumbnail), opened(shrink(thumbnail, 320))):
        width, height = small.size
        assert small.getpixel((width // 4, height // 2))[3] == 0  # type: ignore[index]
        assert is_near(small.getpixel((width * 3 // 4, height // 2))[:3], RED, 30)  # type: ignore[index]


def test_a_thumbnail_is_made_smaller_on_demand(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "a.jpg"
    halves(2000, 1000).save(path)
    thumbnail = prepare(path, "a.jpg", out).thumbnail or b""
    assert opened(thumbnail).size == (1280, 640)
    assert opened(shrink(thumbnail, 320)).size == (320, 160)
    assert shrink(thumbnail, 2000) == thumbnail


def test_sound_and_film(tmp_path: Path, out: Path) -> None:
    sound = tmp_path / "a.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1), file.setsampwidth(2), file.setframerate(8000)
        file.writeframes(b"\0\0" * 16000)
    ready = prepare(sound, "a.wav", out)
    assert (ready.type.kind, ready.duration_s, ready.thumbnail) == ("audio", 2.0, None)
    film = tmp_path / "a.mp4"
    make_film(film)
    ready = prepare(film, "a.mp4", out)
    assert (ready.type.kind, ready.width, ready.height, ready.duration_s) == ("video", 320, 240, 1.0)
    assert is_near(opened(ready.thumbnail or b"").getpixel((40, 120)), RED, 30)


def make_film(path: Path) -> None:
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for _ in range(10):
            container.mux(stream.encode(av.VideoFrame.from_image(halves(320, 240))))
        container.mux(stream.encode())


def cut_jpeg() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((800, 600), 80).convert("RGB").save(out, "JPEG")
    return out.getvalue()[: len(out.getvalue()) // 2]


@pytest.mark.parametrize(
    ("name", "content", "kind", "says"),
    [
        ("empty.jpg", b"", BadMedia, "is empty"),
        ("cut.jpg", cut_jpeg(), BadMedia, "damaged or cut off"),
        ("notes.jpg", b"just some words\n" * 20, BadMedia, "is not really a JPG"),
        ("bomb.png", png_header(20000, 15000), MediaTooLarge, "megapixels"),
        ("paper.pdf", b"%PDF-1.7 ...", UnsupportedMedia, "JPG, PNG, GIF, WEBP, HEIC"),
        ("cut.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isommp41" + b"\0" * 200, BadMedia, "damaged or cut off"),
        ("cut.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200, BadMedia, "damaged or cut off"),
        ("odd.avif", hostile_files.avif_without_a_picture(), BadMedia, "damaged or cut off"),
        ("radio.mp3", hostile_files.session_description_behind_id3(), BadMedia, "damaged or cut off"),
        ("endless.mp4", hostile_files.mp4_of_many_pictures(60_000_000), BadMedia, "damaged or cut off"),
        ("scans.jpg", hostile_files.jpeg_of_many_scans(1000), BadMedia, "takes hours to open"),
    ],
)
def test_bad_files_are_refused_in_a_plain_sentence(
    tmp_path: Path, out: Path, name: str, content: bytes, kind: type[BadMedia], says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(kind, match=says) as raised:
        prepare(path, name, out)
    assert raised.value.next_step
    assert str(tmp_path) not in str(raised.value)


def test_a_file_costs_this_process_no_memory_whatever_it_claims(tmp_path: Path, out: Path) -> None:
    """A kernel that is ended for its memory takes along all that was computed in it."""
    path = tmp_path / "endless.mp4"
    path.write_bytes(hostile_files.mp4_of_many_pictures(10_000_000))
    code = (
        "import sys; from pathlib import Path; from nemo_widget.session.media_files import prepare\n"
        "path, out = map(Path, sys.argv[1:])\n"
        "peak_kb = lambda: int(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])\n"
        "before_kb = peak_kb()\n"
        "print(prepare(path, path.name, out).width, peak_kb() - before_kb)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path, out],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        capture_output=True,
        text=True,
        check=True,
    )
    width, grown_kb = map(int, done.stdout.split())
    assert width == 4
    assert grown_kb < 64 * 1024


def test_a_film_is_measured_and_pictured_as_a_viewer_shows_it(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "phone.mp4"
    path.write_bytes(hostile_files.mp4_of_many_pictures(1, turned=True, size=(8, 4)))
    ready = prepare(path, path.name, out)
    assert (ready.width, ready.height) == (4, 8)
    assert opened(ready.thumbnail or b"").size == (4, 8)


def test_a_jpeg_may_be_as_elaborate_as_encoders_make_it(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "fine.jpg"
    path.write_bytes(hostile_files.jpeg_of_many_scans(100) + b"a film behind it " + b"\xff\xda\0\2" * 1000)
    assert prepare(path, path.name, out).width == 64


def test_201_mb_are_too_much(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "big.mp4"
    with path.open("wb") as file:
        file.truncate(201 * 1024 * 1024)
    with pytest.raises(MediaTooLarge, match="201 MB; at most 200 MB"):
        prepare(path, "big.mp4", out)


def test_what_is_not_there_or_a_folder(tmp_path: Path, out: Path) -> None:
    with pytest.raises(BadMedia, match=r"gone\.jpg does not exist"):
        prepare(tmp_path / "gone.jpg", "gone.jpg", out)
    with pytest.raises(BadMedia, match="is a folder"):
        prepare(tmp_path, "photos", out)


def test_broken_metadata_is_nobodys_concern(tmp_path: Path, out: Path) -> None:
    broken = b"Exif\0\0II*\0\x08\0\0\0\x05\0\x0f\x01\x02\0\xff\0\0\0\xf0\xff\0\0"
    Image.new("RGB", (40, 30)).save(tmp_path / "photo.jpg", exif=broken)
    code = (
        "import sys; from pathlib import Path; from nemo_widget.session.media_files import prepare\n"
        "print(prepare(Path(sys.argv[1]), 'photo.jpg', Path(sys.argv[2])).width)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "photo.jpg", out],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("40\n", "")

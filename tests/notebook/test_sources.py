"""Every source a person may have becomes a file with a good name and the right pixels."""

from __future__ import annotations

import io
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
import pytest
from PIL import Image

from nemo_widget.notebook.sources import LocalFile, Source, Sources, Unusable, Url


def collect(folder: Path, *sources: Any) -> list[Source]:
    return list(Sources(folder).collect(sources))


def only_file(folder: Path, source: Any) -> LocalFile:
    (found,) = collect(folder, source)
    assert isinstance(found, LocalFile), found
    return found


def error_of(folder: Path, source: Any) -> str:
    (found,) = collect(folder, source)
    assert isinstance(found, Unusable), found
    return str(found.error)


def pixels(file: LocalFile) -> np.ndarray:
    with Image.open(file.path) as image:
        return np.asarray(image)


def photo(path: Path, size: tuple[int, int] = (8, 6)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, "red").save(path)
    return path


def test_a_path_is_used_where_it_lies(tmp_path: Path):
    path = photo(tmp_path / "beach.jpg")
    for source in (path, str(path)):
        assert only_file(tmp_path, source) == LocalFile(path, "beach.jpg", temporary=False)


def test_a_folder_gives_its_media_in_the_order_people_count(tmp_path: Path):
    for name in ("img10.jpg", "img2.jpg", "IMG1.PNG", ".hidden.jpg"):
        photo(tmp_path / "shots" / name)
    (tmp_path / "shots" / "notes.txt").write_text("no picture")
    found = collect(tmp_path, tmp_path / "shots")
    assert [f.name for f in found if isinstance(f, LocalFile)] == ["IMG1.PNG", "img2.jpg", "img10.jpg"]


def test_a_pattern_gives_what_matches(tmp_path: Path):
    for name in ("a/one.jpg", "a/b/two.png", "three.gif"):
        photo(tmp_path / name)
    assert [f.name for f in collect(tmp_path, f"{tmp_path}/**/*.[jp][pn]g")] == ["two.png", "one.jpg"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path):
    path = photo(tmp_path / "shot [1].jpg")
    assert only_file(tmp_path, path).path == path


def test_urls_are_left_to_the_session(tmp_path: Path):
    assert collect(tmp_path, " https://example.org/a.jpg ") == [Url("https://example.org/a.jpg")]


def test_bytes_and_open_files_are_named_by_what_they_are(tmp_path: Path):
    path = photo(tmp_path / "cat.png")
    data = path.read_bytes()
    with path.open("rb") as opened:
        found = collect(tmp_path, data, bytearray(data), io.BytesIO(data), opened)
    files = [f for f in found if isinstance(f, LocalFile)]
    assert [f.name for f in files] == ["image-1.png", "image-2.png", "image-3.png", "cat.png"]
    assert all(f.temporary and f.path.read_bytes() == data and f.path != path for f in files)


def test_a_pil_image_keeps_its_name_stands_upright_and_keeps_its_colour_profile(tmp_path: Path):
    turned = Image.new("RGB", (8, 4), "blue")
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.save(tmp_path / "phone.jpg", exif=exif, icc_profile=b"a profile")
    with Image.open(tmp_path / "phone.jpg") as image:
        file = only_file(tmp_path, image)
    assert file.name == "phone.png"
    with Image.open(file.path) as saved:
        assert saved.size == (4, 8)
        assert saved.info["icc_profile"] == b"a profile"
        assert 0x0112 not in saved.getexif()


def test_a_large_photo_becomes_a_jpeg_and_a_transparent_one_never(tmp_path: Path):
    assert only_file(tmp_path, Image.new("RGB", (3000, 2000))).name == "image-1.jpg"
    file = only_file(tmp_path, Image.new("RGBA", (3000, 2000), (1, 2, 3, 4)))
    assert file.name == "image-1.png"
    assert tuple(pixels(file)[0, 0]) == (1, 2, 3, 4)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "I;16"])
def test_an_image_of_every_mode_can_be_used(tmp_path: Path, mode: str):
    with Image.open(only_file(tmp_path, Image.new(mode, (5, 3))).path) as image:
        image.load()
        assert image.size == (5, 3)


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (np.array([[0, 200]], np.uint8), [[0, 200]]),
        (np.array([[0.0, 1.0], [0.5, np.nan]]), [[0, 255], [128, 0]]),
        (np.array([[1.0000001, -1e-9]]), [[255, 0]]),
        (np.array([[False, True]]), [[0, 255]]),
        (np.array([[0, 255]], np.int64), [[0, 255]]),
        (np.array([[0, 65535, 257]], np.uint16), [[0, 255, 1]]),
        (np.array([[[7], [9]]], np.uint8), [[7, 9]]),
        (np.array([[[1, 2, 3], [4, 5, 6]]], np.uint8), [[[1, 2, 3], [4, 5, 6]]]),
        (np.array([[[1, 2, 3, 4]]], np.uint8), [[[1, 2, 3, 4]]]),
        (np.zeros((2, 3, 3), np.float32)[::-1, ::2], np.zeros((2, 2, 3))),
    ],
)
def test_an_array_keeps_its_pixels(tmp_path: Path, array: np.ndarray, expected: Any):
    file = only_file(tmp_path, array)
    assert file.name == "array-1.png"
    np.testing.assert_array_equal(pixels(file), expected)


def test_a_stack_of_arrays_is_that_many_pictures(tmp_path: Path):
    stack = np.stack([np.full((4, 5, 3), n, np.uint8) for n in (10, 20)])
    files = [f for f in collect(tmp_path, stack) if isinstance(f, LocalFile)]
    assert [f.name for f in files] == ["array-1.png", "array-2.png"]
    assert [int(pixels(f)[0, 0, 0]) for f in files] == [10, 20]


@pytest.mark.parametrize(
    ("array", "says"),
    [
        (np.zeros((3, 4, 5, 6, 7)), "shape"),
        (np.zeros((4, 5, 2)), "(4, 5, 2)"),
        (np.zeros((0, 5)), "shape"),
        (np.array([[0.0, 255.0]]), "0 to 255. Floats go from 0 to 1"),
        (np.array([[-1, 5]]), "-1 to 5. Whole numbers go from 0 to 255"),
        (np.array([[1j]]), "complex"),
    ],
)
def test_an_array_that_is_no_picture_is_told_why(tmp_path: Path, array: np.ndarray, says: str):
    (found,) = collect(tmp_path, array)
    assert isinstance(found, Unusable)
    assert says in str(found.error)


def test_a_figure_is_saved_sharp_and_named_by_its_title(tmp_path: Path):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4, 3))
    axes = figure.subplots()
    axes.plot([1, 2])
    untitled, of_axes = collect(tmp_path, figure, axes)
    axes.set_title("Sales, 2026 / Q1", loc="left")
    titled = only_file(tmp_path, figure)
    assert (untitled.name, of_axes.name, titled.name) == ("figure-1.png", "figure-2.png", "Sales-2026-Q1.png")
    with Image.open(titled.path) as image:
        assert image.size == (1920, 1440)


def test_pictures_of_other_widgets_can_be_used(tmp_path: Path):
    content = photo(tmp_path / "beach.jpg").read_bytes()
    picker = ipywidgets.FileUpload(multiple=True)
    assert error_of(tmp_path, picker) == "Nothing is picked in the upload widget yet. Choose files in it first."
    picked = {"name": "beach.jpg", "type": "image/jpeg", "size": len(content), "content": memoryview(content)}
    picker.value = ({**picked, "last_modified": datetime.now(timezone.utc)},)
    assert only_file(tmp_path, picker).name == "beach.jpg"
    assert only_file(tmp_path, ipywidgets.Image(value=content)).path.read_bytes() == content


def test_iterables_of_sources_of_any_depth_keep_their_order(tmp_path: Path):
    path = photo(tmp_path / "a.png")
    found = collect(tmp_path, [path, (np.zeros((2, 2), np.uint8), "https://example.org/b.jpg")], iter([path]))
    assert [getattr(f, "name", getattr(f, "url", "")) for f in found] == [
        "a.png", "array-1.png", "https://example.org/b.jpg", "a.png",
    ]  # fmt: skip


def test_one_bad_source_costs_no_other(tmp_path: Path):
    path = photo(tmp_path / "a.png")
    first, second, third = collect(tmp_path, tmp_path / "gone.jpg", object(), path)
    assert isinstance(first, Unusable)
    assert str(first.error).startswith("There is no file gone.jpg.")
    assert isinstance(second, Unusable)
    assert third == LocalFile(path, "a.png")


def test_what_cannot_be_used_is_told_in_a_sentence(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    assert "holds no pictures" in error_of(tmp_path, tmp_path / "empty")
    assert "No pictures, videos or music match" in error_of(tmp_path, str(tmp_path / "*.jpg"))
    assert "is empty" in error_of(tmp_path, b"")
    assert "Accepted are JPG" in error_of(tmp_path, b"just some text")
    assert 'mode "rb"' in error_of(tmp_path, io.StringIO("text"))
    assert "one column" in error_of(tmp_path, {"a": 1})
    assert "NoneType is no picture" in error_of(tmp_path, None)
    assert "begin with ftp:// cannot be fetched" in error_of(tmp_path, "ftp://example.org/cat.jpg")
    assert "There is no file gone.jpg." in error_of(tmp_path, "gone.jpg")
    assert "megapixels" in error_of(tmp_path, np.zeros((15_001, 10_000), np.bool_))

"""`nemo-widget batch`: a table in a shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_make import nemo_widget
from tests.video_file import probe


@pytest.fixture
def table(photos: list[Path], tmp_path: Path) -> Path:
    """A CSV as spreadsheets write it, beside a folder of photos."""
    (tmp_path / "shop").mkdir()
    for photo in photos:
        (tmp_path / "shop" / photo.name).write_bytes(photo.read_bytes())
    lines = ["sku,name,photo,,", "7,Käse,cat.png,,", "8,Kaffee,coffee.jpg,,too,many", "9,Leer,,,", ""]
    (tmp_path / "shop" / "products.csv").write_text("\r\n".join(lines), encoding="utf-8-sig")
    return tmp_path / "shop" / "products.csv"


def test_each_row_becomes_a_video(table: Path, tmp_path: Path) -> None:
    small = ("--resolution", "144", "--quality", "fast")
    words = ("--media", "photo", "--say", "1 second, square", "--say", 'title "{name}"')
    done = nemo_widget("batch", table, *words, "-o", "out/{sku}.mp4", *small, data_dir=tmp_path / "data", cwd=tmp_path)
    assert done.returncode == 1
    assert probe(tmp_path / "out" / "7.mp4").frames == probe(tmp_path / "out" / "8.mp4").frames == 30
    assert "7.mp4: " in done.stdout and "Käse" in done.stdout
    assert f"{tmp_path / 'out' / '8.mp4'} · 144×144 · 1 s" in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("nemo-widget: 1 of 3 videos could not be made. Row 3: There is no picture in it.")


def test_what_is_no_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "photo.csv").write_bytes(b"\xff\xd8\xff\xe0 no text")
    for name, said in {
        "photo.csv": "photo.csv is no table. Save it as CSV, in UTF-8.",
        "gone.csv": "There is no file gone.csv. Check the path.",
        ".": "cannot be read (Is a directory). Choose another file.",
    }.items():
        done = nemo_widget("batch", name, data_dir=tmp_path / "data", cwd=tmp_path)
        assert done.returncode == 1
        assert said in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1

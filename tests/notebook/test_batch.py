"""Many videos in one conversation: from pairs, from a table, and with rows that cannot be made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from nemo_widget import NemoError, Studio
from nemo_widget.model.batch import Batch
from nemo_widget.model.errors import BatchFailed, OutputError
from nemo_widget.notebook.rows import rows_of
from tests.sounds import old_song
from tests.video_file import probe

SMALL = {"resolution": 144, "quality": "fast"}


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    monkeypatch.setenv("NEMO_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    studio = Studio(backend="local")
    yield studio
    studio.close()


def test_each_pair_is_a_video_of_its_own(studio: Studio, photos: list[Path]) -> None:
    astronaut, coffee, cat = photos
    made = studio.batch(
        [
            (cat, "square, 2 seconds, title 'Meow', lo-fi music"),
            ([astronaut, coffee], "4 seconds, vertical"),
            (Image.open(cat), ""),
        ],
        **SMALL,
    )
    assert [v.path.relative_to(Path.cwd()) for v in made] == [Path(f"video-{n}.mp4") for n in (1, 2, 3)]
    files = [probe(video.path) for video in made]
    assert [(f.width, f.height, f.frames) for f in files] == [(144, 144, 60), (144, 256, 120), (256, 144, 90)]
    assert "Meow" in made.replies[0].text
    assert [c.name for c in studio.timeline.clips()] == ["cat.png"]  # nothing of those before
    assert len(studio.timeline.tracks) == 1
    assert [v.path for v in studio.wait()] == [v.path for v in made]


def test_a_table_fills_words_and_names(studio: Studio, photos: list[Path]) -> None:
    table = pd.DataFrame(
        {"sku": ["a/1", "b:2"], "name": ["Cat's cradle", "Mug"], "price": [19.5, 3.0], "photo": [photos[2], photos[1]]}
    )
    made = studio.batch(
        table, media="photo", say='2 seconds, title "{name}", caption "€{price:.2f}"', path="clips/{sku}.mp4", **SMALL
    )
    assert [v.path.relative_to(Path.cwd()) for v in made] == [Path("clips/a-1.mp4"), Path("clips/b-2.mp4")]
    assert '"Mug" (0-2s), "€3.00" (0-2s)' in str(studio.timeline)
    html = made._repr_html_()
    assert html.count("<video ") == 2
    assert "a-1.mp4 · 2 s" in html
    for video in made:
        video.path.unlink()
    assert "<video" not in made._repr_html_()


def test_what_is_wrong_with_a_row_costs_no_other(studio: Studio, photos: list[Path]) -> None:
    table = pd.DataFrame({"media": ["gone.jpg", photos[0], None], "say": ["", "1 second", float("nan")]})
    with pytest.raises(BatchFailed) as raised:
        studio.batch(table, **SMALL)
    assert str(raised.value) == (
        "2 of 3 videos could not be made. Row 1: There is no file gone.jpg. Row 3: There is no picture in it. "
        "Mend those rows and run it again: what has not changed takes a moment only."
    )
    first, second, third = raised.value.videos
    assert first is None and third is None
    assert second is not None and probe(second.path).frames == 30


def test_in_chinese(studio: Studio, photos: list[Path]) -> None:
    with pytest.raises(BatchFailed, match=r"^2 个视频中有 1 个没有完成。第 2 行：没有文件 gone\.jpg。"):
        studio.batch([(photos[0], "1 秒，正方形"), ("gone.jpg", "")], **SMALL)


def test_a_song_alone_is_no_video(studio: Studio, tmp_path: Path, photos: list[Path]) -> None:
    song = old_song(tmp_path / "song.wav")
    with pytest.raises(BatchFailed, match="There is no picture for a video"):
        studio.batch([song], **SMALL)
    studio.batch([([photos[0], song], "2 seconds, use song.wav as the music")], **SMALL)
    assert "song.wav" in str(studio.timeline)


def test_nothing_is_made_where_a_place_is_no_good(studio: Studio, photos: list[Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for path, said in {
        "{n}.mov": "1.mov does not end in .mp4",
        "file/{n}.mp4": 'The folder "file" cannot be made',
        "same.mp4": "Rows 1 and 2 would both be written to same.mp4",
    }.items():
        with pytest.raises(OutputError, match=said):
            studio.batch(photos, path=path, **SMALL)
    assert studio.media == []


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        ([], {}, "There are no rows."),
        ("beach.jpg", {}, "str is no list of rows."),
        ([("a.jpg", "b.jpg", "c.jpg")], {}, "A row of a batch is a pair"),
        ([{"photo": "a.jpg", "name": "x"}], {}, "There is no column “media”. There are: photo, name."),
        ([{"media": "a.jpg"}], {"say": "title '{name}'"}, "There is no column “name”. There are: media."),
        ([{"media": "a.jpg", "price": "?"}], {"say": "{price:.2f}"}, "“{price:.2f}” cannot be filled from the row."),
    ],
)
def test_a_table_that_does_not_fit_is_told(rows: object, options: dict[str, str], said: str) -> None:
    with pytest.raises(NemoError) as raised:
        rows_of(rows, options.get("media", "media"), options.get("say"), "{n}.mp4")
    assert said in str(raised.value)


def test_rows_are_numbered_so_that_they_sort() -> None:
    names = [row.path.name for row in rows_of(["a.jpg"] * 10, "media", None, "{n}.mp4")]
    assert names == sorted(names)
    assert names[0] == "01.mp4"


def test_several_columns_hold_pictures() -> None:
    (row,) = rows_of([{"front": "a.jpg", "back": None, "more": ["c.jpg", "d.jpg"]}], ["front", "back", "more"], "", "x")
    assert row.media == ["a.jpg", "c.jpg", "d.jpg"]


def test_a_batch_prints_a_line_a_video(studio: Studio, photos: list[Path]) -> None:
    made = studio.batch(photos[:2], say="1 second", **SMALL)
    assert isinstance(made, Batch)
    assert repr(made) == "Video('video-1.mp4', 256×144, 1 s)\nVideo('video-2.mp4', 256×144, 1 s)"


@pytest.mark.parametrize(
    "path", ["out/{of[name]}.mp4", "out/{several}.mp4", "out/{name!s}.mp4", "out/{n}{empty}-{name}.mp4"]
)
def test_no_value_of_a_table_leads_out_of_the_folder(path: str) -> None:
    bad = "../../etc/x"
    (row,) = rows_of(
        [{"media": "a.jpg", "of": {"name": bad}, "several": [bad], "name": bad, "empty": None}], "media", None, path
    )
    assert row.path.parent == Path("out")
    assert row.path.suffix == ".mp4"

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from nemo_widget.model.folders import DAY_S, keep_within, make_private


def test_a_private_folder_is_its_owners_alone_and_so_is_what_was_missing_above_it(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_private(tmp_path / "a" / "b")
    assert [p.stat().st_mode & 0o777 for p in (tmp_path, tmp_path / "a", tmp_path / "a" / "b")] == [0o755, 0o700, 0o700]
    make_private(tmp_path / "a" / "b")


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OSError, match="file"):
        make_private(tmp_path / "file" / "data")


def test_the_oldest_files_go_first_and_young_ones_stay(tmp_path: Path) -> None:
    for number, age_days in enumerate((40, 30, 20, 0.5)):
        path = tmp_path / f"{number}.mp4"
        path.write_bytes(bytes(1000))
        written = time.time() - age_days * DAY_S
        os.utime(path, (written, written))

    def left() -> list[str]:
        return sorted(path.name for path in tmp_path.iterdir())

    keep_within(tmp_path, 4000, spare_s=DAY_S)
    assert left() == ["0.mp4", "1.mp4", "2.mp4", "3.mp4"]
    keep_within(tmp_path, 3500, spare_s=DAY_S)
    assert left() == ["1.mp4", "2.mp4", "3.mp4"]
    keep_within(tmp_path, 0, spare_s=25 * DAY_S)
    assert left() == ["2.mp4", "3.mp4"]
    keep_within(tmp_path, 0, spare_s=DAY_S)
    assert left() == ["3.mp4"]
    keep_within(tmp_path / "none", 0, spare_s=DAY_S)

"""What the wire costs: memory of a large file."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

from nemo_widget.model.media import MAX_UPLOAD_BYTES


def test_a_file_of_200_mb_goes_up_in_little_memory_on_both_sides(tmp_path: Path) -> None:
    """In a process of its own, whose memory no other test has stretched."""
    song = wav(tmp_path / "song.wav", MAX_UPLOAD_BYTES)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    told = subprocess.run(
        [sys.executable, "-m", "tests.session.cost", song], env=environment, stdout=subprocess.PIPE, check=True
    )
    near_mb, far_mb = map(float, told.stdout.split())
    assert near_mb < 32
    assert far_mb < 32


def wav(path: Path, size_bytes: int) -> Path:
    """Noise of that many bytes: 16 bits, two channels, 48 kHz."""
    samples_bytes = (size_bytes - 44) // 4 * 4
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", samples_bytes + 36, b"WAVE", b"fmt ", 16, 1, 2, 48_000, 192_000, 4, 16, b"data", samples_bytes),
    )
    with path.open("wb") as file:
        file.write(header)
        for left in range(samples_bytes, 0, -(1 << 20)):
            file.write(os.urandom(min(left, 1 << 20)))
    return path

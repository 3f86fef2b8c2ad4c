"""Sound files as people have them."""

from __future__ import annotations

import wave
from pathlib import Path


def old_song(path: Path) -> Path:
    """A WAV of one second whose title is in GBK, as that of much old music is."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1), file.setsampwidth(2), file.setframerate(8000)
        file.writeframes((b"\0\x10" + b"\0\xf0") * 4000)
    title = "歌曲".encode("gbk") + b"\0\0"
    tags = b"INFOINAM" + len(title).to_bytes(4, "little") + title
    sound = path.read_bytes() + b"LIST" + len(tags).to_bytes(4, "little") + tags
    path.write_bytes(sound[:4] + (len(sound) - 8).to_bytes(4, "little") + sound[8:])
    return path

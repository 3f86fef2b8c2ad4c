"""Drafts in a line, photos of plain colours, and films decoded by PyAV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from PIL import Image

from nemo_widget.model.draft import Draft

RED, GREEN, BLUE, WHITE, BLACK, GREY = (200, 30, 30), (30, 160, 40), (30, 40, 200), (255,) * 3, (0,) * 3, (128,) * 3


def plain(path: Path, colour: tuple[int, int, int], size: tuple[int, int] = (320, 180), **save: Any) -> Path:
    Image.new("RGB", size, colour).save(path, **save)
    return path


def clip(src: str, start: int, duration: int, **meta: Any) -> dict[str, Any]:
    return {"id": f"c{start}", "s": start, "d": duration, "m": {"src": src, "name": src, **meta}}


def clips(sources: list[str], each: int, **meta: Any) -> list[dict[str, Any]]:
    return [clip(src, n * each, each, **meta) for n, src in enumerate(sources)]


def title(text: str, start: int = 0, duration: int = 3000, **meta: Any) -> dict[str, Any]:
    return {"id": f"x{start}", "s": start, "d": duration, "m": {"text": text, **meta}}


def music(src: str, start: int, duration: int, **meta: Any) -> dict[str, Any]:
    return {"id": f"b{start}", "s": start, "d": duration, "m": {"src": src, "name": src, **meta}}


def draft(
    shown: list[dict[str, Any]],
    texts: list[dict[str, Any]] | None = None,
    sounds: list[dict[str, Any]] | None = None,
    *,
    width: int = 160,
    height: int = 90,
    fps: int = 25,
) -> Draft:
    return Draft.model_validate(
        {
            "d": max((c["s"] + c["d"] for c in shown), default=0),
            "m": {"width": width, "height": height, "fps": fps},
            "t": [
                {"id": "video-1", "tt": 0, "sg": shown},
                {"id": "audio-1", "tt": 1, "sg": sounds or []},
                {"id": "text-1", "tt": 7, "sg": texts or []},
            ],
        }
    )


def frames(path: Path) -> np.ndarray:
    """All frames as (n, height, width, 3) float R'G'B', converted as the file's tags say: BT.709, limited range."""
    with av.open(str(path)) as container:
        decoded = []
        for frame in container.decode(video=0):
            assert (frame.colorspace, frame.color_range) == (1, 1)
            planes = frame.to_ndarray(format="yuv420p").ravel().astype(float)
            width, height = frame.width, frame.height
            size = width * height
            y = (planes[:size].reshape(height, width) - 16) / 219
            cb, cr = (_whole(half) / 224 - 4 / 7 for half in planes[size:].reshape(2, height // 2, width // 2))
            rgb = np.dstack([y + 1.5748 * cr, y - 0.1873 * cb - 0.4681 * cr, y + 1.8556 * cb])
            decoded.append(np.clip(255 * rgb, 0, 255))
    return np.stack(decoded)


def _whole(chroma: np.ndarray) -> np.ndarray:
    """Twice the size: samples lie on every other column, between every two rows."""
    rows, columns = np.mgrid[: 2 * chroma.shape[0], : 2 * chroma.shape[1]].astype(np.float32)
    border = cv2.BORDER_REPLICATE
    return cv2.remap(chroma.astype(np.float32), columns / 2, rows / 2 - 0.25, cv2.INTER_LINEAR, borderMode=border)


def sound(path: Path) -> np.ndarray:
    """All samples as (n, 2) float, from the moment 0 of the film on."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        blocks = [(f.pts * float(f.time_base), f.to_ndarray().T) for f in container.decode(stream)]
    first = round(blocks[0][0] * 48000)
    joined = np.concatenate([b for _, b in blocks])
    return joined[-first:] if first < 0 else np.concatenate([np.zeros((first, 2)), joined])


def close(found: np.ndarray, colour: tuple[int, ...], within: float = 6) -> bool:
    """Whether the mean colour of an area is `colour`."""
    return bool(np.abs(found.reshape(-1, 3).mean(axis=0) - colour).max() <= within)

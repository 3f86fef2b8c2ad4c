"""Photos made ready once for all workers of a render: whoever needs one first leaves it in a folder for the others.

To decode and scale a photo costs as much as to compose a hundred frames, and two neighbouring chunks mostly show the
same. What is left there is mapped into memory, not read, so the workers share that as well. Whoever comes while it is
being made waits for it; to make that rare, a chunk's worker first makes what the next chunk will be the first to need.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import pickle
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from .plate import Plate
from .scene import Layer

_ALIGNED_BYTES = 64
_WAITS_S = 5.0  # for one who may have been killed at it
_LOOKS_S = 0.004


def plate_key(layer: Layer, canvas: tuple[int, int]) -> str:
    """The hash of all that the plate of a photo's layer depends on: not of when it is seen."""
    timeless = replace(layer, begin=0, end=0, start=0, change=None)
    return hashlib.sha256(repr((timeless, canvas)).encode()).hexdigest()


class Workshop:
    """The folder that the workers of one render share. One that cannot be written is as if it were not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def plate(self, key: str, make: Callable[[], Plate]) -> Plate:
        """The plate with that key, made now if nobody has. Raises: what `make` raises."""
        path = self._path(key)
        deadline = time.monotonic() + _WAITS_S
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, ValueError, EOFError, pickle.UnpicklingError):
                return _load(path)
            try:
                os.close(os.open(self._sign(key), os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                time.sleep(_LOOKS_S)
                continue
            except OSError:
                break
            return self._made(key, make)
        return make()

    def forget(self, key: str) -> None:
        """Nobody needs it any more. Who still shows it may go on."""
        with contextlib.suppress(OSError):
            self._path(key).unlink()

    def _made(self, key: str, make: Callable[[], Plate]) -> Plate:
        beside = self._path(f"{key}.{os.getpid()}")
        try:
            plate = make()
            with contextlib.suppress(OSError):
                _save(plate, beside)
                beside.replace(self._path(key))
                return _load(self._path(key))
            return plate
        finally:
            for path in (beside, self._sign(key)):
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"plate-{key}"

    def _sign(self, key: str) -> Path:
        return self._folder / f"making-{key}"


def _save(plate: Plate, path: Path) -> None:
    """A pickle of the plate without its pixels, their lengths, and then they themselves, on even addresses."""
    buffers: list[pickle.PickleBuffer] = []
    body = pickle.dumps(plate, protocol=5, buffer_callback=buffers.append)
    pixels = [buffer.raw() for buffer in buffers]
    head = pickle.dumps((body, [len(part) for part in pixels]))
    with path.open("wb") as file:
        file.write(len(head).to_bytes(8, "little"))
        file.write(head)
        for part in pixels:
            file.write(bytes(-file.tell() % _ALIGNED_BYTES))
            file.write(part)


def _load(path: Path) -> Plate:
    with path.open("rb") as file:
        view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    at = 8 + int.from_bytes(view[:8], "little")
    body, lengths = pickle.loads(view[8:at])  # noqa: S301 - written by a worker of the same render
    pixels = []
    for length in lengths:
        at += -at % _ALIGNED_BYTES
        pixels.append(view[at : at + length])
        at += length
    plate: Plate = pickle.loads(body, buffers=pixels)  # noqa: S301
    return plate

"""A render as a map over chunks: where the timeline is cut, what a chunk's key is, and the work on one chunk."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2

from .encode import encode
from .errors import RenderCancelled, RenderError
from .frame import Painter
from .output import Encoding
from .prepared import Workshop, plate_key
from .scene import TICKS_PER_FRAME, Asset, Layer, Scene
from .text import Tile
from .version import engine_version

_CHUNK_S = 2.5
_BOARD = "nemo-render-"
_ABANDONED_S = 24 * 3600

_Drawn = Callable[[int], None]


@dataclass(frozen=True)
class Job:
    """All that a worker needs for one chunk, and (in `board`) where it tells how far it is; see `Board`.

    `soon`: photos that the next chunk is the first to show; see `prepared`.
    """

    scene: Scene
    encoding: Encoding
    assets: Mapping[str, Asset]
    tiles: Mapping[str, Tile]
    soon: tuple[Layer, ...] = ()
    board: str | None = None
    number: int = 0

    @property
    def plates(self) -> set[str]:
        """The keys of the photos that are seen, each with what is done to it."""
        canvas = (self.scene.width, self.scene.height)
        return {plate_key(layer, canvas) for layer in self.scene.layers if not layer.moving}

    @property
    def key(self) -> str:
        """The hash of everything that the chunk's bytes depend on."""
        said = {
            "engine": engine_version(),
            "scene": asdict(self.scene),
            "encoding": asdict(self.encoding),
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def plan(scene: Scene) -> list[tuple[int, int]]:
    """(first frame, number of frames) of each chunk.

    Each clip's share of the timeline, from the moment when it begins to come in, is divided evenly into chunks of
    about two and a half seconds: so what happens to one clip leaves the chunks of the others as they are, wherever
    they move. Shorter chunks would cost size (each begins with a key frame), longer ones leave cores idle. A photo that
    rests for long has its coming in for itself, so that the chunks after it are all the same one.
    """
    usual = _CHUNK_S * scene.fps
    edges = sorted({0, scene.frames, *(_frame(layer.begin, scene) for layer in scene.layers)})
    arrivals = [_frame(layer.change.end, scene) for layer in scene.layers if layer.still and layer.change]
    chunks = []
    for begin, end in itertools.pairwise(edges):
        rests = [frame for frame in arrivals if begin < frame and _parts(end - frame, usual) > 1]
        for start, stop in itertools.pairwise((begin, *rests[:1], end)):
            parts = _parts(stop - start, usual)
            size = (stop - start) // parts
            chunks += [(start + size * part, size) for part in range(parts - 1)]
            chunks.append((start + size * (parts - 1), stop - start - size * (parts - 1)))
    return chunks


def _frame(tick: int, scene: Scene) -> int:
    """The first frame at or after a tick, within the scene."""
    return min(max(0, -(-tick // TICKS_PER_FRAME)), scene.frames)


def _parts(frames: int, usual: float) -> int:
    return max(1, round(frames / usual))


def jobs(scene: Scene, encoding: Encoding, assets: Mapping[str, Asset], tiles: Mapping[str, Tile]) -> list[Job]:
    """One job a chunk, in the order of time."""
    parts = [scene.cut(first, count) for first, count in plan(scene)]
    made = []
    for number, (part, after) in enumerate(itertools.zip_longest(parts, parts[1:])):
        soon = _new_in(after, part) if after else ()
        made.append(
            Job(
                part,
                encoding,
                {layer.source: assets[layer.source] for layer in (*part.layers, *soon)},
                {title.tile: tiles[title.tile] for title in part.titles},
                soon,
                number=number,
            )
        )
    return made


def _new_in(after: Scene, part: Scene) -> tuple[Layer, ...]:
    """The photos of one scene that another does not show."""
    canvas = (part.width, part.height)
    known = {plate_key(layer, canvas) for layer in part.layers}
    return tuple(layer for layer in after.layers if not layer.moving and plate_key(layer, canvas) not in known)


class Board:
    """A folder through which workers tell how many frames they have done, and learn that they shall stop.

    It works across processes without any channel; a worker that cannot see the folder just renders on.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def new(cls) -> Board:
        """A board in the system's folder for temporary files, where those that a killed process left are removed."""
        board = cls(Path(tempfile.mkdtemp(prefix=_BOARD)))
        for old in board.folder.parent.glob(f"{_BOARD}*"):
            with contextlib.suppress(OSError):
                if time.time() - old.stat().st_mtime > _ABANDONED_S:
                    cls(old).remove()
        return board

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self) -> None:
        (self.folder / "stop").touch()

    def done(self, number: int) -> int:
        """Frames done so far in chunk `number`: a byte each."""
        try:
            return (self.folder / str(number)).stat().st_size
        except OSError:
            return 0


def render_chunk(job: Job) -> bytes:
    """The encoded chunk (`Piece.to_bytes`): a pure function of the job's scene, encoding and files.

    Raises: `RenderError` naming the clip whose file cannot be read, `RenderCancelled`.
    """
    cv2.setNumThreads(1)
    board = _own_folder(job.board)
    if board is None:
        return _encoded(job, lambda _: None, None)
    stop = board / "stop"
    with (board / str(job.number)).open("wb", buffering=0) as tally:

        def drawn(_: int) -> None:
            if os.path.exists(stop):  # noqa: PTH110 - once a frame
                raise RenderCancelled
            with contextlib.suppress(OSError):  # a full disk only costs the progress
                tally.write(b".")

        if stop.exists():
            raise RenderCancelled
        return _encoded(job, drawn, Workshop(board))


def _own_folder(name: str | None) -> Path | None:
    """The folder, if there is one here that belongs to us: what lies in it is unpickled, and on a worker of a cluster
    somebody else may have made one of that name."""
    if name is None:
        return None
    try:
        status = os.stat(name)  # noqa: PTH116 - a name that another machine has given
    except OSError:
        return None
    ours = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return Path(name) if ours and stat.S_ISDIR(status.st_mode) else None


def _encoded(job: Job, drawn: _Drawn, workshop: Workshop | None) -> bytes:
    with Painter(job.scene, job.assets, job.tiles, workshop) as painter:
        if workshop is not None:
            _prepare(painter, job.soon)
        layers = job.scene.layers
        even = not any(layer.moving for layer in layers) and not all(layer.still for layer in layers)
        return encode(painter.frames(), job.encoding, drawn, even=even).to_bytes()


def _prepare(painter: Painter, soon: tuple[Layer, ...]) -> None:
    """What is wrong with these photos is for the chunk to say that shows them."""
    with contextlib.suppress(RenderError):
        painter.prepare(soon)

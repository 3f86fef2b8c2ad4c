"""A draft → the scene that it describes, with everything that could be wrong in it put right or told."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nemo_widget.model.bounds import beyond_bounds
from nemo_widget.model.draft import MUSIC_PREFIX, Clip, ClipMeta, Draft, Text
from nemo_widget.model.media import sniff

from .errors import RenderError
from .output import Encoding
from .photo import is_animated
from .scene import BLACK, Asset, Change, Layer, Material, Scene, Title
from .text import Tile, draw_text

_INTRO_MS = {"none": 0, "fade-in": 500, "slide-up": 600, "pop": 450, "typewriter": 0}
_TYPED_MS = 65
_OUTRO_MS = 300


@dataclass(frozen=True)
class Planned:
    """A scene, its files by content hash and its drawn texts by theirs; `by_src` are the files by the draft's `src`."""

    scene: Scene
    assets: dict[str, Asset]
    tiles: dict[str, Tile]
    by_src: dict[str, Asset]


def plan_scene(draft: Draft, files: Mapping[str, Path], encoding: Encoding) -> Planned:
    """The scene of the whole draft.

    Raises: `RenderError` when the timeline is empty or far too long, or when a file is missing.
    """
    frames = _frames(draft, encoding.fps)
    clips = sorted(draft.clips, key=lambda clip: clip.start_ms)
    by_src = assets_of(draft, files)
    tiles: dict[str, Tile] = {}
    background = (draft.meta.background or BLACK).lower()
    titles = [_title(text, encoding, tiles) for text in draft.texts]
    scene = Scene(
        encoding.width,
        encoding.height,
        encoding.fps,
        frames,
        tuple(_layers(clips, by_src, encoding.fps, background)),
        tuple(title for title in titles if title is not None),
        background,
    )
    return Planned(scene, {asset.sha256: asset for asset in by_src.values()}, tiles, by_src)


def _frames(draft: Draft, fps: int) -> int:
    if beyond := beyond_bounds(draft):
        raise RenderError(beyond)
    duration_ms = draft.duration_ms or max(clip.end_ms for clip in draft.clips)
    return max(1, round(duration_ms * fps / 1000))


def assets_of(draft: Draft, files: Mapping[str, Path]) -> dict[str, Asset]:
    used = [(c.meta.src, c.meta.name, True) for c in sorted(draft.clips, key=lambda clip: clip.start_ms)]
    used += [(m.meta.src, m.meta.name, False) for m in draft.music if not m.meta.src.startswith(MUSIC_PREFIX)]
    found: dict[str, Asset] = {}
    for src, name, shown in used:
        if src in found:
            continue
        name = name or "A clip"
        path = files.get(src)
        if path is None or not path.is_file():
            raise RenderError(f"{name} is no longer there.", "Add it again.")
        with path.open("rb") as file:
            kind = sniff(file.read(64))
        if kind is None or (shown and kind.kind == "audio"):
            raise RenderError(f"{name} is damaged or of a type that cannot be shown.", "Replace it or remove it.")
        moves: Material = "photo"
        if kind.kind == "video":
            moves = "film"
        elif shown and is_animated(path):
            moves = "animation"
        found[src] = Asset(path.absolute(), name, _sha256(path), moves)
    return found


def _sha256(path: Path) -> str:
    status = path.stat()
    return _hashed(str(path), status.st_size, status.st_mtime_ns, status.st_ino)


@lru_cache(maxsize=4096)
def _hashed(path: str, _size: int, _mtime_ns: int, _inode: int) -> str:
    digest = hashlib.sha256()
    with Path(path).open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _layers(clips: list[Clip], assets: Mapping[str, Asset], fps: int, background: str) -> list[Layer]:
    """Each clip from the moment when it begins to come in to the moment when it is gone.

    A transition is centred on the cut and takes at most half of each of its two clips, so no two of them meet. Into
    the first clip, or after a gap, it comes from the bare background and begins at the cut.
    """
    ends = [min(clip.end_ms, after.start_ms) for clip, after in itertools.pairwise(clips)]
    ends += [clip.end_ms for clip in clips[-1:]]
    changes = [_change(clips, ends, number, fps) for number in range(len(clips))]
    layers = []
    for number, (clip, end_ms) in enumerate(zip(clips, ends, strict=True)):
        if end_ms <= clip.start_ms:
            continue
        meta, change = clip.meta, changes[number]
        follows = number + 1 < len(clips) and clips[number + 1].start_ms == end_ms
        after = changes[number + 1] if follows else None
        asset = assets[meta.src]
        layers.append(
            Layer(
                source=asset.sha256,
                moving=asset.moving,
                begin=change.begin if change else clip.start_ms * fps,
                end=after.end if after else end_ms * fps,
                fit=meta.fit,
                motion=meta.motion,
                filter=meta.filter,
                brightness=min(max(meta.brightness, 0.0), 4.0),
                contrast=min(max(meta.contrast, 0.0), 4.0),
                saturation=min(max(meta.saturation, 0.0), 4.0),
                background=(meta.background or background).lower(),
                focus=_focus(meta) if asset.kind != "film" and meta.fit == "cover" else None,
                change=change,
                start=clip.start_ms * fps if asset.moving else 0,
                in_ms=(meta.in_ms or 0) if asset.moving else 0,
                speed=(meta.speed or 1.0) if asset.moving else 1.0,
            )
        )
    return layers


def _focus(meta: ClipMeta) -> tuple[float, float] | None:
    return (meta.focus[0], meta.focus[1]) if meta.focus else None


def _change(clips: list[Clip], ends: list[int], number: int, fps: int) -> Change | None:
    clip = clips[number]
    wanted = clip.meta.transition
    own_ms = ends[number] - clip.start_ms
    if wanted is None or wanted.duration_ms <= 0 or own_ms <= 0:
        return None
    cut = clip.start_ms * fps
    if number == 0 or ends[number - 1] != clip.start_ms:
        return Change(wanted.type, cut, cut + min(wanted.duration_ms, own_ms // 2) * fps)
    before_ms = ends[number - 1] - clips[number - 1].start_ms
    half = min(wanted.duration_ms, before_ms, own_ms) * fps // 2
    return Change(wanted.type, cut - half, cut + half) if half else None


def _title(text: Text, encoding: Encoding, tiles: dict[str, Tile]) -> Title | None:
    placed = draw_text(text.meta, encoding.width, encoding.height)
    if placed is None:
        return None
    key = placed.tile.key
    tiles[key] = placed.tile
    animation = text.meta.animation
    intro_ms = _INTRO_MS[animation]
    if animation == "typewriter":
        intro_ms = min(len(placed.tile.boxes) * _TYPED_MS, text.duration_ms * 6 // 10)
    outro_ms = 0 if animation == "none" else _OUTRO_MS
    return Title(
        begin=text.start_ms * encoding.fps,
        end=text.end_ms * encoding.fps,
        intro=min(intro_ms, text.duration_ms * 6 // 10) * encoding.fps,
        outro=min(outro_ms, text.duration_ms // 4) * encoding.fps,
        tile=key,
        x=placed.x,
        y=placed.y,
        animation=animation,
    )

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from nemo_widget.engine.store import Uploads
from nemo_widget.model.draft import MUSIC_PREFIX, MUSIC_PRESETS, Draft


def missing(draft: Draft, uploads: Uploads, owner: str) -> str | None:
    """The name of something on the timeline that its owner has no file of; None if all is there."""
    for source, name in _sources(draft):
        preset = source.removeprefix(MUSIC_PREFIX)
        if preset != source:
            there = preset in MUSIC_PRESETS
        else:
            upload = uploads.of_owner(owner, source)
            there = upload is not None and uploads.path(upload).is_file()
        if not there:
            return name or "A clip"
    return None


def paths(draft: Draft, uploads: Uploads) -> Mapping[str, Path]:
    """Where the files lie that a draft names, by their hash."""
    found = (uploads.known(source) for source, _ in _sources(draft))
    return {upload.hash: uploads.path(upload) for upload in found if upload}


def _sources(draft: Draft) -> Iterator[tuple[str, str]]:
    for clip in draft.clips:
        yield clip.meta.src, clip.meta.name
    for music in draft.music:
        yield music.meta.src, music.meta.name

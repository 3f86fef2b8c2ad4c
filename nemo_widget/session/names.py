"""The names that a person gives to files. The wire has no way to rename, so names are changed at the border.

What the person says goes out with the names that the back end knows, and what comes back is shown with the person's.
So it works with every back end, and nothing of the draft is touched. Outside of quotation marks, where a file's name
cannot be the words of a title, "sunset" stands for "sunset.jpg" too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from nemo_widget.model.conversation import MediaItem
from nemo_widget.model.errors import BadMedia
from nemo_widget.model.timeline import Timeline

from .quotes import QUOTED

_QUOTED = re.compile(f"({QUOTED.pattern})")
_LONGEST = 120


class Names:
    """`media` are the session's own, looked at anew each time: who is renamed has a `wire_name` of another sort."""

    def __init__(self, media: Sequence[MediaItem]) -> None:
        self._media = media

    def to_wire(self, text: str) -> str:
        """What a person says, as the back end understands it."""
        whole = {item.name: item.wire_name for item in self._renamed if item.wire_name}
        if not whole:
            return text
        stems = {
            PurePath(name).stem: wire for name, wire in whole.items() if PurePath(name).stem != PurePath(wire).stem
        }
        pieces = _QUOTED.split(text)  # every other one is quoted
        return "".join(
            _replaced(piece, whole if n % 2 else {**stems, **whole}) for n, piece in enumerate(pieces) if piece
        )

    def to_person(self, text: str) -> str:
        """What the back end says, as the person knows it."""
        return _replaced(text, self._shown)

    def relabel(self, timeline: Timeline) -> Timeline:
        """The timeline with its clips under the person's names."""
        names = {item.hash: item.name for item in self._renamed}
        if not names:
            return timeline
        tracks = [
            track.model_copy(
                update={
                    "clips": [
                        clip.model_copy(update={"name": names[clip.source]}) if clip.source in names else clip
                        for clip in track.clips
                    ]
                }
            )
            for track in timeline.tracks
        ]
        return timeline.model_copy(update={"tracks": tracks})

    def streamed(self) -> NameStream:
        return NameStream(self._shown)

    def check(self, item: MediaItem, wanted: str) -> str:
        """The name as it will be, with the suffix it had where none is given. Raises: `BadMedia`."""
        name = "".join(c for c in wanted.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip()
        suffix = PurePath(item.wire_name or item.name).suffix
        if not name.strip(". "):
            raise BadMedia("A file needs a name.", "Type one.")
        if suffix and not name.lower().endswith(suffix.lower()):
            name += suffix
        if len(name) > _LONGEST:
            raise BadMedia("The name is too long.", f"Use at most {_LONGEST} characters.")
        taken = {n.lower() for other in self._media if other is not item for n in (other.name, other.wire_name) if n}
        if name.lower() in taken:
            raise BadMedia(f"There is another file called {name}.", "Choose a different name.")
        return name

    @property
    def _renamed(self) -> list[MediaItem]:
        return [item for item in self._media if item.wire_name and item.wire_name != item.name]

    @property
    def _shown(self) -> dict[str, str]:
        return {item.wire_name: item.name for item in self._renamed if item.wire_name}


class NameStream:
    """Text that comes in pieces: the end of one is held back while it may be the beginning of a name."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._held = ""

    def feed(self, text: str) -> str:
        text, self._held = self._held + text, ""
        longest = min(len(text), max(map(len, self._names), default=0))
        for length in range(longest, 0, -1):
            if any(name.lower().startswith(text[-length:].lower()) for name in self._names):
                text, self._held = text[:-length], text[-length:]
                break
        return _replaced(text, self._names)

    def finish(self) -> str:
        text, self._held = self._held, ""
        return _replaced(text, self._names)


def _replaced(text: str, names: Mapping[str, str]) -> str:
    if not names:
        return text
    longest_first = sorted(names.items(), key=lambda each: len(each[0]), reverse=True)
    pattern = "|".join(f"({_bounded(name)})" for name, _ in longest_first)
    # by its group: what is found may be spelt so that no `lower` makes the name of it (Turkish ı)
    return re.sub(pattern, lambda found: longest_first[(found.lastindex or 1) - 1][1], text, flags=re.IGNORECASE)


def _bounded(name: str) -> str:
    """The name, and no part of a longer word of Latin letters; Chinese puts no spaces between words."""
    before = r"(?<![A-Za-z0-9_])" if re.match(r"[A-Za-z0-9_]", name) else ""
    after = r"(?![A-Za-z0-9_])" if re.search(r"[A-Za-z0-9_]$", name) else ""
    return before + re.escape(name) + after

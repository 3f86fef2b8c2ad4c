"""A multipart body received straight to disk: hashed as it comes, bounded as it comes, never whole in memory."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from nemo_widget.model.errors import MediaTooLarge
from nemo_widget.model.media import MAX_UPLOAD_BYTES

from .envelopes import Refusal, bad_request

MAX_FILES = 100
_FIELD = "files"
# control characters, halves of characters, and marks that turn the direction of what follows
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Received:
    """A file on disk under a name that is safe to show and to store; `hash` is the SHA-256 of its bytes."""

    path: Path
    name: str
    hash: str


class Receiver:
    """Feed it the body with `write`, then `close`. `begin` gives an empty file to write to.

    The files that it has begun are in `begun`, also after an error, so that they can be removed.
    """

    def __init__(self, content_type: str, begin: Callable[[], Path]) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise bad_request("Files are sent as multipart/form-data, in parts named 'files'.")
        self.begun: list[Path] = []
        self.received: list[Received] = []
        self._begin = begin
        self._headers: dict[bytes, bytes] = {}
        self._header = [b"", b""]
        self._file: _OpenFile | None = None
        self._ended = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._headers.clear,
                    "on_header_field": lambda data, start, end: self._header_piece(0, data[start:end]),
                    "on_header_value": lambda data, start, end: self._header_piece(1, data[start:end]),
                    "on_header_end": self._header_ends,
                    "on_headers_finished": self._file_begins,
                    "on_part_data": self._data,
                    "on_part_end": self._file_ends,
                    "on_end": self._end,
                },
            )
        except ValueError:
            raise bad_request("The request is not valid multipart/form-data.") from None

    def write(self, data: bytes) -> None:
        """Raises: `MediaTooLarge` as soon as a file is over the limit, `Refusal` for what is no multipart body."""
        try:
            self._parser.write(data)
        except MultipartParseError:
            raise bad_request("The request is not valid multipart/form-data.") from None

    def finish(self) -> list[Received]:
        """The files of a body that has come to its end. Raises: `Refusal` if it has not, or had no file in it."""
        if not self._ended:
            raise bad_request("The request ended in the middle of a file. Send it again.")
        if not self.received:
            raise bad_request("No file came with the request. Send files in parts named 'files'.")
        return self.received

    def close(self) -> None:
        if self._file:
            self._file.file.close()
            self._file = None

    def _header_piece(self, which: int, piece: bytes) -> None:
        self._header[which] += piece

    def _header_ends(self) -> None:
        name, value = self._header
        self._headers[name.lower()] = value
        self._header = [b"", b""]

    def _file_begins(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b"").decode("latin-1"))
        if options.get(b"name") != _FIELD.encode():
            return
        if len(self.begun) == MAX_FILES:
            raise Refusal(413, 413, f"At most {MAX_FILES} files are accepted at once. Send them in several requests.")
        path = self._begin()
        self.begun.append(path)
        self._file = _OpenFile(path, safe_name(options.get(b"filename", b"").decode("utf-8", "replace")))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file:
            self._file.write(memoryview(data)[start:end])

    def _file_ends(self) -> None:
        if self._file:
            self.received.append(self._file.close())
            self._file = None

    def _end(self) -> None:
        self._ended = True


class _OpenFile:
    def __init__(self, path: Path, name: str) -> None:
        self.file: BinaryIO = path.open("wb")
        self._path = path
        self._name = name
        self._hash = hashlib.sha256()
        self._size_bytes = 0

    def write(self, data: memoryview) -> None:
        self._size_bytes += len(data)
        if self._size_bytes > MAX_UPLOAD_BYTES:
            raise MediaTooLarge(
                f"{self._name} has more than {MAX_UPLOAD_BYTES // 2**20} MB; that is the most that is accepted.",
                "Compress it or trim it first.",
            )
        self._hash.update(data)
        self.file.write(data)

    def close(self) -> Received:
        self.file.close()
        return Received(self._path, self._name, self._hash.hexdigest())


def safe_name(sent: str) -> str:
    """The last part of a file name that came from outside, fit to be shown: no folders, no control characters."""
    name = re.split(r"[/\\]", re.sub(r"%(22|0A|0D)", lambda m: unquote(m[0]), sent, flags=re.IGNORECASE))[-1]
    name = _UNSEEN.sub("", unicodedata.normalize("NFC", name))
    name = name.strip().lstrip(".")
    if len(name) > 200:
        name = name[:180] + name[-20:]
    return name or "file"

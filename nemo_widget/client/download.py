"""A finished MP4 → a file: resumed by Range where it was cut, checked for its length, put in place when it is whole."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import httpx

from nemo_widget.model.errors import BackendFailed, BackendUnreachable, OutputError
from nemo_widget.model.folders import NO_ROOM

from .faults import ConnectionCut, from_httpx, raise_for

_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")

Send = Callable[[httpx.Request], Awaitable[httpx.Response]]
Progress = Callable[[int, int | None], None]
"""Called with (bytes on disk, bytes in all if known)."""


async def download(
    build: Callable[[dict[str, str]], httpx.Request],
    send: Send,
    target: Path,
    *,
    most_bytes: int,
    tries: int,
    sleep: Callable[[float], Awaitable[None]],
    progress: Progress | None = None,
) -> None:
    """Writes what `build(headers)` asks for to `target`, which appears only when it is whole: `most_bytes` at most.

    Raises: `OutputError` when the file cannot be written, `BackendUnreachable` when it does not arrive, and what the
    back end says instead of the file.
    """
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    transfer = _Transfer(most_bytes, progress)
    try:
        with _writing(target):
            file = await anyio.open_file(part, "wb")
        try:
            attempt = 0  # without anything new; a line that breaks often gets there all the same
            while attempt < tries:
                before = transfer.farthest
                try:
                    if await transfer.run(build, send, file):
                        break
                except BackendUnreachable:
                    if attempt + 1 == tries:
                        raise
                attempt = attempt + 1 if transfer.farthest == before else 1
                await sleep(min(0.5 * 2 ** (attempt - 1), 8.0))
            else:
                raise ConnectionCut("The video did not arrive in full.", "Export again.")
        finally:
            with _writing(target), anyio.CancelScope(shield=True):
                await file.aclose()
        with _writing(target):
            part.replace(target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


class _Transfer:
    """The state of one download over several connections: how much is here, of how much, of which version."""

    def __init__(self, most_bytes: int, progress: Progress | None) -> None:
        self._most_bytes = most_bytes
        self._progress = progress
        self.farthest = 0  # the most that was ever here, in bytes
        self._have = 0
        self._total: int | None = None
        self._tag: str | None = None

    async def run(self, build: Callable[[dict[str, str]], httpx.Request], send: Send, file: Any) -> bool:
        """One connection; True when the file is whole."""
        request = build(self._range_headers())
        response = await send(request)
        try:
            if response.status_code == 416 and self._have:
                await self._rewind(file)
                return False
            if response.status_code >= 400:
                await _refuse(response)
            await self._begin(response, file)
            self._keep_within(self._total or 0)
            async for chunk in response.aiter_bytes() if _is_packed(response) else response.aiter_raw():
                self._keep_within(self._have + len(chunk))
                with _writing(Path(file.name)):
                    await file.write(chunk)
                self._have += len(chunk)
                self.farthest = max(self.farthest, self._have)
                if self._progress:
                    self._progress(self._have, self._total)
        except httpx.HTTPError as error:
            raise from_httpx(error, request.url.host) from None
        finally:
            await response.aclose()
        with _writing(Path(file.name)):
            await file.flush()
        return self._have > 0 and self._total in (None, self._have)

    def _range_headers(self) -> dict[str, str]:
        headers = {"Accept-Encoding": "identity"}
        if self._have:
            headers["Range"] = f"bytes={self._have}-"
            if self._tag:
                headers["If-Range"] = self._tag
        return headers

    async def _begin(self, response: httpx.Response, file: Any) -> None:
        """Takes up where the answer begins: at our offset (206), or from the start, whatever was asked for (200)."""
        ranged = _CONTENT_RANGE.match(response.headers.get("content-range", ""))
        if response.status_code == 206 and ranged and int(ranged[1]) == self._have:
            self._total = int(ranged[2])
            return
        if response.status_code == 206:
            await self._rewind(file)
            raise ConnectionCut("The video did not arrive in full.", "Export again.")
        kind = str(response.headers.get("content-type", "")).lower()
        if kind.startswith(("text/", "application/json")):
            raise BackendFailed("The back end sent a page in place of the video.", "Export again.")
        await self._rewind(file)
        length = (
            "" if _is_packed(response) else response.headers.get("content-length", "")
        )  # of what is packed it tells nothing
        self._total = int(length) if length.isdigit() else None
        tag = response.headers.get("etag", "")
        self._tag = tag if tag and not tag.startswith("W/") else None

    def _keep_within(self, size_bytes: int) -> None:
        if size_bytes > self._most_bytes:
            raise BackendFailed("The back end sends far more than the video can have.", "Export again.")

    async def _rewind(self, file: Any) -> None:
        await file.seek(0)
        await file.truncate()
        self._have = 0


def _is_packed(response: httpx.Response) -> bool:
    """Some proxies pack what nobody asked to be packed."""
    return bool(response.headers.get("content-encoding", "identity").lower() != "identity")


async def _refuse(response: httpx.Response) -> None:
    await response.aread()
    try:
        body = response.json()
    except ValueError:
        body = None
    raise_for(response, body)


class _writing(contextlib.AbstractContextManager[None]):  # noqa: N801  # reads as a statement
    """What goes wrong with the disk, in plain words."""

    def __init__(self, target: Path) -> None:
        self._name = re.sub(r"^\.(.*)\.[0-9a-f]{8}\.part$", r"\1", target.name)

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            if error.errno in NO_ROOM:
                raise OutputError(
                    f"There is no room left on the disk for {self._name}.", "Free some space and export again."
                ) from None
            raise OutputError(
                f"{self._name} cannot be written ({error.strerror}).", "Choose another folder and export again."
            ) from None

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from nemo_widget.model.credits import Credits
from nemo_widget.model.errors import AuthError, BackendFailed, BackendUnreachable

from .answers import OpenedSession, Uploaded
from .auth import Tokens
from .dialects import StreamEvent, joined, read_event
from .download import Progress, download
from .faults import ConnectionCut, from_httpx, raise_for
from .jobs import Job, read_job
from .settings import ClientSettings
from .sse import EVENT_STREAM, is_event_stream
from .state import State, read_state
from .transport import Transport, json_of
from .upload import Multipart
from .upload import Progress as UploadProgress

_M = TypeVar("_M", bound=BaseModel)
_AGENT = "nemo_agent"
_PREVIEW_S = 300.0
_MOST_PREVIEW_BYTES = 64 * 1024 * 1024


class Client:
    """The endpoints of one back end. Every method raises the errors of `nemo_widget.model.errors` and no others.

    `headers` go out with every request (the skill's attribution); the token only in its header and only to `base_url`.
    What is idempotent is repeated on a 5xx answer or a broken connection; a chat and the submission of a render are
    not, once the back end may have seen them.
    """

    def __init__(
        self,
        base_url: str,
        tokens: Tokens,
        headers: Mapping[str, str],
        *,
        settings: ClientSettings | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._wire = Transport(httpx.URL(base_url), tokens, headers, settings or ClientSettings(), transport)

    def __repr__(self) -> str:
        return f"Client({self._wire.base.host})"

    async def close(self) -> None:
        await self._wire.close()

    async def open_session(self, language: str) -> OpenedSession:
        body = {"task_name": "project", "language": language}
        data = _data(await self._wire.json("POST", f"/api/tasks/me/with-session/{_AGENT}", json=body, idempotent=True))
        known = {"bind_id": _first(data, "bind_id", "bindId", "bind")} if isinstance(data, Mapping) else {}
        return _as(OpenedSession, {**data, **known} if isinstance(data, Mapping) else data)

    async def state(self, session_id: str) -> State:
        response = await self._wire.request("GET", f"/api/state/{_AGENT}/me/{session_id}/latest", idempotent=True)
        return read_state(response.content.decode("utf-8-sig", "replace"))  # JSON is UTF-8, whatever a header says

    async def credits(self) -> Credits:
        data = _data(await self._wire.json("GET", "/api/credits/balance/simple", idempotent=True))
        return _as(Credits, data)

    async def claim_token(self, task_id: str, session_id: str) -> str:
        """A token that lets a registered person take over what was begun anonymously."""
        body = {"task_id": task_id, "session_id": session_id}
        data = _data(await self._wire.json("POST", "/api/auth/claim-token", json=body, idempotent=True))
        return str(data["claim_token"]) if isinstance(data, Mapping) and data.get("claim_token") else ""

    async def upload(
        self,
        session_id: str,
        path: Path,
        name: str,
        mime: str,
        progress: UploadProgress | None = None,
        may_end: Callable[[], Awaitable[None]] | None = None,
    ) -> Uploaded:
        """Sends one file, streamed from disk. It arrives, as far as the back end can tell, after `may_end()` only."""
        body = Multipart(path, name, mime, progress, may_end)
        answer = await self._wire.json("POST", _upload_path(session_id), content=body, headers=body.headers)
        return _uploaded(answer)[0]

    async def upload_urls(self, session_id: str, urls: Sequence[str]) -> list[Uploaded]:
        """Lets the back end fetch the URLs by itself."""
        body = {"urls": list(urls), "source_type": "url"}
        return _uploaded(await self._wire.json("POST", _upload_path(session_id), json=body))

    @asynccontextmanager
    async def chat(self, session_id: str, text: str) -> AsyncIterator[AsyncIterator[StreamEvent]]:
        """Sends a message; within the block its answer arrives as events. Leaving the block closes the stream.

        Raises `NotSent` when the back end cannot have seen the message, `ConnectionCut` when it may have. The caller
        sets the limit of the whole; here is none but silence.
        """
        body = {
            "app_name": _AGENT,
            "user_id": "me",
            "session_id": session_id,
            "new_message": {"parts": [{"text": text}]},
        }
        timeout = httpx.Timeout(self._wire.settings.chat_silence_s, connect=self._wire.settings.connect_s)
        request = self._wire.build(
            "POST",
            "/run_sse",
            json=body,
            headers={"Accept": EVENT_STREAM, "Cache-Control": "no-store"},
            timeout=timeout,
        )
        response = await self._wire.send(request, stream=True)
        try:
            if response.status_code >= 400 or not is_event_stream(response):
                await self._wire.read(response)
                body = json_of(response)
                if _is_of_a_gateway(response.status_code, body):  # which has let the message through
                    raise ConnectionCut("The back end does not answer.", "Try again in a minute.")
                raise_for(response, body)
                if response.is_success and (isinstance(body, Mapping) or not response.content):
                    raise ConnectionCut("The back end took the message without a word.", "Try again in a minute.")
                raise BackendFailed("The back end did not answer with a stream.", "Try again in a minute.")
            async with aclosing(self._events(response)) as events:
                yield events
        finally:
            await response.aclose()

    async def submit_render(self, session_id: str, job_id: str, draft_json: str, output: Mapping[str, Any]) -> Job:
        """Begins a render of the draft exactly as its text stands."""
        fields = json.dumps({"id": job_id, "sessionId": session_id, "output": output})
        content = f'{fields[:-1]}, "draft": {draft_json}}}'.encode()
        headers = {"Content-Type": "application/json"}
        answer = await self._wire.json("POST", "/api/render/proxy/lambda", content=content, headers=headers)
        return read_job(answer, job_id)

    async def render(self, job_id: str) -> Job:
        """How the render stands now."""
        return read_job(await self._wire.json("GET", f"/api/render/proxy/lambda/{job_id}", idempotent=True), job_id)

    async def cancel_render(self, job_id: str) -> None:
        await self._wire.json("POST", f"/api/render/proxy/lambda/{job_id}/cancel", idempotent=True)

    async def download(
        self, job: Job, target: Path, progress: Progress | None = None, *, most_bytes: int = 2**40
    ) -> None:
        """Writes the job's video to `target`: from the URL that it names, and if that fails from the back end itself.

        What is larger than `most_bytes` is not taken.
        """
        fallback = f"/api/render/proxy/{job.id}/download"
        for url in dict.fromkeys((job.url or fallback, fallback)):
            try:
                await self._download(url, target, progress, most_bytes)
                return
            except (BackendUnreachable, BackendFailed, AuthError):
                if url == fallback:
                    raise

    async def preview(self, path: str) -> bytes | None:
        """What `/api/preview/<path>` answers, an extension of the local engine's; None when there is nothing to hear.

        Raises: `BackendFailed` where a back end makes no previews, or one too large to be held.
        """
        timeout = httpx.Timeout(_PREVIEW_S, connect=self._wire.settings.connect_s)
        request = self._wire.build("GET", f"/api/preview/{path}", headers={"Accept": "*/*"}, timeout=timeout)
        response = await self._wire.send(request, stream=True)
        try:
            kind = response.headers.get("content-type", "")
            if response.status_code == 204:
                return None
            if response.status_code >= 400 or not kind.startswith(("audio/", "video/")):
                await self._wire.read(response)
                raise_for(response, json_of(response))
                raise BackendFailed("This back end makes no previews.")
            content = bytearray()
            async for part in response.aiter_bytes():
                content += part
                if len(content) > _MOST_PREVIEW_BYTES:
                    raise BackendFailed("The preview is too large.")
            return bytes(content)
        except httpx.HTTPError as error:
            raise from_httpx(error, request.url.host) from None
        finally:
            await response.aclose()

    async def _download(self, url: str, target: Path, progress: Progress | None, most_bytes: int) -> None:
        def build(headers: dict[str, str]) -> httpx.Request:
            return self._wire.build("GET", url, headers={**headers, "Accept": "*/*"})

        async def send(request: httpx.Request) -> httpx.Response:
            return await self._wire.send(request, stream=True, follow_redirects=True)

        tries, sleep = self._wire.settings.tries, self._wire.settings.sleep
        await download(build, send, target, most_bytes=most_bytes, tries=tries, sleep=sleep, progress=progress)

    async def _events(self, response: httpx.Response) -> AsyncGenerator[StreamEvent, None]:
        async with aclosing(self._wire.data(response)) as payloads:
            async for together in payloads:
                for event in joined(event for data in together for event in read_event(data)):
                    yield event


def _is_of_a_gateway(status: int, body: Any) -> bool:
    """Whether an error comes from what stands before the back end, which may be at work behind it."""
    is_ours = isinstance(body, Mapping) and ("code" in body or status not in (502, 504))
    return status >= 500 and not is_ours


def _upload_path(session_id: str) -> str:
    return f"/api/upload-video/{_AGENT}/me/{session_id}"


def _data(body: Any) -> Any:
    """What is inside the envelope, if there is one."""
    if isinstance(body, Mapping) and ("code" in body or "success" in body) and "data" in body:
        return body["data"]
    return body


def _first(data: Mapping[str, Any], *names: str) -> str | None:
    return next((str(data[name]) for name in names if data.get(name)), None)


def _as(model: type[_M], data: Any) -> _M:
    try:
        return model.model_validate(data)
    except ValidationError:
        raise BackendFailed("The back end's answer lacks what it should hold.", "Try again in a minute.") from None


def _uploaded(body: Any) -> list[Uploaded]:
    data = _data(body)
    files = data.get("files") if isinstance(data, Mapping) else None
    if not isinstance(files, list) or not files:
        raise BackendFailed("The back end did not take the file.", "Try it again.")
    return [_as(Uploaded, file) for file in files]

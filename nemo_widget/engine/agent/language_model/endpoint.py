"""OpenAI's chat protocol over HTTP, as Ollama, vLLM, LM Studio, llama.cpp and the clouds speak it: one request, whose
answer comes as a stream or whole and is bounded in size."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

import httpx

from ..edits import Said
from .settings import ModelSettings

MOST_BYTES = 4 * 2**20  # of an answer; as a stream each word of it comes with some 300 bytes
_END_OF_STREAM = b"data: [DONE]"


class ModelFailed(Exception):
    """The model gave no answer. `said` begins a sentence for the person; it holds no address and no key."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.said = Said(en, zh)


class Mode(Enum):
    """How a model is asked for edits, the best first; not every model or server knows all."""

    TOOLS = 1
    JSON = 2
    PLAIN = 3


class NotSupported(Exception):
    """The server does not take this mode."""


class Endpoint:
    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._http: httpx.AsyncClient | None = None

    async def ask(self, mode: Mode, messages: list[dict[str, str]], tool: dict[str, Any]) -> bytes:
        """The body of the answer.

        Raises: `NotSupported`, `ModelFailed`.
        """
        body: dict[str, Any] = {"model": self._settings.model, "messages": messages, "stream": True}
        if mode is Mode.TOOLS:
            body |= {"tools": [tool], "tool_choice": "auto"}
        elif mode is Mode.JSON:
            body["response_format"] = {"type": "json_object"}
        try:
            return await self._post(body, mode)
        except httpx.ConnectError:
            raise ModelFailed("The language model cannot be reached", "无法连接语言模型") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
            raise ModelFailed("The connection to the language model broke", "与语言模型的连接中断了") from None

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()

    async def _post(self, body: dict[str, Any], mode: Mode) -> bytes:
        content = json.dumps(body).encode()
        async with self._client().stream(
            "POST", self._settings.url, content=content, headers=self._headers()
        ) as answer:
            _check(answer.status_code, mode)
            whole = bytearray()
            async for piece in answer.aiter_bytes():
                whole += piece
                if len(whole) > MOST_BYTES:
                    raise ModelFailed("The language model's answer was far too long", "语言模型的回答太长了")
                if _END_OF_STREAM in whole[-len(piece) - len(_END_OF_STREAM) :]:
                    break  # some servers leave the connection open
            return bytes(whole)

    def _headers(self) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Accept": "text/event-stream, application/json",
            "Accept-Encoding": "identity",
        }
        if self._settings.key is not None:
            headers["Authorization"] = f"Bearer {self._settings.key.get_secret_value()}"
        return headers

    def _client(self) -> httpx.AsyncClient:
        """One for all, so that connections are kept. No redirect takes the words or the key elsewhere, and what is on
        this machine is not spoken to through a proxy."""
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=None, follow_redirects=False, trust_env=not self._settings.is_local)  # noqa: S113  # the deadline is for the whole
        return self._http


def _check(status: int, mode: Mode) -> None:
    if status == 200:
        return
    if status in (400, 404, 415, 422, 501) and mode is not Mode.PLAIN:
        raise NotSupported
    if status in (401, 403):
        raise ModelFailed(
            "The language model's server refused the key (NEMO_LLM_KEY)", "语言模型的服务器拒绝了密钥（NEMO_LLM_KEY）"
        )
    if status == 404:
        raise ModelFailed("The language model is not known at NEMO_LLM_URL", "NEMO_LLM_URL 那里没有这个语言模型")
    if status == 429:
        raise ModelFailed(
            "The language model's server is busy or its quota is used up", "语言模型的服务器繁忙，或额度已用完"
        )
    raise ModelFailed(f"The language model's server failed (HTTP {status})", f"语言模型的服务器出错（HTTP {status}）")

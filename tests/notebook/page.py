"""The page's half of one view of a `Studio`: speaks the protocol to a real kernel, and mirrors what it is told."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from tests.notebook.kernels import Cell, Json, Kernel

T = TypeVar("T")


class RefusedError(Exception):
    """Python answered a call with a sentence."""


def model_of(cell: Cell) -> str:
    """The id of the widget that a cell shows."""
    views = [
        m["content"]["data"]["application/vnd.jupyter.widget-view+json"]
        for m in cell.outputs
        if "application/vnd.jupyter.widget-view+json" in m["content"].get("data", {})
    ]
    return str(views[-1]["model_id"])


class Page:
    """One view. `subshell`: the kernel's subshell that its messages go to, as JupyterLab does."""

    def __init__(self, kernel: Kernel, model: str, subshell: str | None = None) -> None:
        self.kernel = kernel
        self.model = model
        self.view = secrets.token_hex(4)
        self._subshell = subshell
        self._ids = itertools.count(1)

    def say(self, method: str, buffers: list[bytes] | None = None, **params: Any) -> int:
        """Sends a call off; its id."""
        id = next(self._ids)
        call = {"kind": "call", "id": id, "view": self.view, "method": method, "params": params}
        content = {"comm_id": self.model, "data": {"method": "custom", "content": call}}
        self.kernel.send("comm_msg", content, buffers, self._subshell)
        return id

    def answer(self, id: int, timeout_s: float = 60) -> tuple[Json, list[bytes]]:
        """Raises: `RefusedError`."""
        message = self.until(lambda: self._answers().get(id), f"the answer to call {id}", timeout_s)
        content = message["content"]["data"]["content"]
        if content["error"] is not None:
            raise RefusedError(content["error"])
        return content["result"], [bytes(b) for b in message["buffers"]]

    def call(self, method: str, buffers: list[bytes] | None = None, **params: Any) -> Json:
        return self.answer(self.say(method, buffers, **params))[0]

    def upload(self, name: str, data: bytes) -> str:
        """Sends a file in the chunks and within the window that Python asks for; the media item's id."""
        begun = self.call("upload_begin", name=name, size_bytes=len(data))
        under_way: list[int] = []
        for offset in range(0, len(data), begun["chunk_bytes"]):
            if len(under_way) == begun["window"]:
                self.answer(under_way.pop(0))
            chunk = data[offset : offset + begun["chunk_bytes"]]
            under_way.append(self.say("upload_chunk", [chunk], upload=begun["upload"], offset=offset))
        for id in under_way:
            received = self.answer(id)[0]["received"]
        assert received == len(data)
        return str(self.call("upload_end", upload=begun["upload"])["media"])

    def read_video(self, id: str, size_bytes: int) -> bytes:
        data = b""
        while len(data) < size_bytes:
            _, (piece,) = self.answer(self.say("read_video", video=id, offset=len(data), length=2**30))
            assert piece
            data += piece
        return data

    def envelopes(self) -> list[Json]:
        return [c for c in self._custom() if c["kind"] == "events"]

    def events(self, type: str) -> list[Json]:
        return [e for envelope in self.envelopes() for e in envelope["events"] if e["type"] == type]

    def export_state(self) -> str:
        """Of the export that was told last, such as "rendering at 0.4"; empty when none was."""
        exports = [event["export"] for event in self.events("export")]
        if not exports:
            return ""
        at = f" at {exports[-1]['progress']:g}" if exports[-1]["state"] == "rendering" else ""
        return f"{exports[-1]['state']}{at}"

    def answer_text(self) -> str:
        """The last answer of the assistant, as a browser would show it by now."""
        shown: dict[str, str] = {}
        for envelope in self.envelopes():
            for event in envelope["events"]:
                if event["type"] == "message" and event["message"]["role"] == "assistant":
                    shown[event["message"]["id"]] = event["message"]["text"]
                elif event["type"] == "delta" and event["id"] in shown:
                    shown[event["id"]] = shown[event["id"]][: event["offset"]] + event["text"]
        return list(shown.values())[-1] if shown else ""

    def until(self, condition: Callable[[], T], what: str, timeout_s: float = 60) -> T:
        return self.kernel.until(condition, what, timeout_s)

    def _answers(self) -> dict[int, Json]:
        return {
            m["content"]["data"]["content"]["id"]: m
            for m in self._messages()
            if (c := m["content"]["data"]["content"])["kind"] == "answer" and c["view"] == self.view
        }

    def _custom(self) -> list[Json]:
        return [m["content"]["data"]["content"] for m in self._messages()]

    def _messages(self) -> list[Json]:
        return [
            m
            for m in self.kernel.published()
            if m["msg_type"] == "comm_msg"
            and m["content"]["comm_id"] == self.model
            and m["content"]["data"].get("method") == "custom"
        ]

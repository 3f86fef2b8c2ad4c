"""Google's own ADK API server with an agent that needs no language model, and around it the endpoints that ADK lacks.

    python -m tests.session.adk_server

Prints its URL. What the agent does is the last word of the message. `GET /heard` tells the messages it has run.
"""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import HTTPException, Request
from google.adk.agents import BaseAgent
from google.adk.agents.invocation_context import InvocationContext
from google.adk.cli.fast_api import get_fast_api_app
from google.adk.cli.utils.base_agent_loader import BaseAgentLoader
from google.adk.events import Event, EventActions
from google.genai import types

DRAFT = {
    "d": 3000,
    "t": [{"id": "v", "tt": 0, "sg": [{"id": "c1", "s": 0, "d": 3000, "m": {"src": "h", "name": "beach.jpg"}}]}],
}
STEPS = [{"label": "Add a title", "say": "add a title"}]
HEARD: list[str] = []


class Scripted(BaseAgent):
    async def _run_async_impl(self, context: InvocationContext) -> AsyncGenerator[Event, None]:
        asked = context.user_content.parts[0].text if context.user_content and context.user_content.parts else ""
        HEARD.append(asked or "")
        wish = (asked or "").split()[-1]

        def event(*parts: types.Part, partial: bool | None = None, **more: Any) -> Event:
            content = types.Content(role="model", parts=list(parts)) if parts else None
            return Event(
                author=self.name, invocation_id=context.invocation_id, content=content, partial=partial, **more
            )

        if wish == "silence":
            yield event(actions=EventActions(state_delta={"draft": DRAFT}))
            return
        if wish == "error":
            yield event(error_code="429", error_message="RESOURCE_EXHAUSTED")
            return
        yield event(types.Part(text="pondering", thought=True), partial=True)
        for piece in ("I will ", "look, wör", "ld 🌍."):
            yield event(types.Part(text=piece), partial=True)
            await asyncio.sleep(0)
        if wish == "raise":
            raise ValueError('boom "quoted"\nsecond line {x}')
        yield event(
            types.Part(text="pondering", thought=True), types.Part(text="I will look, wörld 🌍."), partial=False
        )
        yield event(types.Part(function_call=types.FunctionCall(id="f1", name="edit_timeline", args={"a": 1})))
        yield event(
            types.Part(function_response=types.FunctionResponse(id="f1", name="edit_timeline", response={"ok": 1}))
        )
        changed = EventActions(state_delta={"draft": DRAFT, "next_steps": STEPS})
        yield event(types.Part(text="Done."), partial=True)
        yield event(types.Part(text="Done."), actions=changed)
        yield event(types.Part(text=""))


class OneAgent(BaseAgentLoader):
    def load_agent(self, agent_name: str) -> BaseAgent:
        return Scripted(name="nemo_agent")

    def list_agents(self) -> list[str]:
        return ["nemo_agent"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = get_fast_api_app(
            agents_dir=str(Path(folder)), agent_loader=OneAgent(), session_service_uri="memory://", web=False
        )

        @app.post("/api/tasks/me/with-session/nemo_agent")
        async def open_session(request: Request) -> dict[str, Any]:
            """By way of ADK's own endpoint, so that the session is in the service that `/run_sse` asks."""
            answer = await _own(app, "POST", "/apps/nemo_agent/users/me/sessions")
            return {"code": 0, "data": {"task_id": "t", "session_id": answer["id"]}}

        @app.get("/api/state/nemo_agent/me/{session_id}/latest")
        async def state(session_id: str) -> dict[str, Any]:
            answer = await _own(app, "GET", f"/apps/nemo_agent/users/me/sessions/{session_id}")
            return {"code": 0, "data": {"state": answer["state"]}}

        @app.get("/api/credits/balance/simple")
        async def credits_left() -> dict[str, Any]:
            return {"code": 0, "data": {"available": 80, "frozen": 20, "total": 100}}

        @app.get("/heard")
        async def heard() -> list[str]:
            return HEARD

        listener = socket.create_server(("127.0.0.1", 0))
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listener])


async def _own(app: Any, method: str, path: str) -> Any:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        answer = await client.request(method, path)
        if answer.is_error:
            raise HTTPException(answer.status_code, answer.json()["detail"])
        return answer.json()


if __name__ == "__main__":
    main()

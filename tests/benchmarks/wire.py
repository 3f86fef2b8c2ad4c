"""What the near side's end of the wire costs: CPU of a streamed answer, memory of a large upload.

    python -m tests.benchmarks.wire

The answer has 16 kB and comes at 200 words a second, each an event of its own. Beside client and session stands the
least that reads it with the same libraries: httpx, httpx-sse and `json.loads`, in the same process, by turns.
The upload is a sound file of the largest size that is accepted.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from httpx_sse import EventSource
from pydantic import SecretStr

from nemo_widget.model.media import MAX_UPLOAD_BYTES
from nemo_widget.session import Session, Settings
from tests.benchmarks.streaming_server import words
from tests.session.cost import MB
from tests.session.test_cost import wav

ROUNDS = 3
WORDS_PER_S = 200
MOST_OF_A_BARE_READER = 0.4


def main() -> None:
    with streaming_server(WORDS_PER_S) as url:
        rounds = [(asyncio.run(bare_s(url)), asyncio.run(session_s(url))) for _ in range(ROUNDS)]
    bare, ours = (min(each) for each in zip(*rounds, strict=True))
    print(
        f"an answer of {len(''.join(words())) / 1024:.0f} kB at {WORDS_PER_S} words a second, CPU: "
        f"{ours:.3f} s in client and session, {bare:.3f} s in a bare reader: {ours / bare:.2f} "
        f"(at most {MOST_OF_A_BARE_READER}); rounds {', '.join(f'{b / a:.2f}' for a, b in rounds)}"
    )
    with tempfile.TemporaryDirectory() as folder:
        song = wav(Path(folder) / "song.wav", MAX_UPLOAD_BYTES)
        command = [sys.executable, "-m", "tests.session.cost", str(song)]
        told = subprocess.run(command, env=_environment(), stdout=subprocess.PIPE, check=True)
    near_mb, far_mb = map(float, told.stdout.split())
    print(
        f"an upload of {MAX_UPLOAD_BYTES / MB:.0f} MB: {near_mb:.1f} MB more here, {far_mb:.1f} MB more in the engine"
    )


async def bare_s(url: str) -> float:
    """Seconds of CPU of this process for nothing but reading the answer."""
    began_s = time.process_time()
    async with httpx.AsyncClient(timeout=None) as http, http.stream("POST", f"{url}/run_sse", json={}) as response:
        async for event in EventSource(response).aiter_sse():
            json.loads(event.data)
    return time.process_time() - began_s


async def session_s(url: str) -> float:
    """Seconds of CPU of this process from a message to its reply.

    The language is given: telling it from the first message loads a model, once in the life of a process.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        session = Session(Settings(backend=url, token=SecretStr("any"), language="en", data_dir=Path(folder)))
        heard: list[object] = []
        session.listen(heard.append)
        await session.connect()
        began_s = time.process_time()
        reply = await session.send("tell me a long story")
        spent_s = time.process_time() - began_s
        await session.close()
        assert reply.text == "".join(words())
        return spent_s


@contextmanager
def streaming_server(words_per_s: float) -> Iterator[str]:
    """Runs `tests.benchmarks.streaming_server`; gives its URL."""
    command = [sys.executable, "-m", "tests.benchmarks.streaming_server", str(words_per_s)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=_environment()) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().decode().strip()
        finally:
            server.kill()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}


if __name__ == "__main__":
    main()

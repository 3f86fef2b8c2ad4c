"""A back end whose every answer is 16 kB at 200 words a second.

    python -m tests.benchmarks.streaming_server [words a second]

A process of its own, so that its work is not counted where the reader's is. Prints its URL.
"""

from __future__ import annotations

import asyncio
import sys

from tests.client.wire_server import Asked, WireServer, adk, chunk
from tests.session.scripted import EMPTY, serve

SIZE_BYTES = 16 * 1024


def words() -> list[str]:
    """Sixteen kilobytes in words of four letters, a sentence every twelve."""
    count = SIZE_BYTES // 5
    return [f"word{'.' if n % 12 == 11 else ''} " for n in range(count)]


async def main(words_per_s: float) -> None:
    frames = [adk(word, partial=True, author="agent", id="e" * 36, actions={"stateDelta": {}}) for word in words()]
    frames.append(adk("".join(words()), author="agent"))

    async def speak(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        due_s = asyncio.get_running_loop().time()
        for frame in frames:
            writer.write(chunk(frame))
            await writer.drain()
            due_s += 1 / words_per_s
            await asyncio.sleep(due_s - asyncio.get_running_loop().time())
        writer.write(b"0\r\n\r\n")

    async with WireServer() as server:
        serve(server, speak, EMPTY)
        print(server.url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 200))

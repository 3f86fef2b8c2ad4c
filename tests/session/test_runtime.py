from __future__ import annotations

import asyncio
import threading

from nemo_widget.session import runtime


def test_one_thread_owns_the_loop() -> None:
    async def where() -> tuple[str, asyncio.AbstractEventLoop]:
        return threading.current_thread().name, asyncio.get_running_loop()

    name, loop = runtime().submit(where()).result(60)
    assert name == "nemo-runtime"
    assert loop is runtime().loop
    done = threading.Event()
    runtime().call_soon(done.set)
    assert done.wait(60)

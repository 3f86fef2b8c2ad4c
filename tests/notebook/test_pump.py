"""A cell that waits leaves the widget alive, the next cells waiting, and every output where it belongs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.notebook.kernels import Cell, Kernel, started

SETUP = """
import asyncio, threading, time
from concurrent.futures import Future
from ipywidgets import Widget
from nemo_widget.notebook import pump

future = Future()
heard = []

def clicked(widget, content, buffers):
    heard.append(content["click"])
    print("clicked", heard[-1], end=";")
    if heard[-1] == "finish":
        future.set_result("the result")

button = Widget()
button.on_msg(clicked)
print(button.model_id)
"""


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """One for all: each wait must leave it as good as new."""
    with started(tmp_path_factory.mktemp("kernel")) as kernel:
        yield kernel


@pytest.fixture
def button(kernel: Kernel) -> str:
    """The model id of a widget whose click "finish" ends the wait."""
    return kernel.run(SETUP).end().text.strip()


def click(kernel: Kernel, button: str, what: str) -> None:
    kernel.send("comm_msg", {"comm_id": button, "data": {"method": "custom", "content": {"click": what}}})


def blocked(kernel: Kernel, then: str = "", wait: str = "pump.wait(future, on_interrupt=lambda: None)") -> Cell:
    return kernel.run(f"print('waiting')\nprint({wait})\n{then}").prints("waiting")


def test_clicks_arrive_while_a_cell_waits(kernel: Kernel, button: str):
    cell = blocked(kernel, then="print('after', heard)")
    click(kernel, button, "one")
    click(kernel, button, "finish")
    cell.end()
    assert "the result\nafter ['one', 'finish']" in cell.text


def test_the_next_cells_wait_their_turn_and_run_in_their_order(kernel: Kernel, button: str):
    cell = blocked(kernel, then="ran = ['A']")
    later = [kernel.run(f"ran.append({name!r}); print(ran)") for name in "BCD"]
    click(kernel, button, "early")
    kernel.until(lambda: "clicked early" in "".join(str(m["content"]) for m in kernel.published()), "the click")
    assert not any(next_cell.outputs for next_cell in later)
    click(kernel, button, "finish")
    cell.end()
    assert [next_cell.end().text.strip() for next_cell in later] == [
        "['A', 'B']", "['A', 'B', 'C']", "['A', 'B', 'C', 'D']",
    ]  # fmt: skip


def test_cells_that_are_sent_off_together_all_run(tmp_path: Path):
    with started(tmp_path) as kernel:  # in which nothing has waited yet
        kernel.run("import time; from concurrent.futures import Future; from nemo_widget.notebook import pump").end()
        wait = "future = Future(); threading.Timer(0.3, future.set_result, ['done']).start(); "
        wait += "print(pump.wait(future, on_interrupt=lambda: None))"
        first = kernel.run("import threading; ran = []; time.sleep(0.5)")  # all others arrive while it runs
        cells = [kernel.run(f"ran.append({n}); {wait}; print(ran)") for n in range(4)]
        first.end()
        for n, cell in enumerate(cells):
            assert cell.end().text == f"done\n{list(range(n + 1))}\n"
        assert kernel.run("print('and on')").end().text == "and on\n"


def test_cells_that_come_between_two_waits_of_one_cell_are_not_lost(kernel: Kernel, button: str):
    second = "second = Future(); button.on_msg(lambda *_: second.done() or second.set_result('twice'))"
    cell = blocked(kernel, then=f"{second}\nprint(pump.wait(second, on_interrupt=lambda: None))\nran = ['A']")
    later = [kernel.run(f"ran.append({name!r}); print(ran)") for name in "BC"]
    click(kernel, button, "finish")
    cell.prints("the result")
    click(kernel, button, "again")
    assert "twice" in cell.end().text
    assert [next_cell.end().text.strip() for next_cell in later] == ["['A', 'B']", "['A', 'B', 'C']"]


def test_output_after_a_click_still_lands_in_the_cell(kernel: Kernel, button: str):
    cell = blocked(kernel, then="print('still here')\nfrom IPython.display import display\ndisplay('shown')\n42")
    click(kernel, button, "finish")
    cell.end()
    assert "still here" in cell.text
    kinds = [m["msg_type"] for m in cell.outputs]
    assert "display_data" in kinds
    assert "execute_result" in kinds


def test_the_persons_own_tasks_go_on_and_their_loop_survives(kernel: Kernel, button: str):
    ticker = """
ticks = 0
async def tick():
    global ticks
    while True:
        ticks += 1
        if ticks == 20:
            future.set_result("ticked")
        await asyncio.sleep(0.01)
task = asyncio.ensure_future(tick())
"""
    kernel.run(ticker).end()
    assert "ticked" in blocked(kernel).end().text
    after = kernel.run("before = ticks\nawait asyncio.sleep(0.05)\nprint(ticks > before, task.done())\ntask.cancel()")
    assert after.end().text == "True False\n"


def test_an_interrupt_asks_for_a_clean_end_and_shows_one_line(kernel: Kernel, button: str):
    wait = "pump.wait(future, on_interrupt=lambda: (print('cleaning up'), future.set_result(None)))"
    cell = blocked(kernel, wait=wait)
    kernel.interrupt()
    kernel.until(lambda: cell.has_ended, "the interrupted cell")
    assert "cleaning up" in cell.text
    assert cell.error is not None
    assert cell.error["traceback"] == ["Interrupted."]
    assert kernel.run("print('goes on')").end().text == "goes on\n"


def test_a_cell_after_a_wait_can_be_interrupted_as_ever(kernel: Kernel, button: str):
    cell = blocked(kernel)
    click(kernel, button, "finish")
    cell.end()
    endless = kernel.run("print('on and on')\nwhile True: time.sleep(0.01)").prints("on and on")
    kernel.interrupt()
    kernel.until(lambda: endless.has_ended, "the interrupted loop")
    assert endless.error is not None
    assert endless.error["ename"] == "KeyboardInterrupt"


def test_between_the_cells_the_kernels_own_way_of_being_interrupted_is_back(kernel: Kernel, button: str):
    look = "import signal; loop = asyncio.get_running_loop(); idle = asyncio.Event(); seen = []\n"
    look += "loop.call_later(0, lambda: (seen.append(signal.getsignal(signal.SIGINT)), button.send('looked')))"

    def looked() -> int:
        return sum(
            m["content"]["data"].get("content") == "looked" for m in kernel.published() if "comm_msg" in m["msg_type"]
        )

    kernel.run(look).end()
    kernel.until(lambda: looked() == 1, "the look before")
    cell = blocked(kernel)
    click(kernel, button, "one")
    click(kernel, button, "finish")
    cell.end()
    kernel.run(look.replace("seen = []", "")).end()
    kernel.until(lambda: looked() == 2, "the look after")
    assert kernel.run("print(seen[0] == seen[1])").end().text == "True\n"


def test_a_second_interrupt_does_not_wait_for_the_clean_end(kernel: Kernel, button: str):
    kernel.run("patience_s, pump._CLEAN_END_S = pump._CLEAN_END_S, 3600").end()
    cell = blocked(kernel, wait="pump.wait(future, on_interrupt=lambda: print('cleaning up'))")
    kernel.interrupt()
    cell.prints("cleaning up")
    kernel.interrupt()
    kernel.until(lambda: cell.has_ended, "the interrupted cell")
    assert cell.error is not None
    kernel.run("pump._CLEAN_END_S = patience_s").end()


def test_a_task_that_holds_up_the_loop_can_be_interrupted_too(kernel: Kernel, button: str):
    hog = """
async def hog():
    print('hogging')
    while True: time.sleep(0.01)
task = asyncio.ensure_future(hog())
pump.wait(future, on_interrupt=lambda: future.set_result(None))
"""
    cell = kernel.run(hog).prints("hogging")

    def interrupted() -> bool:
        kernel.interrupt()
        return cell.has_ended

    kernel.until(interrupted, "the interrupted cell")
    assert cell.error is not None
    assert kernel.run("print('goes on')").end().text == "goes on\n"


def test_what_was_cancelled_elsewhere_is_told_in_a_sentence(kernel: Kernel, button: str):
    cell = kernel.run("future.cancel()\npump.wait(future, on_interrupt=lambda: None)")
    kernel.until(lambda: cell.has_ended, "the cell")
    assert cell.error is not None
    assert cell.error["traceback"] == ["This was stopped."]


def test_a_failure_comes_out_as_it_is(kernel: Kernel, button: str):
    cell = kernel.run(
        "from nemo_widget.model.errors import NothingToExport\n"
        "future.set_exception(NothingToExport('The timeline is empty.', 'Add pictures first.'))\n"
        "pump.wait(future, on_interrupt=lambda: None)"
    )
    kernel.until(lambda: cell.has_ended, "the failing cell")
    assert cell.error is not None
    assert cell.error["ename"] == "NothingToExport"
    assert cell.error["traceback"] == ["The timeline is empty. Add pictures first."]


def test_a_thread_and_an_async_cell_can_wait_too(kernel: Kernel, button: str):
    code = """
results = []
thread = threading.Thread(target=lambda: results.append(pump.wait(future, on_interrupt=lambda: None)))
thread.start()
await asyncio.sleep(0)
print('waiting')
results.append(pump.wait(future, on_interrupt=lambda: None))
thread.join()
print(results)
"""
    cell = kernel.run(code).prints("waiting")
    click(kernel, button, "finish")
    assert "['the result', 'the result']" in cell.end().text

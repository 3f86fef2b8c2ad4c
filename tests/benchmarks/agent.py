"""How long the agent takes to understand a message, and how soon its answer begins over the wire.

    hatch run bench                                    as one of its parts, or
    python -m tests.benchmarks.agent [--rounds N]

Typical are the messages of the test cases, each said in its place in its conversation; the worst are 2,000 characters
made to hurt. Times are CPU time, so that other work on the machine does not count; beside them stands how long the same
core takes for a fixed piece of work, by which two machines can be compared.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from nemo_widget.engine.agent import prepare, respond
from tests.engine.agent.conversation import Conversation, started
from tests.engine.agent.hostile import HOSTILE
from tests.engine.engine_process import EngineProcess, message

CASES = Path(__file__).parents[1] / "engine" / "agent" / "cases"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--rounds", type=int, default=3)
    rounds = arguments.parse_args().rounds
    prepare()
    typical = sorted(time_ms for _ in range(rounds) for time_ms in _typical())
    worst = sorted((_worst(text, rounds), name) for name, text in HOSTILE.items())
    print(f"the fixed work             {min(_fixed() for _ in range(3)):8.1f} ms")
    print(f"a message, median          {statistics.median(typical):8.1f} ms   ({len(typical) // rounds} messages)")
    print(f"a message, 99th percentile {typical[len(typical) * 99 // 100]:8.1f} ms   (wanted: < 20)")
    print(f"a message, the slowest     {typical[-1]:8.1f} ms")
    for time_ms, name in worst[:-4:-1]:
        print(f"2,000 characters           {time_ms:8.1f} ms   {name} (wanted: < 200)")
    first_ms, whole_ms = _over_the_wire(rounds)
    print(f"over the wire, first words {first_ms:8.1f} ms   (wanted: < 50)")
    print(f"over the wire, all of it   {whole_ms:8.1f} ms   (it is read out in half a second at most)")


def _cpu_ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def _fixed() -> float:
    return _cpu_ms(lambda: sum(hash(str(n)) for n in range(200_000)))


def _typical() -> list[float]:
    times = []
    for file in sorted(CASES.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            case = json.loads(line)
            talk = Conversation(*case["images"], *case.get("audio", []), language=case["lang"])
            for turn in case["turns"]:
                times.append(_cpu_ms(lambda talk=talk, say=turn["say"]: respond(say, talk.situation)))  # type: ignore[misc]
                talk.say(turn["say"])
    return times


def _worst(text: str, rounds: int) -> float:
    situation = started().situation
    return min(_cpu_ms(lambda: respond(text, situation)) for _ in range(rounds))


def _over_the_wire(rounds: int) -> tuple[float, float]:
    """Wall ms from the request to the first words, and to the end of the answer: the medians of a few turns."""
    firsts, wholes = [], []
    with tempfile.TemporaryDirectory() as data, EngineProcess(Path(data)) as engine:
        session = engine.session()
        engine.upload(session, *((f"{n}.jpg", _photo(n)) for n in range(5)))
        engine.say(session, "make a video")
        for number in range(rounds * 5):
            text = ("make it vertical with lo-fi music", "make it square without music")[number % 2]
            began = time.perf_counter()
            with engine.client.stream("POST", "/run_sse", json=message(session, text)) as answer:
                lines = answer.iter_lines()
                next(line for line in lines if '"partial"' in line)
                firsts.append((time.perf_counter() - began) * 1000)
                for _ in lines:
                    pass
            wholes.append((time.perf_counter() - began) * 1000)
    return statistics.median(firsts), statistics.median(wholes)


def _photo(number: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (40 * number, 90, 120)).save(file, "JPEG")
    return file.getvalue()


if __name__ == "__main__":
    main()

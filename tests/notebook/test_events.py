"""What goes to the page is merged, numbered, and never more than it can take."""

from __future__ import annotations

import asyncio
from typing import Any

from nemo_widget.model.conversation import (
    ActivityChanged,
    ChatMessage,
    Event,
    ExportChanged,
    ExportState,
    MediaChanged,
    MediaItem,
    MediaListed,
    MessageChanged,
    MessageRemoved,
    TextGrew,
)
from nemo_widget.notebook.events import INTERVAL_S, LONGEST_INTERVAL_S, Merged, Outbox


def merged(*events: Event) -> list[dict[str, Any]]:
    batch = Merged()
    for event in events:
        batch.add(event)
    return batch.take()


def message(text: str, id: str = "m", done: bool = False) -> MessageChanged:
    return MessageChanged(message=ChatMessage(id=id, role="assistant", text=text, done=done))


def test_growing_text_is_one_event_counted_as_a_browser_counts():
    (event,) = merged(
        TextGrew(id="m", offset=0, text="a🎬"),
        TextGrew(id="m", offset=3, text="b"),
        TextGrew(id="m", offset=4, text="c"),
    )
    assert event == {"type": "delta", "id": "m", "offset": 0, "text": "a🎬bc"}


def test_two_messages_grow_apart():
    events = merged(*(TextGrew(id=id, offset=n, text="x") for n in range(3) for id in "ab"))
    assert [(e["id"], e["text"]) for e in events] == [("a", "xxx"), ("b", "xxx")]


def test_text_that_skips_ahead_stays_an_event_of_its_own():
    events = merged(TextGrew(id="m", offset=0, text="ab"), TextGrew(id="m", offset=5, text="f"))
    assert [(e["offset"], e["text"]) for e in events] == [(0, "ab"), (5, "f")]


def test_a_whole_message_replaces_its_earlier_self_and_its_growth():
    events = merged(message(""), TextGrew(id="m", offset=0, text="Hel"), message("Hello", done=True))
    assert [(e["type"], e["message"]["text"]) for e in events] == [("message", "Hello")]


def test_the_end_of_a_message_does_not_tell_again_what_has_gone_out():
    batch = Merged()
    batch.add(message(""))
    batch.add(TextGrew(id="m", offset=0, text="a🎬"))
    batch.take()
    batch.add(TextGrew(id="m", offset=3, text="b"))
    batch.add(message("a🎬b", done=True))
    assert batch.take() == [
        {"type": "delta", "id": "m", "offset": 3, "text": "b"},
        {"type": "message_finished", "id": "m", "next_steps": []},
    ]


def test_a_message_whose_text_is_another_than_what_grew_is_told_whole():
    batch = Merged()
    batch.add(TextGrew(id="m", offset=0, text="Hel"))
    batch.take()
    batch.add(message("Hello", done=True))
    (event,) = batch.take()
    assert event["message"]["text"] == "Hello"


def test_a_long_answer_is_gathered_for_longer_and_nothing_else_is():
    batch = Merged()

    def patience_after(*events: Event) -> float:
        for event in events:
            batch.add(event)
        patience_s = batch.patience_s
        batch.take()
        return patience_s

    assert patience_after(TextGrew(id="m", offset=100, text="x")) < INTERVAL_S
    growing = [patience_after(TextGrew(id="m", offset=offset, text="x")) for offset in (1_000, 3_000, 90_000)]
    assert INTERVAL_S < growing[0] < growing[1] < growing[2] == LONGEST_INTERVAL_S
    long = TextGrew(id="m", offset=90_000, text="x")
    assert patience_after(long, ActivityChanged(label="Editing…")) == 0
    assert patience_after(long) == LONGEST_INTERVAL_S


def test_what_is_no_growth_does_not_wait_behind_a_long_answer():
    wire = Wire()

    async def run() -> None:
        outbox = Outbox(wire.send, interval_s=0)
        outbox.watched = True
        outbox.post(ActivityChanged(label="Thinking…"))
        outbox.flush()
        for offset in range(90_000, 90_010):
            outbox.post(TextGrew(id="m", offset=offset, text="x"))
        assert len(wire.sent) == 1
        outbox.post(ActivityChanged(label=None))
        # a loop calls what is due in its order, however late it is itself
        sooner = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(LONGEST_INTERVAL_S / 2, lambda: sooner.set_result(len(wire.sent)))
        assert await sooner == 2
        outbox.close()

    asyncio.run(run())
    assert [event["type"] for event in wire.sent[1]["events"]] == ["delta", "activity"]


def test_what_grows_after_a_message_comes_after_it():
    events = merged(message("Hel"), TextGrew(id="m", offset=3, text="lo"))
    assert [e["type"] for e in events] == ["message", "delta"]


def test_a_state_that_changed_twice_is_told_once_and_lists_keep_their_order():
    events = merged(
        MediaChanged(item=MediaItem(id="a", name="a.jpg")),
        MediaChanged(item=MediaItem(id="b", name="b.jpg")),
        ActivityChanged(label="Editing…"),
        ExportChanged(export=ExportState(progress=0.1)),
        MediaChanged(item=MediaItem(id="a", name="a.jpg", progress=0.5)),
        ExportChanged(export=ExportState(progress=0.2)),
        ActivityChanged(label=None),
    )
    assert [e["type"] for e in events] == ["media", "media", "activity", "export"]
    assert [e["item"]["id"] for e in events[:2]] == ["a", "b"]
    assert events[0]["item"]["progress"] == 0.5
    assert events[2]["label"] is None
    assert events[3]["export"]["progress"] == 0.2


def test_a_list_of_media_follows_those_that_it_names_and_a_message_that_is_gone_grows_no_more():
    events = merged(
        MediaListed(ids=["a"]),
        TextGrew(id="m", offset=0, text="x"),
        MediaChanged(item=MediaItem(id="b", name="b.jpg")),
        MediaListed(ids=["b", "a"]),
        MessageRemoved(id="m"),
    )
    assert [e["type"] for e in events] == ["media", "media_list", "message_removed"]
    assert events[1]["ids"] == ["b", "a"]


class Wire:
    """What was sent, and when by the loop's clock."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.at: list[float] = []
        self.heard = asyncio.Event()

    def send(self, envelope: dict[str, Any]) -> None:
        self.sent.append(envelope)
        self.at.append(asyncio.get_running_loop().time())
        self.heard.set()


async def stream(wire: Wire, tokens: int, *, interval_s: float) -> None:
    outbox = Outbox(wire.send, interval_s)
    outbox.watched = True
    for n in range(tokens):
        outbox.post(TextGrew(id="m", offset=n, text="x"))
        await asyncio.sleep(0.001)
    outbox.flush()


def test_a_stream_of_tokens_keeps_the_interval_and_arrives_whole():
    wire = Wire()
    asyncio.run(stream(wire, 200, interval_s=0.03))
    gaps = [b - a for a, b in zip(wire.at, wire.at[1:-1], strict=False)]  # the last one was asked for at once
    assert gaps
    assert min(gaps) >= 0.029
    assert [e["n"] for e in wire.sent] == list(range(1, len(wire.sent) + 1))
    assert "".join(event["text"] for envelope in wire.sent for event in envelope["events"]) == "x" * 200


def test_the_first_event_after_a_pause_goes_at_once():
    wire = Wire()

    async def run() -> float:
        outbox = Outbox(wire.send, interval_s=60)
        outbox.watched = True
        outbox.post(ActivityChanged(label="Editing…"))
        started = asyncio.get_running_loop().time()
        await wire.heard.wait()
        outbox.close()
        return wire.at[0] - started

    assert asyncio.run(run()) < 60


def test_nothing_is_sent_or_kept_before_somebody_watches_or_after_the_end():
    wire = Wire()

    async def run() -> None:
        outbox = Outbox(wire.send, interval_s=0)
        outbox.post(ActivityChanged(label="unseen"))
        outbox.flush()
        assert outbox.n == 0
        outbox.watched = True
        outbox.post(ActivityChanged(label="unseen too"))
        outbox.close()
        outbox.flush()

    asyncio.run(run())
    assert wire.sent == []

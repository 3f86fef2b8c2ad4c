"""Events → the answer as a person sees it: nothing doubles, nothing shrinks, no JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_widget.client.accumulator import Accumulator
from nemo_widget.client.dialects import Fault, Heartbeat, TextDelta, TextWhole, ToolCall, ToolResult, read_event

CAPTURES = Path(__file__).parent / "captures"


def heard(*payloads: str) -> Accumulator:
    """What comes of the payloads; checks on the way that what is shown only grows."""
    accumulator, shown = Accumulator(), ""
    for payload in payloads:
        for event in read_event(payload):
            shown += accumulator.feed(event)
            assert shown == accumulator.text
    return accumulator


def captured(name: str) -> Accumulator:
    raw = (CAPTURES / f"{name}.sse").read_text(encoding="utf-8")
    return heard(*(block.removeprefix("data: ") for block in raw.split("\n\n") if block))


def adk(text: str, *, partial: bool | None = None, **more: object) -> str:
    body: dict[str, object] = {"content": {"role": "model", "parts": [{"text": text}]}, **more}
    return json.dumps(body if partial is None else {**body, "partial": partial})


@pytest.mark.parametrize("name", ["llm_stream", "v120_llm_stream", "llm_nostream"])
def test_partials_and_the_whole_text_that_repeats_them_are_shown_once(name: str) -> None:
    answer = captured(name)
    assert answer.text == "Let me check. The weather in Zürich is sunny."
    assert answer.tools == ["get_weather"]
    assert answer.is_whole
    assert answer.fault is None


def test_a_stream_of_every_kind_of_event() -> None:
    answer = captured("full_stream")
    assert answer.text.startswith("Hello, wörld 🌍\n\nwith artifact\n\n")
    assert answer.text.endswith("NUL:\x00 end\n\nfinal answer")
    assert "thinking" not in answer.text
    assert answer.tools == ["get_weather"]
    assert answer.state_delta == {"k": 1, "user:pref": "x"}
    assert answer.fault == Fault("SAFETY", 'blocked by "policy"\nsecond line')


def test_an_answer_without_partials() -> None:
    assert captured("echo").text == "echo: hello"


def test_nothing_at_all() -> None:
    answer = captured("none")
    assert answer.is_empty
    assert not answer.is_whole


def test_an_error_in_mid_stream_keeps_what_was_said() -> None:
    answer = captured("raise")
    assert answer.text == "before the error"
    assert answer.fault is not None
    assert answer.fault.message.startswith('ValueError: boom "quoted"')


def test_an_error_before_any_text() -> None:
    answer = captured("llm_err")
    assert answer.text == ""
    assert answer.fault == Fault("429", "RESOURCE_EXHAUSTED")


def test_one_fault_told_twice_is_one_fault() -> None:
    answer = heard('{"errorCode":"500","errorMessage":"first"}', '{"error":"second","error_details":{}}')
    assert answer.fault == Fault("500", "first")


def test_an_unescaped_error_is_an_error_and_never_text() -> None:
    answer = heard('{"error": "ValueError: say "hi"')
    assert answer.text == ""
    assert answer.fault is not None
    assert "ValueError" in answer.fault.message


def test_max_tokens_keeps_the_content_and_is_no_fault() -> None:
    answer = heard(adk("so far", errorCode="MAX_TOKENS", errorMessage="length"))
    assert answer.text == "so far"
    assert answer.fault is None
    assert answer.is_whole


def test_a_trailing_empty_final_wipes_nothing() -> None:
    answer = heard(adk("all of it", partial=True), adk("all of it", partial=False), adk("", partial=False))
    assert answer.text == "all of it"
    assert answer.is_whole


def test_a_clean_end_after_partials_alone_is_a_cut() -> None:
    assert not heard(adk("half an ans", partial=True)).is_whole


def test_the_whole_text_brings_what_its_partials_lacked() -> None:
    assert heard(adk("half", partial=True), adk("half and half")).text == "half and half"


def test_a_whole_text_that_differs_takes_nothing_back() -> None:
    assert heard(adk("first version", partial=True), adk("another version")).text == "first version"


def test_a_second_model_call_may_repeat_the_first() -> None:
    once = [adk("ok.", partial=True), adk("ok.", partial=False)]
    result = '{"content":{"role":"user","parts":[{"functionResponse":{"name":"t","response":{}}}]}}'
    assert heard(*once, result, *once).text == "ok.\n\nok."


def test_the_typed_dialect_is_deltas_only() -> None:
    answer = heard(
        '{"type":"text","content":"Mak"}',
        '{"type":"text","content":"ing it. "}',
        '{"type":"tool_call","name":"edit_timeline","args":{"a":1}}',
        '{"type":"heartbeat"}',
        '{"type":"tool_result","name":"edit_timeline","result":{}}',
        '{"type":"text","content":"Do"}',
        '{"type":"text","content":"ne."}',
    )
    assert answer.text == "Making it. Done."
    assert answer.tools == ["edit_timeline"]
    assert answer.is_whole


def test_a_tool_that_was_still_at_work_is_a_cut() -> None:
    assert not heard(adk("Editing. "), '{"type":"tool_call","name":"edit","args":{}}').is_whole
    assert heard('{"type":"tool_call","name":"edit","args":{}}', '{"type":"text","content":"Done."}').is_whole


def test_tool_calls_count_in_non_partial_events_only() -> None:
    call = {"content": {"role": "model", "parts": [{"functionCall": {"name": "t", "args": {}}}]}}
    assert read_event(json.dumps({**call, "partial": True})) == []
    assert read_event(json.dumps(call)) == [ToolCall("t", {})]


@pytest.mark.parametrize(
    "payload",
    ["garbage", "[1]", "null", '"text"', '{"type":"surprise"}', '{"content":null}', '{"content":{"parts":[7]}}'],
)
def test_what_is_unknown_is_passed_over(payload: str) -> None:
    assert read_event(payload) == []


def test_heartbeats_and_words_are_told_apart() -> None:
    assert read_event('{"type":"heartbeat"}') == [Heartbeat()]
    assert read_event('{"type":"text","content":"x"}') == [TextDelta("x", closes_itself=True)]


def test_an_empty_final_ends_an_answer_of_partials_and_a_late_repetition_adds_nothing() -> None:
    ended = heard(adk("all of it", partial=True), adk("", finishReason="STOP"))
    assert (ended.text, ended.is_whole) == ("all of it", True)
    repeated = heard(adk("all of it", partial=True), adk("", turnComplete=True), adk("all of it"))
    assert (repeated.text, repeated.is_whole) == ("all of it", True)
    again = heard(adk("one. ", partial=True), adk("", turnComplete=True), adk("two.", partial=True))
    assert (again.text, again.is_whole) == ("one. two.", False)


def test_max_tokens_without_content_ends_what_came() -> None:
    answer = heard(adk("so far", partial=True), '{"errorCode":"MAX_TOKENS"}')
    assert (answer.text, answer.fault, answer.is_whole) == ("so far", None, True)


def test_agents_that_speak_at_the_same_time_are_each_shown_once() -> None:
    events = [("a", "One ", True), ("b", "Two ", True), ("a", "cat.", True), ("b", "dogs.", True)]
    wholes = [("a", "One cat.", False), ("b", "Two dogs.", False)]
    answer = heard(*(adk(text, partial=partial, author=author) for author, text, partial in events + wholes))
    assert sorted(answer.text.split()) == ["One", "Two", "cat.", "dogs."]
    assert answer.is_whole


def test_a_repetition_is_known_though_its_deltas_named_no_speaker_or_began_with_a_line_end() -> None:
    assert heard(adk("Hel", partial=True), adk("lo", partial=True), adk("Hello", author="a")).text == "Hello"
    assert heard(adk("\n\nHel", partial=True), adk("Hello")).text == "\n\nHello"


def test_after_a_tool_the_text_of_the_next_call_is_never_taken_for_a_repetition() -> None:
    result = '{"content":{"role":"user","parts":[{"functionResponse":{"name":"t","response":{}}}]}}'
    assert heard(adk("Looking. ", partial=True), result, adk("Done.")).text == "Looking. Done."


@pytest.mark.parametrize("whole", ["🌍 yes", "\ud83c yes"])
def test_an_emoji_that_a_gateway_cut_in_two(whole: str) -> None:
    halves = (adk("\ud83c", partial=True), adk("\udf0d yes", partial=True))
    answer = heard(*halves, adk(whole))
    assert answer.text == "🌍 yes"
    answer.text.encode()
    assert heard(adk("no \ud83c", partial=True), adk("no 🌍")).text == "no 🌍"


@pytest.mark.parametrize(
    "payload",
    [
        '{"type":"text","content":{"a":1}}',
        '{"type":"text","content":["a"]}',
        '{"content":{"role":"model","parts":[{"text":{"a":1}}]}}',
        "[" * 100_000,
        '{"content":{"parts":[{"text":"x","thought":true}]}}',
    ],
)
def test_what_is_no_text_is_not_shown(payload: str) -> None:
    assert heard(payload).text == ""


_WORDS = st.text(alphabet="ab 你🌍\n\ud83c\udf0d", max_size=6)
_EVENTS = st.one_of(
    st.builds(TextDelta, _WORDS, st.booleans(), st.sampled_from("xy")),
    st.builds(TextWhole, _WORDS, st.sampled_from("xy")),
    st.builds(ToolCall, st.just("t")),
    st.builds(ToolResult, st.just("t")),
    st.builds(Fault, st.sampled_from(["", "MAX_TOKENS", "500"]), st.just("m")),
)


@given(st.lists(_EVENTS, max_size=30))
def test_what_is_shown_only_grows_whatever_comes(events: list[object]) -> None:
    accumulator, shown = Accumulator(), ""
    for event in events:
        shown += accumulator.feed(event)  # type: ignore[arg-type]
        assert accumulator.text == shown
    shown.encode()  # no half characters


@given(st.lists(st.lists(st.text("ab 你🌍", min_size=1, max_size=5), min_size=1, max_size=4), max_size=4))
def test_however_a_call_is_cut_into_deltas_its_text_is_shown_once(calls: list[list[str]]) -> None:
    result = '{"content":{"role":"user","parts":[{"functionResponse":{"name":"t","response":{}}}]}}'
    streamed, repeated = Accumulator(), Accumulator()
    for call in calls:
        for payload in [*(adk(piece, partial=True) for piece in call), adk("".join(call)), result]:
            for event in read_event(payload):
                streamed.feed(event)
        for payload in (adk("".join(call)), result):
            for event in read_event(payload):
                repeated.feed(event)
    assert streamed.text == repeated.text
    assert streamed.is_whole == bool(calls)

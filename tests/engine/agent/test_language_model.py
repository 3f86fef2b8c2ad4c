"""A language model that people bring along: good answers are done, all others leave the message to the parser."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from nemo_widget.engine.agent import Answer, goes_by_the_book, respond
from nemo_widget.engine.agent.language_model import LanguageModel, ModelSettings
from nemo_widget.engine.agent.language_model.schema import parameters
from tests.engine.agent.chat_endpoint import (
    ChatEndpoint,
    Exchange,
    Say,
    arguments,
    endless,
    failing,
    raw,
    silent,
    streamed,
    whole,
)
from tests.engine.agent.conversation import Conversation, fits_the_renderer, started

KEY = "sk-very-secret"
QUIP = "Moody, isn't it?"
WARM = {"kind": "set_filter", "filter": "warm", "clips": []}
BW = {"kind": "set_filter", "filter": "bw", "clips": ["c2"]}


@pytest.fixture
def endpoint() -> Iterator[ChatEndpoint]:
    server = ChatEndpoint()
    yield server
    server.close()


def say(
    talk: Conversation, message: str, endpoint: ChatEndpoint, says: Say | None = None, deadline_s: float = 20
) -> Answer:
    """What becomes of a message when the model answers it as `says`."""
    endpoint.say = says or endpoint.say
    settings = ModelSettings(f"{endpoint.url}/chat/completions", "small", SecretStr(KEY), deadline_s)

    async def ask() -> Answer:
        model = LanguageModel(settings)
        try:
            return respond(message, talk.situation, await model.propose(message, talk.situation))
        finally:
            await model.close()

    return asyncio.run(ask())


def filters(answer: Answer) -> list[str]:
    assert answer.draft is not None
    return [clip.meta.filter for clip in answer.draft.clips]


# -- good answers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "says",
    [
        whole(calls=[arguments(BW, reply=QUIP)]),
        whole(text=QUIP, calls=[arguments(BW)]),
        streamed(call=arguments(BW, reply=QUIP)),
        streamed(text="<think>Which photo?</think>" + QUIP, call=arguments(BW)),
        streamed(call=arguments(BW, reply=QUIP), ends=False),
        whole(text=arguments(BW, reply=QUIP)),
        whole(text=f"```json\n{arguments(BW, reply=QUIP)}\n```"),
        streamed(text=arguments(BW, reply=QUIP)),
    ],
)
def test_edits_that_a_model_proposes_are_done_and_told(endpoint: ChatEndpoint, says: Say) -> None:
    answer = say(started(), "film noir for the pup", endpoint, says)
    assert filters(answer) == ["none", "bw", "none"]
    assert answer.text == f"Black and white look on “dog.jpg”. {QUIP}"
    assert answer.history == "push"
    assert [edit.kind for edit in answer.turn.edits] == ["set_filter"]


def test_the_model_is_told_what_there_is_and_nothing_that_is_nobodys_business(endpoint: ChatEndpoint) -> None:
    talk = started()
    talk.upload("night.jpg")
    talk.say("title “Hello”")
    say(talk, "film noir", endpoint, whole(calls=[arguments(WARM)]))
    asked = endpoint.asked[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert asked.body["model"] == "small"
    assert asked.body["tools"][0]["function"]["parameters"] == parameters()
    told = asked.body["messages"]
    assert told[-1] == {"role": "user", "content": "film noir"}
    for part in ("beach.jpg", '"c2"', '"m4"', "night.jpg", "never used", "Hello", "title “Hello”", "add_text"):
        assert part in told[0]["content"], part
    assert "hash of" not in json.dumps(asked.body)


def test_a_first_request_may_come_with_or_without_building(endpoint: ChatEndpoint) -> None:
    build = {"kind": "build_slideshow", "sources": ["m2", "m1"]}
    music = {"kind": "set_music", "source": "music:lo-fi"}
    built = say(Conversation("a.jpg", "b.jpg"), "something calm", endpoint, whole(calls=[arguments(build, music)]))
    assert built.draft is not None
    assert [c.meta.name for c in built.draft.clips] == ["b.jpg", "a.jpg"]
    assert built.draft.music[0].meta.src == "music:lo-fi"
    assert fits_the_renderer(built.draft) == []
    meant = say(Conversation("a.jpg", "b.jpg"), "something calm", endpoint, whole(calls=[arguments(music)]))
    assert meant.draft is not None
    assert [c.meta.name for c in meant.draft.clips] == ["a.jpg", "b.jpg"]
    empty = say(Conversation(), "something calm", endpoint, whole(calls=[arguments(music)]))
    assert empty.draft is None
    assert "photos" in empty.text


def test_edits_may_speak_of_what_earlier_ones_made(endpoint: ChatEndpoint) -> None:
    new = {"kind": "add_text", "text": "Hi"}
    says = whole(
        calls=[arguments({"kind": "duplicate_clips", "clips": ["c1"]}, new), arguments(BW | {"clips": ["c4"]})]
    )
    answer = say(started(), "again, with a greeting", endpoint, says)
    assert filters(answer) == ["none", "bw", "none", "none"]
    assert answer.draft is not None
    assert [t.meta.text for t in answer.draft.texts] == ["Hi"]


def test_a_model_that_only_talks_changes_nothing_and_that_is_said(endpoint: ChatEndpoint) -> None:
    talk = started()
    answer = say(talk, "make it sparkle", endpoint, whole(text="I made it sparkle!\x07\n<b>Enjoy</b>"))
    assert answer.draft == talk.draft
    assert answer.history == "none"
    assert answer.text == "I made it sparkle! <b>Enjoy</b> Nothing was changed."
    asked = say(talk, "make it sparkle", endpoint, whole(text="Which photo do you mean?"))
    assert asked.text == "Which photo do you mean?"
    told = say(talk, "How long is the video?", endpoint, whole(text="It lasts 9 seconds."))
    assert told.text == "It lasts 9 seconds."


@pytest.mark.parametrize("refused", [400, 404, 422])
def test_a_model_without_tools_is_asked_for_json(endpoint: ChatEndpoint, refused: int) -> None:
    def says(exchange: Exchange) -> None:
        if "tools" in exchange.body:
            failing(refused)(exchange)
        else:
            whole(text=arguments(BW))(exchange)

    assert filters(say(started(), "noir for the pup", endpoint, says)) == ["none", "bw", "none"]
    body = endpoint.asked[-1].body
    assert body["response_format"] == {"type": "json_object"}
    assert '"set_filter"' in body["messages"][0]["content"]


def test_how_a_model_can_be_asked_is_remembered(endpoint: ChatEndpoint) -> None:
    def says(exchange: Exchange) -> None:
        plain = not {"tools", "response_format"} & set(exchange.body)
        (whole(text=arguments(BW)) if plain else failing(400))(exchange)

    endpoint.say = says
    situation = started().situation

    async def twice() -> None:
        model = LanguageModel(ModelSettings(f"{endpoint.url}/chat/completions", "small"))
        for _ in range(2):
            assert (await model.propose("noir for the pup", situation)).edits
        await model.close()

    asyncio.run(twice())
    assert len(endpoint.asked) == 4


@pytest.mark.parametrize(
    ("message", "by_the_book"),
    [
        ("undo", True),
        ("撤销", True),
        ('Remove "dog.jpg".', True),
        ("Make it 9:16.", True),
        ("配上 lo-fi 音乐。", True),
        ("Make all photos warm.", True),
        ("make it a bit cosier", False),
        ("warm and cosy, please", False),
        ("how long is it?", False),
    ],
)
def test_what_can_mean_but_one_thing_is_not_asked_of_a_model(message: str, by_the_book: bool) -> None:
    talk = started()
    talk.say("make it square")
    assert goes_by_the_book(message, talk.situation) == by_the_book


# -- bad ones ------------------------------------------------------------------------------------------------------


def by_the_parser(answer: Answer, why: str) -> None:
    """The message was "black and white", which the parser knows."""
    assert filters(answer) == ["bw"] * 3
    assert why in answer.text
    assert answer.text.endswith("so I read your message by myself.)")
    assert KEY not in answer.text
    assert "127.0.0.1" not in answer.text
    assert "secret of the server" not in answer.text


@pytest.mark.parametrize(
    "says",
    [
        raw("not JSON at all"),
        raw(b"\xff\xfe\x00"),
        raw(""),
        raw("[]"),
        raw('{"choices": 5}'),
        raw('{"choices": [{"message": "hm"}]}'),
        raw('{"error": {"message": "a secret of the server"}}'),
        raw("[" * 100_000),
        whole(text=""),
        whole(calls=["{broken"]),
        whole(calls=["[" * 100_000]),
        whole(calls=['{"edits": 7}']),
        whole(calls=[arguments(WARM, {"kind": "explode"})]),
        whole(calls=[arguments({})]),
        whole(calls=[arguments(WARM | {"filter": "neon"})]),
        whole(calls=[arguments(WARM | {"extra": 1})]),
        whole(calls=[arguments({"kind": "set_clip_duration", "duration_ms": -5})]),
        whole(calls=[arguments(*[WARM] * 101)]),
        whole(calls=['{"edits": [{"kind": "add_text", "text": "\\ud800"}]}']),
        whole(calls=[arguments(WARM)], name="delete_everything"),
        # things that are not there
        whole(calls=[arguments(BW | {"clips": ["c9"]})]),
        whole(calls=[arguments(WARM, {"kind": "remove_clips", "clips": ["dog.jpg"]})]),
        whole(calls=[arguments({"kind": "remove_clips", "clips": ["c1"]}, BW | {"clips": ["c1"]})]),
        whole(calls=[arguments({"kind": "add_clips", "sources": ["m7"]})]),
        whole(calls=[arguments({"kind": "add_clips", "sources": ["/etc/passwd"]})]),
        whole(calls=[arguments({"kind": "replace_clip", "clip": "c1", "source": "https://example.org/x.jpg"})]),
        whole(calls=[arguments({"kind": "set_music", "source": "music:polka"})]),
        whole(calls=[arguments({"kind": "set_music", "source": "m1"})]),
        whole(calls=[arguments({"kind": "change_text", "texts": ["x9"], "text": "Hi"})]),
        streamed(call='{"edits": [{"kind": "set_fil'),
    ],
)
def test_what_makes_no_sense_is_left_to_the_parser(endpoint: ChatEndpoint, says: Say) -> None:
    by_the_parser(say(started(), "black and white", endpoint, says), "made no sense")


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (failing(401), "refused the key"),
        (failing(403), "refused the key"),
        (failing(429), "busy"),
        (failing(500), "HTTP 500"),
        (failing(404), "not known"),
        (failing(302), "HTTP 302"),
        (endless, "far too long"),
    ],
)
def test_a_model_that_fails_is_told_of_and_the_parser_answers(endpoint: ChatEndpoint, says: Say, why: str) -> None:
    by_the_parser(say(started(), "black and white", endpoint, says), why)


def test_a_model_that_is_too_slow_is_hung_up_on(endpoint: ChatEndpoint) -> None:
    by_the_parser(say(started(), "black and white", endpoint, silent, deadline_s=2), "did not answer in time")
    assert endpoint.hung_up.wait(60)


def test_a_model_that_is_not_running_is_told_of() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1/chat/completions"
    situation = started().situation
    proposal = asyncio.run(LanguageModel(ModelSettings(address, "small")).propose("black and white", situation))
    by_the_parser(respond("black and white", situation, proposal), "cannot be reached")


def test_the_word_about_it_is_in_the_language_of_the_message(endpoint: ChatEndpoint) -> None:
    answer = say(started(language="zh"), "全部黑白", endpoint, failing(500))
    assert filters(answer) == ["bw"] * 3
    assert answer.text.endswith("（语言模型的服务器出错（HTTP 500），这次由我自己来理解。）")


# -- settings ------------------------------------------------------------------------------------------------------


def settings_of(**environment: str) -> ModelSettings | None:
    return ModelSettings.from_environment({f"NEMO_LLM_{name}": value for name, value in environment.items()})


def test_it_is_off_unless_url_and_model_are_set() -> None:
    assert settings_of() is None
    assert settings_of(URL="http://localhost:1") is None
    assert settings_of(MODEL="small", KEY=KEY) is None


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1/chat/completions"),
        ("http://localhost:11434/", "http://localhost:11434/v1/chat/completions"),
        ("https://api.example.org/v1/", "https://api.example.org/v1/chat/completions"),
        ("https://api.example.org/v1/chat/completions", "https://api.example.org/v1/chat/completions"),
        ("https://x.example.org/openai/deployments/a?api-version=1",
         "https://x.example.org/openai/deployments/a/chat/completions?api-version=1"),
    ],
)  # fmt: skip
def test_the_address_may_be_given_in_any_usual_way(url: str, address: str) -> None:
    settings = settings_of(URL=url, MODEL="small")
    assert settings is not None
    assert (settings.url, settings.mistake) == (address, "")
    assert settings.is_local == ("localhost" in url)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"URL": "ftp://example.org"}, "NEMO_LLM_URL"),
        ({"URL": "http://[::1"}, "NEMO_LLM_URL"),
        ({"URL": f"http://me:{KEY}@example.org"}, "NEMO_LLM_URL"),
        ({"KEY": f"{KEY}\r\nX-Evil: 1"}, "NEMO_LLM_KEY"),
        ({"DEADLINE_S": "soon"}, "NEMO_LLM_DEADLINE_S"),
        ({"DEADLINE_S": "nan"}, "NEMO_LLM_DEADLINE_S"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named_and_nothing_is_asked(wrong: dict[str, Any], name: str) -> None:
    settings = settings_of(**{"URL": "http://localhost:1", "MODEL": "small", **wrong})
    assert settings is not None
    situation = started().situation
    answer = respond("black and white", situation, asyncio.run(LanguageModel(settings).propose("x", situation)))
    by_the_parser(answer, name)


def test_the_key_is_in_no_repr() -> None:
    settings = settings_of(URL=f"http://localhost:1/{KEY}", MODEL="small", KEY=KEY)
    assert KEY not in repr(settings)
    assert KEY not in str(settings)


@pytest.mark.timeout(120)
def test_a_model_that_ends_in_empty_lines_takes_no_time_over_its_end(endpoint: ChatEndpoint) -> None:
    """Small models that are asked for JSON are known to go on like this."""
    answer = say(started(), "black and white", endpoint, whole(text="```json" + "\n" * 4_000 + "and so"))
    assert answer.text

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from nemo_widget.engine.store import Store, TooManyTokens
from nemo_widget.engine.store.tokens import TOKEN_LIFE_S


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Store:
    return Store(tmp_path, clock)


def client() -> str:
    return str(uuid.uuid4())


def test_a_token_is_good_for_seven_days(store: Store, clock: Clock) -> None:
    issued = store.tokens.issue(client(), "127.0.0.1")
    clock.now += TOKEN_LIFE_S - 1
    assert store.tokens.owner(issued.token) == issued.owner
    clock.now += 1
    assert store.tokens.owner(issued.token) is None


def test_a_client_gets_its_next_one_when_the_first_has_expired(store: Store, clock: Clock) -> None:
    me = client()
    store.tokens.issue(me, "127.0.0.1")
    clock.now += 3600
    with pytest.raises(TooManyTokens) as refused:
        store.tokens.issue(me, "127.0.0.1")
    assert refused.value.retry_after_s == TOKEN_LIFE_S - 3600
    clock.now += refused.value.retry_after_s
    assert store.tokens.issue(me, "127.0.0.1").token


def test_an_address_gets_ten_in_seven_days_and_this_machine_any_number(store: Store) -> None:
    for _ in range(10):
        store.tokens.issue(client(), "192.0.2.7")
    with pytest.raises(TooManyTokens):
        store.tokens.issue(client(), "192.0.2.7")
    store.tokens.issue(client(), "192.0.2.8")
    store.tokens.issue(client(), "unknown")  # from a proxy that knows no better
    for _ in range(12):
        store.tokens.issue(client(), "127.0.0.1")


def test_no_token_is_on_disk_or_in_a_repr(store: Store, tmp_path: Path) -> None:
    issued = store.tokens.issue(client(), "127.0.0.1")
    session = store.sessions.create("local", task_name="", language="en", skill="")
    claim, _ = store.tokens.claim(session.id)
    stored = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert issued.token.encode() not in stored
    assert claim.encode() not in stored
    assert issued.token not in repr(issued)

"""What a session remembers, and how it goes back and forth in it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nemo_widget.engine.store import Conflict, Moment, Store
from nemo_widget.model.draft import Canvas


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def session(store: Store) -> str:
    return store.sessions.create("local", task_name="project", language="en", skill="x").id


def moment(n: int | None) -> Moment:
    return Moment(None if n is None else {"d": n}, Canvas())


def turn(store: Store, session: str, history: str, to: int | None = None, steps: int = 1) -> object:
    """What the draft is after a turn."""
    version = store.sessions.situation(session).version
    turn_id = store.sessions.begin_turn(session, "say")
    now = store.sessions.finish_turn(
        session,
        turn_id,
        version,
        reply="done",
        memory={"message": str(to)},
        history=history,
        to=moment(to),
        steps=steps,  # type: ignore[arg-type]
    )
    assert now == store.sessions.moment(session)
    return now.draft and now.draft["d"]


def test_undo_and_redo_are_exact(store: Store, session: str) -> None:
    for n in (1, 2, 3):
        assert turn(store, session, "push", n) == n
    assert turn(store, session, "undo") == 2
    assert turn(store, session, "undo", steps=2) is None
    assert turn(store, session, "undo") is None
    assert turn(store, session, "redo") == 1
    assert turn(store, session, "redo", steps=9) == 3


def test_the_agent_sees_the_nearest_moment_last(store: Store, session: str) -> None:
    for n in (1, 2, 3, 4):
        turn(store, session, "push", n)
    turn(store, session, "undo", steps=2)
    seen = store.sessions.situation(session)
    assert seen.now == moment(2)
    assert seen.undo == [moment(None), moment(1)]
    assert seen.redo == [moment(4), moment(3)]


def test_an_edit_after_undo_ends_what_could_be_redone(store: Store, session: str) -> None:
    for n in (1, 2):
        turn(store, session, "push", n)
    turn(store, session, "undo")
    turn(store, session, "push", 7)
    assert store.sessions.situation(session).redo == []
    assert turn(store, session, "undo") == 1


def test_a_turn_without_an_edit_leaves_the_draft(store: Store, session: str) -> None:
    turn(store, session, "push", 1)
    assert turn(store, session, "none", 99) == 1
    assert [t["message"] for t in store.sessions.situation(session).turns] == ["1", "99"]


def test_a_turn_that_failed_is_not_remembered(store: Store, session: str) -> None:
    store.sessions.fail_turn(store.sessions.begin_turn(session, "boom"))
    assert store.sessions.situation(session).turns == []


def test_very_old_drafts_are_forgotten_and_new_ones_still_come(store: Store, session: str) -> None:
    for n in range(1, 111):
        turn(store, session, "push", n)
    seen = store.sessions.situation(session)
    assert (len(seen.undo) + 1, seen.undo[-1], seen.now) == (100, moment(109), moment(110))
    assert turn(store, session, "undo", steps=1000) == 11


def test_a_turn_that_looked_at_a_state_that_is_gone_changes_nothing(store: Store, session: str) -> None:
    version = store.sessions.situation(session).version
    turn(store, session, "push", 1)
    late = store.sessions.begin_turn(session, "late")
    with pytest.raises(Conflict):
        store.sessions.finish_turn(session, late, version, reply="", memory={}, history="push", to=moment(2))
    assert store.sessions.moment(session) == moment(1)


def test_edits_of_two_stores_on_one_folder_are_all_there(tmp_path: Path) -> None:
    stores = [Store(tmp_path), Store(tmp_path)]
    session = stores[0].sessions.create("local", task_name="project", language="en", skill="x").id

    def push_ten(store: Store) -> None:
        for _ in range(10):
            turn_id = store.sessions.begin_turn(session, "more")
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                seen = store.sessions.situation(session)
                count = seen.now.draft["d"] if seen.now.draft else 0
                try:
                    store.sessions.finish_turn(
                        session, turn_id, seen.version, reply="", memory={}, history="push", to=moment(count + 1)
                    )
                    break
                except Conflict:
                    continue

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(push_ten, stores))
    assert stores[1].sessions.moment(session) == moment(20)


def test_a_session_is_its_owners(store: Store, session: str) -> None:
    assert store.sessions.get(session, "local") is not None
    assert store.sessions.get(session, "anon_1") is None

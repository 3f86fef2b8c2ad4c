"""Uploads that nobody will miss make room; what anybody could still want stays."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from nemo_widget.engine.store import Media, Moment, Store, Upload
from nemo_widget.model.draft import Canvas
from nemo_widget.model.output import Wishes

DAY_S = 24 * 3600.0


class House:
    """A store whose clock is turned by hand, and sessions with one photo of 1000 bytes each."""

    def __init__(self, folder: Path) -> None:
        self.now = 1_700_000_000.0
        self.store = Store(folder, clock=lambda: self.now)

    def session(self) -> str:
        return self.store.sessions.create("local", task_name="", language="en", skill="").id

    def photo(self, session: str, name: str) -> Upload:
        content = name.encode().ljust(1000)
        upload = Upload(hashlib.sha256(content).hexdigest(), "png", "image", "image/png", 1000)
        received = self.store.uploads.begin()
        received.write_bytes(content)
        os.utime(received, (self.now, self.now))
        self.store.uploads.keep(received, upload)
        self.store.uploads.add(session, [Media(f"{name}.png", upload)])
        return upload

    def is_there(self, upload: Upload) -> bool:
        return self.store.uploads.path(upload).is_file()

    def edit(self, session: str, upload: Upload) -> None:
        sessions = self.store.sessions
        draft = {"t": [{"tt": 0, "sg": [{"id": "c", "s": 0, "d": 1000, "m": {"src": upload.hash}}]}]}
        turn = sessions.begin_turn(session, "make it")
        version = sessions.situation(session).version
        to = Moment(draft, Canvas())
        sessions.finish_turn(session, turn, version, reply="", memory={}, history="push", to=to)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_nothing_goes_while_there_is_room(house: House) -> None:
    old = house.photo(house.session(), "old")
    house.now += 1000 * DAY_S
    assert house.store.prune(1000) == 0
    assert house.is_there(old)


def test_the_oldest_of_what_is_forgotten_goes_and_no_more_than_needed(house: House) -> None:
    photos = []
    for number in range(4):
        photos.append(house.photo(house.session(), f"photo {number}"))
        house.now += DAY_S
    house.now += 100 * DAY_S
    assert house.store.prune(2500) == 2
    assert [house.is_there(p) for p in photos] == [False, False, True, True]


def test_what_live_sessions_have_and_show_stays_however_much_it_is(house: House) -> None:
    session, other = house.session(), house.session()
    had, shown = house.photo(session, "had"), house.photo(other, "shown")
    house.now += 40 * DAY_S
    house.edit(session, shown)  # the draft of one session shows what another one brought
    forgotten = house.photo(house.session(), "forgotten")
    house.now += 29 * DAY_S
    assert house.store.prune(0) == 0
    house.now += 2 * DAY_S
    house.session()
    assert house.store.prune(0) == 3
    assert not any(map(house.is_there, (had, shown, forgotten)))


def test_what_is_undone_can_still_be_redone(house: House) -> None:
    session = house.session()
    first, second = house.photo(house.session(), "first"), house.photo(house.session(), "second")
    house.now += 100 * DAY_S
    house.edit(session, first)
    house.edit(session, second)
    assert house.store.prune(0) == 0
    assert house.is_there(first)


def test_what_came_today_and_what_an_export_needs_stays(house: House) -> None:
    session = house.session()
    wanted = house.photo(house.session(), "wanted")
    draft = {"t": [{"tt": 0, "sg": [{"m": {"src": wanted.hash}}]}]}
    house.store.jobs.create("local", "render_1", session, draft, Wishes())
    house.now += 100 * DAY_S
    young = house.photo(session, "young")
    house.now += 0.5 * DAY_S
    assert house.store.prune(0) == 0
    assert house.is_there(wanted) and house.is_there(young)

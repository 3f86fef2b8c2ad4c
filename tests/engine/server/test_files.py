from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.engine_process import EngineProcess


@pytest.fixture
def url(engine: EngineProcess, session: str, photo: Callable[..., bytes]) -> str:
    (told,) = engine.upload(session, ("beach.jpg", photo(1))).json()["data"]["files"]
    return str(told["cdn_url"])


def test_an_upload_comes_back_as_it_was(engine: EngineProcess, url: str, photo: Callable[..., bytes]) -> None:
    answer = engine.client.get(url)
    assert answer.content == photo(1)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=5-5", slice(5, 6)),
    ],
)
def test_a_range_is_that_part_of_the_file(
    engine: EngineProcess, url: str, photo: Callable[..., bytes], asked: str, part: slice
) -> None:
    answer = engine.client.get(url, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == photo(1)[part]
    start = range(len(photo(1)))[part][0]
    assert answer.headers["content-range"] == f"bytes {start}-{start + len(answer.content) - 1}/{len(photo(1))}"


def test_a_range_beyond_the_end_is_416(engine: EngineProcess, url: str, photo: Callable[..., bytes]) -> None:
    answer = engine.client.get(url, headers={"Range": "bytes=99999999-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(photo(1))}"


def test_if_range_holds_only_for_the_same_file(engine: EngineProcess, url: str, photo: Callable[..., bytes]) -> None:
    etag = engine.client.get(url).headers["etag"]
    same = engine.client.get(url, headers={"Range": "bytes=0-3", "If-Range": etag})
    other = engine.client.get(url, headers={"Range": "bytes=0-3", "If-Range": '"another"'})
    assert (same.status_code, same.content) == (206, photo(1)[:4])
    assert (other.status_code, other.content) == (200, photo(1))


def test_head_tells_the_size_without_the_file(engine: EngineProcess, url: str, photo: Callable[..., bytes]) -> None:
    answer = engine.client.head(url)
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) == len(photo(1))
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.content == b""


def test_a_file_needs_the_token(engine: EngineProcess, url: str) -> None:
    assert engine.stranger.get(url).json()["code"] == 1001


@pytest.mark.parametrize("name", ["0" * 64, "..%2f..%2fengine.sqlite3", "%00", "engine.sqlite3"])
def test_there_are_no_other_files(engine: EngineProcess, name: str) -> None:
    assert engine.client.get(f"/files/{name}").status_code == 404

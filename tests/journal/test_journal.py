"""What a conversation leaves on disk, and what is found of it after every kind of end."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from nemo_widget.journal import About, Added, Ended, Journal, Made, Order, Said, Shelf, Story
from nemo_widget.model.conversation import Button, ChatMessage, MediaItem
from nemo_widget.model.errors import SessionGone
from nemo_widget.model.output import Wishes
from nemo_widget.model.video import Video


def about(session_id: str) -> About:
    return About(
        at=1, skill="best-image-to-video", title="Best", backend="local", session_id=session_id, language="zh-CN"
    )


def said(id: str, text: str, role: str = "user", at: float = 2, **more: object) -> Said:
    return Said(at=at, message=ChatMessage.model_validate({"id": id, "role": role, "text": text, **more}))


def order(job_id: str, target: Path = Path("promo.mp4")) -> Order:
    return Order(at=3, job_id=job_id, target=target, wishes=Wishes(resolution=720))


def begun(folder: Path, *records: object) -> Journal:
    journal = Shelf(folder).new()
    for record in (about(journal.id), *records):
        journal.write(record)  # type: ignore[arg-type]
    return journal


def found(folder: Path, id: str | None = None) -> Story:
    journal = Shelf(folder).take(id)
    journal.close()
    return journal.story


def file_of(folder: Path) -> Path:
    (path,) = folder.glob("*.jsonl")
    return path


def test_all_of_it_is_found_again(tmp_path: Path) -> None:
    item = MediaItem(id="m1", name="beach.jpg", status="ready", hash="h1", width=640, height=480)
    answer = said("2", "Done.", "assistant", next_steps=[Button(label="Export", say="export")])
    video = Video(id="v1", path=tmp_path / "promo.mp4", width=1, height=2, duration_s=3.5, format="webm")
    journal = begun(tmp_path, Added(item=item), said("1", "make a video"), answer, order("r1"), Made(video=video))
    journal.close()
    story = found(tmp_path)
    assert story.about == about(journal.id)
    assert list(story.media.values()) == [item]
    assert list(story.messages.values()) == [said("1", "make a video").message, answer.message]
    assert story.orders == {"r1": order("r1")}
    assert list(story.videos.values()) == [video]


def test_of_each_thing_the_last_word_counts(tmp_path: Path) -> None:
    sending, ready = (MediaItem(id="m1", name="a.jpg", status=status) for status in ("sending", "ready"))
    records = [Added(item=sending), said("1", "hi", queued=True), Added(item=ready), said("1", "hi")]
    begun(tmp_path, *records, order("r1"), order("r2"), Ended(job_id="r1")).close()
    story = found(tmp_path)
    assert story.media["m1"].status == "ready"
    assert not story.messages["1"].queued
    assert list(story.orders) == ["r2"]


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    begun(tmp_path / "data" / "sessions", said("1", "hi")).close()
    for path in (tmp_path / "data").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


@pytest.mark.parametrize("secret", ["nmv_usr_abcDEF-123_x", "clm_abcDEF-123_x"])
def test_no_secret_is_in_it(tmp_path: Path, secret: str) -> None:
    link = f"https://nemovideo.com/workspace/claim?ct={secret}"
    begun(tmp_path, said("1", f"my token is {secret}, use it", link=link)).close()
    text = file_of(tmp_path).read_text()
    assert "123_x" not in text
    assert "use it" in found(tmp_path).messages["1"].text


@pytest.mark.parametrize("left", [0, 1, 25])
def test_a_half_written_last_line_costs_that_line(tmp_path: Path, left: int) -> None:
    begun(tmp_path, said("1", "one"), said("2", "two")).close()
    path = file_of(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]) + lines[-1][:left])
    journal = Shelf(tmp_path).take(None)
    assert list(journal.story.messages) == ["1"]
    journal.write(said("3", "three"))
    journal.close()
    assert list(found(tmp_path).messages) == ["1", "3"]


def test_what_cannot_be_read_costs_itself_only(tmp_path: Path) -> None:
    begun(tmp_path, said("1", "one"), said("2", "two")).close()
    path = file_of(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    nonsense = [b"\0\0\0\n", b"\xff\xfe\n", b"[]\n", b'{"kind":"of a later version"}\n', b"\n"]
    path.write_bytes(b"".join([*nonsense, lines[0], lines[1], *nonsense, lines[2]]))
    assert list(found(tmp_path).messages) == ["1", "2"]


def test_files_of_others_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.jsonl").write_text("{}")
    (tmp_path / "0123abcd.jsonl").write_bytes(os.urandom(1000))
    assert Shelf(tmp_path).list() == []
    with pytest.raises(SessionGone, match="no conversation to go on with"):
        Shelf(tmp_path).take(None)


@pytest.mark.parametrize("id", ["../../etc/passwd", "00000000", "", "notes"])
def test_what_is_no_conversation(tmp_path: Path, id: str) -> None:
    (tmp_path / "notes.jsonl").write_text("{}")
    with pytest.raises(SessionGone):
        Shelf(tmp_path).take(id)


def test_the_list_prints_well(tmp_path: Path) -> None:
    item = MediaItem(id="m1", name="a.jpg", status="ready")
    long = "turn these into a 15-second vertical video with crossfades,\n lo-fi music and a title"
    begun(tmp_path, Added(at=50, item=item), said("1", long, at=100), order("r1")).close()
    begun(tmp_path, said("2", "hello", at=200)).close()
    begun(tmp_path).close()  # nothing was said in it
    past = Shelf(tmp_path).list()
    assert [each.first_words for each in past] == ["hello", long[:59] + "…"]
    assert past[1].exporting
    first, second = repr(past).splitlines()
    assert first.startswith(past[0].id)
    assert first.endswith("· Best · “hello”")
    assert second.endswith("1 file · export running")


CHILD = """
import sys
from pathlib import Path
from nemo_widget.journal import About, Said, Shelf
from nemo_widget.model.conversation import ChatMessage
shelf = Shelf(Path(sys.argv[1]))
journal = shelf.take(sys.argv[2]) if sys.argv[2:] else shelf.new()
if not sys.argv[2:]:
    journal.write(About(skill="x", title="x", backend="local"))
print(journal.id, flush=True)
for number in range(200):
    journal.write(Said(message=ChatMessage(id=f"{journal.id}-{number}", role="user", text="x" * 500)))
print("written", flush=True)
sys.stdin.read()
"""


def child(folder: Path, *id: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [sys.executable, "-c", CHILD, str(folder), *id]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_two_processes_do_not_spoil_one_another_and_a_killed_one_lets_go(tmp_path: Path) -> None:
    first, second = child(tmp_path), child(tmp_path)
    try:
        ids = [process.stdout.readline().strip() for process in (first, second)]  # type: ignore[union-attr]
        for process in (first, second):
            assert process.stdout and process.stdout.readline() == "written\n"
        assert all(each.is_open for each in Shelf(tmp_path).list())
        # a third one that goes on with what is still open gets a copy, and the first one keeps its own
        third = child(tmp_path, ids[0])
        try:
            assert third.stdout
            copied = third.stdout.readline().strip()
            assert copied not in ids
            assert third.stdout.readline() == "written\n"
        finally:
            end(third)
    finally:
        end(first)
        end(second)
    assert not any(each.is_open for each in Shelf(tmp_path).list())
    for id in ids:
        assert list(found(tmp_path, id).messages) == [f"{id}-{number}" for number in range(200)]


def test_what_another_kernel_has_open_is_not_the_last_one_to_go_on_with(tmp_path: Path) -> None:
    older = begun(tmp_path, said("1", "older", at=1))
    older.close()
    other = child(tmp_path)
    try:
        assert other.stdout
        newer = other.stdout.readline().strip()
        assert other.stdout.readline() == "written\n"
        journal = Shelf(tmp_path).take(None)
        assert journal.id == older.id
        journal.close()
    finally:
        end(other)
    journal = Shelf(tmp_path).take(None)
    assert journal.id == newer
    journal.close()


def test_what_is_open_here_is_gone_on_with_as_a_copy(tmp_path: Path) -> None:
    """Such as when the cell that resumes is run a second time."""
    older = begun(tmp_path, said("1", "older", at=1))
    older.close()
    still_open = begun(tmp_path, said("2", "newer", at=200), order("r1"))
    copy = Shelf(tmp_path).take(None)
    assert copy.id != still_open.id
    assert list(copy.story.messages) == ["2"]
    assert copy.story.orders == {}, "the export is the other kernel's to deliver"
    copy.write(said("3", "mine", at=300))
    copy.close()
    still_open.close()
    assert list(found(tmp_path, copy.id).messages) == ["2", "3"]
    assert list(found(tmp_path, still_open.id).messages) == ["2"]
    assert [each.id for each in Shelf(tmp_path).list()] == [copy.id, still_open.id, older.id], (
        "it has an export to come"
    )
    journal = Shelf(tmp_path).take(still_open.id)
    journal.write(Ended(at=201, job_id="r1"))
    journal.close()
    assert [each.id for each in Shelf(tmp_path).list()] == [copy.id, older.id]


def test_a_long_conversation_stays_bounded_and_keeps_what_matters(tmp_path: Path) -> None:
    journal = begun(tmp_path, order("r1"))
    for number in range(1500):
        journal.write(said(str(number), f"{number} " + "words " * 500))
    journal.close()
    assert file_of(tmp_path).stat().st_size < 3 * 2**20
    story = found(tmp_path)
    assert story.about == about(journal.id)
    assert list(story.orders) == ["r1"]
    assert list(story.messages)[-1] == "1499"
    assert len(story.messages) > 100


def test_the_oldest_make_room(tmp_path: Path) -> None:
    kept_open = begun(tmp_path, said("1", "open", at=1))
    os.utime(tmp_path / f"{kept_open.id}.jsonl", (1, 1))
    for number in range(210):
        path = tmp_path / f"{number:08x}.jsonl"
        lines = about(path.stem), said("1", str(number), at=number)
        path.write_text("".join(f"{line.model_dump_json()}\n" for line in lines))
        os.utime(path, (number + 2, number + 2))
    begun(tmp_path, said("1", "new")).close()
    ids = {each.id for each in Shelf(tmp_path).list()}
    assert len(ids) == 201  # one of them could not go
    assert kept_open.id in ids
    assert f"{209:08x}" in ids
    assert f"{0:08x}" not in ids
    kept_open.close()


def test_half_a_character_costs_that_character_only(tmp_path: Path) -> None:
    """As a back end leaves it that cuts its answer in the middle of an emoji."""
    begun(tmp_path, said("1", "wow \ud83d", "assistant"), said("2", "hi")).close()
    assert [message.text for message in found(tmp_path).messages.values()] == ["wow ?", "hi"]


@pytest.mark.parametrize("at", ["1e300", "-1", "NaN", "Infinity", '"soon"', "9" * 5000])
def test_a_time_that_no_clock_shows_costs_its_line_only(tmp_path: Path, at: str) -> None:
    begun(tmp_path, said("1", "hi")).close()
    with file_of(tmp_path).open("a") as file:
        file.write(f'{{"kind":"ended","job_id":"r1","at":{at}}}\n')
    assert "“hi”" in repr(Shelf(tmp_path).list())

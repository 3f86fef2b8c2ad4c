"""A renamed file goes by its new name in the chat and on the timeline, and by its old one on the wire."""

from __future__ import annotations

import pytest

from nemo_widget.model.conversation import MediaItem
from nemo_widget.model.errors import BadMedia
from nemo_widget.model.timeline import Timeline, TimelineClip, TimelineTrack
from nemo_widget.session.names import Names

SEA = MediaItem(id="1", name="sea.jpg", wire_name="IMG_1.jpg", hash="h1")
CAT = MediaItem(id="2", name="cat.heic", wire_name="cat.jpg", hash="h2")
DOG = MediaItem(id="3", name="dog.png", wire_name="dog.png", hash="h3")


@pytest.fixture
def names() -> Names:
    return Names([SEA, CAT, DOG])


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("Remove sea.jpg and dog.png", "Remove IMG_1.jpg and dog.png"),
        ('Move "Sea.JPG" to the end', 'Move "IMG_1.jpg" to the end'),
        ("move the sea to the end", "move the IMG_1.jpg to the end"),
        ("删除sea.jpg。", "删除IMG_1.jpg。"),
        ("the title 'By the sea' over the seaside", "the title 'By the sea' over the seaside"),
        ("cat.heic for 2 s, a cat video", "cat.jpg for 2 s, a cat video"),
        ("remove \u017fea.jpg", "remove IMG_1.jpg"),  # the long s, which is one in any case
    ],
)
def test_what_is_said_goes_out_under_the_back_ends_names(names: Names, said: str, sent: str):
    assert names.to_wire(said) == sent


def test_what_comes_back_is_shown_under_the_persons_names_however_it_is_cut(names: Names):
    text = "IMG_1.jpg and IMG_12.jpg, then img_1.jpg"
    for size in range(1, len(text)):
        stream = names.streamed()
        pieces = [stream.feed(text[n : n + size]) for n in range(0, len(text), size)]
        assert "".join(pieces) + stream.finish() == "sea.jpg and IMG_12.jpg, then sea.jpg"


def test_text_without_a_name_is_not_held_back(names: Names):
    assert names.streamed().feed("Done: two photos") == "Done: two photos"


def test_the_timeline_shows_the_persons_names(names: Names):
    clips = [TimelineClip(id=h, name="x", start_ms=0, duration_ms=1, source=h) for h in ("h1", "h3")]
    timeline = names.relabel(Timeline(tracks=[TimelineTrack(id="v", kind="video", label="Video", clips=clips)]))
    assert [clip.name for clip in timeline.clips()] == ["sea.jpg", "x"]


@pytest.mark.parametrize("taken", ["dog.png", "IMG_1.JPG", "cat.jpg", " ", "../.."])
def test_a_name_that_is_taken_or_none_is_refused(names: Names, taken: str):
    with pytest.raises(BadMedia):
        names.check(MediaItem(id="4", name="new", wire_name="new"), taken)


def test_a_name_keeps_its_suffix_and_loses_its_folders(names: Names):
    assert names.check(DOG, "C:\\pets\\Rex") == "Rex.png"
    assert names.check(SEA, "IMG_1.jpg") == "IMG_1.jpg"


def test_a_name_in_turkish_capitals_or_small_letters_is_the_same_name():
    names = Names([MediaItem(id="1", name="isik.jpg", wire_name="IMG_1.jpg", hash="h1")])
    assert names.to_wire("remove \u0131s\u0131k.jpg") == "remove IMG_1.jpg"

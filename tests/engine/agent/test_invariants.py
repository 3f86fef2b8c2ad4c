"""What stays true about the texts and the whole of a video while its clips change."""

from __future__ import annotations

from nemo_widget.engine.agent import respond
from tests.engine.agent.conversation import started


def test_a_caption_follows_its_photo() -> None:
    talk = started()
    talk.say("caption “good boy” on the dog", "put the dog last", "the beach 5 seconds")
    text = talk.draft.texts[0]
    assert (text.start_ms, text.end_ms) == (talk.clips[2].start_ms, talk.clips[2].end_ms)
    talk.say("remove the dog")
    assert talk.texts == []


def test_a_closing_title_stays_at_the_end_and_a_whole_one_whole() -> None:
    talk = started()
    talk.say("title “Bye” at the end", "caption “me” at the bottom the whole time", "20 seconds in total")
    spans = {t.meta.text: (t.start_ms, t.end_ms) for t in talk.draft.texts}
    assert spans == {"Bye": (17_000, 20_000), "me": (0, 20_000)}


def test_what_respond_was_given_stays_as_it_was() -> None:
    talk = started()
    before = talk.draft.model_copy(deep=True)
    respond("remove the dog and make it 20 seconds", talk.situation)
    assert talk.draft == before

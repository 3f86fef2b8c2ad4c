"""Any edit with any values that its type allows, for a conversation about a.jpg, b.jpg, c.jpg and d.mp4."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from nemo_widget.engine.agent import Edit
from nemo_widget.engine.agent.edits import InsertClip, SetMusic
from nemo_widget.model.draft import CANVAS_SIZES, Clip, ClipMeta
from tests.engine.agent.conversation import asset

NAMES = ("a.jpg", "b.jpg", "c.jpg", "d.mp4")
KINDS: tuple[type[Any], ...] = get_args(get_args(Edit)[0])
HASHES = [asset(n).hash for n in NAMES]
CLIP_IDS = st.sampled_from([f"c{n}" for n in range(1, 7)])
TEXT_IDS = st.sampled_from([f"x{n}" for n in range(1, 5)])


def _clips() -> st.SearchStrategy[Clip]:
    return st.tuples(CLIP_IDS, st.integers(1, 9000), st.sampled_from(HASHES)).map(
        lambda given: Clip(id=given[0], start_ms=0, duration_ms=given[1], meta=ClipMeta(src=given[2], name="again"))
    )


def edits() -> st.SearchStrategy[Any]:
    special: dict[str, st.SearchStrategy[Any]] = {
        "clips": st.lists(CLIP_IDS, max_size=4),
        "order": st.lists(CLIP_IDS, max_size=6),
        "keep": st.lists(CLIP_IDS, max_size=3),
        "texts": st.lists(TEXT_IDS, max_size=3),
        "sources": st.lists(st.sampled_from(HASHES), min_size=1, max_size=4),
        "source": st.sampled_from(HASHES),
        "first": CLIP_IDS,
        "second": CLIP_IDS,
        "id": TEXT_IDS,
        "index": st.one_of(st.integers(-1, 8)),
        "text": st.text(min_size=1, max_size=20),
        "color": st.sampled_from(["#ffffff", "#ff0000", "#000000"]),
        "duration_ms": st.integers(100, 60_000),
        "start_ms": st.integers(0, 90_000),
        "begin_ms": st.integers(0, 30_000),
        "end_ms": st.integers(1, 60_000),
        "fade_in_ms": st.integers(0, 9_000),
        "fade_out_ms": st.integers(0, 9_000),
    }
    made = []
    for kind in KINDS:
        fields = {n: f for n, f in kind.model_fields.items() if n != "kind"}
        if kind is InsertClip:
            made.append(st.builds(InsertClip, clip=_clips(), index=st.integers(-1, 8)))
            continue
        given_fields = {
            n: CLIP_IDS if n == "clip" else special.get(n, st.from_type(f.annotation) if f.annotation else st.none())
            for n, f in fields.items()
            if n in special or n == "clip" or f.is_required()
        }
        if kind.__name__ in ("SetTransition", "SetTransitionDuration"):
            given_fields["duration_ms"] = st.integers(1, 10_000)
        if kind is SetMusic:
            given_fields["source"] = st.sampled_from(["music:lo-fi", "music:upbeat"])
        if kind.__name__ == "SetCanvas":
            ratios, sides = st.sampled_from(sorted(CANVAS_SIZES)), st.none() | st.integers(240, 2160)
            given_fields = {"ratio": ratios, "short_side": sides, "fps": st.sampled_from([None, 24, 60])}
        if "factor" in given_fields:
            given_fields["factor"] = st.floats(0.05, 20)
        if "speed" in given_fields:
            given_fields["speed"] = st.floats(0.1, 10)
        if "volume" in given_fields:
            given_fields["volume"] = st.floats(0, 1)
        if "value" in given_fields:
            given_fields["value"] = st.floats(0, 3)
        made.append(st.builds(kind, **given_fields))
    return st.one_of(made)

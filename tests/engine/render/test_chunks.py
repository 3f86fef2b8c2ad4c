"""Chunks and their cache: the same film however it is divided, and only what changed is drawn again."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nemo_widget.engine.render import ChunkCache, Output
from nemo_widget.engine.render.chunks import jobs, plan
from nemo_widget.engine.render.draft_scene import plan_scene
from nemo_widget.engine.render.frame import Painter
from nemo_widget.engine.render.output import Encoding
from nemo_widget.engine.render.plate import make_plate
from nemo_widget.engine.render.prepared import Workshop, plate_key
from nemo_widget.engine.render.scene import TICKS_PER_FRAME
from nemo_widget.engine.render.yuv import Planes
from tests.engine.render import film
from tests.engine.render.film import clip, draft, music, title

FADE = {"type": "crossfade", "d": 500}


@pytest.fixture
def cache(tmp_path: Path) -> ChunkCache:
    return ChunkCache(tmp_path / "cache")


def show(words: str = "Urban Dreams", each: int = 3000) -> object:
    sources = ["astronaut", "coffee", "cat", "astronaut"]
    shown = [
        clip(src, n * each, each, motion=("zoom-in", "pan-left", "none", "zoom-out")[n], transition=FADE if n else None)
        for n, src in enumerate(sources)
    ]
    return draft(shown, [title(words, 500, 2000)], [music("music:ambient", 0, 4 * each)])


def planned(shown, files, **output):
    encoding = Encoding.of(shown.meta, Output(**output))
    return plan_scene(shown, files, encoding), encoding


def painted(scene, plan_, at: list[int]) -> list[np.ndarray]:
    out = Planes.empty(scene.width, scene.height)
    pictures = []
    with Painter(scene, plan_.assets, plan_.tiles) as painter:
        for frame in at:
            painter.paint(frame * TICKS_PER_FRAME, out)
            pictures.append(np.concatenate([plane.ravel() for plane in out]))
    return pictures


def test_chunks_cover_every_frame_once(pictures):
    whole, _ = planned(show(), pictures)
    at = 0
    for first, count in plan(whole.scene):
        assert first == at and 0 < count <= 4 * 25
        at += count
    assert at == whole.scene.frames == 300


def test_chunked_is_unchunked(pictures):
    """Each frame of each chunk is, to the byte, the frame of the whole scene."""
    shown = show()
    shown.texts[0].meta.animation = "typewriter"
    whole, _ = planned(shown, pictures)
    for first, count in plan(whole.scene):
        at = sorted({0, count // 3, count - 1, *(f for f in range(0, count, 5) if first < 80)})
        piece = painted(whole.scene.cut(first, count), whole, at)
        assert all(
            (a == b).all() for a, b in zip(piece, painted(whole.scene, whole, [first + f for f in at]), strict=True)
        )


def test_frames_come_in_order_or_not_the_same(pictures):
    whole, _ = planned(show(), pictures)
    order = [250, 3, 77, 150, 3]
    one_by_one = [painted(whole.scene, whole, [f])[0] for f in order]
    assert all((a == b).all() for a, b in zip(painted(whole.scene, whole, order), one_by_one, strict=True))


def test_nothing_changed_nothing_drawn(shoot, pictures, cache):
    first = shoot(show(), pictures, cache=cache)
    content = first.path.read_bytes()
    again = shoot(show(), pictures, cache=cache)
    assert first.chunks_rendered == first.chunks > 3
    assert again.chunks_rendered == 0
    assert again.path.read_bytes() == content


def test_a_photo_that_rests_is_encoded_once(shoot, pictures):
    cat = clip("cat", 8000, 8000, motion="none", transition=FADE)
    done = shoot(draft([clip("coffee", 0, 8000, motion="none"), cat]), pictures)
    assert 0 < done.chunks_rendered <= done.chunks - 2
    seen = film.frames(done.path)
    assert len(seen) == done.frames == 16 * 25
    # each photo stays the one that it was, the whole of its time
    for first, last in ((0, 190), (215, 399)):
        assert np.abs(seen[first : last + 1 : 12] - seen[first]).max(axis=(1, 2, 3)).mean() < 20


def test_a_new_title_costs_its_own_chunks(shoot, pictures, cache):
    first = shoot(show("Urban Dreams"), pictures, cache=cache)
    seen = film.frames(first.path)
    second = shoot(show("City Lights"), pictures, cache=cache)
    assert 0 < second.chunks_rendered <= 2 < second.chunks
    changed = np.abs(film.frames(second.path) - seen).max(axis=(1, 2, 3)) > 60
    assert changed.any() and not changed[63:].any()


def test_a_longer_first_clip_leaves_the_others(shoot, pictures, cache):
    first = shoot(show(), pictures, cache=cache)
    longer = show()
    for track_clip in longer.clips:
        track_clip.start_ms += 1000 if track_clip.start_ms else 0
    longer.clips[0].duration_ms += 1000
    longer.duration_ms += 1000
    second = shoot(longer, pictures, cache=cache)
    assert second.chunks_rendered <= 3 < first.chunks + 1


def test_what_pixels_depend_on_is_in_the_key(pictures, plain):
    def keys(shown=None, files=None, **output) -> set[str]:
        plan_, encoding = planned(shown or show(), files or pictures, **output)
        return {job.key for job in jobs(plan_.scene, encoding, plan_.assets, plan_.tiles)}

    usual = keys()
    assert keys() == usual
    louder = show()
    louder.music[0].meta.volume = 0.1
    assert keys(louder) == usual  # sound is not in the picture
    for change in ("filter", "fit", "motion", "brightness", "contrast", "saturation"):
        other = show()
        for c in other.clips:
            value = {"filter": "bw", "fit": "blur", "motion": "pan-up"}.get(change, 1.3)
            setattr(c.meta, change, value)
        assert not keys(other) & usual, change
    assert not keys(quality="best") & usual
    assert not keys(fps=30) & usual
    assert not keys(short_side=180) & usual
    assert (
        not keys(
            files={**pictures, "astronaut": pictures["cat"], "cat": pictures["coffee"], "coffee": pictures["astronaut"]}
        )
        & usual
    )


def test_the_file_behind_a_name_may_change(shoot, cache, tmp_path):
    path = film.plain(tmp_path / "photo.png", film.RED)
    shown = draft([clip("photo", 0, 400)])
    shoot(shown, {"photo": path}, cache=cache)
    film.plain(path, film.BLUE)
    assert film.close(film.frames(shoot(shown, {"photo": path}, cache=cache).path), film.BLUE)


def test_the_same_bytes_on_any_executor(shoot, pictures):
    one = shoot(show(), pictures).path.read_bytes()
    with ThreadPoolExecutor(2) as threads:
        assert shoot(show(), pictures, executor=threads).path.read_bytes() == one


def test_a_damaged_entry_is_not_trusted(shoot, pictures, cache, tmp_path):
    content = shoot(show(), pictures, cache=cache).path.read_bytes()
    entries = sorted((tmp_path / "cache").iterdir())
    bad, cut, empty = entries[0], entries[1], entries[2]
    data = bytearray(bad.read_bytes())
    data[len(data) // 2] ^= 1
    bad.write_bytes(data)
    cut.write_bytes(cut.read_bytes()[:-100])
    empty.write_bytes(b"")
    again = shoot(show(), pictures, cache=cache)
    assert again.path.read_bytes() == content
    assert 2 <= again.chunks_rendered <= 3
    assert shoot(show(), pictures, cache=cache).chunks_rendered == 0  # and they are good again


def test_the_cache_keeps_to_its_limit_and_drops_the_oldest(tmp_path):
    import os

    cache = ChunkCache(tmp_path, limit_bytes=10_000)
    for number in range(8):
        cache.put(f"key{number}", bytes([number]) * 1000)
        os.utime(tmp_path / f"key{number}.chunk", (1000 + number, 1000 + number))
    assert cache.get("key0") == bytes(1000)  # used now, so it is not the oldest any more
    for number in range(8, 12):
        cache.put(f"key{number}", bytes([number]) * 1000)
    assert sum(p.stat().st_size for p in tmp_path.iterdir()) <= 10_000
    assert cache.get("key0") and cache.get("key11")
    assert cache.get("key1") is None


def test_two_caches_share_a_folder(tmp_path):
    one, other = ChunkCache(tmp_path), ChunkCache(tmp_path)
    one.put("key", b"content")
    assert other.get("key") == b"content"
    assert other.get("nothing") is None


def test_what_a_killed_process_was_writing_is_swept_away(tmp_path):
    import os

    old, young = tmp_path / ".1.part", tmp_path / ".2.part"
    for path in (old, young):
        path.write_bytes(b"half an entry")
    os.utime(old, (1000, 1000))
    ChunkCache(tmp_path).put("key", b"content")
    assert not old.exists() and young.exists()


def test_caches_that_crowd_each_other_out_never_give_anything_wrong(tmp_path):
    """Several at once on one folder that holds far less than they put there, as two engines may."""

    def content(number: int) -> bytes:
        return bytes([number]) * (500 + number)

    def use(start: int) -> int:
        cache = ChunkCache(tmp_path, limit_bytes=5000)
        found = 0
        for turn in range(300):
            number = (start + turn * 7) % 40
            got = cache.get(f"key{number}")
            assert got is None or got == content(number)
            found += got is not None
            cache.put(f"key{number}", content(number))
        return found

    with ThreadPoolExecutor(4) as engines:
        assert sum(engines.map(use, range(4))) > 0
    assert sum(p.stat().st_size for p in tmp_path.iterdir()) <= 5000 * 1.5


def test_a_cache_that_cannot_be_written_does_not_stop_the_render(shoot, plain, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    assert shoot(draft([clip("red", 0, 400)]), plain, cache=ChunkCache(tmp_path / "file")).frames == 10


def test_a_still_picture_is_the_same_frame_again(pictures):
    whole, _ = planned(draft([clip("coffee", 0, 2000), clip("cat", 2000, 2000)], [title("Hi", 500, 1000)]), pictures)
    with Painter(whole.scene, whole.assets, whole.tiles) as painter:
        shots = [Planes.of_frame(f).y.copy() for f in painter.frames()]
    still = replace(whole.scene, titles=())
    assert (shots[0] == shots[12]).all() and not (shots[20] == shots[12]).all()
    assert (shots[45] == painted(still, whole, [45])[0][: 160 * 90].reshape(90, 160)).all()
    assert (shots[99] == painted(still, whole, [99])[0][: 160 * 90].reshape(90, 160)).all()


def test_a_photo_is_made_ready_once_and_shared(pictures, tmp_path):
    whole, _ = planned(show(), pictures)
    canvas = (whole.scene.width, whole.scene.height)
    layer = whole.scene.layers[0]
    asset, key = whole.assets[layer.source], plate_key(layer, canvas)
    assert key == plate_key(replace(layer, begin=5, end=70), canvas) != plate_key(replace(layer, filter="bw"), canvas)
    made: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    def make():
        made.append(1)
        begun.set()
        go_on.wait(60)
        return make_plate(layer, asset.path, asset.name, canvas)

    with ThreadPoolExecutor(2) as workers:
        first = workers.submit(Workshop(tmp_path).plate, key, make)
        begun.wait(60)
        second = workers.submit(Workshop(tmp_path).plate, key, make)
        go_on.set()
        shots = []
        for plate in (first.result(), second.result(), make_plate(layer, asset.path, asset.name, canvas)):
            out = Planes.empty(*canvas)
            plate.draw(out, 0.3)
            shots.append(np.concatenate([plane.ravel() for plane in out]))
    assert made == [1]
    assert (shots[0] == shots[1]).all() and (shots[0] == shots[2]).all()
    Workshop(tmp_path).forget(key)
    assert list(tmp_path.iterdir()) == []


def test_one_who_fails_to_make_a_photo_ready_is_in_nobodys_way(pictures, tmp_path):
    whole, _ = planned(show(), pictures)
    layer = whole.scene.layers[0]
    asset = whole.assets[layer.source]

    def fail():
        raise MemoryError

    workshop = Workshop(tmp_path / "shop")
    (tmp_path / "shop").mkdir()
    with pytest.raises(MemoryError):
        workshop.plate("key", fail)
    plate = workshop.plate("key", lambda: make_plate(layer, asset.path, asset.name, (160, 90)))
    assert plate.size_bytes == workshop.plate("key", fail).size_bytes
    (tmp_path / "shop" / "plate-key").write_bytes(b"damaged")
    assert workshop.plate("key", lambda: plate).size_bytes == plate.size_bytes
    assert Workshop(tmp_path / "nowhere").plate("key", lambda: plate) is plate


def test_what_the_next_chunk_is_the_first_to_show_is_known(pictures):
    whole, encoding = planned(show(), pictures)
    parts = jobs(whole.scene, encoding, whole.assets, whole.tiles)
    for part, after in itertools.pairwise(parts):
        assert {plate_key(layer, (160, 90)) for layer in part.soon} == after.plates - part.plates
    assert parts[-1].soon == () and any(part.soon for part in parts)

"""From photos to an MP4, over the wire alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.engine.engine_process import EngineProcess
from tests.video_file import probe


def test_three_photos_and_a_sentence_become_the_mp4_that_was_asked_for(
    engine: EngineProcess, session: str, photo: Callable[..., bytes], tmp_path: Path
) -> None:
    names = ("beach.jpg", "dog.jpg", "sunset.jpg")
    engine.upload(session, *((name, photo(n, 800, 600)) for n, name in enumerate(names)))
    engine.say(
        session, "turn these into a 3-second vertical video with crossfades, lo-fi music and the title 'Urban Dreams'"
    )
    state = engine.state(session)
    assert state["canvas_config"] == {"width": 1080, "height": 1920, "ratio": "9:16", "fps": 30}
    segments = {track["tt"]: track["sg"] for track in state["draft"]["t"]}
    assert [s["m"]["name"] for s in segments[0]] == list(names)
    assert segments[1][0]["m"]["src"] == "music:lo-fi"
    assert segments[7][0]["m"]["text"] == "Urban Dreams"

    job = engine.order(session, state["draft"], resolution=360).json()["data"]["id"]
    told = engine.finished(job)
    assert told["status"] == "completed", told
    url = told["output"]["url"]
    size = int(engine.client.head(url).headers["content-length"])
    halves = [
        engine.client.get(url, headers={"Range": f"bytes={part}"}).content
        for part in (f"0-{size // 2 - 1}", f"{size // 2}-")
    ]
    (tmp_path / "promo.mp4").write_bytes(b"".join(halves))

    video = probe(tmp_path / "promo.mp4")
    assert (video.codec, video.pix_fmt, video.color) == ("h264", "yuv420p", (1, 1, 1))
    assert (video.width, video.height, video.fps, video.frames) == (360, 640, 30, 90)
    assert video.audio_codec == "aac"
    assert abs(video.audio_end_s - video.duration_s) < 0.05

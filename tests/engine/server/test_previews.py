"""What a page plays before there is an export: the same sound, and films small enough to be held."""

from __future__ import annotations

import contextlib
import io
import select
import socket
import wave
from collections.abc import Callable
from urllib.parse import urlsplit

import av
import numpy as np
import pytest
from PIL import Image

from tests.engine.engine_process import EngineProcess


def sound_of(engine: EngineProcess, session: str):  # type: ignore[no-untyped-def]
    return engine.client.get(f"/api/preview/sound/nemo_agent/me/{session}")


def levels(content: bytes) -> np.ndarray:
    """The loudness of each tenth of a second, 0 to 1."""
    with av.open(io.BytesIO(content)) as file:
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=8000)
        parts = [out.to_ndarray()[0] for frame in file.decode(audio=0) for out in resampler.resample(frame)]
    samples = np.concatenate(parts)
    return np.array(
        [np.sqrt(np.mean(part**2)) for part in np.split(samples[: len(samples) // 800 * 800], len(samples) // 800)]
    )


@pytest.fixture
def slideshow(engine: EngineProcess, session: str, photo: Callable[..., bytes]) -> str:
    engine.upload(session, ("beach.jpg", photo(1)), ("dog.jpg", photo(2)))
    engine.say(session, "make a 6-second video")
    return session


def test_a_draft_without_sound_has_none(engine: EngineProcess, session: str, slideshow: str) -> None:
    assert sound_of(engine, engine.session()).status_code == 204
    assert sound_of(engine, slideshow).status_code == 204


def test_the_music_is_an_mp3_as_long_as_the_video_with_its_volume_and_fades(
    engine: EngineProcess, slideshow: str
) -> None:
    engine.say(slideshow, "lo-fi music")
    answer = sound_of(engine, slideshow)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "audio/mpeg"
    loud = levels(answer.content)
    assert len(loud) == pytest.approx(60, abs=2)
    assert loud[20:40].mean() > 0.01
    assert loud[-1] < 0.2 * loud[20:40].mean()  # it has faded out
    engine.say(slideshow, "set the music volume to 10%")
    softer = levels(sound_of(engine, slideshow).content)
    assert softer[20:40].mean() == pytest.approx(loud[20:40].mean() * 10 / 35, rel=0.15)


def test_what_was_made_once_is_not_made_again(engine: EngineProcess, slideshow: str) -> None:
    engine.say(slideshow, "electronic music")
    first, second = sound_of(engine, slideshow), sound_of(engine, slideshow)
    assert first.headers["etag"] == second.headers["etag"]
    assert first.content == second.content


def test_an_uploaded_song_sounds(engine: EngineProcess, slideshow: str) -> None:
    song = io.BytesIO()
    with wave.open(song, "wb") as file:
        file.setnchannels(1), file.setsampwidth(2), file.setframerate(8000)
        tone = np.sin(np.arange(8 * 8000) * 2 * np.pi * 440 / 8000) * 12000
        file.writeframes(tone.astype("<i2").tobytes())
    engine.upload(slideshow, ("song.wav", song.getvalue()))
    engine.say(slideshow, "use song.wav as the music")
    assert levels(sound_of(engine, slideshow).content)[10:50].min() > 0.01


def test_an_animated_picture_is_a_small_film(engine: EngineProcess, session: str) -> None:
    pictures = [Image.new("RGB", (900, 600), (40 * n, 90, 200 - 30 * n)) for n in range(5)]
    gif = io.BytesIO()
    pictures[0].save(gif, "GIF", save_all=True, append_images=pictures[1:], duration=200, loop=0)
    (told,) = engine.upload(session, ("moving.gif", gif.getvalue())).json()["data"]["files"]
    answer = engine.client.get(f"/api/preview/film/{told['hash']}")
    assert answer.headers["content-type"] == "video/mp4"
    with av.open(io.BytesIO(answer.content)) as film:
        assert not film.streams.audio
        frames = list(film.decode(video=0))
        assert min(frames[0].width, frames[0].height) == 360
        assert [round(frame.time * 1000) for frame in frames[:5]] == [0, 200, 400, 600, 800]
        shown = frames[3].to_ndarray(format="rgb24", src_colorspace="ITU709")[180, 270]
        assert np.abs(shown.astype(int) - (120, 90, 110)).max() < 8


def test_a_photo_is_no_film_and_another_owners_file_is_not_there(
    engine: EngineProcess, session: str, photo: Callable[..., bytes]
) -> None:
    (told,) = engine.upload(session, ("beach.jpg", photo(3))).json()["data"]["files"]
    assert engine.client.get(f"/api/preview/film/{told['hash']}").status_code == 404
    assert engine.client.get("/api/preview/film/0123456789abcdef").status_code == 404


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Ten seconds in which everything moves."""
    path = tmp_path_factory.mktemp("noise") / "noise.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 640, 360, "yuv420p", 20_000_000
        noise = np.random.default_rng(1).integers(0, 256, (360, 640, 3), np.uint8)
        for number in range(300):
            frame = av.VideoFrame.from_ndarray(np.roll(noise, 37 * number, axis=number % 2), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path.read_bytes()


def test_who_waits_for_a_film_keeps_nobody_else_waiting(engine: EngineProcess, session: str, noise: bytes) -> None:
    (told,) = engine.upload(session, ("noise.mp4", noise)).json()["data"]["files"]
    place = urlsplit(engine.url)
    request = (
        f"GET /api/preview/film/{told['hash']} HTTP/1.1\r\nHost: {place.netloc}\r\n"
        f"Authorization: Bearer {engine.secret}\r\n\r\n"
    ).encode()
    with contextlib.ExitStack() as stack:
        waiting = [stack.enter_context(socket.create_connection((place.hostname, place.port))) for _ in range(60)]
        for one in waiting:
            one.sendall(request)
        assert engine.client.get("/api/credits/balance/simple").status_code == 200
        answered, _, _ = select.select(waiting, [], [], 0)
        assert not answered
    film = engine.client.get(f"/api/preview/film/{told['hash']}").content
    assert len(film) < 10 * 900_000 / 8, "ten minutes of it would be more than a client takes"

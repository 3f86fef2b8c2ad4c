from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import httpx
import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests import hostile_files
from tests.engine.engine_process import EngineProcess
from tests.waiting import wait_until

Photo = Callable[..., bytes]


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def wav(size_bytes: int) -> bytes:
    head = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16) + b"data" + struct.pack("<I", size_bytes)
    return b"RIFF" + struct.pack("<I", size_bytes + 36) + head + bytes(size_bytes)


def film(path: Path, frames: int, codec: str = "libx264", width: int = 64, height: int = 48) -> bytes:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=Fraction(25))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for n in range(frames):
            pixels = np.full((height, width, 3), n * 9 % 256, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    return path.read_bytes()


def sound(path: Path, codec: str) -> bytes:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=44100, layout="mono")
        tone = (np.sin(np.arange(44100) / 16) * 9000).astype(np.int16)[np.newaxis]
        frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
        frame.sample_rate, frame.pts = 44100, 0
        fifo = av.AudioResampler(stream.format, stream.layout, stream.rate, stream.codec_context.frame_size or None)
        for piece in [*fifo.resample(frame), *fifo.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode())
    return path.read_bytes()


def picture(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, kind)
    return file.getvalue()


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.json()["code"], answer.json()["message"]


def test_photos_are_kept_in_the_order_of_upload(engine: EngineProcess, session: str, photo: Photo) -> None:
    answer = engine.upload(session, ("beach.jpg", photo(1)), ("dog.jpg", photo(2, 64, 96)))
    data = answer.json()["data"]
    assert data["session_state_applied"] is True
    assert [(f["filename"], f["file_type"], f["width"], f["height"]) for f in data["files"]] == [
        ("beach.jpg", "image", 96, 64),
        ("dog.jpg", "image", 64, 96),
    ]
    assert data["files"][0]["hash"] == hashlib.sha256(photo(1)).hexdigest()
    engine.upload(session, ("third.jpg", photo(3)))
    assert [f["filename"] for f in engine.state(session)["video_infos"]] == ["beach.jpg", "dog.jpg", "third.jpg"]


def test_an_upload_that_is_repeated_is_there_once(engine: EngineProcess, session: str, photo: Photo) -> None:
    for _ in range(2):
        assert engine.upload(session, ("beach.jpg", photo(1))).status_code == 200
    assert len(engine.state(session)["video_infos"]) == 1


def test_the_same_picture_under_two_names_is_two_clips_and_one_file(
    engine: EngineProcess, session: str, photo: Photo
) -> None:
    engine.upload(session, ("one.jpg", photo(77)), ("two.jpg", photo(77)))
    assert [f["filename"] for f in engine.state(session)["video_infos"]] == ["one.jpg", "two.jpg"]
    assert len(list((engine.data / "uploads").rglob(hashlib.sha256(photo(77)).hexdigest() + "*"))) == 1


def test_a_turned_photo_has_the_size_that_a_viewer_shows(engine: EngineProcess, session: str) -> None:
    exif, file = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    Image.new("RGB", (80, 40)).save(file, "JPEG", exif=exif)
    (told,) = engine.upload(session, ("phone.jpg", file.getvalue())).json()["data"]["files"]
    assert (told["width"], told["height"]) == (40, 80)


def test_a_film_and_a_sound_are_measured(engine: EngineProcess, session: str, tmp_path: Path) -> None:
    # named wrongly on purpose: the content counts
    answer = engine.upload(session, ("clip.jpg", film(tmp_path / "clip.mp4", 50)), ("voice.wav", wav(32_000)))
    clip, voice = answer.json()["data"]["files"]
    assert (clip["file_type"], clip["width"], clip["height"], clip["fps"]) == ("video", 64, 48, 25.0)
    assert clip["duration"] == pytest.approx(2.0, abs=0.05)
    assert (voice["file_type"], voice["duration"], voice["width"]) == ("audio", pytest.approx(2.0), None)


def test_all_thirteen_formats_are_taken(engine: EngineProcess, session: str, tmp_path: Path) -> None:
    films = {"mp4": "libx264", "mov": "libx264", "avi": "mpeg4", "webm": "libvpx-vp9", "mkv": "libx264"}
    sounds = {"mp3": "libmp3lame", "wav": "pcm_s16le", "m4a": "aac", "aac": "aac"}
    pictures = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}
    files = {
        **{end: ("video", film(tmp_path / f"f.{end}", 25, codec)) for end, codec in films.items()},
        **{end: ("audio", sound(tmp_path / f"s.{end}", codec)) for end, codec in sounds.items()},
        **{end: ("image", picture(kind)) for end, kind in pictures.items()},
    }
    answer = engine.upload(session, *((f"x.{end}", content) for end, (_, content) in files.items()))
    told = answer.json()["data"]["files"]
    assert {f["filename"]: f["file_type"] for f in told} == {f"x.{end}": kind for end, (kind, _) in files.items()}
    for file in told:
        length = 1.0 if file["file_type"] != "image" else None
        assert file["duration"] == (length and pytest.approx(length, abs=0.2)), file
        assert file["cdn_url"].endswith(file["hash"])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../x.jpg", "x.jpg"),
        ("..\\..\\x.jpg", "x.jpg"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\me\\x.jpg", "x.jpg"),
        (".hidden.jpg", "hidden.jpg"),
        ("海滩 🏖.jpg", "海滩 🏖.jpg"),
        ('a"b.jpg', 'a"b.jpg'),
        ("a\u202egpj.exe\x85.jpg", "agpj.exe.jpg"),
        ("👨‍👩‍👧.jpg", "👨‍👩‍👧.jpg"),
        ("..", "file"),
        ("x" * 400 + ".jpg", "x" * 180 + "x" * 16 + ".jpg"),
    ],
)
def test_a_name_is_for_people_only(engine: EngineProcess, session: str, photo: Photo, sent: str, kept: str) -> None:
    answer = engine.upload(session, (sent, photo(5)))
    assert answer.json()["data"]["files"][0]["filename"] == kept
    stored = {p.stem for p in (engine.data / "uploads").rglob("*") if p.is_file()}
    assert all(len(stem) == 64 for stem in stored)


def test_what_is_no_usable_file_is_refused_with_a_sentence(
    engine: EngineProcess, session: str, photo: Photo, tmp_path: Path
) -> None:
    heic_head = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    film_bytes = film(tmp_path / "f.mp4", 30)
    cases = [
        ("notes.jpg", b"just some words", 4001, "notes.jpg is not really a JPG file"),
        ("cut.jpg", photo(1, 800, 600)[:4000], 4001, "cut.jpg is damaged or cut off"),
        ("empty.png", b"", 4001, "empty.png is empty"),
        ("bomb.png", png_that_claims(20_000, 15_000), 4002, "megapixels"),
        ("paper.pdf", b"%PDF-1.7 ...", 4001, "Accepted are"),
        ("phone.heic", heic_head, 4001, "converted"),
        ("cut.mp4", film_bytes[: len(film_bytes) // 2], 4001, "cut.mp4 is damaged or cut off"),
        ("playlist.mp4", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", 4001, "playlist.mp4"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 4001, "Accepted are"),
        ("radio.mp3", hostile_files.session_description_behind_id3(), 4001, "radio.mp3 is damaged or cut off"),
        ("endless.mp4", hostile_files.mp4_of_many_pictures(60_000_000), 4001, "endless.mp4 is damaged or cut off"),
        ("scans.jpg", hostile_files.jpeg_of_many_scans(1000), 4001, "takes hours to open"),
    ]
    for name, content, code, words in cases:
        told = refusal(engine.upload(session, (name, content)))
        assert told[0] == code, (name, told)
        assert words in told[1], (name, told)
        assert str(engine.data) not in told[1]
    assert engine.state(session)["video_infos"] == []


def test_a_file_costs_the_engine_no_memory_whatever_it_claims(engine: EngineProcess, session: str) -> None:
    engine.upload(session, ("one.mp4", hostile_files.mp4_of_many_pictures(1)))
    Path(f"/proc/{engine.process.pid}/clear_refs").write_text("5")  # the peak is measured from here on
    peak_before = _peak_memory_kb(engine)
    answer = engine.upload(session, ("endless.mp4", hostile_files.mp4_of_many_pictures(10_000_000)))
    assert answer.json()["data"]["files"][0]["width"] == 4
    assert _peak_memory_kb(engine) - peak_before < 64 * 1024


def test_one_bad_file_in_a_request_leaves_nothing_of_it(engine: EngineProcess, session: str, photo: Photo) -> None:
    engine.upload(session, ("before.jpg", photo(1)))
    code, sentence = refusal(engine.upload(session, ("good.jpg", photo(2)), ("bad.jpg", b"words")))
    assert code == 4001
    assert "bad.jpg" in sentence
    assert [f["filename"] for f in engine.state(session)["video_infos"]] == ["before.jpg"]


def test_201_mb_are_refused_while_they_stream_and_memory_stays_flat(engine: EngineProcess, session: str) -> None:
    mark, mebi = b"mark", bytes(2**20)
    peak_before = _peak_memory_kb(engine)

    def body() -> Iterator[bytes]:
        yield b'--mark\r\nContent-Disposition: form-data; name="files"; filename="long.wav"\r\n\r\n'
        yield wav(0)
        for _ in range(201):
            yield mebi
        yield b"\r\n--" + mark + b"--\r\n"

    answer = engine.client.post(
        f"/api/upload-video/nemo_agent/me/{session}",
        content=body(),  # no Content-Length: the engine has to count
        headers={"Content-Type": "multipart/form-data; boundary=mark"},
    )
    assert answer.status_code == 413
    assert refusal(answer)[0] == 4002
    assert "long.wav" in refusal(answer)[1]
    assert _peak_memory_kb(engine) - peak_before < 50_000
    assert not [p for p in (engine.data / "incoming").rglob("*") if p.is_file()]


def test_a_disk_that_fills_up_is_said_and_costs_nothing_that_is_there(tmp_path: Path, photo: Photo) -> None:
    with EngineProcess(tmp_path, largest_file_bytes=4 * 2**20) as engine:
        session = engine.session()
        engine.upload(session, ("beach.jpg", photo(1)))
        answer = engine.upload(session, ("long.wav", wav(8 * 2**20)))
        assert answer.status_code == 507
        assert "disk is full" in answer.json()["message"]
        assert [f["filename"] for f in engine.state(session)["video_infos"]] == ["beach.jpg"]
        assert not [p for p in (tmp_path / "incoming").rglob("*") if p.is_file()]


def test_a_large_file_arrives_whole(engine: EngineProcess, session: str) -> None:
    sound = wav(60 * 2**20)
    (told,) = engine.upload(session, ("long.wav", sound)).json()["data"]["files"]
    assert told["hash"] == hashlib.sha256(sound).hexdigest()
    assert engine.client.get(told["cdn_url"]).content == sound


def test_a_sender_that_goes_away_leaves_nothing_behind(engine: EngineProcess, session: str, photo: Photo) -> None:
    def half() -> Iterator[bytes]:
        yield b'--mark\r\nContent-Disposition: form-data; name="files"; filename="half.jpg"\r\n\r\n' + photo(9)
        raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        engine.client.post(
            f"/api/upload-video/nemo_agent/me/{session}",
            content=half(),
            headers={"Content-Type": "multipart/form-data; boundary=mark"},
        )
    assert engine.state(session)["video_infos"] == []
    wait_until(lambda: not [p for p in (engine.data / "incoming").rglob("*") if p.is_file()], what="a clean sweep")
    assert "ClientDisconnect" not in engine.log


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=" + "x" * 5000, b""),
        ("multipart/form-data; boundary=mark", b"no multipart at all"),
        ("multipart/form-data; boundary=mark", b'--mark\r\nContent-Disposition: form-data; name="files"\r\n\r\nhalf'),
        (
            "multipart/form-data; boundary=mark",
            b'--mark\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n--mark--\r\n',
        ),
        ("text/plain", b"x"),
    ],
)
def test_what_is_no_upload_is_refused_in_words(
    engine: EngineProcess, session: str, content_type: str, content: bytes
) -> None:
    answer = engine.client.post(
        f"/api/upload-video/nemo_agent/me/{session}", content=content, headers={"Content-Type": content_type}
    )
    assert refusal(answer)[0] == 422


def test_web_addresses_are_not_fetched(engine: EngineProcess, session: str) -> None:
    """The engine is offline; a page or a photo's address could also point into the person's own network."""
    answer = engine.client.post(
        f"/api/upload-video/nemo_agent/me/{session}",
        json={"urls": ["http://169.254.169.254/latest/meta-data"], "source_type": "url"},
    )
    code, sentence = refusal(answer)
    assert code == 4001
    assert "upload it" in sentence


def _peak_memory_kb(engine: EngineProcess) -> int:
    """The most memory that the process ever had; 0 where the system does not tell."""
    status = Path(f"/proc/{engine.process.pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def test_a_photo_on_the_timeline_knows_where_its_subject_is(engine: EngineProcess, session: str) -> None:
    picture, file = Image.new("RGB", (600, 400), (90, 140, 200)), io.BytesIO()
    ImageDraw.Draw(picture).ellipse((440, 140, 520, 220), fill=(240, 200, 30))
    picture.save(file, "PNG")
    engine.upload(session, ("ball.png", file.getvalue()))
    engine.say(session, "make a vertical video")
    (clip,) = engine.state(session)["draft"]["t"][0]["sg"]
    assert clip["m"]["focus"] == pytest.approx([0.8, 0.45], abs=0.05)


def animation(kind: str, count: int, size: tuple[int, int] = (40, 30)) -> bytes:
    pages = [Image.new("RGB", size, (n * 37 % 256, n * 91 % 256, 80)) for n in range(count)]
    file = io.BytesIO()
    pages[0].save(file, kind, save_all=True, append_images=pages[1:], duration=50, loop=0)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_an_animated_picture_is_a_picture_and_wholly_read(engine: EngineProcess, session: str, kind: str) -> None:
    (told,) = engine.upload(session, ("fun", animation(kind, 12))).json()["data"]["files"]
    assert (told["file_type"], told["width"], told["height"]) == ("image", 40, 30)
    answer = engine.upload(session, ("cut", animation(kind, 12)[:-300]))
    assert answer.status_code == 415 and "cut is damaged or cut off" in answer.text


def test_an_animation_beyond_all_bounds_is_refused(engine: EngineProcess, session: str) -> None:
    answer = engine.upload(session, ("endless.gif", animation("GIF", 5_001, (8, 8))))
    assert answer.status_code == 413 and "endless.gif is too long an animation" in answer.text

"""Files that are made to harm whoever opens them."""

from __future__ import annotations

import io
import struct

from PIL import Image


def mp4_of_many_pictures(claimed: int, size: tuple[int, int] = (4, 4), *, turned: bool = False) -> bytes:
    """An MP4 of some 700 bytes whose first picture can be seen and which claims to hold that many, all of one size.

    `turned`: it is to be shown turned by 90°, as films of phones are.
    """
    width, height = size
    picture = b"\x80" * (width * height * 3)
    straight = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    matrix = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, height << 16, 0, 0x40000000) if turned else straight
    described = struct.pack(">6xH16xHHIIIH32xHh", 1, width, height, 0x480000, 0x480000, 0, 1, 24, -1)
    table = _box(
        b"stbl",
        _table(b"stsd", 1, _box(b"raw ", described)),
        _table(b"stts", 1, struct.pack(">II", claimed, 1)),
        _table(b"stsc", 1, struct.pack(">III", 1, claimed, 1)),
        _full_box(b"stsz", struct.pack(">II", len(picture), claimed)),
        _table(b"stco", 1, struct.pack(">I", 36)),
    )
    reference = _box(b"dinf", _table(b"dref", 1, _full_box(b"url ", flags=1)))
    media = _box(
        b"mdia",
        _full_box(b"mdhd", struct.pack(">4I4x", 0, 0, 1000, 1000)),
        _full_box(b"hdlr", b"\0\0\0\0vide" + bytes(13)),
        _box(b"minf", _full_box(b"vmhd", bytes(8), flags=1), reference, table),
    )
    head = _full_box(b"mvhd", struct.pack(">5IH10x", 0, 0, 1000, 1000, 0x10000, 0x100) + straight + bytes(28))
    track = _full_box(
        b"tkhd",
        struct.pack(">5I16x", 0, 0, 1, 0, 1000) + matrix + struct.pack(">II", width << 16, height << 16),
        flags=3,
    )
    begin = _box(b"ftyp", b"isom\0\0\2\0isommp41\0\0\0\0")
    return begin + _box(b"mdat", picture) + _box(b"moov", head, _box(b"trak", track, media))


def jpeg_of_many_scans(scans: int, side: int = 64) -> bytes:
    """A progressive JPEG, grey, that goes over its pixels again and again to say nothing."""

    def segment(marker: int, content: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content

    def scan(first: int, last: int, bits: bytes) -> bytes:
        return segment(0xDA, bytes([1, 1, 0, first, last, 0])) + bits

    blocks = (side // 8) ** 2
    head = segment(0xDB, b"\0" + b"\1" * 64) + segment(0xC2, struct.pack(">BHHB3B", 8, side, side, 1, 1, 0x11, 0))
    codes = segment(0xC4, bytes([0x00, 1, *bytes(15), 0])) + segment(0xC4, bytes([0x10, 1, *bytes(15), 0xE0]))
    runs = -(-blocks // 32767)
    bits = ("0" + "1" * 14) * runs
    nothing = int(bits + "1" * (-len(bits) % 8), 2).to_bytes(-(-len(bits) // 8), "big").replace(b"\xff", b"\xff\0")
    refined = b"".join(scan(1 + n % 63, 1 + n % 63, nothing) for n in range(scans))
    return b"\xff\xd8" + head + codes + scan(0, 0, bytes(-(-blocks // 8))) + refined + b"\xff\xd9"


def session_description_behind_id3() -> bytes:
    """It looks like an MP3 to us, and to FFmpeg like a description of streams on the network that are to be opened."""
    return b"ID3\3" + bytes(6) + b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n"


def avif_without_a_picture() -> bytes:
    """An AVIF whose decoder complains in a way of its own."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "AVIF")
    return file.getvalue().replace(b"av01", b"av02")


def _box(kind: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">I", 8 + len(inside)) + kind + inside


def _full_box(kind: bytes, *content: bytes, flags: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", flags), *content)


def _table(kind: bytes, count: int, *content: bytes) -> bytes:
    return _full_box(kind, struct.pack(">I", count), *content)

"""Encoded picture or sound in a form that travels between processes and rests in the cache."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import av


@dataclass(frozen=True)
class Packet:
    """`pts` and `duration` in frames (picture) or samples (sound), from the beginning of its piece."""

    pts: int
    duration: int
    keyframe: bool
    data: bytes = field(repr=False)

    @classmethod
    def of(cls, packet: av.Packet[Any], duration: int | None = None) -> Packet:
        """A packet as an encoder gave it; with `duration` where the encoder gives none."""
        assert packet.pts is not None
        return cls(packet.pts, duration or packet.duration or 0, packet.is_keyframe, bytes(packet))


@dataclass(frozen=True)
class Piece:
    """Packets in the order of decoding, and the stream's headers (H.264: SPS and PPS; AAC: its configuration).

    `length` in frames or samples. Pieces of one stream have the same headers.
    """

    length: int
    headers: bytes
    packets: tuple[Packet, ...]

    def to_bytes(self) -> bytes:
        index = {
            "length": self.length,
            "headers": self.headers.hex(),
            "packets": [[p.pts, p.duration, p.keyframe, len(p.data)] for p in self.packets],
        }
        return b"".join([json.dumps(index).encode(), b"\n", *(p.data for p in self.packets)])

    @classmethod
    def from_bytes(cls, data: bytes) -> Piece:
        """Raises: ValueError when the bytes are not those of a whole piece."""
        end = data.index(b"\n")
        index = json.loads(data[:end])
        packets, at = [], end + 1
        try:
            for pts, duration, keyframe, size in index["packets"]:
                packets.append(Packet(pts, duration, keyframe, data[at : at + size]))
                at += size
            piece = cls(index["length"], bytes.fromhex(index["headers"]), tuple(packets))
        except (KeyError, TypeError) as error:
            raise ValueError("this is no piece") from error
        if at != len(data):
            raise ValueError("the piece is incomplete")
        return piece

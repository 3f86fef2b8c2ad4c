"""Colour profiles, made by hand from the ICC specification, and the colours that they mean."""

from __future__ import annotations

import struct

import numpy as np

# linear sRGB -> linear Display P3, both D65
_TO_P3 = np.array([[0.82246197, 0.17753803, 0], [0.0331942, 0.9668058, 0], [0.01708263, 0.07239744, 0.91051993]])
# colorants of Display P3 and of Adobe RGB (1998), adapted to D50
_P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
_ADOBE = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))


def display_p3() -> bytes:
    curve = [round(65535 * _linear(n / 1023)) for n in range(1024)]
    return _matrix_profile("Display P3", _P3, struct.pack(f">4s4xI{len(curve)}H", b"curv", len(curve), *curve))


def adobe_rgb() -> bytes:
    return _matrix_profile("Adobe RGB (1998)", _ADOBE, struct.pack(">4s4xIH", b"curv", 1, round(2.19921875 * 256)))


def in_p3(srgb: tuple[int, int, int]) -> tuple[int, ...]:
    """The numbers that stand in Display P3 for what `srgb` stands for in sRGB."""
    linear = _TO_P3 @ np.array([_linear(c / 255) for c in srgb])
    return tuple(round(255 * _gamma(c)) for c in linear)


def cmyk(cyan_lab: tuple[float, float, float]) -> bytes:
    """A profile of a press that prints nothing well but cyan: full cyan is `cyan_lab`, no ink is white, else black."""
    nodes = b""
    for node in range(16):
        c, rest = node >> 3, node & 7
        lab = (0, 0, 0) if rest else cyan_lab if c else (100, 0, 0)
        nodes += bytes([round(lab[0] * 2.55), round(lab[1] + 128), round(lab[2] + 128)])
    ramp = bytes(range(256))
    identity = struct.pack(">9i", *(65536 * (n % 4 == 0) for n in range(9)))
    lut = struct.pack(">4s4xBBBx", b"mft1", 4, 3, 2) + identity + ramp * 4 + nodes + ramp * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", "Test press", {b"A2B0": lut, b"A2B1": lut, b"A2B2": lut})


def srgb_of_lab(lab: tuple[float, float, float]) -> tuple[int, ...]:
    """What a Lab colour (D50) is in sRGB."""
    fy = (lab[0] + 16) / 116
    f = np.array([fy + lab[1] / 500, fy, fy - lab[2] / 200])
    xyz = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)) * (0.9642, 1, 0.8249)
    from_xyz_d50 = np.array(
        [[3.1338561, -1.6168667, -0.4906146], [-0.9787684, 1.9161415, 0.033454], [0.0719453, -0.2289914, 1.4052427]]
    )
    return tuple(round(255 * _gamma(float(c))) for c in np.clip(from_xyz_d50 @ xyz, 0, 1))


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _matrix_profile(name: str, colorants: tuple[tuple[float, ...], ...], curve: bytes) -> bytes:
    tags = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    tags |= {tag: _xyz(c) for tag, c in zip((b"rXYZ", b"gXYZ", b"bXYZ"), colorants, strict=True)}
    return _profile(b"mntr", b"RGB ", b"XYZ ", name, tags)


def _xyz(values: tuple[float, ...]) -> bytes:
    return struct.pack(">4s4x3i", b"XYZ ", *(round(v * 65536) for v in values))


def _profile(kind: bytes, space: bytes, pcs: bytes, name: str, tags: dict[bytes, bytes]) -> bytes:
    text = name.encode() + b"\0"
    described = struct.pack(">4s4xI", b"desc", len(text)) + text + bytes(78)
    copyright_ = b"text" + bytes(4) + b"none\0"
    whole = {b"desc": described, b"cprt": copyright_, b"wtpt": _xyz((0.9642, 1, 0.8249)), **tags}
    table, body, at = b"", b"", 132 + 12 * len(whole)
    for tag, data in whole.items():
        table += struct.pack(">4sII", tag, at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    header = struct.pack(">I4sI4s4s4s12x4s", at + len(body), b"test", 0x02400000, kind, space, pcs, b"acsp")
    header += bytes(68 - len(header)) + struct.pack(">3i", 63190, 65536, 54061)
    return header + bytes(128 - len(header)) + struct.pack(">I", len(whole)) + table + body

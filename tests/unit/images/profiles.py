"""Small ICC profiles made by hand (ICC.1:2001-04), since the library makes none but sRGB and Lab."""

from __future__ import annotations

import struct

# Display P3's primaries adapted to D50, as Apple's profile gives them.
P3 = {
    b"rXYZ": (0.51512, 0.24120, -0.00105),
    b"gXYZ": (0.29198, 0.69225, 0.04189),
    b"bXYZ": (0.15710, 0.06657, 0.78407),
}
D50 = (0.9642, 1.0, 0.8249)


def _fixed(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(*values)


def _description(name: str) -> bytes:
    text = name.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)


def _profile(space: bytes, kind: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        value += bytes(-len(value) % 4)
        table += name + struct.pack(">II", start + len(body), len(value))
        body += value
    size = start + len(body)
    header = struct.pack(">I4s4s4s4s4s", size, b"\0\0\0\0", b"\x02\x40\0\0", kind, space, connection)
    header += struct.pack(">6H4s", 2000, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + _fixed(*D50)
    return header.ljust(128, b"\0") + table + body


def display_p3(name: str = "Display P3") -> bytes:
    """Display P3 with a plain gamma of 2.2."""
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    tags = {b"desc": _description(name), b"cprt": b"text\0\0\0\0none\0", b"wtpt": _xyz(D50)}
    tags |= {key: _xyz(value) for key, value in P3.items()}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return _profile(b"RGB ", b"mntr", b"XYZ ", tags)


def grey(gamma: float) -> bytes:
    """A grey profile of one `gamma`."""
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    tags = {b"desc": _description("Dot gain"), b"cprt": b"text\0\0\0\0none\0", b"wtpt": _xyz(D50), b"kTRC": curve}
    return _profile(b"GRAY", b"mntr", b"XYZ ", tags)


def cmyk() -> bytes:
    """A CMYK profile whose two-point look-up table makes every colour neutral: lightness by black alone."""
    lut = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    lut += bytes(range(256)) * 4
    for corner in range(16):
        black = corner & 1
        lut += bytes((0 if black else 255, 128, 128))
    lut += bytes(range(256)) * 3
    tags = {b"desc": _description("Press"), b"cprt": b"text\0\0\0\0none\0", b"wtpt": _xyz(D50)}
    tags |= {b"A2B0": lut, b"A2B1": lut}
    return _profile(b"CMYK", b"prtr", b"Lab ", tags)

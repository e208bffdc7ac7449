"""PNG, JPEG and WebP files taken apart: size, profile, orientation and recipe out, everything foreign away.

What reaches the image library afterwards is header and pixels alone, so a bomb in a text chunk, a profile, a
fit or the thousandth frame never meets a decoder. PNG 1.2 and its EXIF and APNG extensions; ITU-T T.81,
annex B; the WebP container specification.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from backend.contracts.errors import BadInput
from backend.images.directory import DAMAGED, exif_facts, recipe_text
from backend.images.limits import RECIPE_KEY, RECIPE_MAX_BYTES, Container, ImageLimits, check_size

TRUNCATED = "The file ends too early: a part of the picture is missing, so copy or download it again."


def _inflate(data: bytes | memoryview, limit: int) -> bytes | None:
    """`data` unpacked, or None where it is damaged or larger than `limit` bytes."""
    unpacker = zlib.decompressobj()
    try:
        out = unpacker.decompress(data, limit + 1)
    except zlib.error:
        return None
    return out if unpacker.eof and len(out) <= limit else None


def _png_chunks(data: bytes, limits: ImageLimits) -> Iterator[tuple[bytes, memoryview, memoryview]]:
    """(type, payload, whole chunk) up to and with IEND."""
    view = memoryview(data)
    position = 8
    for _ in range(limits.max_parts):
        if position + 12 > len(data):
            raise BadInput(TRUNCATED)
        (length,) = struct.unpack_from(">I", data, position)
        end = position + 12 + length
        if end > len(data):
            raise BadInput(TRUNCATED)
        name = bytes(view[position + 4 : position + 8])
        yield name, view[position + 8 : end - 4], view[position:end]
        if name == b"IEND":
            return
        position = end
    raise BadInput(DAMAGED)


_KEY = RECIPE_KEY.encode() + b"\0"


def _png_recipe(payload: memoryview) -> str | None:
    """The text of an iTXt chunk from after its key: packed or not, method, language 0, key again 0, text."""
    if not 4 <= len(payload) <= RECIPE_MAX_BYTES + 256:
        return None
    text = bytes(payload[2:]).split(b"\0", 2)[-1]
    unpacked = _inflate(text, RECIPE_MAX_BYTES) if payload[0] == 1 else text
    return None if unpacked is None else recipe_text(unpacked)


def _png_profile(payload: memoryview, limits: ImageLimits) -> bytes:
    """The profile of an iCCP chunk (name, 0, method, packed bytes); empty where it is broken or too large."""
    start = bytes(payload[:80]).find(b"\0")
    if start < 0:
        return b""
    return _inflate(payload[start + 2 :], limits.max_profile_bytes) or b""


def open_png(data: bytes, limits: ImageLimits) -> Container:
    """Take a PNG file apart."""
    chunks = _png_chunks(data, limits)
    name, header, whole = next(chunks)
    if name != b"IHDR" or len(header) != 13:
        raise BadInput(DAMAGED)
    width, height, bits = struct.unpack_from(">IIB", header)
    check_size(width, height, limits)
    found = Container(format="PNG", width=width, height=height, clean=b"", bits=bits)
    kept = [memoryview(data)[:8], whole]
    has_recipe = False
    for name, payload, whole in chunks:
        if name == b"IHDR":
            raise BadInput(DAMAGED)
        if name in (b"PLTE", b"tRNS", b"IDAT", b"IEND"):
            kept.append(whole)
        elif name == b"iCCP" and found.profile is None:
            found.profile = _png_profile(payload, limits)
        elif name == b"eXIf":
            found.orientation, _ = exif_facts(payload)
        elif name == b"iTXt" and not has_recipe and payload[: len(_KEY)] == _KEY:
            has_recipe = True
            found.recipe = _png_recipe(payload[len(_KEY) :])
        elif name == b"acTL" and len(payload) == 8 and struct.unpack(">II", payload)[0] > 1:
            found.notes = ["Only the first frame of the animation is used."]
    found.clean = b"".join(kept)
    return found


_NEXT_MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])", re.DOTALL)
# Tables, frame and scan headers, restart interval, JFIF and Adobe segments: what the pixels depend on.
_JPEG_KEPT = {0xC4, 0xCC, 0xDA, 0xDB, 0xDC, 0xDD, 0xE0, 0xEE}
_JPEG_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


def _jpeg_segments(data: bytes, limits: ImageLimits) -> Iterator[tuple[int, memoryview, memoryview]]:
    """(marker, payload, marker with all up to the next one) between start and end of the first image."""
    view = memoryview(data)
    found = _NEXT_MARKER.search(data, 2)
    for _ in range(limits.max_parts):
        if found is None:
            raise BadInput(TRUNCATED)
        marker, start = found[1][0], found.end()
        if marker == 0xD9:
            return
        if marker in (0x01, 0xD8):
            found = _NEXT_MARKER.search(data, start)
            continue
        length = int.from_bytes(view[start : start + 2], "big")
        if length < 2:
            raise BadInput(DAMAGED)
        if start + length > len(data):
            raise BadInput(TRUNCATED)
        found = _NEXT_MARKER.search(data, start + length)
        end = found.start() if marker == 0xDA and found else start + length
        yield marker, view[start + 2 : start + length], view[start - 2 : end]
    raise BadInput(DAMAGED)


def _join_profile(pieces: dict[int, bytes], total: int, limits: ImageLimits) -> bytes | None:
    if not total:
        return None
    size = sum(len(piece) for piece in pieces.values())
    if set(pieces) != set(range(1, total + 1)) or size > limits.max_profile_bytes:
        return b""
    return b"".join(pieces[i] for i in range(1, total + 1))


def _jpeg_frame(payload: memoryview, found: Container, limits: ImageLimits) -> None:
    if found.width or len(payload) < 6:
        raise BadInput(DAMAGED)
    found.bits, found.height, found.width = struct.unpack_from(">BHH", payload)
    check_size(found.width, found.height, limits)


def open_jpeg(data: bytes, limits: ImageLimits) -> Container:
    """Take a JPEG file apart; of a multi-picture file (MPO) the first picture."""
    found = Container(format="JPEG", width=0, height=0, clean=b"")
    kept: list[bytes | memoryview] = [b"\xff\xd8"]
    pieces: dict[int, bytes] = {}
    total = scans = 0
    has_exif = False
    for marker, payload, whole in _jpeg_segments(data, limits):
        if marker in _JPEG_FRAMES:
            _jpeg_frame(payload, found, limits)
        if marker == 0xDA:
            scans += 1
            if scans > limits.max_scans or scans * found.width * found.height > limits.max_scan_pixels:
                raise BadInput("The JPEG is coded in far too many passes; save it again as an ordinary JPEG.")
        if marker in _JPEG_KEPT or marker in _JPEG_FRAMES:
            kept.append(whole)
        elif marker == 0xE1 and not has_exif and payload[:6] == b"Exif\0\0":
            has_exif = True
            found.orientation, found.recipe = exif_facts(payload)
        elif marker == 0xE2 and payload[:12] == b"ICC_PROFILE\0" and len(payload) > 14:
            pieces.setdefault(payload[12], bytes(payload[14:]))
            total = payload[13]
    if not found.width or not scans:
        raise BadInput(DAMAGED)
    found.profile = _join_profile(pieces, total, limits)
    found.clean = b"".join((*kept, b"\xff\xd9"))
    return found


def _webp_chunks(data: bytes, limits: ImageLimits) -> Iterator[tuple[bytes, memoryview, memoryview]]:
    """(type, payload, whole chunk with its padding)."""
    view = memoryview(data)
    (size,) = struct.unpack_from("<I", data, 4)
    end_of_file = 8 + size
    if end_of_file > len(data):
        raise BadInput(TRUNCATED)
    position = 12
    for _ in range(limits.max_parts):
        if position + 8 > end_of_file:
            return
        (length,) = struct.unpack_from("<I", data, position + 4)
        end = position + 8 + length
        if end > end_of_file:
            raise BadInput(TRUNCATED)
        following = end + length % 2
        yield bytes(view[position : position + 4]), view[position + 8 : end], view[position:following]
        position = following
    raise BadInput(DAMAGED)


def _webp_size(name: bytes, payload: memoryview) -> tuple[int, int]:
    if name == b"VP8X" and len(payload) >= 10:
        return (
            int.from_bytes(payload[4:7], "little") + 1,
            int.from_bytes(payload[7:10], "little") + 1,
        )
    if name == b"VP8L" and len(payload) >= 5 and payload[0] == 0x2F:
        (packed,) = struct.unpack_from("<I", payload, 1)
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if name == b"VP8 " and len(payload) >= 10 and payload[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", payload, 6)
        return width & 0x3FFF, height & 0x3FFF
    raise BadInput(DAMAGED)


def open_webp(data: bytes, limits: ImageLimits) -> Container:
    """Take a WebP file apart; of an animation the first frame."""
    if len(data) < 20:
        raise BadInput(TRUNCATED)
    found = Container(format="WebP", width=0, height=0, clean=b"")
    kept: list[bytes | memoryview] = []
    frames = 0
    for name, payload, whole in _webp_chunks(data, limits):
        if not kept:
            found.width, found.height = _webp_size(name, payload)
            check_size(found.width, found.height, limits)
            # The flags for profile, EXIF and XMP go with their chunks; alpha and animation stay.
            flags = bytes([payload[0] & 0x12])
            kept.append(b"".join((whole[:8], flags, whole[9:])) if name == b"VP8X" else whole)
        elif name == b"ANMF":
            frames += 1
            if frames == 1:
                kept.append(whole)
        elif name in (b"ANIM", b"ALPH", b"VP8 ", b"VP8L"):
            kept.append(whole)
        elif name == b"ICCP":
            found.profile = bytes(payload) if len(payload) <= limits.max_profile_bytes else b""
        elif name == b"EXIF":
            found.orientation, found.recipe = exif_facts(payload)
    if not kept:
        raise BadInput(DAMAGED)
    if frames > 1:
        found.notes = ["Only the first frame of the animation is used."]
    body = b"".join(kept)
    found.clean = b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body
    return found

"""TIFF directories: the structure of TIFF files and, in small, of the EXIF block in every other format.

TIFF 6.0 (1992), section 2; Exif 2.32, section 4.6. Read here and not by the image library because a hostile
directory can name gigabytes of tag values, thousands of pages, or two different sizes for one picture.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from backend.contracts.errors import BadInput
from backend.images.kinds import CAMERA_RAW
from backend.images.limits import RECIPE_KEY, RECIPE_MAX_BYTES, Container, ImageLimits, check_size

_PACKED = "The TIFF is packed in a way that is not supported; save it with LZW, ZIP or no compression."
DAMAGED = "The file could not be read as a picture: it is damaged or not what its name says."

_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_MAX_ENTRIES = 1024

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _ORIENTATION = 256, 257, 258, 259, 262, 274
_STRIP_OFFSETS, _TILE_OFFSETS, _PROFILE, _EXIF, _USER_COMMENT = 273, 324, 34675, 0x8769, 0x9286
_DNG_VERSION = 50706

# What decoding the first page needs; every other tag is left behind.
_SINGLE = {254, 256, 257, 259, 262, 266, 277, 278, 284, 317, 322, 323}
_PIXEL_TAGS = _SINGLE | {258, 273, 279, 320, 324, 325, 338, 339, 347, 530, 532}
# None, CCITT (3), LZW, JPEG, deflate (2 numbers), PackBits, Zstandard.
_COMPRESSIONS = {1, 2, 3, 4, 5, 7, 8, 32946, 32773, 50000}


@dataclass(frozen=True)
class Entry:
    """One 12-byte directory entry and the bytes of its value (None where they lie outside the file)."""

    kind: int
    count: int
    raw: bytes
    value: memoryview | None

    def integers(self, order: str) -> tuple[int, ...]:
        """The value as unsigned integers; empty where it is not made of such."""
        code = {1: "B", 3: "H", 4: "I", 13: "I"}.get(self.kind)
        if code is None or self.value is None:
            return ()
        return struct.unpack(f"{order}{self.count}{code}", self.value)


@dataclass(frozen=True)
class Directory:
    """One directory: struct byte order ("<" or ">") and entries by tag, the first of each tag."""

    order: str
    entries: dict[int, Entry]

    def integer(self, tag: int, default: int = 0) -> int:
        """The first integer of `tag`, or `default`."""
        values = self.integers(tag)
        return values[0] if values else default

    def integers(self, tag: int) -> tuple[int, ...]:
        """All integers of `tag`; empty where the tag is missing."""
        return self.entries[tag].integers(self.order) if tag in self.entries else ()


def read_directory(data: bytes | memoryview, offset: int | None = None) -> Directory | None:
    """The directory at `offset` (default: the first) of a TIFF structure; None where none can be read."""
    view = memoryview(data)
    order = {b"II": "<", b"MM": ">"}.get(bytes(view[:2]))
    if order is None or len(view) < 8:
        return None
    if offset is None:
        (offset,) = struct.unpack_from(f"{order}I", view, 4)
    if offset < 8 or offset + 2 > len(view):
        return None
    (count,) = struct.unpack_from(f"{order}H", view, offset)
    if count > _MAX_ENTRIES or offset + 2 + 12 * count > len(view):
        return None
    entries: dict[int, Entry] = {}
    for start in range(offset + 2, offset + 2 + 12 * count, 12):
        tag, kind, length, where = struct.unpack_from(f"{order}HHII", view, start)
        size = _TYPE_BYTES.get(kind, 0) * length
        begin = start + 8 if size <= 4 else where
        value = view[begin : begin + size] if size and begin + size <= len(view) else None
        entries.setdefault(tag, Entry(kind, length, bytes(view[start : start + 12]), value))
    return Directory(order, entries)


def exif_facts(exif: bytes | memoryview) -> tuple[int, str | None]:
    """(orientation 1..8, recipe text or None) of an EXIF block; (1, None) where it is damaged."""
    if bytes(exif[:6]) == b"Exif\0\0":
        exif = exif[6:]
    directory = read_directory(exif)
    if directory is None:
        return 1, None
    orientation = directory.integer(_ORIENTATION, 1)
    return (orientation if 1 <= orientation <= 8 else 1), _recipe(exif, directory)


def _recipe(data: bytes | memoryview, directory: Directory) -> str | None:
    sub = read_directory(data, directory.integer(_EXIF)) if _EXIF in directory.entries else None
    comment = sub.entries.get(_USER_COMMENT) if sub else None
    if comment is None or comment.value is None or len(comment.value) > RECIPE_MAX_BYTES + 64:
        return None
    # The first 8 bytes name the character code (Exif 2.32, 4.6.5); `recipe_exif` writes UTF-8.
    head, _, text = bytes(comment.value[8:]).partition(b"\n")
    if head != RECIPE_KEY.encode():
        return None
    return recipe_text(text)


def recipe_text(text: bytes) -> str | None:
    """`text` as a recipe: UTF-8 within the size limit, else None."""
    if len(text) > RECIPE_MAX_BYTES:
        return None
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _exif_entries(recipe: str | None) -> list[tuple[int, int, bytes]]:
    """(tag, type, value) of an EXIF directory that says sRGB and holds `recipe` as UserComment.

    UserComment and not XMP, because it is the field that image editors carry along when they save again, and
    it needs no XML. Exif 2.32: ColorSpace (0xA001) = 1 is sRGB; "0232" is the version.
    """
    entries = [(0x9000, 7, b"0232")]
    if recipe is not None:
        text = f"{RECIPE_KEY}\n{recipe}".encode()
        entries.append((_USER_COMMENT, 7, (b"ASCII\0\0\0" if text.isascii() else b"\0" * 8) + text))
    return [*entries, (0xA001, 3, struct.pack("<H", 1))]


def _table(entries: list[tuple[int, int, bytes]], at: int) -> bytes:
    """A little-endian directory for offset `at`, its longer values after it."""
    table, values = struct.pack("<H", len(entries)), b""
    values_at = at + 2 + 12 * len(entries) + 4
    for tag, kind, value in entries:
        table += struct.pack("<HHI", tag, kind, len(value) // _TYPE_BYTES[kind])
        table += value.ljust(4, b"\0") if len(value) <= 4 else struct.pack("<I", values_at + len(values))
        values += b"" if len(value) <= 4 else value + b"\0" * (len(value) % 2)
    return table + struct.pack("<I", 0) + values


def recipe_exif(recipe: str | None) -> bytes:
    """An EXIF block, from its byte-order mark on, that says sRGB and holds `recipe`."""
    first = _table([(_EXIF, 4, struct.pack("<I", 26))], 8)
    return b"II*\0" + struct.pack("<I", 8) + first + _table(_exif_entries(recipe), 26)


def tiff_with_recipe(data: bytes, recipe: str | None) -> bytes:
    """The little-endian TIFF file `data` with the same EXIF directory as `recipe_exif`.

    Pillow drops that directory from packed TIFF files, so it follows the pixels, with a first directory that
    points to it.
    """
    directory = read_directory(data)
    if directory is None or directory.order != "<":
        raise ValueError("not a little-endian TIFF file")
    data += b"\0" * (len(data) % 2)
    exif = _table(_exif_entries(recipe), len(data))
    pointer = struct.pack("<HHII", _EXIF, 4, 1, len(data))
    entries = directory.entries | {_EXIF: Entry(4, 1, pointer, None)}
    return _only(data + exif + b"\0" * (len(exif) % 2), "<", entries)


def open_tiff(data: bytes, limits: ImageLimits) -> Container:
    """Take a TIFF file apart; `clean` holds its first page alone, with the tags that decoding needs."""
    directory = read_directory(data)
    if directory is None:
        raise BadInput(DAMAGED)
    width, height = directory.integer(_WIDTH), directory.integer(_HEIGHT)
    if not width or not height:
        raise BadInput(DAMAGED)
    check_size(width, height, limits)
    if _DNG_VERSION in directory.entries or data[8:10] == b"CR":
        raise BadInput(CAMERA_RAW)
    _check_compression(data, directory)
    kept = {tag: entry for tag, entry in directory.entries.items() if tag in _PIXEL_TAGS}
    parts = max(len(directory.integers(tag)) for tag in (_STRIP_OFFSETS, _TILE_OFFSETS))
    broken = any(e.value is None or (tag in _SINGLE and e.count != 1) for tag, e in kept.items())
    if broken or not 1 <= parts <= limits.max_parts:
        raise BadInput(DAMAGED)
    orientation = directory.integer(_ORIENTATION, 1)
    return Container(
        format="TIFF",
        width=width,
        height=height,
        clean=_only(data, directory.order, kept),
        bits=directory.integer(_BITS, 1),
        profile=_profile(directory, limits),
        orientation=orientation if 1 <= orientation <= 8 else 1,
        recipe=_recipe(data, directory),
        inverted=directory.integer(_PHOTOMETRIC, 1) == 0,
        notes=["Only the first page of the file is used."] if _has_next(data, directory.order) else [],
    )


def _profile(directory: Directory, limits: ImageLimits) -> bytes | None:
    """The colour profile; empty where it is broken or too large, None where there is none."""
    entry = directory.entries.get(_PROFILE)
    if entry is None:
        return None
    if entry.value is None or len(entry.value) > limits.max_profile_bytes:
        return b""
    return bytes(entry.value)


def _check_compression(data: bytes, directory: Directory) -> None:
    compression = directory.integer(_COMPRESSION, 1)
    if compression not in _COMPRESSIONS:
        raise BadInput(_PACKED)
    # Progressive JPEG is not allowed inside TIFF (Technical Note 2) and costs a full pass for each scan.
    if compression == 7 and b"\xff\xc2" in data:
        raise BadInput(_PACKED)


def _has_next(data: bytes, order: str) -> bool:
    (offset,) = struct.unpack_from(f"{order}I", data, 4)
    (count,) = struct.unpack_from(f"{order}H", data, offset)
    end = offset + 2 + 12 * count
    return end + 4 <= len(data) and struct.unpack_from(f"{order}I", data, end)[0] != 0


def _only(data: bytes, order: str, kept: dict[int, Entry]) -> bytes:
    """`data` with a new directory of `kept` at its end as its only one; values stay where they lie."""
    padding = b"\0" * (len(data) % 2)
    header = data[:4] + struct.pack(f"{order}I", len(data) + len(padding))
    table = struct.pack(f"{order}H", len(kept)) + b"".join(kept[tag].raw for tag in sorted(kept))
    return b"".join((header, memoryview(data)[8:], padding, table, struct.pack(f"{order}I", 0)))

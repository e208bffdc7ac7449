"""What a file is, by its first bytes, and whether its name says the same."""

from __future__ import annotations

import re

from backend.contracts.errors import BadInput

ACCEPTED = ("PNG", "JPEG", "WebP", "TIFF", "HEIC")

_EXTENSIONS = {
    "png": "PNG",
    "apng": "PNG",
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "jpe": "JPEG",
    "jfif": "JPEG",
    "mpo": "JPEG",
    "webp": "WebP",
    "tif": "TIFF",
    "tiff": "TIFF",
    "heic": "HEIC",
    "heif": "HEIC",
    "hif": "HEIC",
    "gif": "GIF",
    "bmp": "BMP",
    "svg": "SVG",
    "avif": "AVIF",
    "jxl": "JPEG XL",
    "jp2": "JPEG 2000",
    "psd": "Photoshop",
    "ico": "icon",
    "pdf": "PDF",
    "dng": "camera raw",
    "nef": "camera raw",
    "cr2": "camera raw",
    "arw": "camera raw",
}

_ENDINGS = {"PNG": ".png", "JPEG": ".jpg", "WebP": ".webp", "TIFF": ".tif", "HEIC": ".heic"}

CAMERA_RAW = "Camera raw files are not supported; save the photo as TIFF or JPEG in your raw converter."

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "BigTIFF"),
    (b"MM\0+", "BigTIFF"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"8BPS", "Photoshop"),
    (b"\0\0\1\0", "icon"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"FUJIFILMCCD-RAW", "camera raw"),
)

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"}

_PHRASES = {
    "HTML": "a web page",
    "SVG": "an SVG drawing",
    "XML": "an XML file",
    "AVIF": "an AVIF picture",
    "icon": "an icon",
    "film": "a video",
    "text": "plain text",
    "program": "a program",
}


def _isobmff_kind(data: bytes) -> str | None:
    if data[4:8] != b"ftyp":
        return None
    size = min(max(int.from_bytes(data[:4], "big"), 16), 256)
    brands = {data[8:12]} | {data[i : i + 4] for i in range(16, size, 4)}
    if brands & {b"avif", b"avis"}:
        return "AVIF"
    if brands & _HEIC_BRANDS:
        return "HEIC"
    return "film"


def _text_kind(data: bytes) -> str | None:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if re.match(rb"<svg|(<\?xml.*|<!--.*)<svg", head, re.DOTALL):
        return "SVG"
    if re.match(rb"<!doctype html|<html|<head|<body|<script", head):
        return "HTML"
    if head.startswith(b"<?xml"):
        return "XML"
    if len(head) > 3 and not re.search(rb"[\x00-\x08\x0e-\x1a\x7f-\xff]", head):
        return "text"
    return None


def kind_of(data: bytes) -> str | None:
    """The kind of file that `data` starts like ("PNG", "GIF", "HTML", ...), or None if nothing is known."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    return _isobmff_kind(data) or _text_kind(data)


def _accepted_sentence() -> str:
    return "the studio opens PNG, JPEG, WebP, TIFF and HEIC pictures"


def identify(data: bytes, name: str | None) -> str:
    """One of `ACCEPTED`, else BadInput; also where the ending of `name` says another format."""
    if not data:
        raise BadInput("The file is empty.")
    kind = kind_of(data)
    ending = name.rpartition(".")[2].lower() if name and "." in name else ""
    named = _EXTENSIONS.get(ending)
    if kind is None:
        raise BadInput(f"The file is not a picture that can be read; {_accepted_sentence()}.")
    if kind == "BigTIFF":
        raise BadInput("BigTIFF files are not supported; save it as an ordinary TIFF or as PNG.")
    if kind not in ACCEPTED:
        raise BadInput(f"The file is {_PHRASES.get(kind, f'a {kind} file')}; {_accepted_sentence()}.")
    if named == "camera raw" and kind == "TIFF":
        raise BadInput(CAMERA_RAW)
    if named is not None and named != kind:
        raise BadInput(
            f"The name ends in .{ending}, but the file holds a {kind} picture; "
            f"rename it to end in {_ENDINGS[kind]} and try again."
        )
    return kind
